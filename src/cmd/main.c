/* `tucai`: finds the subcommand and hands over. */
#include <stdio.h>
#include <string.h>

#include "src/cmd/cmd.h"

typedef struct Command {
    const char *group, *name; /* name "": the group is the command */
    int (*run)(int argc, char **argv);
    const char *help;
} Command;

static const Command commands[] = {
    {"photo", "make", cmd_photo_make, "make certificate photos of shots"},
    {"photo", "check", cmd_photo_check, "print what every rule measures on a shot"},
    {"photo", "calibrate", cmd_photo_calibrate, "error rates of the rules on labelled pictures"},
    {"photo", "rules", cmd_photo_rules, "print the table of rules"},
    {"photo", "validate", cmd_photo_validate, "hold finished photos against the standard"},
    {"serve", "", cmd_serve, "run the server"},
    {"worker", "", cmd_worker, "make the photos that a server has queued"},
    {"seed", "demo", cmd_seed_demo, "fill an empty database with a demo province"},
    {"video", "add", cmd_video_add, "publish the film that students must watch"},
    {"migrate", "", cmd_migrate, "bring the database up to date"},
    {"account", "add", cmd_account_add, "make a staff account"},
    {"account", "reset", cmd_account_reset, "give a new first password"},
    {"account", "disable", cmd_account_disable, "let an account in no more"},
    {"account", "list", cmd_account_list, "print the staff accounts"},
    {"config", "", cmd_config, "print the settings and their reference"},
    {"purge", "", cmd_purge, "end what is kept no longer"},
    {"backup", "", cmd_backup, "copy database and photos while the server runs"},
    {"restore", "", cmd_restore, "put a backup into an empty site"},
    {"doctor", "", cmd_doctor, "look whether everything a server needs is there"},
    {"bench", "photo", cmd_bench_photo, "speed and memory of the photo engine"},
    {"bench", "judge", cmd_bench_judge, "what each family of rules costs"},
    {"bench", "matte", cmd_bench_matte, "scores of the matte on composites with known alpha"},
};

static void print_help(FILE *stream)
{
    fputs("Usage: tucai COMMAND [WORDS...]; each command has --help\n\n", stream);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        fprintf(stream, "  %-7s %-10s %s\n", commands[i].group, commands[i].name, commands[i].help);
}

int main(int argc, char **argv)
{
    if (argc >= 2 && (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help"))) {
        print_help(stdout);
        return CMD_OK;
    }
    if (argc >= 2 && !strcmp(argv[1], "--version")) {
        puts("tucai " TUCAI_VERSION);
        return CMD_OK;
    }
    for (size_t i = 0; argc >= 2 && i < sizeof commands / sizeof commands[0]; i++) {
        const int n_words = commands[i].name[0] ? 2 : 1;

        if (!strcmp(argv[1], commands[i].group) &&
            (n_words == 1 || (argc >= 3 && !strcmp(argv[2], commands[i].name))))
            return commands[i].run(argc - n_words, argv + n_words);
    }
    print_help(stderr);
    return CMD_USAGE;
}
