/* The list of photos. One thread. */
#include "src/cmd/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static int add(Inputs *inputs, const char *path, Message *message)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    const size_t stem_length = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    Input *items = inputs->items, *item;

    if (inputs->n_items == INPUTS_MAX)
        return message_set(message, "more than %d photos", INPUTS_MAX);
    if (!(inputs->n_items & (inputs->n_items - 1))) { /* grow at powers of two */
        items = realloc(items, (inputs->n_items ? 2 * inputs->n_items : 1) * sizeof *items);
        if (!items)
            return message_set(message, "out of memory");
        inputs->items = items;
    }
    item = &items[inputs->n_items++];
    item->path = strdup(path);
    item->stem = strndup(name, stem_length);
    return item->path && item->stem ? 0 : message_set(message, "out of memory");
}

static int is_photo_name(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp"};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < sizeof endings / sizeof endings[0]; i++)
        if (!strcasecmp(dot, endings[i]))
            return name[0] != '.';
    return 0;
}

static int add_folder(Inputs *inputs, const char *folder, Message *message)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    int status = 0;

    if (!directory)
        return message_set(message, "%.180s: %s", folder, strerror(errno));
    while (!status && (entry = readdir(directory))) {
        char path[4096];

        if (!is_photo_name(entry->d_name))
            continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path)
            status = message_set(message, "%.180s: a path in it is too long", folder);
        else
            status = add(inputs, path, message);
    }
    closedir(directory);
    return status;
}

static int compare_stems(const void *a, const void *b)
{
    return strcmp(((const Input *)a)->stem, ((const Input *)b)->stem);
}

static int check_list(const Inputs *inputs, Message *message)
{
    if (!inputs->n_items)
        return message_set(message, "no photo in the folder");
    for (size_t i = 1; i < inputs->n_items; i++)
        if (!strcmp(inputs->items[i - 1].stem, inputs->items[i].stem))
            return message_set(message, "%.100s and %.100s would write the same output",
                               inputs->items[i - 1].path, inputs->items[i].path);
    return 0;
}

int inputs_new(char *const *operands, size_t n_operands, Inputs **ret_inputs, Message *ret_message)
{
    Inputs *inputs = calloc(1, sizeof *inputs);
    int status = inputs ? 0 : message_set(ret_message, "out of memory");

    for (size_t i = 0; i < n_operands && !status; i++) {
        struct stat info;

        if (!stat(operands[i], &info) && S_ISDIR(info.st_mode)) {
            inputs->has_folder = 1;
            status = add_folder(inputs, operands[i], ret_message);
        } else {
            status = add(inputs, operands[i], ret_message);
        }
    }
    if (!status && inputs->n_items)
        qsort(inputs->items, inputs->n_items, sizeof *inputs->items, compare_stems);
    if (!status)
        status = check_list(inputs, ret_message);
    if (status) {
        inputs_free(inputs);
        return -1;
    }
    *ret_inputs = inputs;
    return 0;
}

void inputs_free(Inputs *inputs)
{
    if (!inputs)
        return;
    for (size_t i = 0; i < inputs->n_items; i++) {
        free(inputs->items[i].path);
        free(inputs->items[i].stem);
    }
    free(inputs->items);
    free(inputs);
}
