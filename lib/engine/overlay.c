/* The overlay of a shot: the reasons to show first, each with its mark and its Chinese name. */
#include "lib/engine/work.h"

#include "lib/base/error.h"
#include "lib/codec/text.h"
#include "lib/compose/overlay.h"

int overlay_make(Work *work)
{
    const IdpRuleResult *reasons[IDP_REASONS_MAX];
    const size_t n_reasons = idp_report_get_reasons(work->report, reasons);
    OverlayMark marks[IDP_REASONS_MAX];
    RgbImage picture;
    int status = IDP_OK;

    if (!(work->request->outputs & IDP_OUTPUT_OVERLAY) || work->report->status)
        return IDP_OK;
    for (size_t i = 0; i < n_reasons && !status; i++) {
        const IdpRule *rule = idp_rule_find(reasons[i]->code, reasons[i]->measure);

        marks[i] = (OverlayMark){.kind = rule->mark,
                                 .place = &reasons[i]->place,
                                 .is_failure = reasons[i]->verdict == IDP_VERDICT_FAIL};
        status =
            text_render(work->arena, rule->name.zh, overlay_get_caption_size(&work->source.image),
                        &marks[i].caption, work->error);
    }
    if (status)
        return status;
    status = overlay_render(work->arena, &work->source.image, work->source.scale_ratio,
                            &work->report->geometry, marks, n_reasons, &picture);
    if (status)
        return error_set(work->error, status, "out of memory for the overlay");
    return encode_png(&picture, &work->photo->overlay, work->error);
}
