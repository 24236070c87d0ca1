/* The demo's people: numbers that check and belong to nobody, each only once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/cmd/demo_people.h"

enum { N_PEOPLE = 20000, N_SCHOOLS = 3 };

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void test_every_form_is_right_and_no_place_is_named(void **state)
{
    char number[IDENTITY_BYTES], name[NAME_BYTES], text[STUDENT_NUMBER_BYTES];
    DemoPerson person;

    (void)state;
    for (unsigned school = 1; school <= N_SCHOOLS; school++)
        for (size_t i = 0; i < N_PEOPLE; i++) {
            demo_person_make(school, i, &person);
            assert_int_equal(identity_parse(person.identity, number),
                             i == 9 ? IDENTITY_PASSPORT : IDENTITY_RESIDENT);
            assert_memory_equal(number, i == 9 ? "XX" : "99", 2);
            assert_int_equal(name_parse(person.name, name), 0);
            assert_string_equal(name, person.name);
            assert_int_equal(student_number_parse(person.student_number, text), 0);
            assert_int_equal(student_number_parse(person.unique_number, text), 0);
        }
}

static void test_no_number_is_given_twice(void **state)
{
    char(*numbers)[IDENTITY_BYTES] = malloc(sizeof *numbers * N_PEOPLE);
    DemoPerson person;

    (void)state;
    assert_non_null(numbers);
    for (size_t i = 0; i < N_PEOPLE; i++) {
        demo_person_make(1, i, &person);
        memcpy(numbers[i], person.identity, sizeof numbers[i]);
    }
    qsort(numbers, N_PEOPLE, sizeof *numbers, compare);
    for (size_t i = 1; i < N_PEOPLE; i++)
        assert_string_not_equal(numbers[i - 1], numbers[i]);
    free(numbers);
}

static void test_a_person_is_the_same_every_time(void **state)
{
    DemoPerson person;

    (void)state;
    demo_person_make(1, 0, &person);
    assert_string_equal(person.identity, "990100200401130000");
    assert_string_equal(person.name, "李宁倩");
    assert_string_equal(person.student_number, "220100001");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_is_right_and_no_place_is_named),
        cmocka_unit_test(test_no_number_is_given_twice),
        cmocka_unit_test(test_a_person_is_the_same_every_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
