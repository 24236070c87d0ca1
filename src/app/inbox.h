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

#endif
