/* make_photo IN OUT.jpg: cc make_photo.c -o make_photo $(pkg-config --cflags --libs idphoto) */
#include <stdio.h>

#include <idphoto/photo.h>

static unsigned char bytes[IDP_INPUT_BYTES_MAX];

int main(int argc, char **argv)
{
    FILE *in = argc == 3 ? fopen(argv[1], "rb") : NULL;
    FILE *out = NULL;
    IdpEngine *engine = NULL;
    IdpPhoto *photo = NULL;
    IdpError error = {0};
    IdpBytes certificate = {0};

    if (!in)
        return fprintf(stderr, "usage: make_photo IN OUT.jpg\n"), 2;
    IdpPhotoRequest request = {.input = {bytes, fread(bytes, 1, sizeof bytes, in)},
                               .outputs = IDP_OUTPUT_CERTIFICATE};
    if (idp_engine_new(NULL, &engine, &error) || idp_photo_make(engine, &request, &photo, &error))
        return fprintf(stderr, "make_photo: %s\n", error.message), 1;
    certificate = idp_photo_get_certificate(photo);
    if (!certificate.data)
        return fprintf(stderr, "refused: idp_photo_get_report says why\n"), 3;
    out = fopen(argv[2], "wb");
    if (!out || fwrite(certificate.data, 1, certificate.n_bytes, out) != certificate.n_bytes ||
        fclose(out))
        return perror(argv[2]), 1;
    idp_photo_free(photo);
    idp_engine_free(engine);
    return fclose(in);
}
