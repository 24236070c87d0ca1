/* Forms and masks of personal data. Thread-safe: pure. */
#include "src/model/identity.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { RESIDENT_DIGITS = 18, PHONE_DIGITS = 11, PASSPORT_MIN = 5, PASSPORT_MAX = 20 };

/* --- characters */

/* The code point at *text, which moves on; 0 at the end, UINT32_MAX if it is not UTF-8. */
static uint32_t next_character(const char **text)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)*text;
    const int n_more = *at < 0x80 ? 0 : *at < 0xC2 ? -1 : *at < 0xE0 ? 1 : *at < 0xF0 ? 2 : 3;
    uint32_t code = *at;

    if (!*at)
        return 0;
    if (n_more < 0 || *at > 0xF4)
        return UINT32_MAX;
    if (n_more)
        code &= 0x3Fu >> n_more;
    for (int i = 1; i <= n_more; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return UINT32_MAX;
        code = code << 6 | (at[i] & 0x3F);
    }
    if (code < least[n_more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return UINT32_MAX;
    *text += n_more + 1;
    return code;
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == 0xA0 || code == 0x3000;
}

static bool is_middle_dot(uint32_t code)
{
    return code == 0xB7 || code == 0x2022 || code == 0x2027 || code == 0x30FB || code == 0xFF65;
}

/* An ASCII letter (made a capital) or digit, of full width or not; else 0. */
static char to_plain(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFEE0;
    if (code >= 'a' && code <= 'z')
        return (char)(code - 'a' + 'A');
    if ((code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9'))
        return (char)code;
    return 0;
}

/* Letters and digits in their one form, blanks and hyphens dropped. -1: something else, or more
 * than fits. */
static int take_plain(const char *text, char *ret_plain, size_t size_bytes)
{
    size_t used = 0;

    for (;;) {
        const uint32_t code = next_character(&text);
        const char plain = to_plain(code);

        if (!code)
            break;
        if (is_blank(code) || code == '-')
            continue;
        if (!plain || used + 1 == size_bytes)
            return -1;
        ret_plain[used++] = plain;
    }
    ret_plain[used] = 0;
    return 0;
}

/* --- identity numbers */

static int get_number(const char *digits, int n)
{
    int number = 0;

    for (int i = 0; i < n; i++)
        number = number * 10 + digits[i] - '0';
    return number;
}

static bool is_day(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (month == 2 && is_leap);
}

/* GB 11643: weights 2^(17 - i) mod 11 (ISO 7064, MOD 11-2). */
char identity_get_check(const char *digits)
{
    static const char check[] = "10X98765432";
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (int i = 0; i < RESIDENT_DIGITS - 1; i++)
        sum += (digits[i] - '0') * weights[i];
    return check[sum % 11];
}

static bool is_resident_number(const char *number)
{
    if (strlen(number) != RESIDENT_DIGITS || strspn(number, "0123456789") < RESIDENT_DIGITS - 1)
        return false;
    return number[RESIDENT_DIGITS - 1] == identity_get_check(number) &&
           is_day(get_number(number + 6, 4), get_number(number + 10, 2),
                  get_number(number + 12, 2));
}

IdentityKind identity_parse(const char *text, char ret_number[IDENTITY_BYTES])
{
    char number[IDENTITY_BYTES] = "";
    size_t length;

    if (take_plain(text, number, sizeof number))
        return IDENTITY_NONE;
    length = strlen(number);
    if (length == RESIDENT_DIGITS && strspn(number, "0123456789") >= RESIDENT_DIGITS - 1) {
        if (!is_resident_number(number))
            return IDENTITY_NONE;
        memcpy(ret_number, number, length + 1);
        return IDENTITY_RESIDENT;
    }
    if (length < PASSPORT_MIN || length > PASSPORT_MAX || !strpbrk(number, "0123456789"))
        return IDENTITY_NONE;
    memcpy(ret_number, number, length + 1);
    return IDENTITY_PASSPORT;
}

/* --- names, student numbers, phones */

int name_parse(const char *text, char ret_name[NAME_BYTES])
{
    char name[NAME_BYTES];
    size_t used = 0;
    int n_characters = 0;
    bool has_blank = false;

    for (;;) {
        const char *from = text;
        const uint32_t code = next_character(&text);
        const char *bytes = is_middle_dot(code) ? "\xC2\xB7" : from;
        const size_t n_bytes = is_middle_dot(code) ? 2 : (size_t)(text - from);

        if (!code)
            break;
        if (is_blank(code)) {
            has_blank = used > 0;
            continue;
        }
        if (code == UINT32_MAX || code < 0x20 || (code >= 0x7F && code < 0xA0) ||
            n_characters + has_blank >= NAME_CHARACTERS_MAX ||
            used + has_blank + n_bytes >= sizeof name)
            return -1;
        if (has_blank)
            name[used++] = ' ';
        memcpy(name + used, bytes, n_bytes);
        used += n_bytes;
        n_characters += 1 + has_blank;
        has_blank = false;
    }
    if (!used)
        return -1;
    memcpy(ret_name, name, used);
    ret_name[used] = 0;
    return 0;
}

int student_number_parse(const char *text, char ret_number[STUDENT_NUMBER_BYTES])
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
    const size_t length = strlen(text);

    if (!length || length >= STUDENT_NUMBER_BYTES || strspn(text, allowed) != length)
        return -1;
    memcpy(ret_number, text, length + 1);
    return 0;
}

int phone_parse(const char *text, char ret_phone[PHONE_BYTES])
{
    char phone[PHONE_BYTES] = "";
    const char *digits = phone;
    const bool is_international = *text == '+';

    if (take_plain(text + is_international, phone, sizeof phone))
        return -1;
    if (strlen(phone) == PHONE_DIGITS + 2 && !strncmp(phone, "86", 2))
        digits += 2;
    else if (is_international)
        return -1;
    if (strlen(digits) != PHONE_DIGITS || strspn(digits, "0123456789") != PHONE_DIGITS ||
        digits[0] != '1' || digits[1] < '3')
        return -1;
    memmove(ret_phone, digits, PHONE_DIGITS + 1);
    return 0;
}

/* --- masks */

void name_mask(const char *name, char ret_masked[NAME_BYTES])
{
    const char *at = name, *last = name;
    size_t used, n_characters = 0;

    for (const char *next = name; next_character(&next); at = next, n_characters++)
        last = at;
    used = 0;
    at = name;
    for (size_t i = 0; i < n_characters; i++) {
        const char *from = at;

        next_character(&at);
        if (!i || (from == last && n_characters > 2)) {
            memcpy(ret_masked + used, from, (size_t)(at - from));
            used += (size_t)(at - from);
        } else {
            ret_masked[used++] = '*';
        }
    }
    ret_masked[used] = 0;
}

/* Keeps the first and the last so many characters of ASCII text. */
static void mask_middle(const char *text, size_t n_first, size_t n_last, char *ret_masked)
{
    const size_t length = strlen(text);

    memcpy(ret_masked, text, length + 1);
    for (size_t i = n_first; i + n_last < length; i++)
        ret_masked[i] = '*';
}

void identity_mask(const char *number, char ret_masked[IDENTITY_BYTES])
{
    const size_t shown = strlen(number) == RESIDENT_DIGITS ? 4 : 2;

    mask_middle(number, shown, shown, ret_masked);
}

void phone_mask(const char *phone, char ret_masked[PHONE_BYTES])
{
    mask_middle(phone, 3, 4, ret_masked);
}

int mask_agrees(const char *masked, const char *other)
{
    for (;;) {
        const uint32_t a = next_character(&masked), b = next_character(&other);

        if (!a || !b)
            return a == b;
        if (a == UINT32_MAX || b == UINT32_MAX || (a != b && a != '*' && b != '*'))
            return 0;
    }
}
