/*
 * Which part of a file is asked for: the header Range (RFC 9110, 14). Pure.
 *
 * One part of bytes is answered; whoever asks for several, in other units or malformed gets the
 * whole file, as the standard allows.
 */
#ifndef SRC_HTTP_RANGE_H
#define SRC_HTTP_RANGE_H

#include <stddef.h>

typedef enum HttpRangeKind {
    HTTP_RANGE_WHOLE,
    HTTP_RANGE_PART,
    HTTP_RANGE_OUTSIDE /* begins beyond the end: 416 */
} HttpRangeKind;

typedef struct HttpRange {
    HttpRangeKind kind;
    size_t from, n_bytes; /* of the part, or of the whole */
} HttpRange;

/* header: NULL where there is none. n_bytes: of the file. */
HttpRange http_range_parse(const char *header, size_t n_bytes);

#endif
