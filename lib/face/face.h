/*
 * Faces: boxes, landmarks with irises, pose. Coordinates are pixels of the working picture.
 *
 * Detector: BlazeFace full range (192 x 192, 2304 anchors). Landmarks: the attention mesh, twice,
 * the second time on a square taken from the first result and levelled by the eye corners.
 * "left" and "right" are those of the picture, not of the person.
 */
#ifndef LIB_FACE_FACE_H
#define LIB_FACE_FACE_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/infer/infer.h"

enum {
    FACE_MESH_POINTS = 468,
    FACE_LIPS_POINTS = 80,
    FACE_EYE_POINTS = 71,
    FACE_IRIS_POINTS = 5,
    FACES_MAX = 16
};

/* Points of the mesh that other folders use. */
enum {
    FACE_MESH_CHIN = 152,
    FACE_MESH_CHEEK_LEFT = 234,
    FACE_MESH_CHEEK_RIGHT = 454,
    FACE_MESH_EYE_OUTER_LEFT = 33,
    FACE_MESH_EYE_OUTER_RIGHT = 263
};

/* Points of Face.eye_left and eye_right: 0..15 are the opening of the eye: the lower lid from the
 * outer corner to the inner one (0..8), then the upper lid (9..15); the rest lies round it. */
enum { FACE_EYE_OUTER = 0, FACE_EYE_INNER = 8, FACE_EYE_OPENING_POINTS = 16 };

typedef struct Point2 {
    float x, y;
} Point2;

typedef struct Point3 {
    float x, y, z; /* z: same unit as x, smaller is nearer; origin at the face's centre */
} Point3;

/* What the detector itself marks, roughly. */
enum {
    FACE_KEYPOINT_EYE_LEFT,
    FACE_KEYPOINT_EYE_RIGHT,
    FACE_KEYPOINT_NOSE,
    FACE_KEYPOINT_MOUTH,
    FACE_KEYPOINT_EAR_LEFT,
    FACE_KEYPOINT_EAR_RIGHT,
    FACE_KEYPOINT_COUNT
};

typedef struct FaceBox {
    Rect rect;
    float score; /* of the detector, 0..1 */
    Point2 keypoints[FACE_KEYPOINT_COUNT];
} FaceBox;

typedef struct Face {
    FaceBox box;
    float presence;                /* of the landmark network, 0..1 */
    Point3 mesh[FACE_MESH_POINTS]; /* MediaPipe face mesh topology */
    Point2 lips[FACE_LIPS_POINTS];
    Point2 eye_left[FACE_EYE_POINTS];   /* attention mesh, image-left eye (mesh corners 33, 133) */
    Point2 eye_right[FACE_EYE_POINTS];  /* corners 362, 263 */
    Point2 iris_left[FACE_IRIS_POINTS]; /* first is the centre */
    Point2 iris_right[FACE_IRIS_POINTS];
    float eye_closed[2]; /* probability, left and right; NaN: not the first face, or no network */
    float yaw_deg;       /* > 0: turned towards the picture's right */
    float pitch_deg;     /* > 0: looking up */
    float roll_deg;      /* > 0: tilted clockwise, from the outer eye corners */
} Face;

/* Runs of the networks for a picture with one face: what the bench's floor counts. */
enum { FACE_DETECTOR_RUNS = 1, FACE_LANDMARK_RUNS = 2 };

typedef struct FaceFinder FaceFinder;

/*
 * Loads the networks. The one of the eyes may be absent from the folder (its weights' origin is
 * not stated, so a site may leave it out): eye_closed is then NaN. Errors of model_new.
 */
int face_finder_new(Runtime *runtime, const char *models_dir, FaceFinder **ret_finder,
                    IdpError *error);
void face_finder_free(FaceFinder *finder);
DEFINE_CLEANUP(FaceFinder, face_finder_free)

/* The specs of the models used, for the report: returns their count, at most n_max are written. */
size_t face_finder_get_models(const FaceFinder *finder, const ModelSpec **ret_specs, size_t n_max);

/*
 * Finds every face: ret_faces[FACES_MAX], largest first, *ret_n_faces of them; boxes whose landmark
 * presence is below presence_min are dropped. 0 faces is no error. Thread-safe; scratch from the
 * arena is given back. IDP_E_MEMORY, IDP_E_MODEL.
 */
int face_find(const FaceFinder *finder, Arena *arena, const RgbImage *image, float presence_min,
              Face *ret_faces, size_t *ret_n_faces, IdpError *error);

/* Width from cheek to cheek (mesh 234 to 454), px. */
float face_get_width(const Face *face);
/* Distance of the iris centres, px. */
float face_get_interocular(const Face *face);
/* The middle column of the face: halfway between the cheeks, px. */
float face_get_axis_x(const Face *face);
/* Midpoint of the iris centres. */
Point2 face_get_eyes_midpoint(const Face *face);

#endif
