/* The option parser: every form that is accepted, and a clear line for every one that is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/options.h"

typedef struct Values {
    int is_forced;
    const char *out;
    long jobs;
    Operands operands;
    Message message;
} Values;

enum { ARGUMENTS_MAX = 8 };

/* Parses the words (split at spaces) with the table of an imaginary command. The operands point
 * into static memory: valid until the next call. */
static int parse(const char *words, Values *values)
{
    static char text[200];
    static char name[] = "make";
    static char *argv[ARGUMENTS_MAX + 1] = {name};
    int argc = 1;
    const Option options[] = {
        {"force", 'f', OPTION_FLAG, &values->is_forced, 0, 0, NULL, ""},
        {"output", 'o', OPTION_TEXT, &values->out, 0, 0, "FILE", ""},
        {"jobs", 'j', OPTION_NUMBER, &values->jobs, 1, 64, "N", ""},
        {0},
    };

    *values = (Values){.jobs = 7};
    snprintf(text, sizeof text, "%s", words);
    for (char *rest = text, *word; (word = strsep(&rest, " ")) && argc < ARGUMENTS_MAX;)
        if (*word)
            argv[argc++] = word;
    return options_parse(options, argc, argv, &values->operands, &values->message);
}

static void test_all_forms_of_an_option_are_the_same(void **state)
{
    static const char *const forms[] = {"-o a.jpg", "--output a.jpg", "--output=a.jpg"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        Values values;

        assert_int_equal(parse(forms[i], &values), 0);
        assert_string_equal(values.out, "a.jpg");
        assert_int_equal(values.operands.n_values, 0);
        assert_int_equal(values.jobs, 7); /* what is not given keeps its default */
    }
}

static void test_operands_keep_their_order_among_options(void **state)
{
    Values values;

    (void)state;
    assert_int_equal(parse("one -f two -j 3 three", &values), 0);
    assert_int_equal(values.operands.n_values, 3);
    assert_string_equal(values.operands.values[0], "one");
    assert_string_equal(values.operands.values[2], "three");
    assert_true(values.is_forced);
    assert_int_equal(values.jobs, 3);
}

static void test_two_dashes_end_the_options(void **state)
{
    Values values;

    (void)state;
    assert_int_equal(parse("-- -f --output", &values), 0);
    assert_int_equal(values.operands.n_values, 2);
    assert_false(values.is_forced);
}

static void test_single_dash_is_an_operand(void **state)
{
    Values values;

    (void)state;
    assert_int_equal(parse("-", &values), 0);
    assert_int_equal(values.operands.n_values, 1);
}

static void test_numbers_are_whole_and_in_range(void **state)
{
    static const char *const bad[] = {"-j 0",   "-j 65", "-j -1",   "-j 3x",
                                      "-j x",   "-j=3",  "--jobs=", "--jobs 99999999999999999999",
                                      "-j 0x10"};
    Values values;

    (void)state;
    assert_int_equal(parse("-j 1", &values), 0);
    assert_int_equal(parse("--jobs=64", &values), 0);
    assert_int_equal(values.jobs, 64);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(parse(bad[i], &values), -1);
        assert_true(*values.message.text);
    }
}

static void test_faults_are_named(void **state)
{
    static const struct {
        const char *words, *named;
    } faults[] = {{"--colour", "--colour"}, {"--colour=3", "--colour=3"}, {"-x", "-x"},
                  {"-fo", "-fo"},           {"--output", "--output"},     {"-o", "--output"},
                  {"--force=1", "--force"}, {"--forc", "--forc"}};

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        Values values;

        assert_int_equal(parse(faults[i].words, &values), -1);
        assert_non_null(strstr(values.message.text, faults[i].named));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_forms_of_an_option_are_the_same),
        cmocka_unit_test(test_operands_keep_their_order_among_options),
        cmocka_unit_test(test_two_dashes_end_the_options),
        cmocka_unit_test(test_single_dash_is_an_operand),
        cmocka_unit_test(test_numbers_are_whole_and_in_range),
        cmocka_unit_test(test_faults_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
