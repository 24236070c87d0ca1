/* The student's first steps on both databases: who is let in, what is sealed, what order holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/audit.h"
#include "src/app/journeys.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

static const RosterEntry zhang = {.batch_id = 1,
                                  .name = "张三",
                                  .student_number = "B21030405",
                                  .identity = "11010519491231002X",
                                  .unique_number = "",
                                  .major = "物理学",
                                  .class_name = "1"};

static TestApp test;
static Message line;
static KeyStore *keys;
static char folder[] = "/tmp/tucai-journeys-test-XXXXXX";
static int n_stores;

typedef struct Publication {
    DocumentKind kind;
    int64_t batch_id, id;
} Publication;

static int publish_in(Db *db, void *context, Message *fault)
{
    Publication *publication = context;

    return store_document_publish(db, publication->kind, publication->batch_id, "text", 1,
                                  &publication->id, fault);
}

static int64_t publish(DocumentKind kind, int64_t batch_id)
{
    Publication publication = {kind, batch_id, 0};

    assert_int_equal(db_transact(test.db, publish_in, &publication, &line), 0);
    return publication.id;
}

/* A school's batch with one student, its texts, and three accounts. */
static int64_t set_up(void)
{
    char url[256];
    Student student;

    test_app_make(&test);
    snprintf(url, sizeof url, "sqlite:%s/keys%d.db", folder, n_stores++);
    if (keys_open(url, &test.master, &test.app.clock, &keys, &line))
        fail_msg("%s", line.text);
    test_run(test.db, "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
                      "daily_from_min, daily_to_min, is_payment_unified, has_school_review, "
                      "production, rules) "
                      "VALUES (1, 1, '2026', 'roster', 0, 1, 0, 1440, 0, 1, 'automatic', '')");
    for (int i = 0; i < 3; i++)
        test_run(test.db, "INSERT INTO account (created_ms) VALUES (0)");
    test_run(test.db, "INSERT INTO video (version, duration_ms, blob, published_ms) VALUES "
                      "(1, 60000, 'x', 1)");
    for (DocumentKind kind = DOCUMENT_CONSENT; kind <= DOCUMENT_REQUIREMENTS; kind++)
        publish(kind, 0);
    if (roster_add(&test.app, test.db, keys, &zhang, &student, &line))
        fail_msg("%s", line.text);
    return student.id;
}

static void tear_down(void)
{
    keys_close(keys);
    test_app_done(&test);
}

static RosterClaim claim_of(const char *name, const char *number, const char *identity)
{
    return (RosterClaim){1, name, number, identity};
}

static const RosterClaim right = {1, " 张三", "B21030405", "110105 19491231 002x"};

static Journey consent(int64_t account_id)
{
    Journey journey;

    assert_int_equal(journeys_consent(&test.app, test.db, account_id, 1, &journey, &line), 0);
    return journey;
}

static int verify(int64_t account_id, const RosterClaim *claim, Journey *journey)
{
    return journeys_verify(&test.app, test.db, keys, account_id, claim, journey, &line);
}

static void test_the_first_steps_in_their_order(void **state)
{
    const int64_t student_id = set_up();
    AuditCheck check;
    Journey journey;

    (void)state;
    assert_int_equal(journeys_get(&test.app, test.db, 1, &journey, &line), 0);
    assert_int_equal(journey.state, JOURNEY_CONSENT);
    journey = consent(1);
    assert_int_equal(journey.consented_ms, test.now_ms);
    assert_int_equal(verify(1, &right, &journey), 0);
    assert_int_equal(journey.student_id, student_id);
    assert_int_equal(
        journeys_give_phone(&test.app, test.db, keys, 1, "138 1234 5678", &journey, &line), 0);
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_NOTICE, 2, &journey, &line), 0);
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_PRECAUTIONS, 3, &journey, &line),
                     0);
    assert_int_equal(journeys_choose_messages(&test.app, test.db, 1, 1, &journey, &line), 0);
    assert_int_equal(
        journeys_read(&test.app, test.db, 1, DOCUMENT_REQUIREMENTS, 4, &journey, &line), 0);
    assert_int_equal(journey.state, JOURNEY_VIDEO);
    assert_int_equal(journey.wants_messages, 1);
    assert_int_equal(audit_verify(&test.app, test.db, &check, &line), 0);
    assert_int_equal(check.broken_id, 0);
    assert_int_equal(check.n_rows, 7); /* one for each step */
    tear_down();
}

