/* The table against the file. Thread-safe: touches only its arguments. */
#include "src/base/config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ini.h>

#include "lib/base/cleanup.h"

static bool is_choice(const char *choices, const char *value)
{
    const size_t length = strlen(value);

    if (!length || strchr(value, '|'))
        return false;
    for (const char *at = choices; at; at = strchr(at, '|')) {
        at += *at == '|';
        if (!strncmp(at, value, length) && (at[length] == '|' || !at[length]))
            return true;
    }
    return false;
}

static int set_number(const ConfigEntry *entry, const char *value, int64_t *target,
                      Message *ret_message)
{
    char *end;
    int64_t number;

    errno = 0;
    number = strtoll(value, &end, 10);
    if (!*value || *end || errno || number < entry->min || number > entry->max)
        return message_set(ret_message, "%s: a number from %" PRId64 " to %" PRId64 "%s%s",
                           entry->key, entry->min, entry->max, *entry->unit ? " " : "",
                           entry->unit);
    *target = number;
    return 0;
}

static int set_text(const ConfigEntry *entry, const char *value, char *target, Message *ret_message)
{
    const size_t n_bytes_max =
        CONFIG_LINE_BYTES_MAX - strlen(entry->key) - strlen(" = "); /* as printed */

    if (strlen(value) > n_bytes_max)
        return message_set(ret_message, "%s: at most %zu bytes", entry->key, n_bytes_max);
    if (*value == ';') /* "key =;": half a comment, which would be lost when it is printed */
        return message_set(ret_message, "%s: a space before the comment", entry->key);
    if (entry->kind == CONFIG_CHOICE && !is_choice(entry->unit, value))
        return message_set(ret_message, "%s: one of %s", entry->key, entry->unit);
    memcpy(target, value, strlen(value) + 1);
    return 0;
}

static int set_value(const ConfigEntry *entry, const char *value, void *settings,
                     Message *ret_message)
{
    void *target = (char *)settings + entry->offset;

    switch (entry->kind) {
    case CONFIG_NUMBER:
        return set_number(entry, value, target, ret_message);
    case CONFIG_SWITCH:
        if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
            return message_set(ret_message, "%s: yes or no", entry->key);
        *(int *)target = !strcmp(value, "yes");
        return 0;
    case CONFIG_TEXT:
    case CONFIG_CHOICE:
        break;
    }
    return set_text(entry, value, target, ret_message);
}

int config_set_defaults(const ConfigEntry *entries, size_t n_entries, void *settings,
                        Message *ret_message)
{
    if (n_entries > CONFIG_ENTRIES_MAX)
        return message_set(ret_message, "over %d entries", CONFIG_ENTRIES_MAX);
    for (size_t i = 0; i < n_entries; i++)
        if (set_value(&entries[i], entries[i].standard, settings, ret_message))
            return -1;
    return 0;
}

typedef struct Parse {
    const ConfigEntry *entries;
    size_t n_entries;
    void *settings;
    bool is_seen[CONFIG_ENTRIES_MAX];
    Message *message; /* of the first fault */
    bool has_failed;
} Parse;

static const ConfigEntry *find_entry(const Parse *parse, const char *section, const char *key)
{
    for (size_t i = 0; i < parse->n_entries; i++)
        if (!strcmp(parse->entries[i].section, section) && !strcmp(parse->entries[i].key, key))
            return &parse->entries[i];
    return NULL;
}

/* libinih's form: 1 for go on, 0 for an error on this line. */
static int take_line(void *context, const char *section, const char *key, const char *value)
{
    Parse *parse = context;
    const ConfigEntry *entry = find_entry(parse, section, key);

    if (parse->has_failed)
        return 0;
    if (!entry)
        message_set(parse->message, "unknown key %.64s in [%.64s]", key, section);
    else if (parse->is_seen[entry - parse->entries])
        message_set(parse->message, "%s stands twice", key);
    else if (!set_value(entry, value, parse->settings, parse->message)) {
        parse->is_seen[entry - parse->entries] = true;
        return 1;
    }
    parse->has_failed = true;
    return 0;
}

/* For a first pass over the form alone: the reader goes on after a fault and tells only its line.
 */
