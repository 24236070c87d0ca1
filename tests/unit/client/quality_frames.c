/*
 * quality_frames: frames of many kinds and what the native quality.c says of them, for
 * quality_wasm_test.mjs. To stdout, for each: width, height, the values and the hints as 32-bit
 * numbers of this machine's order, then the pixels.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/quality/quality.h"
#include "tests/simulate/faults.h"
#include "tests/unit/client/sight.h"

typedef struct Scene {
    SightFault *fault;
    double strength, distance;
    int width, height; /* of the frame that these bytes are taken for */
} Scene;

static const Scene scenes[] = {
    {NULL, 0, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {NULL, 0, 1, VIEWFINDER_HEIGHT, VIEWFINDER_WIDTH}, /* stripes, but a frame */
    {NULL, 0, 2, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {NULL, 0, 4, 352, 288},
    {NULL, 0, 1, 131, 577},
    {NULL, 0, 1, 2000, 153},
    {fault_dark, 1, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {fault_dark, 4, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {fault_bright, 2, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {fault_side_light, 2.5, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {fault_blur, 1.2, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {fault_blur, 3, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
    {fault_noise, 20, 1, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT},
};

static int print_frame(Sight *sight, const Scene *scene)
{
    static uint8_t copy[VIEWFINDER_BYTES];
    int32_t head[2 + QUALITY_HINT_COUNT + 1] = {scene->width, scene->height};
    const uint8_t *frame = sight_show(sight, scene->fault, scene->strength, scene->distance);
    const size_t n_bytes = 4 * (size_t)scene->width * (size_t)scene->height;

    if (!frame || n_bytes > sizeof copy)
        return -1;
    memcpy(copy, frame, sizeof copy);
    if (quality_measure(copy, scene->width, scene->height, head + 2))
        return -1;
    head[2 + QUALITY_HINT_COUNT] = (int32_t)quality_judge(head + 2);
    return fwrite(head, sizeof head, 1, stdout) == 1 && fwrite(frame, n_bytes, 1, stdout) == 1 ? 0
                                                                                               : -1;
}

int main(void)
{
    Sight *sight = sight_new();
    int status = sight ? 0 : -1;

    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0] && !status; i++)
        status = print_frame(sight, &scenes[i]);
    sight_free(sight);
    return status || fflush(stdout) ? 1 : 0;
}
