#include "refuse.h"

#include "arena.h"
#include "engine_quant.h"
#include "from_scenario.h"
#include "compatibility.h"
#include "option_machine.h"
#include "refuse_say.h"

#include <math.h>

/* Returns how to say it: with options on the command line, with fields in a scenario. */
static const char *words(const struct refuse_subject *s, const char *options, const char *fields)
{
    return s->option ? fields : options;
}

static const char *append_word(struct arena *a, const char *so_far, const char *word)
{
    return so_far ? str_format(a, "%s, %s", so_far, word) : word;
}

/* Returns the backends that engine and device have in common; d NULL: all backends of the engine. NULL: none. */
static const char *backends(struct arena *a, const struct engine *e, const struct device *d)
{
    const char *out = NULL;
    for (int b = 1; b < backend_end; b++)
        if (rig_has(e, (enum backend)b) && (!d || rig_runs(d, (enum backend)b)))
            out = append_word(a, out, enums_text(&enums_backend, b));
    return out;
}

static const char *engine_reads(struct arena *a, const struct engine *e)
{
    const char *out = NULL;
    for (size_t i = 0; i < e->reads.n; i++)
        out = append_word(a, out,
                          e->reads.v[i].quant ? e->reads.v[i].quant->id
                                              : enums_words(&enums_scheme, (int)e->reads.v[i].scheme));
    return out;
}

/* Returns the ways in which the engine, in its build, shares the request's model among devices. */
static const char *engine_splits(struct arena *a, const struct engine *e, const struct request *q)
{
    const char *out = NULL;
    for (int i = 1; i < split_end; i++)
        if (i != split_none && i != split_pipeline && compatibility_split(e, q, (enum split)i))
            out = append_word(a, out, enums_text(&enums_split, i));
    return out ? str_format(a, "what works: %s", out) : "it runs on one device only";
}

/* Returns the formats of the engine's cache with which the request runs. */
static const char *engine_caches(struct arena *a, const struct engine *e, const struct request *asked)
{
    struct request q = *asked;
    const char *out = NULL;
    for (size_t i = 0; i < e->caches.n; i++) {
        q.kv = e->caches.v[i].format;
        if (compatibility_check(&q, e).rule == COMPATIBILITY_YES)
            out = append_word(a, out, q.kv->id);
    }
    return out ? out : "F16";
}

/* Returns "; engines that can: ..." with the engines that load one of the quants, "" if there are none. */
static const char *engines_for(struct command_run *r, const struct quant *const *quants, size_t n)
{
    const char *out = NULL;
    for (size_t i = 0; i < r->catalogue->engines.n; i++) {
        bool loads = false;
        for (size_t j = 0; j < n; j++)
            loads |= engine_quant_loads(&r->catalogue->engines.v[i], quants[j]);
        if (loads)
            out = append_word(r->arena, out, r->catalogue->engines.v[i].id);
    }
    return out ? str_format(r->arena, "; engines that can: %s", out) : "";
}

/* Returns whether the engine may be proposed: the workload lists it, or lists none and it is considered where nobody
   names one. */
static bool is_allowed(const struct refuse_subject *s, const struct engine *e)
{
    const struct text_list *list = s->workload ? &s->workload->engines : NULL;
    bool found = false;
    for (size_t i = 0; list && i < list->n; i++)
        found |= catalogue_find(s->r->catalogue, &kind_engine, list->v[i]) == e;
    return list && list->n > 0 ? found : e->deployed == flag_yes;
}

/* Returns the engines that may be proposed and that run the request, with its quant or, unless keep, with any of their
   own; NULL: there are none. */
static const char *engines_running(const struct refuse_subject *s, const struct request *asked, bool keep)
{
    const struct command_run *r = s->r;
    const struct catalogue *c = r->catalogue;
    const char *out = NULL;
    for (size_t i = 0; i < c->engines.n; i++) {
        const struct engine *e = &c->engines.v[i];
        struct request q = *asked;
        q.engine = e;
        q.engine_month = NAN;
        for (size_t j = 0; j < c->quants.n && !keep && !engine_quant_loads(e, q.quant); j++)
            q.quant = &c->quants.v[j];
        if (is_allowed(s, e) && compatibility_check(&q, e).rule == COMPATIBILITY_YES)
            out = append_word(r->arena, out, e->id);
    }
    return out;
}

