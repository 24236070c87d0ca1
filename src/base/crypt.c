/* Thin: libsodium does it all; here are our sizes and our error rule. */
#include "src/base/crypt.h"

#include <string.h>

#include <sodium.h>

#include "lib/base/alloc.h"
#include "src/base/base64.h"

_Static_assert((int)CRYPT_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");
_Static_assert((int)CRYPT_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES, "key");
_Static_assert((int)CRYPT_SEAL_OVERHEAD_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                                     crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "overhead");
_Static_assert((int)CRYPT_STREAM_HEADER_BYTES == crypto_secretstream_xchacha20poly1305_HEADERBYTES,
               "header");
_Static_assert((int)CRYPT_PIECE_OVERHEAD_BYTES == crypto_secretstream_xchacha20poly1305_ABYTES,
               "overhead");
_Static_assert((int)CRYPT_PASSWORD_BYTES == crypto_pwhash_STRBYTES, "password");

enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

struct CryptStream {
    crypto_secretstream_xchacha20poly1305_state state;
};

int crypt_init(void)
{
    return sodium_init() < 0 ? -1 : 0;
}

void crypt_fill_random(void *ret_bytes, size_t n_bytes)
{
    randombytes_buf(ret_bytes, n_bytes);
}

CryptKey crypt_make_key(void)
{
    CryptKey key;

    randombytes_buf(key.bytes, sizeof key.bytes);
    return key;
}

void crypt_make_token(char ret_token[CRYPT_TOKEN_BYTES])
{
    uint8_t bytes[16];

    randombytes_buf(bytes, sizeof bytes);
    base64_format(bytes, sizeof bytes, ret_token);
}

void crypt_wipe(void *bytes, size_t n_bytes)
{
    sodium_memzero(bytes, n_bytes);
}

void crypt_hash(const CryptKey *key, const void *data, size_t n_bytes,
                uint8_t ret_hash[CRYPT_HASH_BYTES])
{
    crypto_generichash(ret_hash, CRYPT_HASH_BYTES, data, n_bytes, key->bytes, sizeof key->bytes);
}

int crypt_is_equal(const void *a, const void *b, size_t n_bytes)
{
    return sodium_memcmp(a, b, n_bytes) == 0;
}

void crypt_seal(const CryptKey *key, const char *context, const void *data, size_t n_bytes,
                uint8_t *ret_sealed)
{
    randombytes_buf(ret_sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(ret_sealed + NONCE_BYTES, NULL, data, n_bytes,
                                               (const uint8_t *)context, strlen(context), NULL,
                                               ret_sealed, key->bytes);
}

int crypt_open(const CryptKey *key, const char *context, const uint8_t *sealed, size_t n_sealed,
               uint8_t *ret_data)
{
    if (n_sealed < CRYPT_SEAL_OVERHEAD_BYTES)
        return -1;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
        ret_data, NULL, NULL, sealed + NONCE_BYTES, n_sealed - NONCE_BYTES,
        (const uint8_t *)context, strlen(context), sealed, key->bytes);
}

CryptStream *crypt_stream_new_writer(const CryptKey *key, uint8_t *ret_header)
{
    CryptStream *stream = ALLOC_NEW(CryptStream);

    if (stream)
        crypto_secretstream_xchacha20poly1305_init_push(&stream->state, ret_header, key->bytes);
    return stream;
}

CryptStream *crypt_stream_new_reader(const CryptKey *key, const uint8_t *header)
{
    CryptStream *stream = ALLOC_NEW(CryptStream);

    /* It refuses nothing yet: a wrong header or key shows with the first piece. */
    if (stream)
        crypto_secretstream_xchacha20poly1305_init_pull(&stream->state, header, key->bytes);
    return stream;
}

void crypt_stream_free(CryptStream *stream)
{
    if (!stream)
        return;
    sodium_memzero(stream, sizeof *stream);
    free(stream);
}

void crypt_stream_seal(CryptStream *stream, const void *data, size_t n_bytes, int is_last,
                       uint8_t *ret_piece)
{
    crypto_secretstream_xchacha20poly1305_push(
        &stream->state, ret_piece, NULL, data, n_bytes, NULL, 0,
        is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

int crypt_stream_open(CryptStream *stream, const uint8_t *piece, size_t n_piece, uint8_t *ret_data,
                      int *ret_is_last)
{
    unsigned char tag;

    if (crypto_secretstream_xchacha20poly1305_pull(&stream->state, ret_data, NULL, &tag, piece,
                                                   n_piece, NULL, 0))
        return -1;
    *ret_is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return 0;
}

int crypt_hash_password(const char *password, char ret_hash[CRYPT_PASSWORD_BYTES])
{
    const size_t n_bytes = strlen(password);

    if (n_bytes > CRYPT_PASSWORD_INPUT_MAX)
        return -1;
    return crypto_pwhash_str_alg(ret_hash, password, n_bytes, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
}

int crypt_is_password(const char *hash, const char *password)
{
    const size_t n_bytes = strlen(password);

    return n_bytes <= CRYPT_PASSWORD_INPUT_MAX &&
           crypto_pwhash_str_verify(hash, password, n_bytes) == 0;
}
