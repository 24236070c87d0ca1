/* One thread. */
#include "src/cmd/site.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/cmd/cmd.h"
#include "src/cmd/threads.h"
#include "src/registry/simulator.h"
#include "src/store/migrate.h"

static const char default_data_dir[] = ".data";

static bool is_empty_dir(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    bool is_empty = true;

    if (!dir)
        return false;
    while ((entry = readdir(dir)))
        is_empty &= !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
    closedir(dir);
    return is_empty;
}

/* Fills an address that was left empty with one in the data folder. */
static int complete(char text[CONFIG_TEXT_BYTES], const char *prefix, const char *data_dir,
                    const char *name, Message *message)
{
    if (*text)
        return STATUS_OK;
    if (snprintf(text, CONFIG_TEXT_BYTES, "%s%s/%s", prefix, data_dir, name) >= CONFIG_TEXT_BYTES)
        return status_set(message, STATUS_ARGUMENT, "the data folder's path is too long");
    return STATUS_OK;
}

static int complete_settings(Site *site, Message *message)
{
    Settings *settings = &site->settings;
    const char *dir = site->data_dir;
    int status = complete(settings->store_url, "sqlite:", dir, "tucai.db", message);

    if (!status)
        status = complete(settings->keys_url, "sqlite:", dir, "keys.db", message);
    if (!status)
        status = complete(settings->master_file, "", dir, "master.key", message);
    if (!status)
        status = complete(settings->photos_dir, "", dir, "photos", message);
    return status;
}

static int make_data_dir(Site *site, Message *message)
{
    const char *data = getenv("TUCAI_DATA");

    if (snprintf(site->data_dir, sizeof site->data_dir, "%s",
                 data && *data ? data : default_data_dir) >= (int)sizeof site->data_dir)
        return status_set(message, STATUS_ARGUMENT, "TUCAI_DATA is too long");
    if (mkdir(site->data_dir, 0700) && errno != EEXIST)
        return status_set(message, STATUS_GONE, "the data folder %.180s: %s", site->data_dir,
                          strerror(errno));
    site->is_new = is_empty_dir(site->data_dir);
    return STATUS_OK;
}

static size_t count_makers(const Settings *settings)
{
    const size_t n_processors = threads_get_default();

    if (settings->n_makers != SETTINGS_MAKERS_AUTO)
        return (size_t)settings->n_makers;
    return n_processors > 1 ? n_processors - 1 : 1;
}

static int init(const char *config_path, bool may_make, Site *ret_site, Message *ret_message)
{
    int status;

    *ret_site = (Site){.is_new = false};
    bell_init(&ret_site->bell);
    if (settings_read(config_path, &ret_site->settings, ret_message))
        return STATUS_ARGUMENT;
    ret_site->n_makers = count_makers(&ret_site->settings);
    ret_site->log = (Log){STDERR_FILENO, settings_get_log_level(&ret_site->settings)};
    if (crypt_init())
        return status_set(ret_message, STATUS_GONE, "no random numbers");
    status = make_data_dir(ret_site, ret_message);
    if (!status)
        status = complete_settings(ret_site, ret_message);
    if (!status)
        status = keys_load_master(ret_site->settings.master_file, may_make && ret_site->is_new,
                                  &ret_site->master, ret_message);
    return status;
}

int site_init(const char *config_path, Site *ret_site, Message *ret_message)
{
    return init(config_path, true, ret_site, ret_message);
}

int site_init_existing(const char *config_path, Site *ret_site, Message *ret_message)
{
    return init(config_path, false, ret_site, ret_message);
}

int site_open_database(Site *site, Message *ret_message)
{
    /* Makers keep theirs, so that they and the requests never wait for each other's. */
    return db_pool_new(site->settings.store_url,
                       (size_t)site->settings.store_connections_max + site->n_makers, &site->db,
                       ret_message);
}

int site_open_keys(Site *site, Message *ret_message)
{
    const Clock clock = {NULL, NULL};
    int status =
        keys_open(site->settings.keys_url, &site->master, &clock, &site->keys, ret_message);

    if (!status)
        status = app_init(&site->app, &site->master, &clock, (int)site->settings.hashes_max,
                          ret_message);
    site->has_app = !status;
    site->app.video_pace = site->settings.video_pace;
    return status;
}

