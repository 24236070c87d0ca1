/*
 * Sessions of students and staff.
 *
 * The token is 128 random bits that only the client has; the database has its keyed hash, so that
 * a copy of the database lets nobody in. Staff's end 12 hours after the log-in; students' end 30
 * days after they were last used (BatchRules). When a session was seen is written at most once a
 * minute. A session has a token against forged requests (CSRF), which the client repeats in a
 * header with every change.
 */
#ifndef SRC_APP_SESSION_H
#define SRC_APP_SESSION_H

#include "src/app/app.h"
#include "src/model/staff.h"
#include "src/store/db.h"

enum { SESSION_TOUCH_MS = 60 * 1000 };

typedef enum SessionKind { SESSION_STUDENT, SESSION_STAFF } SessionKind;

/* id: of the account or the member of staff. May be part of a transaction. */
int session_start(const App *app, Db *db, SessionKind kind, int64_t id,
                  char ret_token[SESSION_TOKEN_BYTES], Session *ret_session, Message *ret_message);

/* Outside a transaction. token may be anything, NULL too. NOT_FOUND: no such session, or ended. */
int session_find(const App *app, Db *db, const char *token, Session *ret_session,
                 Message *ret_message);

/* In constant time; NULL is not it. */
int session_is_csrf_token(const Session *session, const char *token);

/* Ends it; that there is none is fine. */
int session_end(const App *app, Db *db, const char *token, Message *ret_message);

/* Ends all of one member of staff, but the one with that token (NULL: all). */
int session_end_others(const App *app, Db *db, int64_t staff_id, const char *token,
                       Message *ret_message);

/* Deletes what has ended. */
int session_purge(const App *app, Db *db, int64_t *ret_n_deleted, Message *ret_message);

#endif
