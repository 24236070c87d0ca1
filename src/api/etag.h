/*
 * ETags (RFC 9110, 8.8.3 and 13): what a client has already is not sent again, and two who change
 * one thing do not undo each other's change unseen. A tag is a version number in quotes.
 */
#ifndef SRC_API_ETAG_H
#define SRC_API_ETAG_H

#include <stdbool.h>
#include <stdint.h>

#include "src/api/call.h"

enum { ETAG_BYTES = 24 };

void etag_format(int64_t version, char ret_etag[ETAG_BYTES]);

/* Whether the header's list ("*" is every tag, W/ is overlooked) has the tag. Pure. */
bool etag_is_in(const char *header, const char *etag);

/* Adds the ETag to the answer. True: the client has this version, and was told so by a 304. */
bool etag_answer_same(const ApiCall *call, int64_t version);

/*
 * The version the client's change is based on, from If-Match. 0, or -1: answered (428: there is no
 * such header; 412: it names no version). The change itself compares it, in its transaction, and
 * answers PROBLEM_CHANGED where it is another.
 */
int etag_read_version(const ApiCall *call, int64_t *ret_version);

#endif
