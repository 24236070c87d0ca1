/*
 * simulate_smooth IN OUT.jpg KIND STRENGTH: the picture IN with the skin of its first face
 * smoothed; see smooth.h. Models from IDPHOTO_MODELS.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "tests/simulate/files.h"
#include "tests/simulate/smooth.h"

enum { QUALITY = 92, LONG_SIDE_PX = 1600 };

static const size_t arena_bytes = (size_t)1 << 30;
static const float presence_min = 0.5f;

static int find_face(Arena *arena, const RgbImage *image, Face *ret_faces, IdpError *error)
{
    const char *models_dir = getenv("IDPHOTO_MODELS");
    cleanup_with(runtime_free_p) Runtime *runtime = NULL;
    cleanup_with(face_finder_free_p) FaceFinder *finder = NULL;
    size_t n_faces = 0;
    int status = runtime_new(&runtime, error);

    if (!status)
        status =
            face_finder_new(runtime, models_dir ? models_dir : "build/deps/models", &finder, error);
    if (!status)
        status = face_find(finder, arena, image, presence_min, ret_faces, &n_faces, error);
    return status || n_faces == 0 ? -1 : 0;
}

static int simulate(Arena *arena, char **argv, IdpError *error)
{
    const JpegOptions jpeg = {.density_dpi = 72, .quality_min = QUALITY, .quality_max = QUALITY};
    const SmoothKind kind = smooth_find(argv[3]);
    const IdpBytes file = file_load(argv[1]);
    Face *faces = ARENA_NEW(arena, Face, FACES_MAX);
    EncodedFile encoded = {0};
    SourceImage source;
    int status = -1;

    if (file.data && faces && kind != SMOOTH_KIND_COUNT)
        status = decode_finished(arena, file, LONG_SIDE_PX, &source, error);
    if (!status)
        status = find_face(arena, &source.image, faces, error);
    if (!status)
        status = smooth_skin(arena, &source.image, &faces[0], kind, strtod(argv[4], NULL));
    if (!status)
        status = encode_jpeg(&source.image, &jpeg, &encoded, error);
    if (!status)
        status = file_store(argv[2], (IdpBytes){encoded.data, encoded.n_bytes});
    free(encoded.data);
    free((void *)(uintptr_t)file.data);
    return status;
}

int main(int argc, char **argv)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(arena_bytes);
    IdpError error = {0};

    if (argc != 5) {
        fprintf(stderr, "usage: %s IN OUT.jpg gaussian|bilateral|guided STRENGTH\n", argv[0]);
        return 2;
    }
    if (!arena || codec_init(&error) || simulate(arena, argv, &error)) {
        fprintf(stderr, "%s: %s\n", argv[1], error.message);
        return 1;
    }
    return 0;
}
