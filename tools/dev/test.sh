#!/bin/sh
# ./dev test [NAME...]: every test, twice: as delivered (gcc, optimised) and under ASan + UBSan
# (clang). The last line counts test cases and is what the build server reads.
. tools/dev/common.sh

sh tools/dev/build.sh
configure_sanitized build/sanitized
compile build/sanitized

# Limits are for tests that hang, not for machines that are slow or busy. Servers and browsers are
# waited for now and then: one test more than there are cores keeps these busy.
status=0
for folder in build build/sanitized; do
    echo "Tests of $folder"
    rm -f "$folder/meson-logs/testlog.json" # where no test has this name none is written
    meson test -C "$folder" --no-rebuild --print-errorlogs --timeout-multiplier 6 \
        --num-processes $(($(getconf _NPROCESSORS_ONLN) + 1)) "$@" || status=$?
done
python3 tools/test_summary.py build build/sanitized || status=$?
exit $status
