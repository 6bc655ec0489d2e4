/* warnings.h: warns of cases that run but are doubtful. */
#ifndef WARNINGS_H
#define WARNINGS_H

#include "command.h"
#include "prepare.h"

/* Warns where each sequence has more context than the model was trained for. */
void warnings_long_context(struct command_run *r, const struct prepared *s);
/* Warns where a power cap is lower than any that was measured, so that the predicted speed is a guess, and where the
   engine has no kernel made for the card and the model's heads. */
void warnings_speed(struct command_run *r, const struct prepared *s);

#endif
