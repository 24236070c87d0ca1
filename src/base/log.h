/*
 * The log: one JSON object a line, for machines first: time, level, event, and typed fields.
 *
 * An event is a constant word, its fields are names with numbers, ids and constant words; there is
 * no way to put in free text but `log_detail`, which is for messages of our own code. So no name,
 * number or photo of a person can get in by accident. Thread-safe: a line is one write.
 */
#ifndef SRC_BASE_LOG_H
#define SRC_BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum { LOG_FIELDS_MAX = 12, LOG_LINE_BYTES_MAX = 2048 };

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR } LogLevel;

typedef enum LogKind { LOG_KIND_NUMBER, LOG_KIND_REAL, LOG_KIND_WORD, LOG_KIND_DETAIL } LogKind;

typedef struct LogField {
    const char *name;
    LogKind kind;
    int64_t number;
    double real;
    const char *text;
} LogField;

static inline LogField log_number(const char *name, int64_t number)
{
    return (LogField){.name = name, .kind = LOG_KIND_NUMBER, .number = number};
}

static inline LogField log_real(const char *name, double real)
{
    return (LogField){.name = name, .kind = LOG_KIND_REAL, .real = real};
}

/* A word of the program: letters, digits and -_./: only; anything else is written as "?". */
static inline LogField log_word(const char *name, const char *word)
{
    return (LogField){.name = name, .kind = LOG_KIND_WORD, .text = word};
}

/* A message of our own code (struct Message), never what a user sent. Escaped, cut at 256 bytes. */
static inline LogField log_detail(const char *text)
{
    return (LogField){.name = "detail", .kind = LOG_KIND_DETAIL, .text = text};
}

/* Where lines go, and from which level on. Set once before threads start. */
typedef struct Log {
    int fd;
    LogLevel least;
} Log;

/* Writes one line; what does not fit is left out, and the line says so. Never fails. */
void log_write(const Log *log, LogLevel level, const char *event, const LogField *fields,
               size_t n_fields);

/* log_event(log, LOG_INFO, "started", log_number("port", 8080), ...): at least one field. */
#define log_event(log, level, event, ...)                                                          \
    log_write((log), (level), (event), (const LogField[]){__VA_ARGS__},                            \
              sizeof((const LogField[]){__VA_ARGS__}) / sizeof(LogField))

#endif
