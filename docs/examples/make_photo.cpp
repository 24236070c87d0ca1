// make_photo IN OUT.jpg: c++ make_photo.cpp -o make_photo $(pkg-config --cflags --libs idphoto)
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include <idphoto/photo.h>

int main(int argc, char **argv)
{
    if (argc != 3)
        return std::cerr << "usage: make_photo IN OUT.jpg\n", 2;
    std::ifstream in(argv[1], std::ios::binary);
    std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    IdpError error{};
    IdpEngine *engine = nullptr;
    if (idp_engine_new(nullptr, &engine, &error) != IDP_OK)
        return std::cerr << error.message << '\n', 1;
    std::unique_ptr<IdpEngine, decltype(&idp_engine_free)> engine_owner(engine, idp_engine_free);

    IdpPhotoRequest request{};
    request.input = {bytes.data(), bytes.size()};
    request.outputs = IDP_OUTPUT_CERTIFICATE;
    IdpPhoto *photo = nullptr;
    if (idp_photo_make(engine, &request, &photo, &error) != IDP_OK)
        return std::cerr << error.message << '\n', 1;
    std::unique_ptr<IdpPhoto, decltype(&idp_photo_free)> photo_owner(photo, idp_photo_free);

    const IdpBytes certificate = idp_photo_get_certificate(photo);
    if (!certificate.data)
        return std::cerr << "refused: idp_photo_get_report says why\n", 3;
    std::ofstream out(argv[2], std::ios::binary);
    out.write(static_cast<const char *>(certificate.data), certificate.n_bytes);
    return out.flush() ? 0 : 1;
}
