#include "deployed.h"

#include "arena.h"
#include "bug.h"
#include "fmt.h"
#include "model_layers.h"
#include "request.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* ---- GPUs ---- */

/* Counts one GPU; *first is the kind of the first one. */
static void count(struct deployed_gpus *g, const struct device *d, const struct device **first)
{
    g->unlike |= g->n > 0 && d != *first;
    g->chips |= d->unified == flag_yes;
    *first = g->n > 0 ? *first : d;
    g->n++;
}

struct deployed_gpus deployed_gpus_of(const struct machine *const machine[], int n)
{
    struct deployed_gpus g = {0};
    const struct device *first = NULL;
    for (int i = 0; i < n; i++) {
        const struct machine *m = machine[i];
        for (int k = 0; m->cloud && k < (int)m->cloud->qty; k++)
            count(&g, m->cloud->offer->device, &first);
        for (size_t j = 0; !m->cloud && j < m->devices.n; j++)
            for (int k = 0; k < (int)m->devices.v[j].qty; k++)
                count(&g, m->devices.v[j].device, &first);
        if (!m->cloud && m->devices.n == 0 && m->system && m->system->system->chip)
            count(&g, m->system->system->chip, &first);
    }
    return g;
}

struct deployed_gpus deployed_gpus_asked(const struct request *q)
{
    struct deployed_gpus g = {0};
    const struct device *first = NULL;
    for (int i = 0; i < q->n; i++)
        count(&g, q->device[i], &first);
    if (q->cards > g.n) { /* the machine has others: name those in use */
        g.n = q->cards;
        g.unlike = true;
    }
    return g;
}

/* ---- words ---- */

const char *deployed_engine(const struct catalogue *c, const char *id)
{
    const struct engine *e = catalogue_find(c, &kind_engine, id);
    return e && e->name ? e->name : id;
}

/* Returns how many devices a list of places such as "0,1" names. */
static int places(const char *positions)
{
    int n = 1;
    for (const char *s = positions; *s; s++)
        n += *s == ',';
    return n;
}

/* Adds which GPUs are used: "both cards", "all 4 cards", "one of 2 cards", "only rtx-3090". */
static void cards(struct str *s, const struct deployed *d, struct deployed_gpus of)
{
    const int used = places(d->positions);
    const char *what = of.chips ? "chips" : "cards";
    if (used == 1 && of.n <= 1)
        return;
    str_add(s, ", ");
    if (of.unlike || of.n < used)
        str_addf(s, "%s%s", used < of.n ? "only " : "", d->cards);
    else if (used == of.n && used == 2)
        str_addf(s, "both %s", what);
    else if (used == of.n)
        str_addf(s, "all %d %s", used, what);
    else if (used == 1)
        str_addf(s, "one of %d %s", of.n, what);
    else
        str_addf(s, "%d of %d %s", used, of.n, what);
}

/* Adds how the devices share the model: "layer split 43:38". */
static void split(struct str *s, const struct deployed *d)
{
    if (d->split == split_unknown || d->split == split_none || places(d->positions) < 2)
        return;
    str_addf(s, ", %s", enums_words(&enums_split, (int)d->split));
    for (const char *c = d->shares; c && *c; c++)
        str_addf(s, "%s%c", c == d->shares ? " " : "", *c == ',' ? ':' : *c);
}

/* Adds the cache where it is not the one that the engine takes by itself. */
static void cache(struct str *s, const struct catalogue *c, const struct deployed *d)
{
    const struct engine *e = catalogue_find(c, &kind_engine, d->engine);
    if (!e || e->caches.n == 0 || strcmp(e->caches.v[0].format->id, d->cache) != 0)
        str_addf(s, ", %s cache", d->cache);
}

/* Returns the ending of a noun. */
static const char *many(double n)
{
    return n == 1 ? "" : "s";
}

/* Adds what is in system RAM. */
static void ram(struct str *s, const struct model *m, const struct deployed *d)
{
    const bool layers = d->ngl <= model_layers(m);
    const bool all = d->n_cpu_moe >= model_layers(m);
    if (d->ngl == 0)
        str_add(s, ", all layers in system RAM");
    else if (d->n_cpu_moe > 0 && all)
        str_addf(s, ", all experts%s in system RAM", layers ? " and some layers" : "");
    else if (d->n_cpu_moe > 0)
        str_addf(s, ", experts of %.0f layer%s%s in system RAM", d->n_cpu_moe, many(d->n_cpu_moe),
                 layers ? " and some layers" : "");
    else if (layers)
        str_addf(s, ", %.0f layer%s on the card%s, the others in system RAM", d->ngl, many(d->ngl),
                 places(d->positions) > 1 ? "s" : "");
}

