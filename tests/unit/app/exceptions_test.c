/*
 * Exceptions on both databases: what can be asked for, one open request, one decision, and what is
 * lifted for whom. That it is lifted when photos are judged: tests/unit/pipeline/making_test.c.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <idphoto/rule.h>

#include "src/app/exceptions.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"
#include "tests/support/test_vault.h"

#define NOTE "因宗教信仰需要佩戴头巾"

static TestVault vault;
static Db *db;
static App *app;
static Message line;
static Student students[2];
static int64_t officer_id, other_id;
static ExceptionRequest request;

/* Of two students: the first's shots 1 and 2 were refused and 3 passed, the second's 4 was refused.
 */
static void set_up(void)
{
    test_vault_make(&vault);
    db = vault.app.db;
    app = &vault.app.app;
    for (int i = 0; i < 2; i++)
        students[i] = test_vault_add_student(&vault, i + 1);
    test_vault_add_failure(&vault, &students[0], 1);
    test_vault_add_failure(&vault, &students[0], 2);
    test_vault_add_photo(&vault, &students[0], 3);
    test_vault_add_failure(&vault, &students[1], 4);
    officer_id = test_staff_add(&vault.app, "school", 1, 0);
    other_id = test_staff_add(&vault.app, "school", 1, 0);
}

static ExceptionAsk make_ask(const char *shot_id, const char *codes, const char *note)
{
    ExceptionAsk ask = {.shot_id = shot_id, .note = note, .proof = ""};

    assert_int_equal(exception_codes_parse(codes, &ask.codes), 0);
    return ask;
}

static int ask_for(int64_t account_id, const char *shot_id, const char *codes)
{
    const ExceptionAsk ask = make_ask(shot_id, codes, NOTE);

    return exceptions_ask(app, db, vault.keys, account_id, &ask, &request, &line);
}

static int ask_with(const char *note)
{
    const ExceptionAsk ask = make_ask("shot 1", "[\"P19\"]", note);

    return exceptions_ask(app, db, vault.keys, 1, &ask, &request, &line);
}

static int decide(int is_approved)
{
    return exceptions_decide(app, db, officer_id, request.id, is_approved, NULL, &line);
}

/* --- asking */

static void test_only_what_the_table_allows_can_be_asked_for(void **state)
{
    const IdpRule *rule;

    (void)state;
    set_up();
    for (size_t i = 0; (rule = idp_rule_get(i)); i++)
        if (rule->can_be_excepted)
            assert_true(exceptions_is_allowed(rule->code));
    assert_true(exceptions_is_allowed("P19"));
    assert_false(exceptions_is_allowed("P1"));
    assert_false(exceptions_is_allowed(""));
    assert_int_equal(ask_for(1, "shot 1", "[\"A01\"]"), STATUS_ARGUMENT);
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\",\"P20\"]"), STATUS_ARGUMENT);
    assert_int_equal(ask_for(1, "shot 1", "[\"X99\"]"), STATUS_ARGUMENT);
    assert_int_equal(ask_for(1, "shot 1", "[]"), STATUS_ARGUMENT);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM exception_request"), 0);
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\",\"P07\"]"), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM audit WHERE actor = 'account:1' AND "
                                  "action = 'exception.ask' AND subject = 'journey:1'"),
                     1);
    test_vault_done(&vault);
}

static void test_it_is_about_a_refused_shot_of_ones_own(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(ask_for(1, "shot 4", "[\"P19\"]"), STATUS_NOT_FOUND);
    assert_int_equal(ask_for(1, "shot 9", "[\"P19\"]"), STATUS_NOT_FOUND);
    assert_int_equal(ask_for(1, "shot 3", "[\"P19\"]"), STATUS_DENIED);
    assert_int_equal(ask_for(1, "shot 2", "[\"P19\"]"), 0);
    assert_int_equal(request.shot_id, 2);
    test_vault_done(&vault);
}

static void test_note_has_a_byte_to_its_maximum_and_opens_by_the_students_key(void **state)
{
    char note[EXCEPTION_NOTE_BYTES + 1], opened[EXCEPTION_NOTE_BYTES];
    ExceptionRequest stored;

    (void)state;
    set_up();
    memset(note, 'n', sizeof note);
    note[EXCEPTION_NOTE_BYTES] = 0;
    assert_int_equal(ask_with(""), STATUS_ARGUMENT);
    assert_int_equal(ask_with(note), STATUS_ARGUMENT);
    note[EXCEPTION_NOTE_BYTES - 1] = 0;
    assert_int_equal(ask_with(note), 0);
    assert_int_equal(store_exception_get(db, request.id, &stored, &line), 0);
    assert_null(memmem(stored.note, stored.n_note, "nnn", 3));
    assert_int_equal(exceptions_open_note(vault.keys, students[0].key_name, &stored, opened, &line),
                     0);
    assert_string_equal(opened, note);
    assert_int_equal(exceptions_open_note(vault.keys, students[1].key_name, &stored, opened, &line),
                     STATUS_DAMAGED);
    assert_int_equal(keys_destroy(vault.keys, students[0].key_name, &line), 0);
    assert_int_equal(exceptions_open_note(vault.keys, students[0].key_name, &stored, opened, &line),
                     STATUS_NOT_FOUND);
    test_vault_done(&vault);
}

