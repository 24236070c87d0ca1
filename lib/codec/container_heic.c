/*
 * HEIC files (ISO/IEC 14496-12 and 23008-12): not read for their picture, which libheif does, but
 * for lies. The size that libheif reports and limits is what a box says; the HEVC decoder then goes
 * by the sequence header (SPS) of the bitstream, and a grid by its own numbers. A file of 33 KB
 * that says 1000 x 1000 can so take a gigabyte and more. Here every sequence header, in the
 * configuration boxes and in the data, and every canvas is held against the pixel limit first.
 *
 * Kinds of items that are decoded by anything but HEVC are unsupported, as are items in several
 * pieces, which cameras do not write and which would hide a header from us. Tables that stand twice
 * are damage: the decoder might read the other one.
 */
#include "lib/codec/container.h"

#include <string.h>

#include "lib/base/error.h"

enum {
    BOX_BYTES = 8,
    FULL_BYTES = 4, /* version and flags of a full box */
    NAL_SPS = 33,
    NAL_LENGTH_BYTES = 4,
    SPS_BYTES_MAX = 256, /* the size stands in the first few dozen */
    ITEMS_MAX = 2000,
    BOXES_MAX = 20000
};

typedef struct Span {
    const uint8_t *at, *end; /* at NULL: not there */
} Span;

typedef struct Heic {
    Span file, items, locations, inline_data;
    size_t n_examined_bytes;
} Heic;

static size_t left(const Span *span)
{
    return (size_t)(span->end - span->at);
}

/* Reads a big-endian number of n bytes (0 to 8); past the end, 0 and the span is used up. */
static uint64_t take(Span *span, int n)
{
    uint64_t value = 0;

    if (left(span) < (size_t)n) {
        span->at = span->end;
        return 0;
    }
    while (n-- > 0)
        value = value << 8 | *span->at++;
    return value;
}

/* The body of the next box, and its type; 0: no further whole box. */
static int take_box(Span *span, char type[4], Span *ret_body)
{
    Span box = *span;
    uint64_t n_bytes = take(&box, 4);

    if (left(&box) < 4)
        return 0;
    memcpy(type, box.at, 4);
    box.at += 4;
    if (n_bytes == 1)
        n_bytes = take(&box, 8);
    else if (n_bytes == 0)
        n_bytes = left(span);
    if (n_bytes > left(span) || n_bytes < (size_t)(box.at - span->at))
        return 0;
    *ret_body = (Span){box.at, span->at + n_bytes};
    span->at += n_bytes;
    return 1;
}

/* The one box of the type; at NULL if there is none, or more than one. */
static Span find_box(Span span, const char *name)
{
    Span found = {NULL, NULL}, body;
    int n_boxes = 0, n_found = 0;
    char type[4];

    while (span.at && n_boxes++ < BOXES_MAX && take_box(&span, type, &body)) {
        if (!memcmp(type, name, 4)) {
            found = body;
            n_found++;
        }
    }
    return n_found == 1 ? found : (Span){NULL, NULL};
}

static int is_too_large(uint64_t width, uint64_t height)
{
    return width > IDP_INPUT_PIXELS_MAX || height > IDP_INPUT_PIXELS_MAX ||
           width * height > IDP_INPUT_PIXELS_MAX + (uint64_t)IDP_INPUT_PIXELS_MAX / 10;
}

typedef struct Bits {
    uint8_t bytes[SPS_BYTES_MAX];
    size_t n_bits, at;
} Bits;

static unsigned get_bits(Bits *bits, int n)
{
    unsigned value = 0;

    for (; n > 0; n--, bits->at++) {
        value <<= 1;
        if (bits->at < bits->n_bits)
            value |= bits->bytes[bits->at / 8] >> (7 - bits->at % 8) & 1U;
    }
    return value;
}

/* Exp-Golomb, ISO/IEC 23008-2, 9.2 */
static unsigned get_golomb(Bits *bits)
{
    int n_zeros = 0;

    while (n_zeros < 31 && bits->at < bits->n_bits && !get_bits(bits, 1))
        n_zeros++;
    return (1U << n_zeros) - 1 + get_bits(bits, n_zeros);
}

