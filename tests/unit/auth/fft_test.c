/* The transform against its definition. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/auth/fft.h"

static float real[FFT_VALUES], imaginary[FFT_VALUES];

static void test_a_wave_becomes_one_value(void **state)
{
    const int u = 9, v = 30;
    FftTable table;

    (void)state;
    for (int y = 0; y < FFT_SIZE; y++)
        for (int x = 0; x < FFT_SIZE; x++) {
            const double angle = 2 * M_PI * (u * x + v * y) / FFT_SIZE;

            real[y * FFT_SIZE + x] = (float)cos(angle);
            imaginary[y * FFT_SIZE + x] = (float)sin(angle);
        }
    fft_table_init(&table);
    fft_transform(&table, real, imaginary);
    for (int i = 0; i < FFT_VALUES; i++) {
        const float expected = i == u * FFT_SIZE + v ? FFT_VALUES : 0;

        assert_true(fabsf(real[i] - expected) < 0.05f);
        assert_true(fabsf(imaginary[i]) < 0.05f);
    }
}

/* One frequency by the sum that defines it, of values without any order. */
static void test_values_are_those_of_the_sum(void **state)
{
    static float values[FFT_VALUES];
    const int frequencies[][2] = {{0, 0}, {1, 0}, {0, 1}, {64, 3}, {17, 101}};
    uint32_t random = 5;
    FftTable table;

    (void)state;
    for (int i = 0; i < FFT_VALUES; i++) {
        random = random * 1664525U + 1013904223U;
        values[i] = real[i] = (float)(random >> 24);
        imaginary[i] = 0;
    }
    fft_table_init(&table);
    fft_transform(&table, real, imaginary);
    for (size_t k = 0; k < sizeof frequencies / sizeof *frequencies; k++) {
        const int u = frequencies[k][0], v = frequencies[k][1];
        double a = 0, b = 0;

        for (int y = 0; y < FFT_SIZE; y++)
            for (int x = 0; x < FFT_SIZE; x++) {
                const double angle = -2 * M_PI * (u * x + v * y) / FFT_SIZE;

                a += (double)values[y * FFT_SIZE + x] * cos(angle);
                b += (double)values[y * FFT_SIZE + x] * sin(angle);
            }
        assert_true(fabs(a - (double)real[u * FFT_SIZE + v]) < 1 + 1e-5 * fabs(a));
        assert_true(fabs(b - (double)imaginary[u * FFT_SIZE + v]) < 1 + 1e-5 * fabs(b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wave_becomes_one_value),
        cmocka_unit_test(test_values_are_those_of_the_sum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
