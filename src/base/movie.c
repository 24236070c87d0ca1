/* Both formats are elements in elements: each walk stays inside the bytes of the element around. */
#include "src/base/movie.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

typedef struct Span {
    const uint8_t *at;
    size_t n_bytes;
} Span;

static uint64_t get_number(const uint8_t *bytes, size_t n_bytes)
{
    uint64_t number = 0;

    for (size_t i = 0; i < n_bytes; i++)
        number = number << 8 | bytes[i];
    return number;
}

static void skip(Span *span, size_t n_bytes)
{
    span->at += n_bytes;
    span->n_bytes -= n_bytes;
}

/* --- MP4: boxes of a size, a type and what is in them */

/* The next box, taken off the span. False: there is none, or it is damaged. */
static bool next_box(Span *span, uint32_t *ret_type, Span *ret_body)
{
    uint64_t size;
    size_t n_head = 8;

    if (span->n_bytes < n_head)
        return false;
    size = get_number(span->at, 4);
    *ret_type = (uint32_t)get_number(span->at + 4, 4);
    if (size == 1 && span->n_bytes >= 16) { /* too large for four bytes */
        size = get_number(span->at + 8, 8);
        n_head = 16;
    }
    if (size == 0) /* to the end of the file */
        size = span->n_bytes;
    if (size < n_head || size > span->n_bytes)
        return false;
    *ret_body = (Span){span->at + n_head, (size_t)size - n_head};
    skip(span, (size_t)size);
    return true;
}

static bool find_box(Span span, const char *name, Span *ret_body)
{
    const uint32_t wanted = (uint32_t)get_number((const uint8_t *)name, 4);
    uint32_t type;

    while (next_box(&span, &type, ret_body))
        if (type == wanted)
            return true;
    return false;
}

static double get_mp4_ms(Span file)
{
    Span movie, head;
    double scale, duration;

    if (!find_box(file, "moov", &movie) || !find_box(movie, "mvhd", &head) || head.n_bytes < 20)
        return -1;
    if (head.at[0] == 0) { /* version 0: times of four bytes */
        scale = (double)get_number(head.at + 12, 4);
        duration = (double)get_number(head.at + 16, 4);
    } else {
        if (head.n_bytes < 32)
            return -1;
        scale = (double)get_number(head.at + 20, 4);
        duration = (double)get_number(head.at + 24, 8);
    }
    return scale > 0 ? duration * 1000 / scale : -1;
}

/* --- WebM: elements of an id, a size and what is in them */

enum {
    ID_EBML = 0x1A45DFA3,
    ID_SEGMENT = 0x18538067,
    ID_INFO = 0x1549A966,
    ID_SCALE = 0x2AD7B1,
    ID_DURATION = 0x4489
};

/* A number whose leading zero bits tell its length. is_id: with its marker. 0 bytes: damaged. */
static size_t read_length_number(Span span, bool is_id, uint64_t *ret_number)
{
    const size_t n = span.n_bytes && span.at[0] ? (size_t)__builtin_clz(span.at[0]) - 24 + 1 : 0;

    if (!n || n > span.n_bytes || (is_id && n > 4))
        return 0;
    *ret_number = get_number(span.at, n);
    if (!is_id)
        *ret_number &= (UINT64_C(1) << 7 * n) - 1;
    return n;
}

/* As next_box. The segment may be of unknown size: then it goes to the end. */
static bool next_element(Span *span, uint64_t *ret_id, Span *ret_body)
{
    uint64_t size;
    size_t n = read_length_number(*span, true, ret_id);

    if (!n)
        return false;
    skip(span, n);
    n = read_length_number(*span, false, &size);
    if (!n)
        return false;
    skip(span, n);
    if (size > span->n_bytes && *ret_id == ID_SEGMENT)
        size = span->n_bytes;
    if (size > span->n_bytes)
        return false;
    *ret_body = (Span){span->at, (size_t)size};
    skip(span, (size_t)size);
    return true;
}

static bool find_element(Span span, uint64_t wanted, Span *ret_body)
{
    uint64_t id;

    while (next_element(&span, &id, ret_body))
        if (id == wanted)
            return true;
    return false;
}

static double get_real(Span span)
{
    const uint64_t bits = get_number(span.at, span.n_bytes);
    const uint32_t short_bits = (uint32_t)bits;
    double real;
    float short_real;

    memcpy(&real, &bits, sizeof real);
    memcpy(&short_real, &short_bits, sizeof short_real);
    return span.n_bytes == 8 ? real : span.n_bytes == 4 ? (double)short_real : -1;
}

static double get_webm_ms(Span file)
{
    Span segment, info, scale, duration;
    double ns = 1e6; /* of a tick, unless the file says otherwise */

    if (!find_element(file, ID_SEGMENT, &segment) || !find_element(segment, ID_INFO, &info) ||
        !find_element(info, ID_DURATION, &duration) || duration.n_bytes > 8)
        return -1;
    if (find_element(info, ID_SCALE, &scale) && scale.n_bytes <= 8)
        ns = (double)get_number(scale.at, scale.n_bytes);
    return get_real(duration) * ns / 1e6;
}

int movie_get_duration(const void *data, size_t n_bytes, int64_t *ret_duration_ms)
{
    const Span file = {data, n_bytes};
    double ms;

    if (n_bytes < 8)
        return -1;
    ms = get_number(file.at, 4) == ID_EBML ? get_webm_ms(file) : get_mp4_ms(file);
    if (!isfinite(ms) || ms < 1 || ms > MOVIE_DURATION_MS_MAX)
        return -1;
    *ret_duration_ms = (int64_t)llround(ms);
    return 0;
}
