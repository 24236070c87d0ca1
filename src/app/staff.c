/*
 * Log-in and one's own account. The password is held against its hash before the transaction, as
 * that takes long; the transaction reads the account again, so that of many guesses sent at once no
 * more count than of guesses sent in turn. Thread-safe; a connection each.
 */
#include "src/app/staff.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "src/app/audit.h"
#include "src/app/staff_audit.h"
#include "src/store/staff.h"

_Static_assert((int)STAFF_PASSWORD_HASH_BYTES == CRYPT_PASSWORD_BYTES, "password");
_Static_assert((int)STAFF_TOTP_SEALED_BYTES == TOTP_SECRET_BYTES + CRYPT_SEAL_OVERHEAD_BYTES,
               "sealed secret");

int staff_audit(const App *app, Db *db, const char *actor, const char *action, int64_t staff_id,
                Message *ret_message)
{
    AuditEntry entry = {.action = action};

    if (actor)
        snprintf(entry.actor, sizeof entry.actor, "%s", actor);
    else
        snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, staff_id);
    snprintf(entry.subject, sizeof entry.subject, "staff:%" PRId64, staff_id);
    return audit_append(app, db, &entry, ret_message);
}

/* --- failures */

static int64_t get_lock_ms(int n_failed)
{
    int64_t lock_ms = STAFF_LOCK_MS;

    if (n_failed < STAFF_FAILURES_MAX)
        return 0;
    for (int i = STAFF_FAILURES_MAX; i < n_failed && lock_ms < STAFF_LOCK_MAX_MS; i++)
        lock_ms *= 2;
    return lock_ms < STAFF_LOCK_MAX_MS ? lock_ms : STAFF_LOCK_MAX_MS;
}

static int is_locked(const App *app, const Staff *staff)
{
    return clock_now_ms(&app->clock) < staff->locked_until_ms;
}

static int count_failure(const App *app, Db *db, Staff *staff, Message *ret_message)
{
    const int64_t lock_ms = get_lock_ms(++staff->n_failed);

    if (lock_ms)
        staff->locked_until_ms = clock_now_ms(&app->clock) + lock_ms;
    return store_staff_update(db, staff, ret_message);
}

/* --- the second factor */

static void get_totp_context(const Staff *staff, char *ret_context, size_t size_bytes)
{
    snprintf(ret_context, size_bytes, "staff.totp:%" PRId64, staff->id);
}

/* The step of the code, 0 if it is wrong. DAMAGED. */
static int find_step(const App *app, const Staff *staff, const char *code, int64_t *ret_step,
                     Message *ret_message)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    char context[48];

    get_totp_context(staff, context, sizeof context);
    if (crypt_open(&app->totp_key, context, staff->totp_sealed, staff->n_totp_sealed, secret))
        return status_set(ret_message, STATUS_DAMAGED, "a second factor does not open");
    *ret_step = totp_find_step(secret, code, clock_now_ms(&app->clock), staff->totp_step);
    crypt_wipe(secret, sizeof secret);
    return STATUS_OK;
}

/* --- log-in */

typedef struct LoginWork {
    App *app;
    const StaffLogin *login;
    int64_t staff_id; /* 0: unknown */
    int is_password_right;
    StaffEntry *entry;
} LoginWork;

static int refuse_login(LoginWork *work, Db *db, Staff *staff, Message *message)
{
    int status = STATUS_OK;

    if (staff && !staff->is_disabled && !is_locked(work->app, staff))
        status = count_failure(work->app, db, staff, message);
    return status ? status
                  : staff_audit(work->app, db, "system", "staff.login-refused", work->staff_id,
                                message);
}

static int complete_login(LoginWork *work, Db *db, Staff *staff, Message *message)
{
    int status;

    staff->n_failed = 0;
    staff->locked_until_ms = 0;
    status = store_staff_update(db, staff, message);
    if (!status)
        status = session_start(work->app, db, SESSION_STAFF, staff->id, work->entry->token,
                               &work->entry->session, message);
    if (!status)
        status = staff_audit(work->app, db, NULL, "staff.login", staff->id, message);
    work->entry->staff = *staff;
    work->entry->outcome = LOGIN_DONE;
    return status;
}

