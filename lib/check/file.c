/* One place decides which failures are the file's. Pure. */
#include "lib/check/file.h"

int check_file(Judge *judge, int decode_status)
{
    switch (decode_status) {
    case IDP_E_FORMAT:
    case IDP_E_DAMAGED:
    case IDP_E_TOO_LARGE:
    case IDP_E_TOO_SMALL:
    case IDP_E_UNSUPPORTED:
        judge->report->status = decode_status;
        judge_add(judge, RULE_FILE_READABLE, 0, 1, NULL);
        return IDP_OK;
    case IDP_OK:
        judge_add(judge, RULE_FILE_READABLE, 1, 1, NULL);
        return IDP_OK;
    default:
        return decode_status;
    }
}
