/* Thread-safe; a connection each. */
#include "src/app/session.h"

#include <string.h>

#include "src/model/batch.h"
#include "src/store/session.h"

_Static_assert((int)SESSION_TOKEN_BYTES == CRYPT_TOKEN_BYTES, "token");
_Static_assert((int)SESSION_HASH_BYTES == CRYPT_HASH_BYTES, "hash");

static SessionHash hash_token(const App *app, const char *token)
{
    SessionHash hash = {{0}};

    crypt_hash(&app->session_key, token, strlen(token), hash.bytes);
    return hash;
}

static int64_t get_life_ms(const Session *session)
{
    const BatchRules rules = batch_rules_get_default();

    return session->staff_id ? rules.staff_session_ms : rules.student_session_ms;
}

int session_start(const App *app, Db *db, SessionKind kind, int64_t id,
                  char ret_token[SESSION_TOKEN_BYTES], Session *ret_session, Message *ret_message)
{
    const int64_t now_ms = clock_now_ms(&app->clock);
    Session session = {.account_id = kind == SESSION_STUDENT ? id : 0,
                       .staff_id = kind == SESSION_STAFF ? id : 0,
                       .created_ms = now_ms,
                       .seen_ms = now_ms};
    char token[SESSION_TOKEN_BYTES];
    SessionHash hash;
    int status;

    session.expires_ms = now_ms + get_life_ms(&session);
    crypt_make_token(token);
    crypt_make_token(session.csrf_token);
    hash = hash_token(app, token);
    status = store_session_insert(db, &hash, &session, ret_message);
    if (status)
        return status;
    memcpy(ret_token, token, sizeof token);
    *ret_session = session;
    return STATUS_OK;
}

int session_find(const App *app, Db *db, const char *token, Session *ret_session,
                 Message *ret_message)
{
    const int64_t now_ms = clock_now_ms(&app->clock);
    Session session;
    SessionHash hash;
    int status;

    if (!token || strlen(token) != SESSION_TOKEN_BYTES - 1)
        return status_set(ret_message, STATUS_NOT_FOUND, "no session");
    hash = hash_token(app, token);
    status = store_session_find(db, &hash, &session, ret_message);
    if (status)
        return status;
    if (now_ms >= session.expires_ms)
        return status_set(ret_message, STATUS_NOT_FOUND, "the session has ended");
    if (now_ms - session.seen_ms >= SESSION_TOUCH_MS) {
        session.seen_ms = now_ms;
        if (session.account_id)
            session.expires_ms = now_ms + get_life_ms(&session);
        status = store_session_touch(db, &hash, now_ms, session.expires_ms, ret_message);
    }
    if (!status)
        *ret_session = session;
    return status;
}

int session_is_csrf_token(const Session *session, const char *token)
{
    return token && strlen(token) == SESSION_TOKEN_BYTES - 1 &&
           crypt_is_equal(session->csrf_token, token, SESSION_TOKEN_BYTES - 1);
}

int session_end(const App *app, Db *db, const char *token, Message *ret_message)
{
    const SessionHash hash = hash_token(app, token);

    return store_session_delete(db, &hash, ret_message);
}

int session_end_others(const App *app, Db *db, int64_t staff_id, const char *token,
                       Message *ret_message)
{
    const SessionHash hash = hash_token(app, token ? token : "");

    return store_session_delete_of_staff(db, staff_id, token ? &hash : NULL, ret_message);
}

int session_purge(const App *app, Db *db, int64_t *ret_n_deleted, Message *ret_message)
{
    return store_session_delete_expired(db, clock_now_ms(&app->clock), ret_n_deleted, ret_message);
}
