/* The list of photos that a command works on: files as given, folders as their photo files. */
#ifndef SRC_CMD_INPUTS_H
#define SRC_CMD_INPUTS_H

#include <stddef.h>

#include "src/base/message.h"

typedef struct Input {
    char *path;
    char *stem; /* file name without its ending: the outputs' name */
} Input;

typedef struct Inputs {
    size_t n_items;
    Input *items; /* sorted by stem */
    int has_folder;
} Inputs;

enum { INPUTS_MAX = 100000 };

/*
 * Files are taken whatever their ending; of folders only .jpg .jpeg .png .heic .heif .webp, not
 * deeper. Two inputs of one stem are refused: their outputs would overwrite each other.
 * 0, or -1 with a line for the user. Free with inputs_free.
 */
int inputs_new(char *const *operands, size_t n_operands, Inputs **ret_inputs, Message *ret_message);

/* NULL is allowed. */
void inputs_free(Inputs *inputs);

#endif
