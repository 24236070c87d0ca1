#!/bin/sh
# shellcheck disable=SC2016,SC2034,SC2154 # $names in requests are filled in, and taken from answers, by ask.sh
# The students' guide from the first session to the downloaded photo, by curl alone, at a server that
# `tucai seed demo` has filled. Prints TAP. docs/walkthrough.md is written by it.
#
# usage: walkthrough.sh ADDRESS PEOPLE SHOT BAD_SHOT FINAL
#
#   ADDRESS   http://127.0.0.1:8080
#   PEOPLE    what `tucai seed demo` printed; ./dev run keeps it as .data/demo.txt
#   SHOT      a picture that passes
#   BAD_SHOT  one with several people
#   FINAL     where the photo is saved
#   STUDENT   (environment) which of the first school's three: each can go this way once
#   PAGE      (environment) where the page is written
set -eu

address=$1 people=$2 shot=$3 bad_shot=$4 final=$5
# shellcheck source=tests/walkthrough/ask.sh
. "$(dirname "$0")/ask.sh"

# --- what is done more than once

# read_text KIND: what is read has to be the latest version.
read_text() {
    ask GET "/api/v1/documents/$1"
    answers 200 "\"kind\":\"$1\"" '"body":"'
    take document id
}

# send_shot FILE: with leave, and waits for what comes of it; $shot_id.
send_shot() {
    ask POST /api/v1/captures
    answers 201
    take nonce nonce
    n_shots=$((n_shots + 1))
    block "POST /api/v1/shots   nonce=\$nonce idempotency_key=shot-$n_shots photo=the file"
    send -F "nonce=$nonce" -F "idempotency_key=shot-$n_shots" -F "photo=@$1" "$address/api/v1/shots"
    answers 202 '"outcome":null'
    take shot_id id
}

# log_in LOGIN: staff change the first password before anything else.
log_in() {
    who=$1
    password=$(sed -n "s/^  [a-z]* *$1 *\([^ ]*\)\$/\1/p" "$people")
    ask POST /api/v1/staff/login '{"login":"$who","password":"$password"}'
    if [ "$status" = 401 ]; then # on an earlier walk
        ask POST /api/v1/staff/login '{"login":"$who","password":"walked by $who"}'
        answers 200
        keep_token
        return
    fi
    answers 200 '"must_change_password":true'
    keep_token
    ask POST /api/v1/staff/password '{"old_password":"$password","new_password":"walked by $who"}'
    answers 204
}

keep_token() {
    take token csrf_token
    echo "$token" >"$work/$who.token"
}

: >"$page"
write '# A walk through the guide'
tell 'Every step of a student, and of the staff who have to do with the photo, as requests to the server.
This page is written by `tests/walkthrough/walkthrough.sh`, which goes this way with curl and nothing else; a test
goes it on SQLite and on PostgreSQL and compares what it wrote with this page. So to go it yourself:'
write '' '    ./dev run       # in one terminal
    ./dev walk      # in another'
tell 'Each student can go it once: `STUDENT=2 ./dev walk` and `STUDENT=3 ./dev walk` are the next two. At new data,
`PAGE=docs/walkthrough.md ./dev walk` writes this page anew.'
tell 'A block has requests and, below each, the status of the answer and what the script checks in it. `$names` stand for
what earlier answers gave; the whole answers are described in [openapi.yaml](api/openapi.yaml). By hand a request is

    curl -b cookies -c cookies -H "X-CSRF-Token: $token" --json BODY http://127.0.0.1:8080PATH

with the token that beginning a session, or logging in, has given.'

# --- before the camera

who=student
step 'The server is ready'
ask GET /readyz
answers 200 '"status":"ready"' '"database":"ok"' '"makers":"ok"'

step 'A session'
tell 'A browser gets a cookie and an account that is nobody yet. Every change repeats `csrf_token`, which another
site that sends the cookie along cannot know.'
ask POST /api/v1/session '{}'
answers 200
keep_token
ask GET /api/v1/journey
answers 200 '"state":"consent"' '"refusal":"capture-not-ready"'
tell 'The journey is everything a client needs to know what to show; its `state` is what comes next. Each of the next
steps answers with it.'

step 'Consent'
tell 'Of its own, for the face image and the check that it is a live person. What was agreed to is kept by version and hash.'
read_text consent
ask POST /api/v1/journey/consent '{"document_id":$document}'
answers 200 '"state":"verify"'

