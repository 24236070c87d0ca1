/*
 * Command-line options as one typed table, which parses them and prints their help.
 *
 * Forms: --name VALUE, --name=VALUE, -n VALUE, --flag, -f; `--` ends the options; anything else is
 * an operand. Unknown names, missing or surplus values and numbers out of range are errors with one
 * clear line. Nothing is copied: values point into argv. Pure, thread-safe.
 */
#ifndef SRC_BASE_OPTIONS_H
#define SRC_BASE_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

#include "src/base/message.h"

typedef enum OptionKind {
    OPTION_FLAG,  /* target: int, set to 1 */
    OPTION_TEXT,  /* target: const char * */
    OPTION_NUMBER /* target: long, within min..max */
} OptionKind;

typedef struct Option {
    const char *name; /* without dashes; NULL ends the table */
    char letter;      /* 0: none */
    OptionKind kind;
    void *target;
    long min, max;     /* of a number */
    const char *value; /* what the help calls the value: "FILE" */
    const char *help;
} Option;

typedef struct Operands {
    char **values; /* points into argv, which is reordered: operands first */
    size_t n_values;
} Operands;

/*
 * Parses argv[1 .. argc-1]. 0, or -1 with a line for the user in ret_message.
 */
int options_parse(const Option *options, int argc, char **argv, Operands *ret_operands,
                  Message *ret_message);

/* One aligned line for each option. */
void options_print_help(const Option *options, FILE *stream);

#endif