const char *deployed_words(struct arena *a, const struct catalogue *c, const struct model *m, const struct deployed *d,
                           struct deployed_gpus of)
{
    struct str s = str_new(a);
    BUG_UNLESS(d->engine && d->quant && d->cache && d->cards && d->positions);
    str_add(&s, deployed_engine(c, d->engine));
    if (d->backend == backend_vulkan || d->backend == backend_rocm || d->backend == backend_sycl)
        str_addf(&s, " on %s", enums_words(&enums_backend, (int)d->backend)); /* there are several for such cards */
    str_addf(&s, ", %s", d->quant);
    cache(&s, c, d);
    cards(&s, d, of);
    split(&s, d);
    ram(&s, m, d);
    return s.text;
}

const char *deployed_why_not(struct arena *a, const struct catalogue *c, const struct not_deployed *d)
{
    struct str s = str_new(a);
    BUG_UNLESS(d->engine && d->cards);
    str_add(&s, deployed_engine(c, d->engine));
    if (d->quant)
        str_addf(&s, ", %s", d->quant);
    str_addf(&s, ", %s", d->cards);
    if (d->split != split_unknown && d->split != split_none)
        str_addf(&s, ", %s", enums_words(&enums_split, (int)d->split));
    if (d->where == weights_where_experts || d->where == weights_where_layers)
        str_addf(&s, ", %s", enums_words(&enums_weights_where, (int)d->where));
    if (d->why == why_not_memory && !isnan(d->missing_gib))
        str_addf(&s, ": lacks %s GiB", fmt_known(a, d->missing_gib, 3));
    else
        str_addf(&s, ": %s", enums_words(&enums_why_not, (int)d->why));
    if (d->reason)
        str_addf(&s, " (%s)", d->reason);
    return s.text;
}

/* Returns whether the engine never runs on such devices, whatever the quant and the split. */
static bool is_elsewhere(const struct not_deployed *d)
{
    return d->why == why_not_backend || d->why == why_not_family || d->why == why_not_windows;
}

/* Returns whether a says more than b of why their engine runs nothing: what lacks memory does, and the less it lacks.
 */
static bool says_more(const struct not_deployed *a, const struct not_deployed *b)
{
    const bool memory_a = a->why == why_not_memory, memory_b = b->why == why_not_memory;
    if (memory_a != memory_b)
        return memory_a;
    return memory_a ? a->missing_gib < b->missing_gib : is_elsewhere(b) && !is_elsewhere(a);
}

/* Returns whether entry i is the one to name of its engine. */
static bool stands_for_engine(const struct not_deployed *list, int n, int i)
{
    for (int j = 0; j < n; j++)
        if (j != i && strcmp(list[j].engine, list[i].engine) == 0 &&
            (says_more(&list[j], &list[i]) || (j < i && !says_more(&list[i], &list[j]))))
            return false;
    return true;
}

/* Adds the engines that refuse for the reason of entry first: "vLLM and MLX cannot load Q4_K_M". */
static void refused(struct str *s, const struct catalogue *c, const struct not_deployed *list, int n, int first)
{
    const struct not_deployed *d = &list[first];
    for (int i = 0; i < first; i++)
        if (list[i].why == d->why && stands_for_engine(list, n, i))
            return; /* named there */
    str_add(s, s->len ? "; " : "");
    for (int i = first; i < n; i++)
        if (list[i].why == d->why && stands_for_engine(list, n, i))
            str_addf(s, "%s%s", i > first ? " and " : "", deployed_engine(c, list[i].engine));
    if (d->why == why_not_quant && d->quant)
        str_addf(s, " cannot load %s", d->quant);
    else
        str_addf(s, ": %s", enums_words(&enums_why_not, (int)d->why));
}

const char *deployed_why_none(struct arena *a, const struct catalogue *c, const struct not_deployed *list, int n)
{
    struct str s = str_new(a);
    bool all_elsewhere = true;
    for (int i = 0; i < n; i++)
        all_elsewhere &= is_elsewhere(&list[i]);
    for (int i = 0; i < n; i++)
        if (list[i].why == why_not_memory && stands_for_engine(list, n, i))
            str_addf(&s, "%s%s", s.len ? "; " : "", deployed_why_not(a, c, &list[i]));
    for (int i = 0; i < n; i++)
        if (list[i].why != why_not_memory && (all_elsewhere || !is_elsewhere(&list[i])) &&
            stands_for_engine(list, n, i))
            refused(&s, c, list, n, i);
    return s.text;
}
