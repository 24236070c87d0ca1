/*
 * The subcommands of `tucai`: one file each, and what they share.
 *
 * A command gets the words after its own name (argv[0] is the name) and returns the exit status.
 */
#ifndef SRC_CMD_CMD_H
#define SRC_CMD_CMD_H

#include <stddef.h>

#include <idphoto/photo.h>

#include "src/base/options.h"

enum {
    CMD_OK = 0,       /* done; the photo passed */
    CMD_INTERNAL = 1, /* our fault */
    CMD_USAGE = 2,    /* bad input or usage */
    CMD_REFUSED = 3   /* the photo, or a file, does not hold */
};

int cmd_photo_make(int argc, char **argv);
int cmd_photo_check(int argc, char **argv);
int cmd_photo_calibrate(int argc, char **argv);
int cmd_photo_rules(int argc, char **argv);
int cmd_photo_validate(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_worker(int argc, char **argv);
int cmd_seed_demo(int argc, char **argv);
int cmd_video_add(int argc, char **argv);
int cmd_migrate(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_purge(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_account_add(int argc, char **argv);
int cmd_account_reset(int argc, char **argv);
int cmd_account_disable(int argc, char **argv);
int cmd_account_list(int argc, char **argv);
int cmd_bench_photo(int argc, char **argv);
int cmd_bench_judge(int argc, char **argv);
int cmd_bench_matte(int argc, char **argv);

/*
 * Parses the words of a command, prints what is wrong, or the help where -h or --help stands.
 * usage: the lines above the options. CMD_OK: go on; any other value and *ret_is_done: return it.
 */
int cmd_parse(const char *usage, const Option *options, int argc, char **argv,
              Operands *ret_operands, int *ret_is_done);

/* The same for a command of exactly so many words: else it prints the usage, and *ret_is_done. */
int cmd_parse_words(const char *usage, const Option *options, int argc, char **argv, size_t n_words,
                    Operands *ret_operands, int *ret_is_done);

/* Prints the usage; CMD_USAGE. */
int cmd_refuse(const char *usage);

/* Finds a profile by name and prints the known ones if there is none. NULL: return CMD_USAGE. */
const IdpProfile *cmd_find_profile(const char *name);

/*
 * For a command whose only option is --config and that takes no words: parses, then runs it with
 * the path, NULL if none was given.
 */
int cmd_run_with_config(const char *usage, int argc, char **argv,
                        int (*run)(const char *config_path));

/* The same of a command that takes one word. */
int cmd_run_with_word(const char *usage, int argc, char **argv,
                      int (*run)(const char *config_path, const char *word));

/* A list of rule codes, "P06,P19", as a request wants it. */
typedef struct Exceptions {
    char text[IDP_EXCEPTIONS_MAX * 4];
    const char *codes[IDP_EXCEPTIONS_MAX];
    size_t n_codes;
} Exceptions;

/* text may be NULL: none. CMD_USAGE with a line on stderr if there are too many or too long ones.
 */
int cmd_parse_exceptions(const char *text, Exceptions *ret_exceptions);

/* Starts the engine and prints the error if it cannot. NULL: return CMD_INTERNAL. */
IdpEngine *cmd_start_engine(unsigned jobs_max);

/* The exit status of two files together: internal before usage before refused before done. */
int cmd_get_worse(int a, int b);

/* Prints an error of the library under the name of a file. */
void cmd_print_error(const char *name, const IdpError *error);

#endif
