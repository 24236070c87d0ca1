/* The geometry solver: what it finds is inside the standard, and what it refuses has the true
 * reason. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/compose/geometry.h"

/* A person who fits well: face 300 px wide in a picture of 1500 x 2000. */
static HeadMeasures get_good_head(void)
{
    return (HeadMeasures){.hair_top_y = 500,
                          .eyes_y = 730,
                          .axis_x = 750,
                          .face_width = 300,
                          .picture_width = 1500,
                          .picture_height = 2000,
                          .may_pass_top = 1};
}

static void assert_inside_standard(const HeadMeasures *head, const Crop *crop)
{
    const IdpProfile *profile = idp_profile_get(0);
    const double hair_px = (head->hair_top_y - crop->rect.y) * crop->scale;
    const double eyes_px = (head->eyes_y - crop->rect.y) * crop->scale;
    const double width_px = head->face_width * crop->scale;
    const double axis_px = (head->axis_x - crop->rect.x) * crop->scale - profile->width_px / 2.0;

    assert_true(hair_px >= profile->hair_top_px.min && hair_px <= profile->hair_top_px.max);
    assert_true(eyes_px >= profile->eyes_px.min && eyes_px <= profile->eyes_px.max);
    assert_true(width_px >= profile->face_width_px.min && width_px <= profile->face_width_px.max);
    assert_true(fabs(axis_px) <= profile->axis_tolerance_px);
    assert_true(fabs(crop->rect.width * crop->scale - profile->width_px) < 1e-6);
    assert_true(fabs(crop->rect.height * crop->scale - profile->height_px) < 1e-6);
}

static void test_good_head_is_framed_inside_the_standard(void **state)
{
    const HeadMeasures head = get_good_head();
    Crop crop;

    (void)state;
    assert_int_equal(geometry_solve(idp_profile_get(0), &head, &crop), GEOMETRY_FITS);
    assert_inside_standard(&head, &crop);
    assert_true(crop.rect.x >= 0 && crop.rect.x + crop.rect.width <= head.picture_width);
    assert_true(crop.rect.y + crop.rect.height <= head.picture_height);
}

static void test_scale_of_the_picture_does_not_matter(void **state)
{
    const HeadMeasures head = get_good_head();
    HeadMeasures half = head;
    Crop crop, half_crop;

    (void)state;
    half.hair_top_y /= 2, half.eyes_y /= 2, half.axis_x /= 2, half.face_width /= 2;
    half.picture_width /= 2, half.picture_height /= 2;
    assert_int_equal(geometry_solve(idp_profile_get(0), &head, &crop), GEOMETRY_FITS);
    assert_int_equal(geometry_solve(idp_profile_get(0), &half, &half_crop), GEOMETRY_FITS);
    assert_true(fabs(half_crop.rect.x - crop.rect.x / 2) < 1e-6);
    assert_true(fabs(half_crop.rect.y - crop.rect.y / 2) < 1e-6);
    assert_true(fabs(half_crop.scale - crop.scale * 2) < 1e-6);
}

static void test_person_at_the_side_is_refused_unless_the_border_is_free(void **state)
{
    HeadMeasures head = get_good_head();
    Crop crop;

    (void)state;
    head.axis_x = 200;
    assert_int_equal(geometry_solve(idp_profile_get(0), &head, &crop), GEOMETRY_SIDES_SHORT);
    head.may_pass_left = 1;
    assert_int_equal(geometry_solve(idp_profile_get(0), &head, &crop), GEOMETRY_FITS);
    assert_inside_standard(&head, &crop);
    assert_true(crop.rect.x < 0);
}

static void test_picture_that_ends_at_the_neck_is_refused(void **state)
{
    HeadMeasures head = get_good_head();
    Crop crop;

    (void)state;
    head.picture_height = 980;
    assert_int_equal(geometry_solve(idp_profile_get(0), &head, &crop), GEOMETRY_BOTTOM_SHORT);
}

static void test_cut_head_is_refused(void **state)
{
    HeadMeasures head = get_good_head();
    Crop crop;

    (void)state;
    head.hair_top_y = 0;
    head.eyes_y = 230;
    head.may_pass_top = 0;
    assert_int_equal(geometry_solve(idp_profile_get(0), &head, &crop), GEOMETRY_TOP_CUT);
}

static void test_tower_of_hair_is_refused(void **state)
{
    HeadMeasures head = get_good_head();
    Crop crop;

    (void)state;
    head.hair_top_y = head.eyes_y - 1.6 * head.face_width;
    assert_int_equal(geometry_solve(idp_profile_get(0), &head, &crop), GEOMETRY_HEAD_SHAPE);
}

/* Every head on a grid either fits, and then truly, or is refused. */
static void test_every_answer_is_inside_the_standard(void **state)
{
    int n_fits = 0, n_refused = 0;

    (void)state;
    for (double axis = 100; axis <= 1400; axis += 130) {
        for (double eyes = 100; eyes <= 1900; eyes += 90) {
            for (double width = 100; width <= 900; width += 80) {
                HeadMeasures head = get_good_head();
                Crop crop;

                head.axis_x = axis;
                head.eyes_y = eyes;
                head.hair_top_y = eyes - 0.8 * width;
                head.face_width = width;
                head.may_pass_top = head.hair_top_y > 2;
                if (geometry_solve(idp_profile_get(0), &head, &crop) != GEOMETRY_FITS) {
                    n_refused++;
                    continue;
                }
                n_fits++;
                assert_inside_standard(&head, &crop);
                assert_true(crop.rect.x >= -1e-6);
                assert_true(crop.rect.x + crop.rect.width <= head.picture_width + 1e-6);
                assert_true(crop.rect.y + crop.rect.height <= head.picture_height + 1e-6);
            }
        }
    }
    assert_true(n_fits > 200);
    assert_true(n_refused > 200);
}

static void test_nearest_crop_exists_for_a_refused_head(void **state)
{
    HeadMeasures head = get_good_head();
    Crop crop;

    (void)state;
    head.hair_top_y = head.eyes_y - 1.6 * head.face_width;
    head.axis_x = 100;
    crop = geometry_get_nearest(idp_profile_get(0), &head);
    assert_true(crop.scale > 0 && isfinite(crop.rect.x) && isfinite(crop.rect.y));
    assert_true(fabs(crop.rect.height * crop.scale - 640) < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_head_is_framed_inside_the_standard),
        cmocka_unit_test(test_scale_of_the_picture_does_not_matter),
        cmocka_unit_test(test_person_at_the_side_is_refused_unless_the_border_is_free),
        cmocka_unit_test(test_picture_that_ends_at_the_neck_is_refused),
        cmocka_unit_test(test_cut_head_is_refused),
        cmocka_unit_test(test_tower_of_hair_is_refused),
        cmocka_unit_test(test_every_answer_is_inside_the_standard),
        cmocka_unit_test(test_nearest_crop_exists_for_a_refused_head),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
