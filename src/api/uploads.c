/*
 * A shot is sent in: a form whose files lie on disk, unnamed, when the handler runs. They are
 * looked at, sealed under the student's key, and only then is the leave used up, in the transaction
 * that queues the shot. What was sealed and not taken in is removed again; a crash between the two
 * leaves an object that nothing names, which tucai purge finds.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <idphoto/photo.h>

#include "src/api/captures.h"
#include "src/api/form_file.h"
#include "src/api/frames.h"
#include "src/api/shots.h"
#include "src/app/captures.h"

/* The fields of the form, and the pictures as they lie on disk. */
typedef struct Form {
    const char *nonce, *key, *sha256;
    const HttpPart *photo;
    Frames frames;
    size_t n_times;
    int64_t times_ms[SHOT_FRAMES_MAX];
} Form;

/* --- reading the form; 0 or -1 */

static int take_field(const HttpPart *part, const char **field)
{
    if (*field || !part->text || strlen(part->text) != part->n_bytes)
        return -1;
    *field = part->text;
    return 0;
}

/* "0,250,500": milliseconds, rising. */
static int take_times(const HttpPart *part, Form *form)
{
    const char *at = part->text;

    if (!at || form->n_times)
        return -1;
    while (form->n_times < SHOT_FRAMES_MAX) {
        int64_t *time_ms = &form->times_ms[form->n_times];
        char *end;

        errno = 0;
        *time_ms = strtoll(at, &end, 10);
        if (*at < '0' || *at > '9' || errno || (form->n_times && *time_ms <= time_ms[-1]))
            return -1;
        form->n_times++;
        if (!*end)
            return 0;
        if (*end != ',')
            return -1;
        at = end + 1;
    }
    return -1;
}

static int take_file(const HttpPart *part, const HttpPart **file)
{
    if (*file || part->fd < 0)
        return -1;
    *file = part;
    return 0;
}

static int take_part(const HttpPart *part, Form *form)
{
    if (!strcmp(part->name, "nonce"))
        return take_field(part, &form->nonce);
    if (!strcmp(part->name, "idempotency_key"))
        return take_field(part, &form->key);
    if (!strcmp(part->name, "sha256"))
        return take_field(part, &form->sha256);
    if (!strcmp(part->name, "frame_times_ms"))
        return take_times(part, form);
    if (!strcmp(part->name, "photo"))
        return take_file(part, &form->photo);
    if (!strcmp(part->name, "frame"))
        return frames_take_file(part, &form->frames);
    if (!strcmp(part->name, FRAMES_FIELD))
        return frames_take_list(part, &form->frames);
    return -1;
}

static int read_form(const ApiCall *call, Form *ret_form)
{
    const HttpPart *part;

    *ret_form = (Form){.nonce = NULL};
    for (size_t i = 0; (part = http_get_part_at(call->exchange, i)); i++)
        if (take_part(part, ret_form))
            return -1;
    if (!ret_form->nonce || !ret_form->key || !ret_form->photo ||
        ret_form->n_times != ret_form->frames.n ||
        (ret_form->frames.n && ret_form->frames.n < IDP_FRAMES_MIN))
        return -1;
    return *ret_form->key && strlen(ret_form->key) < IDEMPOTENCY_KEY_BYTES ? 0 : -1;
}

/* --- looking at the files */

static ProblemId check_pictures(const Form *form)
{
    const ProblemId id = form_file_check_picture(form->photo, IDP_INPUT_BYTES_MAX, form->sha256);

    return id == PROBLEM_COUNT ? frames_check(&form->frames) : id;
}

/* --- sealing */

/* What lies in the vault of one upload. */
typedef struct SealedShot {
    size_t n_blobs;
    BlobName blobs[1 + SHOT_FRAMES_MAX]; /* the shot, its frames */
    ShotFrame frames[SHOT_FRAMES_MAX];
} SealedShot;

static int seal_frame(const ApiCall *call, const CryptKey *key, const Form *form, size_t position,
                      SealedShot *sealed, Message *message)
{
    BlobName *name = &sealed->blobs[sealed->n_blobs];
    const int status = frames_seal(call, key, &form->frames, position, name, message);

    if (status)
        return status;
    memcpy(sealed->frames[position].blob, name->text, BLOB_TEXT_BYTES);
    sealed->frames[position].time_ms = form->times_ms[position];
    sealed->n_blobs++;
    return STATUS_OK;
}

static int seal(const ApiCall *call, const Form *form, SealedShot *sealed, Message *message)
{
    char key_name[KEY_NAME_BYTES];
    CryptKey key;
    int status = shots_get_key_name(call->db, call->actor.account_id, key_name, message);

    if (!status)
        status = keys_get(call->api->options.keys, key_name, &key, message);
    if (status)
        return status;
    status = form_file_seal(call, &key, form->photo, &sealed->blobs[0], message);
    sealed->n_blobs = !status;
    for (size_t i = 0; !status && i < form->frames.n; i++)
        status = seal_frame(call, &key, form, i, sealed, message);
    crypt_wipe(&key, sizeof key);
    return status;
}

