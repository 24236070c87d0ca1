/* On what test_database.h gives. */
#include "tests/support/test_app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/store/migrate.h"
#include "tests/support/test_database.h"

static const int64_t start_ms = INT64_C(1770000000000);

static int64_t get_now(void *context)
{
    return ((const TestApp *)context)->now_ms;
}

void test_app_make(TestApp *ret_test)
{
    const Clock clock = {get_now, ret_test};
    size_t n_migrations, n_applied;
    const Migration *migrations;
    Message message = {""};

    ret_test->now_ms = start_ms;
    ret_test->master = crypt_make_key();
    assert_int_equal(app_init(&ret_test->app, &ret_test->master, &clock, 4, &message), 0);
    test_database_make();
    ret_test->db = test_database_open();
    migrations = migrations_get(db_get_dialect(ret_test->db), &n_migrations);
    if (migrate_run(ret_test->db, migrations, n_migrations, start_ms, &n_applied, &message))
        fail_msg("%s", message.text);
    test_run(ret_test->db, "INSERT INTO school (code, name, contact) VALUES"
                           " ('10284', 'A', '025-1'), ('10285', 'B', '025-2')");
    test_run(ret_test->db, "INSERT INTO college (school_id, name) VALUES"
                           " (1, 'Law'), (1, 'Physics'), (2, 'Law')");
}

void test_app_done(TestApp *test)
{
    db_close(test->db);
    app_done(&test->app);
}
