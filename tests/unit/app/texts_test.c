/*
 * The guide's sentences, byte for byte: as written out here and as they stand in the guide itself
 * (texts/student-guide.zh.txt), and the draft box's borders. Given the folder of the sources.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "src/app/drafts.h"
#include "src/app/texts.h"
#include "src/base/file.h"
#include "src/base/local_time.h"

enum { FILE_BYTES_MAX = 65536 };

static const char *source_dir;

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

/* --- against the guide */

static char *read_text(const char *name)
{
    Message line = {""};
    char path[4096];
    void *data = NULL;
    size_t n_bytes = 0;
    char *text;

    snprintf(path, sizeof path, "%s/texts/%s", source_dir, name);
    if (file_read(path, FILE_BYTES_MAX, &data, &n_bytes, &line))
        fail_msg("%s", line.text);
    text = strndup(data, n_bytes);
    free(data);
    return text;
}

/* Printed pages break inside sentences. */
static void join_lines(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++)
        if (*from != '\n')
            *to++ = *from;
    *to = 0;
}

static void assert_in_guide(const char *guide, const char *sentence)
{
    if (!*sentence || !strstr(guide, sentence))
        fail_msg("not in the guide: %s", sentence);
}

/* The guide prints its tips as “...”: nothing before, nothing after. */
static void assert_quoted(const char *guide, const char *text)
{
    char quoted[TEXT_BYTES_MAX + 8];

    snprintf(quoted, sizeof quoted, "“%s”", text);
    assert_in_guide(guide, quoted);
}

static void test_tips_stand_in_the_guide_as_they_are(void **state)
{
    cleanup_free char *guide = read_text("student-guide.zh.txt");
    const int64_t until_ms = local_time_to_ms(20580, 8 * 60 + 5) + 9000;
    char text[TEXT_BYTES_MAX], blank[TEXT_BYTES_MAX];
    const char *from = text;
    size_t used = 0;

    (void)state;
    assert_quoted(guide, text_get_box_full());
    text_format_school_lock(1, text);
    assert_quoted(guide, text);
    text_format_timed_lock(1, until_ms, text);
    while (*from) { /* each number is the guide's XX */
        const size_t n_digits = strspn(from, "0123456789");

        used += (size_t)(n_digits ? snprintf(blank + used, sizeof blank - used, "XX")
                                  : snprintf(blank + used, sizeof blank - used, "%c", *from));
        from += n_digits ? n_digits : 1;
    }
    assert_quoted(guide, blank);
    /* Without a draft the last sentence is missing, and nothing else. */
    text_format_school_lock(0, text);
    assert_in_guide(guide, text);
    assert_null(strstr(text, "草稿箱"));
    text_format_timed_lock(0, until_ms, text);
    assert_null(strstr(text, "草稿箱"));
}

/* "1. ", "10. " */
static const char *skip_mark(const char *line)
{
    const size_t n_digits = strspn(line, "0123456789");

    return n_digits && !strncmp(line + n_digits, ". ", 2) ? line + n_digits + 2 : line;
}

static void test_precautions_and_requirements_are_the_guides(void **state)
{
    static const char *const names[] = {"precautions.txt", "requirements.txt"};
    cleanup_free char *guide = read_text("student-guide.zh.txt");

    (void)state;
    join_lines(guide);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cleanup_free char *text = read_text(names[i]);
        char *rest = text;
        size_t n_lines = 0;

        for (char *line; (line = strsep(&rest, "\n")) && strcmp(line, "---") != 0; n_lines++)
            assert_in_guide(guide, skip_mark(line));
        assert_non_null(rest); /* the other language follows */
        assert_true(n_lines >= 7);
    }
}

/* Each numbered sentence of the guide's first part is among the precautions. */
static void test_no_precaution_of_the_guide_is_missing(void **state)
{
    cleanup_free char *precautions = read_text("precautions.txt");
    char mark[16];

    (void)state;
    for (int i = 1; i <= 10; i++) {
        snprintf(mark, sizeof mark, "\n%d. ", i);
        assert_non_null(strstr(precautions, mark));
    }
    assert_null(strstr(precautions, "\n11. "));
    assert_non_null(strstr(precautions, "\n特别提醒："));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lock_by_the_school),
        cmocka_unit_test(test_timed_lock_fills_the_guides_blanks),
        cmocka_unit_test(test_full_box),
        cmocka_unit_test(test_draft_may_go_from_24_hours_on),
        cmocka_unit_test(test_tips_stand_in_the_guide_as_they_are),
        cmocka_unit_test(test_precautions_and_requirements_are_the_guides),
        cmocka_unit_test(test_no_precaution_of_the_guide_is_missing),
    };

    source_dir = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