/* Without the bytes that keep start codes out of the data (7.4.2). */
static void unescape(const uint8_t *nal, size_t n_bytes, Bits *bits)
{
    size_t n = 0;

    for (size_t i = 0; i < n_bytes && n < SPS_BYTES_MAX; i++) {
        if (i < 2 || nal[i] != 3 || nal[i - 1] || nal[i - 2])
            bits->bytes[n++] = nal[i];
    }
    bits->n_bits = 8 * n;
    bits->at = 0;
}

/* Whether the unit is a sequence header (7.3.2.2) of a picture over the limit. */
static int is_large_sequence(const uint8_t *nal, size_t n_bytes)
{
    enum { PROFILE_BITS = 88, LEVEL_BITS = 8 };
    Bits bits;
    unsigned n_sub_layers, width, height;
    unsigned flags[8];

    if (n_bytes < 2 || (nal[0] >> 1 & 63) != NAL_SPS)
        return 0;
    unescape(nal, n_bytes, &bits);
    get_bits(&bits, 16 + 4);
    n_sub_layers = get_bits(&bits, 3);
    get_bits(&bits, 1);
    bits.at += PROFILE_BITS + LEVEL_BITS;
    for (unsigned i = 0; i < n_sub_layers; i++)
        flags[i] = get_bits(&bits, 2);
    if (n_sub_layers > 0)
        bits.at += 2 * (8 - n_sub_layers);
    for (unsigned i = 0; i < n_sub_layers; i++)
        bits.at += (flags[i] & 2 ? PROFILE_BITS : 0) + (flags[i] & 1 ? LEVEL_BITS : 0);
    get_golomb(&bits);
    if (get_golomb(&bits) == 3)
        get_bits(&bits, 1);
    width = get_golomb(&bits);
    height = get_golomb(&bits);
    return is_too_large(width, height);
}

/* The decoder configuration, ISO/IEC 14496-15, 8.3.3.1. */
static int is_large_configuration(Span body)
{
    unsigned n_arrays;

    take(&body, 8);
    take(&body, 8);
    take(&body, 6);
    for (n_arrays = (unsigned)take(&body, 1); n_arrays > 0; n_arrays--) {
        unsigned n_units;

        take(&body, 1);
        for (n_units = (unsigned)take(&body, 2); n_units > 0 && left(&body) > 0; n_units--) {
            const size_t n_bytes = take(&body, 2);

            if (n_bytes > left(&body))
                return 0;
            if (is_large_sequence(body.at, n_bytes))
                return 1;
            body.at += n_bytes;
        }
    }
    return 0;
}

static int has_large_configuration(Span properties)
{
    char type[4];
    Span body;

    while (properties.at && take_box(&properties, type, &body)) {
        if (!memcmp(type, "hvcC", 4) && is_large_configuration(body))
            return 1;
    }
    return 0;
}

static int has_large_sequence(Span data)
{
    while (left(&data) > NAL_LENGTH_BYTES) {
        const size_t n_bytes = take(&data, NAL_LENGTH_BYTES);

        if (n_bytes > left(&data))
            return 0;
        if (is_large_sequence(data.at, n_bytes))
            return 1;
        data.at += n_bytes;
    }
    return 0;
}

/* The canvas of a grid or an overlay: numbers of 16 or 32 bits after some bytes. */
static int is_large_canvas(Span data, int n_skip)
{
    const int n_bytes = left(&data) > 1 && data.at[1] & 1 ? 4 : 2;
    uint64_t width;

    for (int i = 0; i < n_skip; i++)
        take(&data, 1);
    width = take(&data, n_bytes);
    return is_too_large(width, take(&data, n_bytes));
}

static int check_item_of_type(const char type[4], Span data, IdpError *error)
{
    static const char other_codecs[][5] = {"av01", "avc1", "vvc1", "evc1", "jpeg",
                                           "j2k1", "unci", "mski", "lhv1"};
    int is_large = 0;

    for (size_t i = 0; i < sizeof other_codecs / sizeof other_codecs[0]; i++) {
        if (!memcmp(type, other_codecs[i], 4))
            return error_set(error, IDP_E_UNSUPPORTED, "a HEIC with pictures other than HEVC");
    }
    if (!memcmp(type, "hvc1", 4))
        is_large = has_large_sequence(data);
    else if (!memcmp(type, "grid", 4))
        is_large = is_large_canvas(data, 4);
    else if (!memcmp(type, "iovl", 4))
        is_large = is_large_canvas(data, 2 + 8);
    if (is_large)
        return error_set(error, IDP_E_TOO_LARGE, "a HEIC with more pixels inside than allowed");
    return IDP_OK;
}

