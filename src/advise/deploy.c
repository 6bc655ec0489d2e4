/* deploy.c: finds the best deployment among all that deploy_space.h lists.

   Idea: every candidate gets a bound on its speed, which is cheap; then the most promising is settled, which is not,
   until no bound is better than the best that is settled. Among those that answer as fast as the best, as far as the
   law can tell them apart, more bits and fewer watts decide; only those that could win are settled.
   Invariant: the answer is that of settling all candidates (tests/property/deploy.c).
   Reference: docs/model.md, "The best deployment"; branch and bound. */
#include "deploy.h"

#include "arena.h"
#include "bug.h"
#include "deploy_space.h"
#include "known.h"
#include "model_layers.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_KINDS = DEPLOY_MOST_LISTED * split_end * 3 }; /* engines with splits and places of the weights */

struct deploy_limits deploy_limits_default(void)
{
    return (struct deploy_limits){
        .bits_min = NAN, .cache_bits_min = NAN, .need_tok_s = NAN, .need_ttft_s = NAN, .prompt_depth = NAN};
}

/* ---- the order of candidates ---- */

/* Candidates in an order, without those that cannot run. */
struct order {
    struct deploy_candidate **v;
    size_t n;
};

/* Returns whether a may come before b: it serves, its speed with so many sequences was measured, or it answers sooner.
 */
static bool is_sooner(const struct deploy_candidate *a, const struct deploy_candidate *b)
{
    if (a->serves != b->serves)
        return a->serves;
    return a->measured != b->measured ? a->measured : a->answer_s < b->answer_s;
}

static int by_answer(const void *x, const void *y)
{
    const struct deploy_candidate *a = *(struct deploy_candidate *const *)x, *b = *(struct deploy_candidate *const *)y;
    if (is_sooner(a, b) || is_sooner(b, a))
        return is_sooner(a, b) ? -1 : 1;
    return (a > b) - (a < b); /* the order in which they were listed */
}

/* Returns below 0: a is less; 0: they are equal. */
static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

/* Returns whether the candidate's engine is considered whatever stays in system RAM. */
static bool is_usual(const struct deploy_candidate *k)
{
    return k->choice.engine->deployed_in_ram != flag_yes;
}

/* A file that can be downloaded, then a usual engine, then more bits of weights, then of the cache, then shares that
   nobody has to state, then fewer watts and fewer cards. 0: equal in all that; the sooner answer decides. */
static int compare_quality(const struct deploy_candidate *a, const struct deploy_candidate *b)
{
    const int by[] = {b->published - a->published,
                      is_usual(b) - is_usual(a),
                      compare(b->bits, a->bits),
                      compare(b->cache_bits, a->cache_bits),
                      (a->choice.ratio != DEPLOY_RATIO_DEFAULT) - (b->choice.ratio != DEPLOY_RATIO_DEFAULT),
                      compare(a->watts, b->watts),
                      a->choice.n - b->choice.n};
    int first = 0;
    for (size_t i = 0; i < sizeof by / sizeof by[0] && first == 0; i++)
        first = by[i];
    return first;
}

static int by_quality(const void *x, const void *y)
{
    const struct deploy_candidate *a = *(struct deploy_candidate *const *)x, *b = *(struct deploy_candidate *const *)y;
    const int quality = compare_quality(a, b);
    return quality != 0 ? quality : (a > b) - (a < b); /* the order in which they were listed */
}

/* ---- the search ---- */

struct search {
    struct arena *arena;
    struct deploy_scratch scratch;
    struct deploy_space space;
    struct deploy_found *out;
    double equal_frac, published_frac;
    struct order sorted; /* by bounds, when there were n_sorted candidates */
    size_t n_sorted;
};

static void settle(struct search *s, struct deploy_candidate *k)
{
    if (k->state != DEPLOY_BOUNDED)
        return;
    deploy_candidate_settle(&s->scratch, k);
    s->out->settled++;
}

static bool is_found(const struct deploy_found *o, const struct deploy_kind *kind)
{
    for (int i = 0; i < o->n; i++)
        if (deploy_space_same_kind(&o->v[i].kind, kind))
            return true;
    return false;
}

