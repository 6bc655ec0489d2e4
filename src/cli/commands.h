/* commands.h: the table of all commands. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "command.h"

extern const struct command_table commands_all;

#endif
