/* Overlays on a grey picture: marks lie where the place says, captions beside them, none lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "lib/codec/text.h"
#include "lib/compose/overlay.h"

enum { ARENA_BYTES = 64 << 20, GREY = 128 };

static const IdpPlace square = {4, {{800, 800}, {1600, 800}, {1600, 1600}, {800, 1600}}};

static RgbImage make_working(Arena *arena)
{
    RgbImage working;

    assert_int_equal(rgb_image_new(arena, 1600, 1200, &working), 0);
    memset(working.pixels, GREY, working.stride_bytes * 1200);
    return working;
}

static OverlayMark make_mark(Arena *arena, const RgbImage *working, IdpMark kind,
                             const IdpPlace *place)
{
    OverlayMark mark = {.kind = kind, .place = place, .is_failure = 1};
    IdpError error;

    assert_int_equal(
        text_render(arena, "请摘下帽子", overlay_get_caption_size(working), &mark.caption, &error),
        0);
    return mark;
}

static RgbImage render(Arena *arena, const RgbImage *working, const OverlayMark *marks, size_t n)
{
    const IdpGeometry geometry = {0};
    RgbImage overlay;

    assert_int_equal(overlay_render(arena, working, 0.5, &geometry, marks, n, &overlay), 0);
    assert_int_equal(overlay.width, 800);
    assert_int_equal(overlay.height, 600);
    return overlay;
}

static int is_red(const RgbImage *overlay, int x, int y)
{
    const uint8_t *pixel = rgb_image_row(overlay, y) + 3 * (size_t)x;

    return pixel[0] > 190 && pixel[1] < 90;
}

/* Pixels that are a caption's box or words: white ones count the words alone. */
static int count_white(const RgbImage *overlay)
{
    int n = 0;

    for (int y = 0; y < overlay->height; y++)
        for (int x = 0; x < overlay->width; x++) {
            const uint8_t *pixel = rgb_image_row(overlay, y) + 3 * (size_t)x;

            n += pixel[0] > 240 && pixel[1] > 240 && pixel[2] > 240;
        }
    return n;
}

static void test_outline_lies_on_the_place_and_leaves_its_inside_alone(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const RgbImage working = make_working(arena);
    const OverlayMark mark = make_mark(arena, &working, IDP_MARK_OUTLINE, &square);
    const RgbImage overlay = render(arena, &working, &mark, 1);

    (void)state;
    assert_true(is_red(&overlay, 300, 200)); /* the upper edge: 800, 800 of the source */
    assert_int_equal(rgb_image_row(&overlay, 300)[3 * 300], GREY);
    assert_true(count_white(&overlay) > 100);
}

static void test_ellipse_and_line_touch_other_points_than_the_outline(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const RgbImage working = make_working(arena);
    const OverlayMark ellipse = make_mark(arena, &working, IDP_MARK_ELLIPSE, &square);
    const OverlayMark line = make_mark(arena, &working, IDP_MARK_LINE, &square);
    const RgbImage round = render(arena, &working, &ellipse, 1);
    const RgbImage straight = render(arena, &working, &line, 1);

    (void)state;
    assert_false(is_red(&round, 200, 200)); /* the corner */
    assert_true(is_red(&straight, 300, 200));
    assert_false(is_red(&straight, 200, 300)); /* the left edge */
}

static void test_fault_of_the_whole_picture_frames_it(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const IdpPlace nowhere = {0};
    const RgbImage working = make_working(arena);
    const OverlayMark mark = make_mark(arena, &working, IDP_MARK_WHOLE, &nowhere);
    const RgbImage overlay = render(arena, &working, &mark, 1);

    (void)state;
    assert_true(is_red(&overlay, 2, 300) && is_red(&overlay, 797, 300));
    assert_true(count_white(&overlay) > 100);
}

static void test_captions_of_one_place_do_not_cover_each_other(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const RgbImage working = make_working(arena);
    const OverlayMark one = make_mark(arena, &working, IDP_MARK_OUTLINE, &square);
    const OverlayMark three[3] = {one, one, one};
    const RgbImage once = render(arena, &working, &one, 1);
    const RgbImage thrice = render(arena, &working, three, 3);

    (void)state;
    assert_int_equal(count_white(&thrice), 3 * count_white(&once));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outline_lies_on_the_place_and_leaves_its_inside_alone),
        cmocka_unit_test(test_ellipse_and_line_touch_other_points_than_the_outline),
        cmocka_unit_test(test_fault_of_the_whole_picture_frames_it),
        cmocka_unit_test(test_captions_of_one_place_do_not_cover_each_other),
    };
    IdpError error;

    if (codec_init(&error))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
