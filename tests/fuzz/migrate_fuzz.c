/*
 * Fuzzes the opening and migrating of a database file that is not as we left it: the input is a
 * list of patches (offset, offset, byte) on a migrated file.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/store/migrate.h"

enum { IMAGE_BYTES_MAX = 1 << 20, PATCH_BYTES = 3 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static const Migration migrations[] = {
    {"0001_a", "CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
               "INSERT INTO a VALUES (1, 'one'), (2, 'two')"},
    {"0002_b", "CREATE TABLE b (id INTEGER PRIMARY KEY REFERENCES a) STRICT"},
    {"0003_c", "CREATE INDEX c ON a (text)"}};

static char folder[] = "/dev/shm/tucai-migrate-fuzz-XXXXXX"; /* no disk to sync */
static char path[64], url[80];
static char *image;
static size_t n_image_bytes;

static void remove_all(void)
{
    char name[80];

    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, i == 0 ? "" : i == 1 ? "-wal" : "-shm");
        unlink(name);
    }
}

static void remove_folder(void)
{
    remove_all();
    rmdir(folder);
}

/* The image: a file with two of the three migrations. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    Message message;
    size_t n_applied;
    void *data;
    Db *db;

    (void)argc;
    (void)argv;
    if (!mkdtemp(folder))
        abort();
    atexit(remove_folder);
    snprintf(path, sizeof path, "%s/a.db", folder);
    snprintf(url, sizeof url, "sqlite:%s", path);
    if (db_open(url, &db, &message) || migrate_run(db, migrations, 2, 1, &n_applied, &message))
        abort();
    db_close(db);
    if (file_read(path, IMAGE_BYTES_MAX, &data, &n_image_bytes, &message))
        abort();
    image = data;
    return 0;
}

static void write_patched(const uint8_t *data, size_t n_bytes)
{
    char *bytes = malloc(n_image_bytes);
    FILE *file = fopen(path, "wb");

    if (!bytes || !file)
        abort();
    memcpy(bytes, image, n_image_bytes);
    for (size_t i = 0; i + PATCH_BYTES <= n_bytes; i += PATCH_BYTES)
        bytes[(size_t)(data[i] << 8 | data[i + 1]) % n_image_bytes] = (char)data[i + 2];
    if (fwrite(bytes, 1, n_image_bytes, file) != n_image_bytes || fclose(file))
        abort();
    free(bytes);
}

/* A failure has a line, and a success leaves all three migrations there. */
static void hold(Db *db)
{
    Message message = {""};
    int64_t version = 0;
    size_t n_applied;

    if (migrate_check(db, migrations, 3, &message) == 0)
        abort(); /* the third was never applied */
    if (!message.text[0])
        abort();
    if (migrate_run(db, migrations, 3, 1, &n_applied, &message) == 0 &&
        (migrate_get_version(db, &version, &message) || version != 3))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    Message message;
    Db *db;

    write_patched(data, n_bytes);
    if (!db_open(url, &db, &message)) {
        hold(db);
        db_close(db);
    }
    remove_all();
    return 0;
}
