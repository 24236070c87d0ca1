/*
 * Who a student is. Every refusal says why and whom to ask: the problem has the school with its
 * contact where it is known.
 */
#include "src/app/verification.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/api/journey_json.h"
#include "src/api/page.h"
#include "src/store/school.h"

enum { MINUTE_MS = 60 * 1000, ATTEMPTS_OF_ADDRESS = 10 };

/* So that nobody tries names and numbers until they fit. A campus may have one address. */
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

static void answer(const ApiCall *call, const Verification *verification)
{
    static const ProblemId problems[] = {[VERIFICATION_NO_SCHOOL] = PROBLEM_SCHOOL_UNKNOWN,
                                         [VERIFICATION_NO_BATCH] = PROBLEM_SCHOOL_CLOSED,
                                         [VERIFICATION_OTHER_WAY] = PROBLEM_VERIFY_OTHER_WAY,
                                         [VERIFICATION_UNKNOWN] = PROBLEM_NOBODY_FITS,
                                         [VERIFICATION_MISMATCH] = PROBLEM_CODE_MISMATCH,
                                         [VERIFICATION_BOUND] = PROBLEM_BOUND_ELSEWHERE,
                                         [VERIFICATION_NOT_NOW] = PROBLEM_STEP_NOT_NOW};

    if (verification->outcome == VERIFICATION_DONE)
        journey_answer(call);
    else if (verification->school.id)
        json_answer_problem(
            call, problems[verification->outcome], NULL,
            json_pack("{s:o}", "school", journey_pack_school(&verification->school)));
    else
        call_answer_problem(call, problems[verification->outcome]);
}

void verification_api_verify(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *school_code;
    RosterClaim claim = {0};
    Verification verification;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s, s:s, s:s, s:s}", "school_code", &school_code, "name",
                  &claim.name, "student_number", &claim.student_number, "identity_number",
                  &claim.identity) ||
        take_tokens(call))
        return;
    status = verification_by_roster(call->api->options.app, call->db, call->actor.account_id,
                                    school_code, &claim, &verification, &message);
    if (status)
        call_answer_status(call, status, &message);
    else
        answer(call, &verification);
}

/* --- which school */

void verification_api_schools(ApiCall *call)
{
    School schools[PAGE_LIMIT_MAX + 1];
    size_t n_schools = 0;
    Message message;
    json_t *items;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    status =
        store_school_list_current(call->db, clock_now_ms(&call->api->options.app->clock),
                                  page.after.id, page.limit + 1, schools, &n_schools, &message);
    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    items = json_array();
    for (size_t i = 0; i < n_schools && i < page.limit; i++)
        json_array_append_new(items, journey_pack_school(&schools[i]));
    page_answer(call, items,
                n_schools > page.limit ? &(PageKey){.id = schools[page.limit - 1].id} : NULL);
}
