#!/bin/sh
# ./dev sheet DIR: makes every photo of a folder, refused ones too, and lays source, result and
# verdict side by side in build/sheets/NAME/sheet-*.jpg.
. tools/dev/common.sh

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    fail "name a folder of photos: ./dev sheet DIR"
fi
sh tools/dev/build.sh
out=build/sheets/$(basename "$(realpath -s "$1")")
rm -rf "$out"
mkdir -p "$out/made"
# Refusals and bad files are what the sheet is for; only an internal fault ends it.
status=0
build/tucai photo make "$1" -o "$out/made" --report "$out/made" --overlay "$out/made" --force \
    --jobs "$(getconf _NPROCESSORS_ONLN)" || status=$?
[ $status -ne 1 ] || fail "the engine failed on a photo of $1: see the message above"
python3 tools/sheet.py "$1" "$out/made" "$out"
