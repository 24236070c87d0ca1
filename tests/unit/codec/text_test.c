/* Text: ink where it should be, Chinese and Latin, the same from every thread. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/codec/text.h"

enum { ARENA_BYTES = 32 << 20, N_THREADS = 4 };

static int set_up(void **state)
{
    *state = arena_new(ARENA_BYTES);
    return codec_init(NULL);
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static double measure_ink(const Plane *mask)
{
    double sum = 0;

    for (int y = 0; y < mask->height; y++) {
        for (int x = 0; x < mask->width; x++) {
            assert_true(plane_row(mask, y)[x] >= 0 && plane_row(mask, y)[x] <= 1);
            sum += plane_row(mask, y)[x];
        }
    }
    return sum / (mask->width * mask->height);
}

static Plane render(Arena *arena, const char *text, int size_px)
{
    Plane mask;
    IdpError error;

    if (text_render(arena, text, size_px, &mask, &error))
        fail_msg("%s", error.message);
    return mask;
}

static void test_glyphs_have_the_size_asked_for(void **state)
{
    static const int sizes[] = {16, 48, 200};

    for (size_t i = 0; i < 3; i++) {
        const Plane mask = render(*state, "样片", sizes[i]);

        assert_in_range(mask.height, sizes[i] * 8 / 10, sizes[i] * 11 / 10);
        assert_in_range(mask.width, sizes[i] * 17 / 10, sizes[i] * 22 / 10);
        assert_in_range((int)(100 * measure_ink(&mask)), 15, 60);
    }
}

/* Were the characters missing from the font, both would be the same empty box. */
static void test_chinese_characters_have_their_own_shapes(void **state)
{
    const Plane one = render(*state, "样", 64), other = render(*state, "片", 64);

    assert_true(one.width != other.width || one.height != other.height ||
                measure_ink(&one) != measure_ink(&other));
}

static void test_markup_is_drawn_as_it_stands(void **state)
{
    const Plane plain = render(*state, "b x", 40), marked = render(*state, "<b>x</b> & y", 40);

    assert_true(marked.width > 3 * plain.width);
}

static void test_lines_stand_below_each_other(void **state)
{
    const Plane one = render(*state, "样片", 40), two = render(*state, "样片\n样片", 40);

    assert_in_range(two.width, one.width - 2, one.width + 2);
    assert_true(two.height > 2 * one.height - 4);
}

static void test_what_cannot_be_drawn_is_refused(void **state)
{
    static char endless[10000];
    Plane mask = {.width = -1};

    memset(endless, 'x', sizeof endless - 1);
    assert_int_equal(text_render(*state, "", 40, &mask, NULL), IDP_E_ARGUMENT);
    assert_int_equal(text_render(*state, "\xff\xfe", 40, &mask, NULL), IDP_E_ARGUMENT);
    assert_int_equal(text_render(*state, "x", 0, &mask, NULL), IDP_E_ARGUMENT);
    assert_int_equal(text_render(*state, "x", 100000, &mask, NULL), IDP_E_ARGUMENT);
    assert_int_equal(text_render(*state, endless, 40, &mask, NULL), IDP_E_ARGUMENT);
    assert_int_equal(mask.width, -1);
}

static void *render_often(void *ret_ink)
{
    Arena *arena = arena_new(ARENA_BYTES);

    for (int i = 0; arena && i < 10; i++) {
        Plane mask;

        if (text_render(arena, "样片 Tucai 2026", 30, &mask, NULL))
            break;
        *(double *)ret_ink = measure_ink(&mask) + mask.width;
    }
    arena_free(arena);
    return NULL;
}

static void test_threads_draw_the_same(void **state)
{
    pthread_t threads[N_THREADS];
    double inks[N_THREADS] = {0};

    (void)state;
    for (int k = 0; k < N_THREADS; k++)
        assert_int_equal(pthread_create(&threads[k], NULL, render_often, &inks[k]), 0);
    for (int k = 0; k < N_THREADS; k++)
        pthread_join(threads[k], NULL);
    for (int k = 0; k < N_THREADS; k++) {
        assert_true(inks[k] > 100);
        assert_true(inks[k] == inks[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_glyphs_have_the_size_asked_for),
        cmocka_unit_test(test_chinese_characters_have_their_own_shapes),
        cmocka_unit_test(test_markup_is_drawn_as_it_stands),
        cmocka_unit_test(test_lines_stand_below_each_other),
        cmocka_unit_test(test_what_cannot_be_drawn_is_refused),
        cmocka_unit_test(test_threads_draw_the_same),
    };

    return cmocka_run_group_tests_name("text", tests, set_up, tear_down);
}
