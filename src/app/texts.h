/* What students are told by the guide's own sentences. Pure functions. */
#ifndef SRC_APP_TEXTS_H
#define SRC_APP_TEXTS_H

#include <stddef.h>
#include <stdint.h>

enum { TEXT_BYTES_MAX = 512 }; /* of the texts below, UTF-8 with NUL */

/*
 * Why no photo can be taken now. The sentence about drafts stands only if there is one. Source: the
 * guide, part two, 9 and 10: its words and its blanks, byte for byte.
 */
void text_format_school_lock(int has_drafts, char ret_text[TEXT_BYTES_MAX]);
void text_format_timed_lock(int has_drafts, int64_t until_ms, char ret_text[TEXT_BYTES_MAX]);

/* The guide, part two, 11. */
const char *text_get_box_full(void);

#endif