static void test_a_step_out_of_order_changes_nothing(void **state)
{
    Journey journey, after;

    (void)state;
    set_up();
    assert_int_equal(verify(1, &right, &journey), STATUS_CONFLICT); /* without consent */
    journey = consent(1);
    assert_int_equal(journeys_give_phone(&test.app, test.db, keys, 1, "13812345678", &after, &line),
                     STATUS_CONFLICT);
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_NOTICE, 2, &after, &line),
                     STATUS_CONFLICT);
    assert_int_equal(journeys_choose_messages(&test.app, test.db, 1, 1, &after, &line),
                     STATUS_CONFLICT);
    assert_int_equal(journeys_get(&test.app, test.db, 1, &after, &line), 0);
    assert_memory_equal(&after, &journey, sizeof after);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 1);
    tear_down();
}

/* Clients on bad networks ask twice. */
static void test_an_equal_step_is_a_success_that_changes_nothing(void **state)
{
    const RosterClaim other = claim_of("李四", "B21030405", "11010519491231002X");
    Journey journey, after;

    (void)state;
    set_up();
    journey = consent(1);
    assert_int_equal(journeys_consent(&test.app, test.db, 1, 1, &after, &line), 0);
    assert_memory_equal(&after, &journey, sizeof after);
    assert_int_equal(journeys_consent(&test.app, test.db, 1, 2, &after, &line), STATUS_CONFLICT);
    assert_int_equal(verify(1, &right, &journey), 0);
    assert_int_equal(verify(1, &right, &after), 0);
    assert_int_equal(after.version, journey.version);
    assert_int_equal(verify(1, &other, &after), STATUS_CONFLICT);
    assert_int_equal(
        journeys_give_phone(&test.app, test.db, keys, 1, "13812345678", &journey, &line), 0);
    assert_int_equal(
        journeys_give_phone(&test.app, test.db, keys, 1, "138 1234 5678", &after, &line), 0);
    assert_int_equal(after.version, journey.version);
    assert_int_equal(journeys_give_phone(&test.app, test.db, keys, 1, "13912345678", &after, &line),
                     STATUS_CONFLICT);
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_NOTICE, 2, &journey, &line), 0);
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_NOTICE, 2, &after, &line), 0);
    assert_int_equal(after.version, journey.version);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 4);
    tear_down();
}

/* In the state of the notice again, with everything else read. */
static JourneyState read_renewed_notice(void)
{
    Journey journey;

    test_run(test.db,
             "UPDATE journey SET state = 'notice', precautions_id = 3, requirements_id = 4");
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_NOTICE, 2, &journey, &line), 0);
    return journey.state;
}

static void test_a_renewed_notice_does_not_spare_the_video(void **state)
{
    Journey journey;

    (void)state;
    set_up();
    consent(1);
    assert_int_equal(verify(1, &right, &journey), 0);
    assert_int_equal(read_renewed_notice(), JOURNEY_PRECAUTIONS);
    test_run(test.db,
             "INSERT INTO viewing (account_id, video_id, position_ms, beat_ms, finished_ms)"
             " VALUES (1, 1, 60000, 1, 1)");
    assert_int_equal(read_renewed_notice(), JOURNEY_SHOOT);
    tear_down();
}

static void test_an_account_that_has_watched_does_not_watch_again(void **state)
{
    Journey journey;

    (void)state;
    set_up();
    test_run(test.db,
             "INSERT INTO viewing (account_id, video_id, position_ms, beat_ms, finished_ms)"
             " VALUES (2, 1, 60000, 1, 1)");
    consent(1);
    consent(2);
    test_run(test.db, "UPDATE journey SET state = 'requirements'");
    assert_int_equal(
        journeys_read(&test.app, test.db, 1, DOCUMENT_REQUIREMENTS, 4, &journey, &line), 0);
    assert_int_equal(journey.state, JOURNEY_VIDEO);
    assert_int_equal(
        journeys_read(&test.app, test.db, 2, DOCUMENT_REQUIREMENTS, 4, &journey, &line), 0);
    assert_int_equal(journey.state, JOURNEY_SHOOT);
    tear_down();
}

