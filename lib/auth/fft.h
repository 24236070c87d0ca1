/*
 * The two-dimensional discrete Fourier transform of one size, for the spectra of tiles.
 *
 * Radix 2 (Cooley and Tukey, 1965), all columns at a time so that the inner loops vectorise, with a
 * transposition between the two passes. Thread-safe.
 */
#ifndef LIB_AUTH_FFT_H
#define LIB_AUTH_FFT_H

enum { FFT_SIZE = 128, FFT_VALUES = FFT_SIZE * FFT_SIZE };

/* Twiddle factors, for fft_transform: e^(-2 pi i k / FFT_SIZE). */
typedef struct FftTable {
    float cosine[FFT_SIZE / 2], sine[FFT_SIZE / 2];
} FftTable;

void fft_table_init(FftTable *table);

/*
 * In place, on FFT_SIZE rows of FFT_SIZE values, real and imaginary parts apart. Not normalised.
 * The result lies transposed: row u, column v holds the frequency of u cycles along x and v along
 * y.
 */
void fft_transform(const FftTable *table, float *real, float *imaginary);

#endif