/* Returns the numbers of cards that the heads of the model divide by. */
static const char *card_counts(struct arena *a, const struct model *m)
{
    const char *out = NULL;
    for (int n = 1; n <= RIG_MAX_DEVICES; n++)
        if (compatibility_heads(m, n))
            out = append_word(a, out, str_format(a, "%d", n));
    return out;
}

static void refuse_backend(const struct refuse_subject *s, const struct engine *e, const struct device *d,
                           const struct compatibility *p)
{
    const char *common = backends(s->r->arena, e, d), *asked = enums_text(&enums_backend, (int)p->backend);
    if (!common)
        refuse_say(s, "--engine",
                   "%s does not run on %s: it has %s only; choose another engine (see: rigplan list engine)", e->id,
                   d->id, backends(s->r->arena, e, NULL));
    else
        refuse_say(s, "--backend", "%s cannot use %s on %s; what works: %s", e->id, asked, d->id, common);
}

static void refuse_nvlink(const struct refuse_subject *s, const struct request *q, const struct device *d)
{
    const char *option = q->bridge ? "--bridge" : "--link", *link = (q->bridge ? q->bridge : q->link)->id;
    if (d->nvlink_gb_s > 0)
        refuse_say(s, option, "%s joins pairs of equal cards: %s has no equal partner", link, d->id);
    else
        refuse_say(s, option, "%s needs cards with NVLink: %s has none", link, d->id);
}

/* The rules about a KV cache and flash attention. */
static void refuse_cache(const struct refuse_subject *s, const struct request *q, const struct engine *e,
                         enum compatibility_rule rule)
{
    const char *engine = e->id;
    switch (rule) {
    case COMPATIBILITY_FLASH_CACHE:
        refuse_say(s, "--kv-type", "%s keeps a quantised KV cache only with flash attention: %s, or use F16", engine,
                   words(s, "leave out --flash-attn off", "leave out flash_attn: no"));
        break;
    case COMPATIBILITY_FP8_CACHE: refuse_say(s, "--kv-type", "%s has no FP8 KV cache: use Q8_0", engine); break;
    case COMPATIBILITY_TENSOR_CACHE:
        refuse_say(s, "--kv-type", "%s cannot split a KV cache in %s by tensors: use %s, or one of %s", engine,
                   q->kv->id, words(s, "--split layer", "split: layer"), engine_caches(s->r->arena, e, q));
        break;
    case COMPATIBILITY_TENSOR_FLASH:
        refuse_say(s, "--flash-attn", "%s splits by tensors only with flash attention: leave out %s", engine,
                   words(s, "--flash-attn off, or use --split layer", "flash_attn: no, or use split: layer"));
        break;
    default: break;
    }
}

/* The rules about layers and experts in system RAM. */
static void refuse_host(const struct refuse_subject *s, const struct request *q, const char *engine,
                        enum compatibility_rule rule)
{
    switch (rule) {
    case COMPATIBILITY_HOST_ENGINE:
        refuse_say(
            s, s->open ? "--system" : "--engine", "layers or experts in system RAM are not modelled for %s: %s", engine,
            s->workload && s->workload->engines.n > 0 ? "leave out ngl and n_cpu_moe, or let the workload use llama.cpp"
                                                      : "use llama.cpp");
        break;
    case COMPATIBILITY_HOST_TENSOR:
        refuse_say(s, "--split", "layers or experts in system RAM are not modelled with a tensor split: use %s",
                   words(s, "--split layer", "split: layer"));
        break;
    case COMPATIBILITY_HOST_UNIFIED:
        refuse_say(
            s, "--system",
            "%s uses the memory of the machine: there is no other memory to move layers or experts to; leave out "
            "%s",
            q->device[0]->id, words(s, "--ngl, --n-cpu-moe and --experts-on-host", "ngl and n_cpu_moe"));
        break;
    default: break;
    }
}

/* Returns the quants that are refused: the request's, or the workload's list. Their number goes to *n. */
static const struct quant *const *quants_of(const struct refuse_subject *s, const struct request *q, size_t *n)
{
    const struct text_list *list = s->listed ? &s->workload->quants : NULL;
    const struct quant **v = ARENA_ARRAY(s->r->arena, list ? list->n : 1, const struct quant *);
    *n = list ? list->n : 1;
    for (size_t i = 0; i < *n; i++)
        v[i] = list ? catalogue_find(s->r->catalogue, &kind_quant, list->v[i]) : q->quant;
    return v;
}

