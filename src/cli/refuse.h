/* refuse.h: refuses combinations that an engine cannot start with, before anything is computed (compatibility.h). */
#ifndef REFUSE_H
#define REFUSE_H

#include "command.h"
#include "prepare.h"

/* Returns true if the request cannot run, and adds a diagnostic that says why and what would work. */
bool refuse_impossible(struct command_run *r, const struct request *q);
/* Returns true if an option of the scenario cannot run a workload. Adds a diagnostic for each, at its place in the
 * file. */
bool refuse_scenario(struct command_run *r, const struct scenario *s);
/* Returns true, with a diagnostic, if the engine of the request cannot load the quant; for requests without devices. */
bool refuse_quant(struct command_run *r, const struct request *q);

#endif
