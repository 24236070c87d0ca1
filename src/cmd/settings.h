/*
 * The server's settings: one table (settings.c), which reads the file, and prints itself as the
 * reference (tucai config --print).
 */
#ifndef SRC_CMD_SETTINGS_H
#define SRC_CMD_SETTINGS_H

#include <stdint.h>
#include <stdio.h>

#include "src/base/config.h"
#include "src/base/log.h"

enum { SETTINGS_MAKERS_AUTO = -1 };

typedef struct Settings {
    char address[CONFIG_TEXT_BYTES];
    int64_t port, n_network_threads, n_workers, queue_max, connections_max,
        connections_per_address_max, idle_timeout_s, body_deadline_s, stop_grace_s;
    int is_behind_proxy;
    char metrics[CONFIG_TEXT_BYTES]; /* local, anywhere */

    char store_url[CONFIG_TEXT_BYTES]; /* "": in the data folder, as those below */
    int64_t store_connections_max;
    int migrates;

    char keys_url[CONFIG_TEXT_BYTES], master_file[CONFIG_TEXT_BYTES];

    char photos_dir[CONFIG_TEXT_BYTES];
    int64_t n_makers; /* SETTINGS_MAKERS_AUTO */
    int64_t free_least_mb;

    int64_t video_pace;
    char registry[CONFIG_TEXT_BYTES]; /* none, simulator */
    int64_t claim_min;

    char log_level[CONFIG_TEXT_BYTES];

    int64_t requests_per_minute, student_requests_per_minute, staff_requests_per_minute,
        logins_per_minute, sessions_per_minute, verifications_per_minute, hashes_max,
        shots_waiting_max;
} Settings;

/* The defaults, and over them the file; path NULL: no file. 0, or -1 with a line for the user. */
int settings_read(const char *path, Settings *ret_settings, Message *ret_message);

/* The same, of n_bytes of text that messages call name. */
int settings_parse(const char *name, const char *text, size_t n_bytes, Settings *ret_settings,
                   Message *ret_message);

void settings_print(const Settings *settings, FILE *stream);

LogLevel settings_get_log_level(const Settings *settings);

#endif
