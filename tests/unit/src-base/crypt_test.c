/* Sealing, hashes and passwords: what fits opens, anything else does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/crypt.h"

static void test_sealed_text_opens_only_by_its_key_and_in_its_place(void **state)
{
    enum { N_SEALED = 5 + CRYPT_SEAL_OVERHEAD_BYTES };
    const CryptKey key = crypt_make_key(), other = crypt_make_key();
    uint8_t sealed[N_SEALED], back[5];

    (void)state;
    crypt_seal(&key, "student.7.phone", "13800", 5, sealed);
    assert_int_equal(crypt_open(&key, "student.7.phone", sealed, N_SEALED, back), 0);
    assert_memory_equal(back, "13800", 5);
    assert_int_equal(crypt_open(&other, "student.7.phone", sealed, N_SEALED, back), -1);
    assert_int_equal(crypt_open(&key, "student.8.phone", sealed, N_SEALED, back), -1);
    for (size_t i = 0; i < N_SEALED; i++) {
        sealed[i] ^= 0x80;
        assert_int_equal(crypt_open(&key, "student.7.phone", sealed, N_SEALED, back), -1);
        sealed[i] ^= 0x80;
        assert_int_equal(crypt_open(&key, "student.7.phone", sealed, i, back), -1);
    }
}

static void test_same_text_is_sealed_differently_each_time_but_hashed_the_same(void **state)
{
    enum { N_SEALED = 3 + CRYPT_SEAL_OVERHEAD_BYTES };
    const CryptKey key = crypt_make_key(), other = crypt_make_key();
    uint8_t a[N_SEALED], b[N_SEALED], hash_a[CRYPT_HASH_BYTES], hash_b[CRYPT_HASH_BYTES];

    (void)state;
    crypt_seal(&key, "", "abc", 3, a);
    crypt_seal(&key, "", "abc", 3, b);
    assert_memory_not_equal(a, b, N_SEALED);
    crypt_hash(&key, "abc", 3, hash_a);
    crypt_hash(&key, "abc", 3, hash_b);
    assert_true(crypt_is_equal(hash_a, hash_b, CRYPT_HASH_BYTES));
    crypt_hash(&other, "abc", 3, hash_b);
    assert_false(crypt_is_equal(hash_a, hash_b, CRYPT_HASH_BYTES));
}

static void test_tokens_are_text_of_one_length_and_never_the_same(void **state)
{
    char a[CRYPT_TOKEN_BYTES], b[CRYPT_TOKEN_BYTES];

    (void)state;
    crypt_make_token(a);
    crypt_make_token(b);
    assert_int_equal(strlen(a), CRYPT_TOKEN_BYTES - 1);
    assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                     CRYPT_TOKEN_BYTES - 1);
    assert_string_not_equal(a, b);
}

static void test_password_is_known_again_and_no_other(void **state)
{
    char hash[CRYPT_PASSWORD_BYTES], again[CRYPT_PASSWORD_BYTES], longest[400];

    (void)state;
    assert_int_equal(crypt_hash_password("correct horse", hash), 0);
    assert_int_equal(crypt_hash_password("correct horse", again), 0);
    assert_string_not_equal(hash, again); /* salted */
    assert_int_equal(strncmp(hash, "$argon2id$", 10), 0);
    assert_true(crypt_is_password(hash, "correct horse"));
    assert_false(crypt_is_password(hash, "correct horsf"));
    assert_false(crypt_is_password(hash, ""));
    assert_false(crypt_is_password("not a hash", "correct horse"));
    memset(longest, 'x', sizeof longest);
    longest[CRYPT_PASSWORD_INPUT_MAX + 1] = 0;
    assert_int_equal(crypt_hash_password(longest, hash), -1);
    assert_false(crypt_is_password(again, longest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sealed_text_opens_only_by_its_key_and_in_its_place),
        cmocka_unit_test(test_same_text_is_sealed_differently_each_time_but_hashed_the_same),
        cmocka_unit_test(test_tokens_are_text_of_one_length_and_never_the_same),
        cmocka_unit_test(test_password_is_known_again_and_no_other),
    };

    if (crypt_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
