#include "scenario_1_parts.h"

#include "diag.h"
#include "scenario_1_machines.h"
#include "tree_make.h"

static void give(struct scenario_1_machines *k, size_t i, const struct tree *line)
{
    struct scenario_1_machine *s = &k->v[i];
    if (!s->parts)
        s->parts = tree_make_list(k->arena, s->map, "parts", line->at);
    scenario_1_machines_graft(k, s->parts, line, NULL);
}

typedef bool suits(const struct scenario_1_machine *s, const struct part *p);

static bool is_apples(const struct scenario_1_machine *s, const struct part *p)
{
    return s->system && s->system->vendor == p->vendor;
}

static bool takes_kit(const struct scenario_1_machine *s, const struct part *kit)
{
    const struct board *b = s->board;
    const bool module = b && (b->ram_module == module_unknown || kit->ram_module == module_unknown ||
                              b->ram_module == kit->ram_module);
    return b && module && b->ram_type == kit->ram_type;
}

/* Returns whether the machine is sold without memory and has none yet. */
static bool lacks_kit(const struct scenario_1_machine *s, const struct part *kit)
{
    return takes_kit(s, kit) && !s->has_kit && (!s->system || s->system->barebone == flag_yes);
}

static bool has_slot(const struct scenario_1_machine *s, const struct part *p)
{
    (void)p;
    return s->free_slots > 0;
}

/* Returns whether parts can be built into the machine. */
static bool is_open(const struct scenario_1_machine *s, const struct part *p)
{
    (void)p;
    return !s->rented && (!s->system || s->board);
}

/* Returns whether the machine is assembled from parts. */
static bool is_assembled(const struct scenario_1_machine *s, const struct part *p)
{
    (void)p;
    return !s->rented && !s->system;
}

static bool is_bought(const struct scenario_1_machine *s, const struct part *p)
{
    (void)p;
    return s->bought;
}

static bool stands_here(const struct scenario_1_machine *s, const struct part *p)
{
    (void)p;
    return !s->rented;
}

/* Returns how many machines suit a part. */
static size_t count(const struct scenario_1_machines *k, suits *does, const struct part *p)
{
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++)
        n += does(&k->v[i], p);
    return n;
}

/* Returns the first machine that suits a part; if there is none, the first where parts can be built in, or that is
   bought, or that stands in the house at all; n: all are rented. */
static size_t first_of(const struct scenario_1_machines *k, suits *does, const struct part *p)
{
    suits *const next[] = {does, is_open, is_bought, stands_here};
    for (size_t j = 0; j < sizeof next / sizeof *next; j++)
        for (size_t i = 0; i < k->n; i++)
            if (next[j](&k->v[i], p))
                return i;
    return k->n;
}

/* Returns whether a part goes only into a machine that is assembled from parts. */
static bool is_for_assembly(const struct part *p)
{
    return p->category == category_pc_case || p->category == category_cooler || p->category == category_fan ||
           p->category == category_bridge || p->category == category_duct;
}

/* Returns the machine that a part belongs to, by what kind of part it is. *does: what the machine has to be like. */
static size_t place_of(const struct scenario_1_machines *k, const struct part *p, suits **does)
{
    *does = is_open;
    if (p && p->vendor == vendor_apple && count(k, is_apples, p) > 0)
        *does = is_apples;
    else if (p && p->category == category_ram && count(k, takes_kit, p) > 0)
        *does = takes_kit;
    else if (p && p->category == category_nic && count(k, has_slot, p) > 0)
        *does = has_slot;
    else if (p && is_for_assembly(p) && count(k, is_assembled, p) > 0)
        *does = is_assembled;
    else if (p && p->category == category_storage && k->holder < k->n)
        return k->holder;
    return first_of(k, *does == takes_kit && count(k, lacks_kit, p) > 0 ? lacks_kit : *does, p);
}

static bool belongs_to_house(const struct part *p)
{
    return p && p->vendor != vendor_apple &&
           (p->category == category_netswitch || p->category == category_ups || p->category == category_cable ||
            p->category == category_adapter);
}

/* Returns the machine of what all machines share: switch, cables, UPS. */
static size_t network(struct scenario_1_machines *k, struct origin at)
{
    if (k->network < k->n)
        return k->network;
    struct scenario_1_machine *s = scenario_1_machines_new(k, "network", at);
    tree_make_text(k->arena, s->map, "id", s->id, at);
    tree_make_text(k->arena, s->map, "title", "What the machines share", at);
    tree_make_text(k->arena, s->map, "host", "network", at);
    s->bought = false;
    return k->network = k->n - 1;
}

/* Feeds every machine that is bought from the UPS of the network; before the machine's parts. */
static void feed(struct scenario_1_machines *k, struct origin at)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->v[i].bought && !tree_get(k->v[i].map, "ups_of"))
            tree_make_text(k->arena, k->v[i].map, "ups_of", k->v[k->network].id, at);
}

static const char *part_name(const struct tree *line)
{
    const char *name = scenario_1_machines_text(line, "part");
    return name ? name : "a part";
}

static void give_to_network(struct scenario_1_machines *k, const struct tree *line, const struct part *p, bool several)
{
    const bool ups = p && p->category == category_ups;
    const size_t to = network(k, line->at);
    give(k, to, line);
    if (ups)
        feed(k, line->at);
    diag_add(k->d, DIAG_CONVERTED, line->at, k->option, "%s is given to the machine '%s'%s", part_name(line),
             k->v[to].id,
             !several ? ": nothing can be built into a rented machine"
             : ups    ? ", and feeds all machines that are bought"
                      : ", which holds what the machines share");
}

static void give_part(struct scenario_1_machines *k, const struct tree *line, bool several)
{
    const struct part *p = scenario_1_machines_meant(k, &kind_part, scenario_1_machines_text(line, "part"));
    suits *does;
    const size_t to = place_of(k, p, &does);
    if (to == k->n || k->v[to].rented || to == k->network || (several && belongs_to_house(p))) {
        give_to_network(k, line, p, several);
        return;
    }
    give(k, to, line);
    if (p && p->category == category_ram) {
        k->holder = to;
        k->v[to].has_kit = true;
    }
    k->v[to].free_slots -= p && p->category == category_nic;
    if (count(k, does, p) > 1)
        diag_add(k->d, DIAG_CONVERTED, line->at, k->option,
                 "%s can belong to more than one machine; it is given to '%s'", part_name(line), k->v[to].id);
}

void scenario_1_parts_give(struct scenario_1_machines *k, const struct tree *option)
{
    const struct tree *parts = tree_get(option, "parts");
    const bool several = count(k, is_bought, NULL) > 1;
    k->network = k->holder = SIZE_MAX;
    for (const struct tree *line = parts && parts->type == TREE_LIST ? parts->first : NULL; line; line = line->next)
        if (k->n > 0)
            give_part(k, line, several);
}