static int accept_line(void *context, const char *section, const char *key, const char *value)
{
    (void)context, (void)section, (void)key, (void)value;
    return 1;
}

static int check_lines(const char *name, const char *text, Message *ret_message)
{
    const char *at = text;

    for (int line = 1; *at; line++) {
        const size_t n_bytes = strcspn(at, "\n");

        if (n_bytes > CONFIG_LINE_BYTES_MAX)
            return message_set(ret_message, "%s:%d: over %d bytes", name, line,
                               CONFIG_LINE_BYTES_MAX);
        at += n_bytes + (at[n_bytes] == '\n');
    }
    return 0;
}

int config_parse(const ConfigEntry *entries, size_t n_entries, const char *name, const char *text,
                 size_t n_bytes, void *settings, Message *ret_message)
{
    Message fault = {"cannot be read"};
    Parse parse = {
        .entries = entries, .n_entries = n_entries, .settings = settings, .message = &fault};
    cleanup_free char *copy = NULL;
    int line;

    if (n_bytes > CONFIG_FILE_BYTES_MAX)
        return message_set(ret_message, "%s: over %d bytes", name, CONFIG_FILE_BYTES_MAX);
    if (memchr(text, 0, n_bytes))
        return message_set(ret_message, "%s: not a text file", name);
    copy = strndup(text, n_bytes);
    if (!copy)
        return message_set(ret_message, "out of memory");
    if (check_lines(name, copy, ret_message))
        return -1;
    line = ini_parse_string(copy, accept_line, NULL);
    if (!line)
        line = ini_parse_string(copy, take_line, &parse);
    if (line > 0)
        return message_set(ret_message, "%s:%d: %.200s", name, line, fault.text);
    return line < 0 ? message_set(ret_message, "%s: out of memory", name) : 0;
}

static void print_value(const ConfigEntry *entry, const void *settings, FILE *stream)
{
    const void *target = (const char *)settings + entry->offset;

    if (entry->kind == CONFIG_NUMBER)
        fprintf(stream, "%" PRId64, *(const int64_t *)target);
    else if (entry->kind == CONFIG_SWITCH)
        fputs(*(const int *)target ? "yes" : "no", stream);
    else
        fputs(target, stream);
}

static void print_help(const ConfigEntry *entry, FILE *stream)
{
    fprintf(stream, "\n; %s\n; ", entry->help);
    if (entry->kind == CONFIG_NUMBER)
        fprintf(stream, "%" PRId64 " to %" PRId64 "%s%s; ", entry->min, entry->max,
                *entry->unit ? " " : "", entry->unit);
    if (entry->kind == CONFIG_SWITCH)
        fputs("yes or no; ", stream);
    if (entry->kind == CONFIG_CHOICE)
        fprintf(stream, "%s; ", entry->unit);
    fprintf(stream, "default: %s\n", *entry->standard ? entry->standard : "none");
}

void config_print(const ConfigEntry *entries, size_t n_entries, const void *settings, FILE *stream)
{
    for (size_t i = 0; i < n_entries; i++) {
        if (!i || strcmp(entries[i].section, entries[i - 1].section) != 0)
            fprintf(stream, "%s[%s]\n", i ? "\n" : "", entries[i].section);
        print_help(&entries[i], stream);
        fprintf(stream, "%s = ", entries[i].key);
        print_value(&entries[i], settings, stream);
        fputc('\n', stream);
    }
}

int config_read_secret(const char *path, void *ret_secret, size_t n_bytes, Message *ret_message)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat info;
    ssize_t n;

    if (fd < 0)
        return message_set(ret_message, "%.200s: %s", path, strerror(errno));
    if (fstat(fd, &info) || !S_ISREG(info.st_mode) || info.st_size != (off_t)n_bytes) {
        close(fd);
        return message_set(ret_message, "%.180s: not a file of %zu bytes", path, n_bytes);
    }
    if (info.st_mode & (S_IRWXG | S_IRWXO)) {
        close(fd);
        return message_set(ret_message, "%.180s: others than its owner may read it (chmod 600)",
                           path);
    }
    n = read(fd, ret_secret, n_bytes);
    close(fd);
    return n == (ssize_t)n_bytes ? 0 : message_set(ret_message, "%.200s: cannot be read", path);
}
