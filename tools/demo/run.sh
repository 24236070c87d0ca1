#!/bin/sh
# tools/demo/run.sh PROGRAM: runs the server on its defaults until Ctrl-C. The first time the data
# folder is filled with the demo province; it is kept. TUCAI_DATA: the folder; PORT: 0 is any free one.
. tools/dev/common.sh

program=$1
TUCAI_DATA=${TUCAI_DATA:-.data}
export TUCAI_DATA
film=build/demo/requirements.webm
people=$TUCAI_DATA/demo.txt
log=$TUCAI_DATA/server.log
made=build/demo/run.$$

mkdir -p build/demo
trap 'rm -f "$made".*' EXIT
trap 'exit 130' INT TERM
if [ ! -f "$film" ] || [ -n "$(find tools/demo/video.py -newer "$film")" ]; then
    quietly "$made.log" python3 tools/demo/video.py "$film" || fail "the demo's video could not be made"
fi

# Written elsewhere first: the master key is made in an empty folder only.
if [ ! -f "$people" ]; then
    printf '[log]\nlevel = warning\n' >"$made.ini"
    (umask 077 && "$program" seed demo --config "$made.ini" --video "$film" >"$made.people") ||
        fail "$TUCAI_DATA was not filled with the demo: if it may go, remove it and try again"
    mv "$made.people" "$people"
fi

printf '[server]\nport = %s\n[students]\nregistry = simulator\n' "${PORT:-8080}" >"$made.ini"
# Told to stop, the server finishes what is under way; this script tells it what it was told itself.
(umask 077 && : >"$log")
"$program" serve --config "$made.ini" 2>"$log" &
server=$!
trap 'kill -TERM $server 2>/dev/null || :' INT TERM

address=
while [ -z "$address" ] && kill -0 $server 2>/dev/null; do
    sleep .1
    address=$(sed -n 's/.*"event":"serving","address":"\([^"]*\)","port":\([0-9]*\).*/\1:\2/p' "$log")
done
if [ -n "$address" ]; then
    cat <<TEXT

$(cat "$people")

Tucai runs until Ctrl-C:
  http://$address/app               the students' client
  http://$address/                  the front page
  http://$address/api/openapi.yaml  the API
  http://$address/readyz            whether all is well
  PORT=${address##*:} TUCAI_DATA=$TUCAI_DATA ./dev walk  takes a student through the whole guide, in another terminal
  $log  the log
  $TUCAI_DATA  the data; it is kept, remove it to begin anew
TEXT
else
    tail -n 1 "$log" >&2
fi

# A signal ends wait at once; the server ends a little later.
wait $server && status=0 || status=$?
while kill -0 $server 2>/dev/null; do
    wait $server && status=0 || status=$?
done
[ -z "$address" ] || echo "stopped"
exit "$status"
