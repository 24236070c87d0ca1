/* Lines of JSON, built in a buffer of fixed size. Thread-safe: one write(2) a line. */
#include "src/base/log.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DETAIL_BYTES_MAX = 256, END_BYTES = 24 /* room for ,"cut":true} and the newline */ };

static const char *const level_names[] = {"debug", "info", "warning", "error"};

typedef struct Line {
    char text[LOG_LINE_BYTES_MAX];
    size_t length;
} Line;

__attribute__((format(printf, 2, 3))) static bool append(Line *line, const char *format, ...)
{
    const size_t room = sizeof line->text - END_BYTES - line->length;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line->text + line->length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room)
        return false;
    line->length += (size_t)length;
    return true;
}

static bool is_word(const char *text)
{
    const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:";

    return text && *text && !text[strspn(text, letters)];
}

/* As a JSON string: quotes, backslashes and control characters escaped, bytes beyond ASCII as "?".
 */
static void escape(const char *text, char *ret_text, size_t size_bytes)
{
    size_t used = 0;

    for (; *text && used + 3 < size_bytes; text++) {
        const unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            ret_text[used++] = '\\';
        ret_text[used++] = c >= 0x20 && c < 0x7f ? *text : '?';
    }
    ret_text[used] = 0;
}

static bool append_field(Line *line, const LogField *field)
{
    char text[2 * DETAIL_BYTES_MAX];

    switch (field->kind) {
    case LOG_KIND_NUMBER:
        return append(line, ",\"%s\":%" PRId64, field->name, field->number);
    case LOG_KIND_REAL:
        if (!isfinite(field->real))
            return append(line, ",\"%s\":null", field->name);
        return append(line, ",\"%s\":%.6g", field->name, field->real);
    case LOG_KIND_WORD:
        return append(line, ",\"%s\":\"%s\"", field->name,
                      is_word(field->text) ? field->text : "?");
    case LOG_KIND_DETAIL:
        escape(field->text ? field->text : "", text, DETAIL_BYTES_MAX);
        return append(line, ",\"%s\":\"%s\"", field->name, text);
    }
    return true;
}

static void append_time(Line *line)
{
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    append(line, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\"", utc.tm_year + 1900,
           utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, now.tv_nsec / 1000000);
}

void log_write(const Log *log, LogLevel level, const char *event, const LogField *fields,
               size_t n_fields)
{
    Line line = {.length = 0};
    bool is_whole = n_fields <= LOG_FIELDS_MAX;
    ssize_t ignored;

    if (level < log->least)
        return;
    append_time(&line);
    append(&line, ",\"level\":\"%s\",\"event\":\"%s\"", level_names[level],
           is_word(event) ? event : "?");
    for (size_t i = 0; i < n_fields && is_whole; i++)
        is_whole = append_field(&line, &fields[i]);
    line.length += (size_t)snprintf(line.text + line.length, END_BYTES, "%s}\n",
                                    is_whole ? "" : ",\"cut\":true");
    ignored = write(log->fd, line.text, line.length); /* nowhere to tell of a log that is full */
    (void)ignored;
}
