/* The table of routes, and the API's beginning and end. */
#include "src/api/api.h"

#include <idphoto/photo.h>

#include "lib/base/alloc.h"
#include "src/api/call.h"
#include "src/api/client.h"
#include "src/api/exceptions.h"
#include "src/api/frames.h"
#include "src/api/pages.h"

enum {
    JSON_BYTES = 4096,
    /* The photo, the burst as the longer of its two forms, and the form round them. */
    SHOT_BYTES = IDP_INPUT_BYTES_MAX + FRAMES_FIELD_BYTES_MAX + 64 * 1024,
    PROOF_BYTES = EXCEPTION_PROOF_BYTES + 64 * 1024,
    NOTICE_BYTES = 256 * 1024, /* JSON of 64 KB of text, however it is written */
    IDS_BYTES = 16 * 1024,     /* JSON with a list of ids */
    FINAL_BYTES = 512 * 1024   /* a finished file: the standard allows less */
};

/* A method and pattern is one row here and one operation in docs/api/openapi.yaml. */
const ApiRoute api_routes[] = {
    {OPERATION_HEALTH, 1, "GET", "/healthz", system_health, 0, NULL},
    {OPERATION_READY, 1, "GET", "/readyz", system_ready, 0, NULL},
    {OPERATION_METRICS, 1, "GET", "/metrics", system_metrics, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/", pages_answer, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/app", client_answer_page, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/app/", client_answer_page, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/app/{file}", client_answer_file, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/app/{folder}/{file}", client_answer_file, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/console", pages_answer, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/style.css", pages_answer, 0, NULL},
    {OPERATION_PAGE, 1, "GET", "/api/openapi.yaml", pages_answer, 0, NULL},
    {OPERATION_CAPTURE_ASK, 0, "GET", "/api/v1/captures", captures_api_ask, 0, NULL},
    {OPERATION_CAPTURE_BEGIN, 0, "POST", "/api/v1/captures", captures_api_begin, 0, NULL},
    {OPERATION_DRAFT_LIST, 0, "GET", "/api/v1/drafts", drafts_api_list, 0, NULL},
    {OPERATION_DRAFT_DELETE, 0, "DELETE", "/api/v1/drafts/{id}", drafts_api_delete, 0, NULL},
    {OPERATION_DRAFT_PREVIEW, 0, "GET", "/api/v1/drafts/{id}/preview", drafts_api_preview, 0, NULL},
    {OPERATION_SHOT_SEND, 0, "POST", "/api/v1/shots", uploads_api_send, SHOT_BYTES, NULL},
    {OPERATION_SHOT_READ, 0, "GET", "/api/v1/shots/{id}", shots_api_get, 0, NULL},
    {OPERATION_SHOT_EVENTS, 0, "GET", "/api/v1/shots/{id}/events", shots_api_events, 0, NULL},
    {OPERATION_SHOT_PHOTO, 0, "GET", "/api/v1/shots/{id}/photo", shots_api_photo, 0, NULL},
    {OPERATION_SHOT_OVERLAY, 0, "GET", "/api/v1/shots/{id}/overlay", shots_api_overlay, 0, NULL},
    {OPERATION_PHOTO_READ, 0, "GET", "/api/v1/photo", photo_api_read, 0, NULL},
    {OPERATION_PHOTO_SAMPLE, 0, "GET", "/api/v1/photo/sample", photo_api_sample, 0, NULL},
    {OPERATION_PHOTO_FINAL, 0, "GET", "/api/v1/photo/final", photo_api_final, 0, NULL},
    {OPERATION_PHOTO_PROOFREAD, 0, "POST", "/api/v1/photo/proofreading", photo_api_proofread,
     JSON_BYTES, NULL},
    {OPERATION_PRODUCTION_LIST, 0, "GET", "/api/v1/staff/production", production_api_list, 0, NULL},
    {OPERATION_PRODUCTION_CLAIM, 0, "POST", "/api/v1/staff/production/claims", production_api_claim,
     JSON_BYTES, NULL},
    {OPERATION_PRODUCTION_READ, 0, "GET", "/api/v1/staff/production/{id}", production_api_read, 0,
     production_api_subject},
    {OPERATION_PRODUCTION_RENEW, 0, "POST", "/api/v1/staff/production/{id}/claim",
     production_api_renew, 0, production_api_subject},
    {OPERATION_PRODUCTION_GIVE_BACK, 0, "DELETE", "/api/v1/staff/production/{id}/claim",
     production_api_give_back, 0, production_api_subject},
    {OPERATION_PRODUCTION_PHOTO, 0, "GET", "/api/v1/staff/production/{id}/photo",
     production_api_photo, 0, production_api_subject},
    {OPERATION_PRODUCTION_SHOT, 0, "GET", "/api/v1/staff/production/{id}/shot", production_api_shot,
     0, production_api_subject},
    {OPERATION_PRODUCTION_FINISH, 0, "PUT", "/api/v1/staff/production/{id}/final",
     finishing_api_put, FINAL_BYTES, production_api_subject},
    {OPERATION_PRODUCTION_ACCEPT, 0, "POST", "/api/v1/staff/production/{id}/acceptance",
     finishing_api_accept, 0, production_api_subject},
    {OPERATION_PRODUCTION_RETURN, 0, "POST", "/api/v1/staff/production/{id}/return",
     finishing_api_return, JSON_BYTES, production_api_subject},
    {OPERATION_FINAL_DELIVER, 0, "POST", "/api/v1/staff/deliveries", finishing_api_deliver,
     IDS_BYTES, NULL},
    {OPERATION_STAFF_LOGIN, 0, "POST", "/api/v1/staff/login", staff_api_login, JSON_BYTES, NULL},
    {OPERATION_STAFF_LOGOUT, 0, "POST", "/api/v1/staff/logout", staff_api_logout, 0, NULL},
    {OPERATION_STAFF_ME, 0, "GET", "/api/v1/staff/me", staff_api_me, 0, NULL},
    {OPERATION_STAFF_PASSWORD, 0, "POST", "/api/v1/staff/password", staff_api_password, JSON_BYTES,
     NULL},
    {OPERATION_TOTP_ENROL, 0, "POST", "/api/v1/staff/totp", staff_api_totp_enrol, 0, NULL},
    {OPERATION_TOTP_CONFIRM, 0, "POST", "/api/v1/staff/totp/confirm", staff_api_totp_confirm,
     JSON_BYTES, NULL},
    {OPERATION_STAFF_READ, 0, "GET", "/api/v1/staff/accounts/{id}", staff_api_read, 0,
     staff_api_subject},
    {OPERATION_SESSION_BEGIN, 0, "POST", "/api/v1/session", student_session_begin, JSON_BYTES,
     NULL},
    {OPERATION_SESSION_READ, 0, "GET", "/api/v1/session", student_session_get, 0, NULL},
    {OPERATION_SESSION_END, 0, "DELETE", "/api/v1/session", student_session_end, 0, NULL},
    {OPERATION_SCHOOLS, 0, "GET", "/api/v1/schools", verification_api_schools, 0, NULL},
    {OPERATION_DOCUMENT, 0, "GET", "/api/v1/documents/{kind}", documents_api_get, 0, NULL},
    {OPERATION_JOURNEY, 0, "GET", "/api/v1/journey", journey_api_get, 0, NULL},
    {OPERATION_CONSENT, 0, "POST", "/api/v1/journey/consent", journey_api_consent, JSON_BYTES,
     NULL},
    {OPERATION_CONSENT_WITHDRAW, 0, "DELETE", "/api/v1/journey/consent",
     journey_api_withdraw_consent, 0, NULL},
    {OPERATION_VERIFY, 0, "POST", "/api/v1/journey/verification", verification_api_verify,
     JSON_BYTES, NULL},
    {OPERATION_PHONE, 0, "POST", "/api/v1/journey/phone", journey_api_phone, JSON_BYTES, NULL},
    {OPERATION_READING, 0, "POST", "/api/v1/journey/readings", journey_api_reading, JSON_BYTES,
     NULL},
    {OPERATION_MESSAGES_CHOICE, 0, "POST", "/api/v1/journey/messages-choice", journey_api_messages,
     JSON_BYTES, NULL},
    {OPERATION_VIDEO, 0, "GET", "/api/v1/video", video_api_get, 0, NULL},
    {OPERATION_VIDEO_FILE, 0, "GET", "/api/v1/video/file", video_api_file, 0, NULL},
    {OPERATION_VIDEO_BEAT, 0, "POST", "/api/v1/video/beat", video_api_beat, JSON_BYTES, NULL},
    {OPERATION_SUBMISSION_CONFIRM, 0, "POST", "/api/v1/submission", submission_api_confirm,
     JSON_BYTES, NULL},
    {OPERATION_SUBMISSION_READ, 0, "GET", "/api/v1/submission", submission_api_get, 0, NULL},
    {OPERATION_SUBMISSION_WITHDRAW, 0, "DELETE", "/api/v1/submission", submission_api_withdraw, 0,
     NULL},
    {OPERATION_TIMELINE, 0, "GET", "/api/v1/timeline", timeline_api_get, 0, NULL},
    {OPERATION_ORDER_READ, 0, "GET", "/api/v1/order", order_api_get, 0, NULL},
    {OPERATION_ORDER_PAY, 0, "POST", "/api/v1/order/payment", order_api_pay, 0, NULL},
    {OPERATION_INBOX_LIST, 0, "GET", "/api/v1/messages", inbox_api_list, 0, NULL},
    {OPERATION_INBOX_READ, 0, "POST", "/api/v1/messages/{id}/reading", inbox_api_read, 0, NULL},
    {OPERATION_REVIEW_REASONS, 0, "GET", "/api/v1/staff/return-reasons", reasons_api_list, 0, NULL},
    {OPERATION_REVIEW_LIST, 0, "GET", "/api/v1/staff/reviews", reviews_api_list, 0, NULL},
    {OPERATION_REVIEW_READ, 0, "GET", "/api/v1/staff/reviews/{id}", review_api_get, 0,
     review_api_subject},
    {OPERATION_REVIEW_OPEN, 0, "POST", "/api/v1/staff/reviews/{id}/opening", review_api_open, 0,
     review_api_subject},
    {OPERATION_REVIEW_PHOTO, 0, "GET", "/api/v1/staff/reviews/{id}/photo", review_api_photo, 0,
     review_api_subject},
    {OPERATION_REVIEW_REPORT, 0, "GET", "/api/v1/staff/reviews/{id}/report", review_api_report, 0,
     review_api_subject},
    {OPERATION_REVIEW_DECIDE, 0, "POST", "/api/v1/staff/reviews/{id}/decision", review_api_decide,
     JSON_BYTES, review_api_subject},
    {OPERATION_ORDER_FIND, 0, "GET", "/api/v1/staff/students/{id}/order", order_api_find, 0,
     reset_api_subject},
    {OPERATION_ORDER_TAKE, 0, "POST", "/api/v1/staff/orders/{id}/payment", order_api_take,
     JSON_BYTES, order_api_subject},
    {OPERATION_STUDENT_RESET, 0, "POST", "/api/v1/staff/students/{id}/reset", reset_api_post,
     JSON_BYTES, reset_api_subject},
    {OPERATION_STUDENT_LIST, 0, "GET", "/api/v1/staff/students", students_api_list, 0, NULL},
    {OPERATION_STUDENT_SEARCH, 0, "POST", "/api/v1/staff/students/search", students_api_search,
     JSON_BYTES, NULL},
    {OPERATION_STUDENT_READ, 0, "GET", "/api/v1/staff/students/{id}", student_api_read, 0,
     students_api_subject},
    {OPERATION_STUDENT_UNLOCK, 0, "POST", "/api/v1/staff/students/{id}/unlock", student_api_unlock,
     0, students_api_subject},
    {OPERATION_STUDENT_UNLOCK_MANY, 0, "POST", "/api/v1/staff/students/unlocks",
     students_api_unlock, IDS_BYTES, NULL},
    {OPERATION_STUDENT_RESET_MANY, 0, "POST", "/api/v1/staff/students/resets", students_api_reset,
     IDS_BYTES, NULL},
    {OPERATION_STUDENT_SHOT_PHOTO, 0, "GET", "/api/v1/staff/shots/{id}/photo",
     student_api_shot_photo, 0, student_api_shot_subject},
    {OPERATION_STUDENT_SHOT_OVERLAY, 0, "GET", "/api/v1/staff/shots/{id}/overlay",
     student_api_shot_overlay, 0, student_api_shot_subject},
    {OPERATION_STUDENT_SHOT_REPORT, 0, "GET", "/api/v1/staff/shots/{id}/report",
     student_api_shot_report, 0, student_api_shot_subject},
    {OPERATION_DASHBOARD, 0, "GET", "/api/v1/staff/dashboard", dashboard_api_get, 0, NULL},
    {OPERATION_EXCEPTION_OWN, 0, "GET", "/api/v1/exceptions", exceptions_api_own, 0, NULL},
    {OPERATION_EXCEPTION_ASK, 0, "POST", "/api/v1/exceptions", exceptions_api_ask, PROOF_BYTES,
     NULL},
    {OPERATION_EXCEPTION_LIST, 0, "GET", "/api/v1/staff/exceptions", exceptions_api_list, 0, NULL},
    {OPERATION_EXCEPTION_READ, 0, "GET", "/api/v1/staff/exceptions/{id}", exception_api_read, 0,
     exception_api_subject},
    {OPERATION_EXCEPTION_PROOF, 0, "GET", "/api/v1/staff/exceptions/{id}/proof",
     exception_api_proof, 0, exception_api_subject},
    {OPERATION_EXCEPTION_DECIDE, 0, "POST", "/api/v1/staff/exceptions/{id}/decision",
     exception_api_decide, JSON_BYTES, exception_api_subject},
    {OPERATION_NOTICE_LIST, 0, "GET", "/api/v1/staff/batches/{id}/notices", notices_api_list, 0,
     batch_api_subject},
    {OPERATION_NOTICE_PUBLISH, 0, "POST", "/api/v1/staff/batches/{id}/notices", notices_api_publish,
     NOTICE_BYTES, batch_api_subject},
    {OPERATION_BATCH_LIST, 0, "GET", "/api/v1/staff/batches", batches_api_list, 0, NULL},
    {OPERATION_BATCH_READ, 0, "GET", "/api/v1/staff/batches/{id}", batch_api_read, 0,
     batch_api_subject},
    {OPERATION_BATCH_CHANGE, 0, "PATCH", "/api/v1/staff/batches/{id}", batch_api_change, JSON_BYTES,
     batch_api_subject},
    {OPERATION_SCHOOL_READ, 0, "GET", "/api/v1/staff/schools/{id}", school_api_read, 0,
     school_api_subject},
    {OPERATION_SCHOOL_CHANGE, 0, "PATCH", "/api/v1/staff/schools/{id}", school_api_change,
     JSON_BYTES, school_api_subject},
    {OPERATION_ACCOUNT_LIST, 0, "GET", "/api/v1/staff/accounts", accounts_api_list, 0, NULL},
    {OPERATION_ACCOUNT_ADD, 0, "POST", "/api/v1/staff/accounts", accounts_api_add, JSON_BYTES,
     NULL},
    {OPERATION_ACCOUNT_RESET, 0, "POST", "/api/v1/staff/accounts/{id}/reset", accounts_api_reset, 0,
     staff_api_subject},
    {OPERATION_ACCOUNT_DISABLE, 0, "POST", "/api/v1/staff/accounts/{id}/disable",
     accounts_api_disable, 0, staff_api_subject},
};
const size_t api_n_routes = sizeof api_routes / sizeof api_routes[0];

/* Of the routes above, those whose body is a form. */
static const ApiForm api_forms[] = {
    {OPERATION_SHOT_SEND, uploads_api_admit, FRAMES_FIELD},
    {OPERATION_EXCEPTION_ASK, NULL, NULL},
};

const ApiForm *api_find_form(const ApiRoute *route)
{
    for (size_t i = 0; i < sizeof api_forms / sizeof api_forms[0]; i++)
        if (api_forms[i].operation == route->operation)
            return &api_forms[i];
    return NULL;
}

static HttpBodyKind get_body_kind(const ApiRoute *route)
{
    if (!route->body_bytes_max)
        return HTTP_BODY_NONE;
    return api_find_form(route) ? HTTP_BODY_FORM : HTTP_BODY_TEXT;
}

static HttpRoute *make_http_routes(void)
{
    HttpRoute *routes = alloc_zeroed(api_n_routes, sizeof *routes);

    for (size_t i = 0; routes && i < api_n_routes; i++) {
        const ApiForm *form = api_find_form(&api_routes[i]);

        routes[i] = (HttpRoute){.method = api_routes[i].method,
                                .pattern = api_routes[i].pattern,
                                .handler = call_dispatch,
                                .body = get_body_kind(&api_routes[i]),
                                .body_bytes_max = api_routes[i].body_bytes_max,
                                .admit = form ? call_admit : NULL,
                                .long_field = form ? form->long_field : NULL};
    }
    return routes;
}

int api_new(const ApiOptions *options, Api **ret_api, Message *ret_message)
{
    Api *api = ALLOC_NEW(Api);
    int status;

    if (api) {
        api->options = *options;
        api->routes = api_routes;
        api->n_routes = api_n_routes;
        api->http_routes = make_http_routes();
        api->limits = limits_new();
        api->video = video_shelf_new();
        api->metrics = api->http_routes ? metrics_new(api->http_routes, api->n_routes) : NULL;
        atomic_init(&api->server, NULL);
    }
    if (!api || !api->limits || !api->video || !api->metrics) {
        api_free(api);
        return status_set(ret_message, STATUS_MEMORY, "out of memory for the API");
    }
    status = watch_new(options->db, options->bell, options->log, &api->watch, ret_message);
    if (status) {
        api_free(api);
        return status;
    }
    *ret_api = api;
    return STATUS_OK;
}

void api_free(Api *api)
{
    if (!api)
        return;
    watch_free(api->watch);
    metrics_free(api->metrics);
    limits_free(api->limits);
    video_shelf_free(api->video);
    free(api->http_routes);
    free(api);
}

const HttpRoute *api_get_routes(const Api *api, size_t *ret_n_routes)
{
    *ret_n_routes = api->n_routes;
    return api->http_routes;
}

void api_observe(void *api, const HttpRoute *route, unsigned status, int64_t duration_ms)
{
    metrics_count(((Api *)api)->metrics, route, status, duration_ms);
}

void api_wake_makers(const Api *api)
{
    if (api->options.makers.wake)
        api->options.makers.wake(api->options.makers.context);
}

void api_set_server(Api *api, HttpServer *server)
{
    atomic_store(&api->server, server);
}
