/*
 * The composites of the matte's bench. color/ of the material is not used: it holds the original
 * times alpha, so its soft pixels still have the old background in them, and a composite of it
 * shows a fringe that no camera makes. The person's own colours are estimated instead. One thread.
 */
#include "src/cmd/bench_people.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/base/resample.h"
#include "lib/codec/decode.h"
#include "lib/matte/foreground.h"
#include "src/base/file.h"

enum { PATH_BYTES = 4096 };

/* The part of a picture that is used, as shares of its width and height. */
typedef struct Background {
    const char *name;
    const char *file;
    Rect part;
} Background;

static const Background backgrounds[PEOPLE_BACKGROUNDS] = {
    {"indoor1", "soft-ui/home-decor-2.jpg", {0.30, 0.00, 0.43, 1.00}},
    {"indoor2", "soft-ui/home-decor-3.jpg", {0.40, 0.00, 0.43, 1.00}},
    {"plain1", "soft-ui/home-decor-3.jpg", {0.27, 0.12, 0.18, 0.38}},
    {"plain2", "soft-ui/home-decor-3.jpg", {0.78, 0.00, 0.10, 0.55}},
    {"outdoor1", "paper-kit/antoine-barres.jpg", {0.10, 0.00, 0.42, 1.00}},
    {"outdoor2", "paper-kit/fabio-mangione.jpg", {0.20, 0.00, 0.50, 1.00}},
};

const char *people_get_background_name(size_t background)
{
    return backgrounds[background].name;
}

static int read_picture(Arena *arena, const char *path, RgbImage *ret_image, Message *message)
{
    cleanup_free void *data = NULL;
    size_t n_bytes;
    SourceImage source;
    IdpError error;

    if (file_read(path, IDP_INPUT_BYTES_MAX, &data, &n_bytes, message))
        return -1;
    if (decode_image(arena, (IdpBytes){data, n_bytes}, INT16_MAX, &source, &error))
        return message_set(message, "%s: %s", path, error.message);
    *ret_image = source.image;
    return 0;
}

/* One channel of a rectangle of the image as 0..1. */
static int take_channel(Arena *arena, const RgbImage *image, int channel, Rect rect, int width,
                        int height, Plane *ret_plane, Message *message)
{
    Plane full;

    if (plane_new(arena, image->width, image->height, &full))
        return message_set(message, "out of memory");
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            plane_row(&full, y)[x] = (float)rgb_image_row(image, y)[3 * x + channel] / 255.0f;
    if (plane_resize(arena, &full, rect, width, height, RESIZE_TRIANGLE, ret_plane))
        return message_set(message, "out of memory");
    return 0;
}

/*
 * What a certificate shot of this person would show: the head is taken to be as high as it is wide,
 * the photo 1.67 heads wide with an eighth of its height above the head; kept inside the picture
 * and magnified 1.5 times at most.
 */
static Rect frame_person(const RgbImage *alpha)
{
    const double width_max = alpha->width, height_max = alpha->height;
    int top = -1, left = alpha->width, right = 0;
    double height, width;

    for (int y = 0; y < alpha->height; y++) {
        for (int x = 0; x < alpha->width; x++) {
            if (rgb_image_row(alpha, y)[3 * x] < 128)
                continue;
            top = top < 0 ? y : top;
            left = x < left ? x : left;
            right = x > right ? x : right;
        }
        /* A single hair may stand above the rest: the head is at least a sixteenth of the height.
         */
        if (top >= 0 && y - top >= right - left && y - top > alpha->height / 16)
            break;
    }
    height = fmax(1.67 * (right - left) * PEOPLE_HEIGHT / PEOPLE_WIDTH, PEOPLE_HEIGHT / 1.5);
    height = fmin(height, (height_max - top) / 0.875);
    height = fmin(fmin(height, height_max), width_max * PEOPLE_HEIGHT / PEOPLE_WIDTH);
    width = height * PEOPLE_WIDTH / PEOPLE_HEIGHT;
    return (Rect){
        .x = fmin(fmax((left + right + 1 - width) / 2, 0), width_max - width),
        .y = fmin(fmax(top - height / 8, 0), height_max - height),
        .width = width,
        .height = height,
    };
}

