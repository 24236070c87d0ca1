/* What a capture code (采集码) of the registry says. Plain data; how it is read: src/registry. */
#ifndef SRC_MODEL_CAPTURE_CODE_H
#define SRC_MODEL_CAPTURE_CODE_H

#include <stdint.h>

#include "src/model/identity.h"
#include "src/model/school.h"

enum { REGISTRATION_BYTES = 64 };

/* One registration of one student; who has two has two codes. */
typedef struct CaptureCode {
    char unique_number[STUDENT_NUMBER_BYTES];
    char name_masked[NAME_BYTES], identity_masked[IDENTITY_BYTES];
    char school_code[SCHOOL_CODE_BYTES];
    char registration[REGISTRATION_BYTES]; /* which one, for people to read */
    int64_t expires_ms;
} CaptureCode;

#endif
