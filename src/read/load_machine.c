#include "load_machine.h"

#include "arena.h"
#include "bug.h"
#include "consistency_plan.h"
#include "decode.h"
#include "diag.h"
#include "file.h"
#include "plan.h"
#include "scenario_1.h"
#include "tree_make.h"
#include "tree_parse.h"

#include <string.h>

static const char machine_schema[] = "rigplan-machine-1";
static const char scenario_schema[] = "rigplan-scenario-2";

/* ---- which kind of file ---- */

static bool states(const struct tree *schema, const char *name)
{
    return schema && schema->type == TREE_TEXT && strcmp(schema->text, name) == 0;
}

bool load_machine_is(struct arena *a, struct diags *d, const struct load_text *text)
{
    const struct tree *root = text->tree ? text->tree : tree_parse(a, d, text->file, text->text, text->size);
    return root && states(tree_get(root, "schema"), machine_schema);
}

static bool is_scenario(const struct tree *root)
{
    return scenario_1_is(root) || states(tree_get(root, "schema"), scenario_schema);
}

/* Returns false with a diagnostic for a file that is no machine. Without a schema it is one, unless it has what only
   scenarios have. */
static bool is_machine(struct arena *a, struct diags *d, const struct tree *root, const char *file)
{
    const struct tree *schema = tree_get(root, "schema");
    const bool machine = schema ? states(schema, machine_schema)
                                : root->type == TREE_MAP && !tree_get(root, "options") && !tree_get(root, "workloads");
    if (!machine)
        diag_add(d, DIAG_BAD_SCHEMA, schema ? schema->at : diag_file(file), "schema",
                 "expected \"%s\" or \"%s\", got %s", machine_schema, scenario_schema,
                 schema ? tree_describe(a, schema) : "nothing");
    return machine;
}

/* ---- a file of one machine ---- */

/* Returns the name of the file without folder and ending, as an id. */
static const char *id_of_file(struct arena *a, const char *file)
{
    return tree_make_id(a, file_stem(a, file));
}

/* Returns the members of the file but its schema. */
static struct tree *fields_of(struct arena *a, const struct tree *root)
{
    struct tree *map = tree_make_map(a, NULL, NULL, root->at);
    tree_fill(map, root, a);
    struct tree **at = &map->first;
    map->last = NULL;
    while (*at)
        if (strcmp((*at)->key, "schema") == 0) {
            *at = (*at)->next;
            map->n--;
        } else {
            map->last = *at;
            at = &(*at)->next;
        }
    return map;
}

/* Returns a site that says nothing about the machine: its fields have their defaults. */
static const struct tree *site_tree(struct arena *a, const struct catalogue *c, struct origin at)
{
    struct tree *site = tree_make_map(a, NULL, NULL, at);
    BUG_UNLESS(c->outlets.n > 0 && c->tariffs.n > 0);
    tree_make_text(a, site, "country", c->outlets.v[0].country, at);
    tree_make_text(a, site, "outlet", c->outlets.v[0].id, at);
    tree_make_text(a, site, "tariff", c->tariffs.v[0].id, at);
    return site;
}

/* Returns a scenario that has only this machine. */
static struct scenario *scenario_of(struct arena *a, struct machine *m, const struct site *site, const char *file)
{
    struct scenario *s = ARENA_NEW(a, struct scenario);
    struct option *o = ARENA_NEW(a, struct option);
    m->id = m->id || m->extends ? m->id : id_of_file(a, file);
    *o = (struct option){.id = m->id ? m->id : m->extends, .price_factor = 1, .machines = {1, m}};
    o->title = m->title ? m->title : o->id;
    *s = (struct scenario){.title = o->title, .site = site, .options = {1, o}};
    return s;
}

static const struct scenario *one_machine(struct arena *a, struct diags *d, const struct catalogue *c,
                                          const struct tree *root, const char *file)
{
    const int errors = d->errors;
    struct machine *m = ARENA_NEW(a, struct machine);
    struct site *site = ARENA_NEW(a, struct site);
    struct decode dec = {.arena = a, .d = d, .by_name = true};
    decode_record(&dec, &kind_machine, fields_of(a, root), NULL, m);
    decode_record(&dec, &kind_site, site_tree(a, c, root->at), NULL, site);
    decode_resolve(&dec, c);
    if (d->errors > errors)
        return NULL;
    struct scenario *s = scenario_of(a, m, site, file);
    plan_complete(a, d, s);
    consistency_plan(d, c, s);
    return d->errors == errors ? s : NULL;
}

const struct scenario *load_machine(struct arena *a, struct diags *d, const struct catalogue *c,
                                    const struct load_text *text)
{
    const struct tree *root = text->tree ? text->tree : tree_parse(a, d, text->file, text->text, text->size);
    if (!root)
        return NULL;
    if (is_scenario(root))
        return load_scenario(a, d, c, text, NULL, 0);
    return is_machine(a, d, root, text->file) ? one_machine(a, d, c, root, text->file) : NULL;
}
