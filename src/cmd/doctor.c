/* `tucai doctor`: looks at everything that a server needs; a line each, ok or what to do. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "src/app/audit.h"
#include "src/cmd/cmd.h"
#include "src/cmd/site.h"
#include "src/store/migrate.h"

enum { MEGABYTE = 1000 * 1000 };

typedef int Check(Site *site, char *ret_good, size_t size_bytes, Message *message);

static int check_private_folder(const char *path, Message *message)
{
    struct stat info;

    if (stat(path, &info) || !S_ISDIR(info.st_mode) || access(path, R_OK | W_OK | X_OK))
        return status_set(message, STATUS_GONE, "%.160s: cannot be written by this user", path);
    if (info.st_mode & (S_IRWXG | S_IRWXO))
        return status_set(message, STATUS_DENIED,
                          "%.160s: others than its owner may look in (chmod 700)", path);
    return STATUS_OK;
}

static int check_folder(Site *site, char *ret_good, size_t size_bytes, Message *message)
{
    snprintf(ret_good, size_bytes, "%s", site->data_dir);
    return check_private_folder(site->data_dir, message);
}

/* Not by opening the store: that sweeps away what a running server is just writing. */
static int check_photos(Site *site, char *ret_good, size_t size_bytes, Message *message)
{
    if (access(site->settings.photos_dir, F_OK)) {
        snprintf(ret_good, size_bytes, "tucai serve will make %s", site->settings.photos_dir);
        return STATUS_OK;
    }
    snprintf(ret_good, size_bytes, "%s", site->settings.photos_dir);
    return check_private_folder(site->settings.photos_dir, message);
}

static int check_space(Site *site, char *ret_good, size_t size_bytes, Message *message)
{
    const char *path =
        access(site->settings.photos_dir, F_OK) ? site->data_dir : site->settings.photos_dir;
    struct statvfs info;
    uint64_t free_mb;

    if (statvfs(path, &info))
        return status_set(message, STATUS_GONE, "%.160s: cannot be asked for its free space", path);
    free_mb = (uint64_t)info.f_bavail * info.f_frsize / MEGABYTE;
    if (free_mb < (uint64_t)site->settings.free_least_mb)
        return status_set(message, STATUS_FULL,
                          "%.140s: %" PRIu64 " MB are free, at least %" PRId64 " are wanted", path,
                          free_mb, site->settings.free_least_mb);
    snprintf(ret_good, size_bytes, "%" PRIu64 " MB free", free_mb);
    return STATUS_OK;
}

static int check_database(Site *site, char *ret_good, size_t size_bytes, Message *message)
{
    size_t n_applied, n_migrations = 0;
    int status = site_open_database(site, message);

    if (!status)
        status = site_migrate(site, false, &n_applied, message);
    migrations_get(DB_SQLITE, &n_migrations);
    if (!status)
        snprintf(ret_good, size_bytes, "version %zu", n_migrations);
    return status;
}

static int check_keys(Site *site, char *ret_good, size_t size_bytes, Message *message)
{
    const int status = site_open_keys(site, message);

    if (!status)
        snprintf(ret_good, size_bytes, "opens with the master key");
    return status;
}

static int check_audit(Site *site, char *ret_good, size_t size_bytes, Message *message)
{
    AuditCheck check = {0};
    Db *db = NULL;
    int status;

    if (!site->db || !site->has_app)
        return status_set(message, STATUS_GONE, "needs the database and the key store");
    status = db_pool_take(site->db, DB_PATIENCE_MS, &db, message);
    if (status)
        return status;
    status = audit_verify(&site->app, db, &check, message);
    db_pool_put(site->db, db);
    if (!status && check.broken_id)
        status = status_set(message, STATUS_DAMAGED,
                            "row %" PRId64 " was altered, or one before it is missing: compare "
                            "with a backup",
                            check.broken_id);
    if (!status)
        snprintf(ret_good, size_bytes,
                 "%" PRId64 " rows, the last one's hash begins %02x%02x%02x%02x", check.n_rows,
                 check.last_hash[0], check.last_hash[1], check.last_hash[2], check.last_hash[3]);
    return status;
}

static int check_models(Site *site, char *ret_good, size_t size_bytes, Message *message)
{
    const IdpEngineOptions options = {.jobs_max = 1};
    IdpEngine *engine = NULL;
    IdpError error;

    (void)site;
    if (idp_engine_new(&options, &engine, &error))
        return status_set(message, STATUS_GONE, "%.200s", error.message);
    idp_engine_free(engine);
    snprintf(ret_good, size_bytes, "all are the ones this program knows");
    return STATUS_OK;
}

static const struct {
    const char *name;
    Check *check;
} checks[] = {{"folder", check_folder},     {"photos", check_photos}, {"space", check_space},
              {"database", check_database}, {"keys", check_keys},     {"audit", check_audit},
              {"models", check_models}};

static int diagnose(const char *config_path)
{
    int result = CMD_OK;
    Site site;
    Message message;
    const int status = site_init(config_path, &site, &message);

    printf("%-10s %s\n", "settings", status ? message.text : "ok");
    for (size_t i = 0; !status && i < sizeof checks / sizeof checks[0]; i++) {
        char good[CONFIG_TEXT_BYTES + 32] = "";
        const int fault = checks[i].check(&site, good, sizeof good, &message);

        printf("%-10s %s%s\n", checks[i].name, fault ? "" : "ok: ", fault ? message.text : good);
        if (fault)
            result = CMD_REFUSED;
    }
    site_done(&site);
    return status ? CMD_REFUSED : result;
}

int cmd_doctor(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai doctor [--config FILE]\n\n"
        "Looks at settings, folders, database, keys, audit log and models: a line each, ok or\n"
        "what to do. Changes nothing but a new data folder. Exit: 0, or 3 if something is wrong.\n";

    return cmd_run_with_config(usage, argc, argv, diagnose);
}