static void refuse_load(const struct refuse_subject *s, const struct request *q, const struct engine *e)
{
    size_t n;
    const struct quant *const *v = quants_of(s, q, &n);
    const char *names = NULL;
    for (size_t i = 0; i < n; i++)
        names = append_word(s->r->arena, names, v[i]->id);
    refuse_say(s, "--quant", "%s cannot load %s%s: it loads %s%s", e->id, n > 1 ? "any of " : "", names,
               engine_reads(s->r->arena, e), engines_for(s->r, v, n));
}

static void refuse_dense(const struct refuse_subject *s, const struct request *q, const struct engine *e)
{
    const char *run = engines_running(s, q, true);
    refuse_say(s, "--quant", "%s keeps only experts in %s, the other weights in 16 bits, and %s has no experts; %s",
               e->id, q->quant->id, q->model->id,
               run ? str_format(s->r->arena, "engines that run it: %s", run) : "choose another quant");
}

/* The rules about what an engine lacks on a card or an operating system. */
static void refuse_lack(const struct refuse_subject *s, const struct request *q, const struct engine *e,
                        const struct compatibility *p)
{
    const char *family = enums_words(&enums_family, (int)q->device[p->device]->family);
    const char *run = engines_running(s, q, p->rule == COMPATIBILITY_FAMILY_QUANT);
    const char *other = run ? str_format(s->r->arena, "engines that run there: %s", run) : NULL;
    const char *at = s->open ? "--quant" : "--engine"; /* what makes it this engine */
    const char *why = p->lack && p->lack->why ? str_format(s->r->arena, " (%s)", p->lack->why) : "";
    const char *name = s->open ? str_format(s->r->arena, "%s, which %s needs,", e->id, q->quant->id) : e->id;
    switch (p->rule) {
    case COMPATIBILITY_FAMILY:
        refuse_say(s, at, "%s does not run on %s, a card of the family %s%s; %s", name, q->device[p->device]->id,
                   family, why, other ? other : "choose another card");
        break;
    case COMPATIBILITY_FAMILY_QUANT:
        refuse_say(s, "--quant", "%s does not run %s on %s, a card of the family %s%s; %s", e->id, q->quant->id,
                   q->device[p->device]->id, family, why, other ? other : "choose another quant");
        break;
    case COMPATIBILITY_WINDOWS:
        refuse_say(s, at, "%s does not run on Windows; %s", name,
                   other ? other : "choose another engine, or another desktop");
        break;
    default: break;
    }
}

/* Every rule but those about backends. */
static void refuse_other(const struct refuse_subject *s, const struct request *q, const struct engine *e,
                         const struct compatibility *p)
{
    struct arena *a = s->r->arena;
    switch (p->rule) {
    case COMPATIBILITY_QUANT: refuse_load(s, q, e); break;
    case COMPATIBILITY_DENSE: refuse_dense(s, q, e); break;
    case COMPATIBILITY_SPLIT:
        refuse_say(s, "--split", "%s%s cannot share %s in that way (%s); %s", e->id,
                   isnan(q->engine_month) ? "" : " of that date", q->model->id,
                   enums_text(&enums_split, (int)(q->split == split_unknown ? split_layer : q->split)),
                   engine_splits(a, e, q));
        break;
    case COMPATIBILITY_CACHE:
        refuse_say(s, "--kv-type", "%s has no %s KV cache: it has %s", e->id, q->kv->id, engine_caches(a, e, q));
        break;
    case COMPATIBILITY_SHARES:
        refuse_say(s, "--tensor-split", "%s gives each card of a tensor split the same share: leave out %s", e->id,
                   words(s, "--tensor-split", "tensor_split"));
        break;
    case COMPATIBILITY_MAKERS:
        refuse_say(
            s, "--gpu",
            "%s needs cards of one backend, and %s and %s have none in common: use one kind of card, or llama.cpp",
            e->id, q->device[0]->id, q->device[p->device]->id);
        break;
    case COMPATIBILITY_HEADS:
        refuse_say(
            s, "--split",
            "%s gives each card whole heads: the %g heads and %g KV heads of %s cannot be divided by %d cards; what "
            "works: %s cards, or %s",
            e->id, q->model->heads, q->model->kv_heads, q->model->id, q->n, card_counts(a, q->model),
            words(s, "--split layer", "split: layer"));
        break;
    case COMPATIBILITY_BRIDGE:
        refuse_say(s, "--bridge",
                   "%s cannot pair these cards: %s takes three or more cards that NVLink bridges join in pairs, and a "
                   "link of type nvlink; for two cards use %s",
                   q->bridge->id, words(s, "--bridge", "bridge"), words(s, "--link", "link"));
        break;
    case COMPATIBILITY_NVLINK: refuse_nvlink(s, q, q->device[p->device]); break;
    default:
        refuse_lack(s, q, e, p);
        refuse_cache(s, q, e, p->rule);
        refuse_host(s, q, e->id, p->rule);
        break;
    }
}

