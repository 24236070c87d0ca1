/*
 * Framing hints: see quality.h. One pass for the colours round the outline, one that makes the
 * window grey, and two over its middle. No libc: the WebAssembly of it stands alone.
 */
#include "client/quality/quality.h"

/* Places in the window are in units of 1/480 of its width: it is 480 wide and 640 high. */
enum { WINDOW_WIDTH = 480, WINDOW_HEIGHT = 640, GREYS = 256, BURNT = 250 };

typedef struct Box {
    int left, top, right, bottom;
} Box;

/* A window of the frame: every step-th pixel, as far as rows and columns go. */
typedef struct Window {
    uint8_t *frame; /* RGBA; later `pixels` in grey, from its beginning */
    int frame_width;
    int left, top, step;
    int width, height; /* in steps */
} Window;

/*
 * Chosen on the pictures of tests/labels so that a good portrait in the outline gets no hint;
 * docs/framing-hints.md has the rates.
 */
const QualityLimit QUALITY_LIMITS[QUALITY_HINT_COUNT] = {
    [QUALITY_DARK] = {95, INT32_MAX},    [QUALITY_BRIGHT] = {0, 100},
    [QUALITY_FAR] = {130, INT32_MAX},    [QUALITY_UNEVEN] = {0, 2400}, /* 1.3 stops */
    [QUALITY_BLURRED] = {50, INT32_MAX},
};

/*
 * Of the outline that the viewfinder draws (mp/images/camera-outline.svg), whose head is 211 wide
 * and 278 high about (240, 258): cheeks, nose and lower forehead, and where the head's edges are.
 */
static const Box face = {177, 195, 303, 350}, head = {114, 108, 366, 428};

/* Just inside the outline of the head, and beside it at the window's border. */
static const Box inside[] = {{145, 252, 168, 314}, {312, 252, 335, 314}, {153, 190, 179, 247},
                             {301, 190, 327, 247}, {177, 147, 214, 178}, {266, 147, 303, 178},
                             {219, 130, 261, 161}};
static const Box outside[] = {{10, 240, 70, 320},   {410, 240, 470, 320}, {10, 170, 70, 250},
                              {410, 170, 470, 250}, {40, 80, 110, 170},   {370, 80, 440, 170},
                              {200, 30, 280, 80}};
enum { N_PAIRS = sizeof inside / sizeof inside[0] };

static int is_hint(const int32_t *values, int hint)
{
    return values[hint] != QUALITY_UNMEASURED &&
           (values[hint] < QUALITY_LIMITS[hint].min || values[hint] > QUALITY_LIMITS[hint].max);
}

static Window get_window(uint8_t *frame, int width, int height)
{
    const int is_wide = width * WINDOW_HEIGHT > height * WINDOW_WIDTH;
    const int full_width = is_wide ? height * WINDOW_WIDTH / WINDOW_HEIGHT : width;
    const int full_height = is_wide ? height : width * WINDOW_HEIGHT / WINDOW_WIDTH;
    const int step = full_width >= 2 * WINDOW_WIDTH ? full_width / WINDOW_WIDTH : 1;

    return (Window){.frame = frame,
                    .frame_width = width,
                    .left = (width - full_width) / 2,
                    .top = (height - full_height) / 2,
                    .step = step,
                    .width = full_width / step,
                    .height = full_height / step};
}

static Box scale_box(const Window *window, const Box *box)
{
    return (Box){box->left * window->width / WINDOW_WIDTH, box->top * window->width / WINDOW_WIDTH,
                 box->right * window->width / WINDOW_WIDTH,
                 box->bottom * window->width / WINDOW_WIDTH};
}

static const uint8_t *get_rgba(const Window *window, int x, int y)
{
    const int row = window->top + y * window->step, column = window->left + x * window->step;

    return window->frame + 4 * (row * window->frame_width + column);
}

