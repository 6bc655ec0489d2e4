/* training_search.c: the best way to fine-tune a model on given cards.

   Idea: every combination of method, trainer, number of cards, sharding and checkpointing is judged on its fullest
   card; where the sequence may be shortened, the longest that fits is found by bisection; then all are sorted.
   Invariant: see the header: no other way comes before the first (tests/property/training_search.c).
   Reference: docs/model.md, section 8, for the memory; the order is a judgement, in the header. */
#include "training_search.h"

#include "arena.h"
#include "bug.h"
#include "known.h"
#include "training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUNNER_UP = 1 };

struct candidate {
    struct training figures; /* of the fullest card */
    struct training_way way;
    struct training_case tune; /* its shape is that of struct work */
    int n_cards;
    int card[RIG_MAX_DEVICES]; /* numbers in the request, by free memory */
};

struct work {
    struct arena *arena;
    const struct catalogue *c;
    const struct policy *p;
    const struct request *q;
    struct training_settings s; /* with the defaults that all trainers share */
    bool seq_open;              /* the sequence may be shortened */
    double ram_gib;             /* system RAM that programs may fill */
    struct rig_device card[RIG_MAX_DEVICES];
    struct training_shape shape;
    struct candidate *ways;
    struct training_barred *barred;
    size_t room, room_barred;
    struct training_found *out;
};

/* ---- order ---- */

static bool fits(const struct candidate *w)
{
    return w->figures.verdict != verdict_no;
}

/* Returns -1 if a comes first, 1 if b does, else 0. */
static int ascending(double a, double b)
{
    return (a > b) - (a < b);
}

/* As the header says. Pointers to trainers are in the order of their records. */
static int order(const void *pa, const void *pb)
{
    const struct candidate *a = pa, *b = pb;
    const struct training *x = &a->figures, *y = &b->figures;
    const int keys[] = {ascending(!fits(a), !fits(b)),
                        fits(a) && fits(b) ? 0 : ascending(y->spare_gib, x->spare_gib),
                        ascending(y->seq_tokens, x->seq_tokens),
                        ascending(x->offloaded == flag_yes, y->offloaded == flag_yes),
                        ascending(x->tune, y->tune),
                        ascending(b->n_cards, a->n_cards),
                        ascending(y->spare_gib, x->spare_gib),
                        ascending(x->checkpointing == flag_yes, y->checkpointing == flag_yes),
                        ascending(x->sharding, y->sharding),
                        (a->tune.trainer > b->tune.trainer) - (a->tune.trainer < b->tune.trainer),
                        ascending(a->card[0], b->card[0])};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i] != 0)
            return keys[i];
    return 0;
}

/* ---- one way ---- */

static double free_gib(const struct rig_device *card)
{
    return card->mem_gib - card->overhead_gib;
}

/* Returns the card with the least free memory. */
static const struct rig_device *fullest(const struct work *f, const struct candidate *w)
{
    BUG_UNLESS(w->n_cards >= 1);
    return &f->card[w->card[w->n_cards - 1]];
}

/* Judges the way on its fullest card, with the wanted sequence or, if that may be shortened, the longest that fits. */
static void judge(const struct work *f, struct candidate *w)
{
    const struct rig_device *card = fullest(f, w);
    training_judge(&w->tune, card, f->p, &w->figures);
    if (!fits(w) && f->seq_open) {
        struct training_case shorter = w->tune;
        struct training got;
        shorter.seq_tokens = 1;
        training_judge(&shorter, card, f->p, &got);
        if (got.verdict != verdict_no) {
            training_largest(&w->tune, card, f->p, &got);
            shorter.seq_tokens = got.max_seq_tokens;
        }
        BUG_UNLESS(shorter.seq_tokens < w->tune.seq_tokens || got.verdict == verdict_no);
        if (got.verdict != verdict_no && got.max_seq_tokens >= 1) {
            w->tune = shorter;
            training_judge(&w->tune, card, f->p, &w->figures);
        }
    }
    w->figures.device = card->device->id;
}

/* Returns the bytes in GiB that wait in system RAM where states are offloaded: the shares of all cards. */
static double offloaded_gib(const struct work *f, const struct candidate *w)
{
    struct training_case on_cards = w->tune;
    struct training t;
    on_cards.offload_states = false;
    on_cards.accumulates = true; /* so that gradients are among the parts of every moment */
    training_judge(&on_cards, fullest(f, w), f->p, &t);
    return w->n_cards * (t.weights_gib + t.gradients_gib + t.optimizer_gib);
}

static void describe(const struct work *f, struct candidate *w)
{
    const struct training *t = &w->figures;
    const double parts[] = {[training_part_weights] = t->weights_gib,
                            [training_part_adapters] = t->adapters_gib,
                            [training_part_gradients] = t->gradients_gib,
                            [training_part_states] = t->optimizer_gib,
                            [training_part_activations] = t->activations_gib,
                            [training_part_logits] = t->logits_gib,
                            [training_part_work] = t->work_gib,
                            [training_part_context] = t->context_gib};
    enum training_part most = training_part_weights;
    for (int i = training_part_weights; i < (int)training_part_end; i++)
        if (parts[i] > parts[most])
            most = (enum training_part)i;
    w->way = (struct training_way){.cards = w->n_cards,
                                   .largest_part = most,
                                   .largest_part_gib = parts[most],
                                   .ram_gib = w->tune.offload_states ? offloaded_gib(f, w) : NAN,
                                   .missing_gib = fits(w) ? NAN : -t->spare_gib};
}

