/*
 * Students for officers: lists of a college, a school or all, and a search for persons.
 *
 * Groups are asked for by the address; persons by a body, so that no name and no number stands in
 * an address, a log of a proxy or a browser's history. Everything told is masked.
 */
#include "src/api/students.h"

#include <string.h>

#include "src/api/page.h"
#include "src/app/attempts.h"
#include "src/model/identity.h"

static json_t *pack_id(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

static json_t *pack_text(const char *text)
{
    return *text ? json_string(text) : json_null();
}

json_t *students_api_pack(const StudentItem *item, int64_t now_ms)
{
    const Attempts attempts = {.lock = item->lock, .locked_until_ms = item->locked_until_ms};
    const LockKind lock = attempts_get_lock(&attempts, now_ms);

    return json_pack(
        "{s:I, s:I, s:I, s:o, s:o, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:b, s:s, s:o, s:o}", "id",
        (json_int_t)item->id, "batch_id", (json_int_t)item->batch_id, "school_id",
        (json_int_t)item->school_id, "college_id", pack_id(item->college_id), "college",
        pack_text(item->college), "major", item->major, "class_name", item->class_name,
        "student_number", item->student_number, "unique_number", pack_text(item->unique_number),
        "name_masked", item->name_masked, "identity_masked", item->identity_masked, "state",
        item->journey_id ? journey_state_get_name(item->state) : "not-begun", "is_paid",
        item->is_paid, "lock", lock_kind_get_name(lock), "locked_until_ms",
        json_time(lock == LOCK_TIMED ? item->locked_until_ms : 0), "changed_ms",
        json_time(item->changed_ms));
}

/* --- pages of them */

typedef struct Listing {
    PageRows rows;
    int64_t now_ms;
} Listing;

static void add(void *context, const StudentItem *item)
{
    Listing *listing = context;

    page_rows_add(&listing->rows, item->id, students_api_pack(item, listing->now_ms));
}

/* Nobody sees more than their own school or college, whatever the filter says. */
static void answer_page(const ApiCall *call, const Page *page, StudentFilter *filter)
{
    const int64_t now_ms = clock_now_ms(&call->api->options.app->clock);
    Listing listing = {page_rows_begin(page), now_ms};
    Message message;
    int status;

    if (call->actor.school_id)
        filter->school_id = call->actor.school_id;
    if (call->actor.college_id)
        filter->college_id = call->actor.college_id;
    filter->now_ms = now_ms;
    filter->after_id = page->after.id;
    filter->n_max = (int64_t)page->limit + 1;
    status = store_student_visit(call->db, filter, add, &listing, &message);
    page_rows_answer(call, &listing.rows, status, &message);
}

int students_api_read_id(const ApiCall *call, const char *name, int64_t *ret_id)
{
    const char *text = http_get_query(call->exchange, name);

    *ret_id = 0;
    if (!text || !call_parse_id(text, ret_id))
        return 0;
    call_answer_problem(call, PROBLEM_BAD_REQUEST);
    return -1;
}

/* Of the names of states, and "not-begun". 0, or -1. */
static int parse_state(const char *text, StudentFilter *filter)
{
    if (!text)
        return 0;
    filter->state = strcmp(text, "not-begun") ? text : "";
    return *filter->state && journey_state_parse(text) == JOURNEY_STATE_COUNT ? -1 : 0;
}

void students_api_list(ApiCall *call)
{
    const char *locked = http_get_query(call->exchange, "is_locked");
    StudentFilter filter = {.is_locked = locked != NULL};
    Page page;

    if (page_read(call, &page) || students_api_read_id(call, "school_id", &filter.school_id) ||
        students_api_read_id(call, "college_id", &filter.college_id) ||
        students_api_read_id(call, "batch_id", &filter.batch_id))
        return;
    if (parse_state(http_get_query(call->exchange, "state"), &filter) ||
        (locked && strcmp(locked, "true") != 0)) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    answer_page(call, &page, &filter);
}

/* --- persons */

typedef struct Search {
    const char *name, *identity, *student_number, *unique_number, *after;
    json_int_t limit;
    uint8_t name_hash[CRYPT_HASH_BYTES], identity_hash[CRYPT_HASH_BYTES];
} Search;

/* In the one form under which the roster was hashed. 0, or -1: it is no name, no number. */
static int hash_words(const CryptKey *key, Search *search, StudentFilter *filter)
{
    char name[NAME_BYTES], identity[IDENTITY_BYTES];

    if (search->name) {
        if (name_parse(search->name, name))
            return -1;
        crypt_hash(key, name, strlen(name), search->name_hash);
        filter->name_hash = search->name_hash;
    }
    if (search->identity) {
        if (!identity_parse(search->identity, identity))
            return -1;
        crypt_hash(key, identity, strlen(identity), search->identity_hash);
        filter->identity_hash = search->identity_hash;
    }
    return 0;
}

static int read_search(const ApiCall *call, Search *search, StudentFilter *filter, Page *ret_page)
{
    Page page = {.limit = PAGE_LIMIT_DEFAULT};

    filter->student_number = search->student_number;
    filter->unique_number = search->unique_number;
    if ((!search->name && !search->identity && !search->student_number && !search->unique_number) ||
        search->limit < 1 || search->limit > PAGE_LIMIT_MAX ||
        (search->after && page_cursor_parse(search->after, &page.after)) ||
        hash_words(&call->api->options.app->search_key, search, filter))
        return -1;
    page.limit = (size_t)search->limit;
    *ret_page = page;
    return 0;
}

void students_api_search(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    Search search = {.limit = PAGE_LIMIT_DEFAULT};
    StudentFilter filter = {.school_id = 0};
    json_int_t batch_id = 0;
    Page page;

    if (json_read(call, &json, "{s?s, s?s, s?s, s?s, s?I, s?s, s?I}", "name", &search.name,
                  "identity_number", &search.identity, "student_number", &search.student_number,
                  "unique_number", &search.unique_number, "limit", &search.limit, "after",
                  &search.after, "batch_id", &batch_id))
        return;
    filter.batch_id = batch_id;
    if (read_search(call, &search, &filter, &page)) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    answer_page(call, &page, &filter);
}

/* --- one of them */

int students_api_find(const ApiCall *call, StudentItem *ret_item, Message *ret_message)
{
    int64_t id;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(ret_message, STATUS_NOT_FOUND, "there is no such student");
    return store_student_get_item(call->db, id, ret_item, ret_message);
}

int students_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    StudentItem item;
    const int status = students_api_find(call, &item, ret_message);

    if (!status)
        *ret_subject = (Subject){.school_id = item.school_id, .college_id = item.college_id};
    return status;
}
