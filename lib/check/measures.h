/*
 * The families of measures: one function and one file each, all of the same form (scene.h).
 *
 * Each enters every row of its rules into the judge, or IDP_E_MEMORY. Thread-safe.
 */
#ifndef LIB_CHECK_MEASURES_H
#define LIB_CHECK_MEASURES_H

#include "lib/check/scene.h"

typedef struct Measure {
    const char *name;
    int (*run)(const Scene *scene, Judge *judge);
} Measure;

int check_bust(const Scene *scene, Judge *judge);    /* P14, P18, P29 */
int check_cover(const Scene *scene, Judge *judge);   /* P20 */
int check_hair(const Scene *scene, Judge *judge);    /* P11 to P13 */
int check_hat(const Scene *scene, Judge *judge);     /* P19 */
int check_clothes(const Scene *scene, Judge *judge); /* P21, P22 */
int check_light(const Scene *scene, Judge *judge);   /* P23, P24 */
int check_tone(const Scene *scene, Judge *judge);    /* P26, P28 */
int check_sharp(const Scene *scene, Judge *judge);   /* P27 */
int check_glasses(const Scene *scene, Judge *judge); /* P15 to P17 */
int check_eyes(const Scene *scene, Judge *judge);    /* P07, P08, P25 */
int check_mouth(const Scene *scene, Judge *judge);   /* P09, P10 */

/* In the order in which they run; the last has no name. */
extern const Measure MEASURES[];

#endif
