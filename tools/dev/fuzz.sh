#!/bin/sh
# ./dev fuzz [NAME [SECONDS]]: runs the libFuzzer programs of tests/fuzz, one after the other.
#
# tests/fuzz/NAME_fuzz.c is the program; tests/fuzz/NAME.seeds names the files its corpus starts
# from, one shell pattern a line. What it learns stays in build/fuzz/corpus/NAME for the next run; an
# input that breaks it is left in build/fuzz/findings and belongs into a test.
. tools/dev/common.sh

only=${1:-}
seconds=${2:-60}

sh tools/dev/deps.sh --quiet
configure_sanitized build/fuzz -Dfuzz=true
compile build/fuzz

export ASAN_OPTIONS=allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS="print_suppressions=0:suppressions=$PWD/tests/lsan.supp"
export IDPHOTO_MODELS="$PWD/build/deps/models"
mkdir -p build/fuzz/findings
n_run=0
for program in build/fuzz/tests/fuzz/*_fuzz; do
    name=$(basename "$program" _fuzz)
    if [ ! -x "$program" ] || { [ -n "$only" ] && [ "$only" != "$name" ]; }; then
        continue
    fi
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    if [ -f "tests/fuzz/$name.seeds" ]; then
        sed 's/#.*//' "tests/fuzz/$name.seeds" | while read -r pattern; do
            for file in $pattern; do
                [ ! -f "$file" ] || cp "$file" "$corpus/seed-$(sha256sum "$file" | cut -c 1-16)"
            done
        done
    fi
    echo "== $name: $seconds seconds from $(find "$corpus" -type f | wc -l) files"
    "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/findings/$name-" "$corpus" 2>"build/fuzz/$name.log" || {
        tail -n 40 "build/fuzz/$name.log" >&2
        fail "$name found a fault; the input is in build/fuzz/findings, the log is build/fuzz/$name.log"
    }
    grep '^stat::number_of_executed_units\|^stat::peak_rss_mb' "build/fuzz/$name.log"
    n_run=$((n_run + 1))
done
[ $n_run -gt 0 ] || fail "there is no fuzz target '$only'; see tests/fuzz"
echo "$n_run targets, nothing found"
