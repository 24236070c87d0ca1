/* The table of the student's way: whole, unambiguous, and the guide's way is a path in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/model/journey.h"

enum { FACTS_COUNT = 16 };

static JourneyFacts make_facts(unsigned bits)
{
    return (JourneyFacts){.is_settled = bits & 1,
                          .has_review = bits >> 1 & 1,
                          .is_prepared = bits >> 2 & 1,
                          .has_watched = bits >> 3 & 1};
}

static JourneyState walk(JourneyState state, const JourneyEvent *events, size_t n_events,
                         const JourneyFacts *facts)
{
    for (size_t i = 0; i < n_events; i++) {
        const JourneyRow *row = journey_find(state, events[i], facts);

        assert_non_null(row);
        state = row->next;
    }
    return state;
}

static void test_no_two_rows_answer_the_same_event(void **state)
{
    const JourneyRow *a, *b;

    (void)state;
    for (size_t i = 0; (a = journey_get_row(i)); i++)
        for (unsigned bits = 0; bits < FACTS_COUNT; bits++) {
            const JourneyFacts facts = make_facts(bits);
            const JourneyRow *found = journey_find(a->state, a->event, &facts);

            assert_non_null(found); /* whatever the facts, an event of the state has an answer */
            for (size_t k = i + 1; (b = journey_get_row(k)); k++)
                if (b->state == a->state && b->event == a->event)
                    assert_int_not_equal(a->guard, b->guard);
        }
}

static void test_the_guides_way_with_payment_and_review(void **state)
{
    static const JourneyEvent events[] = {EVENT_CONSENTED,         EVENT_VERIFIED,
                                          EVENT_PHONE_GIVEN,       EVENT_NOTICE_READ,
                                          EVENT_PRECAUTIONS_READ,  EVENT_MESSAGES_CHOSEN,
                                          EVENT_REQUIREMENTS_READ, EVENT_VIDEO_WATCHED,
                                          EVENT_CONFIRMED,         EVENT_PAID,
                                          EVENT_REVIEW_OPENED,     EVENT_APPROVED,
                                          EVENT_SAMPLE_READY,      EVENT_FINISHED,
                                          EVENT_PROOFREAD,         EVENT_DELIVERED};
    const JourneyFacts facts = {.has_review = 1};

    (void)state;
    assert_int_equal(walk(JOURNEY_CONSENT, events, sizeof events / sizeof events[0], &facts),
                     JOURNEY_DELIVERED);
}

static void test_unified_payment_never_asks_for_money(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < FACTS_COUNT; bits++) {
        const JourneyFacts facts = make_facts(bits);
        const JourneyRow *row = journey_find(JOURNEY_SHOOT, EVENT_CONFIRMED, &facts);

        assert_int_equal(row->next == JOURNEY_PAYMENT, !facts.is_settled);
        assert_int_equal(!!(row->effects & EFFECT_OPEN_ORDER), !facts.is_settled);
        assert_int_equal(!!(row->effects & EFFECT_SUBMIT), facts.is_settled);
    }
}

static void test_withdrawing_ends_when_a_reviewer_has_opened_it(void **state)
{
    const JourneyFacts facts = {.is_settled = 1, .has_review = 1};

    (void)state;
    assert_non_null(journey_find(JOURNEY_REVIEW, EVENT_WITHDRAWN, &facts));
    for (JourneyState s = JOURNEY_IN_REVIEW; s < JOURNEY_STATE_COUNT; s++)
        assert_null(journey_find(s, EVENT_WITHDRAWN, &facts));
}

static void test_no_step_can_be_skipped(void **state)
{
    (void)state;
    for (JourneyState s = JOURNEY_CONSENT; s < JOURNEY_SHOOT; s++)
        for (unsigned bits = 0; bits < FACTS_COUNT; bits++) {
            const JourneyFacts facts = make_facts(bits);

            assert_null(journey_find(s, EVENT_CONFIRMED, &facts));
            assert_null(journey_find(s, EVENT_PAID, &facts));
            for (JourneyEvent e = EVENT_CONSENTED; e <= EVENT_VIDEO_WATCHED; e++)
                assert_int_equal(journey_find(s, e, &facts) != NULL, (int)e == (int)s);
        }
}

static void test_consent_can_be_withdrawn_everywhere_and_erases(void **state)
{
    const JourneyFacts facts = {0};

    (void)state;
    assert_null(journey_find(JOURNEY_CONSENT, EVENT_CONSENT_WITHDRAWN, &facts));
    for (JourneyState s = JOURNEY_VERIFY; s < JOURNEY_STATE_COUNT; s++) {
        const JourneyRow *row = journey_find(s, EVENT_CONSENT_WITHDRAWN, &facts);

        assert_int_equal(row->next, JOURNEY_CONSENT);
        assert_int_equal(row->effects, EFFECT_ERASE);
    }
}

static void test_reset_and_return_lead_back_to_shooting(void **state)
{
    const JourneyRow *row;

    (void)state;
    for (size_t i = 0; (row = journey_get_row(i)); i++)
        if (row->event == EVENT_RESET || row->event == EVENT_RETURNED) {
            assert_int_equal(row->next, JOURNEY_SHOOT);
            assert_true(row->effects & EFFECT_TELL);
        }
}

static void test_names_are_read_back(void **state)
{
    (void)state;
    for (JourneyState s = 0; s < JOURNEY_STATE_COUNT; s++)
        assert_int_equal(journey_state_parse(journey_state_get_name(s)), s);
    assert_int_equal(journey_state_parse("nowhere"), JOURNEY_STATE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_two_rows_answer_the_same_event),
        cmocka_unit_test(test_the_guides_way_with_payment_and_review),
        cmocka_unit_test(test_unified_payment_never_asks_for_money),
        cmocka_unit_test(test_withdrawing_ends_when_a_reviewer_has_opened_it),
        cmocka_unit_test(test_no_step_can_be_skipped),
        cmocka_unit_test(test_consent_can_be_withdrawn_everywhere_and_erases),
        cmocka_unit_test(test_reset_and_return_lead_back_to_shooting),
        cmocka_unit_test(test_names_are_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
