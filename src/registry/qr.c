/* libqrencode makes the modules, this writes them: dark runs of a row as parts of one path. */
#include "src/registry/qr.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <qrencode.h>

#include "lib/base/cleanup.h"

enum { QUIET_MODULES = 4 };

static void free_code_p(QRcode **code)
{
    if (*code)
        QRcode_free(*code);
}

static void print_row(FILE *stream, const QRcode *code, int y)
{
    const unsigned char *row = code->data + (size_t)y * (size_t)code->width;

    for (int x = 0; x < code->width;) {
        int length = 0;

        while (x + length < code->width && row[x + length] & 1)
            length++;
        if (length)
            fprintf(stream, "M%d %dh%dv1h-%dz", x + QUIET_MODULES, y + QUIET_MODULES, length,
                    length);
        x += length ? length : 1;
    }
}

int qr_print_svg(const char *text, char **ret_svg, Message *ret_message)
{
    cleanup_with(free_code_p) QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    const int side = code ? code->width + 2 * QUIET_MODULES : 0;
    char *svg = NULL;
    size_t n_bytes = 0;
    FILE *stream;

    if (!code && errno == ERANGE)
        return status_set(ret_message, STATUS_TOO_LARGE, "the text fits no QR code");
    stream = code ? open_memstream(&svg, &n_bytes) : NULL;
    if (!stream)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a QR code");
    fprintf(stream,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
            side, side, side, side);
    for (int y = 0; y < code->width; y++)
        print_row(stream, code, y);
    fprintf(stream, "\"/></svg>\n");
    if (fclose(stream)) {
        free(svg);
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a QR code");
    }
    *ret_svg = svg;
    return STATUS_OK;
}