static void get_mean(const Window *window, const Box *place, int32_t *ret_rgb)
{
    const Box box = scale_box(window, place);
    const int n = (box.right - box.left) * (box.bottom - box.top);
    int32_t sums[3] = {0, 0, 0};

    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++) {
            const uint8_t *rgba = get_rgba(window, x, y);

            for (int c = 0; c < 3; c++)
                sums[c] += rgba[c];
        }
    for (int c = 0; c < 3; c++)
        ret_rgb[c] = sums[c] / n;
}

/*
 * Where somebody fills the outline, its inside is hair and skin, and differs from what is beside:
 * the middle one of the differences. Before a plain wall it falls to nothing when nobody is there.
 * Where the surroundings are a jumble, nothing can be said this way, and no hint is given.
 */
static int32_t measure_far(const Window *window)
{
    int32_t differences[N_PAIRS] = {0};

    for (int i = 0; i < N_PAIRS; i++) {
        int32_t a[3], b[3], difference = 0, light = 1;
        int at = i;

        get_mean(window, &inside[i], a);
        get_mean(window, &outside[i], b);
        for (int c = 0; c < 3; c++) {
            difference += a[c] > b[c] ? a[c] - b[c] : b[c] - a[c];
            light += a[c] > b[c] ? a[c] : b[c];
        }
        difference = 1000 * difference / light;
        for (; at > 0 && differences[at - 1] > difference; at--)
            differences[at] = differences[at - 1];
        differences[at] = difference;
    }
    return differences[N_PAIRS / 2];
}

/* The mean grey of n x n pixels. */
static uint8_t get_grey(const uint8_t *rgba, int frame_width, int n)
{
    int32_t sum = 0;

    for (int y = 0; y < n; y++, rgba += 4 * frame_width)
        for (int x = 0; x < n; x++)
            sum += 77 * rgba[4 * x] + 150 * rgba[4 * x + 1] + 29 * rgba[4 * x + 2];
    return (uint8_t)(sum / (n * n) >> 8);
}

/* Writes over pixels that were read already: a grey takes a quarter of the place. */
static void make_grey(const Window *window)
{
    uint8_t *grey = window->frame;

    for (int y = 0; y < window->height; y++) {
        const uint8_t *rgba = get_rgba(window, 0, y);

        for (int x = 0; x < window->width; x++, rgba += 4 * window->step)
            *grey++ = get_grey(rgba, window->frame_width, window->step);
    }
}

/* A histogram of greys; returns how many. */
static int32_t count_greys(const Window *window, const Box *box, int32_t *ret_counts)
{
    for (int i = 0; i < GREYS; i++)
        ret_counts[i] = 0;
    for (int y = box->top; y < box->bottom; y++)
        for (int x = box->left; x < box->right; x++)
            ret_counts[window->frame[y * window->width + x]]++;
    return (box->right - box->left) * (box->bottom - box->top);
}

/* The grey that `share` (percent) of n greys do not exceed. */
static int32_t get_percentile(const int32_t *counts, int32_t n, int32_t share)
{
    int32_t sum = 0, grey = 0;

    while (grey < GREYS - 1 && 100 * (sum += counts[grey]) < share * n)
        grey++;
    return grey;
}

/* The grey that two fifths of a part of the face exceed: its skin, without brows and beard. */
static int32_t get_skin(const Window *window, Box box)
{
    int32_t counts[GREYS];
    const int32_t n = count_greys(window, &box, counts);

    return get_percentile(counts, n, 60);
}

/* Darkness is of the brighter half of the face, or light from one side would be taken for it. */
static void measure_light(const Window *window, Box box, int32_t *ret_dark, int32_t *ret_uneven)
{
    const int middle = (box.left + box.right) / 2;
    const int32_t left = get_skin(window, (Box){box.left, box.top, middle, box.bottom});
    const int32_t right = get_skin(window, (Box){middle, box.top, box.right, box.bottom});
    const int32_t bright = left > right ? left : right, dark = left > right ? right : left;

    *ret_dark = bright;
    *ret_uneven = 1000 * (bright + 1) * (bright + 1) /
                  ((dark + 1) * (dark + 1)); /* sRGB is a root of light */
}

