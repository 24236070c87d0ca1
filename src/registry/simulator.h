/*
 * A registry of this site's own, for tests and demonstrations: whoever has its key issues codes.
 *
 * A code is "TC1." and base64url of lines sealed under the key (crypt.h: XChaCha20-Poly1305): when
 * it expires, school, unique number, registration, masked name, masked identity number. About 160
 * characters, which a phone reads from a screen (QR version 9, correction M).
 */
#ifndef SRC_REGISTRY_SIMULATOR_H
#define SRC_REGISTRY_SIMULATOR_H

#include "src/base/crypt.h"
#include "src/registry/registry.h"

#define SIMULATOR_PREFIX "TC1."
#define SIMULATOR_CONTEXT "capture-code:1" /* of the seal */

/* STATUS_MEMORY. */
int simulator_new(const CryptKey *key, Registry **ret_registry, Message *ret_message);

/* ARGUMENT: a field is empty or has a control character, or a number other than letters and digits.
 */
int simulator_issue(const CryptKey *key, const CaptureCode *code,
                    char ret_text[CAPTURE_CODE_TEXT_BYTES], Message *ret_message);

#endif
