/* Forms of personal data. The numbers are made up: of no living person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/model/identity.h"

static void test_identity_numbers_are_brought_to_one_form(void **state)
{
    static const struct {
        const char *text;
        IdentityKind kind;
        const char *number;
    } cases[] = {
        {"11010519491231002X", IDENTITY_RESIDENT, "11010519491231002X"}, /* GB 11643's example */
        {" 110105 19491231-002x ", IDENTITY_RESIDENT, "11010519491231002X"},
        {"１１０１０５１９４９１２３１００２Ｘ", IDENTITY_RESIDENT, "11010519491231002X"},
        {"440524188001010014", IDENTITY_NONE, ""}, /* the standard's other example: before 1900 */
        {"110105194912310021", IDENTITY_NONE, ""}, /* wrong check digit */
        {"110105194902300020", IDENTITY_NONE, ""}, /* 30 February */
        {"E12345678", IDENTITY_PASSPORT, "E12345678"},
        {"e 1234-5678", IDENTITY_PASSPORT, "E12345678"},
        {"AB12", IDENTITY_NONE, ""},
        {"ABCDEFG", IDENTITY_NONE, ""},
        {"123456789012345678901", IDENTITY_NONE, ""},
        {"E1234'5678", IDENTITY_NONE, ""},
        {"", IDENTITY_NONE, ""},
        {"\xff\xfe", IDENTITY_NONE, ""}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char number[IDENTITY_BYTES] = "";

        assert_int_equal(identity_parse(cases[i].text, number), cases[i].kind);
        assert_string_equal(number, cases[i].number);
    }
}

/* Every single wrong digit and every swap of neighbours is noticed: what the check digit is for. */
static void test_single_mistyped_digits_are_noticed(void **state)
{
    const char right[] = "11010519491231002X";
    char number[IDENTITY_BYTES];

    (void)state;
    for (size_t i = 0; i < 17; i++)
        for (int digit = '0'; digit <= '9'; digit++) {
            char wrong[sizeof right];

            memcpy(wrong, right, sizeof right);
            wrong[i] = (char)digit;
            assert_int_equal(identity_parse(wrong, number),
                             digit == right[i] ? IDENTITY_RESIDENT : IDENTITY_NONE);
        }
}

static void test_names_are_trimmed_and_their_dots_made_one(void **state)
{
    static const struct {
        const char *text, *name;
    } good[] = {{"张三", "张三"},
                {"  张　三 ", "张 三"},
                {"买买提•艾力", "买买提·艾力"},
                {"买买提・艾力", "买买提·艾力"},
                {"John   Smith", "John Smith"},
                {"𠮷田", "𠮷田"}};
    static const char *const bad[] = {"",         "   ",   "a\nb",        "\xe5\xbc",
                                      "\xc0\x80", "a\x7f", "\xed\xa0\x80"};
    char name[NAME_BYTES], longest[200];

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(name_parse(good[i].text, name), 0);
        assert_string_equal(name, good[i].name);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(name_parse(bad[i], name), -1);
    memset(longest, 'a', sizeof longest);
    longest[NAME_CHARACTERS_MAX] = 0;
    assert_int_equal(name_parse(longest, name), 0);
    longest[NAME_CHARACTERS_MAX] = 'a';
    longest[NAME_CHARACTERS_MAX + 1] = 0;
    assert_int_equal(name_parse(longest, name), -1);
}

static void test_phones_are_eleven_digits(void **state)
{
    static const char *const good[] = {"13812345678", "+86 138-1234-5678", "8613812345678",
                                       "１３８１２３４５６７８"};
    static const char *const bad[] = {
        "",           "12812345678", "1381234567", "138123456789", "0013812345678", "+1 3812345678",
        "1381234567a"};
    char phone[PHONE_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(phone_parse(good[i], phone), 0);
        assert_string_equal(phone, "13812345678");
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(phone_parse(bad[i], phone), -1);
}

static void test_student_numbers_keep_their_form(void **state)
{
    char number[STUDENT_NUMBER_BYTES];

    (void)state;
    assert_int_equal(student_number_parse("B21-0304.05a", number), 0);
    assert_string_equal(number, "B21-0304.05a");
    assert_int_equal(student_number_parse("", number), -1);
    assert_int_equal(student_number_parse("a b", number), -1);
    assert_int_equal(student_number_parse("a'b", number), -1);
    assert_int_equal(student_number_parse("12345678901234567890123456789012", number), -1);
}

static void test_masks_show_little(void **state)
{
    static const struct {
        const char *name, *masked;
    } names[] = {{"张三", "张*"},
                 {"张", "张"},
                 {"张小三", "张*三"},
                 {"欧阳娜娜", "欧**娜"},
                 {"买买提·艾力", "买****力"},
                 {"John Smith", "J********h"}};
    char masked[NAME_BYTES], number[IDENTITY_BYTES], phone[PHONE_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        name_mask(names[i].name, masked);
        assert_string_equal(masked, names[i].masked);
    }
    identity_mask("11010519491231002X", number);
    assert_string_equal(number, "1101**********002X");
    identity_mask("E12345678", number);
    assert_string_equal(number, "E1*****78");
    phone_mask("13812345678", phone);
    assert_string_equal(phone, "138****5678");
}

static void test_masks_agree_where_both_show_something(void **state)
{
    (void)state;
    assert_true(mask_agrees("张*", "张*"));
    assert_true(mask_agrees("张*", "*三"));
    assert_true(mask_agrees("张三", "张*"));
    assert_true(mask_agrees("", ""));
    assert_true(mask_agrees("1101**********002X", "1101**********002X"));
    assert_false(mask_agrees("张*", "李*"));
    assert_false(mask_agrees("张*", "张**"));
    assert_false(mask_agrees("张*", "张"));
    assert_false(mask_agrees("", "*"));
    assert_false(mask_agrees("张*\xff", "张**"));
    assert_false(mask_agrees("\xff", "\xff"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity_numbers_are_brought_to_one_form),
        cmocka_unit_test(test_single_mistyped_digits_are_noticed),
        cmocka_unit_test(test_names_are_trimmed_and_their_dots_made_one),
        cmocka_unit_test(test_phones_are_eleven_digits),
        cmocka_unit_test(test_student_numbers_keep_their_form),
        cmocka_unit_test(test_masks_show_little),
        cmocka_unit_test(test_masks_agree_where_both_show_something),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
