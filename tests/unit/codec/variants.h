/*
 * One picture as files of every kind that decoding must take: made at run time from a real
 * photograph, for tests and as seeds of the fuzzers.
 */
#ifndef TESTS_UNIT_CODEC_VARIANTS_H
#define TESTS_UNIT_CODEC_VARIANTS_H

#include <stddef.h>
#include <stdint.h>

#include <idphoto/photo.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

typedef struct Variant {
    const char *name;   /* "png-interlaced" */
    const char *suffix; /* of libvips: type and options of the writer */
    int form;           /* which samples, see variants.c */
    int orientation;    /* EXIF */
    double tolerance;   /* mean absolute difference to the original after decoding, 0..255 */
} Variant;

/* Ends with an entry whose name is NULL. */
extern const Variant variants[];

const Variant *variant_find(const char *name);

/* Heap memory for free(); data NULL: this libvips cannot write the variant. */
IdpBytes variant_make(const RgbImage *picture, const Variant *variant);

/* The PNG (heap memory, taken over) with a chunk put in after its header. */
IdpBytes png_add_chunk(IdpBytes png, const char *type, const void *data, size_t n_data);

/* Sets the checksum of the PNG chunk at the offset right. */
void png_correct_chunk(uint8_t *png, size_t offset);

/* A file of TUCAI_PICTURES (heap memory); the test ends if it is not there. */
IdpBytes load_picture_file(const char *name);

/* The same decoded at full size. */
RgbImage load_picture(Arena *arena, const char *name);

/* Mean absolute difference of two pictures of the same size; 255 if the sizes differ. */
double measure_difference(const RgbImage *a, const RgbImage *b);

#endif
