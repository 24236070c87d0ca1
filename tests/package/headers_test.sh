#!/bin/sh
# Each public header compiles alone, as C17 and as C++17, without a warning:
# headers_test.sh SOURCE_ROOT CC CXX. Prints TAP.
set -u
cd "$1" || exit 1
cc=$2 cxx=$3

n=0
check() {
    header=$1 name=$2
    shift 2
    n=$((n + 1))
    if printf '#include <%s>\ntypedef int not_empty;\n' "$header" | "$@" -Iinclude -Wall -Wextra -Wpedantic -Werror -fsyntax-only -; then
        echo "ok $n - $header alone as $name"
    else
        echo "not ok $n - $header alone as $name"
    fi
}

cd include || exit 1
headers=$(ls idphoto/*.h)
cd ..
for header in $headers; do
    check "$header" C17 "$cc" -std=c17 -x c
    check "$header" C++17 "$cxx" -std=c++17 -x c++
done
echo "1..$n"