/* The item as every type that the list (infe, version 2 or 3) gives it. */
static int check_item(Span items, uint64_t id, Span data, IdpError *error)
{
    int n_boxes = 0, status = IDP_OK;
    char type[4];
    Span body;

    while (!status && n_boxes++ < BOXES_MAX && take_box(&items, type, &body)) {
        const unsigned version = (unsigned)take(&body, 1);

        take(&body, 3);
        if (memcmp(type, "infe", 4) || take(&body, version >= 3 ? 4 : 2) != id)
            continue;
        take(&body, 2);
        if (left(&body) >= 4)
            status = check_item_of_type((const char *)body.at, data, error);
    }
    return status;
}

/* One entry of iloc (ISO/IEC 14496-12, 8.11.3), whose span stands after the item's id. */
static int check_location(Heic *heic, Span *entry, uint64_t id, unsigned version,
                          const int sizes[4], IdpError *error)
{
    const unsigned method = version ? take(entry, 2) & 15 : 0;
    Span data = method ? heic->inline_data : heic->file;
    uint64_t base, n_extents, offset, n_bytes;

    take(entry, 2);
    base = take(entry, sizes[2]);
    n_extents = take(entry, 2);
    if (n_extents == 0)
        return IDP_OK;
    if (n_extents > 1 || method > 1)
        return error_set(error, IDP_E_UNSUPPORTED, "a HEIC with its data in pieces");
    take(entry, version ? sizes[3] : 0);
    offset = take(entry, sizes[0]) + base;
    n_bytes = take(entry, sizes[1]);
    if (!data.at || offset > left(&data) || n_bytes > left(&data) - offset)
        return error_set(error, IDP_E_DAMAGED, "the HEIC ends before its data do");
    data.at += offset;
    if (n_bytes)
        data.end = data.at + n_bytes;
    heic->n_examined_bytes += left(&data);
    if (heic->n_examined_bytes > 2 * left(&heic->file)) /* else the same bytes over and over */
        return error_set(error, IDP_E_DAMAGED, "the data of the HEIC overlap");
    return check_item(heic->items, id, data, error);
}

static int check_locations(Heic *heic, IdpError *error)
{
    Span span = heic->locations;
    const unsigned version = (unsigned)take(&span, 1);
    uint64_t sizes_bits, n_items;
    int sizes[4]; /* of offset, length, base offset, index */

    take(&span, 3);
    sizes_bits = take(&span, 2);
    for (int i = 0; i < 4; i++)
        sizes[i] = (int)(sizes_bits >> (12 - 4 * i) & 15);
    n_items = take(&span, version < 2 ? 2 : 4);
    if (n_items > ITEMS_MAX)
        return error_set(error, IDP_E_TOO_LARGE, "a HEIC of %llu items",
                         (unsigned long long)n_items);
    for (; n_items > 0 && left(&span) > 0; n_items--) {
        const uint64_t id = take(&span, version < 2 ? 2 : 4);
        const int status = check_location(heic, &span, id, version, sizes, error);

        if (status)
            return status;
    }
    return IDP_OK;
}

int container_read_heic(IdpBytes file, Container *container, IdpError *error)
{
    const uint8_t *bytes = file.data;
    Heic heic = {.file = {bytes, bytes + file.n_bytes}};
    Span meta = find_box(heic.file, "meta");

    (void)container;
    if (!meta.at || left(&meta) < FULL_BYTES)
        return error_set(error, IDP_E_DAMAGED, "the HEIC has no table of its items");
    meta.at += FULL_BYTES;
    heic.locations = find_box(meta, "iloc");
    heic.inline_data = find_box(meta, "idat");
    heic.items = find_box(meta, "iinf");
    if (!heic.locations.at || !heic.items.at || left(&heic.items) < FULL_BYTES + 4)
        return error_set(error, IDP_E_DAMAGED, "the HEIC has no table of its items");
    heic.items.at += heic.items.at[0] ? FULL_BYTES + 4 : FULL_BYTES + 2;
    if (has_large_configuration(find_box(find_box(meta, "iprp"), "ipco")))
        return error_set(error, IDP_E_TOO_LARGE, "a HEIC with more pixels inside than allowed");
    return check_locations(&heic, error);
}
