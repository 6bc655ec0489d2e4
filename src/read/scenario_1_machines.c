#include "scenario_1_machines.h"

#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "names.h"
#include "plan.h"
#include "str.h"
#include "tree_make.h"

#include <limits.h>
#include <math.h>
#include <string.h>

const char *scenario_1_machines_text(const struct tree *map, const char *key)
{
    const struct tree *t = map ? tree_get(map, key) : NULL;
    return t && t->type == TREE_TEXT ? t->text : NULL;
}

static double number_at(const struct tree *map, const char *key, double otherwise)
{
    const struct tree *t = tree_get(map, key);
    return t && t->type == TREE_NUMBER ? t->number : otherwise;
}

void scenario_1_machines_graft(const struct scenario_1_machines *k, struct tree *parent, const struct tree *t,
                               const char *key)
{
    struct tree *copy = ARENA_NEW(k->arena, struct tree);
    *copy = *t;
    copy->next = NULL;
    copy->key = key;
    tree_adopt(parent, copy);
}

void scenario_1_machines_take(const struct scenario_1_machines *k, struct tree *to, const struct tree *from,
                              const char *const keys[])
{
    for (size_t i = 0; keys[i]; i++)
        if (tree_get(from, keys[i]))
            scenario_1_machines_graft(k, to, tree_get(from, keys[i]), keys[i]);
}

const void *scenario_1_machines_meant(const struct scenario_1_machines *k, const struct kind *kind, const char *name)
{
    const void *exact = name ? catalogue_find(k->c, kind, name) : NULL;
    if (exact || !name)
        return exact;
    const struct names_found found = names_find(k->arena, k->c, kind, name);
    return found.taken ? NULL : found.record;
}

const struct link *scenario_1_machines_outer(const struct scenario_1_machines *k, const struct tree *option)
{
    const struct link *l = scenario_1_machines_meant(k, &kind_link, scenario_1_machines_text(option, "link"));
    return plan_is_between_machines(l) ? l : NULL;
}

static bool is_taken(const struct scenario_1_machines *k, const char *id)
{
    bool taken = false;
    for (size_t i = 0; i < k->n; i++)
        taken |= strcmp(k->v[i].id, id) == 0;
    return taken;
}

struct scenario_1_machine *scenario_1_machines_new(struct scenario_1_machines *k, const char *wish, struct origin at)
{
    const char *id = wish;
    BUG_UNLESS(k->n < SCENARIO_1_MACHINES_MOST);
    for (int i = 2; is_taken(k, id); i++)
        id = str_format(k->arena, "%s-%d", wish, i);
    struct scenario_1_machine *s = &k->v[k->n++];
    *s = (struct scenario_1_machine){.id = id, .map = tree_make_map(k->arena, k->machines, NULL, at), .bought = true};
    return s;
}

/* ---- machines ---- */

int scenario_1_machines_cards(const struct tree *map)
{
    const struct tree *lines = tree_get(map, "devices"), *cloud = tree_get(map, "cloud");
    double n = cloud && cloud->type == TREE_MAP ? number_at(cloud, "qty", 1) : 0;
    for (const struct tree *t = lines && lines->type == TREE_LIST ? lines->first : NULL; t; t = t->next)
        n += number_at(t, "qty", 1);
    return (int)fmin(fmax(n, 0), SCENARIO_1_MACHINES_MOST);
}

/* ---- cards that cannot be in one computer ---- */

static bool says_owned(const struct tree *line)
{
    const char *owned = line ? scenario_1_machines_text(line, "owned") : NULL;
    return owned && strcmp(owned, "yes") == 0;
}

/* Returns whether every card of the option is owned, and the computer that holds them is not named. */
static bool unnamed_hosts(const struct tree *option, const struct tree *lines)
{
    bool owned = !tree_get(option, "board") && !tree_get(option, "cpu");
    for (const struct tree *t = lines->first; t; t = t->next)
        owned &= says_owned(t);
    return owned;
}

/* Returns whether lines of cards are computers of their own: no computer is named for several owned cards, or a link
   between machines joins them. A board with systems beside it holds all cards: the link runs to the systems. */
static bool is_split_up(const struct scenario_1_machines *k, const struct tree *option, const struct tree *lines)
{
    const bool box = tree_get(option, "board") && tree_get(option, "systems");
    return unnamed_hosts(option, lines) || (scenario_1_machines_outer(k, option) && !box);
}

