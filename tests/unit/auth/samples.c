#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/codec/encode.h"
#include "tests/unit/auth/samples.h"
#include "tests/unit/codec/variants.h"

int samples_set_up(void **state)
{
    static Tools tools;
    IdpError error = {0};

    if (tools_init(&tools, &error)) {
        print_error("%s\n", error.message);
        return -1;
    }
    *state = &tools;
    return 0;
}

int samples_tear_down(void **state)
{
    tools_done(*state);
    return 0;
}

/* Takes the bytes into the arena, so that nothing is to be freed. */
static Shot read_shot(const Tools *tools, const void *data, size_t n_bytes)
{
    void *copy = arena_take(tools->arena, 1, n_bytes);
    IdpError error = {0};
    Shot shot;

    assert_non_null(copy);
    memcpy(copy, data, n_bytes);
    if (tools_read(tools, (IdpBytes){copy, n_bytes}, &shot, &error))
        fail_msg("%s", error.message);
    return shot;
}

Shot samples_load(const Tools *tools, const char *name)
{
    const IdpBytes file = load_picture_file(name);
    const Shot shot = read_shot(tools, file.data, file.n_bytes);

    free((void *)(uintptr_t)file.data);
    assert_true(shot.n_faces > 0);
    return shot;
}

Shot samples_encode(const Tools *tools, const RgbImage *image, int quality)
{
    const JpegOptions options = {.density_dpi = 72, .quality_min = quality, .quality_max = quality};
    EncodedFile file = {0};
    IdpError error = {0};

    if (encode_jpeg(image, &options, &file, &error))
        fail_msg("%s", error.message);
    const Shot shot = read_shot(tools, file.data, file.n_bytes);

    free(file.data);
    return shot;
}

AuthEvidence samples_measure(const Tools *tools, const Shot *shot)
{
    const AuthInput input = {.file = shot->file,
                             .source = &shot->source,
                             .network_use = AUTH_NETWORK_ALWAYS,
                             .face = shot->n_faces ? &shot->faces[0] : NULL};
    AuthEvidence evidence;
    IdpError error = {0};

    if (auth_measure(tools->authenticator, tools->arena, &input, &evidence, &error))
        fail_msg("%s", error.message);
    return evidence;
}
