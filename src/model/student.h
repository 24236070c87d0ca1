/*
 * A student of the roster, and a student's way through a batch: plain data.
 *
 * What is sealed is bytes here; who has the owner's key opens it (docs/adr/0008). Times are
 * milliseconds since 1970 UTC, 0 where nothing has happened.
 */
#ifndef SRC_MODEL_STUDENT_H
#define SRC_MODEL_STUDENT_H

#include <stdint.h>

#include "src/base/crypt.h"
#include "src/model/attempts.h"
#include "src/model/identity.h"
#include "src/model/journey.h"

enum {
    STUDENT_TEXT_BYTES = 128, /* major, class */
    KEY_NAME_BYTES = CRYPT_TOKEN_BYTES,
    SEALED_BYTES_MAX = NAME_BYTES + CRYPT_SEAL_OVERHEAD_BYTES
};

/* A text sealed under the owner's key. */
typedef struct Sealed {
    size_t n_bytes; /* 0: none */
    uint8_t bytes[SEALED_BYTES_MAX];
} Sealed;

typedef struct Student {
    int64_t id, batch_id;
    int64_t college_id; /* 0: none */
    char major[STUDENT_TEXT_BYTES], class_name[STUDENT_TEXT_BYTES];
    char student_number[STUDENT_NUMBER_BYTES];
    char unique_number[STUDENT_NUMBER_BYTES]; /* of the registry; "": none */
    char key_name[KEY_NAME_BYTES];
    char name_masked[NAME_BYTES], identity_masked[IDENTITY_BYTES];
    uint8_t name_hash[CRYPT_HASH_BYTES], identity_hash[CRYPT_HASH_BYTES];
    Sealed name, identity;
    int64_t created_ms;
} Student;

typedef struct Journey {
    int64_t id, account_id;
    int64_t student_id; /* 0: not verified */
    JourneyState state;
    int64_t version;                  /* rises with every change */
    int64_t consent_id, consented_ms; /* the text that was agreed to */
    int64_t withdrawn_ms;
    uint8_t phone_hash[CRYPT_HASH_BYTES]; /* with phone */
    Sealed phone;
    int64_t notice_id, precautions_id, requirements_id; /* the texts that were read */
    int wants_messages;                                 /* -1: not asked */
    int is_paid;
    Attempts attempts;
    int64_t created_ms, changed_ms;
} Journey;

#endif
