#include "scenario_1_quants.h"

#include "arena.h"
#include "diag.h"
#include "engine_quant.h"
#include "quant_format.h"
#include "scenario_1_machines.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* An engine that may run the workloads. */
struct ran {
    const struct engine *engine;
    const char *option; /* the first option that runs it; NULL: none does */
    bool stated;        /* that option states it; else version 1 ran it where none was stated */
};

/* ---- which engines there are ---- */

/* Notes the engine of an option: stated, or the one that version 1 ran. An unknown one is the decoder's to report. */
static void note_option(const struct scenario_1_machines *k, const struct tree *option, struct ran *all)
{
    const struct tree *stated = tree_get(option, "engine");
    const struct engine *e = stated ? scenario_1_machines_meant(k, &kind_engine,
                                                                scenario_1_machines_text(option, "engine"))
                                    : catalogue_usual_engine(k->c);
    const char *id = scenario_1_machines_text(option, "id");
    for (size_t i = 0; i < k->c->engines.n; i++)
        if (all[i].engine == e && !all[i].option)
            all[i] = (struct ran){e, id ? id : "an option", stated != NULL};
}

/* Returns all engines of the catalogue, in its order, with the options that run them. */
static const struct ran *note_engines(const struct scenario_1_machines *k, const struct tree *options)
{
    struct ran *all = ARENA_ARRAY(k->arena, k->c->engines.n, struct ran);
    for (size_t i = 0; i < k->c->engines.n; i++)
        all[i].engine = &k->c->engines.v[i];
    for (const struct tree *t = options->first; t; t = t->next)
        note_option(k, t, all);
    return all;
}

/* ---- quants of as many bits ---- */

/* Returns the whole bits per weight of the routed experts, else of the other matrices. */
static double whole_bits(const struct quant *q)
{
    return floor(quant_format_bits(quant_format_main(q, true)));
}

/* Returns the engine's own kind of quant with as many bits: the first usual one of a container that it loads, else the
   first that it loads by name; NULL: none. */
static const struct quant *equal_quant(const struct catalogue *c, const struct engine *e, const struct quant *q)
{
    const struct quant *named = NULL;
    for (size_t i = 0; i < c->quants.n; i++) {
        const struct quant *one = &c->quants.v[i];
        if (one->usual != flag_yes || one->for_room == flag_yes || whole_bits(one) != whole_bits(q))
            continue;
        if (engine_quant_scheme(e, one->scheme))
            return one;
        if (!named && engine_quant_loads(e, one))
            named = one;
    }
    return named;
}

/* ---- a workload ---- */

static void add_text(const struct scenario_1_machines *k, struct tree *list, const char *text)
{
    struct tree *t = ARENA_NEW(k->arena, struct tree);
    *t = (struct tree){.type = TREE_TEXT, .text = text, .at = list->at};
    tree_adopt(list, t);
}

static bool has_text(const struct tree *list, const char *text)
{
    for (const struct tree *t = list->first; t; t = t->next)
        if (strcmp(t->text, text) == 0)
            return true;
    return false;
}

/* Returns the list of q and of those that stand for it with engines that cannot load it. */
static struct tree *all_quants(const struct scenario_1_machines *k, const struct ran *all, const struct quant *q,
                               struct origin at)
{
    struct tree *list = tree_make_list(k->arena, NULL, NULL, at);
    add_text(k, list, q->id);
    for (size_t i = 0; i < k->c->engines.n; i++) {
        const struct engine *e = all[i].engine;
        const bool counts = all[i].option || e->deployed == flag_yes;
        const struct quant *one = counts && !engine_quant_loads(e, q) ? equal_quant(k->c, e, q) : NULL;
        if (one && !has_text(list, one->id))
            add_text(k, list, one->id);
    }
    return list;
}

/* Returns the first engine of an option that cannot load the quant; NULL: all can. */
static const struct ran *first_unable(const struct scenario_1_machines *k, const struct ran *all, const struct quant *q)
{
    for (size_t i = 0; i < k->c->engines.n; i++)
        if (all[i].option && !engine_quant_loads(all[i].engine, q))
            return &all[i];
    return NULL;
}

static const char *join(const struct scenario_1_machines *k, const struct tree *from)
{
    struct str s = str_new(k->arena);
    for (const struct tree *t = from; t; t = t->next)
        str_addf(&s, "%s%s", s.len ? ", " : "", t->text);
    return s.text;
}

static void widen(const struct scenario_1_machines *k, const struct ran *all, struct tree *workload)
{
    struct tree *stated = tree_member(workload, "quant");
    const char *id = scenario_1_machines_text(workload, "id");
    const struct quant *q = scenario_1_machines_meant(k, &kind_quant, scenario_1_machines_text(workload, "quant"));
    const struct ran *unable = q ? first_unable(k, all, q) : NULL;
    struct tree *list = unable ? all_quants(k, all, q, stated->at) : NULL;
    if (!list || list->n < 2)
        return;
    diag_add(k->d, DIAG_QUANTS_ADDED, stated->at, id,
             "quant %s becomes quants [%s]: %s, %s '%s', cannot load it; added are usual quants of as many bits that "
             "other engines load",
             q->id, join(k, list->first), unable->engine->id,
             unable->stated ? "the engine of" : "which version 1 ran where no engine was stated, as in",
             unable->option);
    struct tree *next = stated->next;
    *stated = *list;
    stated->key = "quants";
    stated->next = next;
}

void scenario_1_quants_widen(const struct scenario_1_machines *k, struct tree *root)
{
    const struct tree *options = tree_get(root, "options"), *workloads = tree_get(root, "workloads");
    if (!options || options->type != TREE_LIST || !workloads || workloads->type != TREE_LIST)
        return;
    const struct ran *all = note_engines(k, options);
    for (struct tree *w = workloads->first; w; w = w->next)
        if (w->type == TREE_MAP && !tree_get(w, "quants"))
            widen(k, all, w);
}
