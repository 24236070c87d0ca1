#!/bin/sh
# ./dev shots [LOOK...]: pictures of every page of the students' client in build/shots, to be looked at, and
# the sheet of docs/images. LOOK: 390x844, 320x568, large, dark, english; all of them without.
. tools/dev/common.sh

sh tools/dev/build.sh
exec node client/e2e/shots.mjs "$@"
