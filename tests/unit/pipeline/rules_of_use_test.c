/*
 * Holds docs/rules-of-use.md against the program: every rule has its row with its real default,
 * every file, function and test that a row names is there, and what counts as which failure is what
 * the engine's rules say. Given the folder of the sources.
 */
#include <ctype.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <idphoto/rule.h>

#include "lib/base/cleanup.h"
#include "src/app/retention.h"
#include "src/base/file.h"
#include "src/model/batch.h"

enum { FILE_BYTES_MAX = 1 << 20, TEXT_BYTES = 64, WORD_BYTES = 256 };

static const char *source_dir;
static char *page;

/* NULL: there is no such file. */
static char *read_source(const char *path)
{
    Message line = {""};
    char whole[4096];
    void *data = NULL;
    size_t n_bytes = 0;
    char *text;

    snprintf(whole, sizeof whole, "%s/%s", source_dir, path);
    if (file_read(whole, FILE_BYTES_MAX, &data, &n_bytes, &line))
        return NULL;
    text = strndup(data, n_bytes);
    free(data);
    return text;
}

static int set_up(void **state)
{
    (void)state;
    page = read_source("docs/rules-of-use.md");
    return page ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    free(page);
    return 0;
}

/* --- defaults */

/* In the greatest unit of which there are a few; all of them are whole. */
static void format_duration(int64_t ms, char ret_text[TEXT_BYTES])
{
    static const struct {
        int64_t from_ms, unit_ms;
        const char *name;
    } units[] = {{INT64_C(172800000), 86400000, "d"},
                 {INT64_C(7200000), 3600000, "h"},
                 {INT64_C(600000), 60000, "min"},
                 {0, 1000, "s"}};
    size_t i = 0;

    while (ms < units[i].from_ms)
        i++;
    assert_int_equal(ms % units[i].unit_ms, 0);
    snprintf(ret_text, TEXT_BYTES, "%" PRId64 " %s", ms / units[i].unit_ms, units[i].name);
}

static void format_rule(const char *name, int64_t value, char ret_text[TEXT_BYTES])
{
    if (strstr(name, "_ms"))
        format_duration(value, ret_text);
    else if (strstr(name, "_fen"))
        snprintf(ret_text, TEXT_BYTES, "%" PRId64 ".%02d CNY", value / 100, (int)(value % 100));
    else if (strstr(name, "_per_mille"))
        snprintf(ret_text, TEXT_BYTES, "%" PRId64 " of 1000", value);
    else
        snprintf(ret_text, TEXT_BYTES, "%" PRId64, value);
}

static void expect_row(const char *name, const char *standard)
{
    char row[2 * WORD_BYTES];
    const char *found;

    snprintf(row, sizeof row, "\n| `%s` | %s |", name, standard);
    found = strstr(page, row);
    if (!found || strstr(found + 1, row))
        fail_msg("not once in docs/rules-of-use.md: %s", row + 1);
}

static void test_every_rule_stands_there_with_its_default(void **state)
{
    const BatchRules rules = batch_rules_get_default();
    char text[TEXT_BYTES];
    const char *name;
    int64_t value;

    (void)state;
    for (size_t i = 0; (name = batch_rules_get(&rules, i, &value)); i++) {
        format_rule(name, value, text);
        expect_row(name, text);
    }
}

static void format_hours(int minute, char ret_text[TEXT_BYTES])
{
    snprintf(ret_text, TEXT_BYTES, "%02d:%02d", minute / 60, minute % 60);
}

