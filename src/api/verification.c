/*
 * Who a student is. Every refusal says why and whom to ask: the problem has the school with its
 * contact where it is known.
 */
#include "src/app/verification.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/api/journey_json.h"
#include "src/api/page.h"
#include "src/store/school.h"

enum { MINUTE_MS = 60 * 1000, ATTEMPTS_OF_ADDRESS = 100 };

/* So that nobody tries names and numbers until they fit. Whole campuses have one address: its limit
 * only keeps machines in check. */
static int take_tokens(const ApiCall *call)
{
    const int64_t n_tokens = call->api->options.verifications_per_minute;
    const LimitRule by_account = {"verify-account", n_tokens, MINUTE_MS};
    const LimitRule by_address = {"verify-address", ATTEMPTS_OF_ADDRESS * n_tokens, MINUTE_MS};
    char account[24];

    snprintf(account, sizeof account, "%" PRId64, call->actor.account_id);
    return call_take_token(call, &by_account, account) ||
           call_take_token(call, &by_address, http_get_address(call->exchange));
}

/* --- answers */

/* With the school, where it is known. */
static void refuse(const ApiCall *call, ProblemId id, const School *school)
{
    if (school->id)
        json_answer_problem(call, id, NULL,
                            json_pack("{s:o}", "school", journey_pack_school(school)));
    else
        call_answer_problem(call, id);
}

static ProblemId get_problem(VerificationOutcome outcome, int is_by_code)
{
    static const ProblemId problems[][2] = {
        /* by roster, by code */
        [VERIFICATION_NO_SCHOOL] = {PROBLEM_SCHOOL_UNKNOWN, PROBLEM_CODE_OTHER_SCHOOL},
        [VERIFICATION_NO_BATCH] = {PROBLEM_SCHOOL_CLOSED, PROBLEM_SCHOOL_CLOSED},
        [VERIFICATION_OTHER_WAY] = {PROBLEM_VERIFY_OTHER_WAY, PROBLEM_VERIFY_OTHER_WAY},
        [VERIFICATION_UNKNOWN] = {PROBLEM_NOBODY_FITS, PROBLEM_CODE_UNKNOWN},
        [VERIFICATION_MISMATCH] = {PROBLEM_NOBODY_FITS, PROBLEM_CODE_MISMATCH},
        [VERIFICATION_BOUND] = {PROBLEM_BOUND_ELSEWHERE, PROBLEM_BOUND_ELSEWHERE},
        [VERIFICATION_NOT_NOW] = {PROBLEM_STEP_NOT_NOW, PROBLEM_STEP_NOT_NOW}};

    return problems[outcome][is_by_code];
}

static void answer(const ApiCall *call, int status, const Message *message,
                   const Verification *verification, int is_by_code)
{
    if (status)
        call_answer_status(call, status, message);
    else if (verification->outcome == VERIFICATION_DONE)
        journey_answer(call);
    else
        refuse(call, get_problem(verification->outcome, is_by_code), &verification->school);
}

/* --- by roster, by code */

/* What a request has; NULL where there is nothing. */
typedef struct Request {
    const char *school_code, *name, *student_number, *identity, *capture_code;
} Request;

static void verify_by_roster(const ApiCall *call, const Request *request)
{
    const RosterClaim claim = {.name = request->name,
                               .student_number = request->student_number,
                               .identity = request->identity};
    Verification verification;
    Message message;
    const int status = verification_by_roster(
        call->api->options.app, call->db, call->api->options.keys, call->actor.account_id,
        request->school_code, &claim, &verification, &message);

    answer(call, status, &message, &verification, 0);
}

/* A code that is none, or not one of this registry, or not any more. 0, or -1: answered. */
static int read_code(const ApiCall *call, const char *text, CaptureCode *ret_code)
{
    static const ProblemId problems[] = {[CODE_NOT_ONE] = PROBLEM_CODE_NOT_ONE,
                                         [CODE_FOREIGN] = PROBLEM_CODE_FOREIGN,
                                         [CODE_EXPIRED] = PROBLEM_CODE_EXPIRED};
    const ApiOptions *options = &call->api->options;
    School school = {.id = 0};
    CodeOutcome outcome;
    Message message;
    int status;

    if (!options->registry) {
        call_answer_problem(call, PROBLEM_CODES_OFF);
        return -1;
    }
    status = registry_read(options->registry, text, clock_now_ms(&options->app->clock), &outcome,
                           ret_code, &message);
    if (!status && outcome == CODE_READ)
        return 0;
    if (!status && outcome == CODE_EXPIRED) { /* whom to ask for a new one, if it can be told */
        status = store_school_find(call->db, ret_code->school_code, &school, &message);
        status = status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    if (status)
        call_answer_status(call, status, &message);
    else
        refuse(call, problems[outcome], &school);
    return -1;
}

static void verify_by_code(const ApiCall *call, const Request *request)
{
    Verification verification;
    CaptureCode code;
    Message message;
    int status;

    if (read_code(call, request->capture_code, &code))
        return;
    if (request->school_code && strcmp(request->school_code, code.school_code) != 0) {
        call_answer_problem(call, PROBLEM_CODE_OTHER_SCHOOL);
        return;
    }
    status = verification_by_code(call->api->options.app, call->db, call->api->options.keys,
                                  call->actor.account_id, &code, &verification, &message);
    answer(call, status, &message, &verification, 1);
}

void verification_api_verify(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    Request request = {.name = NULL};
    int n_claims;

    if (json_read(call, &json, "{s?s, s?s, s?s, s?s, s?s}", "school_code", &request.school_code,
                  "name", &request.name, "student_number", &request.student_number,
                  "identity_number", &request.identity, "capture_code", &request.capture_code))
        return;
    n_claims = !!request.name + !!request.student_number + !!request.identity;
    if (request.capture_code ? n_claims > 0 : n_claims < 3 || !request.school_code)
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
    else if (take_tokens(call))
        return;
    else if (request.capture_code)
        verify_by_code(call, &request);
    else
        verify_by_roster(call, &request);
}

/* --- which school */

static json_t *pack_offer(const SchoolOffer *offer)
{
    json_t *json = journey_pack_school(&offer->school);

    json_object_set_new(json, "takes_roster", json_boolean(offer->takes_roster));
    json_object_set_new(json, "takes_codes", json_boolean(offer->takes_codes));
    return json;
}

void verification_api_schools(ApiCall *call)
{
    SchoolOffer offers[PAGE_LIMIT_MAX + 1];
    size_t n_offers = 0;
    Message message;
    PageKey next = {.id = 0};
    json_t *items;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    status = store_school_list_current(call->db, clock_now_ms(&call->api->options.app->clock),
                                       page.after.id, page.limit + 1, offers, &n_offers, &message);
    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    items = json_array();
    for (size_t i = 0; i < n_offers && i < page.limit; i++)
        json_array_append_new(items, pack_offer(&offers[i]));
    if (n_offers > page.limit)
        next.id = offers[page.limit - 1].school.id;
    page_answer(call, items, next.id ? &next : NULL);
}
