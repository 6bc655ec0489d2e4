/* ports.c: a connection between machines is as fast as the slowest thing that it runs through.

   Idea: each machine offers the sockets of its system or board, its network cards and its switch; an adapter in a
   socket offers its own, whether the machine or the link lists it. A connection uses one type of socket. Thunderbolt 3,
   4, 5 and USB4 plug into each other, as do the SFP and the QSFP families. Machines that a switch joins take its
   fastest sockets. Invariant: a connection is never faster than any of its machines, its switch or its cables.
   Reference: the maker's list of sockets, in the records of data/. */
#include "ports.h"

#include "bug.h"
#include "known.h"
#include "machine.h"
#include "option_machine.h"

#include <math.h>
#include <string.h>

/* Types of one family plug into each other, at the speed of the slower. */
enum family_of { OTHER, COPPER, SMALL, QUAD, THUNDER };

static enum family_of family(enum port p)
{
    switch (p) {
    case port_rj45: return COPPER;
    case port_sfp:
    case port_sfp28: return SMALL;
    case port_qsfp28:
    case port_qsfp112: return QUAD;
    case port_tb3:
    case port_tb4:
    case port_tb5:
    case port_usb4: return THUNDER;
    default: return OTHER;
    }
}

bool ports_match(enum port a, enum port b)
{
    return a == b || (family(a) == family(b) && family(a) != OTHER);
}

double ports_count(const struct jack_list *jacks, enum port type)
{
    double n = 0;
    for (size_t i = 0; i < jacks->n; i++)
        n += type == port_unknown || ports_match(jacks->v[i].type, type) ? jacks->v[i].qty : 0;
    return n;
}

/* Returns how many cables the line holds that plug into this type. */
static double cables_in(const struct part_line *l, enum port type)
{
    const struct part *p = l->part;
    const bool fits = p->category == category_cable && (ports_match(p->plug, type) || ports_match(p->plug_b, type));
    return fits ? l->qty * known_or(p->cables, 1) : 0;
}

double ports_cables(const struct part_line_list *parts, enum port type)
{
    double n = 0;
    for (size_t i = 0; i < parts->n; i++)
        n += cables_in(&parts->v[i], type);
    return n;
}

/* ---- rates of sockets and cables ---- */

enum { MOST_RATES = 128 };

/* Sockets or cables of one type: how many of each rate. */
struct rates {
    int n;
    double gbit_s[MOST_RATES], qty[MOST_RATES];
};

static void put(struct rates *r, double gbit_s, double qty)
{
    if (!(qty > 0) || isnan(gbit_s) || r->n == MOST_RATES)
        return;
    r->gbit_s[r->n] = gbit_s;
    r->qty[r->n++] = qty;
}

static void put_jacks(struct rates *r, const struct jack_list *jacks, enum port type, double times)
{
    for (size_t i = 0; i < jacks->n; i++)
        if (type == port_unknown || ports_match(jacks->v[i].type, type))
            put(r, jacks->v[i].speed_gbit_s, times * jacks->v[i].qty);
}

static void put_machine(struct rates *r, const struct machine *m, enum port type)
{
    const struct board *b = machine_board(m);
    const bool own = m->system && m->system->system->ports.n > 0;
    if (own)
        put_jacks(r, &m->system->system->ports, type, 1);
    if (b && !own)
        put_jacks(r, &b->ports, type, 1);
    for (size_t i = 0; i < m->parts.n; i++)
        put_jacks(r, &m->parts.v[i].part->ports, type, m->parts.v[i].qty);
}

static void put_cables(struct rates *r, const struct part_line_list *parts, enum port type)
{
    for (size_t i = 0; i < parts->n; i++)
        put(r, parts->v[i].part->speed_gbit_s, cables_in(&parts->v[i], type));
}

/* Returns the rate of the k-th fastest; of the slowest if there are fewer; NaN if there is none. */
static double rate_of(const struct rates *r, double k)
{
    double best = NAN, least = NAN;
    BUG_UNLESS(k >= 1);
    for (int i = 0; i < r->n; i++) {
        double as_fast = 0;
        for (int j = 0; j < r->n; j++)
            as_fast += r->gbit_s[j] >= r->gbit_s[i] ? r->qty[j] : 0;
        least = fmin(least, r->gbit_s[i]);
        best = as_fast >= k ? fmax(best, r->gbit_s[i]) : best;
    }
    return known_or(best, least);
}

