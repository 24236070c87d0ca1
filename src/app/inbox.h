/*
 * The inbox: what a student is told, whatever a message service did with it.
 *
 * A message is a kind and a little JSON; its text is made of them when it is read, so that it is
 * there in both languages. Its first reading counts.
 */
#ifndef SRC_APP_INBOX_H
#define SRC_APP_INBOX_H

#include "src/app/app.h"
#include "src/model/inbox.h"
#include "src/store/message.h"

/* Inside the transaction of the change it tells of. detail: JSON without personal data; NULL: {}.
 */
int inbox_tell(const App *app, Db *db, int64_t journey_id, InboxKind kind, const char *detail,
               Message *ret_message);

typedef struct InboxText {
    const char *zh, *en;
} InboxText;

/* What the kind says; constant. */
const InboxText *inbox_get_text(InboxKind kind);

typedef struct InboxPage {
    int64_t before_id; /* of the oldest seen; 0: from the newest on */
    int64_t n_max;
} InboxPage;

/* The account's, the newest first; *ret_n_unread counts all of them. None, if it has no way. */
int inbox_visit(Db *db, int64_t account_id, const InboxPage *page, InboxVisitor *visit,
                void *context, int64_t *ret_n_unread, Message *ret_message);

/* The first time counts. NOT_FOUND: the account has no such message. */
int inbox_read(const App *app, Db *db, int64_t account_id, int64_t id, Message *ret_message);

#endif
