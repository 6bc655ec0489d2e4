#include "option_machine.h"

#include "bug.h"

#include <string.h>

const struct machine *option_machine(const struct option *o, const char *id)
{
    for (size_t i = 0; id && i < o->machines.n; i++)
        if (o->machines.v[i].id && strcmp(o->machines.v[i].id, id) == 0)
            return &o->machines.v[i];
    return NULL;
}

const struct machine *option_machine_joined(const struct option *o, const struct connection *over, size_t i)
{
    const struct machine *m = option_machine(o, over->between.v[i]);
    BUG_UNLESS(m);
    return m;
}

size_t option_machine_states(const struct option *o)
{
    return 1 + o->phases.n;
}

struct option option_machine_state(const struct option *o, size_t i)
{
    struct option state = *o;
    BUG_UNLESS(i < option_machine_states(o));
    if (i > 0) {
        const struct option_phase *p = &o->phases.v[i - 1];
        state.machines = p->machines;
        state.links = p->links;
        state.wait_months = p->after_months;
    }
    return state;
}
