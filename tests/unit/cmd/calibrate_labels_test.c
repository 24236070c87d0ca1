/* The table of labels: what is read, and that no slip in it passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "src/cmd/calibrate_labels.h"

DEFINE_CLEANUP(Labels, labels_free)

#define HEADER "file,rules,unknown,tags,note\n"

static Labels *parse(const char *text)
{
    Labels *labels = NULL;
    Message message;

    assert_int_equal(labels_parse(text, strlen(text), &labels, &message), 0);
    return labels;
}

static void expect_fault(const char *text, const char *fault)
{
    Labels *labels = NULL;
    Message message;

    assert_int_equal(labels_parse(text, strlen(text), &labels, &message), -1);
    assert_non_null(strstr(message.text, fault));
    assert_null(labels);
}

static void test_a_code_marks_all_its_measures(void **state)
{
    cleanup_with(labels_free_p) Labels *labels = parse(HEADER "a.jpg,P26 P04?,P07,x y,n\n");
    const Label *label = &labels->items[0];

    (void)state;
    assert_int_equal(labels->n_items, 1);
    assert_string_equal(label->file, "a.jpg");
    assert_int_equal(label->marks[RULE_DARK], MARK_BROKEN);
    assert_int_equal(label->marks[RULE_BRIGHT], MARK_BROKEN);
    assert_int_equal(label->marks[RULE_YAW], MARK_DOUBTFUL);
    assert_int_equal(label->marks[RULE_EYES_OPEN], MARK_UNKNOWN);
    assert_int_equal(label->marks[RULE_ROLL], MARK_GOOD);
    assert_int_equal(label_get_code_mark(label, "P26"), MARK_BROKEN);
    assert_int_equal(label_get_code_mark(label, "P06"), MARK_GOOD);
    assert_false(label_is_good(label));
    assert_true(label_has_tag(label, "y"));
    assert_false(label_has_tag(label, "xy"));
}

static void test_one_measure_leaves_the_others_unjudged(void **state)
{
    cleanup_with(labels_free_p) Labels *labels = parse(HEADER "a.jpg,P26/dark,,,\n");
    const Label *label = &labels->items[0];

    (void)state;
    assert_int_equal(label->marks[RULE_DARK], MARK_BROKEN);
    assert_int_equal(label->marks[RULE_BRIGHT], MARK_UNKNOWN);
    assert_int_equal(label_get_code_mark(label, "P26"), MARK_BROKEN);
}

static void test_a_star_leaves_only_what_is_named(void **state)
{
    cleanup_with(labels_free_p) Labels *labels = parse(HEADER "a.jpg,P01,*,,\nb.jpg,,,,\n");

    (void)state;
    assert_int_equal(label_get_code_mark(&labels->items[0], "P01"), MARK_BROKEN);
    assert_int_equal(label_get_code_mark(&labels->items[0], "P04"), MARK_UNKNOWN);
    assert_false(label_is_good(&labels->items[0]));
    assert_true(label_is_good(&labels->items[1]));
}

static void test_quotes_are_those_of_rfc_4180(void **state)
{
    cleanup_with(labels_free_p) Labels *labels =
        parse(HEADER "\"a, \"\"b\"\".jpg\",,,\"t\r\nu\",\"x,y\"\r\nc.jpg,P06,,,");

    (void)state;
    assert_int_equal(labels->n_items, 2);
    assert_string_equal(labels->items[0].file, "a, \"b\".jpg");
    assert_string_equal(labels->items[0].tags, "t\r\nu");
    assert_string_equal(labels->items[1].file, "c.jpg");
}

static void test_faults_are_named_with_their_line(void **state)
{
    (void)state;
    expect_fault("", "line 1");
    expect_fault("name,rules,unknown,tags,note\n", "line 1");
    expect_fault(HEADER "a.jpg,,,,\nb.jpg,,,\n", "line 3: 4 fields");
    expect_fault(HEADER "a.jpg,,,,,\n", "line 2: more than 5");
    expect_fault(HEADER "a.jpg,P99,,,\n", "line 2: no rule 'P99'");
    expect_fault(HEADER "a.jpg,P26/dusk,,,\n", "line 2: no rule 'P26/dusk'");
    expect_fault(HEADER "a.jpg,,P04?,,\n", "line 2: no rule 'P04?'");
    expect_fault(HEADER "a.jpg,,,\"x,\n", "line 2: a quote that does not end");
    expect_fault(HEADER "a.jpg,x\"y\",,,\n", "line 2: a quote inside");
    expect_fault(HEADER ",,,,\n", "line 2: no file");
    expect_fault(HEADER "a.jpg,,,,\na.jpg,,,,\n", "a.jpg stands in two rows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_code_marks_all_its_measures),
        cmocka_unit_test(test_one_measure_leaves_the_others_unjudged),
        cmocka_unit_test(test_a_star_leaves_only_what_is_named),
        cmocka_unit_test(test_quotes_are_those_of_rfc_4180),
        cmocka_unit_test(test_faults_are_named_with_their_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