/* Sorts all candidates that may run, soonest bound first. */
static void sort_candidates(struct search *s)
{
    s->sorted = (struct order){ARENA_ARRAY(s->arena, s->space.n, struct deploy_candidate *), 0};
    s->n_sorted = s->space.n;
    for (size_t i = 0; i < s->space.n; i++)
        if (s->space.v[i].state != DEPLOY_NOT)
            s->sorted.v[s->sorted.n++] = &s->space.v[i];
    qsort(s->sorted.v, s->sorted.n, sizeof *s->sorted.v, by_answer);
}

/* Returns the candidates that may run, of kinds that are not there yet, soonest bound first. Those that were settled
   since they were sorted may be later; any order gives the same answer, this one settles few. */
static struct order open_candidates(struct search *s)
{
    struct order o = {ARENA_ARRAY(s->arena, s->space.n, struct deploy_candidate *), 0};
    if (s->n_sorted != s->space.n)
        sort_candidates(s);
    for (size_t i = 0; i < s->sorted.n; i++) {
        const struct deploy_kind kind = deploy_choice_kind(&s->sorted.v[i]->choice);
        if (s->sorted.v[i]->state != DEPLOY_NOT && !is_found(s->out, &kind))
            o.v[o.n++] = s->sorted.v[i];
    }
    return o;
}

/* Returns the soonest candidate, settled; NULL: none runs. A bound is never later than what it bounds. published: of
   those with a file on record. */
static const struct deploy_candidate *soonest(struct search *s, const struct order *o, bool published)
{
    const struct deploy_candidate *best = NULL;
    for (size_t i = 0; i < o->n; i++) {
        struct deploy_candidate *k = o->v[i];
        if ((published && !k->published) || (best && !is_sooner(k, best)))
            continue; /* a bound that was settled later may be anywhere */
        settle(s, k);
        if (k->state == DEPLOY_SETTLED && (!best || is_sooner(k, best)))
            best = k;
    }
    return best;
}

static bool same_class(const struct deploy_candidate *a, const struct deploy_candidate *b)
{
    return a->serves == b->serves && a->measured == b->measured;
}

/* Returns the candidate that sets the pace: the soonest, or the soonest with a file on record if it is not much later.
 */
static const struct deploy_candidate *pace_of(struct search *s, const struct order *o)
{
    const struct deploy_candidate *first = soonest(s, o, false);
    if (!first || first->published)
        return first;
    const struct deploy_candidate *second = soonest(s, o, true);
    const bool near = second && same_class(first, second) &&
                      second->answer_s <= first->answer_s * (1 + s->published_frac);
    return near ? second : first;
}

/* Returns the best of those that are as fast as the one that sets the pace, settled. */
static const struct deploy_candidate *best_of(struct search *s, const struct order *o)
{
    const struct deploy_candidate *first = pace_of(s, o), *best = NULL;
    if (!first)
        return NULL;
    struct order equal = {ARENA_ARRAY(s->arena, o->n, struct deploy_candidate *), 0};
    if (s->out->n == 0)
        s->out->soonest_s = first->answer_s;
    const double latest = first->answer_s * (1 + s->equal_frac);
    for (size_t i = 0; i < o->n; i++)
        if (o->v[i]->state != DEPLOY_NOT && same_class(o->v[i], first) && o->v[i]->answer_s <= latest)
            equal.v[equal.n++] = o->v[i];
    qsort(equal.v, equal.n, sizeof *equal.v, by_quality);
    for (size_t i = 0; i < equal.n && (!best || compare_quality(best, equal.v[i]) == 0); i++) {
        struct deploy_candidate *k = equal.v[i];
        if (best && k->answer_s >= best->answer_s)
            continue; /* a bound is never later than what it bounds */
        settle(s, k);
        if (k->state == DEPLOY_SETTLED && same_class(k, first) &&
            k->answer_s <= fmin(latest, best ? best->answer_s : INFINITY))
            best = k;
    }
    BUG_UNLESS(best != NULL); /* the candidate that sets the pace is as fast as itself */
    return best;
}

