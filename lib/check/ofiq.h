/*
 * OFIQ: the quality scores of ISO/IEC 29794-5 (2025), face image quality: from the raw value of a
 * measure to its quality component, 0 (worst) to 100.
 *
 * The mappings are those of the standard's reference implementation (OFIQ, of the German Federal
 * Office for Information Security), with the parameters of its published configuration; that they
 * are the same is tested on 784 pairs of its conformance results. Nothing of its code is used. The
 * scores let an examiner compare our pictures with others'; our rules have limits of their own: the
 * head size that the standard aims at and the poses that it forgives do not fit certificates.
 */
#ifndef LIB_CHECK_OFIQ_H
#define LIB_CHECK_OFIQ_H

/* In the order of the standard; what the raw value is stands beside each. */
typedef enum OfiqMeasure {
    OFIQ_UNIFIED_QUALITY,         /* length of a recognition network's feature */
    OFIQ_BACKGROUND_UNIFORMITY,   /* mean gradient of the background */
    OFIQ_ILLUMINATION_UNIFORMITY, /* common area of the cheeks' histograms, 0..1 */
    OFIQ_LUMINANCE_MEAN,          /* linear light of the face, 0..1 */
    OFIQ_LUMINANCE_VARIANCE,      /* of the same */
    OFIQ_UNDER_EXPOSURE,          /* share of dark pixels of the face, 0..1 */
    OFIQ_OVER_EXPOSURE,           /* share of burnt-out pixels of the face, 0..1 */
    OFIQ_DYNAMIC_RANGE,           /* entropy of the face's luminance, bits */
    OFIQ_SHARPNESS,               /* votes of the trees of a forest */
    OFIQ_COMPRESSION,             /* estimated structural similarity to the original, 0..1 */
    OFIQ_NATURAL_COLOUR,          /* distance of the cheeks' a, b from those of skin, CIE Lab */
    OFIQ_SINGLE_FACE,             /* size of the second face over that of the first */
    OFIQ_EYES_OPEN,               /* the smaller opening over the distance of eyes and chin */
    OFIQ_MOUTH_CLOSED,            /* opening over the distance of eyes and chin */
    OFIQ_EYES_VISIBLE,            /* share of the eyes that is covered, 0..1 */
    OFIQ_MOUTH_UNCOVERED,         /* share of the mouth that is covered, 0..1 */
    OFIQ_FACE_UNCOVERED,          /* share of the face that is covered, 0..1 */
    OFIQ_INTER_EYE_DISTANCE,      /* px, made longer by the turn of the head */
    OFIQ_HEAD_SIZE,               /* distance of eyes and chin over the picture's height */
    OFIQ_LEFTWARD_CROP,           /* room beside the eye, in distances of the eyes */
    OFIQ_RIGHTWARD_CROP,          /* the same on the other side */
    OFIQ_MARGIN_ABOVE,            /* room above the eyes, in distances of eyes and chin */
    OFIQ_MARGIN_BELOW,            /* room below the eyes, the same */
    OFIQ_POSE_YAW,                /* degrees */
    OFIQ_POSE_PITCH,              /* degrees */
    OFIQ_POSE_ROLL,               /* degrees */
    OFIQ_EXPRESSION_NEUTRALITY,   /* margin of a classifier */
    OFIQ_NO_HEAD_COVERING,        /* share of hat and cloth above the chin, 0..1 */
    OFIQ_MEASURES
} OfiqMeasure;

/* As in the reference implementation's results: "BackgroundUniformity". */
const char *ofiq_get_name(OfiqMeasure measure);

/* The score of a raw value: a whole number from 0 to 100; -1 for NaN. Pure. */
int ofiq_get_score(OfiqMeasure measure, double raw);

#endif