static double fastest_of(const struct jack_list *jacks, enum port type)
{
    struct rates r = {0};
    put_jacks(&r, jacks, type, 1);
    return rate_of(&r, 1);
}

double ports_fastest_gbit_s(const struct machine *m, enum port type)
{
    struct rates r = {0};
    put_machine(&r, m, type);
    return rate_of(&r, 1);
}

/* Returns how many they are. */
static double sockets_in(const struct rates *r)
{
    double n = 0;
    for (int i = 0; i < r->n; i++)
        n += r->qty[i];
    return n;
}

double ports_sockets(const struct machine *m, enum port type, bool *least)
{
    const struct board *b = machine_board(m);
    struct rates r = {0};
    put_machine(&r, m, type);
    double n = sockets_in(&r), listed = 0;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *p = m->parts.v[i].part;
        n -= p->category == category_adapter && ports_match(p->plug, type) ? m->parts.v[i].qty : 0;
    }
    listed += m->system ? (double)m->system->system->ports.n : 0;
    listed += b ? (double)b->ports.n : 0;
    *least = listed <= 0;
    return n;
}

/* ---- machines of a connection ---- */

static bool is_between(const struct connection *over, const struct machine *m)
{
    for (size_t i = 0; i < over->between.n; i++)
        if (strcmp(over->between.v[i], m->id) == 0)
            return true;
    return false;
}

bool ports_is_switch(const struct machine *m)
{
    return machine_part(m, category_netswitch) && !m->system && !m->cloud && !machine_assembled(m);
}

bool ports_lends(const struct connection *over, const struct machine *m)
{
    return is_between(over, m) || ports_is_switch(m) || m->host == hostclass_network;
}

bool ports_remote(const struct connection *over)
{
    return over->link && strcmp(over->link->id, "vpn") == 0;
}

const struct machine *ports_elsewhere(const struct option *o, const struct connection *over)
{
    for (size_t i = 0; i < over->between.n; i++)
        if (!machine_here(option_machine_joined(o, over, i)))
            return option_machine_joined(o, over, i);
    return NULL;
}

double ports_hosts(const struct option *o, const struct connection *over)
{
    double n = 0;
    for (size_t i = 0; i < over->between.n; i++)
        n += !ports_is_switch(option_machine_joined(o, over, i));
    return n;
}

bool ports_own_switch(const struct connection *over)
{
    return machine_part_in(&over->parts, category_netswitch) != NULL;
}

/* ---- adapters that the link lists ---- */

/* Returns the rate of this type that an adapter of the link gives a machine with such sockets: its own, but no more
   than the socket gives that it is plugged into; *plug is that socket. NaN: none fits. */
static double adapted(const struct connection *over, const struct machine *m, enum port type, enum port *plug)
{
    double most = NAN;
    for (size_t i = 0; i < over->parts.n; i++) {
        const struct part *p = over->parts.v[i].part;
        const bool fits = p->category == category_adapter && p->plug != port_unknown;
        const double own = fits ? fastest_of(&p->ports, type) : NAN;
        const double into = fits ? ports_fastest_gbit_s(m, p->plug) : NAN;
        if (isnan(own) || isnan(into) || fmin(own, into) <= most)
            continue;
        most = fmin(own, into);
        *plug = p->plug;
    }
    return most;
}

static double adapters_listed(const struct connection *over, enum port type)
{
    double n = 0;
    for (size_t i = 0; i < over->parts.n; i++)
        if (over->parts.v[i].part->category == category_adapter)
            n += over->parts.v[i].qty * (ports_count(&over->parts.v[i].part->ports, type) > 0);
    return n;
}

/* Returns the rate of the link's i-th machine and sets *taken to the socket that it takes there. The link's adapters go
   to the machines that are slower without one, in the order of the link. */
static double rate_on(const struct option *o, const struct connection *over, size_t i, enum port type, enum port *taken)
{
    double left = adapters_listed(over, type);
    for (size_t j = 0;; j++) {
        const struct machine *m = option_machine_joined(o, over, j);
        const double own = ports_fastest_gbit_s(m, type);
        enum port plug = type;
        const double more = left > 0 && !ports_is_switch(m) ? adapted(over, m, type, &plug) : NAN;
        const bool better = !isnan(more) && !(own >= more);
        left -= better;
        if (j < i)
            continue;
        *taken = better ? plug : type;
        return better ? more : own;
    }
}

enum port ports_taken(const struct option *o, const struct connection *over, size_t i, enum port type)
{
    enum port taken;
    (void)rate_on(o, over, i, type, &taken);
    return taken;
}

