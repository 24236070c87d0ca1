/*
 * Texts as they may be scanned. An even first byte: the rest is the text. An odd one: the rest is
 * what is sealed in a good code, so that the lines inside are reached too. What is read once must
 * be issued and read again as the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/base64.h"
#include "src/registry/simulator.h"

enum { PAYLOAD_MAX = 340 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static const CryptKey key = {{1, 2, 3}};

static void make_text(const uint8_t *data, size_t n_bytes, char ret_text[CAPTURE_CODE_TEXT_BYTES])
{
    uint8_t sealed[PAYLOAD_MAX + CRYPT_SEAL_OVERHEAD_BYTES];

    if (data[0] & 1) {
        const size_t n_payload = n_bytes - 1 < PAYLOAD_MAX ? n_bytes - 1 : PAYLOAD_MAX;

        crypt_seal(&key, SIMULATOR_CONTEXT, data + 1, n_payload, sealed);
        memcpy(ret_text, SIMULATOR_PREFIX, sizeof SIMULATOR_PREFIX);
        base64_format(sealed, n_payload + CRYPT_SEAL_OVERHEAD_BYTES,
                      ret_text + strlen(SIMULATOR_PREFIX));
    } else {
        const size_t n_text =
            n_bytes - 1 < CAPTURE_CODE_TEXT_BYTES ? n_bytes - 1 : CAPTURE_CODE_TEXT_BYTES - 1;

        memcpy(ret_text, data + 1, n_text);
        ret_text[n_text] = 0;
    }
}

static CodeOutcome read_text(const char *text, CaptureCode *ret_code)
{
    CodeOutcome outcome = CODE_NOT_ONE;
    Registry *registry;
    Message message;

    if (simulator_new(&key, &registry, &message) ||
        registry_read(registry, text, 0, &outcome, ret_code, &message))
        abort();
    registry_free(registry);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    char text[CAPTURE_CODE_TEXT_BYTES];
    CaptureCode code = {.expires_ms = 0}, again = {.expires_ms = 0};
    Message message;

    if (!n_bytes || crypt_init())
        return 0;
    make_text(data, n_bytes, text);
    if (read_text(text, &code) != CODE_READ || simulator_issue(&key, &code, text, &message))
        return 0;
    if (read_text(text, &again) != CODE_READ || strcmp(again.unique_number, code.unique_number) ||
        strcmp(again.name_masked, code.name_masked))
        abort();
    return 0;
}
