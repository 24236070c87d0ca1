/* One table: measure, form of its mapping, parameters. Thread-safe: constant. */
#include "lib/check/ofiq.h"

#include <math.h>

enum { PARAMETERS = 4 };

typedef double OfiqForm(double raw, const double *p);

typedef struct OfiqMapping {
    const char *name;
    OfiqForm *form;
    double parameters[PARAMETERS];
} OfiqMapping;

static double get_sigmoid(double x, double middle, double width)
{
    return 1 / (1 + exp((middle - x) / width));
}

/* Grows with the raw value: middle, width, height, base. */
static double rise(double raw, const double *p)
{
    return p[3] + p[2] * get_sigmoid(raw, p[0], p[1]);
}

/* Falls with it: middle, width, height, base. */
static double fall(double raw, const double *p)
{
    return p[3] + p[2] * (1 - get_sigmoid(raw, p[0], p[1]));
}

/* Falls with the distance from the first parameter: it, width, height. */
static double fall_away(double raw, const double *p)
{
    return p[2] * (1 - get_sigmoid(fabs(raw - p[0]), 0, p[1]));
}

/* Falls from 100 at the third parameter to 0 at the fourth: middle, width, best, worst. */
static double fall_between(double raw, const double *p)
{
    const double best = get_sigmoid(p[2], p[0], p[1]), worst = get_sigmoid(p[3], p[0], p[1]);

    if (raw <= p[2])
        return 100;
    return raw >= p[3] ? 0 : 100 * (worst - get_sigmoid(raw, p[0], p[1])) / (worst - best);
}

/* High between two middles: lower, upper, width. */
static double stay_between(double raw, const double *p)
{
    return 100 * get_sigmoid(raw, p[0], p[2]) * (1 - get_sigmoid(raw, p[1], p[2]));
}

/* base + slope * raw: base, slope. */
static double run_straight(double raw, const double *p)
{
    return p[0] + p[1] * raw;
}

/* 100 * raw ^ exponent. */
static double take_power(double raw, const double *p)
{
    return 100 * pow(raw, p[0]);
}

/* One arch of the sine, 0 at 0, 100 where factor * raw is 1. */
static double arch(double raw, const double *p)
{
    return 100 * sin(M_PI * p[0] * raw / (p[0] * raw + 1));
}

/* 1 / (raw + offset). */
static double invert(double raw, const double *p)
{
    return 1 / (raw + p[0]);
}

/* The square of the cosine of an angle in degrees; 0 from a right angle on. */
static double square_cosine(double raw, const double *p)
{
    const double cosine = fmax(cos(raw * M_PI / 180), 0);

    return p[0] * cosine * cosine;
}

/* ISO/IEC 29794-5; parameters: the reference implementation's configuration. */
static const OfiqMapping mappings[OFIQ_MEASURES] = {
    [OFIQ_UNIFIED_QUALITY] = {"UnifiedQualityScore", rise, {23, 2.6, 100}},
    [OFIQ_BACKGROUND_UNIFORMITY] = {"BackgroundUniformity", fall, {10, 100, 190}},
    [OFIQ_ILLUMINATION_UNIFORMITY] = {"IlluminationUniformity", take_power, {0.3}},
    [OFIQ_LUMINANCE_MEAN] = {"LuminanceMean", stay_between, {0.2, 0.8, 0.05}},
    [OFIQ_LUMINANCE_VARIANCE] = {"LuminanceVariance", arch, {60}},
    [OFIQ_UNDER_EXPOSURE] = {"UnderExposurePrevention", fall, {0.92, 0.05, 120, 120 * (0.832 - 1)}},
    [OFIQ_OVER_EXPOSURE] = {"OverExposurePrevention", invert, {0.01}},
    [OFIQ_DYNAMIC_RANGE] = {"DynamicRange", run_straight, {0, 12.5}},
    [OFIQ_SHARPNESS] = {"Sharpness", rise, {-20, 15, 115, -14}},
    [OFIQ_COMPRESSION] = {"CompressionArtifacts", rise, {0.3308, 0.092, 103, -0.0278}},
    [OFIQ_NATURAL_COLOUR] = {"NaturalColour", fall, {0, 10, 200}},
    [OFIQ_SINGLE_FACE] = {"SingleFacePresent", run_straight, {100, -100}},
    [OFIQ_EYES_OPEN] = {"EyesOpen", rise, {0.02, 0.01, 100}},
    [OFIQ_MOUTH_CLOSED] = {"MouthClosed", fall, {0.2, 0.06, 100}},
    [OFIQ_EYES_VISIBLE] = {"EyesVisible", run_straight, {100, -100}},
    [OFIQ_MOUTH_UNCOVERED] = {"MouthOcclusionPrevention", run_straight, {100, -100}},
    [OFIQ_FACE_UNCOVERED] = {"FaceOcclusionPrevention", run_straight, {100, -100}},
    [OFIQ_INTER_EYE_DISTANCE] = {"InterEyeDistance", rise, {70, 20, 100}},
    [OFIQ_HEAD_SIZE] = {"HeadSize", fall_away, {0.45, 0.05, 200}},
    [OFIQ_LEFTWARD_CROP] = {"LeftwardCropOfTheFaceImage", rise, {0.9, 0.1, 100}},
    [OFIQ_RIGHTWARD_CROP] = {"RightwardCropOfTheFaceImage", rise, {0.9, 0.1, 100}},
    [OFIQ_MARGIN_ABOVE] = {"MarginAboveOfTheFaceImage", rise, {1.4, 0.1, 100}},
    [OFIQ_MARGIN_BELOW] = {"MarginBelowOfTheFaceImage", rise, {1.8, 0.1, 100}},
    [OFIQ_POSE_YAW] = {"HeadPoseYaw", square_cosine, {100}},
    [OFIQ_POSE_PITCH] = {"HeadPosePitch", square_cosine, {100}},
    [OFIQ_POSE_ROLL] = {"HeadPoseRoll", square_cosine, {100}},
    [OFIQ_EXPRESSION_NEUTRALITY] = {"ExpressionNeutrality", rise, {-5000, 5000, 100}},
    [OFIQ_NO_HEAD_COVERING] = {"NoHeadCoverings", fall_between, {0.02, 0.1, 0, 0.95}},
};

const char *ofiq_get_name(OfiqMeasure measure)
{
    return mappings[measure].name;
}

int ofiq_get_score(OfiqMeasure measure, double raw)
{
    const OfiqMapping *mapping = &mappings[measure];

    if (isnan(raw))
        return -1;
    return (int)floor(fmin(fmax(mapping->form(raw, mapping->parameters), 0), 100) + 0.5);
}
