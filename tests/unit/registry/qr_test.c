/* QR pictures: three finders in a quiet zone, and a text that is too long told so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/registry/qr.h"

enum { SIDE_MAX = 185 };

static Message line;

/* The number after the letter, and the place behind it. */
static int take_number(const char **at, const char *letter)
{
    char *end;
    long number;

    assert_memory_equal(*at, letter, strlen(letter));
    number = strtol(*at + strlen(letter), &end, 10);
    assert_true(end > *at + strlen(letter) && number >= 0 && number <= SIDE_MAX);
    *at = end;
    return (int)number;
}

/* The modules as the picture's path draws them; their side. */
static int draw(const char *svg, char modules[SIDE_MAX][SIDE_MAX])
{
    const char *at = strstr(svg, "viewBox");
    const int side = take_number(&at, "viewBox=\"0 0 ");

    memset(modules, 0, SIDE_MAX * SIDE_MAX);
    at = strstr(svg, "<path d=\"");
    for (at += strlen("<path d=\""); *at == 'M'; at = strchr(at, 'z') + 1) {
        const int x = take_number(&at, "M"), y = take_number(&at, " "),
                  length = take_number(&at, "h");

        assert_in_range(y, 0, side - 1);
        assert_in_range(x + length, 1, side);
        memset(&modules[y][x], 1, (size_t)length);
    }
    return side;
}

/* A dark square of 7, a light one of 5, a dark one of 3. */
static void check_finder(char modules[SIDE_MAX][SIDE_MAX], int left, int top)
{
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            const int from_edge_x = x < 6 - x ? x : 6 - x, from_edge_y = y < 6 - y ? y : 6 - y;
            const int ring = from_edge_x < from_edge_y ? from_edge_x : from_edge_y;

            assert_int_equal(modules[top + y][left + x], ring != 1);
        }
}

static void test_a_picture_has_its_finders_inside_a_quiet_zone(void **state)
{
    static char modules[SIDE_MAX][SIDE_MAX];
    char *svg = NULL;
    int side;

    (void)state;
    assert_int_equal(qr_print_svg("TC1.abcdefghijklmnopqrstuvwxyz", &svg, &line), 0);
    side = draw(svg, modules);
    assert_int_equal((side - 8 - 17) % 4, 0);
    check_finder(modules, 4, 4);
    check_finder(modules, side - 11, 4);
    check_finder(modules, 4, side - 11);
    for (int i = 0; i < side; i++)
        for (int k = 0; k < 4; k++)
            assert_int_equal(modules[k][i] + modules[i][k] + modules[side - 1 - k][i] +
                                 modules[i][side - 1 - k],
                             0);
    free(svg);
}

static void test_a_text_that_fits_no_code_is_told_so(void **state)
{
    static char text[2400];
    char *svg = NULL;

    (void)state;
    memset(text, 'a', 2331); /* version 40, correction M, bytes */
    assert_int_equal(qr_print_svg(text, &svg, &line), 0);
    free(svg);
    text[2331] = 'a';
    assert_int_equal(qr_print_svg(text, &svg, &line), STATUS_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_picture_has_its_finders_inside_a_quiet_zone),
        cmocka_unit_test(test_a_text_that_fits_no_code_is_told_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
