#include "option_machine.h"

#include <string.h>

const struct machine *option_machine(const struct option *o, const char *id)
{
    for (size_t i = 0; id && i < o->machines.n; i++)
        if (o->machines.v[i].id && strcmp(o->machines.v[i].id, id) == 0)
            return &o->machines.v[i];
    return NULL;
}
