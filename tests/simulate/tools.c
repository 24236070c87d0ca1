#include "tests/simulate/tools.h"

#include <stdlib.h>

enum { WORKING_LONG_SIDE_PX = 1600 };

static const size_t arena_bytes = (size_t)1 << 30;
static const float presence_min = 0.5f;

int tools_init(Tools *tools, IdpError *error)
{
    const char *models_dir = getenv("IDPHOTO_MODELS");
    int status = codec_init(error);

    if (!models_dir)
        models_dir = "build/deps/models";
    if (!status)
        status = runtime_new(&tools->runtime, error);
    if (!status)
        status = face_finder_new(tools->runtime, models_dir, &tools->finder, error);
    if (!status)
        status = authenticator_new(tools->runtime, models_dir, &tools->authenticator, error);
    tools->arena = arena_new(arena_bytes);
    return status || !tools->arena ? -1 : 0;
}

void tools_done(Tools *tools)
{
    arena_free(tools->arena);
    authenticator_free(tools->authenticator);
    face_finder_free(tools->finder);
    runtime_free(tools->runtime);
}

int tools_read(const Tools *tools, IdpBytes file, Shot *ret_shot, IdpError *error)
{
    Shot shot = {.file = file, .faces = ARENA_NEW(tools->arena, Face, FACES_MAX)};
    int status;

    if (!shot.faces)
        return IDP_E_MEMORY;
    status = decode_finished(tools->arena, file, WORKING_LONG_SIDE_PX, &shot.source, error);
    if (!status)
        status = face_find(tools->finder, tools->arena, &shot.source.image, presence_min,
                           shot.faces, &shot.n_faces, error);
    if (!status)
        *ret_shot = shot;
    return status;
}
