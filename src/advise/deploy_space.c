/* deploy_space.c: lists the ways to run a model.

   Idea: engines, then sets of cards, then quants, backends, splits, caches and what stays in system RAM. Equal cards
   are not told apart, so a set is a number of each kind of card; the fastest come first. What an engine refuses
   (compatibility.h) is left out and remembered with the reason.
   Invariant: the order is that of the catalogue's records and of the request's devices, so ties end the same way every
   time. */
#include "deploy_space.h"

#include "arena.h"
#include "bug.h"
#include "engine_quant.h"
#include "known.h"
#include "launch_case.h"

#include <math.h>

/* Sets of cards: with more, all or none of each kind of card; with more even so, the kinds one by one and the fastest
   two, three and so on together. */
enum { MOST_SETS = 1024 };

/* Equal devices of the request. */
struct group {
    int n, first[RIG_MAX_DEVICES]; /* their indices */
};

struct filling {
    const struct deploy_scratch *s;
    const struct policy *policy;
    struct deploy_space *out;
    bool spare;
    bool ram_only;                       /* the engine is considered for weights in system RAM only */
    struct group group[RIG_MAX_DEVICES]; /* the fastest first */
    int n_groups;
};

bool deploy_space_same_kind(const struct deploy_kind *a, const struct deploy_kind *b)
{
    return a->engine == b->engine && a->split == b->split && a->where == b->where;
}

/* ---- lists ---- */

static void add(struct deploy_space *o, const struct deploy_choice *k)
{
    o->v = arena_more(o->arena, o->v, o->n, &o->room, sizeof *o->v);
    o->v[o->n++] = (struct deploy_candidate){.choice = *k, .share = {NAN}, .ngl = NAN};
}

/* Remembers the first refusal of each kind. */
static void refuse(struct filling *f, const struct deploy_choice *k, const struct request *q,
                   enum compatibility_rule rule, const struct engine_lack *lack)
{
    struct deploy_space *o = f->out;
    const struct deploy_kind kind = deploy_choice_kind(k);
    for (int i = 0; i < o->n_refused; i++)
        if (deploy_space_same_kind(&o->refused[i].kind, &kind))
            return;
    o->refused = arena_more(o->arena, o->refused, (size_t)o->n_refused, &o->room_refused, sizeof *o->refused);
    o->refused[o->n_refused++] = (struct deploy_miss){kind, rule, lack, *q, NAN};
}

void deploy_space_add_counts(struct deploy_space *o, const struct deploy_choice *k, double low, double high)
{
    struct deploy_choice one = *k;
    one.amount = DEPLOY_COUNT;
    for (one.count = low; one.count <= high; one.count++)
        add(o, &one);
}

/* ---- groups and sets of cards ---- */

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Returns whether two devices are interchangeable. One that draws a desktop has less memory than another. */
static bool alike(const struct request *q, int a, int b)
{
    const bool desktop = q->desktop != desktop_none && q->desktop != desktop_unknown;
    return q->device[a] == q->device[b] && q->host[a] == q->host[b] && same_number(q->cap_w[a], q->cap_w[b]) &&
           same_number(q->mem_gib[a], q->mem_gib[b]) && same_number(q->limit_gib[a], q->limit_gib[b]) &&
           !(desktop && (q->position[a] == 0 || q->position[b] == 0));
}

/* Moves pairs that a bridge joins to the front, the rest in order behind them: bridges join the first two devices of a
   request, the next two, and so on. */
static void pairs_first(int device[], int n)
{
    int sorted[RIG_MAX_DEVICES], m = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n; i++) {
            bool paired = false;
            for (int j = 0; j < n; j++)
                paired |= j != i && device[j] / 2 == device[i] / 2;
            if (paired == (pass == 0))
                sorted[m++] = device[i];
        }
    for (int i = 0; i < n; i++)
        device[i] = sorted[i];
}

static void make_groups(struct filling *f)
{
    const struct request *q = f->s->asked;
    for (int i = 0; i < q->n; i++) {
        int g = 0;
        while (g < f->n_groups && !alike(q, f->group[g].first[0], i))
            g++;
        f->n_groups += g == f->n_groups;
        f->group[g].first[f->group[g].n++] = i;
    }
    for (int g = 0; g < f->n_groups && q->bridge; g++)
        pairs_first(f->group[g].first, f->group[g].n);
    for (int i = 1; i < f->n_groups; i++) /* stable */
        for (int j = i;
             j > 0 && q->device[f->group[j].first[0]]->mem_bw_gb_s > q->device[f->group[j - 1].first[0]]->mem_bw_gb_s;
             j--) {
            const struct group keep = f->group[j];
            f->group[j] = f->group[j - 1];
            f->group[j - 1] = keep;
        }
}