int people_load(Arena *arena, const char *folder, const char *stem, Person *ret_person,
                Message *ret_message)
{
    char path[PATH_BYTES];
    RgbImage original, alpha;
    Person person;
    Plane rgb[3];
    Rect frame;

    snprintf(path, sizeof path, "%s/original/%s.jpg", folder, stem);
    if (read_picture(arena, path, &original, ret_message))
        return -1;
    snprintf(path, sizeof path, "%s/alpha/%s.png", folder, stem);
    if (read_picture(arena, path, &alpha, ret_message))
        return -1;
    if (alpha.width != original.width || alpha.height != original.height)
        return message_set(ret_message, "%s: not of the size of the original", path);
    frame = frame_person(&alpha);
    if (take_channel(arena, &alpha, 0, frame, PEOPLE_WIDTH, PEOPLE_HEIGHT, &person.alpha,
                     ret_message))
        return -1;
    for (int c = 0; c < 3; c++)
        if (take_channel(arena, &original, c, frame, PEOPLE_WIDTH, PEOPLE_HEIGHT, &rgb[c],
                         ret_message) ||
            plane_new(arena, PEOPLE_WIDTH, PEOPLE_HEIGHT, &person.rgb[c]))
            return message_set(ret_message, "out of memory");
    if (foreground_estimate(arena, rgb, &person.alpha, person.rgb))
        return message_set(ret_message, "out of memory");
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < PEOPLE_HEIGHT; y++)
            for (int x = 0; x < PEOPLE_WIDTH; x++)
                plane_row(&person.rgb[c], y)[x] *= 1.0f / 255.0f;
    *ret_person = person;
    return 0;
}

/* The greatest rectangle of the photo's shape in the middle of the part. */
static Rect find_fill(const Rect *part, const RgbImage *picture)
{
    const double width = part->width * picture->width, height = part->height * picture->height;
    const double pixel = fmin(width / PEOPLE_WIDTH, height / PEOPLE_HEIGHT);

    return (Rect){
        .x = part->x * picture->width + (width - pixel * PEOPLE_WIDTH) / 2,
        .y = part->y * picture->height + (height - pixel * PEOPLE_HEIGHT) / 2,
        .width = pixel * PEOPLE_WIDTH,
        .height = pixel * PEOPLE_HEIGHT,
    };
}

int people_compose(Arena *arena, const char *pictures_dir, size_t background, const Person *person,
                   RgbImage *ret_image, Message *ret_message)
{
    char path[PATH_BYTES];
    RgbImage picture, image;

    snprintf(path, sizeof path, "%s/%s", pictures_dir, backgrounds[background].file);
    if (read_picture(arena, path, &picture, ret_message))
        return -1;
    if (rgb_image_new(arena, PEOPLE_WIDTH, PEOPLE_HEIGHT, &image))
        return message_set(ret_message, "out of memory");
    for (int c = 0; c < 3; c++) {
        Plane plane;

        if (take_channel(arena, &picture, c, find_fill(&backgrounds[background].part, &picture),
                         PEOPLE_WIDTH, PEOPLE_HEIGHT, &plane, ret_message))
            return -1;
        for (int y = 0; y < PEOPLE_HEIGHT; y++) {
            const float *alpha = plane_row(&person->alpha, y), *behind = plane_row(&plane, y);
            const float *front = plane_row(&person->rgb[c], y);

            for (int x = 0; x < PEOPLE_WIDTH; x++)
                rgb_image_row(&image, y)[3 * x + c] =
                    (uint8_t)(255.0f * (alpha[x] * front[x] + (1.0f - alpha[x]) * behind[x]) +
                              0.5f);
        }
    }
    *ret_image = image;
    return 0;
}

int people_read_alpha(Arena *arena, const char *path, int width, int height, Plane *ret_alpha,
                      Message *ret_message)
{
    RgbImage image;

    if (read_picture(arena, path, &image, ret_message))
        return -1;
    if (image.width != width || image.height != height)
        return message_set(ret_message, "%s: must be %d x %d", path, width, height);
    return take_channel(arena, &image, 0, (Rect){0, 0, width, height}, width, height, ret_alpha,
                        ret_message);
}
