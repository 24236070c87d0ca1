/* Thread-safe after app_init. */
#include "src/app/app.h"

#include "src/app/payment.h"
#include "src/store/keys.h"

static int enter(App *app, Message *ret_message)
{
    if (atomic_fetch_add(&app->n_hashing, 1) < app->hashing_max)
        return STATUS_OK;
    atomic_fetch_sub(&app->n_hashing, 1);
    return status_set(ret_message, STATUS_BUSY, "too many log-ins at once");
}

static void leave(App *app)
{
    atomic_fetch_sub(&app->n_hashing, 1);
}

int app_init(App *app, const CryptKey *master, const Clock *clock, int hashing_max,
             Message *ret_message)
{
    char password[CRYPT_TOKEN_BYTES];

    app->clock = *clock;
    app->payment = &payment_offline;
    app->session_key = keys_derive(master, "session");
    app->audit_key = keys_derive(master, "audit");
    app->totp_key = keys_derive(master, "totp");
    app->site_key = keys_derive(master, "site");
    app->search_key = keys_derive(master, "search");
    app->draw_key = keys_derive(master, "draw");
    app->video_pace = 1;
    app->hashing_max = hashing_max;
    atomic_init(&app->n_hashing, 0);
    crypt_make_token(password);
    return app_hash_password(app, password, app->nobodys_hash, ret_message);
}

void app_done(App *app)
{
    crypt_wipe(app, sizeof *app);
}

int app_hash_password(App *app, const char *password, char ret_hash[CRYPT_PASSWORD_BYTES],
                      Message *ret_message)
{
    int status = enter(app, ret_message);

    if (status)
        return status;
    if (crypt_hash_password(password, ret_hash))
        status = status_set(ret_message, STATUS_MEMORY, "out of memory for a password's hash");
    leave(app);
    return status;
}

int app_check_password(App *app, const char *hash, const char *password, int *ret_is_right,
                       Message *ret_message)
{
    const int status = enter(app, ret_message);

    if (status)
        return status;
    *ret_is_right = crypt_is_password(hash, password);
    leave(app);
    return STATUS_OK;
}
