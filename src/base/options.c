/* The option parser: one pass over argv. See the header for the accepted forms. */
#include "src/base/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const Option *find_by_name(const Option *options, const char *name, size_t length)
{
    for (; options->name; options++)
        if (strlen(options->name) == length && !memcmp(options->name, name, length))
            return options;
    return NULL;
}

static const Option *find_by_letter(const Option *options, char letter)
{
    for (; options->name; options++)
        if (options->letter && options->letter == letter)
            return options;
    return NULL;
}

static int set_number(const Option *option, const char *text, Message *message)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if (errno || end == text || *end || number < option->min || number > option->max)
        return message_set(message, "--%s takes a whole number from %ld to %ld", option->name,
                           option->min, option->max);
    *(long *)option->target = number;
    return 0;
}

/* value: NULL if none was given with the name. */
static int set_option(const Option *option, const char *value, Message *message)
{
    if (option->kind == OPTION_FLAG) {
        if (value)
            return message_set(message, "--%s takes no value", option->name);
        *(int *)option->target = 1;
        return 0;
    }
    if (!value)
        return message_set(message, "--%s needs a value: %s", option->name, option->value);
    if (option->kind == OPTION_NUMBER)
        return set_number(option, value, message);
    *(const char **)option->target = value;
    return 0;
}

/* Splits one argument that begins with a dash; *ret_inline_value is NULL if it carries none. */
static const Option *recognise(const Option *options, const char *argument,
                               const char **ret_inline_value)
{
    const char *equals;
    const char *name = argument + 2;

    *ret_inline_value = NULL;
    if (argument[1] != '-')
        return argument[2] ? NULL : find_by_letter(options, argument[1]);
    equals = strchr(name, '=');
    if (!equals)
        return find_by_name(options, name, strlen(name));
    *ret_inline_value = equals + 1;
    return find_by_name(options, name, (size_t)(equals - name));
}

int options_parse(const Option *options, int argc, char **argv, Operands *ret_operands,
                  Message *ret_message)
{
    size_t n_operands = 0;
    int is_past_options = 0;

    for (int i = 1; i < argc; i++) {
        const char *value;
        const Option *option;

        if (is_past_options || argv[i][0] != '-' || !argv[i][1]) {
            argv[1 + n_operands++] = argv[i];
            continue;
        }
        if (!strcmp(argv[i], "--")) {
            is_past_options = 1;
            continue;
        }
        option = recognise(options, argv[i], &value);
        if (!option)
            return message_set(ret_message, "unknown option: %.100s", argv[i]);
        if (!value && option->kind != OPTION_FLAG && i + 1 < argc)
            value = argv[++i];
        if (set_option(option, value, ret_message))
            return -1;
    }
    *ret_operands = (Operands){argv + 1, n_operands};
    return 0;
}

void options_print_help(const Option *options, FILE *stream)
{
    for (; options->name; options++) {
        char left[64];

        snprintf(left, sizeof left, "%c%c%c --%s%s%s", options->letter ? '-' : ' ',
                 options->letter ? options->letter : ' ', options->letter ? ',' : ' ',
                 options->name, options->kind == OPTION_FLAG ? "" : " ",
                 options->kind == OPTION_FLAG ? "" : options->value);
        fprintf(stream, "  %-26s %s\n", left, options->help);
    }
}
