/* build_links.c: can the machines be joined as the plan says?

   Idea: a link takes one type of socket on every machine. Two machines need one cable, more need a switch with a socket
   for each and a cable for each. Cables that machines list are used by the links in their order.
   Invariant: a link of machines whose sockets are not known is not checked; one through the internet has no checks.
   Reference: the maker's list of sockets, in the records of systems, boards, network cards and switches. */
#include "build_links.h"

#include "option_machine.h"
#include "ports.h"

#include <math.h>

/* One link with what is looked up of it. */
struct joined {
    const struct catalogue *c;
    const struct option *o;
    const struct connection *over;
    enum port port;               /* sockets that it uses; unknown: not known, or none in common */
    double hosts;                 /* machines but switches */
    const struct part *in_switch; /* NULL: none */
    double switch_sockets;        /* of its type, on all switches */
};

/* ---- cables and switches ---- */

/* Returns the last switch among the parts, else the one found before; NULL: none. *unlisted is set where the sockets of
   one are not listed. */
static const struct part *switch_in(const struct part_line_list *parts, const struct part *found, bool *unlisted)
{
    for (size_t i = 0; i < parts->n; i++) {
        const struct part *p = parts->v[i].part;
        if (p->category != category_netswitch)
            continue;
        *unlisted |= p->ports.n == 0;
        found = p;
    }
    return found;
}

static struct joined joined_by(const struct catalogue *c, const struct option *o, const struct connection *over)
{
    struct joined j = {.c = c, .o = o, .over = over, .port = ports_common(o, over)};
    bool unlisted = false;
    j.in_switch = switch_in(&over->parts, NULL, &unlisted);
    for (size_t i = 0; !ports_own_switch(over) && i < o->machines.n; i++)
        if (ports_lends(over, &o->machines.v[i]))
            j.in_switch = switch_in(&o->machines.v[i].parts, j.in_switch, &unlisted);
    j.hosts = ports_hosts(o, over);
    j.switch_sockets = unlisted ? NAN : ports_on_switches(o, over, j.port);
    return j;
}

/* Returns the cables left for it: its own, and those of machines that links before it do not take. */
static double cables_left(const struct joined *j)
{
    double pool = 0;
    for (size_t i = 0; i < j->o->machines.n; i++)
        if (ports_lends(j->over, &j->o->machines.v[i]))
            pool += ports_cables(&j->o->machines.v[i].parts, j->port);
    for (const struct connection *l = j->o->links.v; l < j->over; l++) {
        const struct joined before = joined_by(j->c, j->o, l);
        if (!ports_remote(l) && ports_match(before.port, j->port))
            pool -= fmax(0, ports_cables_needed(j->o, l) - ports_cables(&l->parts, before.port));
    }
    return ports_cables(&j->over->parts, j->port) + fmax(0, pool);
}

/* ---- rules ---- */

/* Returns how many sockets the link takes on its i-th machine: Thunderbolt ones in a row pass data on to the next. */
static double takes(const struct joined *j, size_t i)
{
    const bool inside = i > 0 && i + 1 < j->over->between.n;
    return inside && j->hosts > 2 && !j->in_switch && ports_match(j->port, port_tb4) ? 2 : 1;
}

/* Returns whether it runs over a switch that other links run over as well, so that they share one cable to it. */
static bool is_shared(const struct joined *j)
{
    return j->in_switch && !ports_own_switch(j->over) && !(j->switch_sockets <= 0);
}

/* Returns how many sockets of the type this link and those before it take on a machine. */
static double taken(const struct joined *j, const struct machine *m, enum port type)
{
    double n = 0;
    bool shared = false;
    for (const struct connection *l = j->o->links.v; l <= j->over; l++) {
        const struct joined k = joined_by(j->c, j->o, l);
        for (size_t i = 0; i < l->between.n && !ports_remote(l) && k.port != port_unknown; i++) {
            if (option_machine_joined(j->o, l, i) != m || !ports_match(ports_taken(j->o, l, i, k.port), type))
                continue;
            n += is_shared(&k) && shared ? 0 : takes(&k, i);
            shared |= is_shared(&k);
        }
    }
    return n;
}

/* Adds a check for each machine that has fewer sockets than links, and returns whether there is one: a socket carries
   one cable. */
static bool too_few(struct build_rules *r, const struct joined *j)
{
    bool found = false;
    for (size_t i = 0; i < j->over->between.n; i++) {
        const struct machine *m = option_machine_joined(j->o, j->over, i);
        const enum port type = ports_taken(j->o, j->over, i, j->port);
        bool least;
        const double need = taken(j, m, type), have = ports_sockets(m, type, &least);
        const char *word = enums_words(&enums_port, (int)type);
        if (ports_is_switch(m) || need <= have)
            continue;
        found = true;
        if (least) {
            build_rules_open(r, BUILD_RULES_port, m->id, build_rules_say(r, "sockets of ", m->id, NULL));
            continue;
        }
        build_rules_add(r, BUILD_RULES_port,
                        &(struct build_finding){
                            .verdict = checked_fails,
                            .part = m->id,
                            .need = need,
                            .have = have,
                            .unit = unit_label(UNIT_COUNT),
                            .said = build_rules_say(r, "links take ", build_rules_number(need).text, " ", word,
                                                    " sockets of ", m->id, NULL),
                            .remedy = build_rules_say(r, "a network card with ", build_rules_number(need - have).text,
                                                      " more ", word, " socket", need - have > 1 ? "s" : "",
                                                      ", or a switch that joins the machines", NULL)});
    }
    return found;
}

