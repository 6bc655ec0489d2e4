/* refuse.h: combinations that no engine would start with, said before anything is computed. */
#ifndef REFUSE_H
#define REFUSE_H

#include "command.h"
#include "setup.h"

/* A diagnostic for the first thing that cannot be, with what would work; true when there is one. */
bool refuse_impossible(struct command_run *r, const struct setup_request *q);
/* A warning where each sequence is asked for more context than the model was made for. */
void refuse_long_context(struct command_run *r, const struct setup *s);

#endif
