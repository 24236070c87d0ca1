/* Fuzzes the report reader: what it accepts, the writer writes, and the reader accepts that again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <idphoto/report.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    static IdpReport report, again;
    char *text = NULL;
    IdpError error;

    if (idp_report_parse((const char *)data, n_bytes, &report, &error))
        return 0;
    if (idp_report_format(&report, &text, &error) ||
        idp_report_parse(text, strlen(text), &again, &error) || again.n_rules != report.n_rules ||
        again.verdict != report.verdict)
        abort();
    free(text);
    return 0;
}
