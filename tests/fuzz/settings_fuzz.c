/* Fuzzes the settings: what is accepted prints as a file that is read as the same. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/cmd/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static char *print(const Settings *settings, size_t *ret_n_bytes)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, ret_n_bytes);

    if (!stream)
        abort();
    settings_print(settings, stream);
    fclose(stream);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    Settings settings, again;
    size_t n_first, n_second;
    Message message;
    char *first, *second;

    if (settings_parse("fuzz", (const char *)data, n_bytes, &settings, &message)) {
        if (!memchr(message.text, 0, sizeof message.text) || strchr(message.text, '\n'))
            abort();
        return 0;
    }
    first = print(&settings, &n_first);
    if (settings_parse("again", first, n_first, &again, &message))
        abort();
    second = print(&again, &n_second);
    if (n_first != n_second || memcmp(first, second, n_first) != 0)
        abort();
    free(first);
    free(second);
    return 0;
}
