/*
 * One object has everything that decides which page is shown, so that clients compute nothing of
 * the rules: they show what may be done and when. Thread-safe.
 */
#include "src/api/journey_json.h"

#include "src/api/captures.h"
#include "src/app/journey_view.h"

static json_t *pack_number(int64_t number)
{
    return number ? json_integer(number) : json_null();
}

json_t *journey_pack_school(const School *school)
{
    return json_pack("{s:s, s:s, s:s}", "code", school->code, "name", school->name, "contact",
                     school->contact);
}

/* The steps up to the camera in their order, and which are behind. */
static json_t *pack_steps(const JourneyView *view)
{
    const Journey *journey = &view->journey;
    const JourneyState state = journey->state;
    const struct {
        JourneyState step;
        int is_done;
    } steps[] = {
        {JOURNEY_CONSENT, state != JOURNEY_CONSENT},
        {JOURNEY_VERIFY, journey->student_id != 0},
        {JOURNEY_PHONE, journey->phone.n_bytes != 0},
        {JOURNEY_NOTICE, journey->notice_id && state != JOURNEY_NOTICE},
        {JOURNEY_PRECAUTIONS, journey->precautions_id != 0},
        {JOURNEY_MESSAGES, journey->wants_messages >= 0},
        {JOURNEY_REQUIREMENTS, journey->requirements_id != 0},
        {JOURNEY_VIDEO, view->has_watched},
    };
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:b}", "step", journey_state_get_name(steps[i].step),
                                        "is_done", steps[i].is_done));
    return list;
}

static json_t *pack_student(const JourneyView *view)
{
    const Student *student = &view->student;

    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s}", "name_masked", student->name_masked,
                     "identity_masked", student->identity_masked, "student_number",
                     student->student_number, "college",
                     *view->college ? json_string(view->college) : json_null(), "major",
                     student->major, "class_name", student->class_name);
}

static json_t *pack_window(const JourneyView *view)
{
    static const char *const names[] = {[WINDOW_OPEN] = "open",
                                        [WINDOW_NOT_YET] = "not-yet",
                                        [WINDOW_OFF_HOURS] = "off-hours",
                                        [WINDOW_ENDED] = "ended"};

    return json_pack("{s:s, s:o, s:o}", "state", names[view->window.state], "opens_ms",
                     json_time(view->window.opens_ms), "closes_ms",
                     json_time(view->window.closes_ms));
}

static json_t *pack_batch(const JourneyView *view)
{
    const Batch *batch = &view->batch;

    return json_pack("{s:I, s:I, s:i, s:i, s:I, s:b, s:b, s:o}", "opens_ms",
                     (json_int_t)batch->opens_ms, "closes_ms", (json_int_t)batch->closes_ms,
                     "daily_from_min", batch->daily_from_min, "daily_to_min", batch->daily_to_min,
                     "fee_fen", (json_int_t)batch->rules.fee_fen, "is_payment_unified",
                     batch->is_payment_unified, "has_school_review", batch->has_school_review,
                     "window", pack_window(view));
}

static json_t *pack_versions(const JourneyView *view)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "consent", pack_number(view->versions.consent),
                     "notice", pack_number(view->versions.notice), "precautions",
                     pack_number(view->versions.precautions), "requirements",
                     pack_number(view->versions.requirements));
}

/* What is known only of a student. */
static json_t *pack_verified(const JourneyView *view)
{
    const BatchRules *rules = &view->batch.rules;

    return json_pack("{s:o, s:o, s:o, s:{s:I, s:I}, s:{s:I, s:I, s:I}}", "student",
                     pack_student(view), "school", journey_pack_school(&view->school), "batch",
                     pack_batch(view), "attempts_left", "authenticity",
                     (json_int_t)view->left.n_not_genuine, "other", (json_int_t)view->left.n_other,
                     "drafts", "count", (json_int_t)view->shooting.n_drafts, "capacity",
                     (json_int_t)rules->draft_capacity, "min_age_ms",
                     (json_int_t)rules->draft_min_age_ms);
}

static json_t *pack_unverified(void)
{
    return json_pack("{s:n, s:n, s:n, s:n, s:n}", "student", "school", "batch", "attempts_left",
                     "drafts");
}

static json_t *pack_view(const JourneyView *view)
{
    const Journey *journey = &view->journey;
    json_t *json = journey->student_id ? pack_verified(view) : pack_unverified();
    json_t *rest =
        json_pack("{s:s, s:I, s:I, s:o, s:o, s:o, s:b, s:I, s:o}", "state",
                  journey_state_get_name(journey->state), "version", (json_int_t)journey->version,
                  "now_ms", (json_int_t)view->now_ms, "steps", pack_steps(view), "versions_read",
                  pack_versions(view), "wants_messages",
                  journey->wants_messages < 0 ? json_null() : json_boolean(journey->wants_messages),
                  "is_paid", journey->is_paid, "n_unread", (json_int_t)view->n_unread, "shooting",
                  captures_api_pack(&view->shooting, view->now_ms));

    if (json_object_update_new(json, rest)) {
        json_decref(json);
        return NULL;
    }
    return json;
}

void journey_answer(const ApiCall *call)
{
    JourneyView view;
    Message message;
    const int status =
        journey_view_get(call->api->options.app, call->db, call->actor.account_id, &view, &message);

    if (status)
        call_answer_status(call, status, &message);
    else
        json_answer(call, 200, pack_view(&view));
}
