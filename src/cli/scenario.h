/* scenario.h: reads a scenario for the commands that take one. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "command.h"

/* Returns the scenario of the file with its includes and the values of --set, or NULL with diagnostics: also where an
   option of it cannot run a workload. */
const struct scenario *scenario_read(struct command_run *r, const char *path);

/* As scenario_read, made for the date; NULL: the scenario's own. */
const struct scenario *scenario_read_as_of(struct command_run *r, const char *path, const char *as_of);

#endif