/* Returns how many adapters of the link its machines leave for a switch. */
static double adapters_left(const struct option *o, const struct connection *over, enum port type)
{
    double left = adapters_listed(over, type);
    for (size_t i = 0; left > 0 && i < over->between.n; i++)
        left -= ports_taken(o, over, i, type) != type;
    return left;
}

/* ---- switches ---- */

/* Adds the sockets of the switches in a list of parts; those of adapters only where `modules` says so. */
static void put_switches(struct rates *r, const struct part_line_list *parts, enum port type, bool modules)
{
    for (size_t i = 0; i < parts->n; i++) {
        const struct part *p = parts->v[i].part;
        if (p->category == category_netswitch || (modules && p->category == category_adapter))
            put_jacks(r, &p->ports, type, parts->v[i].qty);
    }
}

/* Adds the sockets of the link's own switches, else of those that the option's machines lend it. */
static void put_all_switches(struct rates *r, const struct option *o, const struct connection *over, enum port type)
{
    if (ports_own_switch(over)) {
        put_switches(r, &over->parts, type, false);
        return;
    }
    for (size_t i = 0; i < o->machines.n; i++)
        if (ports_lends(over, &o->machines.v[i]))
            put_switches(r, &o->machines.v[i].parts, type, ports_is_switch(&o->machines.v[i]));
}

/* Adds the adapters of the link that its machines leave, as far as the switches have sockets for them. */
static void put_left_adapters(struct rates *r, const struct option *o, const struct connection *over, enum port type)
{
    double left = adapters_left(o, over, type);
    for (size_t i = 0; left > 0 && i < over->parts.n; i++) {
        const struct part *p = over->parts.v[i].part;
        struct rates room = {0};
        if (p->category != category_adapter)
            continue;
        put_all_switches(&room, o, over, p->plug);
        put_jacks(r, &p->ports, type, fmin(fmin(left, over->parts.v[i].qty), sockets_in(&room)));
        left -= over->parts.v[i].qty;
    }
}

/* Returns the sockets of this type on the link's switches, with the adapters that are left for them. */
static struct rates on_switches(const struct option *o, const struct connection *over, enum port type)
{
    struct rates r = {0};
    put_all_switches(&r, o, over, type);
    put_left_adapters(&r, o, over, type);
    return r;
}

double ports_on_switches(const struct option *o, const struct connection *over, enum port type)
{
    const struct rates r = on_switches(o, over, type);
    return sockets_in(&r);
}

bool ports_through_switch(const struct option *o, const struct connection *over)
{
    struct rates any = {0};
    const double hosts = ports_hosts(o, over);
    put_all_switches(&any, o, over, port_unknown);
    return any.n > 0 && (ports_own_switch(over) || hosts > 2 || (double)over->between.n > hosts);
}

/* ---- the rate of a connection ---- */

static struct ports_rate slower(struct ports_rate a, double gbit_s, const char *by)
{
    return gbit_s < a.gbit_s ? (struct ports_rate){gbit_s, by} : a;
}

/* Returns the rate of the slowest machine's socket of this type; NaN when a machine has none. */
static struct ports_rate slowest(const struct option *o, const struct connection *over, enum port type)
{
    struct ports_rate least = {INFINITY, NULL};
    for (size_t i = 0; i < over->between.n; i++) {
        enum port taken;
        const double own = rate_on(o, over, i, type, &taken);
        if (isnan(own))
            return (struct ports_rate){NAN, NULL};
        if (!ports_is_switch(option_machine_joined(o, over, i))) /* the switch counts below */
            least = slower(least, own, NULL);
    }
    return isinf(least.gbit_s) ? (struct ports_rate){NAN, NULL} : least;
}

/* Returns the cables of this type that join the machines: the link's own, else those of the machines. */
static struct rates cables_for(const struct option *o, const struct connection *over, enum port type)
{
    struct rates r = {0};
    put_cables(&r, &over->parts, type);
    for (size_t i = 0; r.n == 0 && i < over->between.n; i++)
        put_cables(&r, &option_machine_joined(o, over, i)->parts, type);
    return r;
}

double ports_cables_needed(const struct option *o, const struct connection *over)
{
    const double hosts = ports_hosts(o, over);
    return ports_through_switch(o, over) ? hosts : hosts - 1;
}

/* Returns the rate over sockets of this type and what limits it. A connection without cables is judged as if it had
   cables as fast as its sockets. */
