/* Whether glasses are worn, for the families that look at the eyes. */
#ifndef LIB_CHECK_GLASSES_H
#define LIB_CHECK_GLASSES_H

#include <stdbool.h>

#include "lib/check/scene.h"

typedef struct Glasses {
    double bridge; /* contrast of the line across the bridge of the nose, L of Lab */
    double rims;   /* contrast of the fainter of two dark lines below the eyes */
    double tint;   /* 1 - light of the skin below the eyes over that of the cheeks, 0..1 */
    bool is_worn;
} Glasses;

/* IDP_E_MEMORY. Scratch is given back. */
int glasses_find(const Scene *scene, Glasses *ret_glasses);

#endif
