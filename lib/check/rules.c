/* The table of rules: data, and the few lines that read it. Thread-safe: constant. */
#include "lib/check/rules.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const IdpRule rules[RULE_COUNT] = {
    [RULE_FILE_READABLE] = {"F01", "readable", "count", 1,
                            "照片文件无法读取，请用手机相机重新拍摄后上传",
                            "The file cannot be read as a photo; take a new one with the camera"},
    [RULE_FILE_PIXELS] = {"F01", "pixels", "px", 0, "照片像素偏低，请使用后置摄像头原图",
                          "The photo has few pixels; use the rear camera's original"},
    [RULE_FACE_COUNT] = {"P01", "faces", "count", 1, "画面中应只有本人一人，且面部清晰可见",
                         "Exactly one person must be in the picture, the face clearly visible"},
    [RULE_INTEROCULAR] = {"P02", "interocular", "px", 1, "人像太小，请靠近一些再拍",
                          "The face is too small; come closer"},
    [RULE_INTEROCULAR_LOW] = {"P02", "interocular_low", "px", 0, "人像像素偏少，建议靠近一些再拍",
                              "The face has few pixels; coming closer makes a sharper photo"},
    [RULE_TOO_FAR] = {"P02", "too_far", "ratio", 1, "离镜头太远，请靠近一些再拍",
                      "Too far from the camera; come closer"},
    [RULE_TOO_NEAR] = {"P02", "too_near", "ratio", 1, "离镜头太近，请退后一些再拍",
                       "Too close to the camera; step back"},
    [RULE_HEAD_ROOM] = {"P02", "head_room", "px", 1, "头顶被裁切，请在头顶上方留出空间",
                        "The head is cut at the top; leave room above the hair"},
    [RULE_BOTTOM_ROOM] = {"P02", "bottom_room", "ratio", 1, "肩部不完整，请露出双肩再拍",
                          "The shoulders are cut; show both shoulders and the upper chest"},
    [RULE_SIDE_ROOM] = {"P03", "side_room", "ratio", 1, "人像偏向一侧，请站在画面中间",
                        "Not in the middle of the picture; stand in the centre"},
    [RULE_HEAD_SHAPE] = {"P03", "head_shape", "ratio", 1,
                         "头发过高或人像比例无法符合标准，请整理头发后重拍",
                         "Hair top, eyes and face width cannot meet the standard together; "
                         "flatten the hair and try again"},
    [RULE_YAW] = {"P04", "yaw", "deg", 1, "头部左右偏转，请正对镜头",
                  "The head is turned to a side; face the camera"},
    [RULE_PITCH] = {"P05", "pitch", "deg", 1, "抬头或低头，请平视镜头",
                    "The head is raised or lowered; look straight ahead"},
    [RULE_ROLL] = {"P06", "roll", "deg", 1, "头部歪斜，请保持头部端正",
                   "The head is tilted; hold it upright"},
    [RULE_MATTE_UNSURE] = {"P31", "unsure", "ratio", 0, "人像边缘不够清楚，将由人工制作",
                           "The outline is unclear; the photo goes to manual making"},
    [RULE_MATTE_EDGE] = {"P31", "edge_energy", "ratio", 0, "人像与背景难以区分，将由人工制作",
                         "Person and background look alike; the photo goes to manual making"},
    [RULE_RESULT_WIDTH] = {"P30", "width", "px", 1, "成片宽度不符合标准", "Wrong width"},
    [RULE_RESULT_HEIGHT] = {"P30", "height", "px", 1, "成片高度不符合标准", "Wrong height"},
    [RULE_RESULT_DENSITY] = {"P30", "density", "dpi", 1, "成片分辨率不符合标准",
                             "Wrong resolution"},
    [RULE_RESULT_ENCODING] = {"P30", "encoding", "count", 1, "成片须为24位基线JPEG",
                              "Not a baseline JPEG of 24 bits"},
    [RULE_RESULT_METADATA] = {"P30", "metadata", "count", 1, "成片含有多余的元数据",
                              "The file carries metadata or bytes after its end"},
    [RULE_RESULT_BYTES] = {"P30", "bytes", "bytes", 1, "成片文件过大", "The file is too large"},
    [RULE_RESULT_BYTES_LOW] = {"P30", "bytes_low", "bytes", 0,
                               "成片文件小于标准下限：最高质量下可接受",
                               "The file is below the standard's size: accepted at top quality"},
    [RULE_RESULT_QUALITY] = {"P30", "quality", "", 1, "成片压缩质量过低", "JPEG quality too low"},
    [RULE_RESULT_BACKGROUND] = {"P30", "background", "", 1, "成片背景颜色不符合标准",
                                "The background is not the standard's colour"},
    [RULE_RESULT_HAIR_TOP] = {"P30", "hair_top", "px", 1, "头顶到上边缘的距离不符合标准",
                              "Distance from hair to the upper edge outside the standard"},
    [RULE_RESULT_EYES] = {"P30", "eyes", "px", 1, "眼睛到上边缘的距离不符合标准",
                          "Distance from eyes to the upper edge outside the standard"},
    [RULE_RESULT_FACE_WIDTH] = {"P30", "face_width", "px", 1, "脸宽不符合标准",
                                "Face width outside the standard"},
    [RULE_RESULT_AXIS] = {"P30", "axis", "px", 1, "人像未水平居中", "Not centred"},
};

