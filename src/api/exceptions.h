/* Requests for exceptions: limits of their form. */
#ifndef SRC_API_EXCEPTIONS_H
#define SRC_API_EXCEPTIONS_H

enum { EXCEPTION_PROOF_BYTES = 8 * 1024 * 1024 }; /* of the picture */

#endif
