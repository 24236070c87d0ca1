/* What is the same for all adapters: bounds and blanks. */
#include "src/registry/registry.h"

#include <string.h>

int registry_read(const Registry *registry, const char *text, int64_t now_ms,
                  CodeOutcome *ret_outcome, CaptureCode *ret_code, Message *ret_message)
{
    static const char blanks[] = " \t\r\n";
    const char *from = text + strspn(text, blanks);
    size_t length = strlen(from);
    char trimmed[CAPTURE_CODE_TEXT_BYTES];

    while (length && strchr(blanks, from[length - 1]))
        length--;
    if (length >= sizeof trimmed) {
        *ret_outcome = CODE_NOT_ONE;
        return STATUS_OK;
    }
    memcpy(trimmed, from, length);
    trimmed[length] = 0;
    return registry->driver->read(registry, trimmed, now_ms, ret_outcome, ret_code, ret_message);
}

void registry_free(Registry *registry)
{
    if (registry)
        registry->driver->free(registry);
}
