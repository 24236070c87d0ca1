/* A line for the user, filled where the fault is found and printed once at the top. */
#ifndef SRC_BASE_MESSAGE_H
#define SRC_BASE_MESSAGE_H

typedef struct Message {
    char text[256]; /* NUL-terminated, no newline */
} Message;

/* Fills the message and returns -1, for `return message_set(...)`. A longer text is cut. */
int message_set(Message *message, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
