/*
 * The burst of small pictures round a shot, as a form carries it: files named "frame", or one field
 * of text, "frames", with the base64 of each, separated by commas. WeChat uploads one file a
 * request, so its burst comes as text.
 */
#ifndef SRC_API_FRAMES_H
#define SRC_API_FRAMES_H

#include <idphoto/photo.h>

#include "src/api/call.h"
#include "src/blob/vault.h"

#define FRAMES_FIELD "frames"

enum {
    FRAME_CHARACTERS_MAX = (IDP_FRAME_BYTES_MAX + 2) / 3 * 4,
    FRAMES_FIELD_BYTES_MAX = IDP_FRAMES_MAX * (FRAME_CHARACTERS_MAX + 1)
};

/* Borrows the form's parts. */
typedef struct Frames {
    size_t n;
    const HttpPart *files[IDP_FRAMES_MAX];
    const HttpPart *list; /* NULL: files, or none */
    struct {
        size_t from, n_characters; /* in the list */
    } texts[IDP_FRAMES_MAX];
} Frames;

/* 0, or -1: too many, or both kinds. */
int frames_take_file(const HttpPart *part, Frames *frames);
int frames_take_list(const HttpPart *part, Frames *frames);

/* PROBLEM_COUNT: all are pictures, none is too large. BAD_REQUEST: a text is no base64. */
ProblemId frames_check(const Frames *frames);

/* Seals one as an object. Statuses of the vault; MEMORY. */
int frames_seal(const ApiCall *call, const CryptKey *key, const Frames *frames, size_t position,
                BlobName *ret_name, Message *ret_message);

#endif
