#!/bin/sh
# ./dev bench [ARG...]: speed and memory of the photo engine; ARG as for `tucai bench photo`. Without
# a folder the shot is made of PHOTO. With MATTES=DIR (original/, alpha/, color/) also the error of
# the matte on that folder. Then: what each family of rules costs; and how often a second the server
# tells the status of a shot, on both databases, beside a bare libmicrohttpd.
. tools/dev/common.sh

sh tools/dev/build.sh
build/tucai bench photo ${PHOTO:+--picture "$PHOTO"} "$@"
if [ -n "${MATTES:-}" ]; then
    build/tucai bench matte "$MATTES"
fi
case " $* " in
*" --json "*) exit ;; # for programs: the photo alone
esac
build/tucai bench judge ${PHOTO:+--picture "$PHOTO"}
export TUCAI_PICTURES="$PWD/build/deps/pictures" IDPHOTO_MODELS="$PWD/build/deps/models"
set -- "$(command -v python3)" tests/bench/status_rate.py build/tucai build/tests/support/fixture \
    build/tests/bench/http_load
"$@"
build/tests/support/with_postgres "$@"
