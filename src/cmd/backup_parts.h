/*
 * A backup as it lies on disk, for backup and restore: a folder with the database's copy, the
 * photos, a list of them, and a manifest, which is written last and sealed under a key derived from
 * the master key. Times in milliseconds UTC. One thread.
 */
#ifndef SRC_CMD_BACKUP_PARTS_H
#define SRC_CMD_BACKUP_PARTS_H

#include <limits.h>

#include <idphoto/report.h>

#include "src/base/crypt.h"
#include "src/blob/blob.h"

#define BACKUP_DATABASE "database"
#define BACKUP_PHOTOS "photos"
#define BACKUP_LIST "photos.list"
#define BACKUP_MANIFEST "manifest"

typedef struct BackupPart {
    int64_t n_bytes;
    char sha256[IDP_SHA256_HEX_BYTES];
} BackupPart;

typedef struct BackupManifest {
    int64_t made_ms;
    int is_postgres;
    int64_t version; /* migrations applied */
    int64_t n_missing;
    BackupPart database, list;
} BackupManifest;

/* A record of the list: as long as all others, so that it is sorted and searched where it lies. */
enum { BACKUP_SIZE_DIGITS = 10 };

typedef struct BackupRecord {
    char name[BLOB_NAME_CHARACTERS], space;
    char n_bytes[BACKUP_SIZE_DIGITS], space2;
    char sha256[IDP_SHA256_HEX_BYTES - 1], newline;
} BackupRecord;

typedef struct BackupList {
    BackupRecord *records;
    size_t n_records;
} BackupList;

/* folder/name; cut if it is too long, and then it is not found. */
void backup_format_path(const char *folder, const char *name, char ret_path[PATH_MAX]);

/* Size and digest of a file. NOT_FOUND, GONE. */
int backup_measure(const char *path, BackupPart *ret_part, Message *ret_message);

/* Maps the list; private: what is changed stays in memory. DAMAGED: it is none. */
int backup_list_open(const char *path, BackupList *ret_list, Message *ret_message);
void backup_list_close(BackupList *list);
void backup_list_sort(BackupList *list);
const BackupRecord *backup_list_find(const BackupList *list, const char *name); /* sorted */

int backup_manifest_write(const char *folder, const CryptKey *master,
                          const BackupManifest *manifest, Message *ret_message);

/* DAMAGED: altered, or of another master key. NOT_FOUND: no backup. */
int backup_manifest_read(const char *folder, const CryptKey *master, BackupManifest *ret_manifest,
                         Message *ret_message);

#endif
