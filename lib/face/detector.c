/*
 * The picture goes into the middle of a black square of 192 x 192 (its proportions are kept). The
 * network gives a score and 16 numbers for each of 48 x 48 cells: centre, size and six points
 * relative to the middle of the cell, in input pixels. A face answers in several cells: boxes that
 * overlap are averaged, weighted by score (weighted non-maximum suppression), which is steadier
 * than taking the best one.
 *
 * Source: V. Bazarevsky et al., "BlazeFace", 2019, and the published graph of MediaPipe's
 * full-range detector for the ranges and the order of the numbers.
 */
#include "lib/face/detector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/face/crop.h"

enum {
    SIZE = 192,
    INPUT_FLOATS = SIZE * SIZE * 3,
    CELL = 4,
    GRID = SIZE / CELL,
    ANCHORS = GRID * GRID,
    NUMBERS = 16, /* centre x, y, width, height, six points */
    BOX_FLOATS = ANCHORS * NUMBERS,
    CANDIDATES_MAX = 256
};

static const float SCORE_MIN = 0.5f;
static const double OVERLAP_MIN = 0.3; /* intersection over union of two boxes of one face */

const ModelSpec DETECTOR_SPEC = {
    .name = "face_detection",
    .sha256 = "6d8a8e605638a25c13dccbbae95d4d5b5cb1c735bee5ee64b957ef783939eedc",
    .input = {"image", 4, {1, SIZE, SIZE, 3}}, /* R G B, -1..1 */
    .n_outputs = 2,
    .outputs = {{"scores", 1, {ANCHORS}}, /* logits */
                {"boxes", 2, {ANCHORS, NUMBERS}}},
};

/* One cell's answer, in input pixels. */
static FaceBox decode_cell(size_t cell, float score, const float numbers[NUMBERS])
{
    const float x = (float)(cell % GRID * CELL) + CELL / 2.0f;
    const float y = (float)(cell / GRID * CELL) + CELL / 2.0f;
    FaceBox box = {.rect = {.x = (double)(x + numbers[0] - numbers[2] / 2),
                            .y = (double)(y + numbers[1] - numbers[3] / 2),
                            .width = (double)numbers[2],
                            .height = (double)numbers[3]},
                   .score = score};

    for (size_t i = 0; i < FACE_KEYPOINT_COUNT; i++)
        box.keypoints[i] = (Point2){x + numbers[4 + 2 * i], y + numbers[5 + 2 * i]};
    return box;
}

static int compare_scores(const void *a, const void *b)
{
    const float x = ((const FaceBox *)a)->score, y = ((const FaceBox *)b)->score;

    return (x < y) - (x > y);
}

static int compare_sizes(const void *a, const void *b)
{
    const Rect x = ((const FaceBox *)a)->rect, y = ((const FaceBox *)b)->rect;
    const double x_area = x.width * x.height, y_area = y.width * y.height;

    return (x_area < y_area) - (x_area > y_area);
}

/* All cells above the least score, best first. */
static size_t collect(const float *scores, const float *numbers, FaceBox *ret_boxes)
{
    const float logit_min = logf(SCORE_MIN / (1 - SCORE_MIN));
    size_t n = 0;

    for (size_t i = 0; i < ANCHORS && n < CANDIDATES_MAX; i++) {
        const float *cell = numbers + i * NUMBERS;

        if (scores[i] >= logit_min && cell[2] > 0 && cell[3] > 0)
            ret_boxes[n++] = decode_cell(i, 1 / (1 + expf(-scores[i])), cell);
    }
    qsort(ret_boxes, n, sizeof(*ret_boxes), compare_scores);
    return n;
}

static double get_overlap(const Rect *a, const Rect *b)
{
    const double width = fmin(a->x + a->width, b->x + b->width) - fmax(a->x, b->x);
    const double height = fmin(a->y + a->height, b->y + b->height) - fmax(a->y, b->y);

    if (width <= 0 || height <= 0)
        return 0;
    return width * height / (a->width * a->height + b->width * b->height - width * height);
}

