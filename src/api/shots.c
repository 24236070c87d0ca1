/*
 * How a shot goes on and what came of it: asked once, with a wait, or as a stream of events; its
 * pictures. All reasons are read from the report that was stored with it.
 */
#include "src/api/shots.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <idphoto/report.h>

#include "lib/base/alloc.h"
#include "src/api/captures.h"
#include "src/api/media.h"
#include "src/api/watch.h"
#include "src/app/captures.h"

enum { WAIT_MAX_MS = 25 * 1000 }; /* proxies end what is silent for a minute, phones for less */

/* --- the answer */

static json_t *pack_text(const IdpText *text)
{
    return json_pack("{s:s, s:s}", "zh", text->zh, "en", text->en);
}

static json_t *pack_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *pack_reason(const IdpRuleResult *result)
{
    const IdpRule *rule = idp_rule_find(result->code, result->measure);
    const IdpText *clause = rule ? idp_clause_get(rule->clause) : NULL;

    if (!rule)
        return NULL;
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:b}", "code", rule->code,
                     "measure", rule->measure, "name", pack_text(&rule->name), "text",
                     pack_text(&rule->text), "tip", pack_text(&rule->tip), "clause",
                     clause ? json_pack("{s:i, s:s, s:s}", "number", rule->clause, "zh", clause->zh,
                                        "en", clause->en)
                            : json_null(),
                     "value", pack_number(result->value), "unit", rule->unit, "min",
                     pack_number(result->threshold_min), "max", pack_number(result->threshold_max),
                     "can_request_exception", rule->can_be_excepted);
}

json_t *shots_api_pack_reasons(const char *text)
{
    cleanup_free IdpReport *report = ALLOC_NEW(IdpReport);
    const IdpRuleResult *reasons[IDP_REASONS_MAX];
    json_t *array = json_array();
    size_t n_reasons = 0;
    IdpError error;

    if (report && text && !idp_report_parse(text, strlen(text), report, &error))
        n_reasons = idp_report_get_reasons(report, reasons);
    for (size_t i = 0; i < n_reasons; i++)
        json_array_append_new(array, pack_reason(reasons[i]));
    return array;
}

static json_t *pack_address(const Shot *shot, const char *blob, const char *name)
{
    return *blob ? json_sprintf("/api/v1/shots/%s/%s", shot->public_id, name) : json_null();
}

/* What may follow: asked now, as a cool-down or a lock may have begun with this shot. */
static json_t *pack_captures(const ApiCall *call, const ShotView *view)
{
    const App *app = call->api->options.app;
    CaptureAnswer answer;
    Message message;

    if (view->stage != SHOT_ENDED ||
        captures_ask(app, call->db, call->actor.account_id, &answer, &message))
        return json_null();
    return captures_api_pack(&answer, clock_now_ms(&app->clock));
}

static json_t *pack(const ApiCall *call, const ShotView *view)
{
    const Shot *shot = &view->shot;
    const int has_ended = view->stage == SHOT_ENDED;

    return json_pack("{s:s, s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "id",
                     shot->public_id, "state", shot_state_get_name(shot->state), "stage",
                     shot_stage_get_name(view->stage), "received_ms", (json_int_t)shot->received_ms,
                     "finished_ms", json_time(shot->finished_ms), "n_before",
                     has_ended ? json_null() : json_integer(view->n_before), "expected_ms",
                     has_ended ? json_null() : json_integer(view->expected_ms), "outcome",
                     *shot->outcome ? json_string(shot->outcome) : json_null(), "reasons",
                     shots_api_pack_reasons(view->report), "captures", pack_captures(call, view),
                     "draft_id", *view->draft_id ? json_string(view->draft_id) : json_null(),
                     "photo", pack_address(shot, shot->file_blob, "photo"), "overlay",
                     pack_address(shot, shot->overlay_blob, "overlay"), "now_ms",
                     (json_int_t)clock_now_ms(&call->api->options.app->clock));
}

