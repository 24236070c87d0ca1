/* Of others' accounts, by the operator or an officer: adding, resetting, disabling. Thread-safe. */
#include <stdio.h>
#include <string.h>

#include "src/app/staff.h"
#include "src/app/staff_audit.h"
#include "src/store/school.h"
#include "src/store/staff.h"

typedef struct AccountWork {
    App *app;
    const StaffNew *new_staff; /* NULL: an account that is there */
    const char *login;
    const char *hash;  /* NULL: disable */
    const char *actor; /* NULL: the operator */
} AccountWork;

static int note(Db *db, const AccountWork *work, const char *action, int64_t id, Message *message)
{
    return staff_audit(work->app, db, work->actor ? work->actor : "operator", action, id, message);
}

static int is_login(const char *login)
{
    const size_t length = strlen(login);

    return length >= STAFF_LOGIN_MIN && length <= STAFF_LOGIN_MAX &&
           strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

static int check_new(const StaffNew *new_staff, Message *message)
{
    const int wants_school = new_staff->role == ROLE_SCHOOL || new_staff->role == ROLE_COLLEGE;
    const int wants_college = new_staff->role == ROLE_COLLEGE;

    if (!is_login(new_staff->login))
        return status_set(message, STATUS_ARGUMENT, "a login has %d to %d of a-z 0-9 . _ -",
                          STAFF_LOGIN_MIN, STAFF_LOGIN_MAX);
    if (new_staff->role < ROLE_COLLEGE || new_staff->role >= ROLE_COUNT)
        return status_set(message, STATUS_ARGUMENT,
                          "a role is college, school, retoucher, centre or auditor");
    if (wants_school != (new_staff->school_code != NULL) ||
        wants_college != (new_staff->college_name != NULL))
        return status_set(message, STATUS_ARGUMENT,
                          "school and college officers have a school, college officers a college, "
                          "others none");
    return STATUS_OK;
}

static int run_add(Db *db, void *context, Message *ret_message)
{
    AccountWork *work = context;
    Staff staff = {.role = work->new_staff->role,
                   .must_change_password = 1,
                   .created_ms = clock_now_ms(&work->app->clock)};
    School school = {0};
    int64_t id;
    int status = STATUS_OK;

    snprintf(staff.login, sizeof staff.login, "%s", work->new_staff->login);
    snprintf(staff.password_hash, sizeof staff.password_hash, "%s", work->hash);
    if (work->new_staff->school_code)
        status = store_school_find(db, work->new_staff->school_code, &school, ret_message);
    staff.school_id = school.id;
    if (!status && work->new_staff->college_name)
        status = store_college_find(db, staff.school_id, work->new_staff->college_name,
                                    &staff.college_id, ret_message);
    if (!status)
        status = store_staff_insert(db, &staff, &id, ret_message);
    if (status == STATUS_CONFLICT)
        return status_set(ret_message, status, "the login is taken");
    return status ? status : note(db, work, "staff.add", id, ret_message);
}

int staff_add(App *app, Db *db, const StaffNew *new_staff, char ret_password[CRYPT_TOKEN_BYTES],
              Message *ret_message)
{
    char hash[CRYPT_PASSWORD_BYTES], password[CRYPT_TOKEN_BYTES];
    AccountWork work = {
        .app = app, .new_staff = new_staff, .hash = hash, .actor = new_staff->actor};
    int status = check_new(new_staff, ret_message);

    crypt_make_token(password);
    if (!status)
        status = app_hash_password(app, password, hash, ret_message);
    if (!status)
        status = db_transact(db, run_add, &work, ret_message);
    if (!status)
        memcpy(ret_password, password, sizeof password);
    crypt_wipe(password, sizeof password);
    return status;
}

static int run_change(Db *db, void *context, Message *ret_message)
{
    AccountWork *work = context;
    const char *action = work->hash ? "staff.reset" : "staff.disable";
    Staff staff;
    int status = store_staff_find_by_login(db, work->login, &staff, ret_message);

    if (status)
        return status;
    staff.is_disabled = !work->hash;
    if (work->hash) {
        snprintf(staff.password_hash, sizeof staff.password_hash, "%s", work->hash);
        staff.must_change_password = 1;
        staff.n_failed = 0;
        staff.locked_until_ms = 0;
        staff.n_totp_sealed = 0;
        staff.is_totp_confirmed = 0;
    }
    status = store_staff_update(db, &staff, ret_message);
    if (!status)
        status = session_end_others(work->app, db, staff.id, NULL, ret_message);
    if (!status)
        status = note(db, work, action, staff.id, ret_message);
    return status;
}

int staff_reset_by(App *app, Db *db, const char *actor, const char *login,
                   char ret_password[CRYPT_TOKEN_BYTES], Message *ret_message)
{
    char hash[CRYPT_PASSWORD_BYTES], password[CRYPT_TOKEN_BYTES];
    AccountWork work = {.app = app, .login = login, .hash = hash, .actor = actor};
    int status;

    crypt_make_token(password);
    status = app_hash_password(app, password, hash, ret_message);
    if (!status)
        status = db_transact(db, run_change, &work, ret_message);
    if (!status)
        memcpy(ret_password, password, sizeof password);
    crypt_wipe(password, sizeof password);
    return status;
}

int staff_reset(App *app, Db *db, const char *login, char ret_password[CRYPT_TOKEN_BYTES],
                Message *ret_message)
{
    return staff_reset_by(app, db, NULL, login, ret_password, ret_message);
}

int staff_disable_by(App *app, Db *db, const char *actor, const char *login, Message *ret_message)
{
    AccountWork work = {.app = app, .login = login, .actor = actor};

    return db_transact(db, run_change, &work, ret_message);
}

int staff_disable(App *app, Db *db, const char *login, Message *ret_message)
{
    return staff_disable_by(app, db, NULL, login, ret_message);
}
