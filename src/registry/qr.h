/* QR pictures of capture codes, for tests and demonstrations. Thread-safe. */
#ifndef SRC_REGISTRY_QR_H
#define SRC_REGISTRY_QR_H

#include "src/base/status.h"

/*
 * An SVG of the text's QR code (ISO/IEC 18004, correction M, a quiet zone of four modules), one
 * unit a module; *ret_svg is freed by the caller. TOO_LARGE: the text does not fit; MEMORY.
 */
int qr_print_svg(const char *text, char **ret_svg, Message *ret_message);

#endif
