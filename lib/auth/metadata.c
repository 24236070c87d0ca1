/*
 * JPEG, PNG and WebP: the segments or chunks that programs sign, and EXIF. Of XMP only the tool
 * that made the file is read: its namespaces name programs that never saw the picture. HEIC is not
 * read.
 */
#include "lib/auth/metadata.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/auth/exif_fields.h"
#include "lib/auth/thumbnail.h"
#include "lib/codec/jpeg_segment.h"

enum { TEXT_MAX = 4096, PIECE_MAX = 256, PNG_HEADER = 8, WEBP_HEADER = 12 };

static const double offset_free_s = 600; /* clocks of phones are wrong by minutes, seldom more */
static const double offset_sure_s = 86400;
static const double shape_tolerance = 0.02;

/* What is looked for, lower case, and what it is called. Names that phones use too are not here. */
static const struct {
    const char *mark, *name;
} editors[] = {
    {"meitu", "Meitu"},
    {"\xe7\xbe\x8e\xe5\x9b\xbe", "Meitu"},
    {"beautycam", "BeautyCam"},
    {"\xe7\xbe\x8e\xe9\xa2\x9c", "BeautyCam"},
    {"beautyplus", "BeautyPlus"},
    {"faceu", "Faceu"},
    {"ulike", "Ulike"},
    {"\xe8\xbd\xbb\xe9\xa2\x9c", "Ulike"},
    {"b612", "B612"},
    {"snapseed", "Snapseed"},
    {"photoshop", "Photoshop"},
    {"lightroom", "Lightroom"},
    {"picsart", "PicsArt"},
    {"vsco", "VSCO"},
    {"\xe9\x86\x92\xe5\x9b\xbe", "Xingtu"},
    {"xingtu", "Xingtu"},
    {"hypic", "Hypic"},
    {"gimp", "GIMP"},
    {"facetune", "Facetune"},
    {"airbrush", "AirBrush"},
    {"youcam", "YouCam"},
    {"perfect365", "Perfect365"},
    {"camera360", "Camera360"},
    {"retrica", "Retrica"},
    {"polarr", "Polarr"},
    {"pixelmator", "Pixelmator"},
    {"affinity", "Affinity"},
    {"luminar", "Luminar"},
    {"remini", "Remini"},
    {"pixlr", "Pixlr"},
    {"photoscape", "PhotoScape"},
    {"paint.net", "Paint.NET"},
    {"canva", "Canva"},
    {"capcut", "CapCut"},
    {"darktable", "darktable"},
    {"acdsee", "ACDSee"},
    {"wuta", "Wuta"},
    {"\xe6\x97\xa0\xe4\xbb\x96\xe7\x9b\xb8", "Wuta"},
};

/* All that programs signed with, lower case, a line each. */
typedef struct Signatures {
    IdpBytes exif; /* data NULL: none */
    size_t n_text;
    char text[TEXT_MAX];
} Signatures;

static void add_text(Signatures *signatures, const void *data, size_t n_bytes)
{
    const char *from = data;

    if (n_bytes > PIECE_MAX)
        n_bytes = PIECE_MAX;
    for (size_t i = 0; i < n_bytes && signatures->n_text + 2 < TEXT_MAX; i++)
        if (from[i])
            signatures->text[signatures->n_text++] =
                (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] - 'A' + 'a' : from[i]);
    if (signatures->n_text + 2 < TEXT_MAX)
        signatures->text[signatures->n_text++] = '\n';
}

static void add_xmp(Signatures *signatures, const uint8_t *bytes, size_t n_bytes)
{
    static const char *const keys[] = {"CreatorTool", "softwareAgent"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const size_t n_key = strlen(keys[i]);
        const uint8_t *at = memmem(bytes, n_bytes, keys[i], n_key);

        if (at) {
            const size_t n_left = n_bytes - (size_t)(at - bytes) - n_key;

            add_text(signatures, at + n_key, n_left < PIECE_MAX / 4 ? n_left : PIECE_MAX / 4);
        }
    }
}

static void read_jpeg(IdpBytes file, Signatures *signatures)
{
    static const char xmp[] = "http://ns.adobe.com/xap/1.0/";
    const uint8_t *bytes = file.data;
    JpegReader reader = {bytes, bytes + file.n_bytes};
    JpegSegment segment;

    while (jpeg_segment_next(&reader, &segment) && segment.marker != JPEG_SOS) {
        if (jpeg_segment_is(&segment, JPEG_APP1, "Exif\0", 6) && !signatures->exif.data)
            signatures->exif = (IdpBytes){segment.body, segment.n_body};
        else if (jpeg_segment_is(&segment, JPEG_APP1, xmp, sizeof xmp))
            add_xmp(signatures, segment.body, segment.n_body);
        else if (segment.marker == JPEG_COM)
            add_text(signatures, segment.body, segment.n_body);
        else if (jpeg_segment_is(&segment, JPEG_APP14 - 1, "Photoshop 3.0", 14))
            add_text(signatures, "photoshop", 9);
    }
}