/* Where one layer more in system RAM is not slower, because the processor reads as fast as the cards, fewest is not
   best: adds every count. The fewest is the bound's, without compute buffers. */
static void add_counts(struct search *s, const struct deploy_candidate *k)
{
    struct deploy_candidate more = *k;
    const bool experts = k->choice.where == DEPLOY_EXPERTS_IN_RAM;
    const double layers = model_layers(s->scratch.asked->model);
    if (k->choice.where == DEPLOY_ON_DEVICES || k->choice.amount != DEPLOY_FEWEST || k->state == DEPLOY_NOT)
        return;
    more.choice.amount = DEPLOY_COUNT;
    more.choice.count = !experts        ? k->ngl - 1
                        : isnan(k->ngl) ? k->experts_on_host + 1
                                        : deploy_choice_count(layers, k->ngl - 1);
    if (more.choice.count < 0 || more.choice.count > (experts ? deploy_choice_count(layers, 0) : layers))
        return;
    deploy_candidate_bound(&s->scratch, &more);
    if (more.state == DEPLOY_NOT || (more.tok_s < k->tok_s && more.ttft_s > k->ttft_s))
        return;
    deploy_space_add_counts(&s->space, &k->choice, experts ? more.choice.count : 0,
                            experts ? deploy_choice_count(layers, 0) : more.choice.count);
}

/* Bounds the candidates of the list from `from` on, also those that it adds. */
static void bound_from(struct search *s, size_t from)
{
    for (size_t i = from; i < s->space.n; i++) {
        struct deploy_candidate *k = &s->space.v[i];
        deploy_candidate_bound(&s->scratch, k);
        const struct deploy_candidate bounded = *k; /* the list may move */
        add_counts(s, &bounded);
    }
    s->out->tried += s->space.n - from;
}

/* Returns whether quants that are for room only have to be tried: nothing serves with all weights on the devices. */
static bool lacks_room(const struct search *s)
{
    return s->out->n == 0 || !s->out->v[0].serves || s->out->v[0].kind.where != DEPLOY_ON_DEVICES;
}

/* Adds the best of the candidates whose kind is not there yet. Returns false when there is none. */
static bool add_best(struct search *s)
{
    const struct order o = open_candidates(s);
    const struct deploy_candidate *k = best_of(s, &o);
    if (k)
        s->out->v[s->out->n++] = deploy_candidate_result(&s->scratch, k);
    return k != NULL;
}

/* Returns whether the engine runs one of its usual quants, the first n candidates, with all weights on the devices. */
static bool has_room(struct search *s, const struct engine *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct deploy_candidate *k = &s->space.v[i];
        if (k->choice.engine != e || k->choice.where != DEPLOY_ON_DEVICES)
            continue;
        settle(s, k);
        if (k->state == DEPLOY_SETTLED)
            return true;
    }
    return false;
}

/* Adds candidates with quants that are for room: those that fit on the devices or, where nothing runs, all. Where the
   best serves from the devices, only those of engines whose usual quants have no room there. Finds the best again. */
static void widen(struct search *s)
{
    const size_t before = s->space.n;
    const bool lacks = lacks_room(s);
    deploy_space_fill(&s->scratch, true, &s->space);
    size_t n = before;
    const struct engine *last = NULL; /* whose candidates follow each other */
    bool wanted = lacks;
    for (size_t i = before; i < s->space.n; i++) {
        const struct deploy_choice *k = &s->space.v[i].choice;
        if (!lacks && k->engine != last)
            wanted = !has_room(s, k->engine, before);
        last = k->engine;
        if (s->out->n == 0 || (k->where == DEPLOY_ON_DEVICES && wanted))
            s->space.v[n++] = s->space.v[i];
    }
    s->space.n = n;
    if (n == before)
        return;
    bound_from(s, before);
    s->out->n = 0;
    add_best(s);
}

/* ---- why nothing of a kind runs ---- */

/* Places the candidate's model with as little as possible on the devices. Returns NULL where its layers are too many.
 */
