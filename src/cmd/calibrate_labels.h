/*
 * Labels: what people saw on pictures, as a table to calibrate the rules by.
 *
 * A CSV file (RFC 4180) with the header `file,rules,unknown,tags,note`. rules: codes, separated by
 * spaces, that the picture breaks to the eye; `P04?`: even a person hesitates; `P26/dark`: this
 * measure of the code, while its others are not judged. unknown: codes that were not judged; `*`:
 * all that are not in rules. What is in neither is good.
 */
#ifndef SRC_CMD_CALIBRATE_LABELS_H
#define SRC_CMD_CALIBRATE_LABELS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/check/rules.h"
#include "src/base/message.h"

typedef enum Mark {
    MARK_GOOD,
    MARK_UNKNOWN, /* not judged */
    MARK_DOUBTFUL,
    MARK_BROKEN
} Mark;

typedef struct Label {
    char *file;                /* as written: relative to some folder */
    char *rules, *unknown;     /* as written */
    char *tags;                /* separated by spaces */
    uint8_t marks[RULE_COUNT]; /* Mark of each row of the table of rules */
} Label;

typedef struct Labels {
    size_t n_items;
    Label *items;
} Labels;

enum { LABELS_MAX = 100000, LABELS_BYTES_MAX = 16 << 20 };

/*
 * Parses the text. 0, or -1 with a line for the user that names the line of the fault: another
 * header, a row of more or fewer fields, an unknown code, a quote that does not end, a file twice.
 * Free with labels_free. Thread-safe.
 */
int labels_parse(const char *text, size_t n_bytes, Labels **ret_labels, Message *ret_message);

/* The same of a file. */
int labels_read(const char *path, Labels **ret_labels, Message *ret_message);

/* NULL is allowed. */
void labels_free(Labels *labels);

/* The mark of a code: broken or doubtful if one of its rows is, good only if all of them are. */
Mark label_get_code_mark(const Label *label, const char *code);

/* 1 if it was judged and is not sure to break any rule. */
int label_is_good(const Label *label);

/* 1 if the tag is one of its tags. */
int label_has_tag(const Label *label, const char *tag);

#endif
