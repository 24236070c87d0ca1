/* Whole files in and out, for the tools of this folder. */
#ifndef TESTS_SIMULATE_FILES_H
#define TESTS_SIMULATE_FILES_H

#include <idphoto/photo.h>

/* Heap memory for free(); data NULL: it cannot be read, or is over IDP_INPUT_BYTES_MAX. */
IdpBytes file_load(const char *path);

/* 0, or -1. */
int file_store(const char *path, IdpBytes bytes);

#endif