static struct prepared *place_least(const struct search *s, const struct deploy_candidate *k)
{
    const struct request q = deploy_choice_request(&s->scratch, &k->choice);
    struct prepared *p = deploy_room_prepared(s->scratch.room, &q);
    if (p)
        p->predict.memory.keep_frac = s->scratch.keep_frac;
    if (p && k->choice.where != DEPLOY_ON_DEVICES)
        p->predict.memory.experts_on_host = p->llm.n_layers;
    if (p && k->choice.where == DEPLOY_LAYERS_IN_RAM)
        p->predict.memory.ngl = 0;
    else if (p)
        p->predict.memory.ngl = known_or(p->predict.memory.ngl, p->llm.n_layers + 1);
    return p;
}

/* Returns the GiB that the fullest device, or else system RAM, lacks without compute buffers; below 0: there is room.
 */
static double lacks_gib(const struct search *s, const struct deploy_candidate *k)
{
    const struct prepared *p = place_least(s, k);
    struct placement pl;
    double worst = -INFINITY;
    if (!p)
        return INFINITY;
    placement_layers(&p->predict.memory, &p->rig, &pl);
    for (int i = 0; i < pl.n; i++)
        worst = fmax(worst, -memory_device_spare_gib(&p->predict.memory, &p->rig, &pl, i));
    if (pl.layers_on_host > 0 || pl.host.n_expert_layers > 0)
        worst = fmax(worst, -memory_ram_spare_gib(&pl, &p->rig, catalogue_policy(s->scratch.c)));
    return worst;
}

/* Sets what the miss lacks, to the byte. */
static void measure_miss(const struct search *s, const struct deploy_candidate *k, struct deploy_miss *out)
{
    struct memory m;
    const struct prepared *p = place_least(s, k);
    out->q = deploy_choice_request(&s->scratch, &k->choice);
    if (!p)
        return;
    memory_judge(&p->predict.memory, &p->rig, catalogue_policy(s->scratch.c), &m);
    const bool host = m.placement.layers_on_host > 0 || m.placement.host.n_expert_layers > 0;
    const double ram = host ? -memory_ram_spare_gib(&m.placement, &p->rig, catalogue_policy(s->scratch.c)) : 0;
    const double gib = fmax(m.miss.gib, ram);
    out->missing_gib = gib > 0 ? gib : (double)NAN;
}

/* Returns the entry of the kind, which is added if it is not there. */
static struct deploy_miss *miss_of(struct deploy_found *o, const struct deploy_kind *kind)
{
    for (int i = 0; i < o->n_misses; i++)
        if (deploy_space_same_kind(&o->miss[i].kind, kind))
            return &o->miss[i];
    o->miss[o->n_misses] = (struct deploy_miss){.kind = *kind, .missing_gib = NAN};
    return &o->miss[o->n_misses++];
}

/* Kinds of which something runs, or may: not all kinds are looked for. */
struct kinds {
    struct deploy_kind v[MOST_KINDS];
    int n;
};

static bool is_listed(const struct kinds *list, const struct deploy_kind *kind)
{
    for (int i = 0; i < list->n; i++)
        if (deploy_space_same_kind(&list->v[i], kind))
            return true;
    return false;
}

static void list_open(const struct search *s, struct kinds *out)
{
    out->n = 0;
    for (size_t i = 0; i < s->space.n; i++) {
        const struct deploy_kind kind = deploy_choice_kind(&s->space.v[i].choice);
        if (s->space.v[i].state != DEPLOY_NOT && !is_listed(out, &kind))
            out->v[out->n++] = kind;
    }
}