static struct ports_rate rate_over(const struct option *o, const struct connection *over, enum port type)
{
    struct ports_rate least = slowest(o, over, type);
    const struct rates cables = cables_for(o, over, type);
    const struct part *own = machine_part_in(&over->parts, category_netswitch);
    if (isnan(least.gbit_s))
        return least;
    if (ports_through_switch(o, over)) {
        const struct rates r = on_switches(o, over, type);
        if (r.n == 0) /* the switch has no such socket */
            return (struct ports_rate){NAN, NULL};
        least = slower(least, rate_of(&r, fmax(1, ports_hosts(o, over))), own ? own->id : "the switch");
    }
    return cables.n ? slower(least, rate_of(&cables, fmax(1, ports_cables_needed(o, over))), "the slowest cable")
                    : least;
}

/* Returns whether a link of this type runs over sockets of that type. */
static bool carries(enum linktype link, enum port p)
{
    return link == linktype_thunderbolt ? family(p) == THUNDER : link == linktype_network && family(p) != THUNDER;
}

static bool has_exactly(const struct jack_list *jacks, enum port type)
{
    bool found = false;
    for (size_t i = 0; i < jacks->n; i++)
        found |= jacks->v[i].type == type;
    return found;
}

/* Returns whether a machine of the link has sockets of exactly this type. */
static bool is_had(const struct option *o, const struct connection *over, enum port type)
{
    bool found = false;
    for (size_t i = 0; i < over->between.n; i++) {
        const struct machine *m = option_machine_joined(o, over, i);
        const struct board *b = machine_board(m);
        found |= m->system && has_exactly(&m->system->system->ports, type);
        found |= b && has_exactly(&b->ports, type);
        for (size_t k = 0; k < m->parts.n; k++)
            found |= has_exactly(&m->parts.v[k].part->ports, type);
    }
    for (size_t k = 0; k < over->parts.n; k++)
        found |= has_exactly(&over->parts.v[k].part->ports, type);
    return found;
}

enum port ports_common(const struct option *o, const struct connection *over)
{
    enum port best = over->port;
    bool fits = false;
    double most = NAN;
    for (int i = 1; over->port == port_unknown && i < port_end; i++) {
        const enum port p = (enum port)i;
        const double rate = slowest(o, over, p).gbit_s;
        const bool own_cable = ports_cables(&over->parts, p) > 0;
        if (isnan(rate) || !is_had(o, over, p) || (over->link && !carries(over->link->type, p)))
            continue;
        if (own_cable < fits || (own_cable == fits && rate <= most))
            continue;
        most = rate;
        fits = own_cable;
        best = p;
    }
    return best;
}

struct ports_rate ports_rate(const struct option *o, const struct connection *over)
{
    const enum port p = ports_common(o, over);
    return p == port_unknown ? (struct ports_rate){NAN, NULL} : rate_over(o, over, p);
}

double ports_rate_gbit_s(const struct option *o, const struct connection *over)
{
    return ports_rate(o, over).gbit_s;
}

/* Returns the fastest record between machines of this type that the rate allows; NULL: none. */
static const struct link *fastest_link(const struct link_list *links, enum linktype type, double rate_gbit_s)
{
    const struct link *best = NULL;
    for (size_t i = 0; i < links->n; i++) {
        const struct link *l = &links->v[i];
        if (l->type == type && l->speed_gbit_s <= rate_gbit_s && (!best || l->bus_gb_s > best->bus_gb_s))
            best = l;
    }
    return best;
}

/* Returns whether the sockets of all its machines are listed. */
static bool all_listed(const struct option *o, const struct connection *over)
{
    bool all = true;
    for (size_t i = 0; i < over->between.n; i++)
        all &= !isnan(ports_fastest_gbit_s(option_machine_joined(o, over, i), port_unknown));
    return all;
}

const struct link *ports_link(const struct catalogue *c, const struct option *o, const struct connection *over)
{
    const double rate = ports_rate_gbit_s(o, over);
    const enum linktype type = over->link                                 ? over->link->type
                               : family(ports_common(o, over)) == THUNDER ? linktype_thunderbolt
                                                                          : linktype_network;
    if (!ports_remote(over) && ports_elsewhere(o, over))
        return NULL;
    if (ports_remote(over) || (isnan(rate) && !all_listed(o, over)))
        return over->link;
    if (over->link && over->link->speed_gbit_s <= rate)
        return over->link;
    return isnan(rate) ? NULL : fastest_link(&c->links, type, rate);
}