step 'Verification against the roster'
tell 'The school says how: this one by roster, others by capture code (`{"capture_code":"TC1..."}`). Who is not found is
told whom to ask, and not what did not fit.'
# shellcheck disable=SC2046 # number, identity, name
set -- $(sed -n 's/^  student  *//p' "$people" | sed -n "${STUDENT:-1}p")
number=$1 identity=$2 name=$3
ask GET /api/v1/schools
answers 200 '"code":"99001","name":"图采示范大学"' '"takes_roster":true'
ask POST /api/v1/journey/verification '{"school_code":"99001","name":"$name","student_number":"$number","identity_number":"E00000000"}'
answers 422 '"code":"nobody-fits"' '"contact":"图采示范大学就业指导中心，电话 025-00000001"'
ask POST /api/v1/journey/verification '{"school_code":"99001","name":"$name","student_number":"$number","identity_number":"$identity"}'
answers 200 '"student_number":"$number"' '"state":"phone"'

step 'The phone number'
ask POST /api/v1/journey/phone '{"phone":"12345"}'
answers 422 '"code":"phone-wrong"'
ask POST /api/v1/journey/phone '{"phone":"13812345678"}'
answers 200 '"state":"notice"'

step 'The notice of the school'
read_text notice
ask POST /api/v1/journey/readings '{"kind":"notice","document_id":$document}'
answers 200 '"state":"precautions"'

step 'The precautions'
read_text precautions
ask POST /api/v1/journey/readings '{"kind":"precautions","document_id":$document}'
answers 200 '"state":"messages"'

step 'Messages'
tell 'Whether the student wants to be told how the photo fares. The inbox of the app has everything either way.'
ask POST /api/v1/journey/messages-choice '{"wants_messages":true}'
answers 200 '"state":"requirements"'

step 'The requirements of shooting'
read_text requirements
ask POST /api/v1/journey/readings '{"kind":"requirements","document_id":$document}'
answers 200 '"state":"video"'

step 'The video, watched whole'
tell 'While it plays a client says where it stands. The server measures by its own clock: a jump to the end is no watching.'
ask GET /api/v1/video
answers 200 '"watched_ms":0' '"is_finished":false'
take version version
take duration_ms duration_ms
block 'GET /api/v1/video/file?version=$version   Range: bytes=0-3'
send -r 0-3 "$address/api/v1/video/file?version=$version"
answers 206
ask POST /api/v1/video/beat '{"version":$version,"position_ms":0}'
answers 200 '"watched_ms":0'
ask POST /api/v1/video/beat '{"version":$version,"position_ms":$duration_ms}'
answers 200 '"watched_ms":0' '"is_finished":false'
began_ms=$(date +%s%3N)
position_ms=0
while has '"is_finished":false'; do
    [ "$position_ms" -lt $((duration_ms + 60000)) ] || fail 'it does not end'
    sleep 1
    position_ms=$(($(date +%s%3N) - began_ms))
    send --json "$(fill '{"version":$version,"position_ms":$position_ms}')" "$address/api/v1/video/beat"
done
block 'POST /api/v1/video/beat' '{"version":$version,"position_ms":$position_ms}   once a second, as it plays'
answers 200 '"is_finished":true'
ask GET /api/v1/journey
answers 200 '"state":"shoot"' '"is_allowed":true'

# --- before the camera and after

n_shots=0
step 'A shot that breaks a rule'
tell 'A shot needs leave, which is used once and within ten minutes; then photo and progress. The picture shows several people.'
send_shot "$bad_shot"
ask GET '/api/v1/shots/$shot_id/events'
answers 200 'event: progress' '"stage":' 'event: ended'
tell 'What failed it comes with the reasons: in plain words, with a tip and the clause of the guide.'
ask GET '/api/v1/shots/$shot_id'
answers 200 '"state":"failed"' '"reasons":[{"code":"P01"' '"zh":"画面中应有且只有本人一人，且面部清晰可见"' \
    '"zh":"请让其他人离开画面，面向镜头重新拍摄"' '"clause":{"number":3,' '"can_request_exception":false'

step 'The cool-down'
tell 'After a failure a while passes before the next shot: 10 s, then 30 s, 60 s, 180 s, until one passes.'
ask GET /api/v1/captures
answers 200 '"is_allowed":false,"refusal":"capture-cooling-down"'
ask POST /api/v1/captures
answers 409 '"code":"capture-cooling-down"'
grep -qi '^Retry-After: [0-9]' "$work/headers" || fail 'no Retry-After'
block 'Retry-After: the seconds that remain'
tell 'Meanwhile the student can look at the shot with the faulty places marked.'
ask GET '/api/v1/shots/$shot_id/overlay'
answers 200
await '"is_allowed":true' /api/v1/captures

step 'A shot that passes'
send_shot "$shot"
await '"stage":"ended"' '/api/v1/shots/$shot_id?wait_ms=20000'
answers 200 '"state":"passed"'
take draft draft_id

