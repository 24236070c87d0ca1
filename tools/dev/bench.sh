#!/bin/sh
# ./dev bench [ARG...]: speed and memory of the photo engine; ARG as for `tucai bench photo`.
. tools/dev/common.sh

sh tools/dev/build.sh
exec build/tucai bench photo "$@"
