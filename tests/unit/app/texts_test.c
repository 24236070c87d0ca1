/* The guide's sentences, byte for byte, and the draft box's borders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/app/drafts.h"
#include "src/app/texts.h"
#include "src/base/local_time.h"

static void test_lock_by_the_school(void **state)
{
    char text[TEXT_BYTES_MAX];

    (void)state;
    text_format_school_lock(1, text);
    assert_string_equal(text, "系统检测到您的照片多次未通过活体检测, "
                              "请联系学校图采工作部门进行账号解锁。"
                              "系统检测到草稿箱有照片, 可以选择进行上传。");
    text_format_school_lock(0, text);
    assert_string_equal(text, "系统检测到您的照片多次未通过活体检测, "
                              "请联系学校图采工作部门进行账号解锁。");
}

static void test_timed_lock_fills_the_guides_blanks(void **state)
{
    const int64_t until_ms = local_time_to_ms(20580, 8 * 60 + 5) + 9000;
    char text[TEXT_BYTES_MAX];

    (void)state;
    text_format_timed_lock(1, until_ms, text);
    assert_string_equal(text, "请仔细阅读拍摄要求, 可于 2026 年 05 月 07 日 08: 05: 09 后重新拍摄。"
                              "系统检测到草稿箱有照片, 可以选择进行上传。");
    text_format_timed_lock(0, until_ms, text);
    assert_string_equal(text, "请仔细阅读拍摄要求, 可于 2026 年 05 月 07 日 08: 05: 09 "
                              "后重新拍摄。");
}

static void test_full_box(void **state)
{
    const BatchRules rules = batch_rules_get_default();

    (void)state;
    assert_string_equal(text_get_box_full(), "草稿箱已满，请前往草稿箱删除或使用草稿箱照片。");
    assert_false(drafts_is_full(&rules, 4));
    assert_true(drafts_is_full(&rules, 5));
    assert_true(drafts_is_full(&rules, 6));
}

static void test_draft_may_go_from_24_hours_on(void **state)
{
    const BatchRules rules = batch_rules_get_default();

    (void)state;
    assert_int_equal(drafts_get_deletable_ms(&rules, 1000), 1000 + 24 * 60 * 60 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lock_by_the_school),
        cmocka_unit_test(test_timed_lock_fills_the_guides_blanks),
        cmocka_unit_test(test_full_box),
        cmocka_unit_test(test_draft_may_go_from_24_hours_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
