/*
 * Capture codes (采集码): who issued them reads them.
 *
 * The national registry gives each student a code for each registration, as a QR picture whose text
 * only it can make. How that text is opened is not public: this is the place of an adapter that
 * can, and simulator.h has one with a key of its own. Thread-safe.
 */
#ifndef SRC_REGISTRY_REGISTRY_H
#define SRC_REGISTRY_REGISTRY_H

#include "lib/base/cleanup.h"
#include "src/base/status.h"
#include "src/model/capture_code.h"

enum { CAPTURE_CODE_TEXT_BYTES = 512 }; /* of any code's text, with NUL */

typedef enum CodeOutcome {
    CODE_READ,
    CODE_NOT_ONE, /* another QR code, or a part of one */
    CODE_FOREIGN, /* it looks like one, but was not issued by this registry, or was altered */
    CODE_EXPIRED
} CodeOutcome;

typedef struct Registry Registry;

typedef struct RegistryDriver {
    int (*read)(const Registry *registry, const char *text, int64_t now_ms,
                CodeOutcome *ret_outcome, CaptureCode *ret_code, Message *message);
    void (*free)(Registry *registry);
} RegistryDriver;

struct Registry {
    const RegistryDriver *driver; /* the driver's own fields follow */
};

/*
 * text: UTF-8, as it was scanned; blanks around it do not matter. *ret_code is filled with
 * CODE_READ and CODE_EXPIRED. An adapter that asks somebody else may answer BUSY or GONE.
 */
int registry_read(const Registry *registry, const char *text, int64_t now_ms,
                  CodeOutcome *ret_outcome, CaptureCode *ret_code, Message *ret_message);

void registry_free(Registry *registry); /* NULL is allowed */
DEFINE_CLEANUP(Registry, registry_free)

#endif
