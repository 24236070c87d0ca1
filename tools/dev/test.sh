#!/bin/sh
# ./dev test [NAME...]: every test, twice: as delivered (gcc, optimised) and under ASan + UBSan
# (clang). The last line counts test cases and is what the build server reads.
. tools/dev/common.sh

sh tools/dev/build.sh
configure_sanitized build/sanitized
compile build/sanitized

export ASAN_OPTIONS=detect_stack_use_after_return=1:allocator_may_return_null=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
status=0
for folder in build build/sanitized; do
    echo "Tests of $folder"
    meson test -C "$folder" --no-rebuild --print-errorlogs "$@" || status=$?
done
python3 tools/test_summary.py build build/sanitized || status=$?
exit $status
