/*
 * simulate_recapture IN OUT.jpg [--kind NAME] [--strength S] [--seed N] [--pitch PX] [--long PX]
 *                    [--quality Q]
 *
 * Writes what a phone would make of the picture IN shown on a screen or printed; see recapture.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "tests/simulate/files.h"
#include "tests/simulate/recapture.h"

static const size_t arena_bytes = (size_t)2 << 30;

typedef struct Options {
    RecaptureOptions recapture;
    int long_side_px, quality;
} Options;

/* 0, or -1 if an option is not known or has no value. */
static int read_options(int n, char **words, Options *options)
{
    for (int i = 0; i + 1 < n; i += 2) {
        const char *name = words[i], *value = words[i + 1];

        if (!strcmp(name, "--kind"))
            options->recapture.kind = recapture_find(value);
        else if (!strcmp(name, "--strength"))
            options->recapture.strength = strtod(value, NULL);
        else if (!strcmp(name, "--seed"))
            options->recapture.seed = strtoull(value, NULL, 10);
        else if (!strcmp(name, "--pitch"))
            options->recapture.pitch_px = strtod(value, NULL);
        else if (!strcmp(name, "--long"))
            options->long_side_px = (int)strtol(value, NULL, 10);
        else if (!strcmp(name, "--quality"))
            options->quality = (int)strtol(value, NULL, 10);
        else
            return -1;
    }
    return n % 2 || options->recapture.kind == RECAPTURE_KIND_COUNT ? -1 : 0;
}

static int simulate(Arena *arena, const char *in, const char *out, Options *options,
                    IdpError *error)
{
    const IdpBytes file = file_load(in);
    const JpegOptions jpeg = {
        .density_dpi = 72, .quality_min = options->quality, .quality_max = options->quality};
    RecaptureOptions *recapture = &options->recapture;
    EncodedFile encoded = {0};
    SourceImage source;
    RgbImage image;
    int status;

    if (!file.data)
        return -1;
    status = decode_finished(arena, file, 1 << 20, &source, error);
    if (!status) {
        const int width = source.image.width, height = source.image.height;
        const double scale = (double)options->long_side_px / (width > height ? width : height);

        recapture->width = (int)(scale * width) / 16 * 16;
        recapture->height = (int)(scale * height) / 16 * 16;
        status = recapture_simulate(arena, &source.image, recapture, &image);
    }
    if (!status)
        status = encode_jpeg(&image, &jpeg, &encoded, error);
    if (!status)
        status = file_store(out, (IdpBytes){encoded.data, encoded.n_bytes});
    free(encoded.data);
    free((void *)(uintptr_t)file.data);
    return status;
}

int main(int argc, char **argv)
{
    Options options = {.recapture = {.kind = RECAPTURE_STRIPE, .strength = 1, .tilt_ratio = -1},
                       .long_side_px = 3200,
                       .quality = 92};
    cleanup_with(arena_free_p) Arena *arena = arena_new(arena_bytes);
    IdpError error = {0};

    if (argc < 3 || read_options(argc - 3, argv + 3, &options)) {
        fprintf(stderr,
                "usage: %s IN OUT.jpg [--kind direct|stripe|pentile|halftone|continuous] "
                "[--strength S] [--seed N] [--pitch PX] [--long PX] [--quality Q]\n",
                argv[0]);
        return 2;
    }
    if (!arena || codec_init(&error) || simulate(arena, argv[1], argv[2], &options, &error)) {
        fprintf(stderr, "%s: %s\n", argv[1], error.message);
        return 1;
    }
    return 0;
}
