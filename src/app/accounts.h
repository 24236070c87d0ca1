/* Accounts of students: a browser's or an app's own, before anybody knows who it is. */
#ifndef SRC_APP_ACCOUNTS_H
#define SRC_APP_ACCOUNTS_H

#include "src/app/session.h"

/* A new account and its first session. */
int accounts_begin(const App *app, Db *db, char ret_token[SESSION_TOKEN_BYTES],
                   Session *ret_session, Message *ret_message);

/* Deletes accounts whose sessions have ended and that have not taken a step. */
int accounts_purge(Db *db, int64_t *ret_n_deleted, Message *ret_message);

#endif
