# shellcheck shell=sh disable=SC2016,SC2154 # who and address are those of walkthrough.sh
# Sourced by walkthrough.sh: requests by curl, what is expected of the answers, TAP, and the page.
#
# A step is one TAP line; the first thing that is not as expected ends the walk, as every step needs
# those before it. The page shows requests as they are written in the script, with $names for what
# earlier answers gave, and of the answers what was checked: so it says nothing that did not happen.

work=$(mktemp -d)
page=${PAGE:-/dev/null}
patience_s=120 # for a photo on a machine that has much else to do
n=0 title='' is_walked='' in_block=''
trap end EXIT

end() {
    if [ -z "$is_walked" ] && [ "$n" -gt 0 ]; then
        echo "not ok $n - $title"
    elif [ "$n" -gt 0 ]; then
        echo "ok $n - $title"
    fi
    echo "1..$n"
    rm -rf "$work"
    [ -n "$is_walked" ] || exit 1
}

fail() {
    echo "# $title: $*" >&2
    exit 1
}

# --- the page

write() {
    printf '%s\n' "$@" >>"$page"
}

block() {
    [ -n "$in_block" ] || write '' '```'
    in_block=yes
    write "$*"
}

end_block() {
    [ -z "$in_block" ] || write '```'
    in_block=''
}

step() {
    [ "$n" -eq 0 ] || echo "ok $n - $title"
    n=$((n + 1)) title=$1
    end_block
    write '' "## $n. $title"
}

# tell TEXT: a paragraph.
tell() {
    end_block
    write '' "$*"
}

# --- requests: METHOD PATH [BODY], as $who, whose cookies and token are kept. They leave $status,
# $work/answer and $work/headers.

# The text with $names filled in; texts are those of the script, never of an answer.
fill() {
    eval "cat <<END
$1
END"
}

send() {
    token=$(cat "$work/$who.token" 2>/dev/null || :)
    status=$(curl -sS --noproxy '*' -m "$patience_s" -b "$work/$who" -c "$work/$who" -H "X-CSRF-Token: $token" \
        -D "$work/headers" -o "$work/answer" -w '%{http_code}' "$@") || fail "curl failed: $*"
}

ask() {
    block "$1 $2" ${3:+"$3"}
    if [ $# -gt 2 ]; then
        send -X "$1" --json "$(fill "$3")" "$address$(fill "$2")"
    else
        send -X "$1" "$address$(fill "$2")"
    fi
}

# put PATH FILE WHAT: WHAT is how the page calls it.
put() {
    block "PUT $1   $3"
    send -X PUT -H 'Content-Type: image/jpeg' --data-binary "@$2" "$address$(fill "$1")"
}

# --- answers

has() {
    grep -qF -e "$1" "$work/answer"
}

# answers STATUS PIECE...: the answer has this status, and each piece to the byte.
answers() {
    wanted=$1 line=$1
    shift
    [ "$status" = "$wanted" ] || fail "answered $status, not $wanted: $(head -c 600 "$work/answer")"
    for piece in "$@"; do
        has "$(fill "$piece")" || fail "no $(fill "$piece") in: $(head -c 2000 "$work/answer")"
        line="$line … $piece"
    done
    block "$line"
}

# take NAME FIELD: $NAME is the first FIELD of the answer, a text or a number.
take() {
    value=$(grep -o "\"$2\":\"\{0,1\}[^\",}]*" "$work/answer" | head -n 1 | sed 's/^[^:]*:"\{0,1\}//')
    [ -n "$value" ] || fail "no $2 in: $(head -c 600 "$work/answer")"
    eval "$1=\$value"
    block "\$$1 = its $2"
}

# gives_photo FILE: the answer is a JPEG file, which is kept.
gives_photo() {
    [ "$status" = 200 ] || fail "answered $status: $(head -c 600 "$work/answer")"
    [ "$(head -c 3 "$work/answer" | od -An -tx1)" = " ff d8 ff" ] || fail "no JPEG file"
    cp "$work/answer" "$1"
    block "200   a JPEG file"
}

# await PIECE PATH: asks until the answer has the piece.
await() {
    block "GET $2"
    until_s=$(($(date +%s) + patience_s))
    send "$address$(fill "$2")"
    while [ "$status" != 200 ] || ! has "$1"; do
        [ "$(date +%s)" -lt "$until_s" ] || fail "no $1 in: $(head -c 600 "$work/answer")"
        sleep .5
        send "$address$(fill "$2")"
    done
    block "200 … $1     asked again until then"
}
