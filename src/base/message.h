/* A line for the user, filled where the fault is found and printed once at the top. */
#ifndef SRC_BASE_MESSAGE_H
#define SRC_BASE_MESSAGE_H

typedef struct Message {
    char text[256]; /* NUL-terminated, no newline */
} Message;

/* Fills the message and returns -1, for `return message_set(...)`. A longer text is cut. */
int message_set(Message *message, const char *format, ...) __attribute__((format(printf, 2, 3)));

#ifdef __clang_analyzer__
/* The analyzer cannot see that message_set returns -1, so that what follows is a failure. */
static inline int message_failed(int same)
{
    (void)same;
    return -1;
}
#define message_set(...) message_failed((message_set)(__VA_ARGS__))
#endif

#endif
