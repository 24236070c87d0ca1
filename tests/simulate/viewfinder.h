/*
 * What the viewfinder would show of a portrait: frames for the framing hints (client/quality), with
 * the head in the outline or further away. For tests and for docs/framing-hints.md.
 */
#ifndef TESTS_SIMULATE_VIEWFINDER_H
#define TESTS_SIMULATE_VIEWFINDER_H

#include <stdint.h>

#include "tests/simulate/portrait.h"

enum {
    VIEWFINDER_WIDTH = 480,
    VIEWFINDER_HEIGHT = 640,
    VIEWFINDER_BYTES = 4 * VIEWFINDER_WIDTH * VIEWFINDER_HEIGHT
};

/*
 * A frame, RGBA, with the head in the middle of the outline: as large as the outline at distance 1,
 * half as large at 2. The room is the portrait's own, its edges repeated, or `room`, which fills
 * the frame whatever the distance. -1: out of memory.
 */
int viewfinder_show(const Portrait *portrait, double distance, const RgbImage *room,
                    uint8_t *ret_rgba);

/* The middle of a picture that fills the frame. -1: out of memory. */
int viewfinder_show_room(Arena *arena, const RgbImage *room, uint8_t *ret_rgba);

#endif