static bool stays_apart(const struct scenario_1_machines *k, const struct tree *option, const struct tree *lines,
                        const struct tree *line)
{
    return line != lines->first && is_split_up(k, option, lines);
}

static const char *card_name(const struct tree *line)
{
    const char *name = scenario_1_machines_text(line, "device");
    return name ? name : "a card";
}

/* Says that several cards of one line share a computer, where none is named. */
static void say_shared(const struct scenario_1_machines *k, const struct tree *option, const struct tree *lines,
                       const struct tree *line, const char *id)
{
    const double qty = number_at(line, "qty", 1);
    if (qty > 1 && unnamed_hosts(option, lines))
        diag_add(k->d, DIAG_CONVERTED, line->at, k->option,
                 "the %g %s of one line are put into one computer, '%s': version 1 did not say that they share one; on "
                 "lines of their own each gets its own",
                 qty, card_name(line), id);
}

/* Gives the machine the option's link, unless it runs between machines: scenario_1_links.h carries that. */
static void take_link(const struct scenario_1_machines *k, struct scenario_1_machine *s, const struct tree *option)
{
    static const char *const link[] = {"link", NULL};
    if (!scenario_1_machines_outer(k, option))
        scenario_1_machines_take(k, s->map, option, link);
}

static void add_apart(struct scenario_1_machines *k, const struct tree *option, const struct tree *line)
{
    static const char *const keys[] = {"engine", "split", "bridge", NULL};
    struct scenario_1_machine *s = scenario_1_machines_new(k, "pc", line->at);
    s->bought = !says_owned(line);
    s->free_slots = 0;
    tree_make_text(k->arena, s->map, "id", s->id, line->at);
    scenario_1_machines_graft(k, tree_make_list(k->arena, s->map, "devices", line->at), line, NULL);
    scenario_1_machines_take(k, s->map, option, keys);
    take_link(k, s, option);
    diag_add(k->d, DIAG_CONVERTED, line->at, k->option,
             "%s is put into a computer of its own, '%s': version 1 did not say that it shares one", card_name(line),
             s->id);
}

/* Adds the cards that share one computer; the others are returned to be added after it. */
static void add_cards(const struct scenario_1_machines *k, struct scenario_1_machine *s, const struct tree *option,
                      const struct tree *lines)
{
    struct tree *list = tree_make_list(k->arena, NULL, NULL, lines->at);
    for (const struct tree *t = lines->first; t; t = t->next)
        if (!stays_apart(k, option, lines, t))
            scenario_1_machines_graft(k, list, t, NULL);
    if (list->n > 0)
        scenario_1_machines_graft(k, s->map, list, "devices");
}

/* Adds the cards that have computers of their own. id: the computer of the first line. */
static void add_apart_all(struct scenario_1_machines *k, const struct tree *option, const struct tree *lines,
                          const char *id)
{
    for (const struct tree *t = lines->first; t && k->n + 2 < SCENARIO_1_MACHINES_MOST; t = t->next) {
        const bool apart = stays_apart(k, option, lines, t);
        if (apart)
            add_apart(k, option, t);
        say_shared(k, option, lines, t, apart ? k->v[k->n - 1].id : id);
    }
}

static void add_pc(struct scenario_1_machines *k, const struct tree *option)
{
    static const char *const keys[] = {"board", "cpu", "psus", "engine", "split", "bridge", NULL};
    static const char *const cards[] = {"devices", NULL};
    const struct tree *lines = tree_get(option, "devices");
    const bool listed = lines && lines->type == TREE_LIST;
    const bool has = lines || tree_get(option, "board") || tree_get(option, "cpu") || tree_get(option, "psus");
    if (!has && (tree_get(option, "systems") || tree_get(option, "cloud") || !tree_get(option, "parts")))
        return;
    struct scenario_1_machine *s = scenario_1_machines_new(k, "pc", option->at);
    tree_make_text(k->arena, s->map, "id", s->id, option->at);
    if (listed)
        add_cards(k, s, option, lines);
    else
        scenario_1_machines_take(k, s->map, option, cards);
    scenario_1_machines_take(k, s->map, option, keys);
    take_link(k, s, option);
    const struct tree *board = tree_get(option, "board");
    s->board = scenario_1_machines_meant(k, &kind_board, board ? scenario_1_machines_text(board, "board") : NULL);
    s->free_slots = s->board ? (int)s->board->slots.n - scenario_1_machines_cards(s->map) : INT_MAX;
    if (listed)
        add_apart_all(k, option, lines, s->id);
}