static int read_view(const ApiCall *call, const char *public_id, ShotView *ret_view)
{
    Message message;
    const int status = shots_get(call->api->options.app, call->db, call->actor.account_id,
                                 public_id, ret_view, &message);

    if (status)
        call_answer_failure(call, status, &message);
    return status;
}

static void answer(const ApiCall *call, unsigned status, const ShotView *view)
{
    json_answer(call, status, pack(call, view));
}

void shots_api_answer(const ApiCall *call, unsigned status, const char *public_id)
{
    ShotView view;

    if (read_view(call, public_id, &view))
        return;
    answer(call, status, &view);
    shots_view_done(&view);
}

/* --- asked with a wait */

/* 0, or -1: answered. */
static int read_wait(const ApiCall *call, int64_t *ret_wait_ms)
{
    const char *text = http_get_query(call->exchange, "wait_ms");
    char *end;

    *ret_wait_ms = 0;
    if (!text)
        return 0;
    errno = 0;
    *ret_wait_ms = strtoll(text, &end, 10);
    if (*text >= '0' && *text <= '9' && !*end && !errno && *ret_wait_ms <= WAIT_MAX_MS)
        return 0;
    call_answer_problem(call, PROBLEM_BAD_REQUEST);
    return -1;
}

/* 0, or -1: answered. The stage the client knows, so that no change between two waits is missed;
 * SHOT_STAGE_COUNT: it does not say. */
static int read_known_stage(const ApiCall *call, ShotStage *ret_stage)
{
    const char *name = http_get_query(call->exchange, "stage");

    *ret_stage = name ? SHOT_RECEIVED : SHOT_STAGE_COUNT;
    while (*ret_stage < SHOT_STAGE_COUNT && strcmp(shot_stage_get_name(*ret_stage), name) != 0)
        ++*ret_stage;
    if (!name || *ret_stage < SHOT_STAGE_COUNT)
        return 0;
    call_answer_problem(call, PROBLEM_BAD_REQUEST);
    return -1;
}

/* Whether the request sleeps now. */
static int lie_down(const ApiCall *call, const ShotView *view, ShotStage known, int64_t wait_ms)
{
    HttpNap *nap;

    if (!wait_ms || view->stage == SHOT_ENDED ||
        (known != SHOT_STAGE_COUNT && known != view->stage))
        return 0;
    nap = http_sleep(call->exchange); /* NULL the second time */
    if (nap)
        watch_nap(call->api->watch, view->shot.id, view->stage, wait_ms, nap);
    return nap != NULL;
}

void shots_api_get(ApiCall *call)
{
    int64_t wait_ms;
    ShotStage known;
    ShotView view;

    if (read_wait(call, &wait_ms) || read_known_stage(call, &known) ||
        read_view(call, http_get_parameter(call->exchange, "id"), &view))
        return;
    if (!lie_down(call, &view, known, wait_ms))
        answer(call, 200, &view);
    shots_view_done(&view);
}

/* --- events, and pictures */

static int find(const ApiCall *call, Shot *ret_shot, char ret_key_name[KEY_NAME_BYTES])
{
    Message message;
    const int status =
        shots_find(call->db, call->actor.account_id, http_get_parameter(call->exchange, "id"),
                   ret_shot, ret_key_name, &message);

    if (status)
        call_answer_failure(call, status, &message);
    return status;
}

void shots_api_events(ApiCall *call)
{
    char key_name[KEY_NAME_BYTES];
    HttpStream *stream;
    Shot shot;

    if (find(call, &shot, key_name))
        return;
    stream = http_answer_stream(call->exchange);
    if (stream)
        watch_stream(call->api->watch, shot.id, stream); /* too many: an empty stream, try again */
}

void shots_api_photo(ApiCall *call)
{
    char key_name[KEY_NAME_BYTES];
    Shot shot;

    if (!find(call, &shot, key_name))
        media_answer(call, key_name, shot.file_blob, NULL);
}

void shots_api_overlay(ApiCall *call)
{
    char key_name[KEY_NAME_BYTES];
    Shot shot;

    if (!find(call, &shot, key_name))
        media_answer(call, key_name, shot.overlay_blob, NULL);
}