/* Sets *count to the next set of cards after the one in it; returns false after the last. All zero comes first. */
static bool next_set(const struct filling *f, bool whole, int count[RIG_MAX_DEVICES])
{
    for (int g = f->n_groups - 1; g >= 0; g--) {
        const int step = whole ? f->group[g].n : 1;
        if (count[g] + step <= f->group[g].n) {
            count[g] += step;
            return true;
        }
        count[g] = 0;
    }
    return false;
}

static void take_set(const struct filling *f, const int count[RIG_MAX_DEVICES], struct deploy_choice *k)
{
    k->n = 0;
    for (int g = 0; g < f->n_groups; g++)
        for (int i = 0; i < count[g]; i++)
            k->device[k->n++] = f->group[g].first[i];
    if (f->s->asked->bridge)
        pairs_first(k->device, k->n);
}

/* ---- one set of cards ---- */

/* Returns whether the command that starts the engine can set that; true where no command is on record. */
static bool can_set(const struct filling *f, const struct deploy_choice *k, enum sets what)
{
    const struct engine *e = k->engine;
    return !e->starts || launch_case_settable(e, f->s->asked->engine_month, k->backend, what);
}

/* Adds the choice with its ratios. */
static void add_ratios(struct filling *f, struct deploy_choice *k, const struct request *q)
{
    const bool pinned = !isnan(q->tensor_split[0]), gguf = k->engine->gguf == flag_yes;
    k->ratio = DEPLOY_RATIO_DEFAULT;
    add(f->out, k);
    const bool layers = k->split == split_layer && k->where != DEPLOY_LAYERS_IN_RAM;
    if (f->s->limits->default_ratios || k->n < 2 || pinned || !gguf || k->amount == DEPLOY_ALL ||
        !(layers || (k->split == split_tensor && request_devices_differ(q))) || !can_set(f, k, sets_tensor_split))
        return;
    k->ratio = DEPLOY_RATIO_SOLVED;
    add(f->out, k);
}

/* Adds the choice with its micro-batches: the engine's own, four times that for prompts that fill it, and with weights
   in system RAM, which are copied once for each of them, eight times. */
static void add_ubatches(struct filling *f, struct deploy_choice *k, const struct request *q)
{
    const double usual = k->engine->prefill_tokens, pinned = q->ubatch;
    add_ratios(f, k, q);
    for (int i = 0; i < 2 && isnan(pinned) && k->engine->gguf == flag_yes; i++) {
        k->ubatch = (i == 0 ? 4 : 8) * usual;
        if ((i == 0 && q->prompt > usual) || (k->where != DEPLOY_ON_DEVICES && q->prompt > 4 * usual))
            add_ratios(f, k, q);
    }
    k->ubatch = pinned;
}

/* Adds what leaves weights in system RAM: the fewest experts, or the fewest layers; or all of them, for a processor
   that reads faster than the cards. On several cards the fewest layers may divide worse than a few more. */
static void add_host(struct filling *f, struct deploy_choice *k, const struct request *q)
{
    static const enum deploy_amount amounts[] = {DEPLOY_FEWEST, DEPLOY_ALL, DEPLOY_ONE_MORE, DEPLOY_TWO_MORE};
    for (k->where = DEPLOY_EXPERTS_IN_RAM; k->where <= DEPLOY_LAYERS_IN_RAM; k->where++) {
        const bool experts = k->where == DEPLOY_EXPERTS_IN_RAM;
        if (experts && !can_set(f, k, sets_n_cpu_moe) && !can_set(f, k, sets_all_experts))
            continue;
        for (int i = 0; i < (k->n > 1 && !experts ? 4 : 2) && (!experts || q->model->experts > 0); i++) {
            k->amount = amounts[i];
            add_ubatches(f, k, q);
        }
    }
    k->where = DEPLOY_ON_DEVICES;
    k->amount = DEPLOY_FEWEST;
}

/* Returns whether weights may stay in system RAM. */
static bool may_use_host(const struct filling *f, const struct deploy_choice *k, const struct request *q)
{
    return !f->s->limits->no_ram && isnan(q->ngl) && !(q->experts_on_host > 0) && k->engine->gguf == flag_yes &&
           !(k->n > 1 && k->split != split_layer) && q->device[0]->unified != flag_yes && !q->net;
}

