/*
 * What every file of lib/codec that calls libvips needs: owned pointers and the end of an error.
 * Included only by .c files of this folder.
 */
#ifndef LIB_CODEC_VIPS_GUARD_H
#define LIB_CODEC_VIPS_GUARD_H

#include <vips/vips.h>

#include <idphoto/error.h>

#include "lib/base/cleanup.h"

static inline void vips_image_unref_p(VipsImage **image)
{
    g_clear_object(image);
}

static inline void vips_region_unref_p(VipsRegion **region)
{
    g_clear_object(region);
}

#define cleanup_vips_image cleanup_with(vips_image_unref_p)
#define cleanup_vips_region cleanup_with(vips_region_unref_p)

/* Puts the next step of a pipeline in the place of the last, which the next one holds on to. */
static inline void vips_image_replace(VipsImage **image, VipsImage *next)
{
    g_object_unref(*image);
    *image = next;
}

/* Empties the error buffer of libvips, sets the error and returns status. */
int vips_fault(IdpError *error, IdpStatus status, const char *what);

/*
 * How many messages libvips has sent from the calling thread since it started. That a JPEG was
 * damaged in its last rows is told in no other way.
 */
unsigned vips_count_messages(void);

#endif
