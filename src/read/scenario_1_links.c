#include "scenario_1_links.h"

#include "arena.h"
#include "diag.h"
#include "scenario_1_machines.h"
#include "str.h"
#include "tree_make.h"

#include <string.h>

/* ---- cables ---- */

static const struct jack *fastest_jack(const struct system *system)
{
    const struct jack *best = NULL;
    for (size_t i = 0; i < system->ports.n; i++)
        if (!best || system->ports.v[i].speed_gbit_s > best->speed_gbit_s)
            best = &system->ports.v[i];
    return best;
}

static bool is_thunderbolt(enum port p)
{
    return p == port_tb3 || p == port_tb4 || p == port_tb5 || p == port_usb4;
}

/* Returns the slowest socket of the machine that is as fast as the link; NULL: none is known. */
static const struct jack *jack_for(const struct scenario_1_machine *s, const struct link *l)
{
    const struct jack_list *all = s->system ? &s->system->ports : s->board ? &s->board->ports : NULL;
    const struct jack *best = NULL;
    for (size_t i = 0; all && i < all->n; i++) {
        const struct jack *j = &all->v[i];
        const bool carries = is_thunderbolt(j->type) == (l->type == linktype_thunderbolt);
        if (carries && j->speed_gbit_s >= l->speed_gbit_s && (!best || j->speed_gbit_s < best->speed_gbit_s))
            best = j;
    }
    return best;
}

/* Returns the socket for the link that all machines in the house have; NULL: none is known, or it is no cable's. */
static const struct jack *common_jack(const struct scenario_1_machines *k, const struct link *l)
{
    const struct jack *socket = NULL;
    for (size_t i = 0; i < k->n; i++) {
        const struct jack *own = k->v[i].rented ? socket : jack_for(&k->v[i], l);
        if (!k->v[i].rented && (!own || (socket && own->type != socket->type)))
            return NULL;
        socket = own;
    }
    return strcmp(l->id, "vpn") == 0 ? NULL : socket;
}

/* Returns the first record of a single cable whose plugs fit the socket and that is as fast as the link; NULL: none. */
static const struct part *cable_for(const struct scenario_1_machines *k, const struct jack *socket,
                                    const struct link *link)
{
    for (size_t i = 0; socket && i < k->c->parts.n; i++) {
        const struct part *p = &k->c->parts.v[i];
        const bool fits = p->plug == socket->type && (p->plug_b == port_unknown || p->plug_b == socket->type);
        if (p->category == category_cable && fits && !(p->speed_gbit_s < link->speed_gbit_s) && !(p->cables > 1))
            return p;
    }
    return NULL;
}

/* Returns whether the option lists a cable or an adapter for this type of socket. */
static bool lists_cable(const struct scenario_1_machines *k, const struct tree *option, enum port type)
{
    const struct tree *parts = tree_get(option, "parts");
    for (const struct tree *t = parts && parts->type == TREE_LIST ? parts->first : NULL; t; t = t->next) {
        const struct part *p = scenario_1_machines_meant(k, &kind_part, scenario_1_machines_text(t, "part"));
        if (p && (p->plug == type || p->plug_b == type))
            return true;
    }
    return false;
}

/* Adds the cables of a link, one fewer than its machines. Returns what to say of them, "" when none was added. */
static const char *add_cables(const struct scenario_1_machines *k, const struct tree *option, struct tree *entry,
                              const struct jack *socket, const struct link *link, size_t n)
{
    const struct part *cable = cable_for(k, socket, link);
    if (!cable || lists_cable(k, option, socket->type))
        return "";
    struct tree *line = tree_make_map(k->arena, tree_make_list(k->arena, entry, "parts", option->at), NULL, option->at);
    tree_make_text(k->arena, line, "part", cable->id, option->at);
    if (n > 2)
        tree_make_number(k->arena, line, "qty", (double)(n - 1), option->at);
    return str_format(k->arena, ", and the cable is added: %s", cable->id);
}

/* ---- links ---- */

static void add_text(const struct scenario_1_machines *k, struct tree *list, const char *text, struct origin at)
{
    struct tree *t = ARENA_NEW(k->arena, struct tree);
    *t = (struct tree){.type = TREE_TEXT, .text = text, .at = at};
    tree_adopt(list, t);
}

/* Adds an entry to the option's links that joins the machines in the house among these n. */
static struct tree *add_link(const struct scenario_1_machines *k, struct tree *option, const char *id,
                             const struct scenario_1_machine *v, size_t n)
{
    static const char *const split[] = {"split", NULL};
    struct tree *links = tree_member(option, "links");
    links = links ? links : tree_make_list(k->arena, option, "links", option->at);
    struct tree *entry = tree_make_map(k->arena, links, NULL, option->at);
    tree_make_text(k->arena, entry, "id", id, option->at);
    struct tree *between = tree_make_list(k->arena, entry, "between", option->at);
    for (size_t i = 0; i < n; i++)
        if (!v[i].rented)
            add_text(k, between, v[i].id, option->at);
    scenario_1_machines_take(k, entry, option, split);
    return entry;
}

