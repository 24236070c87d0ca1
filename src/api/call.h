/* One request on its way through the API, for this folder. */
#ifndef SRC_API_CALL_H
#define SRC_API_CALL_H

#include <stdatomic.h>

#include "src/api/api.h"
#include "src/api/metrics.h"
#include "src/api/problems.h"
#include "src/api/video_file.h"
#include "src/api/watch.h"
#include "src/app/authorize.h"
#include "src/app/session.h"

typedef struct ApiCall ApiCall;
typedef void ApiHandler(ApiCall *call);

/* Finds whose thing the path names. Statuses of db.h. */
typedef int ApiSubject(ApiCall *call, Subject *ret_subject, Message *ret_message);

typedef struct ApiRoute {
    Operation operation;
    int is_without_session; /* no database, no session: must answer when those are gone */
    const char *method, *pattern;
    ApiHandler *handler;
    size_t body_bytes_max;    /* of JSON, or of a form; 0: none */
    ApiSubject *find_subject; /* NULL: the actor itself */
} ApiRoute;

/*
 * A body that is a form, whose files go to disk: everything that a request passes is passed before
 * the body is taken, and again after it. admit may refuse it before, for reasons of its own.
 */
typedef struct ApiForm {
    Operation operation;
    ApiHandler *admit;      /* NULL: none */
    const char *long_field; /* as of HttpRoute; NULL: none */
} ApiForm;

struct Api {
    ApiOptions options;
    const ApiRoute *routes;
    HttpRoute *http_routes; /* the same, in the same order */
    size_t n_routes;
    Limits *limits;
    Metrics *metrics;
    VideoShelf *video;
    Watch *watch;
    _Atomic(HttpServer *) server;
};

struct ApiCall {
    Api *api;
    HttpExchange *exchange;
    const ApiRoute *route;
    bool is_admission; /* of a form: its body was not taken yet */
    Db *db;            /* NULL: route.is_without_session */
    const char *token; /* NULL: none */
    int is_cookie;     /* it came by the cookie, not by a header */
    Session session;   /* of somebody who is logged in */
    Actor actor;
};

extern const ApiRoute api_routes[];
extern const size_t api_n_routes;

/* NULL: its body is none. */
const ApiForm *api_find_form(const ApiRoute *route);

/* HttpHandlers of all routes, and of forms before their bodies; the context is the Api. */
void call_dispatch(void *context, HttpExchange *exchange);
void call_admit(void *context, HttpExchange *exchange);

/* Before the answer. */
void call_add_retry_after(const ApiCall *call, int64_t seconds);

void call_answer_problem(const ApiCall *call, ProblemId id);

/* Tells the log, and the client what it may know: BUSY, or not available, or a fault of ours. */
void call_answer_status(const ApiCall *call, int status, const Message *message);

/* The same where NOT_FOUND is no fault of ours: what the client asked for is not there. */
void call_answer_failure(const ApiCall *call, int status, const Message *message);

/* A number of the path or the query, 1 or more: digits alone. 0, or -1: it is none. */
int call_parse_id(const char *text, int64_t *ret_id);

/* A token of this rule, or a 429 with Retry-After. 0, or -1: answered. */
int call_take_token(const ApiCall *call, const LimitRule *rule, const char *key);

/* The session's cookie, of staff or students by the route; max_age_s 0 takes it away. */
void call_set_cookie(const ApiCall *call, const char *token, int64_t max_age_s);

/* --- handlers: system.c */

void system_health(ApiCall *call);
void system_ready(ApiCall *call);
void system_metrics(ApiCall *call);

/* --- handlers: captures.c */

void captures_api_ask(ApiCall *call);
void captures_api_begin(ApiCall *call);

/* --- handlers: drafts.c */

void drafts_api_list(ApiCall *call);
void drafts_api_delete(ApiCall *call);
void drafts_api_preview(ApiCall *call);

/* --- handlers: shots.c */

void shots_api_get(ApiCall *call);
void shots_api_events(ApiCall *call);
void shots_api_photo(ApiCall *call);
void shots_api_overlay(ApiCall *call);

/* --- handlers: uploads.c */

void uploads_api_admit(ApiCall *call);
void uploads_api_send(ApiCall *call);
/* --- handlers: photo.c */

void photo_api_read(ApiCall *call);
void photo_api_sample(ApiCall *call);
void photo_api_final(ApiCall *call);
void photo_api_proofread(ApiCall *call);

/* --- handlers: production.c */

