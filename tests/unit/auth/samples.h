/* What the tests of this folder share: real photographs as shots, with their faces. */
#ifndef TESTS_UNIT_AUTH_SAMPLES_H
#define TESTS_UNIT_AUTH_SAMPLES_H

#include "lib/auth/auth.h"
#include "tests/simulate/tools.h"

/* cmocka set-up and tear-down: *state is a Tools. */
int samples_set_up(void **state);
int samples_tear_down(void **state);

/* The file of TUCAI_PICTURES as a shot; the test ends if it is not there or has no face. */
Shot samples_load(const Tools *tools, const char *name);

/* The picture as a JPEG file of the quality, read back as a shot. The bytes live in the arena. */
Shot samples_encode(const Tools *tools, const RgbImage *image, int quality);

/* All signals of the shot and nothing else given. */
AuthEvidence samples_measure(const Tools *tools, const Shot *shot);

#endif
