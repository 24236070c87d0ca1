/* Codes of our own. Thread-safe: the key never changes. */
#include "src/registry/simulator.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "src/base/base64.h"

enum {
    N_LINES = 6,
    PREFIX_LENGTH = sizeof SIMULATOR_PREFIX - 1,
    SEALED_MAX = (CAPTURE_CODE_TEXT_BYTES - PREFIX_LENGTH) * 3 / 4,
    PAYLOAD_MAX = 21 + SCHOOL_CODE_BYTES + STUDENT_NUMBER_BYTES + REGISTRATION_BYTES + NAME_BYTES +
                  IDENTITY_BYTES
};

_Static_assert(PREFIX_LENGTH + BASE64_TEXT_BYTES(PAYLOAD_MAX + CRYPT_SEAL_OVERHEAD_BYTES) <=
                   CAPTURE_CODE_TEXT_BYTES,
               "the longest code fits");
_Static_assert((int)SCHOOL_CODE_BYTES == STUDENT_NUMBER_BYTES, "one form for both");

typedef struct Simulator {
    Registry base; /* first */
    CryptKey key;
} Simulator;

/* --- the lines */

/* The next line, cut off in place; NULL: there is none more, or it is empty. */
static char *take_line(char **text)
{
    char *line = *text, *end = line ? strchr(line, '\n') : NULL;

    if (!end || end == line)
        return NULL;
    *end = 0;
    *text = end + 1;
    return line;
}

static bool take_text(char **text, char *ret_field, size_t size_bytes)
{
    const char *line = take_line(text);

    return line && snprintf(ret_field, size_bytes, "%s", line) < (int)size_bytes;
}

static bool take_number(char **text, char ret_number[STUDENT_NUMBER_BYTES])
{
    const char *line = take_line(text);

    return line && !student_number_parse(line, ret_number);
}

static bool take_time(char **text, int64_t *ret_time_ms)
{
    const char *line = take_line(text);
    char *end;

    if (!line || *line < '1' || *line > '9')
        return false;
    errno = 0;
    *ret_time_ms = strtoll(line, &end, 10);
    return !*end && !errno;
}

static bool parse(char *text, CaptureCode *ret_code)
{
    CaptureCode code = {.expires_ms = 0};

    if (!take_time(&text, &code.expires_ms) || !take_number(&text, code.school_code) ||
        !take_number(&text, code.unique_number) ||
        !take_text(&text, code.registration, sizeof code.registration) ||
        !take_text(&text, code.name_masked, sizeof code.name_masked) ||
        !take_text(&text, code.identity_masked, sizeof code.identity_masked) || *text)
        return false;
    *ret_code = code;
    return true;
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

/* --- codes */

/* How many bytes base64 of that length holds. */
static size_t get_decoded_bytes(size_t length)
{
    return length / 4 * 3 + (length % 4 ? length % 4 - 1 : 0);
}

static int read_code(const Registry *registry, const char *text, int64_t now_ms,
                     CodeOutcome *ret_outcome, CaptureCode *ret_code, Message *message)
{
    const Simulator *simulator = (const Simulator *)(const void *)registry;
    uint8_t sealed[SEALED_MAX];
    char payload[SEALED_MAX + 1];
    size_t n_sealed;

    (void)message;
    *ret_outcome = CODE_NOT_ONE;
    if (strncmp(text, SIMULATOR_PREFIX, PREFIX_LENGTH) != 0)
        return STATUS_OK;
    text += PREFIX_LENGTH;
    n_sealed = get_decoded_bytes(strlen(text));
    if (n_sealed <= CRYPT_SEAL_OVERHEAD_BYTES || n_sealed > sizeof sealed ||
        base64_parse(text, n_sealed, sealed))
        return STATUS_OK;
    *ret_outcome = CODE_FOREIGN;
    if (crypt_open(&simulator->key, SIMULATOR_CONTEXT, sealed, n_sealed, (uint8_t *)payload))
        return STATUS_OK;
    payload[n_sealed - CRYPT_SEAL_OVERHEAD_BYTES] = 0;
    *ret_outcome = CODE_NOT_ONE;
    if (strlen(payload) == n_sealed - CRYPT_SEAL_OVERHEAD_BYTES && parse(payload, ret_code))
        *ret_outcome = now_ms < ret_code->expires_ms ? CODE_READ : CODE_EXPIRED;
    return STATUS_OK;
}

static void free_simulator(Registry *registry)
{
    crypt_wipe(registry, sizeof(Simulator));
    free(registry);
}

int simulator_new(const CryptKey *key, Registry **ret_registry, Message *ret_message)
{
    static const RegistryDriver driver = {read_code, free_simulator};
    Simulator *simulator = ALLOC_NEW(Simulator);

    if (!simulator)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for the registry");
    simulator->base.driver = &driver;
    simulator->key = *key;
    *ret_registry = &simulator->base;
    return STATUS_OK;
}

int simulator_issue(const CryptKey *key, const CaptureCode *code,
                    char ret_text[CAPTURE_CODE_TEXT_BYTES], Message *ret_message)
{
    char payload[PAYLOAD_MAX + 1], copy[sizeof payload];
    uint8_t sealed[PAYLOAD_MAX + CRYPT_SEAL_OVERHEAD_BYTES];
    CaptureCode again;
    const int n_bytes = snprintf(payload, sizeof payload, "%" PRId64 "\n%s\n%s\n%s\n%s\n%s\n",
                                 code->expires_ms, code->school_code, code->unique_number,
                                 code->registration, code->name_masked, code->identity_masked);

    memcpy(copy, payload, sizeof copy);
    if (has_control(code->registration) || has_control(code->name_masked) ||
        has_control(code->identity_masked) || !parse(copy, &again))
        return status_set(ret_message, STATUS_ARGUMENT, "these are no fields of a capture code");
    crypt_seal(key, SIMULATOR_CONTEXT, payload, (size_t)n_bytes, sealed);
    memcpy(ret_text, SIMULATOR_PREFIX, PREFIX_LENGTH);
    base64_format(sealed, (size_t)n_bytes + CRYPT_SEAL_OVERHEAD_BYTES, ret_text + PREFIX_LENGTH);
    return STATUS_OK;
}
