/* The list of reasons for the console, and in the answers of others. Thread-safe. */
#include "src/api/reasons.h"

json_t *reasons_pack(unsigned reasons)
{
    json_t *list = json_array();

    for (int i = 0; i < REASON_COUNT; i++)
        if (reasons & 1U << i) {
            const ReasonText *text = reason_get((Reason)i);

            json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "code", text->code, "zh",
                                                  text->zh, "en", text->en));
        }
    return list;
}

int reasons_read(const json_t *codes, unsigned *ret_reasons)
{
    unsigned reasons = 0;

    if (codes && !json_is_array(codes))
        return -1;
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const char *code = json_string_value(json_array_get(codes, i));
        const Reason reason = code ? reason_parse(code) : REASON_COUNT;

        if (reason == REASON_COUNT || reasons & 1U << reason)
            return -1;
        reasons |= 1U << reason;
    }
    *ret_reasons = reasons;
    return 0;
}

void reasons_api_list(ApiCall *call)
{
    json_answer(call, 200,
                json_pack("{s:o, s:n}", "items", reasons_pack((1U << REASON_COUNT) - 1), "next"));
}
