/* The list of families. */
#include "lib/check/measures.h"

#include <stddef.h>

const Measure MEASURES[] = {
    {"bust", check_bust},   {"cover", check_cover},     {"hair", check_hair},
    {"hat", check_hat},     {"light", check_light},     {"tone", check_tone},
    {"sharp", check_sharp}, {"clothes", check_clothes}, {"glasses", check_glasses},
    {"eyes", check_eyes},   {"mouth", check_mouth},     {NULL, NULL},
};