static void test_what_a_new_batch_is_stands_there(void **state)
{
    const Batch batch = batch_get_default();
    char text[TEXT_BYTES];

    (void)state;
    expect_row("verification", batch.verification == VERIFY_BY_ROSTER ? "roster" : "code");
    format_hours(batch.daily_from_min, text);
    expect_row("daily_from_min", text);
    format_hours(batch.daily_to_min, text);
    expect_row("daily_to_min", text);
    expect_row("is_payment_unified", batch.is_payment_unified ? "on" : "off");
    expect_row("has_school_review", batch.has_school_review ? "on" : "off");
    expect_row("is_production_automatic", batch.is_production_automatic ? "on" : "off");
    snprintf(text, sizeof text, "%d years", (int)(RETENTION_AUDIT_MS / (365 * RETENTION_DAY_MS)));
    expect_row("RETENTION_AUDIT_MS", text);
    format_duration(RETENTION_MESSAGES_MS, text);
    expect_row("RETENTION_MESSAGES_MS", text);
    format_duration(RETENTION_CAPTURES_MS, text);
    expect_row("RETENTION_CAPTURES_MS", text);
}

/* --- places */

/* A whole word: no part of a longer name. */
static int has_word(const char *text, const char *word)
{
    const size_t length = strlen(word);

    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        const char before = at == text ? ' ' : at[-1], after = at[length];

        if (!isalnum(before) && before != '_' && !isalnum(after) && after != '_')
            return 1;
    }
    return 0;
}

/*
 * The quoted words of a row after its second column: paths, and after each what is in that file.
 * Answers how many there are below tests/.
 */
static int check_places(const char *row, size_t length)
{
    cleanup_free char *file = NULL;
    const char *end = row + length, *at = row;
    int n_columns = 0, n_tests = 0;

    while (at < end && n_columns < 3)
        n_columns += *at++ == '|';
    while ((at = memchr(at, '`', (size_t)(end - at))) != NULL) {
        const char *close = memchr(at + 1, '`', (size_t)(end - at - 1));
        char word[WORD_BYTES];

        assert_non_null(close);
        snprintf(word, sizeof word, "%.*s", (int)(close - at - 1), at + 1);
        at = close + 1;
        if (strchr(word, '/')) {
            free(file);
            file = read_source(word);
            if (!file)
                fail_msg("there is no %s", word);
        } else if (!file || !has_word(file, word)) {
            fail_msg("%s is not where the row says: %.*s", word, (int)length, row);
        }
        n_tests += !strncmp(word, "test_", 5);
    }
    return n_tests;
}

static void test_every_place_and_test_that_is_named_is_there(void **state)
{
    int n_rows = 0;

    (void)state;
    for (const char *row = strstr(page, "\n| `"); row; row = strstr(row + 1, "\n| `")) {
        const size_t length = strcspn(row + 1, "\n");

        if (!check_places(row + 1, length))
            fail_msg("no test holds: %.*s", (int)length, row + 1);
        n_rows++;
    }
    assert_true(n_rows >= 30);
}

/* --- which failures count */

/* "A01, A02, ..." of a class, each code once, in the engine's order. */
static void list_codes(IdpLockClass lock, char ret_codes[WORD_BYTES])
{
    const IdpRule *rule;
    size_t used = 0;

    ret_codes[0] = 0;
    for (size_t i = 0; (rule = idp_rule_get(i)); i++)
        if (rule->lock == lock && !strstr(ret_codes, rule->code))
            used += (size_t)snprintf(ret_codes + used, WORD_BYTES - used, "%s%s", used ? ", " : "",
                                     rule->code);
    assert_true(used < WORD_BYTES);
}

static void test_what_counts_as_what_is_what_the_rules_say(void **state)
{
    char codes[WORD_BYTES];

    (void)state;
    list_codes(IDP_LOCK_AUTHENTICITY, codes);
    expect_row("IDP_LOCK_AUTHENTICITY", codes);
    list_codes(IDP_LOCK_OTHER, codes);
    expect_row("IDP_LOCK_OTHER", codes);
    list_codes(IDP_LOCK_NONE, codes);
    expect_row("IDP_LOCK_NONE", codes);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule_stands_there_with_its_default),
        cmocka_unit_test(test_what_a_new_batch_is_stands_there),
        cmocka_unit_test(test_every_place_and_test_that_is_named_is_there),
        cmocka_unit_test(test_what_counts_as_what_is_what_the_rules_say),
    };

    source_dir = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