/* What was agreed to before a withdrawal is no step that was taken. */
static void test_after_a_withdrawal_nothing_is_a_repetition(void **state)
{
    Journey journey;

    (void)state;
    set_up();
    consent(1);
    assert_int_equal(verify(1, &right, &journey), 0);
    test_run(test.db, "UPDATE journey SET state = 'consent'");
    assert_int_equal(verify(1, &right, &journey), STATUS_CONFLICT);
    assert_int_equal(journeys_consent(&test.app, test.db, 1, 1, &journey, &line), 0);
    assert_int_equal(journey.state, JOURNEY_VERIFY);
    tear_down();
}

/* --- capture codes */

static CaptureCode code_of(const char *unique_number, const char *name, const char *identity)
{
    CaptureCode code = {.expires_ms = INT64_MAX};

    snprintf(code.unique_number, sizeof code.unique_number, "%s", unique_number);
    snprintf(code.name_masked, sizeof code.name_masked, "%s", name);
    snprintf(code.identity_masked, sizeof code.identity_masked, "%s", identity);
    return code;
}

static int verify_code(int64_t account_id, const CaptureCode *code, Journey *journey)
{
    return journeys_verify_code(&test.app, test.db, keys, account_id, 1, code, journey, &line);
}

static void test_a_code_binds_the_student_of_its_number_if_the_masks_agree(void **state)
{
    const CaptureCode code = code_of("U1", "张*", "1101**********002X"),
                      nobody = code_of("U2", "张*", "1101**********002X"),
                      other_name = code_of("U1", "李*", "1101**********002X"),
                      longer_name = code_of("U1", "张**", "1101**********002X"),
                      other_identity = code_of("U1", "张*", "1101**********0021");
    Journey journey;

    (void)state;
    set_up();
    test_run(test.db, "UPDATE student SET unique_number = 'U1'");
    consent(1);
    consent(2);
    assert_int_equal(verify_code(1, &nobody, &journey), STATUS_NOT_FOUND);
    assert_int_equal(verify_code(1, &other_name, &journey), STATUS_ARGUMENT);
    assert_int_equal(verify_code(1, &longer_name, &journey), STATUS_ARGUMENT);
    assert_int_equal(verify_code(1, &other_identity, &journey), STATUS_ARGUMENT);
    assert_int_equal(verify_code(1, &code, &journey), 0);
    assert_int_equal(journey.state, JOURNEY_PHONE);
    assert_int_equal(verify_code(1, &code, &journey), 0);
    assert_int_equal(verify_code(2, &code, &journey), STATUS_DENIED);
    tear_down();
}

static void test_whoever_does_not_fit_is_told_no_more_than_that(void **state)
{
    const RosterClaim wrong[] = {claim_of("李四", "B21030405", "11010519491231002X"),
                                 claim_of("张三", "B21030406", "11010519491231002X"),
                                 claim_of("张三", "B21030405", "E12345678"),
                                 claim_of("张三", "B21030405", "110105194912310021"),
                                 claim_of("", "B21030405", "11010519491231002X"),
                                 claim_of("张三", "", "11010519491231002X"),
                                 claim_of("张三", "B21030405' OR 1=1", "11010519491231002X")};
    char first[sizeof line.text];
    Journey journey;

    (void)state;
    set_up();
    consent(1);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(verify(1, &wrong[i], &journey), STATUS_NOT_FOUND);
        if (!i)
            memcpy(first, line.text, sizeof first);
        assert_string_equal(line.text, first);
    }
    tear_down();
}

static void test_student_of_another_account_is_refused(void **state)
{
    Journey journey;

    (void)state;
    set_up();
    consent(1);
    consent(2);
    assert_int_equal(verify(1, &right, &journey), 0);
    assert_int_equal(verify(2, &right, &journey), STATUS_DENIED);
    assert_int_equal(journeys_get(&test.app, test.db, 2, &journey, &line), 0);
    assert_int_equal(journey.student_id, 0);
    tear_down();
}

static void test_text_that_has_a_newer_version_was_not_read(void **state)
{
    Journey journey;
    int64_t newer;

    (void)state;
    set_up();
    newer = publish(DOCUMENT_CONSENT, 0);
    assert_int_equal(journeys_consent(&test.app, test.db, 1, 1, &journey, &line), STATUS_ARGUMENT);
    assert_int_equal(journeys_consent(&test.app, test.db, 1, newer, &journey, &line), 0);
    assert_int_equal(verify(1, &right, &journey), 0);
    assert_int_equal(
        journeys_give_phone(&test.app, test.db, keys, 1, "13812345678", &journey, &line), 0);
    newer = publish(DOCUMENT_NOTICE, 1); /* the school's own comes before everybody's */
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_NOTICE, 2, &journey, &line),
                     STATUS_ARGUMENT);
    assert_int_equal(journeys_read(&test.app, test.db, 1, DOCUMENT_NOTICE, newer, &journey, &line),
                     0);
    tear_down();
}