/* The password was right, the account is open. */
static int check_second_factor(LoginWork *work, Db *db, Staff *staff, Message *message)
{
    const char *code = work->login->code;
    int64_t step = 0;
    int status;

    if (!staff->is_totp_confirmed)
        return complete_login(work, db, staff, message);
    if (!code || !*code) {
        work->entry->outcome = LOGIN_CODE_WANTED;
        return STATUS_OK;
    }
    status = find_step(work->app, staff, code, &step, message);
    if (status)
        return status;
    if (!step)
        return refuse_login(work, db, staff, message);
    staff->totp_step = step;
    return complete_login(work, db, staff, message);
}

static int run_login(Db *db, void *context, Message *ret_message)
{
    LoginWork *work = context;
    Staff staff;
    int status;

    work->entry->outcome = LOGIN_REFUSED;
    if (!work->staff_id)
        return refuse_login(work, db, NULL, ret_message);
    status = store_staff_find(db, work->staff_id, &staff, ret_message);
    if (status)
        return status;
    if (!work->is_password_right || staff.is_disabled || is_locked(work->app, &staff))
        return refuse_login(work, db, &staff, ret_message);
    return check_second_factor(work, db, &staff, ret_message);
}

int staff_log_in(App *app, Db *db, const StaffLogin *login, StaffEntry *ret_entry,
                 Message *ret_message)
{
    LoginWork work = {.app = app, .login = login, .entry = ret_entry};
    Staff staff = {.id = 0};
    int status = store_staff_find_by_login(db, login->login, &staff, ret_message);

    if (status && status != STATUS_NOT_FOUND)
        return status;
    status = app_check_password(app, staff.id ? staff.password_hash : app->nobodys_hash,
                                login->password, &work.is_password_right, ret_message);
    if (status)
        return status;
    work.staff_id = staff.id;
    return db_transact(db, run_login, &work, ret_message);
}

/* --- the password */

static size_t count_characters(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += (*text & 0xc0) != 0x80;
    return n;
}

static PasswordOutcome judge_password(const Staff *staff, const char *old, const char *password)
{
    if (count_characters(password) < STAFF_PASSWORD_MIN)
        return PASSWORD_TOO_SHORT;
    if (strlen(password) > CRYPT_PASSWORD_INPUT_MAX)
        return PASSWORD_TOO_LONG;
    if (!strcasecmp(password, staff->login))
        return PASSWORD_IS_LOGIN;
    return strcmp(password, old) != 0 ? PASSWORD_CHANGED : PASSWORD_IS_OLD;
}

typedef struct PasswordWork {
    App *app;
    int64_t staff_id;
    const char *judged_hash; /* the one that the old password was held against */
    const char *new_hash;    /* NULL: the old one was wrong */
    const char *token;
    PasswordOutcome *outcome;
} PasswordWork;

static int run_password_change(Db *db, void *context, Message *ret_message)
{
    PasswordWork *work = context;
    Staff staff;
    int status = store_staff_find(db, work->staff_id, &staff, ret_message);

    if (status)
        return status;
    if (!work->new_hash || is_locked(work->app, &staff) ||
        strcmp(staff.password_hash, work->judged_hash) != 0) {
        *work->outcome = PASSWORD_OLD_WRONG;
        return is_locked(work->app, &staff) ? STATUS_OK
                                            : count_failure(work->app, db, &staff, ret_message);
    }
    snprintf(staff.password_hash, sizeof staff.password_hash, "%s", work->new_hash);
    staff.must_change_password = 0;
    staff.n_failed = 0;
    *work->outcome = PASSWORD_CHANGED;
    status = store_staff_update(db, &staff, ret_message);
    if (!status)
        status = session_end_others(work->app, db, staff.id, work->token, ret_message);
    if (!status)
        status = staff_audit(work->app, db, NULL, "staff.password", staff.id, ret_message);
    return status;
}

