/*
 * Hints before the shot: is one frame of the viewfinder too dark, too bright, lit from one side,
 * out of focus, or is nobody close enough to fill the outline?
 *
 * One source twice: the phone and the browser run it as WebAssembly (client/quality/build.mjs), the
 * tests as native code. Whole numbers only, so that both answer the same, bit by bit. No network
 * and no face is looked for: these are hints to a person who sees the viewfinder, and the server
 * judges the photo. What they see and miss is measured in docs/framing-hints.md.
 *
 * Thread-safe: all state is the caller's.
 */
#ifndef CLIENT_QUALITY_QUALITY_H
#define CLIENT_QUALITY_QUALITY_H

#include <stdint.h>

enum {
    QUALITY_PIXELS_MAX = 1280 * 960,
    QUALITY_SIDE_MIN_PX = 120,
    QUALITY_UNMEASURED = -1 /* a value that this frame does not have */
};

/* In the order in which they are told: what spoils the others comes first. */
typedef enum QualityHint {
    QUALITY_DARK,
    QUALITY_BRIGHT,
    QUALITY_FAR,
    QUALITY_UNEVEN,
    QUALITY_BLURRED,
    QUALITY_HINT_COUNT
} QualityHint;

/*
 * A hint is given when its value is below `min` or above `max`. Values, all of the middle of the
 * 3:4 window that fits the frame:
 *   DARK     grey level, 0..255, of the skin in the brighter half of the face
 *   BRIGHT   permille of the face's middle that is burnt out
 *   FAR      how unlike the outline's inside is to what surrounds it, permille of the light
 *   UNEVEN   light of that half over that of the darker one, permille
 *   BLURRED  curvature of the edges over their slope, permille, in the blurrier direction
 */
typedef struct QualityLimit {
    int32_t min, max;
} QualityLimit;

extern const QualityLimit QUALITY_LIMITS[QUALITY_HINT_COUNT];

/*
 * Measures a frame of width x height pixels RGBA, sRGB, in rows without gaps; the frame is
 * overwritten. ret_values: QUALITY_HINT_COUNT numbers, QUALITY_UNMEASURED where a hint before it
 * leaves nothing to be seen. Returns 0, or -1 for a frame that is too large or too small.
 */
int quality_measure(uint8_t *frame, int width, int height, int32_t *ret_values);

/* The hints of such values, bit 1 << QualityHint each. */
uint32_t quality_judge(const int32_t *values);

#endif