/* sum += weight * box, number by number; score is left alone. */
static void add_weighted(FaceBox *sum, const FaceBox *box, float weight)
{
    sum->rect.x += (double)weight * box->rect.x;
    sum->rect.y += (double)weight * box->rect.y;
    sum->rect.width += (double)weight * box->rect.width;
    sum->rect.height += (double)weight * box->rect.height;
    for (size_t i = 0; i < FACE_KEYPOINT_COUNT; i++) {
        sum->keypoints[i].x += weight * box->keypoints[i].x;
        sum->keypoints[i].y += weight * box->keypoints[i].y;
    }
}

/* Replaces boxes (best first) by the means of those that overlap the best one left, and so on. */
static size_t merge(FaceBox *boxes, size_t n_boxes)
{
    size_t n_merged = 0;

    while (n_boxes > n_merged) {
        const FaceBox best = boxes[n_merged];
        FaceBox mean = {.score = best.score};
        size_t n_left = n_merged + 1;
        float total = 0;

        for (size_t i = n_merged; i < n_boxes; i++)
            if (get_overlap(&best.rect, &boxes[i].rect) > OVERLAP_MIN)
                total += boxes[i].score;
        for (size_t i = n_merged; i < n_boxes; i++) {
            if (get_overlap(&best.rect, &boxes[i].rect) > OVERLAP_MIN)
                add_weighted(&mean, &boxes[i], boxes[i].score / total);
            else
                boxes[n_left++] = boxes[i];
        }
        boxes[n_merged++] = mean;
        n_boxes = n_left;
    }
    return n_merged;
}

static void move_to_picture(FaceBox *box, const Affine *grid)
{
    box->rect.x = grid->xx * box->rect.x + grid->x0;
    box->rect.y = grid->yy * box->rect.y + grid->y0;
    box->rect.width *= grid->xx;
    box->rect.height *= grid->yy;
    for (size_t i = 0; i < FACE_KEYPOINT_COUNT; i++) {
        box->keypoints[i].x = (float)(grid->xx * (double)box->keypoints[i].x + grid->x0);
        box->keypoints[i].y = (float)(grid->yy * (double)box->keypoints[i].y + grid->y0);
    }
}

/* The network's answer for the square, best first: at most CANDIDATES_MAX boxes of input pixels. */
static int run_network(const Model *model, Arena *arena, const RgbImage *image,
                       const Square *square, FaceBox *ret_boxes, size_t *ret_n_boxes,
                       Affine *ret_grid, IdpError *error)
{
    const TensorRange range = {.gain = 2 / 255.0f, .offset = -1};
    float *input = ARENA_NEW(arena, float, INPUT_FLOATS);
    float *scores = ARENA_NEW(arena, float, ANCHORS);
    float *numbers = ARENA_NEW(arena, float, BOX_FLOATS);

    if (!input || !scores || !numbers ||
        crop_square(arena, image, square, range, SIZE, input, ret_grid) != IDP_OK)
        return error_set(error, IDP_E_MEMORY, "no memory for the face detector");
    const int status = model_run(model, input, (float *[]){scores, numbers}, error);
    if (status == IDP_OK)
        *ret_n_boxes = collect(scores, numbers, ret_boxes);
    return status;
}

int detector_run(const Model *model, Arena *arena, const RgbImage *image, double zoom_out,
                 FaceBox ret_boxes[FACES_MAX], size_t *ret_n_boxes, IdpError *error)
{
    const int longer = image->width > image->height ? image->width : image->height;
    const Square square = {
        .centre_x = image->width / 2.0, .centre_y = image->height / 2.0, .side = zoom_out * longer};
    const ArenaMark mark = arena_get_mark(arena);
    FaceBox *boxes = ARENA_NEW(arena, FaceBox, CANDIDATES_MAX);
    size_t n_boxes = 0;
    Affine grid;

    if (!boxes)
        return error_set(error, IDP_E_MEMORY, "no memory for the face detector");
    const int status = run_network(model, arena, image, &square, boxes, &n_boxes, &grid, error);
    if (status == IDP_OK) {
        n_boxes = merge(boxes, n_boxes);
        qsort(boxes, n_boxes, sizeof(*boxes), compare_sizes);
        if (n_boxes > FACES_MAX)
            n_boxes = FACES_MAX;
        for (size_t i = 0; i < n_boxes; i++) {
            move_to_picture(&boxes[i], &grid);
            ret_boxes[i] = boxes[i];
        }
        *ret_n_boxes = n_boxes;
    }
    arena_return_to(arena, mark);
    return status;
}