static void test_personal_data_is_nowhere_readable_in_the_database(void **state)
{
    static const char *const secrets[] = {"张三", "11010519491231002X", "13812345678"};
    static const char *const columns[] = {
        "SELECT name_sealed FROM student",  "SELECT identity_sealed FROM student",
        "SELECT name_hash FROM student",    "SELECT identity_hash FROM student",
        "SELECT phone_sealed FROM journey", "SELECT phone_hash FROM journey"};
    Journey journey;

    (void)state;
    set_up();
    consent(1);
    assert_int_equal(verify(1, &right, &journey), 0);
    assert_int_equal(
        journeys_give_phone(&test.app, test.db, keys, 1, "13812345678", &journey, &line), 0);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        DbRows *rows = NULL;
        size_t n_bytes;
        const void *bytes;

        assert_int_equal(db_query(test.db, columns[i], NULL, 0, &rows, &line), 0);
        assert_true(db_rows_next(rows));
        bytes = db_rows_get_blob(rows, 0, &n_bytes);
        assert_true(n_bytes >= CRYPT_HASH_BYTES);
        for (size_t k = 0; k < sizeof secrets / sizeof secrets[0]; k++)
            assert_null(memmem(bytes, n_bytes, secrets[k], strlen(secrets[k])));
        db_rows_free(rows);
    }
    tear_down();
}

static void test_destroyed_key_makes_the_name_unreadable(void **state)
{
    char name[NAME_BYTES];
    Student student;

    (void)state;
    set_up();
    assert_int_equal(roster_find(&test.app, test.db, &right, &student, &line), 0);
    assert_int_equal(roster_get_name(keys, &student, name, &line), 0);
    assert_string_equal(name, "张三");
    assert_string_equal(student.name_masked, "张*");
    assert_int_equal(keys_destroy(keys, student.key_name, &line), 0);
    assert_int_equal(roster_get_name(keys, &student, name, &line), STATUS_NOT_FOUND);
    tear_down();
}

static void test_bad_rows_of_a_roster_name_their_field_and_leave_no_key(void **state)
{
    const struct {
        RosterEntry entry;
        const char *field;
    } cases[] = {
        {{1, 0, "", "1", "E12345678", "", "", ""}, "name"},
        {{1, 0, "a", "1 2", "E12345678", "", "", ""}, "student number"},
        {{1, 0, "a", "1", "12", "", "", ""}, "identity"},
        {{1, 0, "a", "1", "E12345678", "!", "", ""}, "unique number"},
    };
    Student student;

    (void)state;
    set_up();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(roster_add(&test.app, test.db, keys, &cases[i].entry, &student, &line),
                         STATUS_ARGUMENT);
        assert_ptr_equal(strstr(line.text, cases[i].field), line.text);
    }
    assert_int_equal(roster_add(&test.app, test.db, keys, &zhang, &student, &line),
                     STATUS_CONFLICT);
    tear_down();
}

static int remove_folder(void)
{
    char command[256];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_steps_in_their_order),
        cmocka_unit_test(test_a_step_out_of_order_changes_nothing),
        cmocka_unit_test(test_an_equal_step_is_a_success_that_changes_nothing),
        cmocka_unit_test(test_a_renewed_notice_does_not_spare_the_video),
        cmocka_unit_test(test_an_account_that_has_watched_does_not_watch_again),
        cmocka_unit_test(test_after_a_withdrawal_nothing_is_a_repetition),
        cmocka_unit_test(test_a_code_binds_the_student_of_its_number_if_the_masks_agree),
        cmocka_unit_test(test_whoever_does_not_fit_is_told_no_more_than_that),
        cmocka_unit_test(test_student_of_another_account_is_refused),
        cmocka_unit_test(test_text_that_has_a_newer_version_was_not_read),
        cmocka_unit_test(test_personal_data_is_nowhere_readable_in_the_database),
        cmocka_unit_test(test_destroyed_key_makes_the_name_unreadable),
        cmocka_unit_test(test_bad_rows_of_a_roster_name_their_field_and_leave_no_key),
    };
    int status;

    if (crypt_init() || !mkdtemp(folder) || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return remove_folder() ? 1 : status;
}
