/*
 * People with known alpha on pictures without people: the material of `tucai bench matte`.
 *
 * A folder holds original/NAME.jpg and alpha/NAME.png of equal size. Each person is framed like a
 * certificate shot of 720 x 960.
 */
#ifndef SRC_CMD_BENCH_PEOPLE_H
#define SRC_CMD_BENCH_PEOPLE_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "src/base/message.h"

enum { PEOPLE_WIDTH = 720, PEOPLE_HEIGHT = 960, PEOPLE_BACKGROUNDS = 6 };

/* One person, framed. */
typedef struct Person {
    Plane rgb[3]; /* the person's own colours, 0..1 */
    Plane alpha;
} Person;

/* "indoor1", ... for 0..PEOPLE_BACKGROUNDS-1. */
const char *people_get_background_name(size_t background);

/* Reads the person `stem` of the folder, into the arena. 0, or -1 with a line for the user. */
int people_load(Arena *arena, const char *folder, const char *stem, Person *ret_person,
                Message *ret_message);

/* The person on a background from the pictures folder. 0, or -1 with a line for the user. */
int people_compose(Arena *arena, const char *pictures_dir, size_t background, const Person *person,
                   RgbImage *ret_image, Message *ret_message);

/* An alpha file of that size. 0, or -1 with a line for the user. */
int people_read_alpha(Arena *arena, const char *path, int width, int height, Plane *ret_alpha,
                      Message *ret_message);

#endif