static void test_one_request_is_open_at_a_time(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\"]"), 0);
    assert_int_equal(ask_for(1, "shot 2", "[\"P07\"]"), STATUS_CONFLICT);
    assert_int_equal(ask_for(2, "shot 4", "[\"P07\"]"), 0);
    request.id = 1;
    assert_int_equal(decide(0), 0);
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\"]"), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM exception_request"), 3);
    test_vault_done(&vault);
}

static int find_repeat(int64_t account_id, const char *shot_id, const char *codes, const char *note)
{
    const ExceptionAsk ask = make_ask(shot_id, codes, note);

    return exceptions_find_repeat(db, vault.keys, account_id, &ask, &request, &line);
}

static void test_the_same_once_more_is_known_while_it_is_open(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(find_repeat(1, "shot 1", "[\"P19\"]", NOTE), STATUS_NOT_FOUND);
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\"]"), 0);
    request.id = 0;
    assert_int_equal(find_repeat(1, "shot 1", "[\"P19\"]", NOTE), 0);
    assert_int_equal(request.id, 1);
    assert_int_equal(find_repeat(1, "shot 2", "[\"P19\"]", NOTE), STATUS_NOT_FOUND);
    assert_int_equal(find_repeat(1, "shot 1", "[\"P07\"]", NOTE), STATUS_NOT_FOUND);
    assert_int_equal(find_repeat(1, "shot 1", "[\"P19\",\"P07\"]", NOTE), STATUS_NOT_FOUND);
    assert_int_equal(find_repeat(1, "shot 1", "[\"P19\"]", NOTE "。"), STATUS_NOT_FOUND);
    assert_int_equal(find_repeat(2, "shot 1", "[\"P19\"]", NOTE), STATUS_NOT_FOUND);
    assert_int_equal(decide(1), 0);
    assert_int_equal(find_repeat(1, "shot 1", "[\"P19\"]", NOTE), STATUS_NOT_FOUND);
    test_vault_done(&vault);
}

/* --- deciding */

static void test_the_same_decision_twice_is_one_and_another_is_refused(void **state)
{
    ExceptionRequest stored;

    (void)state;
    set_up();
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\"]"), 0);
    assert_int_equal(exceptions_decide(app, db, officer_id, 99, 1, NULL, &line), STATUS_NOT_FOUND);
    vault.app.now_ms++;
    assert_int_equal(decide(1), 0);
    vault.app.now_ms++;
    assert_int_equal(exceptions_decide(app, db, other_id, request.id, 1, "too", &line), 0);
    assert_int_equal(exceptions_decide(app, db, other_id, request.id, 0, "no", &line),
                     STATUS_CONFLICT);
    assert_int_equal(store_exception_get(db, request.id, &stored, &line), 0);
    assert_int_equal(stored.state, EXCEPTION_APPROVED);
    assert_int_equal(stored.decided_by, officer_id);
    assert_int_equal(stored.decided_ms, stored.asked_ms + 1);
    assert_string_equal(stored.remark, "");
    assert_int_equal(test_ask(db, "SELECT count(*) FROM audit WHERE action = 'exception.approve'"),
                     1);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM audit WHERE action = 'exception.refuse'"),
                     0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM message WHERE kind = 'exception-approved'"),
                     1);
    test_vault_done(&vault);
}

static void test_remark_has_its_maximum(void **state)
{
    char remark[REMARK_BYTES + 1];
    ExceptionRequest stored;

    (void)state;
    set_up();
    memset(remark, 'r', sizeof remark);
    remark[REMARK_BYTES] = 0;
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\"]"), 0);
    assert_int_equal(exceptions_decide(app, db, officer_id, request.id, 0, remark, &line),
                     STATUS_ARGUMENT);
    remark[REMARK_BYTES - 1] = 0;
    assert_int_equal(exceptions_decide(app, db, officer_id, request.id, 0, remark, &line), 0);
    assert_int_equal(store_exception_get(db, request.id, &stored, &line), 0);
    assert_int_equal(stored.state, EXCEPTION_REFUSED);
    assert_string_equal(stored.remark, remark);
    test_vault_done(&vault);
}

typedef struct Officer {
    Db *db;
    int64_t staff_id;
    int is_approved, status;
} Officer;

static void *decide_at_once(void *context)
{
    Officer *officer = context;
    Message fault;

    officer->status = exceptions_decide(app, officer->db, officer->staff_id, request.id,
                                        officer->is_approved, NULL, &fault);
    return NULL;
}

