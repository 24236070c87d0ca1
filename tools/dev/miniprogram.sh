#!/bin/sh
# ./dev miniprogram [ORIGIN [APPID [TEMPLATE...]]]: the package for WeChat's developer tools, in
# build/miniprogram. ORIGIN: where the server is, as phones reach it; the rest: of the account at WeChat
# (docs/wechat-release.md).
. tools/dev/common.sh

sh tools/dev/deps.sh --quiet
node client/build.mjs mp build/miniprogram "$@" ||
    fail "the package was not built: the errors are above"
