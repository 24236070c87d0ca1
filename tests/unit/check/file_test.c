/* Which failures of decoding are the file's, and which are ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/file.h"

static void test_every_status_is_either_a_refusal_or_an_error(void **state)
{
    static const struct {
        int status, answer;
        IdpVerdict verdict;
    } cases[] = {{IDP_OK, IDP_OK, IDP_VERDICT_PASS},
                 {IDP_E_FORMAT, IDP_OK, IDP_VERDICT_FAIL},
                 {IDP_E_DAMAGED, IDP_OK, IDP_VERDICT_FAIL},
                 {IDP_E_TOO_LARGE, IDP_OK, IDP_VERDICT_FAIL},
                 {IDP_E_TOO_SMALL, IDP_OK, IDP_VERDICT_FAIL},
                 {IDP_E_UNSUPPORTED, IDP_OK, IDP_VERDICT_FAIL},
                 {IDP_E_MEMORY, IDP_E_MEMORY, IDP_VERDICT_PASS},
                 {IDP_E_ARGUMENT, IDP_E_ARGUMENT, IDP_VERDICT_PASS},
                 {IDP_E_CANCELLED, IDP_E_CANCELLED, IDP_VERDICT_PASS},
                 {IDP_E_MODEL, IDP_E_MODEL, IDP_VERDICT_PASS},
                 {IDP_E_IO, IDP_E_IO, IDP_VERDICT_PASS},
                 {IDP_E_INTERNAL, IDP_E_INTERNAL, IDP_VERDICT_PASS}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        IdpReport report = {0};
        Judge judge = {.profile = idp_profile_get(0), .report = &report};

        assert_int_equal(check_file(&judge, cases[i].status), cases[i].answer);
        assert_int_equal(report.verdict, cases[i].verdict);
        assert_int_equal(report.n_rules, cases[i].answer == IDP_OK);
        assert_int_equal(report.status, cases[i].answer ? IDP_OK : cases[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_is_either_a_refusal_or_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
