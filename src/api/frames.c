/*
 * A list stays on disk; one picture of it at a time is decoded, so a request needs the memory of
 * one. Thread-safe.
 */
#include "src/api/frames.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "src/api/form_file.h"
#include "src/base/base64.h"

int frames_take_file(const HttpPart *part, Frames *frames)
{
    if (frames->list || frames->n == IDP_FRAMES_MAX || part->fd < 0)
        return -1;
    frames->files[frames->n++] = part;
    return 0;
}

int frames_take_list(const HttpPart *part, Frames *frames)
{
    cleanup_with(form_bytes_unmap) FormBytes list = {NULL, 0};
    size_t from = 0;

    if (frames->n || part->fd < 0 || form_file_map(part, &list))
        return -1;
    frames->list = part;
    while (frames->n < IDP_FRAMES_MAX) {
        const char *text = (const char *)list.data + from;
        const char *comma = memchr(text, ',', list.n_bytes - from);
        const size_t n_characters = comma ? (size_t)(comma - text) : list.n_bytes - from;

        frames->texts[frames->n].from = from;
        frames->texts[frames->n++].n_characters = n_characters;
        if (!comma)
            return 0;
        from += n_characters + 1;
    }
    return -1;
}

/* Of the list. PROBLEM_COUNT: *ret_data is the caller's. */
static ProblemId decode(const Frames *frames, size_t position, uint8_t **ret_data,
                        size_t *ret_n_bytes)
{
    cleanup_with(form_bytes_unmap) FormBytes list = {NULL, 0};
    cleanup_free uint8_t *data = NULL;
    const size_t n_characters = frames->texts[position].n_characters;

    if (n_characters > FRAME_CHARACTERS_MAX)
        return PROBLEM_PICTURE_TOO_LARGE;
    data = alloc_zeroed(1, BASE64_COMMON_BYTES(n_characters) + 1);
    if (!data || form_file_map(frames->list, &list))
        return PROBLEM_UNAVAILABLE;
    if (base64_parse_common((const char *)list.data + frames->texts[position].from, n_characters,
                            data, ret_n_bytes))
        return PROBLEM_BAD_REQUEST;
    *ret_data = TAKE_PTR(data);
    return PROBLEM_COUNT;
}

static ProblemId check_text(const Frames *frames, size_t position)
{
    cleanup_free uint8_t *data = NULL;
    size_t n_bytes = 0;
    const ProblemId problem = decode(frames, position, &data, &n_bytes);

    return problem == PROBLEM_COUNT ? form_bytes_check_picture(data, n_bytes, IDP_FRAME_BYTES_MAX)
                                    : problem;
}

ProblemId frames_check(const Frames *frames)
{
    ProblemId problem = PROBLEM_COUNT;

    for (size_t i = 0; problem == PROBLEM_COUNT && i < frames->n; i++)
        problem = frames->list
                      ? check_text(frames, i)
                      : form_file_check_picture(frames->files[i], IDP_FRAME_BYTES_MAX, NULL);
    return problem;
}

int frames_seal(const ApiCall *call, const CryptKey *key, const Frames *frames, size_t position,
                BlobName *ret_name, Message *ret_message)
{
    cleanup_free uint8_t *data = NULL;
    size_t n_bytes = 0;

    if (!frames->list)
        return form_file_seal(call, key, frames->files[position], ret_name, ret_message);
    if (decode(frames, position, &data, &n_bytes) != PROBLEM_COUNT)
        return status_set(ret_message, STATUS_MEMORY, "no room for a picture of a form");
    return vault_put(call->api->options.blobs, key, data, n_bytes, ret_name, ret_message);
}
