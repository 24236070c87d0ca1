/* Claims and results of production on both databases: nobody shares a photo, nothing is done twice.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/journey_step.h"
#include "src/app/production.h"
#include "src/store/journey.h"
#include "src/store/submission.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

enum { LEASE_MS = 1800000, MANY = 40 };

static const char blob[] = "00112233445566778899aabbccddeeff";
static TestApp test;
static Message line;
static int64_t batch_id, anne, bert; /* retouchers */

static void set_up(void)
{
    test_app_make(&test);
    batch_id = test_batch_add(&test, 1, 1, 0);
    anne = test_staff_add(&test, "retoucher", 0, 0);
    bert = test_staff_add(&test, "retoucher", 0, 0);
}

/* A photo that was just handed in: the machine's. */
static int64_t hand_in(void)
{
    const int64_t journey_id = test_journey_add(&test, batch_id, 0, "shoot");
    JourneyStep step = {.app = &test.app,
                        .journey_id = journey_id,
                        .event = EVENT_CONFIRMED,
                        .action = "test",
                        .draft_id = test_draft_add(&test, journey_id)};

    if (journey_step_take(test.db, &step, &line))
        fail_msg("%s", line.text);
    return journey_id;
}

static ProductionClaim claim_for_machine(void)
{
    ProductionClaim claim;

    if (production_claim_for_machine(&test.app, test.db, LEASE_MS, &claim, &line))
        fail_msg("%s", line.text);
    return claim;
}

/* One that people have to look at; the next in their queue. */
static int64_t add_for_people(void)
{
    ProductionClaim machine;

    hand_in();
    machine = claim_for_machine();
    assert_int_equal(production_put_sample(&test.app, test.db, &machine, blob, HAND_BATCH, &line),
                     0);
    return machine.id;
}

static ProductionClaims claim(int64_t staff_id, size_t n)
{
    ProductionClaims claims;

    if (production_claim(&test.app, test.db, staff_id, n, LEASE_MS, &claims, &line))
        fail_msg("%s", line.text);
    return claims;
}

static int finish(int64_t staff_id, int64_t id)
{
    const ProductionClaim held = {.id = id, .staff_id = staff_id};

    return production_finish(&test.app, test.db, &held, blob, &line);
}

static JourneyState get_state(int64_t journey_id)
{
    Journey journey;

    assert_int_equal(store_journey_get(test.db, journey_id, &journey, &line), 0);
    return journey.state;
}

static Production get(int64_t id)
{
    Production production;

    assert_int_equal(store_production_get(test.db, id, &production, &line), 0);
    return production;
}

/* --- claims */