/* Fills *w with the first n of these cards, which are sorted by free memory, and judges it. */
static void try_cards(const struct work *f, const struct training_case *usual, const int cards[], int n,
                      struct candidate *w)
{
    BUG_UNLESS(n >= 1 && n <= f->q->n);
    *w = (struct candidate){.tune = *usual, .n_cards = n};
    w->tune.n_cards = n;
    memcpy(w->card, cards, (size_t)n * sizeof *cards);
    judge(f, w);
}

/* Notes why the method was not tried with the trainer: the first reason found. */
static void bar(struct work *f, const struct trainer *t, enum tune tune, enum obstacle o)
{
    struct training_found *out = f->out;
    const struct training_barred *last = out->n_barred > 0 ? &f->barred[out->n_barred - 1] : NULL;
    if (last && strcmp(last->trainer, t->id) == 0 && last->tune == tune)
        return;
    f->barred = arena_more(f->arena, f->barred, (size_t)out->n_barred, &f->room_barred, sizeof *f->barred);
    out->barred = f->barred;
    f->barred[out->n_barred++] = (struct training_barred){.trainer = t->id, .tune = tune, .obstacle = o};
}

/* Adds the way with the best number of cards, from most down to least. */
static void add_way(struct work *f, const struct training_case *usual, const int cards[], int least, int most)
{
    struct candidate best, fewer;
    try_cards(f, usual, cards, most, &best);
    for (int n = most - 1; n >= least; n--) {
        if (fits(&best) && best.tune.seq_tokens >= f->out->wanted_seq_tokens)
            break;
        try_cards(f, usual, cards, n, &fewer);
        if (order(&fewer, &best) < 0)
            best = fewer;
    }
    describe(f, &best);
    if (best.way.ram_gib > f->ram_gib) {
        bar(f, usual->trainer, usual->tune, obstacle_ram);
        return;
    }
    f->ways = arena_more(f->arena, f->ways, (size_t)f->out->n_ways, &f->room, sizeof *f->ways);
    f->ways[f->out->n_ways++] = best;
}

/* ---- what a trainer can do ---- */

/* Fills cards with the devices that run backend b, by free memory, those with less last. Returns their number. */
static int cards_of(const struct work *f, enum backend b, int cards[])
{
    int n = 0;
    for (int i = 0; i < f->q->n; i++) {
        if (!rig_runs(f->q->device[i], b))
            continue;
        int at = n++;
        for (; at > 0 && free_gib(&f->card[cards[at - 1]]) < free_gib(&f->card[i]); at--)
            cards[at] = cards[at - 1];
        cards[at] = i;
    }
    return n;
}

/* Returns true if the trainer can spread the model of the case as the case says. */
static bool can_share(const struct training_case *c)
{
    for (size_t i = 0; i < c->trainer->shards.n; i++) {
        const struct trainer_sharding *s = &c->trainer->shards.v[i];
        if (s->sharding == c->sharding && (c->tune != tune_qlora || s->four_bit != flag_no))
            return !c->offload_states || s->offloads == flag_yes;
    }
    return false;
}

/* Adds the ways of one sharding on two cards or more, with and without states in system RAM. */
static void add_sharding(struct work *f, struct training_case *c, enum sharding s, const int cards[], int n)
{
    const enum flag asked = f->s.offload_states;
    c->sharding = s;
    for (int offload = 0; offload <= 1; offload++) {
        c->offload_states = offload == 1;
        if ((asked == flag_unknown || (asked == flag_yes) == c->offload_states) && can_share(c))
            add_way(f, c, cards, 2, n);
    }
}

/* Adds the ways of one setting of checkpointing. Returns how many more there are. */
static int add_shardings(struct work *f, struct training_case c, const int cards[], int n, bool several)
{
    const int before = f->out->n_ways;
    const bool pinned = f->s.sharding != sharding_unknown && f->q->n > 1;
    c.sharding = sharding_ddp; /* of one card */
    if (!pinned && f->s.offload_states != flag_yes)
        add_way(f, &c, cards, 1, 1);
    for (int s = sharding_ddp; several && n > 1 && s < (int)sharding_end; s++)
        if (!pinned || (enum sharding)s == f->s.sharding)
            add_sharding(f, &c, (enum sharding)s, cards, n);
    return f->out->n_ways - before;
}

