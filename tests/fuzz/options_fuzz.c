/* Fuzzes the option parser: the input is the words, separated by zero bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/options.h"

enum { ARGUMENTS_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    char *text = malloc(n_bytes + 1), *argv[ARGUMENTS_MAX + 1] = {NULL};
    int flag = 0, argc = 0;
    long number = 1;
    const char *word = "";
    const Option options[] = {
        {"force", 'f', OPTION_FLAG, &flag, 0, 0, NULL, ""},
        {"output", 'o', OPTION_TEXT, &word, 0, 0, "FILE", ""},
        {"jobs", 'j', OPTION_NUMBER, &number, 1, 64, "N", ""},
        {0},
    };
    Operands operands = {0};
    Message message;

    if (!text)
        return 0;
    memcpy(text, data, n_bytes);
    text[n_bytes] = 0;
    for (size_t at = 0; at <= n_bytes && argc < ARGUMENTS_MAX; at += strlen(text + at) + 1)
        argv[argc++] = text + at;
    if (!options_parse(options, argc, argv, &operands, &message)) {
        size_t length = strlen(word);

        /* What was accepted is within its limits, and every operand is a readable word. */
        for (size_t i = 0; i < operands.n_values; i++)
            length += strlen(operands.values[i]);
        if (number < 1 || number > 64 || (flag & ~1) || length > n_bytes ||
            operands.n_values >= (size_t)argc)
            abort();
    } else if (!memchr(message.text, 0, sizeof message.text)) {
        abort();
    }
    free(text);
    return 0;
}
