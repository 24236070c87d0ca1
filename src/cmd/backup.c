/*
 * `tucai backup`: a folder of its own for each backup, below the one that is named. It has another
 * name until it is whole. Photos that the backup before has are linked, the others copied; never
 * linked to the site's own files, which are another copy on purpose.
 *
 * The site goes on meanwhile. Photos are copied before the database too, so that few are left when
 * it is: a photo that is erased between the two is there, one that came and went within that
 * moment makes it be done again.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/cmd/backup_parts.h"
#include "src/cmd/cmd.h"
#include "src/cmd/site.h"
#include "src/store/blob_ref.h"
#include "src/store/migrate.h"

enum { SNAPSHOTS_MAX = 3, COPY_BYTES = 65536, FOLDERS_OPEN_MAX = 16 };

static const char partial[] = "partial";

typedef struct Backup {
    Site *site;
    char folder[PATH_MAX]; /* being made */
    char previous[PATH_MAX];
    BackupList list;  /* of the previous one */
    BlobStore *store; /* of the folder's photos */
    FILE *records;
    int64_t n_linked, n_copied, n_missing;
    bool has_dump; /* this pass copies the database too */
} Backup;

/* --- photos */

static int copy_blob(Backup *backup, const BlobName *name, Message *message)
{
    BlobStore *from = backup->site->blobs, *to = backup->store;
    cleanup_free void *piece = malloc(COPY_BYTES);
    BlobReader *reader = NULL;
    BlobWriter *writer = NULL;
    size_t n = COPY_BYTES;
    int status = piece ? from->driver->open(from, name, &reader, message)
                       : status_set(message, STATUS_MEMORY, "out of memory for a photo");

    if (!status)
        status = to->driver->begin(to, name, &writer, message);
    while (!status && n == COPY_BYTES) {
        status = from->driver->read(reader, piece, COPY_BYTES, &n, message);
        if (!status)
            status = to->driver->write(writer, piece, n, message);
    }
    from->driver->close(reader);
    if (!status)
        return to->driver->commit(writer, message);
    to->driver->abort(writer);
    return status;
}

static void format_photo(const char *folder, const char *name, char ret_path[PATH_MAX])
{
    char tail[64];

    snprintf(tail, sizeof tail, BACKUP_PHOTOS "/%.2s/%.2s/%s", name, name + 2, name);
    backup_format_path(folder, tail, ret_path);
}

/* False: it has to be copied. */
static bool link_photo(const Backup *backup, const char *name)
{
    char from[PATH_MAX], to[PATH_MAX], folder[PATH_MAX], tail[32];

    format_photo(backup->previous, name, from);
    format_photo(backup->folder, name, to);
    snprintf(tail, sizeof tail, BACKUP_PHOTOS "/%.2s", name);
    backup_format_path(backup->folder, tail, folder);
    mkdir(folder, 0700);
    snprintf(tail, sizeof tail, BACKUP_PHOTOS "/%.2s/%.2s", name, name + 2);
    backup_format_path(backup->folder, tail, folder);
    mkdir(folder, 0700);
    return !link(from, to);
}

static int add_record(const Backup *backup, const char *name, Message *message)
{
    char path[PATH_MAX];
    BackupPart part;
    int status;

    format_photo(backup->folder, name, path);
    status = backup_measure(path, &part, message);
    if (!status && fprintf(backup->records, "%s %010" PRId64 " %s\n", name, part.n_bytes,
                           part.sha256) != (int)sizeof(BackupRecord))
        status = status_set(message, STATUS_FULL, "the list of photos cannot be written");
    return status;
}

