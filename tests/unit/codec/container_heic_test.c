/* HEIC files whose inside does not keep to what their boxes say. Built by hand, box by box, because
 * no encoder writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/codec/container.h"

enum { FILE_BYTES = 4096, ITEM_ID = 7 };

typedef struct File {
    uint8_t bytes[FILE_BYTES];
    size_t n_bytes;
} File;

static void put(File *file, uint64_t value, int n)
{
    for (int i = n - 1; i >= 0; i--)
        file->bytes[file->n_bytes++] = (uint8_t)(value >> 8 * i);
}

static void put_bytes(File *file, const void *bytes, size_t n)
{
    memcpy(file->bytes + file->n_bytes, bytes, n);
    file->n_bytes += n;
}

/* Returns where the box starts, for end_box. */
static size_t begin_box(File *file, const char *type)
{
    const size_t start = file->n_bytes;

    put(file, 0, 4);
    put_bytes(file, type, 4);
    return start;
}

static void end_box(File *file, size_t start)
{
    const size_t end = file->n_bytes;

    file->n_bytes = start;
    put(file, end - start, 4);
    file->n_bytes = end;
}

typedef struct BitWriter {
    uint8_t bytes[64];
    size_t n_bits;
} BitWriter;

static void put_bits(BitWriter *bits, uint64_t value, int n)
{
    for (int i = n - 1; i >= 0; i--, bits->n_bits++)
        bits->bytes[bits->n_bits / 8] |= (uint8_t)((value >> i & 1) << (7 - bits->n_bits % 8));
}

static void put_golomb(BitWriter *bits, unsigned value)
{
    int n = 0;

    while ((value + 1) >> (n + 1))
        n++;
    put_bits(bits, 0, n);
    put_bits(bits, value + 1, n + 1);
}

/* A sequence header (ISO/IEC 23008-2, 7.3.2.2) as far as the size, with two sub-layers. */
static BitWriter make_sps(unsigned width, unsigned height)
{
    BitWriter bits = {0};

    put_bits(&bits, 33 << 9 | 1, 16);
    put_bits(&bits, 0, 4);
    put_bits(&bits, 1, 3); /* one sub-layer below the highest */
    put_bits(&bits, 1, 1);
    for (int i = 0; i < 12; i++) /* no zeros, so nothing to escape */
        put_bits(&bits, 0x55, 8);
    put_bits(&bits, 3, 2);
    put_bits(&bits, 0, 14);
    for (int i = 0; i < 12; i++)
        put_bits(&bits, 0xaa, 8);
    put_golomb(&bits, 0);
    put_golomb(&bits, 1);
    put_golomb(&bits, width);
    put_golomb(&bits, height);
    put_bits(&bits, 0xff, 8);
    return bits;
}

static void put_unit(File *file, const BitWriter *sps, int n_length_bytes)
{
    put(file, sps->n_bits / 8, n_length_bytes);
    put_bytes(file, sps->bytes, sps->n_bits / 8);
}

typedef struct Plan {
    const char *item_type;
    BitWriter configuration; /* of hvcC; none: 0 bits */
    File data;               /* of the item */
    int n_extents, n_metas;
    size_t missing_bytes;
} Plan;

static void put_item_list(File *file, const Plan *plan)
{
    const size_t list = begin_box(file, "iinf");
    size_t entry;

    put(file, 0, 4);
    put(file, 1, 2);
    entry = begin_box(file, "infe");
    put(file, 2, 1);
    put(file, 0, 3);
    put(file, ITEM_ID, 2);
    put(file, 0, 2);
    put_bytes(file, plan->item_type, 5);
    end_box(file, entry);
    end_box(file, list);
}

static void put_properties(File *file, const Plan *plan)
{
    const size_t properties = begin_box(file, "iprp"), container = begin_box(file, "ipco");
    const size_t configuration = begin_box(file, "hvcC");

    for (int i = 0; i < 22; i++)
        put(file, 1, 1);
    put(file, plan->configuration.n_bits > 0, 1);
    put(file, 33, 1);
    put(file, 1, 2);
    put_unit(file, &plan->configuration, 2);
    end_box(file, configuration);
    end_box(file, container);
    end_box(file, properties);
}

/* The data stand in idat, so that offsets count from there. */
static void put_meta(File *file, const Plan *plan)
{
    const size_t meta = begin_box(file, "meta");
    size_t box;

    put(file, 0, 4);
    put_item_list(file, plan);
    put_properties(file, plan);
    box = begin_box(file, "iloc");
    put(file, 1, 1);
    put(file, 0, 3);
    put(file, 0x4400, 2);
    put(file, 1, 2);
    put(file, ITEM_ID, 2);
    put(file, 1, 2); /* in idat */
    put(file, 0, 2);
    put(file, (uint64_t)plan->n_extents, 2);
    for (int i = 0; i < plan->n_extents; i++) {
        put(file, 0, 4);
        put(file, plan->data.n_bytes + plan->missing_bytes, 4);
    }
    end_box(file, box);
    box = begin_box(file, "idat");
    put_bytes(file, plan->data.bytes, plan->data.n_bytes);
    end_box(file, box);
    end_box(file, meta);
}

