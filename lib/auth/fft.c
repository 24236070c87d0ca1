/* Decimation in time: rows in bit-reversed order, then log2 rounds of butterflies between rows. */
#include "lib/auth/fft.h"

#include <math.h>

#include "lib/base/simd.h"

void fft_table_init(FftTable *table)
{
    for (int k = 0; k < FFT_SIZE / 2; k++) {
        const double angle = 2 * M_PI * k / FFT_SIZE;

        table->cosine[k] = (float)cos(angle);
        table->sine[k] = (float)sin(angle);
    }
}

static void swap_rows(float *values, int a, int b)
{
    for (int x = 0; x < FFT_SIZE; x++) {
        const float kept = values[a * FFT_SIZE + x];

        values[a * FFT_SIZE + x] = values[b * FFT_SIZE + x];
        values[b * FFT_SIZE + x] = kept;
    }
}

static void reverse_bits(float *real, float *imaginary)
{
    for (int i = 0, reversed = 0; i < FFT_SIZE; i++) {
        int bit = FFT_SIZE / 2;

        if (i < reversed) {
            swap_rows(real, i, reversed);
            swap_rows(imaginary, i, reversed);
        }
        for (; reversed & bit; bit /= 2)
            reversed -= bit;
        reversed += bit;
    }
}

/* (a, b) becomes (a + w b, a - w b), for each column. */
SIMD_CLONES static void combine_rows(float *restrict a_real, float *restrict a_imaginary,
                                     float *restrict b_real, float *restrict b_imaginary,
                                     float cosine, float sine)
{
    for (int x = 0; x < FFT_SIZE; x++) {
        const float real = cosine * b_real[x] + sine * b_imaginary[x];
        const float imaginary = cosine * b_imaginary[x] - sine * b_real[x];

        b_real[x] = a_real[x] - real;
        b_imaginary[x] = a_imaginary[x] - imaginary;
        a_real[x] += real;
        a_imaginary[x] += imaginary;
    }
}

static void transform_columns(const FftTable *table, float *real, float *imaginary)
{
    reverse_bits(real, imaginary);
    for (int half = 1; half < FFT_SIZE; half *= 2)
        for (int top = 0; top < FFT_SIZE; top += 2 * half)
            for (int k = 0; k < half; k++) {
                const int a = (top + k) * FFT_SIZE, b = a + half * FFT_SIZE;
                const int turn = k * (FFT_SIZE / (2 * half));

                combine_rows(real + a, imaginary + a, real + b, imaginary + b, table->cosine[turn],
                             table->sine[turn]);
            }
}

static void transpose(float *values)
{
    for (int y = 0; y < FFT_SIZE; y++)
        for (int x = y + 1; x < FFT_SIZE; x++) {
            const float kept = values[y * FFT_SIZE + x];

            values[y * FFT_SIZE + x] = values[x * FFT_SIZE + y];
            values[x * FFT_SIZE + y] = kept;
        }
}

void fft_transform(const FftTable *table, float *real, float *imaginary)
{
    transform_columns(table, real, imaginary);
    transpose(real);
    transpose(imaginary);
    transform_columns(table, real, imaginary);
}
