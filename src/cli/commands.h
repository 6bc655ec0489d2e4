/* commands.h: all commands, in the order of the overview. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "command.h"

extern const struct command *const commands_all[];
extern const size_t commands_n;

#endif