/* Finds, of each kind of which nothing runs, the candidate that lacks least. */
static void explain_misses(struct search *s)
{
    struct deploy_found *o = s->out;
    const struct deploy_candidate *least[MOST_KINDS];
    double gib[MOST_KINDS];
    struct kinds open;
    list_open(s, &open);
    o->miss = ARENA_ARRAY(s->arena, MOST_KINDS + (size_t)s->space.n_refused, struct deploy_miss);
    for (size_t i = 0; i < s->space.n; i++) {
        const struct deploy_candidate *k = &s->space.v[i];
        const struct deploy_kind kind = deploy_choice_kind(&k->choice);
        if (is_listed(&open, &kind) || k->choice.amount == DEPLOY_COUNT)
            continue;
        const int before = o->n_misses, at = (int)(miss_of(o, &kind) - o->miss);
        const double lacks = lacks_gib(s, k);
        if (at == before || lacks < gib[at]) {
            least[at] = k;
            gib[at] = lacks;
        }
    }
    for (int i = 0; i < o->n_misses; i++)
        measure_miss(s, least[i], &o->miss[i]);
    for (int i = 0; i < s->space.n_refused; i++) {
        const struct deploy_miss *refused = &s->space.refused[i];
        struct deploy_miss *m = is_listed(&open, &refused->kind) ? NULL : miss_of(o, &refused->kind);
        if (m && m->q.n == 0)
            *m = *refused;
    }
}

/* Finds the best way to keep more bits than the best keeps, on the devices and its backend: another would be another
   program. */
static void find_more_bits(struct search *s)
{
    struct deploy_found *o = s->out;
    const struct request *q = s->scratch.asked;
    struct order more = {ARENA_ARRAY(s->arena, s->space.n, struct deploy_candidate *), 0};
    if (o->n == 0 || q->quant || s->scratch.limits->n_quants > 0 || q->model->native ||
        o->v[0].kind.where != DEPLOY_ON_DEVICES)
        return;
    for (size_t i = 0; i < s->sorted.n; i++) {
        struct deploy_candidate *k = s->sorted.v[i];
        if (k->choice.where == DEPLOY_ON_DEVICES && k->bits > o->v[0].bits && k->choice.backend == o->v[0].q.backend)
            more.v[more.n++] = k;
    }
    const struct deploy_candidate *best = best_of(s, &more);
    if (!best || (o->v[0].serves && !best->serves))
        return;
    o->more_bits = ARENA_NEW(deploy_room_arena(s->scratch.room), struct deployment);
    *o->more_bits = deploy_candidate_result(&s->scratch, best);
}

/* Searches with that part of the memory kept free. s->arena and s->out are set. */
static bool search_with(struct deploy_room *room, const struct request *q, const struct deploy_limits *l,
                        int most_kinds, double keep_frac, struct search *s)
{
    const struct catalogue *c = deploy_room_catalogue(room);
    struct deploy_found *out = s->out;
    *s = (struct search){.arena = s->arena,
                         .scratch = {.room = room, .c = c, .asked = q, .limits = l, .keep_frac = keep_frac},
                         .space = {.arena = s->arena},
                         .out = out,
                         .equal_frac = catalogue_policy(c)->equal_speed_frac,
                         .published_frac = catalogue_policy(c)->published_worth_frac};
    out->n = 0;
    out->soonest_s = INFINITY;
    deploy_space_fill(&s->scratch, false, &s->space);
    bound_from(s, 0);
    add_best(s);
    widen(s);
    while (out->n > 0 && out->n <= most_kinds && add_best(s))
        ;
    return out->n > 0;
}

bool deploy_search(struct deploy_room *room, const struct request *q, const struct deploy_limits *l, int most_kinds,
                   bool want_misses, struct deploy_found *out)
{
    struct search s = {.arena = arena_new(), .out = out}; /* candidates are dropped at the end */
    const int kinds = MOST_KINDS < most_kinds + 1 ? MOST_KINDS : most_kinds + 1;
    *out = (struct deploy_found){.v = ARENA_ARRAY(deploy_room_arena(room), (size_t)kinds, struct deployment)};
    if (!search_with(room, q, l, kinds - 1, catalogue_policy(deploy_room_catalogue(room))->deploy_keep_frac, &s))
        search_with(room, q, l, kinds - 1, 0, &s);
    if (want_misses)
        find_more_bits(&s);
    if (want_misses || out->n == 0)
        explain_misses(&s);
    struct deploy_miss *kept = ARENA_ARRAY(deploy_room_arena(room), (size_t)out->n_misses, struct deploy_miss);
    for (int i = 0; i < out->n_misses; i++)
        kept[i] = out->miss[i];
    out->miss = kept;
    arena_free(s.arena);
    return out->n > 0;
}
