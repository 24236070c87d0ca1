/* Accounts. Thread-safe; a connection each. */
#include "src/app/accounts.h"

#include <string.h>

#include "src/store/journey.h"

typedef struct Beginning {
    const App *app;
    char token[SESSION_TOKEN_BYTES];
    Session session;
} Beginning;

static int begin(Db *db, void *context, Message *message)
{
    Beginning *beginning = context;
    const App *app = beginning->app;
    int64_t account_id = 0;
    const int status = store_account_get(db, NULL, clock_now_ms(&app->clock), &account_id, message);

    if (status)
        return status;
    return session_start(app, db, SESSION_STUDENT, account_id, beginning->token,
                         &beginning->session, message);
}

int accounts_begin(const App *app, Db *db, char ret_token[SESSION_TOKEN_BYTES],
                   Session *ret_session, Message *ret_message)
{
    Beginning beginning = {.app = app};
    const int status = db_transact(db, begin, &beginning, ret_message);

    if (status)
        return status;
    memcpy(ret_token, beginning.token, sizeof beginning.token);
    *ret_session = beginning.session;
    return STATUS_OK;
}

int accounts_purge(Db *db, int64_t *ret_n_deleted, Message *ret_message)
{
    return store_account_delete_unused(db, ret_n_deleted, ret_message);
}
