/* scenario.h: reading a scenario for the commands that take one. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "command.h"

/* The file, what it includes and the command line's --set values; NULL with diagnostics. */
const struct scenario *scenario_read(struct command_run *r, const char *path);

#endif
