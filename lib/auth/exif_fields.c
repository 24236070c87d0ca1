/*
 * Three directories are visited: the main one, that of EXIF (by its pointer) and the second of the
 * file, which describes the thumbnail. No directory leads to another one more than once, so damaged
 * offsets cannot make a loop.
 */
#include "lib/auth/exif_fields.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
    TAG_PROCESSING_SOFTWARE = 0x000b,
    TAG_MAKE = 0x010f,
    TAG_MODEL = 0x0110,
    TAG_ORIENTATION = 0x0112,
    TAG_SOFTWARE = 0x0131,
    TAG_THUMBNAIL = 0x0201,
    TAG_THUMBNAIL_BYTES = 0x0202,
    TAG_EXPOSURE_TIME = 0x829a,
    TAG_F_NUMBER = 0x829d,
    TAG_EXIF = 0x8769,
    TAG_ISO = 0x8827,
    TAG_TIME_ORIGINAL = 0x9003,
    TAG_ZONE_ORIGINAL = 0x9011,
    TAG_USER_COMMENT = 0x9286,
    TAG_WIDTH = 0xa002,
    TAG_HEIGHT = 0xa003
};

enum { TYPE_SHORT = 3, TYPES = 13, ENTRY_BYTES = 12, HEADER_BYTES = 8, ENTRIES_MAX = 256 };

typedef struct Tiff {
    const uint8_t *bytes;
    size_t n_bytes;
    int is_big_endian;
} Tiff;

typedef struct Entry {
    unsigned tag;
    uint32_t number; /* the value, or its first one, of a whole number */
    IdpBytes data;   /* all of it, inside the file */
} Entry;

static uint32_t get(const Tiff *tiff, size_t at, int n)
{
    uint32_t value = 0;

    for (int i = 0; i < n; i++)
        value |= (uint32_t)tiff->bytes[at + (size_t)i] << 8 * (tiff->is_big_endian ? n - 1 - i : i);
    return value;
}

static int tiff_open(IdpBytes bytes, Tiff *tiff)
{
    const uint8_t *p = bytes.data;
    size_t n = bytes.n_bytes;

    if (n >= 6 && !memcmp(p, "Exif\0\0", 6)) {
        p += 6;
        n -= 6;
    }
    *tiff = (Tiff){.bytes = p, .n_bytes = n, .is_big_endian = n > 0 && p[0] == 'M'};
    return n >= HEADER_BYTES && (!memcmp(p, "II*\0", 4) || !memcmp(p, "MM\0*", 4));
}

/* 0: the entry's data do not lie inside the file. */
static int read_entry(const Tiff *tiff, size_t at, Entry *ret_entry)
{
    static const uint8_t type_bytes[TYPES] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    const unsigned type = get(tiff, at + 2, 2);
    const uint64_t count = get(tiff, at + 4, 4);
    const uint64_t n = type < TYPES ? count * type_bytes[type] : 0;
    const size_t from = n > 4 ? get(tiff, at + 8, 4) : at + 8;

    if (n == 0 || from > tiff->n_bytes || n > tiff->n_bytes - from)
        return 0;
    *ret_entry = (Entry){.tag = get(tiff, at, 2),
                         .number = get(tiff, at + 8, type == TYPE_SHORT ? 2 : 4),
                         .data = {tiff->bytes + from, (size_t)n}};
    return 1;
}

/* Up to the first NUL, what is not printable ASCII replaced, blanks at the end cut off. */
static void copy_text(IdpBytes data, char *to, size_t n_to)
{
    const char *from = data.data;
    size_t n = 0;

    for (; n + 1 < n_to && n < data.n_bytes && from[n]; n++)
        to[n] = (char)(from[n] >= ' ' && from[n] <= '~' ? from[n] : '?');
    while (n > 0 && to[n - 1] == ' ')
        n--;
    to[n] = 0;
}