/* Joins the n machines of one line by their own ports, where their record names such a link: two DGX Sparks. */
static void join_cluster(const struct scenario_1_machines *k, struct tree *option,
                         const struct scenario_1_machine *first, size_t n)
{
    const struct system *system = first->system;
    if (n < 2 || !system || !system->cluster)
        return;
    struct tree *entry = add_link(k, option, str_format(k->arena, "%s-cluster", first->id), first, n);
    tree_make_text(k->arena, entry, "link", system->cluster->id, option->at);
    diag_add(k->d, DIAG_CONVERTED, option->at, k->option,
             "the %zu %s are joined by their own ports (%s)%s; if they are not to be joined, take the link out", n,
             system->id, system->cluster->id, add_cables(k, option, entry, fastest_jack(system), system->cluster, n));
}

/* Joins the machines of every line of systems that makes several. */
static void join_clusters(const struct scenario_1_machines *k, struct tree *option)
{
    for (size_t i = 0, n; i < k->n; i += n) {
        for (n = 1; k->v[i].line && i + n < k->n && k->v[i + n].line == k->v[i].line;)
            n++;
        join_cluster(k, option, &k->v[i], n);
    }
}

/* Joins the n machines in the house by the stated link. */
static void join_all(const struct scenario_1_machines *k, struct tree *option, const struct link *l, size_t n)
{
    static const char *const link[] = {"link", NULL};
    const struct jack *socket = common_jack(k, l);
    struct tree *entry = add_link(k, option, l->id, k->v, k->n);
    scenario_1_machines_take(k, entry, option, link);
    tree_make_text(k->arena, entry, "port", socket ? enums_text(&enums_port, (int)socket->type) : NULL, option->at);
    diag_add(k->d, DIAG_CONVERTED, tree_get(option, "link")->at, k->option,
             "the link (%s) joins the option's %zu machines%s", l->id, n, add_cables(k, option, entry, socket, l, n));
}

/* ---- what cannot be carried over ---- */

static void say_dropped(const struct scenario_1_machines *k, const struct tree *option, const char *key,
                        const char *why)
{
    const struct tree *t = tree_get(option, key);
    const char *text = scenario_1_machines_text(option, key);
    if (t)
        diag_add(k->d, DIAG_DROPPED, t->at, k->option, "%s%s%s is dropped: %s", key, text ? " " : "", text ? text : "",
                 why);
}

/* Returns how many machines stand in the house. */
static size_t count_here(const struct scenario_1_machines *k)
{
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++)
        n += !k->v[i].rented;
    return n;
}

/* Carries over a link between machines. */
static void carry_outer(const struct scenario_1_machines *k, struct tree *option, const struct link *l)
{
    static const char *const link[] = {"link", NULL};
    const size_t here = count_here(k);
    if (here > 1)
        join_all(k, option, l, here);
    else if (k->n == 1 && scenario_1_machines_cards(k->v[0].map) > 1)
        scenario_1_machines_take(k, k->v[0].map, option, link); /* consistency_plan refuses it */
    else
        say_dropped(k, option, "link",
                    here ? "it joins machines, and only one of the option stands in the house"
                         : "it joins machines, and none of the option stands in the house");
    if (here > 1 && here < k->n)
        diag_add(k->d, DIAG_DROPPED, tree_get(option, "link")->at, k->option,
                 "the rented machine is not joined by link %s: it does not stand in the house", l->id);
}

/* Returns whether a machine of the option took its settings of cards: the assembled one, or the rented one. */
static bool has_taker(const struct tree *option)
{
    return tree_get(option, "devices") || tree_get(option, "board") || tree_get(option, "cpu") ||
           tree_get(option, "psus") || tree_get(option, "cloud") ||
           (tree_get(option, "parts") && !tree_get(option, "systems"));
}

void scenario_1_links_add(struct scenario_1_machines *k, struct tree *option)
{
    static const char *const why = "the option has no cards beside those built into its systems",
                             *const alone = "the option has no cards to share a model, and no link joins its machines";
    const struct link *l = scenario_1_machines_outer(k, option);
    if (l)
        carry_outer(k, option, l);
    else
        join_clusters(k, option);
    if (has_taker(option))
        return;
    if (!l)
        say_dropped(k, option, "link", why);
    say_dropped(k, option, "bridge", why);
    if (!tree_get(option, "links"))
        say_dropped(k, option, "split", alone);
}
