/* The guide's sentences. Thread-safe: constant. */
#include "src/app/texts.h"

#include <stdio.h>

#include "src/base/local_time.h"

static const char drafts_remain[] = "系统检测到草稿箱有照片, 可以选择进行上传。";

void text_format_school_lock(int has_drafts, char ret_text[TEXT_BYTES_MAX])
{
    snprintf(ret_text, TEXT_BYTES_MAX,
             "系统检测到您的照片多次未通过活体检测, 请联系学校图采工作部门进行账号解锁。%s",
             has_drafts ? drafts_remain : "");
}

void text_format_timed_lock(int has_drafts, int64_t until_ms, char ret_text[TEXT_BYTES_MAX])
{
    const LocalTime t = local_time_from_ms(until_ms);

    snprintf(ret_text, TEXT_BYTES_MAX,
             "请仔细阅读拍摄要求, 可于 %04d 年 %02d 月 %02d 日 %02d: %02d: %02d 后重新拍摄。%s",
             t.year, t.month, t.day, t.hour, t.minute, t.second, has_drafts ? drafts_remain : "");
}

const char *text_get_box_full(void)
{
    return "草稿箱已满，请前往草稿箱删除或使用草稿箱照片。";
}