static int try(const Plan *plan)
{
    static File file;
    Container container;
    size_t box;

    file.n_bytes = 0;
    box = begin_box(&file, "ftyp");
    put_bytes(&file, "heic\0\0\0\0mif1heic", 16);
    end_box(&file, box);
    for (int i = 0; i < plan->n_metas; i++)
        put_meta(&file, plan);
    return container_read((IdpBytes){file.bytes, file.n_bytes}, &container, NULL);
}

static void test_a_large_configuration_is_refused(void **state)
{
    Plan plan = {.item_type = "hvc1", .n_extents = 1, .n_metas = 1};

    (void)state;
    plan.configuration = make_sps(4032, 3024);
    assert_int_equal(try(&plan), IDP_OK);
    plan.configuration = make_sps(8160, 6120);
    assert_int_equal(try(&plan), IDP_OK);
    plan.configuration = make_sps(16384, 16384);
    assert_int_equal(try(&plan), IDP_E_TOO_LARGE);
    plan.configuration = make_sps(4, 60000000);
    assert_int_equal(try(&plan), IDP_E_TOO_LARGE);
}

static void test_a_large_sequence_in_the_data_is_refused(void **state)
{
    const BitWriter small = make_sps(640, 480), large = make_sps(20000, 20000);
    Plan plan = {.item_type = "hvc1", .n_extents = 1, .n_metas = 1};

    (void)state;
    put_unit(&plan.data, &small, 4);
    put_unit(&plan.data, &small, 4);
    assert_int_equal(try(&plan), IDP_OK);
    put_unit(&plan.data, &large, 4);
    assert_int_equal(try(&plan), IDP_E_TOO_LARGE);
    plan.item_type = "Exif"; /* is not decoded */
    assert_int_equal(try(&plan), IDP_OK);
}

static void test_a_large_canvas_is_refused(void **state)
{
    Plan grid = {.item_type = "grid", .n_extents = 1, .n_metas = 1};
    Plan overlay = {.item_type = "iovl", .n_extents = 1, .n_metas = 1};

    (void)state;
    put(&grid.data, 0x00000707, 4);
    put(&grid.data, 0x0fc00bd0, 4); /* 4032 x 3024 */
    assert_int_equal(try(&grid), IDP_OK);
    grid.data.n_bytes = 0;
    put(&grid.data, 0x0001ffff, 4);
    put(&grid.data, 16000, 4);
    put(&grid.data, 16000, 4);
    assert_int_equal(try(&grid), IDP_E_TOO_LARGE);
    put(&overlay.data, 0, 8);
    put(&overlay.data, 0, 2);
    put(&overlay.data, 0xffffffff, 4);
    assert_int_equal(try(&overlay), IDP_E_TOO_LARGE);
}

static void test_other_codecs_and_data_in_pieces_are_unsupported(void **state)
{
    Plan plan = {.item_type = "av01", .n_extents = 1, .n_metas = 1};

    (void)state;
    assert_int_equal(try(&plan), IDP_E_UNSUPPORTED);
    plan.item_type = "hvc1";
    plan.n_extents = 2;
    assert_int_equal(try(&plan), IDP_E_UNSUPPORTED);
}

static void test_tables_that_are_double_missing_or_beyond_the_end_are_damage(void **state)
{
    Plan plan = {.item_type = "hvc1", .n_extents = 1, .n_metas = 1, .missing_bytes = 1};

    (void)state;
    assert_int_equal(try(&plan), IDP_E_DAMAGED);
    plan.missing_bytes = 0;
    assert_int_equal(try(&plan), IDP_OK);
    plan.n_metas = 2;
    assert_int_equal(try(&plan), IDP_E_DAMAGED);
    plan.n_metas = 0;
    assert_int_equal(try(&plan), IDP_E_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_large_configuration_is_refused),
        cmocka_unit_test(test_a_large_sequence_in_the_data_is_refused),
        cmocka_unit_test(test_a_large_canvas_is_refused),
        cmocka_unit_test(test_other_codecs_and_data_in_pieces_are_unsupported),
        cmocka_unit_test(test_tables_that_are_double_missing_or_beyond_the_end_are_damage),
    };

    return cmocka_run_group_tests_name("container_heic", tests, NULL, NULL);
}