int site_open_photos(Site *site, Message *ret_message)
{
    return blob_files_new(site->settings.photos_dir, &site->blobs, ret_message);
}

int site_migrate(Site *site, bool may_change, size_t *ret_n_applied, Message *ret_message)
{
    const Clock clock = {NULL, NULL};
    const Migration *migrations;
    size_t n_migrations;
    Db *db = NULL;
    int status = db_pool_take(site->db, DB_PATIENCE_MS, &db, ret_message);

    if (status)
        return status;
    migrations = migrations_get(db_get_dialect(db), &n_migrations);
    *ret_n_applied = 0;
    status = may_change ? migrate_run(db, migrations, n_migrations, clock_now_ms(&clock),
                                      ret_n_applied, ret_message)
                        : migrate_check(db, migrations, n_migrations, ret_message);
    db_pool_put(site->db, db);
    return status;
}

int site_open_stores(Site *site, bool may_migrate, Message *ret_message)
{
    size_t n_applied = 0;
    int status = site_open_database(site, ret_message);

    if (!status)
        status = site_migrate(site, may_migrate, &n_applied, ret_message);
    if (!status)
        status = site_open_keys(site, ret_message);
    if (!status)
        status = site_open_photos(site, ret_message);
    if (!status && n_applied)
        log_event(&site->log, LOG_INFO, "migrated", log_number("migrations", (int64_t)n_applied));
    return status;
}

int site_open(const char *config_path, bool is_worker, Site *ret_site, Message *ret_message)
{
    const int status = site_init(config_path, ret_site, ret_message);

    if (is_worker && !ret_site->n_makers)
        ret_site->n_makers = threads_get_default();
    return status ? status : site_open_stores(ret_site, ret_site->settings.migrates, ret_message);
}

CryptKey site_get_simulator_key(const Site *site)
{
    return keys_derive(&site->master, "registry-simulator");
}

int site_open_registry(const Site *site, Registry **ret_registry, Message *ret_message)
{
    CryptKey key;
    int status;

    *ret_registry = NULL;
    if (!strcmp(site->settings.registry, "none"))
        return STATUS_OK;
    key = site_get_simulator_key(site);
    status = simulator_new(&key, ret_registry, ret_message);
    crypt_wipe(&key, sizeof key);
    return status;
}

int site_start_makers(Site *site, Message *ret_message)
{
    /* One job more: a retoucher who hands a file in does not wait for the makers. */
    const IdpEngineOptions engine_options = {.jobs_max = (unsigned)site->n_makers + 1};
    MakersOptions options = {.making = {.app = &site->app,
                                        .blobs = site->blobs,
                                        .keys = site->keys,
                                        .log = &site->log,
                                        .bell = &site->bell},
                             .db = site->db,
                             .n_makers = site->n_makers};
    IdpError error;

    if (idp_engine_new(&engine_options, &site->engine, &error))
        return status_set(ret_message, STATUS_GONE, "the engine does not start: %.200s",
                          error.message);
    if (!site->n_makers)
        return STATUS_OK;
    options.making.engine = site->engine;
    return makers_start(&options, &site->makers, ret_message);
}

void site_hold_signals(sigset_t *ret_signals)
{
    sigemptyset(ret_signals);
    sigaddset(ret_signals, SIGTERM);
    sigaddset(ret_signals, SIGINT);
    sigprocmask(SIG_BLOCK, ret_signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit of the file system is an error to tell, not an end */
}

void site_done(Site *site)
{
    makers_stop(site->makers);
    idp_engine_free(site->engine);
    blob_store_free(site->blobs);
    db_pool_free(site->db);
    keys_close(site->keys);
    if (site->has_app)
        app_done(&site->app);
    bell_done(&site->bell);
    crypt_wipe(&site->master, sizeof site->master);
}

int site_complain(int status, const Message *message)
{
    fprintf(stderr, "tucai: %s\n", message->text);
    return status == STATUS_ARGUMENT ? CMD_USAGE : CMD_INTERNAL;
}
