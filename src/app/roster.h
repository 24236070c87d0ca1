/*
 * The roster: students as their school names them, sealed before they reach the database.
 *
 * Each student gets a key of its own (docs/adr/0008); what is searched for is a keyed hash. A name
 * and a number are compared in their one form (src/model/identity.h).
 */
#ifndef SRC_APP_ROSTER_H
#define SRC_APP_ROSTER_H

#include "src/app/app.h"
#include "src/model/capture_code.h"
#include "src/model/student.h"
#include "src/store/db.h"
#include "src/store/keys.h"

/* As it stands in a roster; UTF-8, of any form. unique_number may be "". */
typedef struct RosterEntry {
    int64_t batch_id, college_id;
    const char *name, *student_number, *identity, *unique_number, *major, *class_name;
} RosterEntry;

/*
 * Adds one student: key first, then the row in a transaction of its own; a row that is refused
 * leaves no key. ARGUMENT (the message names the field), CONFLICT (in the batch already).
 */
int roster_add(const App *app, Db *db, KeyStore *keys, const RosterEntry *entry,
               Student *ret_student, Message *ret_message);

enum { ROSTER_PIECE_MAX = 256 };

/*
 * Adds up to ROSTER_PIECE_MAX students, all of them or none: their keys in one transaction, their
 * rows in another. ARGUMENT and CONFLICT as above; ret_students: n_entries.
 */
int roster_add_all(const App *app, Db *db, KeyStore *keys, const RosterEntry *entries,
                   size_t n_entries, Student *ret_students, Message *ret_message);

/* What a student claims about itself. */
typedef struct RosterClaim {
    int64_t batch_id;
    const char *name, *student_number, *identity;
} RosterClaim;

/*
 * The student whom all three fit. NOT_FOUND whatever does not fit: nobody learns from the answer
 * which student numbers exist. In the same time for known and unknown numbers.
 */
int roster_find(const App *app, Db *db, const RosterClaim *claim, Student *ret_student,
                Message *ret_message);

/*
 * The student whom a capture code names. NOT_FOUND: the batch has nobody with its unique number.
 * ARGUMENT: it has, under another name or identity number, as far as the masks show.
 */
int roster_find_code(Db *db, int64_t batch_id, const CaptureCode *code, Student *ret_student,
                     Message *ret_message);

/* The name in full, opened with the student's key. NOT_FOUND: it was erased. */
int roster_get_name(KeyStore *keys, const Student *student, char ret_name[NAME_BYTES],
                    Message *ret_message);

/*
 * Inside db_transact. A new key for a student whose own was destroyed; name and identity, in any
 * form, are sealed under it (NULL: not known, they stay erased). A transaction that fails leaves a
 * key without a row, which does no harm.
 */
int roster_renew(Db *db, KeyStore *keys, const char *name, const char *identity, Student *student,
                 Message *ret_message);

#endif