static void add_caches(struct filling *f, struct deploy_choice *k)
{
    const struct deploy_limits *l = f->s->limits;
    const double least = known_or(l->cache_bits_min, f->policy->cache_bits_min);
    const struct format *pinned = f->s->asked->kv;
    const size_t n = pinned ? 1 : k->engine->caches.n;
    for (size_t i = 0; i < n; i++) {
        k->cache = pinned ? pinned : k->engine->caches.v[i].format;
        bool allowed = pinned || (l->n_caches == 0 && quant_format_bits(k->cache) >= least);
        for (int j = 0; j < l->n_caches; j++)
            allowed |= l->cache[j] == k->cache;
        /* another format of as many bits as the one before it gains nothing */
        if (!pinned && l->n_caches == 0 && i > 0)
            allowed &= quant_format_bits(k->cache) < quant_format_bits(k->engine->caches.v[i - 1].format);
        if (!allowed)
            continue;
        const struct request q = deploy_choice_request(f->s, k);
        const struct compatibility c = compatibility_check(&q, k->engine);
        if (c.rule != COMPATIBILITY_YES) {
            if (!f->ram_only)
                refuse(f, k, &q, c.rule, c.lack);
            continue;
        }
        const bool engine = f->s->asked->engine || l->n_engines > 0, quant = f->s->asked->quant || l->n_quants > 0;
        const struct engine_lack *against = compatibility_unadvised(&q, k->engine, engine, quant);
        if (against) {
            if (!f->ram_only)
                refuse(f, k, &q, COMPATIBILITY_STATED, against);
            continue;
        }
        if (!f->ram_only)
            add_ubatches(f, k, &q);
        if (may_use_host(f, k, &q))
            add_host(f, k, &q);
    }
}

static void add_splits(struct filling *f, struct deploy_choice *k)
{
    const enum split pinned = f->s->asked->split;
    if (k->n < 2 || (pinned != split_unknown && pinned != split_none)) {
        k->split = k->n < 2 ? split_none : pinned;
        add_caches(f, k);
        return;
    }
    for (size_t i = 0; i < k->engine->splits.n; i++) {
        const struct engine_split *way = &k->engine->splits.v[i];
        k->split = way->split;
        if (way->deployed == flag_yes && (way->experts == flag_yes || !(f->s->asked->model->experts > 0)))
            add_caches(f, k);
    }
    k->split = split_layer;
    if (k->engine->splits.n == 0)
        add_caches(f, k); /* refused, with the reason */
}

/* Returns whether the cards of the choice are of several makers: they have only a backend for all in common. */
static bool several_makers(const struct request *q, const struct deploy_choice *k)
{
    for (int i = 1; i < k->n; i++)
        if (q->device[k->device[i]]->vendor != q->device[k->device[0]]->vendor)
            return true;
    return false;
}

/* Returns whether the backend is tried: all cards of the set have it, and it is the best one, or the cards are of AMD,
   Intel or several makers, where the maker's own is not always better than Vulkan. */
static bool tries_backend(const struct request *q, const struct deploy_choice *k, enum backend b)
{
    bool all = rig_has(k->engine, b);
    for (int i = 0; i < k->n; i++) {
        const struct device *d = q->device[k->device[i]];
        const bool any = d->vendor == vendor_amd || d->vendor == vendor_intel || several_makers(q, k);
        all &= rig_runs(d, b) && (any || rig_backend(d, k->engine) == b);
    }
    return all;
}

static void add_backends(struct filling *f, struct deploy_choice *k)
{
    const struct request *q = f->s->asked;
    bool any = false;
    for (int b = 1; b < backend_end && q->backend == backend_unknown; b++)
        if (tries_backend(q, k, (enum backend)b)) {
            any = true;
            k->backend = (enum backend)b;
            add_splits(f, k);
        }
    k->backend = q->backend;
    if (any)
        return;
    if (q->backend == backend_unknown && several_makers(q, k)) {
        const struct request refused = deploy_choice_request(f->s, k);
        refuse(f, k, &refused, COMPATIBILITY_MAKERS, NULL);
        return;
    }
    add_splits(f, k); /* as stated, or refused with the reason */
}

/* ---- quants and engines ---- */

/* Returns whether q is what a model with a native quant is run in: that quant, or where the engine cannot load it, one
   that it names and that stores the weights in the same format. */
static bool is_native(const struct engine *e, const struct model *m, const struct quant *q)
{
    if (engine_quant_loads(e, m->native))
        return q == m->native;
    for (size_t i = 0; i < e->reads.n; i++)
        if (e->reads.v[i].quant == q && quant_mix_main(q, m) == quant_mix_main(m->native, m))
            return true;
    return false;
}