void production_api_list(ApiCall *call);
void production_api_claim(ApiCall *call);
void production_api_read(ApiCall *call);
void production_api_renew(ApiCall *call);
void production_api_give_back(ApiCall *call);
void production_api_photo(ApiCall *call);
void production_api_shot(ApiCall *call);
ApiSubject production_api_subject;

/* --- handlers: finishing.c */

void finishing_api_put(ApiCall *call);
void finishing_api_accept(ApiCall *call);
void finishing_api_return(ApiCall *call);
void finishing_api_deliver(ApiCall *call);

/* --- handlers: staff.c */

void staff_api_login(ApiCall *call);
void staff_api_logout(ApiCall *call);
void staff_api_me(ApiCall *call);
void staff_api_password(ApiCall *call);
void staff_api_totp_enrol(ApiCall *call);
void staff_api_totp_confirm(ApiCall *call);
void staff_api_read(ApiCall *call);
ApiSubject staff_api_subject;

/* --- handlers: student_session.c */

void student_session_begin(ApiCall *call);
void student_session_get(ApiCall *call);
void student_session_end(ApiCall *call);

/* --- handlers: journey.c */

void journey_api_get(ApiCall *call);
void journey_api_consent(ApiCall *call);
void journey_api_withdraw_consent(ApiCall *call);
void journey_api_phone(ApiCall *call);
void journey_api_reading(ApiCall *call);
void journey_api_messages(ApiCall *call);

/* --- handlers: verification.c */

void verification_api_verify(ApiCall *call);
void verification_api_schools(ApiCall *call);

/* --- handlers: video.c */

void video_api_get(ApiCall *call);
void video_api_beat(ApiCall *call);
void video_api_file(ApiCall *call);

/* --- handlers: documents.c */

void documents_api_get(ApiCall *call);

/* --- handlers: submissions.c */

void submission_api_confirm(ApiCall *call);
void submission_api_get(ApiCall *call);
void submission_api_withdraw(ApiCall *call);
void timeline_api_get(ApiCall *call);
void reset_api_post(ApiCall *call);
ApiSubject reset_api_subject;

/* --- handlers: orders.c */

void order_api_get(ApiCall *call);
void order_api_pay(ApiCall *call);
void order_api_find(ApiCall *call);
void order_api_take(ApiCall *call);
ApiSubject order_api_subject;

/* --- handlers: inbox.c */

void inbox_api_list(ApiCall *call);
void inbox_api_read(ApiCall *call);

/* --- handlers: reasons.c */

void reasons_api_list(ApiCall *call);

/* --- handlers: reviews.c */

void reviews_api_list(ApiCall *call);
void review_api_get(ApiCall *call);
void review_api_open(ApiCall *call);
void review_api_photo(ApiCall *call);
void review_api_report(ApiCall *call);
void review_api_decide(ApiCall *call);
ApiSubject review_api_subject;

/* --- handlers: students.c */

void students_api_list(ApiCall *call);
void students_api_search(ApiCall *call);

/* --- handlers: student_page.c */

void student_api_read(ApiCall *call);
void student_api_shot_photo(ApiCall *call);
void student_api_shot_overlay(ApiCall *call);
void student_api_shot_report(ApiCall *call);
ApiSubject students_api_subject;
ApiSubject student_api_shot_subject;

/* --- handlers: student_changes.c */

void student_api_unlock(ApiCall *call);
void students_api_unlock(ApiCall *call);
void students_api_reset(ApiCall *call);

/* --- handlers: dashboard.c */

void dashboard_api_get(ApiCall *call);

/* --- handlers: exceptions.c */

void exceptions_api_own(ApiCall *call);
void exceptions_api_ask(ApiCall *call);
void exceptions_api_list(ApiCall *call);
void exception_api_read(ApiCall *call);
void exception_api_proof(ApiCall *call);
void exception_api_decide(ApiCall *call);
ApiSubject exception_api_subject;

/* --- handlers: notices.c */

void notices_api_list(ApiCall *call);
void notices_api_publish(ApiCall *call);
ApiSubject batch_api_subject;

/* --- handlers: batches.c */

void batches_api_list(ApiCall *call);
void batch_api_read(ApiCall *call);
void batch_api_change(ApiCall *call);

/* --- handlers: schools.c */

void school_api_read(ApiCall *call);
void school_api_change(ApiCall *call);
ApiSubject school_api_subject;

/* --- handlers: accounts.c */

void accounts_api_list(ApiCall *call);
void accounts_api_add(ApiCall *call);
void accounts_api_reset(ApiCall *call);
void accounts_api_disable(ApiCall *call);

#endif
