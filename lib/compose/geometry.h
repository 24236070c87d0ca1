/*
 * Certificate geometry: where the finished photo lies in the working picture.
 *
 * The standard fixes intervals for the hair top, the eyes, the face width and the axis (profile.h).
 * With only a crop and a uniform scale allowed, they leave an interval of scales and, for each
 * scale, intervals of offsets; the picture's own borders cut into them. The solver takes the point
 * nearest to the profile's aims, or says which demand cannot be met.
 */
#ifndef LIB_COMPOSE_GEOMETRY_H
#define LIB_COMPOSE_GEOMETRY_H

#include <idphoto/profile.h>

#include "lib/base/image.h"

/* The person, in pixels of the working picture. */
typedef struct HeadMeasures {
    double hair_top_y;
    double eyes_y;     /* midpoint of the pupils */
    double axis_x;     /* middle column of the face */
    double face_width; /* cheek to cheek */
    double picture_width, picture_height;
    /* How far the crop may reach over the borders: the background is replaced, so it may where no
     * part of the person touches that border. */
    int may_pass_left, may_pass_right, may_pass_top;
} HeadMeasures;

typedef enum GeometryFault {
    GEOMETRY_FITS,
    GEOMETRY_HEAD_SHAPE,   /* hair, eyes and width cannot be inside their intervals together */
    GEOMETRY_TOP_CUT,      /* the picture ends above the hair top */
    GEOMETRY_SIDES_SHORT,  /* the picture ends beside the shoulders */
    GEOMETRY_BOTTOM_SHORT, /* the picture ends below the chin before the photo does */
    GEOMETRY_FAULT_COUNT
} GeometryFault;

typedef struct Crop {
    Rect rect;    /* of the working picture, not on its grid */
    double scale; /* finished px per working px */
} Crop;

/* GEOMETRY_FITS, with the crop; otherwise the first demand that cannot be met. */
GeometryFault geometry_solve(const IdpProfile *profile, const HeadMeasures *head, Crop *ret_crop);

/* The nearest crop when the demands cannot all be met, for forced photos and overlays. */
Crop geometry_get_nearest(const IdpProfile *profile, const HeadMeasures *head);

/* The scale that the crop will roughly have, from the face alone. */
double geometry_get_scale(const IdpProfile *profile, double face_width);

#endif