static void take_entry(const Entry *entry, ExifFields *fields)
{
    switch (entry->tag) {
    case TAG_PROCESSING_SOFTWARE:
        fields->processing_software = entry->data;
        break;
    case TAG_MAKE:
        copy_text(entry->data, fields->make, sizeof fields->make);
        break;
    case TAG_MODEL:
        copy_text(entry->data, fields->model, sizeof fields->model);
        break;
    case TAG_ORIENTATION:
        if (entry->number >= 1 && entry->number <= 8)
            fields->orientation = (int)entry->number;
        break;
    case TAG_SOFTWARE:
        fields->software = entry->data;
        break;
    case TAG_EXPOSURE_TIME:
    case TAG_F_NUMBER:
    case TAG_ISO:
        fields->has_exposure = 1;
        break;
    case TAG_TIME_ORIGINAL:
        copy_text(entry->data, fields->taken, sizeof fields->taken);
        break;
    case TAG_ZONE_ORIGINAL:
        copy_text(entry->data, fields->zone, sizeof fields->zone);
        break;
    case TAG_USER_COMMENT:
        fields->user_comment = entry->data;
        break;
    case TAG_WIDTH:
        fields->width_px = (int)(entry->number & INT32_MAX);
        break;
    case TAG_HEIGHT:
        fields->height_px = (int)(entry->number & INT32_MAX);
        break;
    default:
        break;
    }
}

/* What the directories say of where others are. */
typedef struct Pointers {
    uint32_t exif, next, thumbnail, thumbnail_bytes;
} Pointers;

static void read_directory(const Tiff *tiff, size_t at, ExifFields *fields, Pointers *pointers)
{
    size_t n_entries;
    Entry entry;

    if (at < HEADER_BYTES || at > tiff->n_bytes - 2)
        return;
    n_entries = get(tiff, at, 2);
    at += 2;
    for (size_t i = 0; i < n_entries && i < ENTRIES_MAX; i++, at += ENTRY_BYTES) {
        if (tiff->n_bytes - at < ENTRY_BYTES)
            return;
        if (!read_entry(tiff, at, &entry))
            continue;
        take_entry(&entry, fields);
        if (entry.tag == TAG_EXIF)
            pointers->exif = entry.number;
        else if (entry.tag == TAG_THUMBNAIL)
            pointers->thumbnail = entry.number;
        else if (entry.tag == TAG_THUMBNAIL_BYTES)
            pointers->thumbnail_bytes = entry.number;
    }
    if (tiff->n_bytes - at >= 4)
        pointers->next = get(tiff, at, 4);
}

void exif_fields_read(IdpBytes bytes, ExifFields *ret_fields)
{
    ExifFields fields = {.orientation = 1}, ignored = {0};
    Pointers pointers = {0}, inner = {0};
    Tiff tiff;

    if (bytes.data && tiff_open(bytes, &tiff)) {
        fields.is_present = 1;
        read_directory(&tiff, get(&tiff, 4, 4), &fields, &pointers);
        read_directory(&tiff, pointers.exif, &fields, &inner);
        inner = (Pointers){0};
        read_directory(&tiff, pointers.next, &ignored, &inner);
        if (inner.thumbnail && inner.thumbnail < tiff.n_bytes &&
            inner.thumbnail_bytes <= tiff.n_bytes - inner.thumbnail)
            fields.thumbnail = (IdpBytes){tiff.bytes + inner.thumbnail, inner.thumbnail_bytes};
    }
    *ret_fields = fields;
}

/* The number of n digits at text, or -1. */
static int read_digits(const char *text, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

/* Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static long count_days(int year, int month, int day)
{
    const int y = month <= 2 ? year - 1 : year;
    const int era = y / 400, year_of_era = y - era * 400;
    const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097L + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

double exif_time_read(const char *time, const char *zone, double zone_offset_s)
{
    enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };
    static const int offsets[PARTS] = {0, 5, 8, 11, 14, 17};
    int parts[PARTS];

    if (strlen(time) != EXIF_TIME_BYTES - 1)
        return NAN;
    for (int i = 0; i < PARTS; i++)
        parts[i] = read_digits(time + offsets[i], i == YEAR ? 4 : 2);
    if (parts[YEAR] < 1970 || parts[MONTH] < 1 || parts[MONTH] > 12 || parts[DAY] < 1 ||
        parts[DAY] > 31 || parts[HOUR] < 0 || parts[HOUR] > 23 || parts[MINUTE] < 0 ||
        parts[MINUTE] > 59 || parts[SECOND] < 0 || parts[SECOND] > 60)
        return NAN;
    if (strlen(zone) == EXIF_ZONE_BYTES - 1 && (zone[0] == '+' || zone[0] == '-')) {
        const int hours = read_digits(zone + 1, 2), minutes = read_digits(zone + 4, 2);

        if (hours >= 0 && minutes >= 0)
            zone_offset_s = (zone[0] == '-' ? -60 : 60) * (60 * hours + minutes);
    }
    return 86400.0 * (double)count_days(parts[YEAR], parts[MONTH], parts[DAY]) +
           3600 * parts[HOUR] + 60 * parts[MINUTE] + parts[SECOND] - zone_offset_s;
}
