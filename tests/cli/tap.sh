# shellcheck shell=sh
# Sourced by the tests of the command line: runs commands, prints TAP. The test ends with
# echo "1..$n"; $work is a folder of its own.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0

# expect NAME STATUS COMMAND...: runs the command, its output into $work/out and $work/err.
expect() {
    name=$1 wanted=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err"
    status=$?
    if [ "$status" -eq "$wanted" ]; then
        tap ok "$name"
    else
        tap "not ok" "$name (status $status, not $wanted)"
        sed 's/^/# /' "$work/err" | head -n 5
    fi
}

tap() {
    n=$((n + 1))
    echo "$1 $n - $2"
}

# holds NAME TEST...: a condition of test(1).
holds() {
    name=$1
    shift
    if "$@"; then tap ok "$name"; else tap "not ok" "$name"; fi
}
