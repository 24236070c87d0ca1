/* Kinds of pictures by their first bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/media_type.h"

static const char *sniff(const char *head, size_t n_head, size_t n_bytes)
{
    char bytes[64] = "";

    memcpy(bytes, head, n_head);
    return media_type_sniff(bytes, n_bytes);
}

static void test_the_four_kinds_are_known_by_their_first_bytes(void **state)
{
    (void)state;
    assert_string_equal(sniff("\xff\xd8\xff\xe0", 4, 64), "image/jpeg");
    assert_string_equal(sniff("\x89PNG\r\n\x1a\n", 8, 64), "image/png");
    assert_string_equal(sniff("RIFF\x01\x02\x03\x04WEBPVP8 ", 16, 64), "image/webp");
    assert_string_equal(sniff("\0\0\0\x18"
                              "ftypheic",
                              12, 64),
                        "image/heic");
    assert_string_equal(sniff("\0\0\0\x18"
                              "ftypmif1",
                              12, 64),
                        "image/heic");
}

static void test_anything_else_is_none(void **state)
{
    (void)state;
    assert_null(sniff("GIF89a", 6, 64));
    assert_null(sniff("%PDF-1.7", 8, 64));
    assert_null(sniff("<svg xmlns=", 11, 64));
    assert_null(sniff("RIFF\x01\x02\x03\x04WAVE", 12, 64));
    assert_null(sniff("\0\0\0\x18"
                      "ftypisom",
                      12, 64)); /* a film */
    assert_null(sniff("", 0, 64));
    assert_null(sniff("\xff\xd8\xff\xe0", 4, MEDIA_TYPE_HEAD_BYTES - 1));
    assert_null(media_type_sniff(NULL, 0));
}

static void test_videos_are_told_from_pictures(void **state)
{
    (void)state;
    assert_string_equal(media_type_sniff_video("\0\0\0\x20"
                                               "ftypisom"
                                               "\0\0\0\0",
                                               16),
                        "video/mp4");
    assert_string_equal(media_type_sniff_video("\x1a\x45\xdf\xa3"
                                               "webm........",
                                               16),
                        "video/webm");
    assert_null(media_type_sniff_video("\0\0\0\x20"
                                       "ftypheic"
                                       "\0\0\0\0",
                                       16));
    assert_null(media_type_sniff_video("\x1a\x45\xdf\xa3"
                                       "webm.......",
                                       15));
    assert_null(media_type_sniff_video("\xff\xd8\xff\xe0............", 16));
    assert_null(media_type_sniff("\0\0\0\x20"
                                 "ftypisom"
                                 "\0\0\0\0",
                                 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_four_kinds_are_known_by_their_first_bytes),
        cmocka_unit_test(test_anything_else_is_none),
        cmocka_unit_test(test_videos_are_told_from_pictures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
