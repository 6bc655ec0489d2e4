#include "engine_quant.h"

bool engine_quant_scheme(const struct engine *e, enum scheme scheme)
{
    for (size_t i = 0; i < e->reads.n; i++)
        if (e->reads.v[i].scheme == scheme)
            return true;
    return false;
}

bool engine_quant_loads(const struct engine *e, const struct quant *q)
{
    bool named = false;
    for (size_t i = 0; i < e->reads.n; i++)
        named |= e->reads.v[i].quant == q;
    return named || engine_quant_scheme(e, q->scheme);
}