static void test_those_that_waited_longest_are_claimed_first_and_once(void **state)
{
    ProductionClaims first, second;
    int64_t ids[4];

    (void)state;
    set_up();
    for (int i = 0; i < 4; i++) {
        ids[i] = add_for_people();
        test.now_ms++;
    }
    first = claim(anne, 3);
    assert_int_equal(first.n_ids, 3);
    assert_memory_equal(first.ids, ids, 3 * sizeof ids[0]);
    assert_int_equal(first.until_ms, test.now_ms + LEASE_MS);
    second = claim(bert, 3);
    assert_int_equal(second.n_ids, 1);
    assert_int_equal(second.ids[0], ids[3]);
    assert_int_equal(claim(bert, 1).n_ids, 0);
    assert_int_equal(
        test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'production.claim'"), 2);
    test_app_done(&test);
}

static void test_claim_holds_until_its_last_moment_and_not_longer(void **state)
{
    int64_t id;

    (void)state;
    set_up();
    id = add_for_people();
    claim(anne, 1);
    test.now_ms += LEASE_MS - 1;
    assert_int_equal(claim(bert, 1).n_ids, 0);
    test.now_ms += 1;
    assert_int_equal(claim(bert, 1).n_ids, 1);
    assert_int_equal(finish(anne, id), STATUS_CONFLICT);
    assert_int_equal(finish(bert, id), 0);
    assert_int_equal(get(id).finished_by, bert);
    test_app_done(&test);
}

static void test_late_work_counts_while_nobody_else_has_the_photo(void **state)
{
    int64_t id;

    (void)state;
    set_up();
    id = add_for_people();
    claim(anne, 1);
    test.now_ms += 10 * LEASE_MS;
    assert_int_equal(finish(anne, id), 0);
    test_app_done(&test);
}

static void test_renewed_claim_holds_from_then_on(void **state)
{
    int64_t id, until_ms = 0;

    (void)state;
    set_up();
    id = add_for_people();
    claim(anne, 1);
    test.now_ms += LEASE_MS - 1;
    assert_int_equal(production_renew(&test.app, test.db, anne, id, LEASE_MS, &until_ms, &line), 0);
    assert_int_equal(until_ms, test.now_ms + LEASE_MS);
    test.now_ms += LEASE_MS - 1;
    assert_int_equal(claim(bert, 1).n_ids, 0);
    test.now_ms += 1;
    assert_int_equal(claim(bert, 1).n_ids, 1);
    assert_int_equal(production_renew(&test.app, test.db, anne, id, LEASE_MS, &until_ms, &line),
                     STATUS_CONFLICT);
    test_app_done(&test);
}

static void test_what_is_given_back_is_the_next_ones(void **state)
{
    int64_t id;

    (void)state;
    set_up();
    id = add_for_people();
    claim(anne, 1);
    assert_int_equal(production_give_back(&test.app, test.db, bert, bert, id, &line),
                     STATUS_CONFLICT);
    assert_int_equal(production_give_back(&test.app, test.db, anne, anne, id, &line), 0);
    assert_int_equal(finish(anne, id), STATUS_CONFLICT);
    assert_int_equal(claim(bert, 1).ids[0], id);
    test_app_done(&test);
}

static void test_claims_are_bounded(void **state)
{
    ProductionClaims claims;
    size_t n_held = 0;

    (void)state;
    set_up();
    assert_int_equal(production_claim(&test.app, test.db, anne, 0, LEASE_MS, &claims, &line),
                     STATUS_ARGUMENT);
    assert_int_equal(production_claim(&test.app, test.db, anne, PRODUCTION_CLAIM_MAX + 1, LEASE_MS,
                                      &claims, &line),
                     STATUS_ARGUMENT);
    for (int i = 0; i < PRODUCTION_HELD_MAX + 2; i++)
        add_for_people();
    for (int i = 0; i < 3; i++)
        n_held += claim(anne, PRODUCTION_CLAIM_MAX).n_ids;
    assert_int_equal(n_held, PRODUCTION_HELD_MAX);
    assert_int_equal(claim(bert, 5).n_ids, 2);
    test.now_ms += LEASE_MS; /* what has run out is not held */
    assert_int_equal(claim(anne, 5).n_ids, 5);
    test_app_done(&test);
}

typedef struct Retoucher {
    Db *db;
    int64_t staff_id;
    int64_t ids[MANY];
    size_t n_ids;
    int status;
} Retoucher;

static void *claim_all(void *argument)
{
    Retoucher *me = argument;
    ProductionClaims claims = {.n_ids = 1};
    Message fault;

    while (!me->status && claims.n_ids) {
        me->status =
            production_claim(&test.app, me->db, me->staff_id, 3, LEASE_MS, &claims, &fault);
        for (size_t i = 0; !me->status && i < claims.n_ids && me->n_ids < MANY; i++)
            me->ids[me->n_ids++] = claims.ids[i];
    }
    return NULL;
}

static void test_retouchers_who_claim_at_once_never_share(void **state)
{
    Retoucher all[4] = {0};
    pthread_t threads[4];
    int n_owners[2 * MANY] = {0};
    size_t n_claimed = 0;

    (void)state;
    set_up();
    for (int i = 0; i < MANY; i++)
        add_for_people();
    for (size_t i = 0; i < 4; i++) {
        all[i] = (Retoucher){.db = test_database_open(),
                             .staff_id = test_staff_add(&test, "retoucher", 0, 0)};
        assert_int_equal(pthread_create(&threads[i], NULL, claim_all, &all[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        db_close(all[i].db);
        assert_int_equal(all[i].status, 0);
        n_claimed += all[i].n_ids;
        for (size_t j = 0; j < all[i].n_ids; j++)
            assert_int_equal(n_owners[all[i].ids[j]]++, 0);
    }
    assert_int_equal(n_claimed, MANY);
    test_app_done(&test);
}

static size_t list(ProductionFilter filter, ProductionPlace after, size_t n_max, int64_t *ret_ids)
{
    Production items[8];
    size_t n = 0;

    assert_in_range(n_max, 1, 8);
    assert_int_equal(store_production_list(test.db, filter, anne, &after, n_max, items, &n, &line),
                     0);
    for (size_t i = 0; i < n; i++)
        ret_ids[i] = items[i].id;
    return n;
}

static void test_lists_go_on_where_they_ended(void **state)
{
    const ProductionPlace start = {0};
    int64_t ids[3], found[8] = {0};

    (void)state;
    set_up();
    hand_in(); /* the machine's is in no list */
    claim_for_machine();
    for (int i = 0; i < 3; i++)
        ids[i] = add_for_people(); /* all at the same moment */
    test_run(test.db, "UPDATE production SET queued_ms = queued_ms + 1 WHERE id = 2");
    assert_int_equal(list(PRODUCTION_OPEN, start, 2, found), 2);
    assert_int_equal(found[0], ids[1]);
    assert_int_equal(found[1], ids[2]);
    assert_int_equal(
        list(PRODUCTION_OPEN, (ProductionPlace){get(found[1]).queued_ms, found[1]}, 2, found), 1);
    assert_int_equal(found[0], ids[0]);
    assert_int_equal(list(PRODUCTION_MINE, start, 2, found), 0);
    claim(anne, 2);
    assert_int_equal(list(PRODUCTION_MINE, start, 8, found), 2);
    assert_int_equal(finish(anne, ids[2]), 0);
    assert_int_equal(list(PRODUCTION_DONE, start, 8, found), 1);
    assert_int_equal(found[0], ids[2]);
    assert_int_equal(list(PRODUCTION_DONE, (ProductionPlace){1, found[0]}, 8, found), 0);
    test_app_done(&test);
}

/* --- the machine's turn */

static void test_machine_and_people_have_queues_of_their_own(void **state)
{
    ProductionClaim machine;

    (void)state;
    set_up();
    hand_in();
    assert_int_equal(claim(anne, 1).n_ids, 0);
    machine = claim_for_machine();
    assert_int_equal(production_claim_for_machine(&test.app, test.db, LEASE_MS, &machine, &line),
                     STATUS_NOT_FOUND);
    assert_int_equal(production_hand_over(&test.app, test.db, &machine, HAND_MACHINE, &line), 0);
    assert_int_equal(production_claim_for_machine(&test.app, test.db, LEASE_MS, &machine, &line),
                     STATUS_NOT_FOUND);
    assert_int_equal(claim(anne, 1).n_ids, 1);
    test_app_done(&test);
}

static void test_result_of_a_lost_claim_of_the_machine_changes_nothing(void **state)
{
    ProductionClaim first, second;
    int64_t journey_id;

    (void)state;
    set_up();
    journey_id = hand_in();
    first = claim_for_machine();
    test.now_ms += LEASE_MS;
    second = claim_for_machine();
    assert_int_equal(second.id, first.id);
    assert_int_equal(production_put_sample(&test.app, test.db, &first, blob, HAND_NONE, &line),
                     STATUS_CONFLICT);
    assert_int_equal(get_state(journey_id), JOURNEY_PRODUCTION);
    assert_int_equal(production_put_sample(&test.app, test.db, &second, blob, HAND_NONE, &line), 0);
    assert_int_equal(get_state(journey_id), JOURNEY_SAMPLE);
    assert_int_equal(production_finish(&test.app, test.db, &first, blob, &line), STATUS_CONFLICT);
    assert_int_equal(production_finish(&test.app, test.db, &second, blob, &line), 0);
    assert_int_equal(get_state(journey_id), JOURNEY_FINAL);
    assert_int_equal(get(first.id).finished_by, 0);
    test_app_done(&test);
}

static void test_photo_that_takes_the_machine_down_three_times_goes_to_people(void **state)
{
    ProductionClaim machine;

    (void)state;
    set_up();
    hand_in();
    for (int i = 0; i < PRODUCTION_ATTEMPTS_MAX; i++) {
        assert_int_equal(claim(anne, 1).n_ids, 0);
        machine = claim_for_machine();
        test.now_ms += LEASE_MS;
    }
    assert_int_equal(production_claim_for_machine(&test.app, test.db, LEASE_MS, &machine, &line),
                     STATUS_NOT_FOUND);
    assert_int_equal(claim(anne, 1).n_ids, 1);
    assert_int_equal(get(machine.id).hand_reason, HAND_MACHINE);
    assert_int_equal(finish(anne, machine.id), 0); /* without a sample */
    test_app_done(&test);
}

static void test_postponed_photo_is_tried_again_then_and_has_lost_no_attempt(void **state)
{
    ProductionClaim machine;

    (void)state;
    set_up();
    hand_in();
    for (int i = 0; i < 2 * PRODUCTION_ATTEMPTS_MAX; i++) {
        machine = claim_for_machine();
        assert_int_equal(store_production_postpone(test.db, &machine, test.now_ms + 5000, &line),
                         0);
        test.now_ms += 4999;
        assert_int_equal(
            production_claim_for_machine(&test.app, test.db, LEASE_MS, &machine, &line),
            STATUS_NOT_FOUND);
        test.now_ms += 1;
    }
    test_app_done(&test);
}

/* --- whose turn */

static void test_machine_finishes_only_where_the_batch_says_and_nothing_warns(void **state)
{
    Batch batch = {.is_production_automatic = 1, .rules = batch_rules_get_default()};

    (void)state;
    set_up();
    batch.rules.audit_per_mille = 0;
    assert_int_equal(production_get_hand_reason(&test.app, &batch, 0, 1), HAND_NONE);
    assert_int_equal(production_get_hand_reason(&test.app, &batch, 1, 1), HAND_WARNINGS);
    batch.rules.audit_per_mille = 1000;
    assert_int_equal(production_get_hand_reason(&test.app, &batch, 0, 1), HAND_AUDIT);
    batch.is_production_automatic = 0;
    assert_int_equal(production_get_hand_reason(&test.app, &batch, 0, 1), HAND_BATCH);
    test_app_done(&test);
}

static void test_audit_sample_has_its_share_and_is_drawn_the_same_again(void **state)
{
    Batch batch = {.is_production_automatic = 1, .rules = batch_rules_get_default()};
    int n_drawn = 0;

    (void)state;
    set_up();
    for (int64_t id = 1; id <= 20000; id++) {
        const HandReason reason = production_get_hand_reason(&test.app, &batch, 0, id);

        assert_int_equal(production_get_hand_reason(&test.app, &batch, 0, id), reason);
        n_drawn += reason == HAND_AUDIT;
    }
    /* 1000 expected; six standard deviations are 185. */
    assert_in_range(n_drawn, 815, 1185);
    test_app_done(&test);
}

/* One more of a thousand only adds: nobody who was drawn is let off. */
static void test_audit_sample_grows_from_none_to_all(void **state)
{
    Batch batch = {.is_production_automatic = 1, .rules = batch_rules_get_default()};

    (void)state;
    set_up();
    for (int64_t id = 1; id <= 200; id++) {
        int n_changes = 0, was_drawn = 0;

        for (int share = 0; share <= 1000; share++) {
            batch.rules.audit_per_mille = share;
            const int is_drawn = production_get_hand_reason(&test.app, &batch, 0, id) == HAND_AUDIT;

            n_changes += is_drawn != was_drawn;
            was_drawn = is_drawn;
            assert_true(share || !is_drawn);
        }
        assert_true(was_drawn);
        assert_int_equal(n_changes, 1);
    }
    test_app_done(&test);
}

/* --- results */

static void test_finished_photo_is_finished_once_and_told(void **state)
{
    int64_t id;

    (void)state;
    set_up();
    id = add_for_people();
    claim(anne, 1);
    assert_int_equal(finish(bert, id), STATUS_CONFLICT);
    assert_int_equal(finish(anne, id), 0);
    assert_int_equal(finish(anne, id), STATUS_CONFLICT);
    assert_int_equal(get_state(get(id).journey_id), JOURNEY_FINAL);
    assert_int_equal(get(id).state, PRODUCTION_FINISHED);
    assert_string_equal(get(id).final_blob, blob);
    assert_int_equal(get(id).finished_ms, test.now_ms);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message WHERE kind = 'final-ready'"),
                     1);
    assert_int_equal(finish(anne, 999), STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_returned_photo_goes_back_to_the_camera_with_reasons(void **state)
{
    ProductionClaim held = {.staff_id = anne};
    Submission submission;
    int64_t journey_id;

    (void)state;
    set_up();
    held = (ProductionClaim){.id = add_for_people(), .staff_id = anne};
    journey_id = get(held.id).journey_id;
    assert_int_equal(production_return(&test.app, test.db, &held, 1U << REASON_EYES, "闭眼", &line),
                     STATUS_CONFLICT); /* not claimed */
    claim(anne, 1);
    assert_int_equal(production_return(&test.app, test.db, &held, 0, "闭眼", &line),
                     STATUS_ARGUMENT);
    assert_int_equal(production_return(&test.app, test.db, &held, 1U << REASON_EYES, "闭眼", &line),
                     0);
    assert_int_equal(get_state(journey_id), JOURNEY_SHOOT);
    assert_int_equal(get(held.id).state, PRODUCTION_RETURNED);
    assert_int_equal(store_submission_find(test.db, journey_id, &submission, &line), 0);
    assert_int_equal(submission.decision, DECISION_RETURNED);
    assert_int_equal(submission.decided_by, anne);
    assert_int_equal(submission.reasons, 1U << REASON_EYES);
    assert_string_equal(submission.remark, "闭眼");
    test_app_done(&test);
}

static void test_photo_that_the_school_takes_back_is_nobodys_work_any_more(void **state)
{
    JourneyStep reset = {.app = &test.app, .event = EVENT_RESET, .action = "test"};
    ProductionClaim machine;
    int64_t id;

    (void)state;
    set_up();
    id = add_for_people();
    claim(anne, 1);
    reset.journey_id = get(id).journey_id;
    assert_int_equal(journey_step_take(test.db, &reset, &line), 0);
    assert_int_equal(finish(anne, id), STATUS_CONFLICT);
    assert_int_equal(get_state(reset.journey_id), JOURNEY_SHOOT);

    reset.journey_id = hand_in();
    machine = claim_for_machine();
    assert_int_equal(journey_step_take(test.db, &reset, &line), 0);
    assert_int_equal(production_put_sample(&test.app, test.db, &machine, blob, HAND_NONE, &line),
                     STATUS_CONFLICT);
    test.now_ms += LEASE_MS;
    assert_int_equal(production_claim_for_machine(&test.app, test.db, LEASE_MS, &machine, &line),
                     STATUS_NOT_FOUND);
    assert_int_equal(claim(bert, 1).n_ids, 0);
    test_app_done(&test);
}

static void test_reading_by_staff_leaves_a_row(void **state)
{
    int64_t id;

    (void)state;
    set_up();
    id = add_for_people();
    assert_int_equal(production_note_reading(&test.app, test.db, anne, id, "photo", &line), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE action = "
                                       "'production.read' AND detail = '{\"what\":\"photo\"}'"),
                     1);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_those_that_waited_longest_are_claimed_first_and_once),
        cmocka_unit_test(test_claim_holds_until_its_last_moment_and_not_longer),
        cmocka_unit_test(test_late_work_counts_while_nobody_else_has_the_photo),
        cmocka_unit_test(test_renewed_claim_holds_from_then_on),
        cmocka_unit_test(test_what_is_given_back_is_the_next_ones),
        cmocka_unit_test(test_claims_are_bounded),
        cmocka_unit_test(test_retouchers_who_claim_at_once_never_share),
        cmocka_unit_test(test_lists_go_on_where_they_ended),
        cmocka_unit_test(test_machine_and_people_have_queues_of_their_own),
        cmocka_unit_test(test_result_of_a_lost_claim_of_the_machine_changes_nothing),
        cmocka_unit_test(test_photo_that_takes_the_machine_down_three_times_goes_to_people),
        cmocka_unit_test(test_postponed_photo_is_tried_again_then_and_has_lost_no_attempt),
        cmocka_unit_test(test_machine_finishes_only_where_the_batch_says_and_nothing_warns),
        cmocka_unit_test(test_audit_sample_has_its_share_and_is_drawn_the_same_again),
        cmocka_unit_test(test_audit_sample_grows_from_none_to_all),
        cmocka_unit_test(test_finished_photo_is_finished_once_and_told),
        cmocka_unit_test(test_returned_photo_goes_back_to_the_camera_with_reasons),
        cmocka_unit_test(test_photo_that_the_school_takes_back_is_nobodys_work_any_more),
        cmocka_unit_test(test_reading_by_staff_leaves_a_row),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