/* Returns whether the quant is one of those to choose from, for this engine. */
static bool is_allowed(const struct filling *f, const struct engine *e, const struct quant *q)
{
    const struct deploy_limits *l = f->s->limits;
    const struct model *m = f->s->asked->model;
    if (f->spare && (f->s->asked->quant || l->n_quants > 0 || m->native))
        return false; /* all of these were tried */
    if (f->s->asked->quant)
        return q == f->s->asked->quant;
    for (int i = 0; i < l->n_quants; i++)
        if (l->quant[i] == q)
            return true;
    if (l->n_quants > 0)
        return false;
    if (m->native)
        return is_native(e, m, q);
    return q->usual == flag_yes && (q->for_room == flag_yes) == f->spare &&
           quant_mix_bits(q, m) >= known_or(l->bits_min, f->policy->bits_min);
}

/* Returns whether each of the engine's quants that is allowed is tried: one that it cannot load is only tried, and
   refused with the reason, where it is pinned or listed. */
static bool is_tried(const struct filling *f, const struct engine *e, const struct quant *q)
{
    return is_allowed(f, e, q) && (engine_quant_loads(e, q) || f->s->asked->quant || f->s->limits->n_quants > 0);
}

static void add_quants(struct filling *f, struct deploy_choice *k)
{
    for (size_t i = 0; i < f->s->c->quants.n; i++) {
        k->quant = &f->s->c->quants.v[i];
        if (is_tried(f, k->engine, k->quant))
            add_backends(f, k);
    }
}

/* Adds the kinds of card from..to - 1, all cards of each. */
static void add_kinds(struct filling *f, int from, int to, struct deploy_choice *k)
{
    int count[RIG_MAX_DEVICES] = {0};
    for (int g = from; g < to; g++)
        count[g] = f->group[g].n;
    take_set(f, count, k);
    if (k->n > 1 || f->s->asked->split == split_unknown)
        add_quants(f, k);
}

static void add_few_sets(struct filling *f, struct deploy_choice *k)
{
    for (int g = 0; g < f->n_groups; g++)
        add_kinds(f, g, g + 1, k);
    for (int g = 2; g <= f->n_groups; g++)
        add_kinds(f, 0, g, k);
}

static void add_sets(struct filling *f, struct deploy_choice *k)
{
    const struct request *q = f->s->asked;
    int count[RIG_MAX_DEVICES] = {0};
    const bool first_only = q->split == split_none;
    if (f->s->limits->fixed_cards || q->net || !isnan(q->tensor_split[0]) || first_only || q->n < 2) {
        k->n = first_only ? 1 : q->n;
        for (int i = 0; i < k->n; i++)
            k->device[i] = i;
        add_quants(f, k);
        return;
    }
    double sets = 1;
    for (int g = 0; g < f->n_groups; g++)
        sets *= f->group[g].n + 1;
    if (exp2(f->n_groups) > MOST_SETS) {
        add_few_sets(f, k);
        return;
    }
    while (next_set(f, sets > MOST_SETS, count)) {
        take_set(f, count, k);
        if (k->n > 1 || q->split == split_unknown) /* a split that is stated needs several */
            add_quants(f, k);
    }
}

static void add_engine(struct filling *f, const struct engine *e)
{
    struct deploy_choice k = {.engine = e, .ubatch = f->s->asked->ubatch};
    add_sets(f, &k);
}

void deploy_space_fill(const struct deploy_scratch *s, bool spare, struct deploy_space *out)
{
    struct filling f = {.s = s, .policy = catalogue_policy(s->c), .out = out, .spare = spare};
    const struct deploy_limits *l = s->limits;
    BUG_UNLESS(s->asked->n > 0 && s->asked->n <= RIG_MAX_DEVICES);
    make_groups(&f);
    if (s->asked->engine)
        add_engine(&f, s->asked->engine);
    for (int i = 0; i < l->n_engines && !s->asked->engine; i++)
        add_engine(&f, l->engine[i]);
    for (size_t i = 0; i < s->c->engines.n && l->n_engines == 0 && !s->asked->engine; i++)
        if (s->c->engines.v[i].deployed == flag_yes || s->c->engines.v[i].deployed_in_ram == flag_yes) {
            f.ram_only = s->c->engines.v[i].deployed != flag_yes;
            add_engine(&f, &s->c->engines.v[i]);
        }
}
