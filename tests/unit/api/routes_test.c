/* The table of routes: no two alike, every operation reached, every problem with its texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/api/call.h"

static void test_no_two_routes_are_alike(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_n_routes; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(strcmp(api_routes[i].method, api_routes[k].method) != 0 ||
                        strcmp(api_routes[i].pattern, api_routes[k].pattern) != 0);
}

/* But the pages, which are several routes of one operation. */
static void test_every_operation_has_one_route(void **state)
{
    (void)state;
    for (int operation = 0; operation < OPERATION_COUNT; operation++) {
        int n_routes = 0;

        for (size_t i = 0; i < api_n_routes; i++)
            n_routes += api_routes[i].operation == (Operation)operation;
        if (operation == OPERATION_PAGE)
            assert_true(n_routes > 1);
        else
            assert_int_equal(n_routes, 1);
    }
}

/* What answers without a session must be allowed to nobody: there is no actor to ask about. */
static void test_routes_without_a_session_are_for_everybody(void **state)
{
    const Actor nobody = {.role = ROLE_NOBODY};

    (void)state;
    for (size_t i = 0; i < api_n_routes; i++)
        if (api_routes[i].is_without_session)
            assert_int_equal(authorize_role(&nobody, api_routes[i].operation), AUTHORIZED);
}

static void test_every_problem_has_a_code_of_its_own_and_both_texts(void **state)
{
    (void)state;
    for (int id = 0; id < PROBLEM_COUNT; id++) {
        const Problem *problem = problem_get((ProblemId)id);

        assert_in_range(problem->status, 400, 599);
        assert_true(problem->code && *problem->code);
        assert_true((unsigned char)problem->zh[0] >= 0x80);
        assert_in_range(problem->en[0], 'A', 'Z');
        for (int other = 0; other < id; other++)
            assert_string_not_equal(problem->code, problem_get((ProblemId)other)->code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_two_routes_are_alike),
        cmocka_unit_test(test_every_operation_has_one_route),
        cmocka_unit_test(test_routes_without_a_session_are_for_everybody),
        cmocka_unit_test(test_every_problem_has_a_code_of_its_own_and_both_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
