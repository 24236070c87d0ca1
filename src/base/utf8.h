/* What is text: UTF-8 without a NUL. Pure function. */
#ifndef SRC_BASE_UTF8_H
#define SRC_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool utf8_is_text(const void *data, size_t n_bytes);

#endif
