/*
 * Faults that students make, put on good portraits in growing strength: the ladders by which the
 * rules are tested and calibrated.
 *
 * A made fault is no real one: rates measured on them are reported apart. What a strength means is
 * told where the fault is made; what matters is that it grows.
 */
#ifndef TESTS_SIMULATE_FAULTS_H
#define TESTS_SIMULATE_FAULTS_H

#include "tests/simulate/portrait.h"

enum { FAULT_STRENGTHS_MAX = 5 };

typedef struct Fault {
    const char *name;
    const char *rule; /* what it breaks, "P26/dark"; "" if it breaks nothing */
    const char *also; /* codes that it may break besides: not judged; "*": all others */
    size_t n_strengths;
    double strengths[FAULT_STRENGTHS_MAX]; /* growing */
    size_t first_sure;                     /* from here on anybody would call it broken */
    int (*apply)(Portrait *portrait, double strength); /* 0, or -1: out of memory */
} Fault;

/* The last has no name. */
extern const Fault FAULTS[];

/* Of light and colour (fault_light.c). */
int fault_dark(Portrait *portrait, double stops);
int fault_bright(Portrait *portrait, double stops);
int fault_side_light(Portrait *portrait, double stops);
int fault_top_light(Portrait *portrait, double stops);
int fault_highlight(Portrait *portrait, double radius);
int fault_grey(Portrait *portrait, double share);
int fault_warm(Portrait *portrait, double stops);
int fault_green(Portrait *portrait, double stops);
int fault_cold(Portrait *portrait, double stops);
int fault_red_eye(Portrait *portrait, double share);

/* Of the camera and of what is done to its pictures (fault_camera.c). */
int fault_blur(Portrait *portrait, double sigma);
int fault_motion(Portrait *portrait, double length);
int fault_noise(Portrait *portrait, double sigma);
int fault_jpeg(Portrait *portrait, double strength);
int fault_smooth(Portrait *portrait, double share);
int fault_roll(Portrait *portrait, double degrees);
int fault_far(Portrait *portrait, double distance);
int fault_near(Portrait *portrait, double nearness);
int fault_cut_top(Portrait *portrait, double share);
int fault_cut_side(Portrait *portrait, double share);
int fault_cut_bottom(Portrait *portrait, double share);
int fault_second(Portrait *portrait, double size);

/* Of things on and before the face (fault_things.c). */
int fault_hat_dark(Portrait *portrait, double depth);
int fault_hat_light(Portrait *portrait, double depth);
int fault_hat_red(Portrait *portrait, double depth);
int fault_glasses(Portrait *portrait, double rim);
int fault_frame(Portrait *portrait, double depth);
int fault_tint(Portrait *portrait, double share);
int fault_glare(Portrait *portrait, double share);
int fault_mask_blue(Portrait *portrait, double height);
int fault_mask_black(Portrait *portrait, double height);
int fault_hand(Portrait *portrait, double height);

/* Of hair and clothes (fault_hair.c, fault_clothes.c). */
int fault_fringe(Portrait *portrait, double length);
int fault_strands(Portrait *portrait, double count);
int fault_long_hair(Portrait *portrait, double length);
int fault_sky_blue(Portrait *portrait, double share);
int fault_navy(Portrait *portrait, double share);
int fault_royal_blue(Portrait *portrait, double share);
int fault_white(Portrait *portrait, double share);
int fault_red(Portrait *portrait, double share);
int fault_green_top(Portrait *portrait, double share);
int fault_stripes(Portrait *portrait, double contrast);
int fault_checks(Portrait *portrait, double contrast);

#endif
