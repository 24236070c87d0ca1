/*
 * `tucai restore`: a backup into an empty site that has its master key and key store already. All
 * is checked first; photos come before the database, so that a restore that was interrupted is
 * simply done again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/app/audit.h"
#include "src/app/sweep.h"
#include "src/base/file.h"
#include "src/cmd/backup_parts.h"
#include "src/cmd/cmd.h"
#include "src/cmd/site.h"
#include "src/store/migrate.h"
#include "src/store/retention.h"

static const char sqlite_prefix[] = "sqlite:";

static int check_part(const char *folder, const char *name, const BackupPart *expected,
                      Message *message)
{
    char path[PATH_MAX];
    BackupPart part;
    int status;

    backup_format_path(folder, name, path);
    status = backup_measure(path, &part, message);
    if (!status &&
        (part.n_bytes != expected->n_bytes || strcmp(part.sha256, expected->sha256) != 0))
        status = status_set(message, STATUS_DAMAGED, "%.180s: damaged", path);
    return status;
}

static int check_manifest(Site *site, const char *folder, BackupManifest *manifest,
                          Message *message)
{
    size_t n_migrations;
    int status = backup_manifest_read(folder, &site->master, manifest, message);

    if (status)
        return status;
    migrations_get(DB_SQLITE, &n_migrations);
    if (manifest->version > (int64_t)n_migrations)
        return status_set(message, STATUS_CONFLICT,
                          "the backup is of a newer program (database version %" PRId64
                          ", this one knows %zu)",
                          manifest->version, n_migrations);
    if (manifest->is_postgres !=
        !!strncmp(site->settings.store_url, sqlite_prefix, sizeof sqlite_prefix - 1))
        return status_set(message, STATUS_CONFLICT, "the backup is of %s, the site is not",
                          manifest->is_postgres ? "PostgreSQL" : "SQLite");
    status = check_part(folder, BACKUP_DATABASE, &manifest->database, message);
    return status ? status : check_part(folder, BACKUP_LIST, &manifest->list, message);
}

/* Looks whether the photo is as it was; or (store given) puts it there. */
static int take_photo(const char *folder, const BackupRecord *record, BlobStore *store,
                      Message *message)
{
    char tail[64], path[PATH_MAX], text[BLOB_NAME_CHARACTERS + 1];
    BackupPart part = {0};
    BlobWriter *writer = NULL;
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    BlobName name;
    int status;

    snprintf(text, sizeof text, "%.*s", BLOB_NAME_CHARACTERS, record->name);
    snprintf(tail, sizeof tail, BACKUP_PHOTOS "/%.2s/%.2s/%s", text, text + 2, text);
    backup_format_path(folder, tail, path);
    if (blob_name_parse(text, &name))
        return status_set(message, STATUS_DAMAGED, "the list of photos is damaged");
    if (!store) {
        snprintf(part.sha256, sizeof part.sha256, "%.*s", (int)sizeof record->sha256,
                 record->sha256);
        part.n_bytes = strtoll(record->n_bytes, NULL, 10);
        return check_part(folder, tail, &part, message);
    }
    if (file_read(path, BLOB_BYTES_MAX, &data, &n_bytes, message))
        return STATUS_GONE;
    status = store->driver->begin(store, &name, &writer, message);
    if (!status)
        status = store->driver->write(writer, data, n_bytes, message);
    if (status)
        store->driver->abort(writer);
    else
        status = store->driver->commit(writer, message);
    return status == STATUS_CONFLICT ? STATUS_OK : status; /* a restore that was cut off */
}

static int take_photos(const char *folder, BlobStore *store, Message *message)
{
    char path[PATH_MAX];
    BackupList list = {0};
    int status;

    backup_format_path(folder, BACKUP_LIST, path);
    status = backup_list_open(path, &list, message);
    for (size_t i = 0; !status && i < list.n_records; i++)
        status = take_photo(folder, &list.records[i], store, message);
    backup_list_close(&list);
    return status;
}

/* Sessions that had ended must not come to life again: everybody logs in anew. */
static int settle(Db *db, void *context, Message *message)
{
    const Site *site = context;
    const AuditEntry entry = {.actor = "operator", .action = "site.restored"};
    int64_t n_rows = 1;
    int status = STATUS_OK;

    while (!status && n_rows)
        status = store_expiry_delete(db, EXPIRY_SESSIONS, INT64_MAX, &n_rows, message);
    return status ? status : audit_append(&site->app, db, &entry, message);
}

/* What was restored must hold together before the first row is added to it. */
static int check_after(Site *site, Db *db, const BackupManifest *manifest, Message *message)
{
    SweepCounts counts = {0};
    AuditCheck check = {0};
    int status = audit_verify(&site->app, db, &check, message);

    if (!status && check.broken_id)
        status = status_set(message, STATUS_DAMAGED,
                            "the audit log of the backup does not hold from row %" PRId64 " on",
                            check.broken_id);
    if (!status)
        status = db_transact(db, settle, site, message);
    if (!status)
        status = sweep_missing(db, site->blobs, &counts, message);
    if (!status && counts.n_missing > manifest->n_missing)
        status =
            status_set(message, STATUS_DAMAGED, "%" PRId64 " photos are missing", counts.n_missing);
    return status;
}

static int load(Site *site, const char *folder, Message *message)
{
    BackupManifest manifest;
    size_t n_applied = 0;
    char path[PATH_MAX];
    Db *db = NULL;
    int status = check_manifest(site, folder, &manifest, message);

    if (!status)
        status = take_photos(folder, NULL, message);
    if (!status)
        status = db_pool_take(site->db, DB_PATIENCE_MS, &db, message);
    if (status)
        return status;
    status = db_is_empty(db, message);
    if (!status)
        status = take_photos(folder, site->blobs, message);
    backup_format_path(folder, BACKUP_DATABASE, path);
    if (!status)
        status = db_load(db, path, message);
    db_pool_put(site->db, db);
    db = NULL;
    if (!status)
        status = site_migrate(site, true, &n_applied, message);
    if (!status)
        status = db_pool_take(site->db, DB_PATIENCE_MS, &db, message);
    if (!status)
        status = check_after(site, db, &manifest, message);
    if (db)
        db_pool_put(site->db, db);
    return status;
}

/* Without the old ones a new key store would be made, and nothing could be read. */
static int check_keys(const Site *site, Message *message)
{
    const char *url = site->settings.keys_url;

    if (!strncmp(url, sqlite_prefix, sizeof sqlite_prefix - 1) &&
        access(url + sizeof sqlite_prefix - 1, F_OK))
        return status_set(message, STATUS_NOT_FOUND, "%.180s is missing: put the key store back",
                          url);
    return STATUS_OK;
}

static int run(const char *config_path, const char *folder)
{
    Site site;
    Message message;
    int status = site_init_existing(config_path, &site, &message);

    if (!status)
        status = check_keys(&site, &message);
    if (!status)
        status = site_open_database(&site, &message);
    if (!status)
        status = site_open_keys(&site, &message);
    if (!status)
        status = site_open_photos(&site, &message);
    if (!status)
        status = load(&site, folder, &message);
    site_done(&site);
    if (status)
        return site_complain(status, &message);
    puts("restored; everybody has to log in again. Now: tucai doctor");
    return CMD_OK;
}

int cmd_restore(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai restore DIR [--config FILE]\n\n"
        "Puts a backup (one folder that tucai backup has made) into an empty site, whose master\n"
        "key and key store are in place. PostgreSQL: into an empty schema of the same name.\n";

    return cmd_run_with_word(usage, argc, argv, run);
}
