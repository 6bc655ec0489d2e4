/* refuse.h: refuses combinations that an engine cannot start with, before anything is computed (compatibility.h), and
   warns of doubtful ones. */
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
/* Warns where each sequence has more context than the model was trained for. */
void refuse_long_context(struct command_run *r, const struct prepared *s);
/* Warns where a power cap is lower than any that was measured, so that the predicted speed is a guess. */
void refuse_low_cap(struct command_run *r, const struct prepared *s);

#endif
