#!/bin/sh
# ./dev bench [ARG...]: speed and memory of the photo engine; ARG as for `tucai bench photo`. Without
# a folder the shot is made of PHOTO. With MATTES=DIR (original/, alpha/, color/) also the error of
# the matte on that folder. Last: what each family of rules costs.
. tools/dev/common.sh

sh tools/dev/build.sh
build/tucai bench photo ${PHOTO:+--picture "$PHOTO"} "$@"
if [ -n "${MATTES:-}" ]; then
    build/tucai bench matte "$MATTES"
fi
case " $* " in
*" --json "*) ;; # for programs: the photo alone
*) build/tucai bench judge ${PHOTO:+--picture "$PHOTO"} ;;
esac
