/* Lines of the log: valid JSON whatever is put in, never longer than they may be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "src/base/log.h"

static int ends[2];
static Log logger;

static void read_line(char line[2 * LOG_LINE_BYTES_MAX])
{
    const ssize_t n = read(ends[0], line, 2 * LOG_LINE_BYTES_MAX - 1);

    assert_true(n > 0 && n <= LOG_LINE_BYTES_MAX);
    line[n] = 0;
    assert_int_equal(line[n - 1], '\n');
    assert_ptr_equal(strchr(line, '\n'), line + n - 1);
}

static json_t *read_json(void)
{
    char line[2 * LOG_LINE_BYTES_MAX];
    json_t *object;

    read_line(line);
    object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(object);
    return object;
}

static void test_fields_come_back(void **state)
{
    json_t *object;

    (void)state;
    log_event(&logger, LOG_INFO, "photo.made", log_number("job", INT64_MIN), log_real("ms", 12.5),
              log_word("verdict", "pass"), log_real("none", NAN));
    object = read_json();
    assert_string_equal(json_string_value(json_object_get(object, "level")), "info");
    assert_string_equal(json_string_value(json_object_get(object, "event")), "photo.made");
    assert_true(json_integer_value(json_object_get(object, "job")) == INT64_MIN);
    assert_true(json_real_value(json_object_get(object, "ms")) == 12.5);
    assert_true(json_is_null(json_object_get(object, "none")));
    assert_int_equal(strlen(json_string_value(json_object_get(object, "time"))), 24);
    json_decref(object);
}

static void test_what_is_no_word_is_not_written(void **state)
{
    static const char *const texts[] = {"张三", "two words", "", "a\"b", "a\nb", NULL};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_t *object;

        log_event(&logger, LOG_INFO, "try", log_word("value", texts[i]));
        object = read_json();
        assert_string_equal(json_string_value(json_object_get(object, "value")), "?");
        json_decref(object);
    }
}

static void test_details_are_escaped(void **state)
{
    json_t *object;

    (void)state;
    log_event(&logger, LOG_ERROR, "fault", log_detail("a \"b\" \\ c\n\x01 \xe5\xbc\xa0"));
    object = read_json();
    assert_string_equal(json_string_value(json_object_get(object, "detail")), "a \"b\" \\ c?? ???");
    json_decref(object);
}

static void test_too_much_is_cut_and_says_so(void **state)
{
    char many[1000];
    json_t *object;

    (void)state;
    memset(many, 'x', sizeof many - 1);
    many[sizeof many - 1] = 0;
    log_event(&logger, LOG_INFO, "long", log_word("one", many), log_word("two", many),
              log_word("three", many));
    object = read_json();
    assert_true(json_is_true(json_object_get(object, "cut")));
    assert_null(json_object_get(object, "three"));
    json_decref(object);
}

static void test_levels_below_the_least_are_left_out(void **state)
{
    char line[2 * LOG_LINE_BYTES_MAX];

    (void)state;
    log_event(&logger, LOG_DEBUG, "quiet", log_number("n", 1));
    log_event(&logger, LOG_WARNING, "loud", log_number("n", 2));
    read_line(line);
    assert_non_null(strstr(line, "loud"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields_come_back),
        cmocka_unit_test(test_what_is_no_word_is_not_written),
        cmocka_unit_test(test_details_are_escaped),
        cmocka_unit_test(test_too_much_is_cut_and_says_so),
        cmocka_unit_test(test_levels_below_the_least_are_left_out),
    };

    if (pipe(ends))
        return 1;
    logger = (Log){.fd = ends[1], .least = LOG_INFO};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
