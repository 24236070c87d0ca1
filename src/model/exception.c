/* Names of states, lists of codes. Thread-safe: pure. */
#include "src/model/exception.h"

#include <stdio.h>
#include <string.h>

static const char *const state_names[EXCEPTION_STATE_COUNT] = {"asked", "approved", "refused"};

const char *exception_state_get_name(ExceptionState state)
{
    return state_names[state];
}

ExceptionState exception_state_parse(const char *name)
{
    ExceptionState state = 0;

    while (state < EXCEPTION_STATE_COUNT && strcmp(state_names[state], name) != 0)
        state++;
    return state;
}

int exception_codes_add(ExceptionCodes *codes, const char *code, size_t n_bytes)
{
    char *place;

    if (codes->n_codes == EXCEPTION_CODES_MAX || !n_bytes || n_bytes >= EXCEPTION_CODE_BYTES ||
        strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") < n_bytes)
        return -1;
    for (size_t i = 0; i < codes->n_codes; i++)
        if (strlen(codes->codes[i]) == n_bytes && !memcmp(codes->codes[i], code, n_bytes))
            return -1;
    place = codes->codes[codes->n_codes++];
    memcpy(place, code, n_bytes);
    place[n_bytes] = 0;
    return 0;
}

void exception_codes_format(const ExceptionCodes *codes, char ret_text[EXCEPTION_CODES_TEXT_BYTES])
{
    size_t used = 1;

    ret_text[0] = '[';
    for (size_t i = 0; i < codes->n_codes; i++)
        used += (size_t)snprintf(ret_text + used, EXCEPTION_CODES_TEXT_BYTES - used, "%s\"%s\"",
                                 i ? "," : "", codes->codes[i]);
    snprintf(ret_text + used, EXCEPTION_CODES_TEXT_BYTES - used, "]");
}

int exception_codes_parse(const char *text, ExceptionCodes *ret_codes)
{
    ExceptionCodes codes = {.n_codes = 0};
    const char *at = text;

    if (*at++ != '[')
        return -1;
    while (*at == '"') {
        const size_t n_bytes = strcspn(++at, "\"");

        if (!at[n_bytes] || exception_codes_add(&codes, at, n_bytes))
            return -1;
        at += n_bytes + 1;
        at += *at == ',' && at[1] == '"';
    }
    if (strcmp(at, "]") != 0)
        return -1;
    *ret_codes = codes;
    return 0;
}
