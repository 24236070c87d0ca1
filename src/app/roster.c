/* Students in and out of the roster. Thread-safe; a connection each. */
#include "src/app/roster.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "src/store/student.h"

enum { CONTEXT_BYTES = 64 };

/* What is sealed is bound to its student and its column. */
static void format_context(const char *column, const char *key_name,
                           char ret_context[CONTEXT_BYTES])
{
    snprintf(ret_context, CONTEXT_BYTES, "student.%s:%s", column, key_name);
}

static void seal(const CryptKey *key, const char *column, const char *key_name, const char *text,
                 Sealed *ret_sealed)
{
    char context[CONTEXT_BYTES];

    format_context(column, key_name, context);
    crypt_seal(key, context, text, strlen(text), ret_sealed->bytes);
    ret_sealed->n_bytes = strlen(text) + CRYPT_SEAL_OVERHEAD_BYTES;
}

static bool take_text(const char *text, char ret_text[STUDENT_TEXT_BYTES])
{
    return snprintf(ret_text, STUDENT_TEXT_BYTES, "%s", text) < STUDENT_TEXT_BYTES;
}

/* Everything of the row that needs no key. */
static int parse(const App *app, const RosterEntry *entry, Student *student,
                 char ret_name[NAME_BYTES], char ret_identity[IDENTITY_BYTES], Message *message)
{
    if (name_parse(entry->name, ret_name))
        return status_set(message, STATUS_ARGUMENT, "name: empty, too long or no text");
    if (student_number_parse(entry->student_number, student->student_number))
        return status_set(message, STATUS_ARGUMENT,
                          "student number: 1 to %d letters, digits, hyphens and dots",
                          STUDENT_NUMBER_BYTES - 1);
    if (!identity_parse(entry->identity, ret_identity))
        return status_set(message, STATUS_ARGUMENT,
                          "identity: neither an identity number nor a passport number");
    if (*entry->unique_number && student_number_parse(entry->unique_number, student->unique_number))
        return status_set(message, STATUS_ARGUMENT, "unique number: letters and digits");
    if (!take_text(entry->major, student->major) ||
        !take_text(entry->class_name, student->class_name))
        return status_set(message, STATUS_ARGUMENT, "major, class: too long");
    name_mask(ret_name, student->name_masked);
    identity_mask(ret_identity, student->identity_masked);
    crypt_hash(&app->search_key, ret_name, strlen(ret_name), student->name_hash);
    crypt_hash(&app->search_key, ret_identity, strlen(ret_identity), student->identity_hash);
    return STATUS_OK;
}

/* The row, sealed under a new key. */
static int prepare(const App *app, const RosterEntry *entry, Student *student, NamedKey *key,
                   Message *message)
{
    char name[NAME_BYTES], identity[IDENTITY_BYTES];
    int status;

    *student = (Student){.batch_id = entry->batch_id,
                         .college_id = entry->college_id,
                         .created_ms = clock_now_ms(&app->clock)};
    status = parse(app, entry, student, name, identity, message);
    if (status)
        return status;
    crypt_make_token(student->key_name);
    snprintf(key->name, sizeof key->name, "%s", student->key_name);
    key->key = crypt_make_key();
    seal(&key->key, "name", student->key_name, name, &student->name);
    seal(&key->key, "identity", student->key_name, identity, &student->identity);
    crypt_wipe(name, sizeof name);
    crypt_wipe(identity, sizeof identity);
    return STATUS_OK;
}

typedef struct Additions {
    Student *students;
    size_t n_students;
} Additions;

static int add_rows(Db *db, void *context, Message *message)
{
    const Additions *additions = context;
    int status = STATUS_OK;

    for (size_t i = 0; !status && i < additions->n_students; i++)
        status = store_student_add(db, &additions->students[i], message);
    return status;
}

/* Keys first: a key without a row does no harm, a row without its key would. */
static int add_all(Db *db, KeyStore *keys, const NamedKey *named, Student *students,
                   size_t n_students, Message *message)
{
    Additions additions = {students, n_students};
    Message ignored;
    int status = keys_add_all(keys, named, n_students, message);

    if (status)
        return status;
    status = db_transact(db, add_rows, &additions, message);
    for (size_t i = 0; status && i < n_students; i++)
        keys_destroy(keys, named[i].name, &ignored);
    return status;
}