static int32_t measure_bright(const Window *window, Box box)
{
    int32_t counts[GREYS], n_burnt = 0;
    const int32_t n = count_greys(window, &box, counts);

    for (int i = BURNT; i < GREYS; i++)
        n_burnt += counts[i];
    return 1000 * n_burnt / n;
}

/*
 * Blur takes the curvature of edges before their slope: the ratio of both along one direction,
 * where the slope is steep, so that contrast does not matter. Noise has curvature everywhere: what
 * flat places show is taken off.
 */
static int32_t measure_sharpness(const Window *window, Box box, int step, int32_t steep)
{
    int64_t curvatures = 0, slopes = 0, noise = 0, n_steep = 0, n_flat = 0;

    for (int y = box.top; y < box.bottom; y++) {
        const uint8_t *at = window->frame + y * window->width + box.left;

        for (int x = box.left; x < box.right; x++, at++) {
            const int32_t slope = at[2 * step] + at[step] - at[-step] - at[-2 * step];
            const int32_t curvature = at[2 * step] - 2 * at[0] + at[-2 * step];

            if (slope >= steep || slope <= -steep) {
                curvatures += curvature * curvature;
                slopes += slope * slope;
                n_steep++;
            } else if (8 * slope < steep && 8 * slope > -steep) {
                noise += curvature * curvature;
                n_flat++;
            }
        }
    }
    if (!slopes || !n_flat)
        return QUALITY_UNMEASURED;
    curvatures -= noise * n_steep / n_flat;
    return curvatures > 0 ? (int32_t)(1000 * curvatures / slopes) : 0;
}

static int32_t measure_blur(const Window *window)
{
    const Box box = scale_box(window, &head);
    int32_t counts[GREYS], across, down;
    const int32_t n = count_greys(window, &box, counts);
    const int32_t range = get_percentile(counts, n, 95) - get_percentile(counts, n, 5);

    if (range < 24)
        return QUALITY_UNMEASURED;
    across = measure_sharpness(window, box, 1, range / 3);
    down = measure_sharpness(window, box, window->width, range / 3);
    return across < down ? across : down;
}

int quality_measure(uint8_t *frame, int width, int height, int32_t *ret_values)
{
    int32_t values[QUALITY_HINT_COUNT];
    Window window;
    Box box;

    if (width < QUALITY_SIDE_MIN_PX || height < QUALITY_SIDE_MIN_PX ||
        width > QUALITY_PIXELS_MAX / height)
        return -1;
    window = get_window(frame, width, height);
    box = scale_box(&window, &face);
    values[QUALITY_FAR] = measure_far(&window);
    make_grey(&window);
    measure_light(&window, box, &values[QUALITY_DARK], &values[QUALITY_UNEVEN]);
    values[QUALITY_BRIGHT] = measure_bright(&window, box);
    values[QUALITY_BLURRED] = measure_blur(&window);
    if (is_hint(values, QUALITY_DARK)) /* all that is left is noise */
        values[QUALITY_FAR] = values[QUALITY_BLURRED] = QUALITY_UNMEASURED;
    if (is_hint(values, QUALITY_FAR)) /* what is lit and sharp is no face */
        values[QUALITY_UNEVEN] = values[QUALITY_BLURRED] = QUALITY_UNMEASURED;
    for (int i = 0; i < QUALITY_HINT_COUNT; i++)
        ret_values[i] = values[i];
    return 0;
}

uint32_t quality_judge(const int32_t *values)
{
    uint32_t hints = 0;

    for (int i = 0; i < QUALITY_HINT_COUNT; i++)
        if (is_hint(values, i))
            hints |= 1U << i;
    return hints;
}
