/* The table. Thread-safe: constant. */
#include "src/model/reason.h"

#include <stdio.h>
#include <string.h>

static const ReasonText texts[REASON_COUNT] = {
    [REASON_BACKGROUND] = {"background", "背景不符合要求", "The background"},
    [REASON_LIGHTING] = {"lighting", "光线不均匀或有光斑", "Uneven light or highlights"},
    [REASON_BLUR] = {"blur", "照片不清晰", "The photo is not sharp"},
    [REASON_FRAMING] = {"framing", "人像位置或大小不符合要求", "Position or size in the frame"},
    [REASON_POSE] = {"pose", "头部或肩膀不端正", "Head or shoulders are not straight"},
    [REASON_EXPRESSION] = {"expression", "表情不自然或嘴唇未闭合",
                           "The expression, or lips that are not closed"},
    [REASON_EYES] = {"eyes", "双眼未自然睁开或未平视", "Eyes not open or not looking ahead"},
    [REASON_GLASSES] = {"glasses", "眼镜反光、有色或遮挡眼睛",
                        "Glasses reflect, are tinted or cover the eyes"},
    [REASON_HAIR] = {"hair", "头发遮挡眉毛、眼睛或耳朵", "Hair covers eyebrows, eyes or ears"},
    [REASON_HEADWEAR] = {"headwear", "佩戴头部覆盖物", "Something on the head"},
    [REASON_JEWELLERY] = {"jewellery", "佩戴耳环、项链等饰品", "Jewellery"},
    [REASON_CLOTHING] = {"clothing", "衣着不符合要求", "The clothing"},
    [REASON_RETOUCHED] = {"retouched", "照片经过美颜处理", "The photo was retouched"},
    [REASON_RECAPTURED] = {"recaptured", "翻拍其他照片", "A photo of a photo"},
    [REASON_OTHER_PERSON] = {"other-person", "照片与本人不符", "Not the student's own face"},
    [REASON_REGISTRY] = {"registry", "未通过学籍平台校验", "The national registry refused it"},
    [REASON_OTHER] = {"other", "其他原因，见说明", "Another reason: see the remark"},
};

const ReasonText *reason_get(Reason reason)
{
    return &texts[reason];
}

Reason reason_parse(const char *code)
{
    Reason reason = 0;

    while (reason < REASON_COUNT && strcmp(texts[reason].code, code) != 0)
        reason++;
    return reason;
}

void reasons_format(unsigned reasons, char ret_text[REASONS_TEXT_BYTES])
{
    size_t used = 1;

    ret_text[0] = '[';
    for (int i = 0; i < REASON_COUNT; i++)
        if (reasons & 1U << i)
            used += (size_t)snprintf(ret_text + used, REASONS_TEXT_BYTES - used, "%s\"%s\"",
                                     used > 1 ? "," : "", texts[i].code);
    snprintf(ret_text + used, REASONS_TEXT_BYTES - used, "]");
}

unsigned reasons_parse(const char *text)
{
    unsigned set = 0;
    const char *start = text ? strchr(text, '"') : NULL;

    while (start) {
        const char *end = strchr(++start, '"');
        char code[32];

        if (!end)
            break;
        snprintf(code, sizeof code, "%.*s", (int)(end - start), start);
        if (reason_parse(code) < REASON_COUNT)
            set |= 1U << reason_parse(code);
        start = strchr(end + 1, '"');
    }
    return set;
}

int reasons_are_told(unsigned reasons, const char *remark)
{
    const size_t n_bytes = remark ? strlen(remark) : 0;

    return reasons && n_bytes < REMARK_BYTES && (n_bytes || !(reasons & 1U << REASON_OTHER));
}