static void remove_sealed(const ApiCall *call, const SealedShot *sealed)
{
    for (size_t i = 0; i < sealed->n_blobs; i++)
        form_file_remove(call, &sealed->blobs[i]);
}

/* --- taking it in */

/* Whether a photo may be taken at all, if that is why the leave does not hold; else it expired. */
static void refuse_denied(const ApiCall *call)
{
    CaptureAnswer answer;
    Message message;

    if (captures_ask(call->api->options.app, call->db, call->actor.account_id, &answer, &message) ||
        answer.refusal == CAPTURE_ALLOWED || answer.refusal == CAPTURE_WINDOW_CLOSED)
        call_answer_problem(call, PROBLEM_CAPTURE_EXPIRED);
    else
        captures_api_refuse(call, &answer);
}

static void refuse(const ApiCall *call, int status, const Message *message)
{
    switch (status) {
    case STATUS_NOT_FOUND:
        call_answer_problem(call, PROBLEM_CAPTURE_UNKNOWN);
        break;
    case STATUS_CONFLICT:
        call_answer_problem(call, PROBLEM_CAPTURE_USED);
        break;
    case STATUS_DENIED:
        refuse_denied(call);
        break;
    default:
        call_answer_status(call, status, message);
        break;
    }
}

/* 0, or -1: told to come again. Nothing was used up by then. */
static int find_room(const ApiCall *call)
{
    ShotQueue queue;
    json_int_t place;
    Message message;
    const int status = shots_get_queue(call->api->options.app, call->db,
                                       call->api->options.shots_waiting_max, &queue, &message);

    if (status) {
        call_answer_status(call, status, &message);
        return -1;
    }
    if (!queue.retry_ms)
        return 0;
    place = queue.n_waiting + 1;
    call_add_retry_after(call, queue.retry_ms / 1000);
    json_answer_problem(call, PROBLEM_QUEUE_FULL, NULL, json_pack("{s:I}", "place", place));
    return -1;
}

/* Whoever repeats an upload that was taken in gets its answer, however long the queue is: where the
 * key is told in a header, it is known before the body. */
static int is_repeated(const ApiCall *call)
{
    const char *key = http_get_header(call->exchange, "Idempotency-Key");
    const CaptureUpload upload = {.nonce = "", .idempotency_key = key};
    Message message;
    int is_new = 1;
    Shot shot;

    return key &&
           !captures_look_up(call->api->options.app, call->db, call->actor.account_id, &upload,
                             &shot, &is_new, &message) &&
           !is_new;
}

void uploads_api_admit(ApiCall *call)
{
    if (!is_repeated(call))
        find_room(call);
}

static void add_location(const ApiCall *call, const Shot *shot)
{
    char address[64];

    snprintf(address, sizeof address, "/api/v1/shots/%s", shot->public_id);
    http_add_header(call->exchange, "Location", address);
}

static void take_in(const ApiCall *call, const Form *form)
{
    SealedShot sealed = {0};
    const CaptureUpload upload = {.nonce = form->nonce,
                                  .idempotency_key = form->key,
                                  .file_blob = sealed.blobs[0].text,
                                  .frames = sealed.frames,
                                  .n_frames = form->frames.n};
    Message message;
    int is_new = 0;
    Shot shot;
    int status = seal(call, form, &sealed, &message);

    if (!status)
        status = captures_submit(call->api->options.app, call->db, call->actor.account_id, &upload,
                                 &shot, &is_new, &message);
    /* GONE: it may have been taken in after all, and then the files are needed. */
    if ((status && status != STATUS_GONE) || (!status && !is_new))
        remove_sealed(call, &sealed);
    if (status) {
        refuse(call, status, &message);
        return;
    }
    api_wake_makers(call->api);
    add_location(call, &shot);
    shots_api_answer(call, is_new ? 202 : 200, shot.public_id);
}

void uploads_api_send(ApiCall *call)
{
    CaptureUpload upload = {.nonce = NULL};
    ProblemId problem;
    Message message;
    int is_new, status;
    Shot shot;
    Form form;

    if (read_form(call, &form)) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    upload.nonce = form.nonce;
    upload.idempotency_key = form.key;
    status = captures_look_up(call->api->options.app, call->db, call->actor.account_id, &upload,
                              &shot, &is_new, &message);
    if (status) {
        refuse(call, status, &message);
        return;
    }
    if (!is_new) {
        add_location(call, &shot);
        shots_api_answer(call, 200, shot.public_id);
        return;
    }
    problem = check_pictures(&form);
    if (problem != PROBLEM_COUNT)
        call_answer_problem(call, problem);
    else if (!find_room(call))
        take_in(call, &form);
}
