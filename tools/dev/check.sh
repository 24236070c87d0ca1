#!/bin/sh
# ./dev check [NAME...]: what can be said of the sources without running them. Every check runs, even
# if one before it failed; the last line says which did.
. tools/dev/common.sh

n_jobs=$(getconf _NPROCESSORS_ONLN)

check_format() {
    ! for file in $(sources); do
        clang-format "$file" | cmp -s - "$file" || echo "$file: run ./dev fmt"
    done | grep .
}

# The files that the clang build compiles, one process each: the analyzer of Debian 12 carries
# state from file to file otherwise.
check_tidy() {
    configure_sanitized build/sanitized
    sources | grep '\.c$' | while read -r file; do
        if grep -q "/$file\"" build/sanitized/compile_commands.json; then
            echo "$file"
        fi
    done | xargs -P "$n_jobs" -n 1 clang-tidy -p build/sanitized --quiet 2>build/sanitized/tidy.log
}

check_cppcheck() {
    sources | grep '^\(lib\|src\)/.*\.c$' | xargs cppcheck --quiet --std=c11 --language=c -j "$n_jobs" \
        --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
        --suppressions-list=tools/check/cppcheck.suppress -I. -Iinclude -D_GNU_SOURCE -D__GNUC__=12
}

check_layers() { python3 tools/check/layers.py; }
check_banned() { python3 tools/check/banned.py; }
check_sizes() { python3 tools/check/sizes.py; }
check_docs() { python3 tools/check/docs.py; }
check_models() { python3 tools/check/models.py; }

check_headers() {
    ! sh tests/package/headers_test.sh . gcc g++ | grep '^not ok'
}

check_shell() {
    git ls-files --cached --others --exclude-standard dev .ci/run '*.sh' | xargs shellcheck -x
}

# Format, types, the rules of client/check, and the package read by WeChat's own compilers.
check_client() {
    sh tools/dev/deps.sh --quiet
    mkdir -p build/client
    python3 tools/build_client.py types node build/client/api.d.ts || return 1
    client_status=0
    prettier --check --log-level warn || client_status=1
    (cd client && node_modules/.bin/tsc -p .) || client_status=1
    node client/check.mjs build/check || client_status=1
    return $client_status
}

check=${*:-format layers banned sizes docs models headers shell client cppcheck tidy}
failed=
for name in $check; do
    command -v "check_$name" >/dev/null || fail "there is no check '$name'; './dev help' lists them"
    echo "== $name"
    "check_$name" || failed="$failed $name"
done
[ -z "$failed" ] || fail "these checks failed:$failed"
echo "every check passed"