const char *scenario_1_machines_id(const struct scenario_1_machines *k, const struct tree *line)
{
    const char *name = scenario_1_machines_text(line, "system");
    const struct system *system = scenario_1_machines_meant(k, &kind_system, name);
    return system ? system->id : name ? tree_make_id(k->arena, name) : "machine";
}

static bool is_owned(const struct scenario_1_machines *k, const char *id)
{
    for (const struct tree *t = k->owned ? k->owned->first : NULL; t; t = t->next)
        if (scenario_1_machines_text(t, "system") && strcmp(scenario_1_machines_id(k, t), id) == 0)
            return true;
    return false;
}

static void add_owned_system(const struct scenario_1_machines *k, struct scenario_1_machine *s, const struct tree *line)
{
    static const char *const keys[] = {"system", "gpu_limit_gib", NULL};
    const char *base = scenario_1_machines_id(k, line);
    if (strcmp(s->id, base) != 0)
        tree_make_text(k->arena, s->map, "id", s->id, line->at);
    tree_make_text(k->arena, s->map, "extends", base, line->at);
    if (!tree_get(line, "gpu_limit_gib"))
        return;
    struct tree *system = tree_make_map(k->arena, s->map, "system", line->at);
    scenario_1_machines_take(k, system, line, keys);
    tree_make_yes(k->arena, system, "owned", true, line->at);
}

static void add_system(struct scenario_1_machines *k, const struct tree *option, const struct tree *line,
                       const char *id)
{
    static const char *const keys[] = {"system", "condition", "owned",    "gpu_limit_gib",
                                       "price",  "currency",  "imported", NULL};
    static const char *const engine[] = {"engine", NULL};
    const char *owned = scenario_1_machines_text(line, "owned");
    struct scenario_1_machine *s = scenario_1_machines_new(k, id, line->at);
    s->line = line;
    s->system = scenario_1_machines_meant(k, &kind_system, scenario_1_machines_text(line, "system"));
    s->board = s->system ? s->system->board : NULL;
    s->free_slots = s->board ? (int)s->board->slots.n : 0;
    s->bought = !(owned && strcmp(owned, "yes") == 0);
    if (is_owned(k, scenario_1_machines_id(k, line))) {
        s->bought = false;
        add_owned_system(k, s, line);
    } else {
        tree_make_text(k->arena, s->map, "id", s->id, line->at);
        scenario_1_machines_take(k, tree_make_map(k->arena, s->map, "system", line->at), line, keys);
    }
    scenario_1_machines_take(k, s->map, option, engine);
}

static void add_systems(struct scenario_1_machines *k, const struct tree *option)
{
    const struct tree *systems = tree_get(option, "systems");
    if (!systems || systems->type != TREE_LIST)
        return;
    for (const struct tree *line = systems->first; line; line = line->next) {
        const char *id = scenario_1_machines_id(k, line);
        const double qty = number_at(line, "qty", 1);
        for (int i = 1; i <= qty && k->n + 2 < SCENARIO_1_MACHINES_MOST;
             i++) /* leaves room for the rented one and the network */
            add_system(k, option, line, qty > 1 ? str_format(k->arena, "%s-%d", id, i) : id);
    }
}

static void add_rented(struct scenario_1_machines *k, const struct tree *option)
{
    static const char *const keys[] = {"cloud", "engine", "split", "bridge", NULL};
    if (!tree_get(option, "cloud"))
        return;
    struct scenario_1_machine *s = scenario_1_machines_new(k, "rented", option->at);
    s->rented = true;
    s->bought = false;
    tree_make_text(k->arena, s->map, "id", s->id, option->at);
    scenario_1_machines_take(k, s->map, option, keys);
    take_link(k, s, option);
}

void scenario_1_machines_add(struct scenario_1_machines *k, const struct tree *option)
{
    k->option = scenario_1_machines_text(option, "id");
    k->n = 0;
    k->machines = tree_make_list(k->arena, NULL, NULL, option->at);
    add_pc(k, option);
    add_systems(k, option);
    add_rented(k, option);
}
