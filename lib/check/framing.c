/* Rules P01 to P06. Values are given in source pixels or as ratios to the face width. */
#include "lib/check/framing.h"

#include <math.h>
#include <string.h>

#include "lib/check/rules.h"

static IdpPlace place_from_rect(Rect rect, double working_scale)
{
    const double left = rect.x / working_scale, top = rect.y / working_scale;
    const double right = left + rect.width / working_scale;
    const double bottom = top + rect.height / working_scale;

    return (IdpPlace){.n_points = 4,
                      .source = {{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

size_t check_face_count(Judge *judge, const Face *faces, size_t n_faces, double working_scale)
{
    size_t n_counted = 0;
    IdpPlace place = {0};

    for (size_t i = 0; i < n_faces; i++) {
        const double width_ratio =
            (double)face_get_width(&faces[i]) / (double)face_get_width(&faces[0]);

        if (width_ratio < judge->profile->other_face_ratio)
            continue;
        if (++n_counted == 2)
            place = place_from_rect(faces[i].box.rect, working_scale);
    }
    judge_add(judge, RULE_FACE_FOUND, (double)n_faces, 1, NULL);
    judge_add(judge, RULE_FACE_COUNT, (double)n_counted, n_faces ? (double)faces[0].presence : 1,
              &place);
    return n_counted;
}

void check_face(Judge *judge, const Face *face, int working_width, double working_scale)
{
    const IdpPlace place = place_from_rect(face->box.rect, working_scale);
    const double interocular = (double)face_get_interocular(face) / working_scale;
    const double frame_ratio = (double)face_get_width(face) / working_width;
    const struct {
        RuleId rule;
        double value;
    } measures[] = {{RULE_INTEROCULAR, interocular},    {RULE_INTEROCULAR_LOW, interocular},
                    {RULE_TOO_FAR, frame_ratio},        {RULE_TOO_NEAR, frame_ratio},
                    {RULE_YAW, (double)face->yaw_deg},  {RULE_PITCH, (double)face->pitch_deg},
                    {RULE_ROLL, (double)face->roll_deg}};

    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
        judge_add(judge, measures[i].rule, measures[i].value, (double)face->presence, &place);
}

/* The fault that the solver found belongs to one measure, whose own interval may not show it. */
static void add_room(Judge *judge, RuleId rule, double value, double min, int is_at_fault)
{
    judge_add_within(judge, rule, value, (IdpLimits){min, INFINITY}, 1, NULL);
    if (is_at_fault)
        judge_fail_last(judge);
}

void check_framing(Judge *judge, const HeadMeasures *head, GeometryFault fault, const Crop *crop,
                   double working_scale)
{
    const IdpProfile *profile = judge->profile;
    const double widest_px = profile->face_width_px.max;
    const double nearest_px = head->face_width * crop->scale;
    const double bottom_px = fault == GEOMETRY_BOTTOM_SHORT ? nearest_px : widest_px;
    const double sides_px = fault == GEOMETRY_SIDES_SHORT ? nearest_px : widest_px;
    const double below = (head->picture_height - head->eyes_y) / head->face_width;
    const double beside = fmin(head->axis_x, head->picture_width - head->axis_x) / head->face_width;
    const double shape = (head->eyes_y - head->hair_top_y) / head->face_width;
    const double shape_min = (profile->eyes_px.min - profile->hair_top_px.max) / widest_px;
    const double shape_max =
        (profile->eyes_px.max - profile->hair_top_px.min) / profile->face_width_px.min;

    add_room(judge, RULE_HEAD_ROOM, head->may_pass_top ? head->hair_top_y / working_scale : 0,
             head->may_pass_top ? 0 : 1, fault == GEOMETRY_TOP_CUT);
    add_room(judge, RULE_BOTTOM_ROOM, below,
             (profile->height_px - profile->eyes_px.max) / bottom_px,
             fault == GEOMETRY_BOTTOM_SHORT);
    if (head->may_pass_left && head->may_pass_right)
        judge_add_without_value(judge, RULE_SIDE_ROOM, IDP_VERDICT_NA);
    else
        add_room(judge, RULE_SIDE_ROOM, beside,
                 (profile->width_px / 2.0 - profile->axis_tolerance_px) / sides_px,
                 fault == GEOMETRY_SIDES_SHORT);
    judge_add_within(judge, RULE_HEAD_SHAPE, shape, (IdpLimits){shape_min, shape_max}, 1, NULL);
    if (fault == GEOMETRY_HEAD_SHAPE)
        judge_fail_last(judge);
}