int roster_add_all(const App *app, Db *db, KeyStore *keys, const RosterEntry *entries,
                   size_t n_entries, Student *ret_students, Message *ret_message)
{
    NamedKey *named;
    int status = STATUS_OK;

    if (!n_entries || n_entries > ROSTER_PIECE_MAX)
        return status_set(ret_message, STATUS_ARGUMENT, "1 to %d students at once",
                          ROSTER_PIECE_MAX);
    named = alloc_zeroed(n_entries, sizeof *named);
    if (!named)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for keys");
    for (size_t i = 0; !status && i < n_entries; i++)
        status = prepare(app, &entries[i], &ret_students[i], &named[i], ret_message);
    if (!status)
        status = add_all(db, keys, named, ret_students, n_entries, ret_message);
    crypt_wipe(named, n_entries * sizeof *named);
    free(named);
    return status;
}

int roster_add(const App *app, Db *db, KeyStore *keys, const RosterEntry *entry,
               Student *ret_student, Message *ret_message)
{
    Student student;
    const int status = roster_add_all(app, db, keys, entry, 1, &student, ret_message);

    if (!status)
        *ret_student = student;
    return status;
}

int roster_find(const App *app, Db *db, const RosterClaim *claim, Student *ret_student,
                Message *ret_message)
{
    char name[NAME_BYTES] = "", identity[IDENTITY_BYTES] = "";
    char number[STUDENT_NUMBER_BYTES] = "";
    uint8_t name_hash[CRYPT_HASH_BYTES], identity_hash[CRYPT_HASH_BYTES];
    Student student = {0};
    const bool is_claim = !name_parse(claim->name, name) &&
                          !student_number_parse(claim->student_number, number) &&
                          identity_parse(claim->identity, identity);
    int status = store_student_find(db, claim->batch_id, number, &student, ret_message);
    bool fits;

    if (status && status != STATUS_NOT_FOUND)
        return status;
    crypt_hash(&app->search_key, name, strlen(name), name_hash);
    crypt_hash(&app->search_key, identity, strlen(identity), identity_hash);
    fits = crypt_is_equal(name_hash, student.name_hash, CRYPT_HASH_BYTES);
    fits = crypt_is_equal(identity_hash, student.identity_hash, CRYPT_HASH_BYTES) && fits;
    if (status || !is_claim || !fits)
        return status_set(ret_message, STATUS_NOT_FOUND, "no student fits the claim");
    *ret_student = student;
    return STATUS_OK;
}

int roster_find_code(Db *db, int64_t batch_id, const CaptureCode *code, Student *ret_student,
                     Message *ret_message)
{
    Student student;
    const int status =
        store_student_find_unique(db, batch_id, code->unique_number, &student, ret_message);

    if (status)
        return status;
    if (!mask_agrees(code->name_masked, student.name_masked) ||
        !mask_agrees(code->identity_masked, student.identity_masked))
        return status_set(ret_message, STATUS_ARGUMENT, "the code and the roster differ");
    *ret_student = student;
    return STATUS_OK;
}

int roster_get_name(KeyStore *keys, const Student *student, char ret_name[NAME_BYTES],
                    Message *ret_message)
{
    const size_t n_bytes = student->name.n_bytes - CRYPT_SEAL_OVERHEAD_BYTES;
    char context[CONTEXT_BYTES];
    CryptKey key;
    int status = keys_get(keys, student->key_name, &key, ret_message);

    if (status)
        return status;
    format_context("name", student->key_name, context);
    if (student->name.n_bytes < CRYPT_SEAL_OVERHEAD_BYTES || n_bytes >= NAME_BYTES ||
        crypt_open(&key, context, student->name.bytes, student->name.n_bytes, (uint8_t *)ret_name))
        status = status_set(ret_message, STATUS_DAMAGED, "a name does not open");
    else
        ret_name[n_bytes] = 0;
    crypt_wipe(&key, sizeof key);
    return status;
}

int roster_renew(Db *db, KeyStore *keys, const char *name, const char *identity, Student *student,
                 Message *ret_message)
{
    char text[NAME_BYTES > IDENTITY_BYTES ? NAME_BYTES : IDENTITY_BYTES];
    CryptKey key;
    int status;

    crypt_make_token(student->key_name);
    status = keys_make(keys, student->key_name, &key, ret_message);
    if (status)
        return status;
    if (name && !name_parse(name, text))
        seal(&key, "name", student->key_name, text, &student->name);
    if (identity && identity_parse(identity, text))
        seal(&key, "identity", student->key_name, text, &student->identity);
    crypt_wipe(&key, sizeof key);
    crypt_wipe(text, sizeof text);
    return store_student_renew(db, student, ret_message);
}
