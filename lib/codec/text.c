/*
 * Text as a coverage mask, by libvips (Pango). libvips holds its own lock around Pango, which is
 * not thread-safe; so may any number of threads come here.
 */
#include "lib/codec/text.h"

#include <stdio.h>

#include "lib/base/error.h"
#include "lib/codec/vips_guard.h"

/* The one font: free, Chinese and Latin, packaged by Debian and Ubuntu (fonts-wqy-microhei). */
static const char font_family[] = "WenQuanYi Micro Hei";

enum { POINTS_PER_INCH = 72, SIZE_MAX_PX = 2000, TEXT_MAX_BYTES = 4096 };

static int render(const char *text, int size_px, VipsImage **ret_image)
{
    char font[64];
    char *escaped = g_markup_escape_text(text, -1); /* libvips would read it as markup */
    int status;

    snprintf(font, sizeof font, "%s %d", font_family, size_px);
    status = vips_text(ret_image, escaped, "font", font, "dpi", POINTS_PER_INCH, NULL);
    g_free(escaped);
    return status;
}

static int copy_mask(VipsImage *image, Arena *arena, Plane *ret_mask)
{
    const VipsRect whole = {0, 0, image->Xsize, image->Ysize};
    cleanup_vips_region VipsRegion *region = vips_region_new(image);
    Plane mask;

    if (!region || vips_region_prepare(region, &whole) ||
        plane_new(arena, image->Xsize, image->Ysize, &mask))
        return IDP_E_MEMORY;
    for (int y = 0; y < mask.height; y++) {
        const VipsPel *from = VIPS_REGION_ADDR(region, 0, y);
        float *to = plane_row(&mask, y);

        for (int x = 0; x < mask.width; x++)
            to[x] = from[x] / 255.0F;
    }
    *ret_mask = mask;
    return IDP_OK;
}

int text_render(Arena *arena, const char *text, int size_px, Plane *ret_mask, IdpError *error)
{
    cleanup_vips_image VipsImage *image = NULL;

    if (!vips_type_find("VipsOperation", "text"))
        return error_set(error, IDP_E_UNSUPPORTED, "libvips was built without text");
    if (size_px < 1 || size_px > SIZE_MAX_PX || !*text || strlen(text) > TEXT_MAX_BYTES ||
        !g_utf8_validate(text, -1, NULL))
        return error_set(error, IDP_E_ARGUMENT, "no text that can be rendered");
    if (render(text, size_px, &image))
        return vips_fault(error, IDP_E_ARGUMENT, "the text leaves no ink");
    if (copy_mask(image, arena, ret_mask))
        return vips_fault(error, IDP_E_MEMORY, "no memory to render text");
    return IDP_OK;
}
