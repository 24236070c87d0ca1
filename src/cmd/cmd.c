/* What the subcommands share. */
#include "src/cmd/cmd.h"

#include <stdio.h>
#include <string.h>

static int wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
        if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help"))
            return 1;
    return 0;
}

int cmd_parse(const char *usage, const Option *options, int argc, char **argv,
              Operands *ret_operands, int *ret_is_done)
{
    Message message;

    *ret_is_done = 1;
    if (wants_help(argc, argv)) {
        printf("%s\n", usage);
        options_print_help(options, stdout);
        return CMD_OK;
    }
    if (options_parse(options, argc, argv, ret_operands, &message)) {
        fprintf(stderr, "tucai: %s (try --help)\n", message.text);
        return CMD_USAGE;
    }
    *ret_is_done = 0;
    return CMD_OK;
}

int cmd_refuse(const char *usage)
{
    fputs(usage, stderr);
    return CMD_USAGE;
}

int cmd_parse_words(const char *usage, const Option *options, int argc, char **argv, size_t n_words,
                    Operands *ret_operands, int *ret_is_done)
{
    const int status = cmd_parse(usage, options, argc, argv, ret_operands, ret_is_done);

    if (*ret_is_done || ret_operands->n_values == n_words)
        return status;
    *ret_is_done = 1;
    return cmd_refuse(usage);
}

const IdpProfile *cmd_find_profile(const char *name)
{
    const IdpProfile *profile = idp_profile_find(name);

    if (profile)
        return profile;
    fprintf(stderr, "tucai: no profile '%s'; there are:", name);
    for (size_t i = 0; (profile = idp_profile_get(i)); i++)
        fprintf(stderr, " %s", profile->name);
    fputc('\n', stderr);
    return NULL;
}

int cmd_run_with_config(const char *usage, int argc, char **argv,
                        int (*run)(const char *config_path))
{
    const char *config_path = NULL;
    const Option options[] = {
        {"config", 'c', OPTION_TEXT, &config_path, 0, 0, "FILE", "the settings"}, {0}};
    Operands operands;
    int is_done;
    const int status = cmd_parse_words(usage, options, argc, argv, 0, &operands, &is_done);

    return is_done ? status : run(config_path);
}

int cmd_run_with_word(const char *usage, int argc, char **argv,
                      int (*run)(const char *config_path, const char *word))
{
    const char *config_path = NULL;
    const Option options[] = {
        {"config", 'c', OPTION_TEXT, &config_path, 0, 0, "FILE", "the settings"}, {0}};
    Operands operands;
    int is_done;
    const int status = cmd_parse_words(usage, options, argc, argv, 1, &operands, &is_done);

    return is_done ? status : run(config_path, operands.values[0]);
}

int cmd_parse_exceptions(const char *text, Exceptions *ret_exceptions)
{
    char *rest;

    *ret_exceptions = (Exceptions){0};
    if (!text)
        return CMD_OK;
    if (strlen(text) >= sizeof ret_exceptions->text) {
        fprintf(stderr, "tucai: --except takes at most %d rule codes\n", IDP_EXCEPTIONS_MAX);
        return CMD_USAGE;
    }
    memcpy(ret_exceptions->text, text, strlen(text));
    for (char *code = strtok_r(ret_exceptions->text, ",", &rest);
         code && ret_exceptions->n_codes < IDP_EXCEPTIONS_MAX; code = strtok_r(NULL, ",", &rest))
        ret_exceptions->codes[ret_exceptions->n_codes++] = code;
    return CMD_OK;
}

IdpEngine *cmd_start_engine(unsigned jobs_max)
{
    const IdpEngineOptions options = {.jobs_max = jobs_max};
    IdpEngine *engine = NULL;
    IdpError error;

    if (idp_engine_new(&options, &engine, &error))
        fprintf(stderr, "tucai: the engine does not start: %s\n", error.message);
    return engine;
}

void cmd_print_error(const char *name, const IdpError *error)
{
    fprintf(stderr, "tucai: %s: %s (%s)\n", name, error->message,
            idp_status_get_name(error->status));
}

int cmd_get_worse(int a, int b)
{
    static const int by_weight[] = {CMD_INTERNAL, CMD_USAGE, CMD_REFUSED};

    for (size_t i = 0; i < sizeof by_weight / sizeof by_weight[0]; i++)
        if (a == by_weight[i] || b == by_weight[i])
            return by_weight[i];
    return CMD_OK;
}