int staff_change_password(App *app, Db *db, int64_t staff_id, const char *old_password,
                          const char *new_password, const char *token, PasswordOutcome *ret_outcome,
                          Message *ret_message)
{
    char hash[CRYPT_PASSWORD_BYTES];
    PasswordWork work = {.app = app, .staff_id = staff_id, .token = token, .outcome = ret_outcome};
    Staff staff;
    int is_right = 0, status = store_staff_find(db, staff_id, &staff, ret_message);

    if (!status)
        status = app_check_password(app, staff.password_hash, old_password, &is_right, ret_message);
    if (status)
        return status;
    if (is_right) {
        const PasswordOutcome outcome = judge_password(&staff, old_password, new_password);

        if (outcome != PASSWORD_CHANGED) {
            *ret_outcome = outcome;
            return STATUS_OK;
        }
        status = app_hash_password(app, new_password, hash, ret_message);
        if (status)
            return status;
        work.new_hash = hash;
    }
    work.judged_hash = staff.password_hash;
    return db_transact(db, run_password_change, &work, ret_message);
}

/* --- enrolling the second factor */

typedef struct TotpWork {
    App *app;
    int64_t staff_id;
    const uint8_t *secret; /* to enrol; NULL: to confirm */
    const char *code;
    int is_wrong;
} TotpWork;

static int enrol(TotpWork *work, Db *db, Staff *staff, Message *message)
{
    char context[48];

    if (staff->is_totp_confirmed)
        return status_set(message, STATUS_CONFLICT, "there is a second factor already");
    get_totp_context(staff, context, sizeof context);
    crypt_seal(&work->app->totp_key, context, work->secret, TOTP_SECRET_BYTES, staff->totp_sealed);
    staff->n_totp_sealed = sizeof staff->totp_sealed;
    return store_staff_update(db, staff, message);
}

/* A wrong code counts, so that guessing ends. */
static int confirm(TotpWork *work, Db *db, Staff *staff, Message *message)
{
    int64_t step = 0;
    int status;

    if (staff->is_totp_confirmed || !staff->n_totp_sealed)
        return status_set(message, STATUS_CONFLICT, "no second factor waits to be confirmed");
    status = find_step(work->app, staff, work->code, &step, message);
    if (status)
        return status;
    work->is_wrong = !step || is_locked(work->app, staff);
    if (work->is_wrong)
        return is_locked(work->app, staff) ? STATUS_OK
                                           : count_failure(work->app, db, staff, message);
    staff->totp_step = step;
    staff->is_totp_confirmed = 1;
    status = store_staff_update(db, staff, message);
    return status ? status : staff_audit(work->app, db, NULL, "staff.totp", staff->id, message);
}

static int run_totp(Db *db, void *context, Message *ret_message)
{
    TotpWork *work = context;
    Staff staff;
    const int status = store_staff_find(db, work->staff_id, &staff, ret_message);

    work->is_wrong = 0;
    if (status)
        return status;
    return work->secret ? enrol(work, db, &staff, ret_message)
                        : confirm(work, db, &staff, ret_message);
}

int staff_enrol_totp(App *app, Db *db, int64_t staff_id, char ret_secret[TOTP_SECRET_TEXT_BYTES],
                     Message *ret_message)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    TotpWork work = {.app = app, .staff_id = staff_id, .secret = secret};
    int status;

    crypt_fill_random(secret, sizeof secret);
    status = db_transact(db, run_totp, &work, ret_message);
    if (!status)
        totp_format_secret(secret, ret_secret);
    crypt_wipe(secret, sizeof secret);
    return status;
}

int staff_confirm_totp(App *app, Db *db, int64_t staff_id, const char *code, Message *ret_message)
{
    TotpWork work = {.app = app, .staff_id = staff_id, .code = code};
    const int status = db_transact(db, run_totp, &work, ret_message);

    if (!status && work.is_wrong)
        return status_set(ret_message, STATUS_DENIED, "a wrong code");
    return status;
}
