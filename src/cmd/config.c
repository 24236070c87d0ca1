/* `tucai config --print [FILE]`: the settings as they hold, with their reference. */
#include <stdio.h>

#include "src/cmd/cmd.h"
#include "src/cmd/settings.h"

int cmd_config(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai config --print [FILE]\n\n"
        "Prints every setting with its meaning, range and default, as a file that can be given to\n"
        "--config; of FILE, or of the defaults. Exit: 0, or 2 if FILE is wrong.\n";
    int must_print = 0, is_done;
    const Option options[] = {{"print", 'p', OPTION_FLAG, &must_print, 0, 0, NULL,
                               "print them (there is nothing else to do yet)"},
                              {0}};
    Operands operands;
    Settings settings;
    Message message;
    const int status = cmd_parse(usage, options, argc, argv, &operands, &is_done);

    if (is_done)
        return status;
    if (!must_print || operands.n_values > 1)
        return cmd_refuse(usage);
    if (settings_read(operands.n_values ? operands.values[0] : NULL, &settings, &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return CMD_USAGE;
    }
    settings_print(&settings, stdout);
    return CMD_OK;
}
