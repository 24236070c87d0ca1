/* The digest: the test vectors of FIPS 180-2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/digest.h"

static void test_digest_agrees_with_the_published_vectors(void **state)
{
    char hex[IDP_SHA256_HEX_BYTES];

    (void)state;
    digest_sha256("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest_agrees_with_the_published_vectors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
