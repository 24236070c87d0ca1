/* Reasons of a return as JSON. */
#ifndef SRC_API_REASONS_H
#define SRC_API_REASONS_H

#include "src/api/json.h"
#include "src/model/reason.h"

/* [{"code", "zh", "en"}]; NULL: out of memory. */
json_t *reasons_pack(unsigned reasons);

/* A list of codes; NULL is an empty one. 0, or -1: a code that is unknown or stands twice. */
int reasons_read(const json_t *codes, unsigned *ret_reasons);

#endif