static uint32_t get_big(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t get_little(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void read_png(IdpBytes file, Signatures *signatures)
{
    const uint8_t *bytes = file.data;

    for (size_t at = PNG_HEADER; at + 12 <= file.n_bytes;) {
        const size_t n = get_big(bytes + at);
        const uint8_t *type = bytes + at + 4, *body = bytes + at + 8;

        if (n > file.n_bytes - at - 12)
            return;
        if (!memcmp(type, "eXIf", 4))
            signatures->exif = (IdpBytes){body, n};
        else if (!memcmp(type, "tEXt", 4) || !memcmp(type, "iTXt", 4))
            add_text(signatures, body, n);
        at += n + 12;
    }
}

static void read_webp(IdpBytes file, Signatures *signatures)
{
    const uint8_t *bytes = file.data;

    for (size_t at = WEBP_HEADER; at + 8 <= file.n_bytes;) {
        const size_t n = get_little(bytes + at + 4);

        if (n > file.n_bytes - at - 8)
            return;
        if (!memcmp(bytes + at, "EXIF", 4))
            signatures->exif = (IdpBytes){bytes + at + 8, n};
        else if (!memcmp(bytes + at, "XMP ", 4))
            add_xmp(signatures, bytes + at + 8, n);
        at += 8 + n + (n & 1);
    }
}

static void read_signatures(const AuthInput *input, Signatures *signatures)
{
    switch (input->source->info.type) {
    case FILE_TYPE_JPEG:
        read_jpeg(input->file, signatures);
        break;
    case FILE_TYPE_PNG:
        read_png(input->file, signatures);
        break;
    case FILE_TYPE_WEBP:
        read_webp(input->file, signatures);
        break;
    case FILE_TYPE_HEIC:
    case FILE_TYPE_NONE:
        break;
    }
}

static const char *find_editor(const Signatures *signatures)
{
    for (size_t i = 0; i < sizeof editors / sizeof *editors; i++)
        if (memmem(signatures->text, signatures->n_text, editors[i].mark, strlen(editors[i].mark)))
            return editors[i].name;
    return NULL;
}

/* Whether a camera that gives its name also wrote how it exposed, and a picture of this shape. */
static double judge_claim(const ExifFields *fields, const SourceInfo *info)
{
    if (!fields->model[0])
        return NAN;
    if (!fields->has_exposure)
        return 1;
    if (fields->width_px <= 0 || fields->height_px <= 0)
        return 0;
    const double written =
        fmax(fields->width_px, fields->height_px) / fmin(fields->width_px, fields->height_px);
    const double found =
        fmax(info->width_px, info->height_px) / fmin(info->width_px, info->height_px);

    return fabs(log(written / found)) > shape_tolerance;
}

static double judge_time(const ExifFields *fields, const AuthWindow *window)
{
    const double taken_s = exif_time_read(fields->taken, fields->zone, window->zone_offset_s);

    if (!window->is_known || isnan(taken_s))
        return NAN;
    return fmax(0, fmax(window->first_s - taken_s, taken_s - window->last_s));
}

/* The chance that all is well is the product of what each signal leaves of it. The weights say how
 * seldom an honest file shows the signal, docs/authenticity.md. */
static double fuse(const Metadata *metadata)
{
    const double time =
        (metadata->capture_offset_s - offset_free_s) / (offset_sure_s - offset_free_s);
    const struct {
        double value, weight;
    } parts[] = {{metadata->editor, 0.8},
                 {isnan(time) ? NAN : fmin(fmax(time, 0), 1), 0.9},
                 {metadata->thumbnail, 0.7},
                 {metadata->claim, 0.3}};
    double good = 1;
    int n = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (isnan(parts[i].value))
            continue;
        good *= 1 - parts[i].weight * parts[i].value;
        n++;
    }
    return n ? 1 - good : NAN;
}

Metadata metadata_measure(Arena *arena, const AuthInput *input)
{
    Signatures signatures = {.n_text = 0};
    Metadata metadata = {.editor = NAN};
    const char *editor;
    ExifFields fields;

    read_signatures(input, &signatures);
    exif_fields_read(signatures.exif, &fields);
    add_text(&signatures, fields.software.data, fields.software.n_bytes);
    add_text(&signatures, fields.processing_software.data, fields.processing_software.n_bytes);
    add_text(&signatures, fields.user_comment.data, fields.user_comment.n_bytes);
    editor = find_editor(&signatures);
    snprintf(metadata.camera_text, sizeof metadata.camera_text, "%.30s%s%.30s", fields.make,
             fields.make[0] && fields.model[0] ? " " : "", fields.model);
    if (editor)
        snprintf(metadata.editor_text, sizeof metadata.editor_text, "%s", editor);
    if (editor || fields.software.n_bytes)
        metadata.editor = editor != NULL;
    metadata.claim = judge_claim(&fields, &input->source->info);
    metadata.capture_offset_s = judge_time(&fields, &input->window);
    metadata.thumbnail =
        thumbnail_compare(arena, fields.thumbnail, fields.orientation, &input->source->image);
    metadata.score = fuse(&metadata);
    return metadata;
}
