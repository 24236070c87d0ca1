/* Capture codes of the demo's people, of the simulated registry: their texts and pictures. */
#ifndef SRC_CMD_DEMO_CODES_H
#define SRC_CMD_DEMO_CODES_H

#include "src/cmd/demo_people.h"
#include "src/cmd/site.h"
#include "src/registry/registry.h"

enum { DEMO_CODE_DAYS = 366 };

typedef struct DemoCode {
    char text[CAPTURE_CODE_TEXT_BYTES];
    char picture[CONFIG_TEXT_BYTES]; /* the SVG's path, below the data folder */
} DemoCode;

int demo_code_make(const Site *site, const char *school_code, const DemoPerson *person,
                   DemoCode *ret_code, Message *ret_message);

#endif
