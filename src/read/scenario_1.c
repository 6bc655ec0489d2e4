#include "scenario_1.h"

#include "arena.h"
#include "bug.h"
#include "scenario_1_links.h"
#include "scenario_1_machines.h"
#include "scenario_1_owned.h"
#include "scenario_1_parts.h"
#include "scenario_1_quants.h"
#include "tree_make.h"

#include <string.h>

static const char old_schema[] = "rigplan-scenario-1", new_schema[] = "rigplan-scenario-2";

bool scenario_1_is(const struct tree *root)
{
    const struct tree *schema = tree_get(root, "schema");
    return schema && schema->type == TREE_TEXT && strcmp(schema->text, old_schema) == 0;
}

/* Removes the members with these keys from a map. */
static void drop(struct tree *map, const char *const keys[])
{
    struct tree **at = &map->first;
    map->last = NULL;
    map->n = 0;
    while (*at) {
        bool out = false;
        for (size_t i = 0; keys[i]; i++)
            out |= strcmp((*at)->key, keys[i]) == 0;
        if (out) {
            *at = (*at)->next;
            continue;
        }
        map->last = *at;
        map->n++;
        at = &(*at)->next;
    }
}

static void convert_option(struct scenario_1_machines *k, struct tree *option)
{
    static const char *const old[] = {"devices", "systems", "cloud", "board", "cpu",    "psus",
                                      "parts",   "engine",  "split", "link",  "bridge", NULL};
    if (option->type != TREE_MAP)
        return;
    scenario_1_machines_add(k, option);
    scenario_1_links_add(k, option);
    scenario_1_parts_give(k, option);
    drop(option, old);
    k->machines->key = "machines";
    if (k->machines->n > 0)
        tree_adopt(option, k->machines);
}

/* Makes machines of the systems that are owned; other owned parts stay where they are. */
static void convert_owned(struct scenario_1_machines *k, struct tree *root)
{
    static const char *const keys[] = {"system", NULL}, *const note[] = {"note", NULL},
                             *const owned[] = {"owned", NULL};
    struct tree *parts = tree_make_list(k->arena, NULL, NULL, root->at);
    struct tree *machines = tree_make_list(k->arena, NULL, NULL, root->at);
    for (const struct tree *t = k->owned->first; t; t = t->next) {
        if (!scenario_1_machines_text(t, "system")) {
            scenario_1_machines_graft(k, parts, t, NULL);
            continue;
        }
        struct tree *m = tree_make_map(k->arena, machines, NULL, t->at);
        tree_make_text(k->arena, m, "id", scenario_1_machines_id(k, t), t->at);
        tree_make_yes(k->arena, m, "owned", true, t->at);
        scenario_1_machines_take(k, tree_make_map(k->arena, m, "system", t->at), t, keys);
        scenario_1_machines_take(k, m, t, note);
    }
    drop(root, owned);
    parts->key = "owned";
    machines->key = "machines";
    if (parts->n > 0)
        tree_adopt(root, parts);
    if (machines->n > 0)
        tree_adopt(root, machines);
}

/* Moves the scenario's machines before its options, where a reader looks for them. */
static void order(struct scenario_1_machines *k, struct tree *root)
{
    static const char *const later[] = {"options", "machines", NULL};
    const struct tree *machines = tree_get(root, "machines"), *options = tree_get(root, "options");
    if (!machines || !options)
        return;
    drop(root, later);
    scenario_1_machines_graft(k, root, machines, "machines");
    scenario_1_machines_graft(k, root, options, "options");
}

void scenario_1_convert(struct arena *a, struct diags *d, const struct catalogue *c, struct tree *root)
{
    struct scenario_1_machines *k = ARENA_NEW(a, struct scenario_1_machines);
    *k = (struct scenario_1_machines){.arena = a, .d = d, .c = c};
    struct tree *schema = tree_member(root, "schema"), *options = tree_member(root, "options");
    const struct tree *owned = tree_get(root, "owned");
    BUG_UNLESS(scenario_1_is(root));
    schema->text = new_schema;
    k->owned = owned && owned->type == TREE_LIST ? owned : NULL;
    scenario_1_quants_widen(k, root); /* the options still state their engines */
    for (struct tree *o = options && options->type == TREE_LIST ? options->first : NULL; o; o = o->next)
        convert_option(k, o);
    if (k->owned)
        convert_owned(k, root);
    scenario_1_owned_share(a, root);
    order(k, root);
}