/* True, with a diagnostic, if the request cannot run. */
static bool refused(const struct refuse_subject *s, const struct request *q)
{
    const struct engine *e = prepare_engine(s->r->catalogue, q);
    const struct compatibility p = compatibility_check(q, e);
    if (p.rule == COMPATIBILITY_DEVICE_BACKEND || p.rule == COMPATIBILITY_ENGINE_BACKEND)
        refuse_backend(s, e, q->device[p.device], &p);
    else
        refuse_other(s, q, e, &p);
    return p.rule != COMPATIBILITY_YES;
}

bool refuse_impossible(struct command_run *r, const struct request *q)
{
    struct request taken = *q;
    compatibility_take_split(&taken);
    return refused(&(struct refuse_subject){.r = r}, &taken);
}

/* ---- scenarios ---- */

/* Returns the i-th record of a kind to try: `only`, what the request states; or one of the workload's ids; or one of
   those that the flag of the kind's records names. NULL behind the last. */
static const void *nth(const struct catalogue *c, const struct kind *k, const void *only, const struct text_list *ids,
                       size_t flag, size_t i)
{
    if (only)
        return i == 0 ? only : NULL;
    if (ids->n > 0)
        return i < ids->n ? catalogue_find(c, k, ids->v[i]) : NULL;
    const struct any_list *all = catalogue_list_of(c, k);
    for (size_t j = 0; j < all->n; j++) {
        const void *record = schema_at(k, all, j);
        if (*(const enum flag *)schema_member(record, &k->fields[flag]) == flag_yes && i-- == 0)
            return record;
    }
    return NULL;
}

/* Returns the i-th quant to try: the request's only, or the workload's list, or the usual ones. */
static const struct quant *nth_quant(const struct catalogue *c, const struct workload *w, const struct request *q,
                                     size_t i)
{
    return nth(c, &kind_quant, q->quant, &w->quants, F_quant_usual, i);
}

/* Returns the i-th engine to try: the request's only, or the workload's list, or the deployed ones. */
static const struct engine *nth_engine(const struct catalogue *c, const struct workload *w, const struct request *q,
                                       size_t i)
{
    return nth(c, &kind_engine, q->engine, &w->engines, F_engine_deployed, i);
}

/* Returns the first quant to try that the engine loads; NULL: it loads none. */
static const struct quant *loadable(const struct catalogue *c, const struct workload *w, const struct request *q,
                                    const struct engine *e)
{
    const struct quant *one;
    for (size_t i = 0; (one = nth_quant(c, w, q, i)) != NULL; i++)
        if (engine_quant_loads(e, one))
            return one;
    return NULL;
}

/* Sets a split that the request's engine has, where none is stated and it has no layer split. */
static void take_split(struct request *q)
{
    compatibility_take_split(q);
    if (q->split == split_unknown && q->engine->splits.n == 0)
        q->split = split_none;
}

/* Returns whether the engine can run the request with what the workload allows. */
static bool can_run(const struct catalogue *c, const struct workload *w, const struct request *asked,
                    const struct engine *e)
{
    struct request q = *asked;
    q.engine = e;
    take_split(&q);
    for (size_t i = 0; (q.quant = nth_quant(c, w, asked, i)) != NULL; i++)
        if (compatibility_check(&q, e).rule == COMPATIBILITY_YES)
            return true;
    return false;
}

/* Returns whether settings of the machine contradict each other whatever engine and quant are chosen, or one of these
   is stated. Otherwise the report says why no engine runs the workload there. own_quant: the machine states a quant. */
