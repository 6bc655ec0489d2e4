/* engine_batches.h: how many requests and tokens a build of an engine puts into a step on a card. */
#ifndef ENGINE_BATCHES_H
#define ENGINE_BATCHES_H

#include "catalogue.h"

/* Returns the engine's first row that holds for the card (NULL: none) and the build; NULL if none does. month is 12 *
   year + month - 1; NaN: the current build. */
const struct engine_batch *engine_batches_find(const struct engine *e, const struct device *card, double month);

#endif
