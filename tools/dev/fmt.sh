#!/bin/sh
# ./dev fmt: clang-format over every C and C++ file that git knows or would know, prettier over the
# client.
. tools/dev/common.sh

sources | xargs clang-format -i
if [ -x client/node_modules/.bin/prettier ]; then
    prettier --write --log-level warn
else
    echo "the client is left as it is: ./dev deps brings what formats it"
fi
