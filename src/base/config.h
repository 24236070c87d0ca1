/*
 * Configuration as one typed table: key, kind, default, range, unit, help.
 *
 * The table reads the file (ini, by libinih), says what is wrong in it by line, and prints itself
 * as the reference. An unknown key or section, a value out of its range and a key given twice are
 * errors: a program that does not understand its configuration must not start. Secrets stand in
 * files of their own that only their owner may read; the configuration names those.
 */
#ifndef SRC_BASE_CONFIG_H
#define SRC_BASE_CONFIG_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "src/base/message.h"

enum {
    CONFIG_LINE_BYTES_MAX = 198, /* libinih cuts longer ones in two */
    CONFIG_TEXT_BYTES = 512,     /* of a target: also for paths that are completed */
    CONFIG_FILE_BYTES_MAX = 64 * 1024,
    CONFIG_ENTRIES_MAX = 128
};

typedef enum ConfigKind {
    CONFIG_TEXT,   /* target: char[CONFIG_TEXT_BYTES] */
    CONFIG_NUMBER, /* target: int64_t, min..max */
    CONFIG_SWITCH, /* target: int, "yes" or "no" */
    CONFIG_CHOICE  /* target: char[CONFIG_TEXT_BYTES], one of the words of `unit`: "a|b|c" */
} ConfigKind;

typedef struct ConfigEntry {
    const char *section, *key;
    ConfigKind kind;
    size_t offset; /* of the target in the settings */
    int64_t min, max;
    const char *unit;     /* "ms", "bytes", "" or the choices */
    const char *standard; /* the default, as it would stand in the file */
    const char *help;
} ConfigEntry;

/* Fills every target with its default. 0, or -1 if the table itself is wrong (a test's matter). */
int config_set_defaults(const ConfigEntry *entries, size_t n_entries, void *settings,
                        Message *ret_message);

/*
 * Reads text (n_bytes, a file named name in messages) over what settings hold. 0, or -1 with
 * "NAME:LINE: ..." for the user; settings may then be half filled.
 */
int config_parse(const ConfigEntry *entries, size_t n_entries, const char *name, const char *text,
                 size_t n_bytes, void *settings, Message *ret_message);

/* The whole table as a file that config_parse reads, with the settings' values and the help. */
void config_print(const ConfigEntry *entries, size_t n_entries, const void *settings, FILE *stream);

/*
 * Reads a secret of exactly n_bytes from a file that only its owner may read or write. 0, or -1
 * with a line for the user.
 */
int config_read_secret(const char *path, void *ret_secret, size_t n_bytes, Message *ret_message);

#endif