const IdpRule *idp_rule_get(size_t position)
{
    return position < RULE_COUNT ? &rules[position] : NULL;
}

const IdpRule *idp_rule_find(const char *code, const char *measure)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (!strcmp(rules[i].code, code) && !strcmp(rules[i].measure, measure))
            return &rules[i];
    return NULL;
}

static IdpRuleResult *add_entry(IdpReport *report, RuleId rule)
{
    IdpRuleResult *entry = &report->rules[report->n_rules++];

    *entry = (IdpRuleResult){.code = rules[rule].code,
                             .measure = rules[rule].measure,
                             .verdict = IDP_VERDICT_UNMEASURED,
                             .value = NAN,
                             .unit = rules[rule].unit,
                             .threshold_min = -INFINITY,
                             .threshold_max = INFINITY};
    return entry;
}

static void raise_verdict(IdpReport *report, IdpVerdict verdict)
{
    if ((verdict == IDP_VERDICT_WARN || verdict == IDP_VERDICT_FAIL) && verdict > report->verdict)
        report->verdict = verdict;
}

_Static_assert((int)RULE_COUNT <= (int)IDP_REPORT_RULES_MAX, "each rule is entered once");
_Static_assert(IDP_VERDICT_PASS < IDP_VERDICT_WARN && IDP_VERDICT_WARN < IDP_VERDICT_FAIL,
               "raise_verdict compares them");

void report_add(IdpReport *report, RuleId rule, double value, Limits limits, double confidence,
                const IdpPlace *place)
{
    IdpRuleResult *entry = add_entry(report, rule);

    entry->value = value;
    entry->threshold_min = limits.min;
    entry->threshold_max = limits.max;
    entry->confidence = confidence;
    if (isnan(value))
        return;
    if (value >= limits.min && value <= limits.max)
        entry->verdict = IDP_VERDICT_PASS;
    else
        entry->verdict = rules[rule].is_hard ? IDP_VERDICT_FAIL : IDP_VERDICT_WARN;
    if (place)
        entry->place = *place;
    raise_verdict(report, entry->verdict);
}

void report_add_without_value(IdpReport *report, RuleId rule, IdpVerdict verdict)
{
    add_entry(report, rule)->verdict = verdict;
}

static bool has_rule(const IdpReport *report, RuleId rule)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (report->rules[i].code == rules[rule].code &&
            report->rules[i].measure == rules[rule].measure)
            return true;
    return false;
}

void report_add_unmeasured(IdpReport *report, RuleId first, RuleId last)
{
    for (RuleId rule = first; rule <= last; rule++)
        if (!has_rule(report, rule))
            report_add_without_value(report, rule, IDP_VERDICT_UNMEASURED);
}

void report_fail_last(IdpReport *report)
{
    report->rules[report->n_rules - 1].verdict = IDP_VERDICT_FAIL;
    report->verdict = IDP_VERDICT_FAIL;
}
