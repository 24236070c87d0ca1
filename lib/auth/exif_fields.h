/*
 * What a camera wrote about a picture: the EXIF fields that authenticity asks for (EXIF 2.32, TIFF
 * 6.0). Every read is inside the given bytes; whatever makes no sense is as if it were absent.
 */
#ifndef LIB_AUTH_EXIF_FIELDS_H
#define LIB_AUTH_EXIF_FIELDS_H

#include <stddef.h>

#include <idphoto/photo.h>

enum { EXIF_TEXT_BYTES = 64, EXIF_TIME_BYTES = 20, EXIF_ZONE_BYTES = 7 };

typedef struct ExifFields {
    int is_present;
    char make[EXIF_TEXT_BYTES], model[EXIF_TEXT_BYTES];   /* printable ASCII, others become '?' */
    IdpBytes software, processing_software, user_comment; /* as they are; borrowed; data may be NULL
                                                           */
    char taken[EXIF_TIME_BYTES];                          /* "2026:06:30 16:09:39" or "" */
    char zone[EXIF_ZONE_BYTES];                           /* "+08:00" or "" */
    int width_px, height_px;                              /* PixelXDimension, PixelYDimension; 0 */
    int orientation;                                      /* 1..8 */
    int has_exposure;                                     /* exposure time, f-number or ISO */
    IdpBytes thumbnail; /* a JPEG file; borrowed; data may be NULL */
} ExifFields;

/* bytes: TIFF header first, with or without "Exif\0\0" before it. */
void exif_fields_read(IdpBytes bytes, ExifFields *ret_fields);

/*
 * Seconds since 1970 UTC of a time as EXIF writes it. zone "" : local time at zone_offset_s. NaN if
 * the text is no time. Proleptic Gregorian calendar, no leap seconds.
 */
double exif_time_read(const char *time, const char *zone, double zone_offset_s);

#endif
