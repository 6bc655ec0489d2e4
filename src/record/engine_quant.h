/* engine_quant.h: which quants an engine can load. */
#ifndef ENGINE_QUANT_H
#define ENGINE_QUANT_H

#include "records.h"

/* Returns true when the engine can load every quant of that container. */
bool engine_quant_scheme(const struct engine *e, enum scheme scheme);
/* Returns true when the engine can load the quant: all of its container, or this one. */
bool engine_quant_loads(const struct engine *e, const struct quant *q);

#endif
