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

size_t check_face_count(const IdpProfile *profile, const Face *faces, size_t n_faces,
                        double working_scale, IdpReport *report)
{
    size_t n_counted = 0;
    IdpPlace place = {0};

    for (size_t i = 0; i < n_faces; i++) {
        const double width_ratio = face_get_width(&faces[i]) / face_get_width(&faces[0]);

        if (width_ratio < profile->thresholds.other_face_ratio)
            continue;
        if (++n_counted == 2)
            place = place_from_rect(faces[i].box.rect, working_scale);
    }
    report_add(report, RULE_FACE_COUNT, (double)n_counted, (Limits){1, 1},
               n_faces ? faces[0].presence : 1, &place);
    return n_counted;
}

void check_face(const IdpProfile *profile, const Face *face, int working_width,
                double working_scale, IdpReport *report)
{
    const IdpThresholds *limits = &profile->thresholds;
    const IdpPlace place = place_from_rect(face->box.rect, working_scale);
    const double frame_ratio = face_get_width(face) / working_width;

    report_add(report, RULE_INTEROCULAR, face_get_interocular(face) / working_scale,
               (Limits){limits->interocular_min_px, INFINITY}, face->presence, &place);
    report_add(report, RULE_INTEROCULAR_LOW, face_get_interocular(face) / working_scale,
               (Limits){limits->interocular_good_px, INFINITY}, face->presence, &place);
    report_add(report, RULE_TOO_FAR, frame_ratio, (Limits){limits->face_frame_min_ratio, INFINITY},
               face->presence, &place);
    report_add(report, RULE_TOO_NEAR, frame_ratio,
               (Limits){-INFINITY, limits->face_frame_max_ratio}, face->presence, &place);
    report_add(report, RULE_YAW, face->yaw_deg, (Limits){-limits->yaw_max_deg, limits->yaw_max_deg},
               face->presence, &place);
    report_add(report, RULE_PITCH, face->pitch_deg,
               (Limits){-limits->pitch_max_deg, limits->pitch_max_deg}, face->presence, &place);
    report_add(report, RULE_ROLL, face->roll_deg,
               (Limits){-limits->roll_max_deg, limits->roll_max_deg}, face->presence, &place);
}

/* The fault that the solver found belongs to one measure, whose own interval may not show it. */
static void add_room(IdpReport *report, RuleId rule, double value, double min, int is_at_fault)
{
    report_add(report, rule, value, (Limits){min, INFINITY}, 1, NULL);
    if (is_at_fault)
        report_fail_last(report);
}

void check_framing(const IdpProfile *profile, const HeadMeasures *head, GeometryFault fault,
                   const Crop *crop, double working_scale, IdpReport *report)
{
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

    add_room(report, RULE_HEAD_ROOM, head->may_pass_top ? head->hair_top_y / working_scale : 0,
             head->may_pass_top ? 0 : 1, fault == GEOMETRY_TOP_CUT);
    add_room(report, RULE_BOTTOM_ROOM, below,
             (profile->height_px - profile->eyes_px.max) / bottom_px,
             fault == GEOMETRY_BOTTOM_SHORT);
    if (head->may_pass_left && head->may_pass_right)
        report_add_without_value(report, RULE_SIDE_ROOM, IDP_VERDICT_NA);
    else
        add_room(report, RULE_SIDE_ROOM, beside,
                 (profile->width_px / 2.0 - profile->axis_tolerance_px) / sides_px,
                 fault == GEOMETRY_SIDES_SHORT);
    report_add(report, RULE_HEAD_SHAPE, shape, (Limits){shape_min, shape_max}, 1, NULL);
    if (fault == GEOMETRY_HEAD_SHAPE)
        report_fail_last(report);
}