step 'The draft box'
tell 'What passed is kept there at once, and can be deleted after a day. Out of the box the photo has a watermark.'
ask GET /api/v1/drafts
answers 200 '"id":"$draft"' '"is_in_use":false'
ask GET '/api/v1/drafts/$draft/preview'
gives_photo "$work/preview.jpg"
ask DELETE '/api/v1/drafts/$draft'
answers 409 '"code":"draft-too-young"'

step 'A full box'
tell 'Four more that pass fill it. The sentence is the guide'"'"'s own.'
(
    page=/dev/null
    for _ in 2 3 4 5; do
        send_shot "$shot"
        await '"stage":"ended"' '/api/v1/shots/$shot_id?wait_ms=20000'
        answers 200 '"state":"passed"'
    done
)
ask GET /api/v1/captures
answers 200 '"refusal":"capture-box-full","text":{"zh":"草稿箱已满，请前往草稿箱删除或使用草稿箱照片。"'
ask POST /api/v1/captures
answers 409 '"text":{"zh":"草稿箱已满，请前往草稿箱删除或使用草稿箱照片。"'

step 'Confirmed, and the school pays'
tell 'The first draft is to be the photo. This school pays for all, so nothing is asked and the last page comes at once.'
ask POST /api/v1/submission '{"draft_id":"$draft"}'
answers 200 '"state":"review"' '"draft_id":"$draft"'
ask GET /api/v1/order
answers 404 '"code":"not-found"'
ask GET /api/v1/timeline
answers 200 '"state":"review"' '{"step":"production","at_ms":null}'

# --- staff

step 'The review of the school'
tell 'Staff log in with the first password that `./dev run` printed, and change it. An officer opens a photo, which is
then nobody else'"'"'s and cannot be withdrawn any more, and decides.'
log_in school1
ask GET /api/v1/staff/reviews
answers 200 '"student_number":"$number"' '"opened_by":null'
sed -i 's/{"id"/\n&/g' "$work/answer" # an item a line: others may wait too
sed -i "/$number/!d" "$work/answer"
take review id
ask POST '/api/v1/staff/reviews/$review/opening'
answers 200 '"state":"in-review"'
ask GET '/api/v1/staff/reviews/$review/photo'
gives_photo "$work/reviewed.jpg"
ask GET '/api/v1/staff/reviews/$review/report'
answers 200 '"verdict": "'
ask POST '/api/v1/staff/reviews/$review/decision' '{"decision":"approved"}'
answers 200 '"state":"production"'

step 'The sample'
tell 'With the watermark 样片, made by the machine; there is no final photo yet.'
who=student
await '"state":"sample"' /api/v1/photo
ask GET /api/v1/photo/sample
gives_photo "$work/sample.jpg"
ask GET /api/v1/photo/final
answers 404 '"code":"not-found"'

step 'Production'
tell 'A retoucher claims photos, which are then nobody else'"'"'s, takes the file out and puts the finished one in. What does
not keep the standard is refused with the rules, like the shot itself here.'
log_in retoucher
ask POST /api/v1/staff/production/claims '{"n":1}'
answers 200 '"state":"claimed"' '"reason":"batch"'
take production id
ask GET '/api/v1/staff/production/$production/photo'
gives_photo "$work/photo.jpg"
put '/api/v1/staff/production/$production/final' "$shot" 'the shot'
answers 422 '"code":"not-standard"' '"rules":[{"code":"'
put '/api/v1/staff/production/$production/final' "$work/photo.jpg" 'the photo'
answers 200 '"state":"finished"' '"has_final":true'

# --- the photo

step 'Proofread and downloaded'
who=student
ask GET /api/v1/photo
answers 200 '"state":"final"' '"has_final":true'
take finished_ms finished_ms
ask GET /api/v1/photo/final
gives_photo "$final"
cmp -s "$final" "$work/photo.jpg" || fail 'it is not the file that was put in'
tell '`tucai photo validate` accepts it.'
ask POST /api/v1/photo/proofreading '{"is_correct":true,"finished_ms":$finished_ms}'
answers 200 '"state":"proofread"'

step 'Delivered'
tell 'The centre marks what the registry has; the student'"'"'s timeline and inbox tell the whole way.'
log_in centre
ask POST /api/v1/staff/deliveries '{"ids":[$production],"outcome":"delivered"}'
answers 200 '"done":[$production]'
who=student
ask GET /api/v1/timeline
answers 200 '"state":"delivered"'
! has '"at_ms":null' || fail 'a step of the timeline has no time'
ask GET /api/v1/messages
answers 200 '"kind":"delivered"' '"kind":"final-ready"' '"kind":"sample-ready"' '"kind":"approved"'
ask DELETE /api/v1/session
answers 204
ask GET /api/v1/journey
answers 401 '"code":"log-in"'
end_block
is_walked=yes
