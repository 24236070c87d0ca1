/*
 * What making a photo needs, for tests on both databases: engine, vault, keys, and one student who
 * may shoot. Failures end the test.
 */
#ifndef TESTS_UNIT_PIPELINE_STUDIO_H
#define TESTS_UNIT_PIPELINE_STUDIO_H

#include "src/model/shot.h"
#include "src/model/student.h"
#include "src/pipeline/making.h"
#include "tests/support/test_app.h"

typedef struct Studio {
    IdpEngine *engine; /* of all tests */
    Log quiet;
    char folder[64];
    int n_set_up;
    TestApp test; /* of one test, as the rest */
    BlobStore *blobs;
    KeyStore *keys;
    Student student; /* of journey 1 */
} Studio;

/* Before the first test and after the last, with what main was given. 0 or -1. */
int studio_open(int argc, char **argv, Studio *ret_studio);
int studio_close(Studio *studio);

void studio_set_up(Studio *studio);
void studio_tear_down(Studio *studio);

Making studio_get_making(const Studio *studio);

/* Sends in a picture of TUCAI_PICTURES, or of a path from the root; NULL: bytes that are none. */
Shot studio_send_in(Studio *studio, const char *picture, const char *key);

/* With a burst of n_frames, each the picture itself, 200 ms apart. */
Shot studio_send_in_burst(Studio *studio, const char *picture, const char *key, size_t n_frames);

#endif
