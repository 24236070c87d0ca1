/* What the WebAssembly shows of quality.c: a place for one frame, and what is said of it. */
#include "client/quality/quality.h"

#define EXPORT(name) __attribute__((export_name(#name)))

static uint8_t frame[4 * QUALITY_PIXELS_MAX];
static int32_t values[QUALITY_HINT_COUNT];

EXPORT(get_frame) uint8_t *get_frame(void)
{
    return frame;
}

EXPORT(get_pixels_max) int get_pixels_max(void)
{
    return QUALITY_PIXELS_MAX;
}

/* The hints of the frame, bits; 0 also when it cannot be measured. */
EXPORT(judge) uint32_t judge(int width, int height)
{
    return quality_measure(frame, width, height, values) ? 0 : quality_judge(values);
}

/* Of the frame judged last. */
EXPORT(get_value) int32_t get_value(int hint)
{
    return values[hint];
}
