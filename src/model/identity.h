/*
 * Names, identity numbers, student numbers and phone numbers: their forms, and what may be shown of
 * them. Pure functions on UTF-8.
 *
 * Sources: GB 11643 (identity numbers and their check digit), ICAO 9303 (passport numbers), the
 * ministry's numbering of mobile phones (11 digits from 13 to 19).
 */
#ifndef SRC_MODEL_IDENTITY_H
#define SRC_MODEL_IDENTITY_H

#include <stddef.h>

enum {
    NAME_BYTES = 128, /* 40 characters and NUL */
    NAME_CHARACTERS_MAX = 40,
    IDENTITY_BYTES = 24, /* an identity or passport number and NUL */
    STUDENT_NUMBER_BYTES = 32,
    PHONE_BYTES = 16
};

typedef enum IdentityKind {
    IDENTITY_NONE,     /* neither */
    IDENTITY_RESIDENT, /* 18 digits, the last may be X */
    IDENTITY_PASSPORT  /* 5 to 20 letters and digits */
} IdentityKind;

/*
 * Brings a number to its one form: blanks and hyphens dropped, letters and full-width digits to
 * ASCII capitals and digits. IDENTITY_NONE: it is neither kind (a resident's number of a day that
 * does not exist, or whose check digit is wrong, is none).
 */
IdentityKind identity_parse(const char *text, char ret_number[IDENTITY_BYTES]);

/* The 18th character of a resident's number whose first 17 digits these are. */
char identity_get_check(const char *digits);

/*
 * Trims a name and makes each run of blanks one; middle dots of any form become U+00B7. 0, or -1:
 * empty, too long, not UTF-8 or with control characters.
 */
int name_parse(const char *text, char ret_name[NAME_BYTES]);

/* Letters, digits, hyphens and dots; 0 or -1. Kept as it is written. */
int student_number_parse(const char *text, char ret_number[STUDENT_NUMBER_BYTES]);

/* A mainland mobile number of 11 digits; "+86", blanks and hyphens are dropped. 0 or -1. */
int phone_parse(const char *text, char ret_phone[PHONE_BYTES]);

/* "张三" to "张*", "欧阳娜娜" to "欧**娜", "John Smith" to "J********h". */
void name_mask(const char *name, char ret_masked[NAME_BYTES]);

/* "320102200401011234" to "3201**********1234", "E12345678" to "E1*****78". */
void identity_mask(const char *number, char ret_masked[IDENTITY_BYTES]);

/* "13812345678" to "138****5678". */
void phone_mask(const char *phone, char ret_masked[PHONE_BYTES]);

/* Whether two masked texts can be of one: as long, and the same wherever both show a character. */
int mask_agrees(const char *masked, const char *other);

#endif
