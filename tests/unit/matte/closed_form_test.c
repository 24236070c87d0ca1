/* The solver against a dense solution of the same system, and on pictures with known alpha. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/matte/closed_form.h"
#include "tests/unit/matte/shapes.h"

enum { WIDTH = 11, HEIGHT = 7, N = WIDTH * HEIGHT };

static const ClosedFormOptions exact = {.epsilon = 1e-4f, .n_steps_max = 1000, .tolerance = 1e-7f};

/* Deterministic noise 0..1. */
static float get_noise(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (float)(*state >> 8) / 16777216.0f;
}

/* Inverse of a symmetric positive 3 x 3 matrix. */
static void invert(double m[3][3], double inverse[3][3])
{
    double determinant = 0;

    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            inverse[k][i] = m[(i + 1) % 3][(k + 1) % 3] * m[(i + 2) % 3][(k + 2) % 3] -
                            m[(i + 1) % 3][(k + 2) % 3] * m[(i + 2) % 3][(k + 1) % 3];
    for (int k = 0; k < 3; k++)
        determinant += m[0][k] * inverse[k][0];
    for (int i = 0; i < 9; i++)
        inverse[i / 3][i % 3] /= determinant;
}

/* The Laplacian as the paper writes it, in double. */
static void add_window(const Plane rgb[3], int cx, int cy, double epsilon, double laplacian[N][N])
{
    double mean[3] = {0}, covariance[3][3] = {{0}}, inverse[3][3], d[9][3];

    for (int i = 0; i < 9; i++)
        for (int c = 0; c < 3; c++)
            mean[c] += (double)plane_row(&rgb[c], cy - 1 + i / 3)[cx - 1 + i % 3] / 9;
    for (int i = 0; i < 9; i++)
        for (int c = 0; c < 3; c++)
            d[i][c] = (double)plane_row(&rgb[c], cy - 1 + i / 3)[cx - 1 + i % 3] - mean[c];
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            for (int i = 0; i < 9; i++)
                covariance[a][b] += d[i][a] * d[i][b] / 9;
            covariance[a][b] += a == b ? epsilon / 9 : 0;
        }
    invert(covariance, inverse);
    for (int i = 0; i < 9; i++) {
        for (int k = 0; k < 9; k++) {
            const int row = (cy - 1 + i / 3) * WIDTH + cx - 1 + i % 3;
            const int column = (cy - 1 + k / 3) * WIDTH + cx - 1 + k % 3;
            double product = 0;

            for (int a = 0; a < 3; a++)
                for (int b = 0; b < 3; b++)
                    product += d[i][a] * inverse[a][b] * d[k][b];
            laplacian[row][column] += (i == k) - (1 + product) / 9;
        }
    }
}

/* Gaussian elimination with pivots, in place. */
static void solve_dense(double matrix[N][N], double right[N])
{
    for (int k = 0; k < N; k++) {
        int pivot = k;

        for (int i = k + 1; i < N; i++)
            pivot = fabs(matrix[i][k]) > fabs(matrix[pivot][k]) ? i : pivot;
        for (int j = 0; j < N; j++) {
            const double value = matrix[k][j];

            matrix[k][j] = matrix[pivot][j];
            matrix[pivot][j] = value;
        }
        const double value = right[k];

        right[k] = right[pivot];
        right[pivot] = value;
        for (int i = 0; i < N; i++) {
            const double ratio = i == k ? 0 : matrix[i][k] / matrix[k][k];

            for (int j = k; j < N && ratio != 0; j++)
                matrix[i][j] -= ratio * matrix[k][j];
            right[i] -= ratio * right[k];
        }
    }
    for (int i = 0; i < N; i++)
        right[i] /= matrix[i][i];
}

static void test_solution_is_that_of_the_dense_system(void **state)
{
    static double matrix[N][N], right[N];
    Arena *arena = arena_new(1 << 24);
    Plane rgb[3], planes[4]; /* unknown, prior, weight, alpha */
    unsigned seed = 1;
    int n_unknown = 0;

    (void)state;
    shapes_new_planes(arena, WIDTH, HEIGHT, rgb, 3);
    shapes_new_planes(arena, WIDTH, HEIGHT, planes, 4);
    memset(matrix, 0, sizeof matrix);
    for (int i = 0; i < N; i++) {
        const int x = i % WIDTH, y = i / WIDTH;

        for (int c = 0; c < 3; c++)
            plane_row(&rgb[c], y)[x] = get_noise(&seed);
        plane_row(&planes[0], y)[x] = x >= 2 && x < WIDTH - 1 && (x + y) % 5 != 0;
        plane_row(&planes[1], y)[x] = get_noise(&seed);
        plane_row(&planes[2], y)[x] = 0.05f;
        plane_row(&planes[3], y)[x] = x >= WIDTH / 2;
        n_unknown += plane_row(&planes[0], y)[x] > 0;
    }
    assert_true(n_unknown > 30);
    for (int y = 1; y < HEIGHT - 1; y++)
        for (int x = 1; x < WIDTH - 1; x++)
            add_window(rgb, x, y, (double)exact.epsilon, matrix);
    for (int i = 0; i < N; i++) {
        const int x = i % WIDTH, y = i / WIDTH;

        if (plane_row(&planes[0], y)[x] > 0) {
            matrix[i][i] += (double)plane_row(&planes[2], y)[x];
            right[i] = (double)(plane_row(&planes[2], y)[x] * plane_row(&planes[1], y)[x]);
        } else {
            memset(matrix[i], 0, sizeof matrix[i]);
            matrix[i][i] = 1;
            right[i] = (double)plane_row(&planes[3], y)[x];
        }
    }
    solve_dense(matrix, right);
    assert_int_equal(closed_form_solve(arena, rgb, &planes[0], &planes[1], &planes[2], &exact,
                                       &planes[3], NULL, NULL),
                     0);
    for (int i = 0; i < N; i++)
        assert_float_equal(plane_row(&planes[3], i / WIDTH)[i % WIDTH], fmin(fmax(right[i], 0), 1),
                           2e-3);
    arena_free(arena);
}

