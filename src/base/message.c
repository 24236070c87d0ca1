/* The line for the user. Thread-safe: touches only its arguments. */
#include "src/base/message.h"

#include <stdarg.h>
#include <stdio.h>

/* In brackets: for the analyzer the name is a macro too. */
int(message_set)(Message *message, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message->text, sizeof message->text, format, arguments);
    va_end(arguments);
    return -1;
}