/* Adds the check of sockets; returns whether the type of socket is known. */
static bool sockets(struct build_rules *r, const struct joined *j)
{
    const char *id = j->over->id;
    for (size_t i = 0; i < j->over->between.n; i++) {
        const struct machine *m = option_machine_joined(j->o, j->over, i);
        if (isnan(ports_fastest_gbit_s(m, port_unknown))) {
            build_rules_open(r, BUILD_RULES_port, m->id, build_rules_say(r, "sockets of ", m->id, NULL));
            return false;
        }
        if (j->port != port_unknown && isnan(ports_fastest_gbit_s(m, j->port)) &&
            ports_taken(j->o, j->over, i, j->port) == j->port) {
            build_rules_fails(
                r, BUILD_RULES_port, m->id,
                build_rules_say(r, m->id, " has no ", enums_words(&enums_port, (int)j->port), " socket", NULL));
            return false;
        }
    }
    if (j->port == port_unknown)
        build_rules_fails(r, BUILD_RULES_port, id,
                          build_rules_say(r, "the machines of ", id, " have no type of socket in common", NULL));
    else if (!too_few(r, j))
        build_rules_ok(r, BUILD_RULES_port, id);
    return j->port != port_unknown;
}

static void cables(struct build_rules *r, const struct joined *j)
{
    const double need = ports_cables_needed(j->o, j->over), have = cables_left(j);
    const char *plug = enums_words(&enums_port, (int)j->port);
    if (have > 0 || need <= 0)
        build_rules_compare(r, BUILD_RULES_cable, j->over->id, need, have, unit_label(UNIT_COUNT), NULL);
    else
        build_rules_add(
            r, BUILD_RULES_cable,
            &(struct build_finding){.verdict = checked_fails,
                                    .part = j->over->id,
                                    .said = build_rules_say(r, "no ", plug, " cable for ", j->over->id, NULL),
                                    .remedy = build_rules_say(r, "add ", build_rules_number(need).text, " ", plug,
                                                              " cable", need > 1 ? "s" : "", NULL)});
}

/* More than two machines meet in a switch; Thunderbolt ones may pass data on to the next. A switch of its own needs a
   socket for each machine. */
static void meeting(struct build_rules *r, const struct joined *j)
{
    if (!ports_own_switch(j->over) && (j->hosts <= 2 || ports_match(j->port, port_tb4)))
        return;
    if (!j->in_switch)
        build_rules_fails(r, BUILD_RULES_net_switch, j->over->id,
                          build_rules_say(r, "no switch for the ", build_rules_number(j->hosts).text, " machines of ",
                                          j->over->id, NULL));
    else
        build_rules_compare(r, BUILD_RULES_net_switch, j->in_switch->id, j->hosts, j->switch_sockets,
                            unit_label(UNIT_COUNT), build_rules_say(r, "sockets of ", j->in_switch->id, NULL));
}

static void speed(struct build_rules *r, const struct joined *j)
{
    const struct link *l = j->over->link;
    const struct ports_rate at = ports_rate(j->o, j->over);
    const double rate = at.gbit_s;
    if (!l || isnan(rate))
        return;
    if (isnan(l->speed_gbit_s))
        build_rules_open(r, BUILD_RULES_link_speed, j->over->id, build_rules_say(r, "speed of ", l->id, NULL));
    else if (l->speed_gbit_s <= rate)
        build_rules_ok(r, BUILD_RULES_link_speed, j->over->id);
    else
        build_rules_add(
            r, BUILD_RULES_link_speed,
            &(struct build_finding){.verdict = checked_fails,
                                    .part = j->over->id,
                                    .said = build_rules_say(r, build_rules_number(l->speed_gbit_s).text,
                                                            " Gbit/s stated, ", at.by ? at.by : "the slowest socket",
                                                            " gives ", build_rules_number(rate).text, NULL),
                                    .remedy = at.by ? "state the speed that it gives, or take a faster one" : NULL});
}

int build_links(const struct catalogue *c, const struct option *o, struct build_words *words, struct build_check *out,
                int most)
{
    struct build_rules r = {.out = out, .most = most, .words = words};
    for (size_t i = 0; i < o->links.n; i++) {
        const struct joined j = joined_by(c, o, &o->links.v[i]);
        r.machine = j.over->id;
        const struct machine *far = ports_elsewhere(o, j.over);
        if (!ports_remote(j.over) && far)
            build_rules_open(
                &r, BUILD_RULES_link_speed, j.over->id,
                build_rules_say(&r, "how ", far->id, ", which does not stand here, is reached (link: vpn is)", NULL));
        if (ports_remote(j.over) || far || !sockets(&r, &j))
            continue;
        cables(&r, &j);
        meeting(&r, &j);
        speed(&r, &j);
    }
    return r.n;
}
