/* warnings.h: warns of cases that run but are doubtful. */
#ifndef WARNINGS_H
#define WARNINGS_H

#include "command.h"
#include "prepare.h"

/* Warns of caps of the scenario's cards that are near or below their base power. */
void warnings_caps(struct command_run *r, const struct scenario *s);
/* Warns where each sequence has more context than the model was trained for. */
void warnings_long_context(struct command_run *r, const struct prepared *s);
/* Warns where a record says that the engine, or the quant with it, has trouble on a card of the request, which has an
   engine and a quant. */
void warnings_not_advised(struct command_run *r, const struct request *q);
/* Warns where a power cap is lower than any that was measured, so that the predicted speed is a guess, and where the
   engine has no kernel made for the card and the model's heads. */
void warnings_speed(struct command_run *r, const struct prepared *s);

#endif
