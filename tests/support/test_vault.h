/*
 * On top of test_app.h: a key store, a folder of blobs, an open batch with students in it who may
 * take photos, and their photos. One at a time in a process; failures end the test.
 */
#ifndef TESTS_SUPPORT_TEST_VAULT_H
#define TESTS_SUPPORT_TEST_VAULT_H

#include "src/blob/vault.h"
#include "src/model/shot.h"
#include "src/model/student.h"
#include "src/store/keys.h"
#include "tests/support/test_app.h"

typedef struct TestVault {
    TestApp app;
    KeyStore *keys;
    BlobStore *blobs;
    char folder[40]; /* of keys.db and photos */
} TestVault;

/* Batch 1 of school 1: open all day for an hour from now on. */
void test_vault_make(TestVault *ret_vault);
void test_vault_done(TestVault *vault);

/* The n-th student: account, student and journey have the id n, the journey is at the camera. Its
 * name and number differ by n. */
Student test_vault_add_student(TestVault *vault, int n);

/* A blob with the text in it, sealed under the student's key. */
BlobName test_vault_put(TestVault *vault, const Student *student, const char *text);

/* Whether the blob is there; and whether it can be read with the key that the student has. */
bool test_vault_has(TestVault *vault, const char *name);
bool test_vault_can_read(TestVault *vault, const Student *student, const char *name);

/* A passed shot with file, burst frame and draft, ids as given (shot, capture and draft). */
typedef struct TestPhoto {
    BlobName file, frame, photo, preview;
} TestPhoto;

TestPhoto test_vault_add_photo(TestVault *vault, const Student *student, int id);

/* A failed shot that ended now, with file and overlay. */
TestPhoto test_vault_add_failure(TestVault *vault, const Student *student, int id);

/* test_run with numbers in it. */
void test_run_format(Db *db, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
