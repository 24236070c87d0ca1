/* Files of a backup. */
#include "src/cmd/backup_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/digest.h"
#include "src/base/file.h"
#include "src/store/keys.h"

enum { MANIFEST_BYTES = 1024, SEAL_CHARACTERS = 2 * CRYPT_HASH_BYTES };

_Static_assert(sizeof(BackupRecord) == 32 + 1 + 10 + 1 + 64 + 1, "no padding");

static const char seal_word[] = "seal ";

void backup_format_path(const char *folder, const char *name, char ret_path[PATH_MAX])
{
    if (snprintf(ret_path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
        ret_path[0] = 0;
}

/* An empty file maps to NULL. */
static int map(const char *path, int protection, void **ret_data, size_t *ret_n_bytes,
               Message *message)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    void *data = NULL;
    int status = STATUS_OK;

    if (fd < 0)
        return status_set(message, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_GONE, "%.180s: %s",
                          path, strerror(errno));
    if (fstat(fd, &info))
        status = status_set(message, STATUS_GONE, "%.180s: %s", path, strerror(errno));
    else if (info.st_size)
        data = mmap(NULL, (size_t)info.st_size, protection, MAP_PRIVATE, fd, 0);
    close(fd);
    if (!status && data == MAP_FAILED)
        status = status_set(message, STATUS_GONE, "%.180s: %s", path, strerror(errno));
    if (!status) {
        *ret_data = data;
        *ret_n_bytes = (size_t)info.st_size;
    }
    return status;
}

int backup_measure(const char *path, BackupPart *ret_part, Message *ret_message)
{
    void *data = NULL;
    size_t n_bytes = 0;
    const int status = map(path, PROT_READ, &data, &n_bytes, ret_message);

    if (status)
        return status;
    ret_part->n_bytes = (int64_t)n_bytes;
    digest_sha256(data ? data : "", n_bytes, ret_part->sha256);
    if (data)
        munmap(data, n_bytes);
    return STATUS_OK;
}

/* --- the list */

int backup_list_open(const char *path, BackupList *ret_list, Message *ret_message)
{
    void *data = NULL;
    size_t n_bytes = 0;
    const int status = map(path, PROT_READ | PROT_WRITE, &data, &n_bytes, ret_message);

    if (status)
        return status;
    *ret_list = (BackupList){data, n_bytes / sizeof(BackupRecord)};
    if (!(n_bytes % sizeof(BackupRecord)))
        return STATUS_OK;
    munmap(data, n_bytes);
    return status_set(ret_message, STATUS_DAMAGED, "%.180s: cut short", path);
}

void backup_list_close(BackupList *list)
{
    if (list->records)
        munmap(list->records, list->n_records * sizeof(BackupRecord));
    *list = (BackupList){0};
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, BLOB_NAME_CHARACTERS);
}

void backup_list_sort(BackupList *list)
{
    if (list->n_records)
        qsort(list->records, list->n_records, sizeof(BackupRecord), compare);
}

const BackupRecord *backup_list_find(const BackupList *list, const char *name)
{
    return list->n_records
               ? bsearch(name, list->records, list->n_records, sizeof(BackupRecord), compare)
               : NULL;
}

/* --- the manifest */

static void format_seal(const CryptKey *master, const char *text, size_t n_bytes,
                        char ret_seal[SEAL_CHARACTERS + 1])
{
    CryptKey key = keys_derive(master, "backup");
    uint8_t hash[CRYPT_HASH_BYTES];

    crypt_hash(&key, text, n_bytes, hash);
    crypt_wipe(&key, sizeof key);
    for (size_t i = 0; i < sizeof hash; i++)
        snprintf(ret_seal + 2 * i, 3, "%02x", hash[i]);
}

int backup_manifest_write(const char *folder, const CryptKey *master,
                          const BackupManifest *manifest, Message *ret_message)
{
    char path[PATH_MAX], text[MANIFEST_BYTES], seal[SEAL_CHARACTERS + 1];
    int used = snprintf(text, sizeof text,
                        "tucai-backup 1\nmade_ms %" PRId64 "\npostgres %d\nversion %" PRId64
                        "\nmissing %" PRId64 "\n" BACKUP_DATABASE " %" PRId64 " %s\n" BACKUP_LIST
                        " %" PRId64 " %s\n",
                        manifest->made_ms, manifest->is_postgres, manifest->version,
                        manifest->n_missing, manifest->database.n_bytes, manifest->database.sha256,
                        manifest->list.n_bytes, manifest->list.sha256);

    format_seal(master, text, (size_t)used, seal);
    used += snprintf(text + used, sizeof text - (size_t)used, "%s%s\n", seal_word, seal);
    backup_format_path(folder, BACKUP_MANIFEST, path);
    return file_write(path, text, (size_t)used, ret_message) ? STATUS_GONE : STATUS_OK;
}

/* "word number", and what follows it; NULL: at is NULL, or something else is there. */
static const char *take_number(const char *at, const char *word, int64_t *ret_number)
{
    const size_t n = strlen(word);
    char *end;

    if (!at || strncmp(at, word, n) != 0 || at[n] != ' ')
        return NULL;
    *ret_number = strtoll(at + n + 1, &end, 10);
    return end == at + n + 1 ? NULL : end + 1;
}

static const char *take_part(const char *at, const char *word, BackupPart *ret_part)
{
    at = take_number(at, word, &ret_part->n_bytes);
    if (!at || strcspn(at, "\n") != sizeof ret_part->sha256 - 1)
        return NULL;
    snprintf(ret_part->sha256, sizeof ret_part->sha256, "%s", at);
    return at + sizeof ret_part->sha256;
}

/* The seal was right, so the text is our own. */
static int parse(const char *text, BackupManifest *manifest)
{
    int64_t format = 0, is_postgres = 0;
    const char *at = take_number(text, "tucai-backup", &format);

    at = take_number(at, "made_ms", &manifest->made_ms);
    at = take_number(at, "postgres", &is_postgres);
    at = take_number(at, "version", &manifest->version);
    at = take_number(at, "missing", &manifest->n_missing);
    at = take_part(at, BACKUP_DATABASE, &manifest->database);
    at = take_part(at, BACKUP_LIST, &manifest->list);
    manifest->is_postgres = is_postgres != 0;
    return at && format == 1 ? 0 : -1;
}

int backup_manifest_read(const char *folder, const CryptKey *master, BackupManifest *ret_manifest,
                         Message *ret_message)
{
    char path[PATH_MAX], seal[SEAL_CHARACTERS + 1];
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    const char *found;

    backup_format_path(folder, BACKUP_MANIFEST, path);
    if (file_read(path, MANIFEST_BYTES, &data, &n_bytes, ret_message))
        return STATUS_NOT_FOUND;
    ((char *)data)[n_bytes] = 0; /* file_read leaves room for it */
    found = strstr(data, seal_word);
    if (!found)
        return status_set(ret_message, STATUS_DAMAGED, "%.180s: no manifest", path);
    format_seal(master, data, (size_t)(found - (char *)data), seal);
    if (strncmp(found + strlen(seal_word), seal, SEAL_CHARACTERS) != 0)
        return status_set(ret_message, STATUS_DAMAGED,
                          "%.160s: altered, or made under another master key", path);
    return parse(data, ret_manifest)
               ? status_set(ret_message, STATUS_DAMAGED, "%.180s: of another program", path)
               : STATUS_OK;
}
