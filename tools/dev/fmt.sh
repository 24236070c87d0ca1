#!/bin/sh
# ./dev fmt: clang-format over every C and C++ file that git knows or would know.
. tools/dev/common.sh

sources | xargs clang-format -i
