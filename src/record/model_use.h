/* model_use.h: what a model is made for. */
#ifndef MODEL_USE_H
#define MODEL_USE_H

#include "records.h"

#include <stdbool.h>

/* Returns whether the model's record names that use. */
static inline bool model_use_is(const struct model *m, enum use use)
{
    for (size_t i = 0; i < m->uses.n; i++)
        if (m->uses.v[i].use == use)
            return true;
    return false;
}

#endif