/* A BlobRefVisitor. */
static int keep_photo(void *context, const char *text, Message *message)
{
    Backup *backup = context;
    const BackupRecord *before = backup_list_find(&backup->list, text);
    char path[PATH_MAX];
    BlobName name;
    int status;

    format_photo(backup->folder, text, path);
    if (blob_name_parse(text, &name) || !access(path, F_OK))
        return STATUS_OK;
    if (before && link_photo(backup, text)) {
        backup->n_linked++;
        return fwrite(before, sizeof *before, 1, backup->records) == 1
                   ? STATUS_OK
                   : status_set(message, STATUS_FULL, "the list of photos cannot be written");
    }
    status = copy_blob(backup, &name, message);
    if (status == STATUS_NOT_FOUND) {
        backup->n_missing++;
        return STATUS_OK;
    }
    backup->n_copied += !status;
    return status ? status : add_record(backup, text, message);
}

/* --- the passes */

static int run_pass(Db *db, void *context, Message *message)
{
    Backup *backup = context;
    char path[PATH_MAX];
    int status = STATUS_OK;

    backup->n_missing = 0;
    backup_format_path(backup->folder, BACKUP_DATABASE, path);
    unlink(path);
    if (backup->has_dump)
        status = db_dump(db, path, message);
    return status ? status : store_blob_ref_visit(db, keep_photo, backup, message);
}

static int run_passes(Backup *backup, Db *db, Message *message)
{
    int status = db_snapshot(db, run_pass, backup, message);

    backup->has_dump = true;
    for (int i = 0; !status && i < SNAPSHOTS_MAX; i++) {
        status = db_snapshot(db, run_pass, backup, message);
        if (!status && !backup->n_missing)
            break;
    }
    return status;
}

/* --- the folder */

/* The latest whole one; names are times. */
static void find_previous(Backup *backup, const char *place)
{
    char path[PATH_MAX], best[256] = "";
    DIR *directory = opendir(place);
    Message ignored;

    for (const struct dirent *entry; directory && (entry = readdir(directory));)
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && strcmp(entry->d_name, best) > 0)
            snprintf(best, sizeof best, "%s", entry->d_name);
    if (directory)
        closedir(directory);
    backup_format_path(place, best, backup->previous);
    backup_format_path(backup->previous, BACKUP_LIST, path);
    if (*best)
        backup_list_open(path, &backup->list, &ignored); /* without it all are copied */
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

/* What an interrupted backup left goes first. */
static int make_folder(Backup *backup, const char *place, Message *message)
{
    char path[PATH_MAX];
    int status;

    mkdir(place, 0700); /* whether it is there now is what counts */
    backup_format_path(place, partial, backup->folder);
    nftw(backup->folder, remove_one, FOLDERS_OPEN_MAX, FTW_DEPTH | FTW_PHYS);
    if (mkdir(backup->folder, 0700))
        return status_set(message, STATUS_GONE, "%.180s: %s", backup->folder, strerror(errno));
    backup_format_path(backup->folder, BACKUP_PHOTOS, path);
    status = blob_files_new(path, &backup->store, message);
    if (status)
        return status;
    backup_format_path(backup->folder, BACKUP_LIST, path);
    backup->records = fopen(path, "we");
    return backup->records ? STATUS_OK
                           : status_set(message, STATUS_GONE, "%.180s: %s", path, strerror(errno));
}

/* Sorted: the next backup searches in it. */
static int finish_list(Backup *backup, Message *message)
{
    char path[PATH_MAX];
    BackupList list = {0};
    int status = fclose(TAKE_PTR(backup->records))
                     ? status_set(message, STATUS_FULL, "the list of photos cannot be written")
                     : STATUS_OK;

    backup_format_path(backup->folder, BACKUP_LIST, path);
    if (!status)
        status = backup_list_open(path, &list, message);
    if (status)
        return status;
    backup_list_sort(&list);
    if (file_write(path, list.records ? (void *)list.records : "",
                   list.n_records * sizeof(BackupRecord), message))
        status = STATUS_GONE;
    backup_list_close(&list);
    return status;
}

