/*
 * A student's request to be judged without certain rules: plain data.
 *
 * Codes are those of the rules (idphoto/rule.h), stored as a JSON list. The note is sealed under
 * the student's key. Times are milliseconds since 1970 UTC, 0 where nothing has happened.
 */
#ifndef SRC_MODEL_EXCEPTION_H
#define SRC_MODEL_EXCEPTION_H

#include <stddef.h>
#include <stdint.h>

#include "src/base/crypt.h"
#include "src/model/reason.h"
#include "src/model/shot.h"

enum {
    EXCEPTION_CODES_MAX = 16,
    EXCEPTION_CODE_BYTES = 8,
    EXCEPTION_CODES_TEXT_BYTES = EXCEPTION_CODES_MAX * (EXCEPTION_CODE_BYTES + 2) + 3,
    EXCEPTION_NOTE_BYTES = 1201, /* UTF-8 with NUL: 400 Chinese characters */
    EXCEPTION_SEALED_BYTES = EXCEPTION_NOTE_BYTES + CRYPT_SEAL_OVERHEAD_BYTES
};

typedef enum ExceptionState {
    EXCEPTION_ASKED,
    EXCEPTION_APPROVED,
    EXCEPTION_REFUSED,
    EXCEPTION_STATE_COUNT
} ExceptionState;

/* A set of codes, in the order in which they were asked for. */
typedef struct ExceptionCodes {
    size_t n_codes;
    char codes[EXCEPTION_CODES_MAX][EXCEPTION_CODE_BYTES];
} ExceptionCodes;

typedef struct ExceptionRequest {
    int64_t id, journey_id;
    int64_t shot_id; /* the refused one that it is about */
    ExceptionCodes codes;
    size_t n_note;
    uint8_t note[EXCEPTION_SEALED_BYTES];
    char proof_blob[BLOB_TEXT_BYTES]; /* "": none, or erased */
    ExceptionState state;
    int64_t asked_ms;
    int64_t decided_by, decided_ms;
    char remark[REMARK_BYTES]; /* of the school, to the student */
} ExceptionRequest;

/* "asked", "approved", "refused"; stable. */
const char *exception_state_get_name(ExceptionState state);

/* EXCEPTION_STATE_COUNT if there is none of that name. */
ExceptionState exception_state_parse(const char *name);

/* Adds one. 0, or -1: too long, there already, or no room. */
int exception_codes_add(ExceptionCodes *codes, const char *code, size_t n_bytes);

/* ["P19","P15"] */
void exception_codes_format(const ExceptionCodes *codes, char ret_text[EXCEPTION_CODES_TEXT_BYTES]);

/* 0, or -1: not such a list. */
int exception_codes_parse(const char *text, ExceptionCodes *ret_codes);

#endif
