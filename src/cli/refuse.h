/* refuse.h: combinations that no engine would start with, said before anything is computed. */
#ifndef REFUSE_H
#define REFUSE_H

#include "command.h"
#include "prepare.h"

/* A diagnostic for the first thing that cannot be, with what would work; true when there is one. */
bool refuse_impossible(struct command_run *r, const struct request *q);
/* The same for every option of a scenario with every workload, at their places in the file; false when there is none.
 */
bool refuse_scenario(struct command_run *r, const struct scenario *s);
/* The same for a quant that is asked of the whole catalogue: only the engine decides. */
bool refuse_quant(struct command_run *r, const struct request *q);
/* A warning where each sequence is asked for more context than the model was made for. */
void refuse_long_context(struct command_run *r, const struct prepared *s);
/* A warning where a power cap is so low that the law's speed is a guess. */
void refuse_low_cap(struct command_run *r, const struct prepared *s);

#endif
