/* build.c: does a machine go together?

   Idea: a list of rules, each in its own file by subject; this file says which apply to which machine. A rule compares
   what a part needs with what is there and names the part that limits.
   Invariant: every rule that applies gives a check; an unknown value makes it `not checked`, never `ok`.
   Reference: docs/model.md, "Can it be built". A judgement from data sheets, not a measurement. */
#include "build.h"

#include "build_cards.h"
#include "build_memory.h"
#include "build_parts.h"
#include "build_seats.h"
#include "build_slots.h"
#include "build_supply.h"
#include "machine.h"

#include <string.h>

/* Returns whether it is a box of the network, such as a switch or a router, and no computer. */
static bool is_network(const struct machine *m)
{
    bool found = m->host == hostclass_network;
    for (size_t i = 0; i < m->roles.n; i++)
        found |= strcmp(m->roles.v[i], "network") == 0;
    return found;
}

/* The rules of what is put into any machine. */
static void inside(struct build_rules *r, const struct build_case *b)
{
    build_memory(r, b->machine);
    build_parts_drives(r, b->machine);
    build_slots(r, b);
    build_cards(r, b);
    build_nvlink(r, b->machine);
    build_supply(r, b);
}

static void assembled(struct build_rules *r, const struct build_case *b)
{
    build_parts_complete(r, b);
    build_parts_host(r, b->machine);
    inside(r, b);
}

/* A machine sold whole is checked for what is added to it. */
static void sold_whole(struct build_rules *r, const struct build_case *b)
{
    build_parts_barebone(r, b);
    inside(r, b);
}

int build_check(const struct build_case *b, struct build_check *out, int most)
{
    const struct machine *m = b->machine;
    struct build_rules r = {.machine = m->id, .out = out, .most = most, .words = b->words};
    if (m->cloud)
        build_parts_offer(&r, m->cloud, b->as_of);
    if (!machine_here(m))
        return r.n;
    if (machine_assembled(m) && !is_network(m))
        assembled(&r, b);
    else if (m->system)
        sold_whole(&r, b);
    build_parts_dates(&r, m, b->as_of);
    build_supply_ups(&r, b);
    return r.n;
}

enum checked build_worst(const struct build_check *checks, int n)
{
    enum checked worst = n ? checked_ok : checked_unknown;
    for (int i = 0; i < n; i++)
        if (checks[i].verdict > worst)
            worst = checks[i].verdict;
    return worst;
}
