/* The inbox on both databases: newest first, page by page, read once, and one's own only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/inbox.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;

static void set_up(void)
{
    int64_t batch_id;

    test_app_make(&test);
    batch_id = test_batch_add(&test, 1, 0, 1);
    test_journey_add(&test, batch_id, 0, "shoot");
    test_journey_add(&test, batch_id, 0, "shoot");
}

static void tell(int64_t journey_id, InboxKind kind, const char *detail)
{
    assert_int_equal(inbox_tell(&test.app, test.db, journey_id, kind, detail, &line), 0);
}

typedef struct Seen {
    InboxEntry entries[8];
    size_t n_entries;
    int64_t n_unread;
} Seen;

static void see(void *context, const InboxEntry *entry)
{
    Seen *seen = context;

    seen->entries[seen->n_entries++] = *entry;
}

static Seen look(int64_t account_id, int64_t before_id, int64_t n_max)
{
    const InboxPage page = {before_id, n_max};
    Seen seen = {.n_entries = 0};

    assert_int_equal(inbox_visit(test.db, account_id, &page, see, &seen, &seen.n_unread, &line), 0);
    return seen;
}

static void test_messages_come_newest_first_and_page_by_page(void **state)
{
    Seen seen;

    (void)state;
    set_up();
    for (int i = 0; i < 5; i++) {
        test.now_ms++;
        tell(1, (InboxKind)i, NULL);
    }
    tell(2, INBOX_RESET, NULL); /* another's */
    seen = look(1, 0, 3);
    assert_int_equal(seen.n_entries, 3);
    assert_int_equal(seen.n_unread, 5);
    assert_int_equal(seen.entries[0].kind, 4);
    assert_int_equal(seen.entries[0].created_ms, test.now_ms);
    assert_string_equal(seen.entries[0].detail, "{}");
    seen = look(1, seen.entries[2].id, 3);
    assert_int_equal(seen.n_entries, 2);
    assert_int_equal(seen.entries[1].kind, 0);
    assert_int_equal(look(1, seen.entries[1].id, 3).n_entries, 0);
    assert_int_equal(look(99, 0, 3).n_entries, 0); /* no way yet */
    test_app_done(&test);
}

static void test_first_reading_counts_and_only_ones_own(void **state)
{
    int64_t id;

    (void)state;
    set_up();
    tell(1, INBOX_UNLOCKED, "{\"reasons\":[]}");
    id = look(1, 0, 1).entries[0].id;
    assert_int_equal(inbox_read(&test.app, test.db, 2, id, &line), STATUS_NOT_FOUND);
    assert_int_equal(look(1, 0, 1).n_unread, 1);
    assert_int_equal(inbox_read(&test.app, test.db, 1, id, &line), 0);
    test.now_ms += 5;
    assert_int_equal(inbox_read(&test.app, test.db, 1, id, &line), 0);
    assert_int_equal(look(1, 0, 1).n_unread, 0);
    assert_int_equal(look(1, 0, 1).entries[0].read_ms, test.now_ms - 5);
    assert_string_equal(look(1, 0, 1).entries[0].detail, "{\"reasons\":[]}");
    assert_int_equal(inbox_read(&test.app, test.db, 1, id + 1, &line), STATUS_NOT_FOUND);
    assert_int_equal(inbox_read(&test.app, test.db, 99, id, &line), STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_detail_is_bounded(void **state)
{
    char detail[INBOX_DETAIL_BYTES + 1];

    (void)state;
    set_up();
    memset(detail, 'x', sizeof detail);
    detail[INBOX_DETAIL_BYTES] = 0;
    assert_int_equal(inbox_tell(&test.app, test.db, 1, INBOX_RESET, detail, &line),
                     STATUS_TOO_LARGE);
    detail[INBOX_DETAIL_BYTES - 1] = 0;
    tell(1, INBOX_RESET, detail);
    assert_string_equal(look(1, 0, 1).entries[0].detail, detail);
    test_app_done(&test);
}

static void test_kind_of_a_newer_program_is_passed_over(void **state)
{
    (void)state;
    set_up();
    tell(1, INBOX_RESET, NULL);
    test_run(test.db, "UPDATE message SET kind = 'tomorrow'");
    assert_int_equal(look(1, 0, 1).n_entries, 0);
    test_app_done(&test);
}

static void test_every_kind_has_a_name_and_both_texts(void **state)
{
    (void)state;
    for (int i = 0; i < INBOX_KIND_COUNT; i++) {
        const InboxText *text = inbox_get_text((InboxKind)i);

        assert_int_equal(inbox_kind_parse(inbox_kind_get_name((InboxKind)i)), i);
        assert_true(text->zh && (unsigned char)text->zh[0] >= 0xe0);
        assert_true(text->en && text->en[0] < 0x7f);
    }
    assert_int_equal(inbox_kind_parse("tomorrow"), INBOX_KIND_COUNT);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_come_newest_first_and_page_by_page),
        cmocka_unit_test(test_first_reading_counts_and_only_ones_own),
        cmocka_unit_test(test_detail_is_bounded),
        cmocka_unit_test(test_kind_of_a_newer_program_is_passed_over),
        cmocka_unit_test(test_every_kind_has_a_name_and_both_texts),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
