/* One thread; a connection of its own. */
#include "src/app/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "src/store/blob_ref.h"

/* Names, sorted before they are looked up, and whether each was found. */
typedef struct Names {
    size_t n_names;
    BlobName names[SWEEP_BLOBS_MAX];
    bool is_found[SWEEP_BLOBS_MAX];
} Names;

static int compare(const void *a, const void *b)
{
    return strcmp(((const BlobName *)a)->text, ((const BlobName *)b)->text);
}

static void add(Names *names, const BlobName *name)
{
    names->names[names->n_names++] = *name;
}

/* Marks the name if it is there. */
static int mark(void *context, const char *text, Message *message)
{
    Names *names = context;
    const BlobName *found = bsearch(text, names->names, names->n_names, sizeof(BlobName), compare);

    (void)message;
    if (found)
        names->is_found[found - names->names] = true;
    return STATUS_OK;
}

static int mark_all(Db *db, void *context, Message *message)
{
    Names *names = context;

    memset(names->is_found, 0, sizeof names->is_found);
    return store_blob_ref_visit(db, mark, names, message);
}

/* Which of the names the database has now. */
static int look_up(Db *db, Names *names, Message *message)
{
    qsort(names->names, names->n_names, sizeof(BlobName), compare);
    return db_snapshot(db, mark_all, names, message);
}

/* --- orphans */

typedef struct Sweep {
    Db *db;
    BlobStore *blobs;
    bool is_dry;
    int64_t before_ms;
    Names *names;
    SweepCounts *counts;
    int status;
    Message *message;
} Sweep;

static int remove_orphans(Sweep *sweep)
{
    Names *names = sweep->names;
    int status = names->n_names ? look_up(sweep->db, names, sweep->message) : STATUS_OK;

    for (size_t i = 0; !status && i < names->n_names; i++) {
        if (names->is_found[i])
            continue;
        if (!sweep->is_dry)
            status = sweep->blobs->driver->remove(sweep->blobs, &names->names[i], sweep->message);
        if (status == STATUS_NOT_FOUND) /* by another purge */
            status = STATUS_OK;
        else if (!status)
            sweep->counts->n_orphans++;
    }
    names->n_names = 0;
    return status;
}

static int take_blob(void *context, const BlobName *name, int64_t changed_ms)
{
    Sweep *sweep = context;

    if (changed_ms >= sweep->before_ms)
        return 0;
    add(sweep->names, name);
    if (sweep->names->n_names == SWEEP_BLOBS_MAX)
        sweep->status = remove_orphans(sweep);
    return sweep->status ? 1 : 0;
}

int sweep_orphans(const App *app, Db *db, BlobStore *blobs, bool is_dry, SweepCounts *counts,
                  Message *ret_message)
{
    cleanup_free Names *names = ALLOC_NEW(Names);
    Sweep sweep = {.db = db,
                   .blobs = blobs,
                   .is_dry = is_dry,
                   .before_ms = clock_now_ms(&app->clock) - SWEEP_AGE_MS,
                   .names = names,
                   .counts = counts,
                   .message = ret_message};
    int status;

    counts->n_orphans = 0;
    if (!names)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a list of blobs");
    status = blobs->driver->list(blobs, take_blob, &sweep, ret_message);
    if (!status)
        status = sweep.status;
    return status ? status : remove_orphans(&sweep);
}

/* --- missing */

typedef struct Search {
    BlobStore *blobs;
    Names *names;
} Search;

static int look_for(void *context, const char *text, Message *message)
{
    const Search *search = context;
    BlobReader *reader = NULL;
    BlobName name;
    int status;

    if (blob_name_parse(text, &name))
        return STATUS_OK;
    status = search->blobs->driver->open(search->blobs, &name, &reader, message);
    search->blobs->driver->close(reader);
    if (status == STATUS_NOT_FOUND && search->names->n_names < SWEEP_BLOBS_MAX)
        add(search->names, &name);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static int search_all(Db *db, void *context, Message *message)
{
    Search *search = context;

    search->names->n_names = 0;
    return store_blob_ref_visit(db, look_for, search, message);
}

/* What was let go of during the search is not missing: only what is named afterwards still. */
int sweep_missing(Db *db, BlobStore *blobs, SweepCounts *counts, Message *ret_message)
{
    cleanup_free Names *names = ALLOC_NEW(Names);
    Search search = {blobs, names};
    int status;

    counts->n_missing = 0;
    if (!names)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a list of blobs");
    status = db_snapshot(db, search_all, &search, ret_message);
    if (!status && names->n_names)
        status = look_up(db, names, ret_message);
    for (size_t i = 0; !status && i < names->n_names; i++)
        counts->n_missing += names->is_found[i];
    return status;
}
