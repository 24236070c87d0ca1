/* The table. */
#include "src/cmd/settings.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "src/base/file.h"

#define NUMBER(section, key, field, from, to, unit, standard, help)                                \
    {                                                                                              \
        section, key, CONFIG_NUMBER, offsetof(Settings, field), from, to, unit, standard, help     \
    }
#define TEXT(section, key, field, standard, help)                                                  \
    {                                                                                              \
        section, key, CONFIG_TEXT, offsetof(Settings, field), 0, 0, "", standard, help             \
    }
#define SWITCH(section, key, field, standard, help)                                                \
    {                                                                                              \
        section, key, CONFIG_SWITCH, offsetof(Settings, field), 0, 0, "", standard, help           \
    }
#define CHOICE(section, key, field, choices, standard, help)                                       \
    {                                                                                              \
        section, key, CONFIG_CHOICE, offsetof(Settings, field), 0, 0, choices, standard, help      \
    }

static const ConfigEntry entries[] = {
    TEXT("server", "address", address, "127.0.0.1", "IPv4 address to listen on"),
    NUMBER("server", "port", port, 0, 65535, "", "8080", "0: any free one, which the log tells"),
    NUMBER("server", "network_threads", n_network_threads, 1, 64, "", "2",
           "threads that move bytes"),
    NUMBER("server", "workers", n_workers, 1, 256, "", "16",
           "threads that answer; each may wait for the database"),
    NUMBER("server", "queue", queue_max, 1, 65536, "requests", "256",
           "may wait for a worker; more are told that the server is busy"),
    NUMBER("server", "connections", connections_max, 1, 65536, "connections", "6000",
           "open at once, 32 kB each; every student who waits for a photo holds one"),
    NUMBER("server", "connections_per_address", connections_per_address_max, 1, 65536,
           "connections", "6000",
           "open at once from one address: a campus has one, and behind a proxy all have its"),
    NUMBER("server", "idle_timeout", idle_timeout_s, 1, 3600, "s", "30",
           "a connection on which nothing moves is closed"),
    NUMBER("server", "body_deadline", body_deadline_s, 1, 3600, "s", "120",
           "a body that takes longer is cut off"),
    NUMBER("server", "stop_grace", stop_grace_s, 0, 3600, "s", "20",
           "for requests under way when the server is told to stop"),
    SWITCH(
        "server", "behind_proxy", is_behind_proxy, "no",
        "a proxy with TLS stands in front: X-Forwarded-For is believed, cookies are for TLS only"),
    CHOICE("server", "metrics", metrics, "local|anywhere", "local", "who may read /metrics"),

    TEXT("store", "url", store_url, "", "sqlite:FILE or postgres://...; none: in the data folder"),
    NUMBER("store", "connections", store_connections_max, 1, 64, "", "16", "to the database"),
    SWITCH("store", "migrate", migrates, "yes",
           "bring the database up to date at the start; no: refuse to start if it is not"),

    TEXT("keys", "url", keys_url, "",
         "of the key store, never the data's own database; none: in the data folder"),
    TEXT("keys", "master_file", master_file, "", "32 bytes; none: in the data folder"),

    TEXT("photos", "folder", photos_dir, "", "none: in the data folder"),
    NUMBER("photos", "makers", n_makers, -1, 64, "threads", "-1",
           "make photos in tucai serve; -1: one fewer than processors, at least 1; 0: none, "
           "tucai worker does it"),
    NUMBER("photos", "free_least", free_least_mb, 0, 1 << 30, "MB", "2000",
           "tucai doctor complains below"),

    NUMBER("students", "video_pace", video_pace, 1, 1000, "", "1",
           "seconds of the video that a second of watching counts for; 1 but for tests and shows"),
    CHOICE("students", "registry", registry, "none|simulator", "none",
           "who issued the capture codes; simulator: this site itself, for tests and shows"),
    NUMBER("production", "claim", claim_min, 1, 1440, "min", "30",
           "a photo that a retoucher has claimed is free for others after that"),

    CHOICE("log", "level", log_level, "debug|info|warning|error", "info", "from which on"),

    NUMBER("limits", "requests_per_minute", requests_per_minute, 1, 10000000, "", "120000",
           "of one address, against floods alone: a campus has one address, and in the rush some "
           "thousands of its students ask every few seconds"),
    NUMBER("limits", "student_requests_per_minute", student_requests_per_minute, 1, 1000000, "",
           "300", "of one student's account, in all its sessions; a client needs 60 at most"),
    NUMBER("limits", "staff_requests_per_minute", staff_requests_per_minute, 1, 1000000, "", "1500",
           "of one account of staff; a page of photos to review is some 200"),
    NUMBER("limits", "logins_per_minute", logins_per_minute, 1, 1000000, "", "20",
           "of one address, and for one login"),
    NUMBER("limits", "sessions_per_minute", sessions_per_minute, 1, 1000000, "", "3000",
           "new ones of students, of one address: a campus that opens the page at 08:00"),
    NUMBER("limits", "verifications_per_minute", verifications_per_minute, 1, 1000000, "", "6",
           "attempts of one student's account; of one address a hundred times as many"),
    NUMBER("limits", "password_hashes", hashes_max, 1, 256, "", "4",
           "made at once, 64 MB each; more are told that the server is busy"),
    NUMBER("limits", "photos_waiting", shots_waiting_max, 1, 9000, "photos", "600",
           "wait to be made or are; further students are told their place and when to come again"),
};

enum { N_ENTRIES = sizeof entries / sizeof entries[0] };

int settings_parse(const char *name, const char *text, size_t n_bytes, Settings *ret_settings,
                   Message *ret_message)
{
    if (config_set_defaults(entries, N_ENTRIES, ret_settings, ret_message))
        return -1;
    return config_parse(entries, N_ENTRIES, name, text, n_bytes, ret_settings, ret_message);
}

int settings_read(const char *path, Settings *ret_settings, Message *ret_message)
{
    cleanup_free void *text = NULL;
    size_t n_bytes = 0;

    if (path && file_read(path, CONFIG_FILE_BYTES_MAX, &text, &n_bytes, ret_message))
        return -1;
    return settings_parse(path ? path : "", text ? text : "", n_bytes, ret_settings, ret_message);
}

void settings_print(const Settings *settings, FILE *stream)
{
    config_print(entries, N_ENTRIES, settings, stream);
}

LogLevel settings_get_log_level(const Settings *settings)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    int level = LOG_DEBUG;

    while (level < LOG_ERROR && strcmp(names[level], settings->log_level) != 0)
        level++;
    return (LogLevel)level;
}
