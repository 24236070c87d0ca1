/*
 * The whole server for fuzzers: the real routes on a real port, a database with a student, photos
 * and staff, and a connection for each input. One a process, kept from input to input.
 *
 * What must hold of every input ends the process if it does not: an answer is never 5xx, the
 * connection ends within seconds, and when it has ended nothing of it is left, no exchange and no
 * descriptor. The database is SQLite, or with TUCAI_FUZZ_DATABASE=postgres a PostgreSQL of its own.
 */
#ifndef TESTS_FUZZ_FUZZ_SITE_H
#define TESTS_FUZZ_FUZZ_SITE_H

#include <stddef.h>
#include <stdint.h>

#include "src/model/staff.h"

/* The first call starts it, the process's end stops it. */
void fuzz_site_start(void);

/* A session that holds: "student---------------", "school----------------", ... */
const char *fuzz_site_get_token(Role role);

/* A whole request whose head says "Connection: close", over a connection of its own. Answers its
 * status; that none comes ends the process. */
int fuzz_site_ask(const char *head, const void *body, size_t n_body_bytes);

/* Anything, over a connection of its own, which is closed when nothing more comes back. */
void fuzz_site_send(const void *data, size_t n_bytes);

#endif
