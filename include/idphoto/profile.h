/*
 * Profile: what a finished certificate photo must be, and the thresholds of the rules.
 *
 * Lengths are pixels of the finished photo. Built-in profiles are constant data that live as long
 * as the process; a caller may also copy one, change it, and pass the copy (it must outlive the
 * call). Source of the default: the national standard of 2017 for graduation-certificate photos.
 */
#ifndef IDPHOTO_PROFILE_H
#define IDPHOTO_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include <idphoto/export.h>
#include <idphoto/rule.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A closed interval with the value to aim at, in pixels of the finished photo. */
typedef struct IdpRange {
    double min;
    double max;
    double aim;
} IdpRange;

typedef struct IdpProfile {
    const char *name;        /* "graduation" */
    int width_px, height_px; /* of the finished photo */
    int density_dpi;         /* JFIF density, both ways */
    size_t file_min_bytes;   /* a smaller file is accepted with a note when quality is at its top */
    size_t file_max_bytes;
    int quality_min;          /* least JPEG quality (libjpeg scale, 1..100) */
    uint8_t background[3];    /* sRGB */
    IdpRange hair_top_px;     /* highest point of the head, hair included, to the upper edge */
    IdpRange eyes_px;         /* midpoint of the pupils to the upper edge */
    IdpRange face_width_px;   /* cheek to cheek */
    double axis_tolerance_px; /* face axis to the middle column, at most */
    double face_presence;     /* P01: least landmark presence for a detected box to be a face */
    double other_face_ratio;  /* P01: a second face counts from this share of the first's width */
    const IdpLimits *limits;  /* the rules' thresholds, one for each in the order of idp_rule_get;
                                 a copy of the profile may point to others */
} IdpProfile;

/* Returns the built-in profile of that name, or NULL. Borrowed, constant, thread-safe. */
IDP_EXPORT const IdpProfile *idp_profile_find(const char *name);

/* Returns the built-in profile at the position (0 is the default), or NULL past the last one. */
IDP_EXPORT const IdpProfile *idp_profile_get(size_t position);

#ifdef __cplusplus
}
#endif

#endif
