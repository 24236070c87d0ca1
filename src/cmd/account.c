/* `tucai account add|reset|disable|list`: staff accounts, by who has the machine. */
#include <stdio.h>
#include <string.h>

#include "src/app/staff.h"
#include "src/cmd/cmd.h"
#include "src/cmd/site.h"
#include "src/store/staff.h"

typedef struct AccountWords {
    const char *login;
    const char *config_path, *role, *school, *college;
} AccountWords;

/* What is done with the site's database; prints what it has to say. */
typedef int AccountWork(Site *site, Db *db, const AccountWords *words, Message *message);

static int run(const AccountWords *words, AccountWork *work)
{
    size_t n_applied;
    Site site;
    Message message;
    Db *db = NULL;
    int status = site_init(words->config_path, &site, &message);

    if (!status)
        status = site_open_database(&site, &message);
    if (!status)
        status = site_migrate(&site, site.settings.migrates, &n_applied, &message);
    if (!status)
        status = site_open_keys(&site, &message);
    if (!status)
        status = db_pool_take(site.db, DB_PATIENCE_MS, &db, &message);
    if (!status)
        status = work(&site, db, words, &message);
    if (db)
        db_pool_put(site.db, db);
    site_done(&site);
    return status ? site_complain(status == STATUS_NOT_FOUND || status == STATUS_CONFLICT
                                      ? STATUS_ARGUMENT
                                      : status,
                                  &message)
                  : CMD_OK;
}

/* Alone on its line, so that scripts can take it; never shown again. */
static void print_password(char password[CRYPT_TOKEN_BYTES])
{
    printf("first password, to be changed at the first log-in:\n%s\n", password);
    crypt_wipe(password, CRYPT_TOKEN_BYTES);
}

static int add(Site *site, Db *db, const AccountWords *words, Message *message)
{
    const StaffNew new_staff = {.login = words->login,
                                .role = role_parse_staff(words->role),
                                .school_code = words->school,
                                .college_name = words->college};
    char password[CRYPT_TOKEN_BYTES];
    const int status = staff_add(&site->app, db, &new_staff, password, message);

    if (!status)
        print_password(password);
    return status;
}

static int reset(Site *site, Db *db, const AccountWords *words, Message *message)
{
    char password[CRYPT_TOKEN_BYTES];
    const int status = staff_reset(&site->app, db, words->login, password, message);

    if (!status)
        print_password(password);
    return status;
}

static int disable(Site *site, Db *db, const AccountWords *words, Message *message)
{
    return staff_disable(&site->app, db, words->login, message);
}

static void print_one(void *context, const Staff *staff, const char *place)
{
    (void)context;
    printf("%-24s %-10s %-24s%s%s%s\n", staff->login, role_get_name(staff->role), place,
           staff->is_disabled ? " disabled" : "",
           staff->must_change_password ? " first-password" : "",
           staff->is_totp_confirmed ? " totp" : "");
}

static int list(Site *site, Db *db, const AccountWords *words, Message *message)
{
    (void)site, (void)words;
    return store_staff_visit(db, print_one, NULL, message);
}

/* n_operands: the login, or nothing. */
static int parse_and_run(int argc, char **argv, const char *usage, AccountWork *work,
                         size_t n_operands)
{
    AccountWords words = {NULL, NULL, NULL, NULL, NULL};
    const Option all[] = {
        {"config", 'c', OPTION_TEXT, &words.config_path, 0, 0, "FILE", "the settings"},
        {"role", 'r', OPTION_TEXT, &words.role, 0, 0, "ROLE",
         "college, school, retoucher, centre or auditor"},
        {"school", 's', OPTION_TEXT, &words.school, 0, 0, "CODE", "of college and school officers"},
        {"college", 0, OPTION_TEXT, &words.college, 0, 0, "NAME", "of college officers"},
        {0}};
    const Option only_config[] = {all[0], {0}};
    Operands operands;
    int is_done;
    const int status = cmd_parse_words(usage, work == add ? all : only_config, argc, argv,
                                       n_operands, &operands, &is_done);

    if (is_done)
        return status;
    if (work == add && !words.role)
        return cmd_refuse(usage);
    words.login = n_operands ? operands.values[0] : NULL;
    return run(&words, work);
}

int cmd_account_add(int argc, char **argv)
{
    return parse_and_run(argc, argv,
                         "Usage: tucai account add LOGIN --role ROLE [--school CODE] "
                         "[--college NAME]\n\n"
                         "Makes a staff account and prints its first password.\n",
                         add, 1);
}

int cmd_account_reset(int argc, char **argv)
{
    return parse_and_run(argc, argv,
                         "Usage: tucai account reset LOGIN\n\n"
                         "Gives a new first password; ends lock, second factor and sessions.\n",
                         reset, 1);
}

int cmd_account_disable(int argc, char **argv)
{
    return parse_and_run(argc, argv,
                         "Usage: tucai account disable LOGIN\n\n"
                         "Lets the account in no more, and ends its sessions.\n",
                         disable, 1);
}

int cmd_account_list(int argc, char **argv)
{
    return parse_and_run(argc, argv, "Usage: tucai account list\n\nOne account a line.\n", list, 0);
}
