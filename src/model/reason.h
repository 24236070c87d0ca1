/*
 * Why a photo is returned: a fixed list, which school, centre and registry share. A set of reasons
 * is a word of bits, 1 << Reason; it is stored, logged and sent as a JSON list of codes. Pure.
 */
#ifndef SRC_MODEL_REASON_H
#define SRC_MODEL_REASON_H

#include <stddef.h>

/* Codes are stable; new ones go to the end. */
typedef enum Reason {
    REASON_BACKGROUND,
    REASON_LIGHTING,
    REASON_BLUR,
    REASON_FRAMING,
    REASON_POSE,
    REASON_EXPRESSION,
    REASON_EYES,
    REASON_GLASSES,
    REASON_HAIR,
    REASON_HEADWEAR,
    REASON_JEWELLERY,
    REASON_CLOTHING,
    REASON_RETOUCHED,
    REASON_RECAPTURED,
    REASON_OTHER_PERSON,
    REASON_REGISTRY, /* the national registry refused it */
    REASON_OTHER,    /* see the remark */
    REASON_COUNT
} Reason;

/* Of the remark that goes with the reasons, in bytes of UTF-8 with NUL. */
enum { REMARK_BYTES = 601, REASONS_TEXT_BYTES = 512 };

typedef struct ReasonText {
    const char *code, *zh, *en;
} ReasonText;

const ReasonText *reason_get(Reason reason);

/* REASON_COUNT if there is none of that code. */
Reason reason_parse(const char *code);

/* ["pose","eyes"], in the order of the list. */
void reasons_format(unsigned reasons, char ret_text[REASONS_TEXT_BYTES]);

/* The reverse; NULL and "" are no reasons. Codes that are not known are left out. */
unsigned reasons_parse(const char *text);

/* Whether a return says enough, and not too much: one reason at least, a remark (NULL: none) for
 * REASON_OTHER, less than REMARK_BYTES. */
int reasons_are_told(unsigned reasons, const char *remark);

#endif
