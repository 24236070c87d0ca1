/* One thread. */
#include "src/cmd/demo_codes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "src/base/file.h"
#include "src/registry/qr.h"
#include "src/registry/simulator.h"

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

static int issue(const Site *site, const char *school_code, const DemoPerson *person,
                 char ret_text[CAPTURE_CODE_TEXT_BYTES], Message *message)
{
    CaptureCode code = {.registration = "2026 届专科毕业",
                        .expires_ms = clock_now_ms(&site->app.clock) + DEMO_CODE_DAYS * day_ms};
    CryptKey key = site_get_simulator_key(site);
    int status;

    snprintf(code.unique_number, sizeof code.unique_number, "%s", person->unique_number);
    snprintf(code.school_code, sizeof code.school_code, "%s", school_code);
    name_mask(person->name, code.name_masked);
    identity_mask(person->identity, code.identity_masked);
    status = simulator_issue(&key, &code, ret_text, message);
    crypt_wipe(&key, sizeof key);
    return status;
}

static int draw(const Site *site, const DemoPerson *person, DemoCode *code, Message *message)
{
    cleanup_free char *svg = NULL;
    char folder[CONFIG_TEXT_BYTES];
    int status = qr_print_svg(code->text, &svg, message);

    if (status)
        return status;
    if (snprintf(folder, sizeof folder, "%s/demo", site->data_dir) >= (int)sizeof folder ||
        snprintf(code->picture, sizeof code->picture, "%s/code-%s.svg", folder,
                 person->student_number) >= (int)sizeof code->picture)
        return status_set(message, STATUS_ARGUMENT, "the data folder's path is too long");
    if (mkdir(folder, 0700) && errno != EEXIST)
        return status_set(message, STATUS_GONE, "%.180s: %s", folder, strerror(errno));
    return file_write(code->picture, svg, strlen(svg), message) ? STATUS_GONE : STATUS_OK;
}

int demo_code_make(const Site *site, const char *school_code, const DemoPerson *person,
                   DemoCode *ret_code, Message *ret_message)
{
    const int status = issue(site, school_code, person, ret_code->text, ret_message);

    return status ? status : draw(site, person, ret_code, ret_message);
}