/* Adds the ways of one method with one trainer on one backend. Returns their number. */
static int add_backend(struct work *f, const struct trainer *t, enum tune tune, const struct trainer_backend *b)
{
    int cards[RIG_MAX_DEVICES], added = 0;
    const int n = cards_of(f, b->backend, cards);
    struct training_case c = training_usual(&f->shape, t, tune, 1);
    training_request_set(&f->s, &c);
    for (int keep = 0; n > 0 && keep <= 1; keep++) {
        c.checkpointing = keep == 1;
        if (f->s.checkpointing == flag_unknown || (f->s.checkpointing == flag_yes) == c.checkpointing)
            added += add_shardings(f, c, cards, n, b->several != flag_no);
    }
    return added;
}

static void add_method(struct work *f, const struct trainer *t, enum tune tune)
{
    int added = 0, backends = 0;
    for (size_t i = 0; i < t->runs_on.n; i++) {
        const struct trainer_backend *b = &t->runs_on.v[i];
        if (tune == tune_qlora && b->four_bit == flag_no)
            continue;
        int cards[RIG_MAX_DEVICES];
        backends += cards_of(f, b->backend, cards) > 0;
        added += add_backend(f, t, tune, b);
    }
    if (added == 0)
        bar(f, t, tune, backends > 0 ? obstacle_sharding : obstacle_four_bit);
}

static bool runs_here(const struct work *f, const struct trainer *t)
{
    int cards[RIG_MAX_DEVICES];
    for (size_t i = 0; i < t->runs_on.n; i++)
        if (cards_of(f, t->runs_on.v[i].backend, cards) > 0)
            return true;
    return false;
}

static void add_trainer(struct work *f, const struct trainer *t)
{
    if (f->s.trainer ? f->s.trainer != t : t->superseded == flag_yes) {
        if (!f->s.trainer)
            bar(f, t, tune_unknown, obstacle_superseded);
        return;
    }
    if (!runs_here(f, t)) {
        bar(f, t, tune_unknown, obstacle_backend);
        return;
    }
    for (int tune = tune_full; tune < (int)tune_end; tune++)
        if (f->s.tune == tune_unknown || f->s.tune == (enum tune)tune)
            add_method(f, t, (enum tune)tune);
}

/* ---- the answer ---- */

/* Sets what is not stated and must be the same for all trainers. */
static void set_defaults(struct work *f)
{
    struct training_settings *s = &f->s;
    const struct trainer *t = s->trainer;
    f->seq_open = isnan(s->seq_tokens);
    s->seq_tokens = known_or(s->seq_tokens,
                             fmin(t ? t->seq_tokens : f->p->tune_seq_tokens, f->q->model->max_ctx_tokens));
    s->rank = known_or(s->rank, t ? t->rank : f->p->tune_rank);
    if (s->targets == targets_unknown)
        s->targets = t ? t->targets : f->p->tune_targets;
    f->out->wanted_seq_tokens = s->seq_tokens;
}

/* Sorts the ways, best first, and finds what is best of each method. */
static void rank_ways(struct work *f)
{
    struct training_found *out = f->out;
    struct training_found_way *ways = ARENA_ARRAY(f->arena, (size_t)out->n_ways, struct training_found_way);
    qsort(f->ways, (size_t)out->n_ways, sizeof *f->ways, order);
    for (int i = 0; i < out->n_ways; i++) {
        struct candidate *w = &f->ways[i];
        const struct training_found_way **best = &out->method[w->tune.tune - tune_full];
        if (!*best || i == RUNNER_UP)
            training_largest(&w->tune, fullest(f, w), f->p, &w->figures);
        if (!*best)
            *best = &ways[i];
        ways[i] = (struct training_found_way){w->figures, w->way};
    }
    out->ways = ways;
}

/* Fills the cards of the best way, in the order of the request. */
static void judge_devices(struct work *f)
{
    struct training_found *out = f->out;
    const struct candidate *w = f->ways;
    for (int i = 0; i < f->q->n; i++)
        for (int k = 0; k < w->n_cards; k++)
            if (w->card[k] == i) {
                struct training *t = &out->device[out->n_devices++];
                training_judge(&w->tune, &f->card[i], f->p, t);
                training_largest(&w->tune, &f->card[i], f->p, t);
                t->device = f->q->device[i]->id;
            }
    BUG_UNLESS(out->n_devices == w->n_cards);
}

const struct training_found *training_search_run(struct arena *a, const struct catalogue *c, const struct request *q,
                                                 const struct training_settings *s)
{
    struct training_found *out = ARENA_NEW(a, struct training_found);
    struct work f = {.arena = a, .c = c, .p = catalogue_policy(c), .q = q, .s = *s, .out = out};
    BUG_UNLESS(q->n >= 1 && q->n <= RIG_MAX_DEVICES && q->model);
    const struct engine *any = prepare_engine(c, q); /* a trainer takes the same memory for context and desktop */
    for (int i = 0; i < q->n; i++)
        f.card[i] = prepare_device(q, any, f.p, i);
    f.ram_gib = known_or(q->ram_gib, f.p->ram_gib) - f.p->ram_reserve_gib;
    training_shape(q->model, &f.shape);
    set_defaults(&f);
    for (size_t i = 0; i < c->trainers.n; i++)
        add_trainer(&f, &c->trainers.v[i]);
    if (out->n_ways > 0) {
        rank_ways(&f);
        judge_devices(&f);
    }
    return out;
}
