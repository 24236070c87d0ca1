/*
 * Cryptography, by libsodium alone: random bytes, keyed hashes, sealed texts and streams,
 * passwords.
 *
 * Keys are 32 random bytes. Sealing is XChaCha20-Poly1305 with a random nonce; `context` is bound
 * to the sealed text (which row, which column), so that one cannot stand in another's place.
 * Streams are libsodium's secretstream: pieces cannot be dropped, swapped or cut off unnoticed.
 * Passwords: argon2id (RFC 9106). crypt_init once before threads; the rest is thread-safe.
 */
#ifndef SRC_BASE_CRYPT_H
#define SRC_BASE_CRYPT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/cleanup.h"

enum {
    CRYPT_KEY_BYTES = 32,
    CRYPT_HASH_BYTES = 32,
    CRYPT_SEAL_OVERHEAD_BYTES = 24 + 16, /* nonce and tag */
    CRYPT_PASSWORD_BYTES = 128,          /* of a stored password hash, text with NUL */
    CRYPT_PASSWORD_INPUT_MAX = 256,
    CRYPT_TOKEN_BYTES = 23 /* of crypt_make_token: 22 characters and NUL, 128 random bits */
};

typedef struct CryptKey {
    uint8_t bytes[CRYPT_KEY_BYTES];
} CryptKey;

/* 0, or -1: no random numbers; the program must not go on. */
int crypt_init(void);

void crypt_fill_random(void *ret_bytes, size_t n_bytes);
CryptKey crypt_make_key(void);

/* Base64url text for addresses and sessions. */
void crypt_make_token(char ret_token[CRYPT_TOKEN_BYTES]);

/* Overwrites in a way the compiler keeps. */
void crypt_wipe(void *bytes, size_t n_bytes);

/* BLAKE2b-256 under the key: to search for what is stored sealed, or to derive a key. */
void crypt_hash(const CryptKey *key, const void *data, size_t n_bytes,
                uint8_t ret_hash[CRYPT_HASH_BYTES]);

/* In constant time. */
int crypt_is_equal(const void *a, const void *b, size_t n_bytes);

/* ret_sealed: n_bytes + CRYPT_SEAL_OVERHEAD_BYTES. */
void crypt_seal(const CryptKey *key, const char *context, const void *data, size_t n_bytes,
                uint8_t *ret_sealed);

/* ret_data: n_sealed - CRYPT_SEAL_OVERHEAD_BYTES. 0, or -1: not sealed so, by this key. */
int crypt_open(const CryptKey *key, const char *context, const uint8_t *sealed, size_t n_sealed,
               uint8_t *ret_data);

/* --- streams: a header, then pieces of at most CRYPT_PIECE_BYTES, the last one marked */

enum {
    CRYPT_STREAM_HEADER_BYTES = 24,
    CRYPT_PIECE_BYTES = 64 * 1024,
    CRYPT_PIECE_OVERHEAD_BYTES = 17
};

typedef struct CryptStream CryptStream;

/* Out of memory: NULL. ret_header / header: CRYPT_STREAM_HEADER_BYTES. */
CryptStream *crypt_stream_new_writer(const CryptKey *key, uint8_t *ret_header);
CryptStream *crypt_stream_new_reader(const CryptKey *key, const uint8_t *header);
void crypt_stream_free(CryptStream *stream);
DEFINE_CLEANUP(CryptStream, crypt_stream_free)

/* ret_piece: n_bytes + CRYPT_PIECE_OVERHEAD_BYTES. */
void crypt_stream_seal(CryptStream *stream, const void *data, size_t n_bytes, int is_last,
                       uint8_t *ret_piece);

/* ret_data: n_piece - CRYPT_PIECE_OVERHEAD_BYTES. 0, or -1. */
int crypt_stream_open(CryptStream *stream, const uint8_t *piece, size_t n_piece, uint8_t *ret_data,
                      int *ret_is_last);

/* --- passwords */

/* 0, or -1: too long, or no memory (64 MiB). About .1 s: never on a network thread. */
int crypt_hash_password(const char *password, char ret_hash[CRYPT_PASSWORD_BYTES]);
int crypt_is_password(const char *hash, const char *password);

#endif
