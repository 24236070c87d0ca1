#!/bin/sh
# What the commands of ./dev share. Read with `. tools/dev/common.sh`; the working folder is the
# root of the project.
set -eu
export PYTHONDONTWRITEBYTECODE=1

# Says in one line what failed and what to do, and ends.
fail() {
    echo "dev: $*" >&2
    exit 1
}

# Runs a command with its output in a log that is shown only on failure: quietly LOG COMMAND...
quietly() {
    quiet_log=$1
    shift
    mkdir -p "$(dirname "$quiet_log")"
    "$@" >"$quiet_log" 2>&1 || {
        tail -n 15 "$quiet_log" >&2
        return 1
    }
}

# The C and C++ files of the project, new ones included.
sources() {
    git ls-files --cached --others --exclude-standard '*.c' '*.h' '*.cpp' | while read -r file; do
        [ ! -f "$file" ] || echo "$file"
    done
}

# Prettier over what is written in TypeScript, JavaScript and their like: prettier OPTION...
prettier() {
    client/node_modules/.bin/prettier --config client/package.json "$@" client tests/client tests/unit/client
}

# True where the distribution itself ships ONNX Runtime for developers.
has_system_onnxruntime() {
    pkg-config --exists libonnxruntime 2>/dev/null
}

# Configures a build folder once: configure FOLDER CC CXX OPTION... Later changes of meson.build are
# picked up by ninja itself.
configure() {
    folder=$1 cc=$2 cxx=$3
    shift 3
    if [ -f "$folder/build.ninja" ]; then
        return
    fi
    if has_system_onnxruntime; then
        set -- "$@" -Donnxruntime=
    fi
    CC=$cc CXX=$cxx quietly "$folder/setup.log" meson setup "$folder" "$@" ||
        fail "meson could not configure $folder: read $folder/setup.log"
}

# As configure, with clang and its address and undefined-behaviour sanitizers.
configure_sanitized() {
    folder=$1
    shift
    configure "$folder" clang clang++ -Dbuildtype=debugoptimized -Db_lundef=false \
        -Db_sanitize=address,undefined "$@"
}

# Builds a configured folder: compile FOLDER [TARGET...]
compile() {
    folder=$1
    shift
    ninja -C "$folder" "$@" || fail "the build in $folder failed: the errors are above"
}
