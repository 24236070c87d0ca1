/* The draft box: the guide, part two, 11. Thread-safe; a connection each. */
#include "src/app/drafts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/audit.h"
#include "src/store/batch.h"
#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/student.h"

int drafts_is_full(const BatchRules *rules, int n_drafts)
{
    return n_drafts >= rules->draft_capacity;
}

int64_t drafts_get_deletable_ms(const BatchRules *rules, int64_t created_ms)
{
    return created_ms + rules->draft_min_age_ms;
}

/* Whose box it is. A way without a student has no drafts and no batch: NOT_FOUND. */
typedef struct Box {
    Journey journey;
    Student student;
    Batch batch;
} Box;

static int open_box(Db *db, int64_t account_id, Box *ret_box, Message *message)
{
    int status = store_journey_find(db, account_id, &ret_box->journey, message);

    if (!status && !ret_box->journey.student_id)
        return status_set(message, STATUS_NOT_FOUND, "there are no drafts before verification");
    if (!status)
        status = store_student_get(db, ret_box->journey.student_id, &ret_box->student, message);
    return status ? status
                  : store_batch_get(db, ret_box->student.batch_id, &ret_box->batch, message);
}

static int is_in_use(Db *db, const Draft *draft, int *ret_is_in_use, Message *message)
{
    int64_t n_uses = 0;
    const int status = store_draft_count_uses(db, draft->id, &n_uses, message);

    if (!status)
        *ret_is_in_use = n_uses > 0;
    return status;
}

/* --- the list */

typedef struct Listing {
    int64_t account_id;
    size_t n_entries;
    DraftEntry *entries;
} Listing;

static int list_all(Db *db, void *context, Message *message)
{
    Listing *listing = context;
    Draft drafts[DRAFTS_MAX];
    Box box = {0};
    int status = open_box(db, listing->account_id, &box, message);

    listing->n_entries = 0;
    if (!status)
        status =
            store_draft_list(db, box.journey.id, DRAFTS_MAX, drafts, &listing->n_entries, message);
    for (size_t i = 0; !status && i < listing->n_entries; i++) {
        DraftEntry *entry = &listing->entries[i];

        *entry = (DraftEntry){.draft = drafts[i],
                              .deletable_ms =
                                  drafts_get_deletable_ms(&box.batch.rules, drafts[i].created_ms)};
        status = is_in_use(db, &entry->draft, &entry->is_in_use, message);
    }
    return status;
}

int drafts_list(Db *db, int64_t account_id, DraftEntry ret_entries[DRAFTS_MAX],
                size_t *ret_n_entries, Message *ret_message)
{
    Listing listing = {.account_id = account_id, .entries = ret_entries};
    const int status = db_snapshot(db, list_all, &listing, ret_message);

    if (!status)
        *ret_n_entries = listing.n_entries;
    return status;
}

/* --- one */

typedef struct Search {
    int64_t account_id;
    const char *public_id;
    Draft draft;
    char key_name[KEY_NAME_BYTES];
} Search;

static int find(Db *db, void *context, Message *message)
{
    Search *search = context;
    Box box = {0};
    int status = open_box(db, search->account_id, &box, message);

    if (!status)
        status = store_draft_find(db, box.journey.id, search->public_id, &search->draft, message);
    if (!status && search->draft.deleted_ms)
        status = status_set(message, STATUS_NOT_FOUND, "the draft was deleted");
    snprintf(search->key_name, sizeof search->key_name, "%s", box.student.key_name);
    return status;
}

int drafts_find(Db *db, int64_t account_id, const char *public_id, Draft *ret_draft,
                char ret_key_name[KEY_NAME_BYTES], Message *ret_message)
{
    Search search = {.account_id = account_id, .public_id = public_id};
    const int status = db_snapshot(db, find, &search, ret_message);

    if (status)
        return status;
    *ret_draft = search.draft;
    memcpy(ret_key_name, search.key_name, KEY_NAME_BYTES);
    return STATUS_OK;
}

/* --- deleting */

typedef struct Deletion {
    const App *app;
    int64_t account_id;
    const char *public_id;
    Draft draft;
    int64_t deletable_ms;
} Deletion;

static int add_audit(Db *db, const Deletion *deletion, Message *message)
{
    AuditEntry entry = {.action = "draft.deleted"};

    snprintf(entry.actor, sizeof entry.actor, "account:%" PRId64, deletion->account_id);
    snprintf(entry.subject, sizeof entry.subject, "draft:%" PRId64, deletion->draft.id);
    return audit_append(deletion->app, db, &entry, message);
}

static int check_deletable(Db *db, Deletion *deletion, const Box *box, int64_t now_ms,
                           Message *message)
{
    int is_used = 0;
    const int status = is_in_use(db, &deletion->draft, &is_used, message);

    if (status)
        return status;
    if (is_used)
        return status_set(message, STATUS_CONFLICT, "the draft is submitted");
    deletion->deletable_ms = drafts_get_deletable_ms(&box->batch.rules, deletion->draft.created_ms);
    if (now_ms < deletion->deletable_ms)
        return status_set(message, STATUS_DENIED, "the draft is too young to be deleted");
    return STATUS_OK;
}

static int delete_one(Db *db, void *context, Message *message)
{
    Deletion *deletion = context;
    const int64_t now_ms = clock_now_ms(&deletion->app->clock);
    Box box = {0};
    int status = open_box(db, deletion->account_id, &box, message);

    if (!status)
        status =
            store_draft_find(db, box.journey.id, deletion->public_id, &deletion->draft, message);
    if (status || deletion->draft.deleted_ms)
        return status;
    status = check_deletable(db, deletion, &box, now_ms, message);
    if (!status)
        status = store_draft_delete(db, deletion->draft.id, now_ms, message);
    return status ? status : add_audit(db, deletion, message);
}

int drafts_delete(const App *app, Db *db, int64_t account_id, const char *public_id,
                  Draft *ret_draft, int64_t *ret_deletable_ms, Message *ret_message)
{
    Deletion deletion = {.app = app, .account_id = account_id, .public_id = public_id};
    const int status = db_transact(db, delete_one, &deletion, ret_message);

    if (status == STATUS_DENIED)
        *ret_deletable_ms = deletion.deletable_ms;
    if (!status)
        *ret_draft = deletion.draft;
    return status;
}