static int write_manifest(Backup *backup, Db *db, Message *message)
{
    const Clock clock = {NULL, NULL};
    BackupManifest manifest = {.made_ms = clock_now_ms(&clock),
                               .is_postgres = db_get_dialect(db) == DB_POSTGRES,
                               .n_missing = backup->n_missing};
    char path[PATH_MAX];
    int status = migrate_get_version(db, &manifest.version, message);

    backup_format_path(backup->folder, BACKUP_DATABASE, path);
    if (!status)
        status = backup_measure(path, &manifest.database, message);
    backup_format_path(backup->folder, BACKUP_LIST, path);
    if (!status)
        status = backup_measure(path, &manifest.list, message);
    return status
               ? status
               : backup_manifest_write(backup->folder, &backup->site->master, &manifest, message);
}

static int sync_folder(const char *path, Message *message)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool has_failed = fd < 0 || fsync(fd);

    if (fd >= 0)
        close(fd);
    return has_failed ? status_set(message, STATUS_GONE, "%.180s: %s", path, strerror(errno))
                      : STATUS_OK;
}

static int name_folder(const Backup *backup, const char *place, Message *message)
{
    char name[32], path[PATH_MAX];
    struct timespec now;
    struct tm parts;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(name, sizeof name, "%Y%m%d-%H%M%S", &parts);
    snprintf(name + strlen(name), sizeof name - strlen(name), ".%03ld", now.tv_nsec / 1000000);
    backup_format_path(place, name, path);
    if (sync_folder(backup->folder, message))
        return STATUS_GONE;
    if (rename(backup->folder, path))
        return status_set(message, STATUS_GONE, "%.180s: %s", path, strerror(errno));
    printf("%s: %" PRId64 " photos copied, %" PRId64 " as before, %" PRId64 " missing\n", path,
           backup->n_copied, backup->n_linked, backup->n_missing);
    return sync_folder(place, message);
}

static int make_backup(Site *site, const char *place, int64_t *ret_n_missing, Message *message)
{
    Backup backup = {.site = site};
    Db *db = NULL;
    int status = db_pool_take(site->db, DB_PATIENCE_MS, &db, message);

    if (status)
        return status;
    find_previous(&backup, place);
    status = make_folder(&backup, place, message);
    if (!status)
        status = run_passes(&backup, db, message);
    if (!status)
        status = finish_list(&backup, message);
    if (!status)
        status = write_manifest(&backup, db, message);
    if (!status)
        status = name_folder(&backup, place, message);
    db_pool_put(site->db, db);
    if (backup.records)
        fclose(backup.records);
    blob_store_free(backup.store);
    backup_list_close(&backup.list);
    *ret_n_missing = backup.n_missing;
    return status;
}

/* --- the command */

static int run(const char *config_path, const char *place, const char *keys_path)
{
    int64_t n_missing = 0;
    Site site;
    Message message;
    int status = site_init_existing(config_path, &site, &message);

    if (!status)
        status = site_open_stores(&site, false, &message);
    if (!status && place)
        status = make_backup(&site, place, &n_missing, &message);
    if (!status && keys_path)
        status = keys_copy(site.keys, keys_path, &message);
    site_done(&site);
    if (status)
        return site_complain(status, &message);
    return n_missing ? CMD_REFUSED : CMD_OK;
}

int cmd_backup(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai backup [DIR] [--keys FILE] [--config FILE]\n\n"
        "Makes a backup of database and photos in a new folder below DIR, while the server runs.\n"
        "The key store is never in it: --keys writes that into FILE, in place of what was there;\n"
        "keep one copy of it, not many. Exit: 0, or 3 if photos that the database names are\n"
        "missing.\n";
    const char *config_path = NULL, *keys_path = NULL;
    const Option options[] = {
        {"config", 'c', OPTION_TEXT, &config_path, 0, 0, "FILE", "the settings"},
        {"keys", 'k', OPTION_TEXT, &keys_path, 0, 0, "FILE", "the key store's single copy"},
        {0}};
    Operands operands;
    int is_done;
    const int status = cmd_parse(usage, options, argc, argv, &operands, &is_done);

    if (is_done)
        return status;
    if (operands.n_values > 1 || (!operands.n_values && !keys_path))
        return cmd_refuse(usage);
    return run(config_path, operands.n_values ? operands.values[0] : NULL, keys_path);
}