static void test_of_two_decisions_at_once_one_holds(void **state)
{
    Officer officers[2];
    pthread_t threads[2];
    ExceptionRequest stored;

    (void)state;
    set_up();
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\"]"), 0);
    for (int i = 0; i < 2; i++) {
        officers[i] = (Officer){test_database_open(), i ? other_id : officer_id, i, -1};
        pthread_create(&threads[i], NULL, decide_at_once, &officers[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        db_close(officers[i].db);
    }
    assert_int_equal(officers[0].status + officers[1].status, STATUS_CONFLICT);
    assert_int_equal(store_exception_get(db, request.id, &stored, &line), 0);
    assert_int_equal(stored.state, officers[0].status ? EXCEPTION_APPROVED : EXCEPTION_REFUSED);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM message"), 1);
    test_vault_done(&vault);
}

/* --- what holds, and who sees it */

static void check_codes(int64_t journey_id, const char *wanted)
{
    char text[EXCEPTION_CODES_TEXT_BYTES];
    ExceptionCodes codes;

    assert_int_equal(exceptions_get_codes(db, journey_id, &codes, &line), 0);
    exception_codes_format(&codes, text);
    assert_string_equal(text, wanted);
}

static void test_approved_codes_are_lifted_for_that_student_alone(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\",\"P07\"]"), 0);
    check_codes(1, "[]");
    assert_int_equal(decide(1), 0);
    check_codes(1, "[\"P19\",\"P07\"]");
    check_codes(2, "[]");
    assert_int_equal(ask_for(1, "shot 2", "[\"P04\"]"), 0);
    assert_int_equal(decide(0), 0);
    check_codes(1, "[\"P19\",\"P07\"]");
    assert_int_equal(ask_for(1, "shot 2", "[\"P07\",\"P05\"]"), 0);
    assert_int_equal(decide(1), 0);
    check_codes(1, "[\"P07\",\"P05\",\"P19\"]");
    /* What the table no longer allows does not hold, however it was approved. */
    test_run(db, "UPDATE exception_request SET codes = '[\"P20\",\"P19\"]' WHERE id = 1");
    check_codes(1, "[\"P07\",\"P05\",\"P19\"]");
    test_vault_done(&vault);
}

static void add(void *context, const ExceptionRequest *found)
{
    char *text = context;

    snprintf(text + strlen(text), 32, "%d ", (int)found->id);
}

static void check_list(ExceptionFilter filter, const char *wanted)
{
    char found[64] = "";

    assert_int_equal(store_exception_list(db, &filter, add, found, &line), 0);
    assert_string_equal(found, wanted);
}

static void test_officers_see_those_of_their_school_and_college_oldest_first(void **state)
{
    (void)state;
    set_up();
    test_run(db, "UPDATE student SET college_id = 2 WHERE id = 2");
    assert_int_equal(ask_for(1, "shot 1", "[\"P19\"]"), 0);
    assert_int_equal(decide(1), 0);
    assert_int_equal(ask_for(1, "shot 1", "[\"P07\"]"), 0);
    assert_int_equal(ask_for(2, "shot 4", "[\"P19\"]"), 0);
    check_list((ExceptionFilter){.n_max = 9}, "2 3 ");
    check_list((ExceptionFilter){.school_id = 1, .n_max = 9}, "2 3 ");
    check_list((ExceptionFilter){.school_id = 1, .n_max = 1}, "2 ");
    check_list((ExceptionFilter){.school_id = 1, .after_id = 2, .n_max = 1}, "3 ");
    check_list((ExceptionFilter){.school_id = 1, .college_id = 2, .n_max = 9}, "3 ");
    check_list((ExceptionFilter){.school_id = 1, .college_id = 1, .n_max = 9}, "");
    check_list((ExceptionFilter){.school_id = 2, .n_max = 9}, "");
    check_list((ExceptionFilter){.school_id = 2, .college_id = 2, .n_max = 9}, "");
    check_list((ExceptionFilter){.state = EXCEPTION_APPROVED, .n_max = 9}, "1 ");
    check_list((ExceptionFilter){.state = EXCEPTION_REFUSED, .n_max = 9}, "");
    test_vault_done(&vault);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_the_table_allows_can_be_asked_for),
        cmocka_unit_test(test_it_is_about_a_refused_shot_of_ones_own),
        cmocka_unit_test(test_note_has_a_byte_to_its_maximum_and_opens_by_the_students_key),
        cmocka_unit_test(test_one_request_is_open_at_a_time),
        cmocka_unit_test(test_the_same_once_more_is_known_while_it_is_open),
        cmocka_unit_test(test_the_same_decision_twice_is_one_and_another_is_refused),
        cmocka_unit_test(test_remark_has_its_maximum),
        cmocka_unit_test(test_of_two_decisions_at_once_one_holds),
        cmocka_unit_test(test_approved_codes_are_lifted_for_that_student_alone),
        cmocka_unit_test(test_officers_see_those_of_their_school_and_college_oldest_first),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
