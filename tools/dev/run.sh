#!/bin/sh
# ./dev run: builds, and runs the whole product with the demo until Ctrl-C (tools/demo/run.sh).
. tools/dev/common.sh

sh tools/dev/build.sh
exec sh tools/demo/run.sh build/tucai
