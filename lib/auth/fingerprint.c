/*
 * A perceptual hash is the sign of 64 low frequencies: 32 x 32 mean luma values, discrete cosine
 * transform, the 8 x 8 lowest but the first row and column, each held against their median
 * (C. Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010).
 * Brightness and contrast cancel; scaling and recompression hardly touch low frequencies.
 *
 * A crop moves the whole picture under its grid, but not the face under its own: that one is laid
 * out from the eyes. Faces of one person in two photographs differ in far more bits than a picture
 * and its copy, since the surroundings are in it.
 */
#include "lib/auth/fingerprint.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/auth/grid.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/select.h"

enum { SIDE = 32, LOW = 8, BITS = LOW * LOW };

static const double face_side_ratio = 4;   /* side of the square over the interocular distance */
static const double face_drop_ratio = 0.6; /* its middle below the eyes */
static const char prefix[] = "idp1:";

/* Frequencies 1..LOW along x and y, unnormalised: the order of their sizes is all that counts. */
static void transform_low(const float *grid, float ret_low[BITS])
{
    float waves[LOW][SIDE], rows[SIDE][LOW];

    for (int u = 0; u < LOW; u++)
        for (int x = 0; x < SIDE; x++)
            waves[u][x] = (float)cos(M_PI * (u + 1) * (x + 0.5) / SIDE);
    for (int y = 0; y < SIDE; y++)
        for (int u = 0; u < LOW; u++) {
            rows[y][u] = 0;
            for (int x = 0; x < SIDE; x++)
                rows[y][u] += grid[y * SIDE + x] * waves[u][x];
        }
    for (int v = 0; v < LOW; v++)
        for (int u = 0; u < LOW; u++) {
            ret_low[v * LOW + u] = 0;
            for (int y = 0; y < SIDE; y++)
                ret_low[v * LOW + u] += rows[y][u] * waves[v][y];
        }
}

static uint64_t hash_rect(const RgbImage *image, Rect rect)
{
    float grid[SIDE * SIDE], low[BITS], values[BITS], median;
    uint64_t hash = 0;

    grid_fill(image, rect, SIDE, grid);
    transform_low(grid, low);
    memcpy(values, low, sizeof values);
    median = select_nth(values, BITS, BITS / 2);
    for (int i = 0; i < BITS; i++)
        hash |= (uint64_t)(low[i] > median) << i;
    return hash;
}

static Rect get_face_square(const Face *face)
{
    const Point2 eyes = face_get_eyes_midpoint(face);
    const double distance = (double)face_get_interocular(face);
    const double side = face_side_ratio * distance;

    return (Rect){.x = (double)eyes.x - side / 2,
                  .y = (double)eyes.y + face_drop_ratio * distance - side / 2,
                  .width = side,
                  .height = side};
}

IdpFingerprint fingerprint_make(IdpBytes file, const char *file_sha256, const RgbImage *image,
                                const Face *face)
{
    IdpFingerprint fingerprint = {
        .picture_hash = hash_rect(image, (Rect){.width = image->width, .height = image->height}),
        .has_face = face != NULL};

    if (face)
        fingerprint.face_hash = hash_rect(image, get_face_square(face));
    if (file_sha256)
        snprintf(fingerprint.file_sha256, sizeof fingerprint.file_sha256, "%s", file_sha256);
    else
        digest_sha256(file.data, file.n_bytes, fingerprint.file_sha256);
    return fingerprint;
}

void idp_fingerprint_format(const IdpFingerprint *fingerprint,
                            char ret_text[IDP_FINGERPRINT_TEXT_BYTES])
{
    char face[17] = "-";

    if (fingerprint->has_face)
        snprintf(face, sizeof face, "%016" PRIx64, fingerprint->face_hash);
    snprintf(ret_text, IDP_FINGERPRINT_TEXT_BYTES, "%s%s:%016" PRIx64 ":%s", prefix,
             fingerprint->file_sha256, fingerprint->picture_hash, face);
}

/* n lower-case hex digits; 1 if they are. */
static int read_hex(const char *text, size_t n, uint64_t *ret_value)
{
    uint64_t value = 0;

    for (size_t i = 0; i < n; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = text[i] ? strchr(digits, text[i]) : NULL;

        if (!digit)
            return 0;
        value = value << 4 | (uint64_t)(digit - digits);
    }
    *ret_value = value;
    return 1;
}

int idp_fingerprint_parse(const char *text, IdpFingerprint *ret_fingerprint, IdpError *error)
{
    enum { DIGEST = sizeof prefix - 1, PICTURE = DIGEST + 65, FACE = PICTURE + 17 };
    IdpFingerprint fingerprint = {0};
    const size_t n = strlen(text);
    uint64_t ignored;

    fingerprint.has_face = n == FACE + 16;
    if ((n != FACE + 1 && n != FACE + 16) || memcmp(text, prefix, DIGEST) ||
        !read_hex(text + DIGEST, 64, &ignored) || text[PICTURE - 1] != ':' ||
        !read_hex(text + PICTURE, 16, &fingerprint.picture_hash) || text[FACE - 1] != ':' ||
        (fingerprint.has_face ? !read_hex(text + FACE, 16, &fingerprint.face_hash)
                              : text[FACE] != '-'))
        return error_set(error, IDP_E_DAMAGED, "the text is no fingerprint");
    memcpy(fingerprint.file_sha256, text + DIGEST, 64);
    *ret_fingerprint = fingerprint;
    return IDP_OK;
}

int idp_fingerprint_get_distance(const IdpFingerprint *a, const IdpFingerprint *b)
{
    if (!strcmp(a->file_sha256, b->file_sha256))
        return 0;
    if (a->has_face && b->has_face)
        return __builtin_popcountll(a->face_hash ^ b->face_hash);
    return __builtin_popcountll(a->picture_hash ^ b->picture_hash);
}
