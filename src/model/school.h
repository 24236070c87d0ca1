/* A school as students and staff see it. Plain data. */
#ifndef SRC_MODEL_SCHOOL_H
#define SRC_MODEL_SCHOOL_H

#include <stdint.h>

enum { SCHOOL_CODE_BYTES = 32, SCHOOL_NAME_BYTES = 128, SCHOOL_CONTACT_BYTES = 256 };

typedef struct School {
    int64_t id;      /* 0: none */
    int64_t version; /* rises with every change */
    char code[SCHOOL_CODE_BYTES];
    char name[SCHOOL_NAME_BYTES];
    char contact[SCHOOL_CONTACT_BYTES]; /* shown where something fails */
} School;

#endif
