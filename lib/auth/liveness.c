/*
 * Two views of the square round the detector's box, 1.5 and 2.7 times as large: the first shows
 * texture, the second bezels, edges of paper, hands. A view that does not fit is moved into the
 * picture, then made smaller, as the network was trained; black borders it takes for a screen.
 *
 * Input: B G R, 0..255, planes. Output: logits of live and of two kinds of spoof.
 */
#include "lib/auth/liveness.h"

#include <math.h>

#include "lib/base/error.h"
#include "lib/face/crop.h"

enum { SIZE = 128, PIXELS = SIZE * SIZE, CLASSES = 3, CLASS_LIVE = 0, VIEWS = 2 };

static const double view_ratios[VIEWS] = {1.5, 2.7};

const ModelSpec LIVENESS_SPEC = {
    .name = "fr_liveness",
    .sha256 = "afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d",
    .input = {"input", 4, {1, 3, SIZE, SIZE}},
    .n_outputs = 1,
    .outputs = {{"output", 2, {1, CLASSES}}},
};

/* The square inside the picture that is nearest to ratio times the box. */
static Square get_view(const RgbImage *image, const FaceBox *box, double ratio)
{
    const double width = image->width, height = image->height;
    const double side = fmin(ratio * fmax(box->rect.width, box->rect.height), fmin(width, height));
    const double x = box->rect.x + box->rect.width / 2, y = box->rect.y + box->rect.height / 2;

    return (Square){.centre_x = fmin(fmax(x, side / 2), width - side / 2),
                    .centre_y = fmin(fmax(y, side / 2), height - side / 2),
                    .side = side};
}

static void order_as_planes(const float *pixels, float *ret_planes)
{
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < PIXELS; i++)
            ret_planes[c * PIXELS + i] = pixels[3 * i + 2 - c];
}

static double get_probability(const float logits[CLASSES])
{
    double sum = 0;

    for (int i = 0; i < CLASSES; i++)
        sum += exp((double)(logits[i] - logits[CLASS_LIVE]));
    return 1 / sum;
}

int liveness_measure(const Model *model, Arena *arena, const RgbImage *image, const Face *face,
                     Liveness *ret_liveness, IdpError *error)
{
    const double box_side = fmax(face->box.rect.width, face->box.rect.height);
    const ArenaMark mark = arena_get_mark(arena);
    float *pixels = ARENA_NEW(arena, float, 3 * PIXELS);
    float *planes = ARENA_NEW(arena, float, 3 * PIXELS);
    Liveness liveness = {.confidence = 1};
    int status = IDP_OK;

    for (int i = 0; i < VIEWS && !status; i++) {
        const Square view = get_view(image, &face->box, view_ratios[i]);
        float logits[CLASSES];
        Affine grid;

        if (!pixels || !planes ||
            crop_square(arena, image, &view, (TensorRange){.gain = 1}, SIZE, pixels, &grid)) {
            status = error_set(error, IDP_E_MEMORY, "no memory for the liveness network");
            break;
        }
        order_as_planes(pixels, planes);
        status = model_run(model, planes, (float *[]){logits}, error);
        if (!status)
            liveness.live += get_probability(logits) / VIEWS;
        liveness.confidence = fmin(liveness.confidence, view.side / (view_ratios[i] * box_side));
    }
    arena_return_to(arena, mark);
    if (!status)
        *ret_liveness = liveness;
    return status;
}
