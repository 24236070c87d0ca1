/* Rows of the inbox. What they say: src/app/inbox.h. */
#ifndef SRC_STORE_MESSAGE_H
#define SRC_STORE_MESSAGE_H

#include "src/model/inbox.h"
#include "src/store/db.h"

/* detail: JSON, no personal data, less than INBOX_DETAIL_BYTES: TOO_LARGE. */
int store_message_add(Db *db, int64_t journey_id, InboxKind kind, const char *detail,
                      int64_t now_ms, Message *ret_message);

/* The newest first, of those older than before_id (0: all), n_max at most. */
typedef void InboxVisitor(void *context, const InboxEntry *entry);

int store_message_visit(Db *db, int64_t journey_id, int64_t before_id, int64_t n_max,
                        InboxVisitor *visit, void *context, Message *ret_message);

int store_message_count_unread(Db *db, int64_t journey_id, int64_t *ret_n_unread,
                               Message *ret_message);

/* The first time counts. NOT_FOUND: the journey has no such message. */
int store_message_read(Db *db, int64_t journey_id, int64_t id, int64_t now_ms,
                       Message *ret_message);

/* When the latest of this kind since that time was written; 0: there is none. */
int store_message_find_time(Db *db, int64_t journey_id, InboxKind kind, int64_t since_ms,
                            int64_t *ret_time_ms, Message *ret_message);

#endif
