#!/bin/sh
# ./dev build: the program and the library, with gcc, optimised.
. tools/dev/common.sh

sh tools/dev/deps.sh --quiet
configure build gcc g++
compile build
