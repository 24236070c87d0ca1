/*
 * Which compression a client takes: the header Accept-Encoding (RFC 9110, 12.5.3). Pure.
 *
 * Only what it names counts: "*" is no promise that it can undo a coding of our choice.
 */
#ifndef SRC_HTTP_CODING_H
#define SRC_HTTP_CODING_H

#include <stdbool.h>

/* header: NULL where there is none. coding: "br", "gzip". */
bool http_accepts_coding(const char *header, const char *coding);

#endif