/* A disc with a soft edge, unknown in a ring, from a guess of one half. */
static double solve_disc(float noise, int n_steps_max, int *ret_n_steps)
{
    Arena *arena = arena_new(1 << 26);
    Plane rgb[3], truth, planes[2]; /* unknown, alpha */
    const ClosedFormOptions options = {
        .epsilon = 1e-5f, .n_steps_max = n_steps_max, .tolerance = 1e-4f};
    unsigned seed = 7;
    double sum = 0, n = 0;

    shapes_new_planes(arena, 96, 80, rgb, 3);
    shapes_new_planes(arena, 96, 80, &truth, 1);
    shapes_new_planes(arena, 96, 80, planes, 2);
    shapes_draw_disc(&truth, 8);
    shapes_mix(&truth, (const float[3]){0.7f, 0.5f, 0.3f}, (const float[3]){0.2f, 0.4f, 0.8f}, rgb);
    for (int y = 0; y < truth.height; y++) {
        for (int x = 0; x < truth.width; x++) {
            const float a = plane_row(&truth, y)[x];

            for (int c = 0; c < 3; c++)
                plane_row(&rgb[c], y)[x] += noise * (get_noise(&seed) - 0.5f);
            plane_row(&planes[0], y)[x] = a > 0.0f && a < 1.0f;
            plane_row(&planes[1], y)[x] = a > 0.0f && a < 1.0f ? 0.5f : a;
        }
    }
    assert_int_equal(closed_form_solve(arena, rgb, &planes[0], NULL, NULL, &options, &planes[1],
                                       ret_n_steps, NULL),
                     0);
    for (int y = 0; y < truth.height; y++) {
        for (int x = 0; x < truth.width; x++) {
            const double difference =
                fabs((double)(plane_row(&planes[1], y)[x] - plane_row(&truth, y)[x]));

            if (plane_row(&planes[0], y)[x] == 0.0f)
                assert_true(difference == 0);
            sum += plane_row(&planes[0], y)[x] > 0.0f ? difference : 0;
            n += plane_row(&planes[0], y)[x] > 0.0f;
        }
    }
    arena_free(arena);
    return sum / n;
}

static void test_soft_edge_between_two_colours_is_recovered(void **state)
{
    int n_steps = 0;

    (void)state;
    assert_true(solve_disc(0, 400, &n_steps) < 0.01);
    assert_true(n_steps > 1 && n_steps < 400);
    assert_true(solve_disc(0.02f, 400, &n_steps) < 0.05);
}

static void test_more_steps_come_nearer(void **state)
{
    int n_steps;

    (void)state;
    assert_true(solve_disc(0, 40, &n_steps) < 0.5 * solve_disc(0, 4, &n_steps));
}

static void test_nothing_unknown_changes_nothing(void **state)
{
    Arena *arena = arena_new(1 << 24);
    Plane rgb[3], unknown, alpha;

    (void)state;
    shapes_new_planes(arena, 9, 5, rgb, 3);
    shapes_new_planes(arena, 9, 5, &unknown, 1);
    shapes_new_planes(arena, 9, 5, &alpha, 1);
    shapes_fill(&unknown, 0);
    shapes_fill(&alpha, 0.25f);
    for (int c = 0; c < 3; c++)
        shapes_fill(&rgb[c], 0.5f);
    assert_int_equal(
        closed_form_solve(arena, rgb, &unknown, NULL, NULL, &exact, &alpha, NULL, NULL), 0);
    assert_true(plane_row(&alpha, 4)[8] == 0.25f);
    arena_free(arena);
}

static void test_every_failed_allocation_is_reported_and_gives_its_memory_back(void **state)
{
    Arena *arena = arena_new(1 << 24);
    Plane rgb[3], unknown, alpha;
    ArenaMark mark;
    long n = 1;
    int status;

    (void)state;
    shapes_new_planes(arena, 32, 32, rgb, 3);
    shapes_new_planes(arena, 32, 32, &unknown, 1);
    shapes_new_planes(arena, 32, 32, &alpha, 1);
    for (int c = 0; c < 3; c++)
        shapes_fill(&rgb[c], 0.5f);
    shapes_fill(&unknown, 1);
    shapes_fill(&alpha, 0.5f);
    mark = arena_get_mark(arena);
    do {
        IdpError error = {0};

        alloc_fail_at(n++);
        status = closed_form_solve(arena, rgb, &unknown, NULL, NULL, &exact, &alpha, NULL, &error);
        assert_true(status == IDP_OK || error.status == IDP_E_MEMORY);
        assert_int_equal(arena_get_mark(arena).used_bytes, mark.used_bytes);
    } while (status);
    alloc_fail_at(0);
    assert_true(n > 20);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_solution_is_that_of_the_dense_system),
        cmocka_unit_test(test_soft_edge_between_two_colours_is_recovered),
        cmocka_unit_test(test_more_steps_come_nearer),
        cmocka_unit_test(test_nothing_unknown_changes_nothing),
        cmocka_unit_test(test_every_failed_allocation_is_reported_and_gives_its_memory_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
