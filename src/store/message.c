/* The table message. One connection a caller. */
#include "src/store/message.h"

#include <stdio.h>
#include <string.h>

#include "src/store/one.h"

int store_message_add(Db *db, int64_t journey_id, InboxKind kind, const char *detail,
                      int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_text(inbox_kind_get_name(kind)),
                              db_text(detail), db_int(now_ms)};

    if (strlen(detail) >= INBOX_DETAIL_BYTES)
        return status_set(ret_message, STATUS_TOO_LARGE, "the detail of a message is too long");
    return db_run(db,
                  "INSERT INTO message (journey_id, kind, detail, created_ms) "
                  "VALUES ($1, $2, $3, $4)",
                  params, 4, NULL, ret_message);
}

static void read_row(const DbRows *rows, InboxEntry *entry)
{
    *entry = (InboxEntry){.id = db_rows_get_int(rows, 0),
                          .kind = inbox_kind_parse(db_rows_get_text(rows, 1)),
                          .created_ms = db_rows_get_int(rows, 3),
                          .read_ms = db_rows_get_int(rows, 4)};
    snprintf(entry->detail, sizeof entry->detail, "%s", db_rows_get_text(rows, 2));
}

int store_message_visit(Db *db, int64_t journey_id, int64_t before_id, int64_t n_max,
                        InboxVisitor *visit, void *context, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int(before_id), db_int(n_max)};
    DbRows *rows = NULL;
    const int status = db_query(db,
                                "SELECT id, kind, detail, created_ms, read_ms FROM message "
                                "WHERE journey_id = $1 AND ($2 = 0 OR id < $2) "
                                "ORDER BY id DESC LIMIT $3",
                                params, 3, &rows, ret_message);

    while (!status && db_rows_next(rows)) {
        InboxEntry entry;

        read_row(rows, &entry);
        if (entry.kind < INBOX_KIND_COUNT) /* else of a newer program */
            visit(context, &entry);
    }
    db_rows_free(rows);
    return status;
}

int store_message_count_unread(Db *db, int64_t journey_id, int64_t *ret_n_unread,
                               Message *ret_message)
{
    const DbValue key = db_int(journey_id);

    return store_ask_number(
        db, "SELECT count(*) FROM message WHERE journey_id = $1 AND read_ms IS NULL", &key, 1,
        ret_n_unread, ret_message);
}

int store_message_read(Db *db, int64_t journey_id, int64_t id, int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int(id), db_int(now_ms)};
    int64_t n_changed = 0;
    const int status = db_run(db,
                              "UPDATE message SET read_ms = COALESCE(read_ms, $3) "
                              "WHERE journey_id = $1 AND id = $2",
                              params, 3, &n_changed, ret_message);

    if (!status && !n_changed)
        return status_set(ret_message, STATUS_NOT_FOUND, "there is no such message");
    return status;
}

int store_message_find_time(Db *db, int64_t journey_id, InboxKind kind, int64_t since_ms,
                            int64_t *ret_time_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_text(inbox_kind_get_name(kind)),
                              db_int(since_ms)};

    return store_ask_number(db,
                            "SELECT COALESCE(max(created_ms), 0) FROM message "
                            "WHERE journey_id = $1 AND kind = $2 AND created_ms >= $3",
                            params, 3, ret_time_ms, ret_message);
}