static bool is_contradiction(const struct request *q, bool own_quant)
{
    return own_quant || q->engine || q->backend || q->split || q->kv || q->link || q->bridge || !isnan(q->ngl) ||
           q->experts_on_host > 0 || q->flash_attn;
}

/* Refuses a quant of the machine that no engine to try loads. */
static bool refuse_own_quant(const struct refuse_subject *s, const struct request *q)
{
    const char *tried = NULL;
    const struct engine *e;
    for (size_t i = 0; (e = nth_engine(s->r->catalogue, s->workload, q, i)) != NULL; i++)
        tried = append_word(s->r->arena, tried, e->id);
    refuse_say(s, "--quant", "none of the engines that %s (%s) loads %s%s",
               s->workload->engines.n > 0 ? "the workload allows" : "are considered where none is stated", tried,
               q->quant->id, engines_for(s->r, &q->quant, 1));
    return true;
}

/* Returns the request without the settings that is_contradiction looks at, but for engine and quant. */
static struct request without_settings(const struct request *q)
{
    struct request bare = *q;
    bare.backend = backend_unknown;
    bare.split = split_unknown;
    bare.kv = NULL;
    bare.link = bare.bridge = NULL;
    bare.ngl = NAN;
    bare.experts_on_host = 0;
    bare.flash_attn = flag_unknown;
    return bare;
}

/* Refuses a request of the scenario unless an engine can run it, or nothing of it is the scenario's. */
static bool refuse_request(struct refuse_subject *s, struct request *q)
{
    const struct catalogue *c = s->r->catalogue;
    const struct workload *w = s->workload;
    const bool own_quant = refuse_say_setting(s, "--quant").file != NULL;
    const struct request bare = without_settings(q);
    const struct engine *e, *loads = NULL, *runs = NULL; /* runs: but for the settings */
    for (size_t i = 0; (e = nth_engine(c, w, q, i)) != NULL; i++) {
        if (can_run(c, w, q, e))
            return false;
        loads = loads || !loadable(c, w, q, e) ? loads : e;
        runs = runs || !can_run(c, w, &bare, e) ? runs : e;
    }
    if (!is_contradiction(q, own_quant) || (!runs && !own_quant && !q->engine))
        return false;
    loads = runs ? runs : loads;
    if (!loads && !q->engine)
        return own_quant && refuse_own_quant(s, q); /* else it is the workload's, and the report says why */
    s->listed = !q->quant && !loads && w->quants.n > 0;
    s->open = !q->engine;
    q->engine = loads ? loads : q->engine;
    take_split(q);
    q->quant = loads ? loadable(c, w, q, loads) : nth_quant(c, w, q, 0);
    return q->quant && refused(s, q);
}

/* Refuses the models of a workload at one place, which is a machine, or a link that states an engine. */
static bool refuse_place(struct command_run *r, const struct scenario *s, const struct option *o,
                         const struct workload *w, size_t i)
{
    struct from_scenario_place place;
    struct request q;
    bool fixed;
    if (!from_scenario_place(r->catalogue, o, w, i, &place) || (place.over && !place.over->engine))
        return false;
    struct refuse_subject checked = {.r = r, .option = o, .machine = place.machine[0], .workload = w};
    return w->any_of.n == 1 && from_scenario_request(s, &place, w, &w->any_of.v[0], &q, &fixed) &&
           refuse_request(&checked, &q);
}

bool refuse_scenario(struct command_run *r, const struct scenario *s)
{
    bool any = false;
    for (size_t o = 0; o < s->options.n; o++)
        for (size_t k = 0; k < option_machine_states(&s->options.v[o]); k++) {
            const struct option state = option_machine_state(&s->options.v[o], k);
            for (size_t w = 0; w < s->workloads.n; w++)
                for (size_t i = 0; i < from_scenario_places(&state); i++)
                    any |= refuse_place(r, s, &state, &s->workloads.v[w], i);
        }
    return any;
}

bool refuse_quant(struct command_run *r, const struct request *q)
{
    const struct engine *e = prepare_engine(r->catalogue, q);
    const struct compatibility p = {.rule = COMPATIBILITY_QUANT};
    if (engine_quant_loads(e, q->quant))
        return false;
    refuse_other(&(struct refuse_subject){.r = r}, q, e, &p);
    return true;
}
