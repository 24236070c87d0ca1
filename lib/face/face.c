/*
 * Faces: the detector's boxes, each proved by the landmark network. The detector takes some
 * pictures on walls, patterns and hands for faces; the presence that the mesh reports on the same
 * place removes them. Thread-safe: the finder is constant once made, scratch is the caller's arena.
 */
#include "lib/face/face.h"

#include <math.h>

#include "lib/base/alloc.h"
#include "lib/base/error.h"
#include "lib/face/detector.h"
#include "lib/face/eye_state.h"
#include "lib/face/landmarks.h"
#include "lib/face/pose.h"

static const double CLOSE_UP_ZOOM_OUT = 2;

struct FaceFinder {
    Model *detector;
    Model *landmarks;
    Model *eye_state; /* NULL: not installed */
};

int face_finder_new(Runtime *runtime, const char *models_dir, FaceFinder **ret_finder,
                    IdpError *error)
{
    cleanup_with(face_finder_free_p) FaceFinder *finder = ALLOC_NEW(FaceFinder);
    int status;

    if (!finder)
        return error_set(error, IDP_E_MEMORY, "no memory for the face finder");
    status = model_new(runtime, models_dir, &DETECTOR_SPEC, &finder->detector, error);
    if (status == IDP_OK)
        status = model_new(runtime, models_dir, &LANDMARKS_SPEC, &finder->landmarks, error);
    if (status == IDP_OK && model_is_installed(models_dir, &EYE_STATE_SPEC))
        status = model_new(runtime, models_dir, &EYE_STATE_SPEC, &finder->eye_state, error);
    if (status == IDP_OK)
        *ret_finder = TAKE_PTR(finder);
    return status;
}

void face_finder_free(FaceFinder *finder)
{
    if (!finder)
        return;
    model_free(finder->eye_state);
    model_free(finder->landmarks);
    model_free(finder->detector);
    free(finder);
}

size_t face_finder_get_models(const FaceFinder *finder, const ModelSpec **ret_specs, size_t n_max)
{
    const Model *models[] = {finder->detector, finder->landmarks, finder->eye_state};
    const size_t n_models = finder->eye_state ? 3 : 2;
    size_t n = 0;

    for (; n < n_max && n < n_models; n++)
        ret_specs[n] = model_get_spec(models[n]);
    return n;
}

/* One look at the picture: the boxes whose landmarks say that there is a face. */
static int find_once(const FaceFinder *finder, Arena *arena, const RgbImage *image, double zoom_out,
                     float presence_min, Face *ret_faces, size_t *ret_n_faces, IdpError *error)
{
    FaceBox boxes[FACES_MAX];
    size_t n_boxes = 0, n_faces = 0;
    int status = detector_run(finder->detector, arena, image, zoom_out, boxes, &n_boxes, error);

    for (size_t i = 0; status == IDP_OK && i < n_boxes; i++) {
        Face *face = &ret_faces[n_faces];

        *face = (Face){.box = boxes[i], .eye_closed = {NAN, NAN}};
        status = landmarks_run(finder->landmarks, arena, image, face, error);
        if (status != IDP_OK || face->presence < presence_min)
            continue;
        pose_measure(face);
        n_faces++;
    }
    if (status == IDP_OK)
        *ret_n_faces = n_faces;
    return status;
}

int face_find(const FaceFinder *finder, Arena *arena, const RgbImage *image, float presence_min,
              Face *ret_faces, size_t *ret_n_faces, IdpError *error)
{
    size_t n_faces = 0;
    int status = find_once(finder, arena, image, 1, presence_min, ret_faces, &n_faces, error);

    if (status == IDP_OK && n_faces == 0)
        status = find_once(finder, arena, image, CLOSE_UP_ZOOM_OUT, presence_min, ret_faces,
                           &n_faces, error);
    if (status == IDP_OK && n_faces > 0 && finder->eye_state)
        status = eye_state_run(finder->eye_state, arena, image, &ret_faces[0], error);
    if (status == IDP_OK)
        *ret_n_faces = n_faces;
    return status;
}

float face_get_width(const Face *face)
{
    const Point3 left = face->mesh[FACE_MESH_CHEEK_LEFT];
    const Point3 right = face->mesh[FACE_MESH_CHEEK_RIGHT];

    return hypotf(right.x - left.x, right.y - left.y);
}

float face_get_axis_x(const Face *face)
{
    return (face->mesh[FACE_MESH_CHEEK_LEFT].x + face->mesh[FACE_MESH_CHEEK_RIGHT].x) / 2;
}

float face_get_interocular(const Face *face)
{
    const Point2 left = face->iris_left[0], right = face->iris_right[0];

    return hypotf(right.x - left.x, right.y - left.y);
}

Point2 face_get_eyes_midpoint(const Face *face)
{
    const Point2 left = face->iris_left[0], right = face->iris_right[0];

    return (Point2){(left.x + right.x) / 2, (left.y + right.y) / 2};
}
