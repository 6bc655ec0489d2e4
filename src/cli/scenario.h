/* scenario.h: reads a scenario for the commands that take one. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "command.h"

/* Returns the scenario of the file with its includes and the values of --set, or NULL with diagnostics: also where an
   option of it cannot run a workload. */
const struct scenario *scenario_read(struct command_run *r, const char *path);

#endif
