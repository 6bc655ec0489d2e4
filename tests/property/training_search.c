/* advise/training_search: equal to trying everything, on random small rigs and models. */
#include "test.h"

#include "known.h"
#include "training.h"
#include "training_search.h"

enum { CASES = 200, CARDS = 4, MOST_BATCH = 64 };

static const double seq_step = 256;

struct asked {
    struct model model;
    struct request q;
    struct training_settings s;
    struct rig_device card[CARDS];
    struct training_shape shape;
    double wanted;
};

/* ---- random cases ---- */

static const char *const cards[] = {"rtx-3060-12gb", "rtx-3090", "rtx-4090", "rtx-3070", "rx-7900-xtx", "rx-7600"};
static const char *const models[] = {"llama-3.2-1b", "llama-3.2-3b", "llama-2-7b", "llama-3.1-8b",
                                     "gemma-2-9b",   "phi-2",        "qwen3-14b",  "mixtral-8x7b"};

static void any_rig(struct asked *a)
{
    const bool one_kind = test_whole(0, 2) == 0;
    a->q = request_nothing();
    a->q.n = test_whole(1, CARDS);
    for (int i = 0; i < a->q.n; i++) {
        const char *id = ANY_OF(cards);
        a->q.device[i] = one_kind && i > 0 ? a->q.device[0] : FIND(device, id);
        if (!one_kind || i == 0)
            a->q.mem_gib[i] = test_uniform(3, 32);
        else
            a->q.mem_gib[i] = a->q.mem_gib[0];
    }
    if (test_whole(0, 9) == 0) {
        a->q.n = 1;
        a->q.device[0] = FIND(device, "m4-10c");
        a->q.mem_gib[0] = test_uniform(8, 64);
    }
    a->q.desktop = test_whole(0, 3) == 0 ? desktop_windows : desktop_none;
    a->q.ram_gib = test_uniform(8, 128);
}

/* Each setting is stated in one case of four. */
static bool stated(void)
{
    return test_whole(0, 3) == 0;
}

static struct training_settings any_settings(const struct model *m)
{
    struct training_settings s = {.seq_tokens = NAN, .batch = NAN, .rank = NAN};
    const struct trainer_list *t = &test_catalogue()->trainers;
    if (stated())
        s.tune = (enum tune)test_whole(tune_full, tune_qlora);
    if (stated())
        s.trainer = &t->v[test_whole(0, (int)t->n - 1)];
    if (stated())
        s.sharding = (enum sharding)test_whole(sharding_ddp, sharding_zero3);
    if (stated())
        s.checkpointing = test_whole(0, 1) ? flag_yes : flag_no;
    if (stated())
        s.offload_states = test_whole(0, 1) ? flag_yes : flag_no;
    if (stated())
        s.seq_tokens = test_whole(1, (int)m->max_ctx_tokens);
    if (stated())
        s.batch = test_whole(1, 8);
    if (stated())
        s.rank = test_whole(1, 64);
    if (stated())
        s.optimizer = (enum optimizer)test_whole(optimizer_adamw, optimizer_sgd);
    return s;
}

static void any_case(struct asked *a)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    const char *model = ANY_OF(models);
    any_rig(a);
    a->model = *(const struct model *)FIND(model, model);
    a->model.max_ctx_tokens = seq_step * test_whole(1, 12) + test_whole(0, 1);
    a->q.model = &a->model;
    a->s = any_settings(&a->model);
    const struct engine *e = prepare_engine(test_catalogue(), &a->q);
    for (int i = 0; i < a->q.n; i++)
        a->card[i] = prepare_device(&a->q, e, p, i);
    training_shape(&a->model, &a->shape);
    const double usual = a->s.trainer ? a->s.trainer->seq_tokens : p->tune_seq_tokens;
    a->wanted = known_or(a->s.seq_tokens, fmin(usual, a->model.max_ctx_tokens));
    test_row("%d cards from %s (%.1f GiB), %s", a->q.n, a->q.device[0]->id, a->q.mem_gib[0], model);
}

/* ---- trying everything ---- */

struct way {
    struct training t; /* of the fullest card; trainer NULL: none was found */
    int cards, trainer;
};

/* Fills t with the fullest card of the subset. */
static void judge(const struct asked *a, const struct training_case *c, unsigned subset, struct training *t)
{
    bool first = true;
    for (int i = 0; i < a->q.n; i++) {
        struct training one;
        if (!(subset & 1U << i))
            continue;
        training_judge(c, &a->card[i], catalogue_policy(test_catalogue()), &one);
        if (first || one.spare_gib < t->spare_gib)
            *t = one;
        first = false;
    }
}

/* The order that the header states, written out. */
static bool better(const struct way *a, const struct way *b)
{
    const struct training *x = &a->t, *y = &b->t;
    const bool fa = x->verdict != verdict_no, fb = y->verdict != verdict_no;
    if (!y->trainer)
        return true;
    if (fa != fb)
        return fa;
    if (!fa && x->spare_gib != y->spare_gib)
        return x->spare_gib > y->spare_gib;
    if (x->seq_tokens != y->seq_tokens)
        return x->seq_tokens > y->seq_tokens;
    if (x->offloaded != y->offloaded)
        return x->offloaded == flag_no;
    if (x->tune != y->tune)
        return x->tune < y->tune;
    if (a->cards != b->cards)
        return a->cards > b->cards;
    if (x->spare_gib != y->spare_gib)
        return x->spare_gib > y->spare_gib;
    if (x->checkpointing != y->checkpointing)
        return x->checkpointing == flag_no;
    if (x->sharding != y->sharding)
        return x->sharding < y->sharding;
    return a->trainer < b->trainer;
}

/* Tries the sequences of one case on one subset: the wanted one, then every shorter multiple of the step. */
static void try_sequences(const struct asked *a, struct training_case *c, unsigned subset, struct way *w)
{
    c->seq_tokens = a->wanted;
    judge(a, c, subset, &w->t);
    if (!isnan(a->s.seq_tokens) || w->t.verdict != verdict_no)
        return;
    for (double seq = seq_step * (ceil(a->wanted / seq_step) - 1); seq >= seq_step; seq -= seq_step) {
        struct training t;
        c->seq_tokens = seq;
        judge(a, c, subset, &t);
        if (t.verdict != verdict_no) {
            w->t = t;
            return;
        }
    }
}

static int bits(unsigned subset)
{
    int n = 0;
    for (; subset; subset >>= 1)
        n += (int)(subset & 1);
    return n;
}

/* Weights, gradients and states of the case on one card that holds everything, GiB. */
static double all_gib(struct training_case c)
{
    const struct rig_device big = {.mem_gib = 1e6};
    struct training t;
    c.n_cards = 1;
    c.offload_states = false;
    c.accumulates = true;
    training_judge(&c, &big, catalogue_policy(test_catalogue()), &t);
    const double gradients = c.tune == tune_full ? 2 * training_trained(&c)
                                                 : c.trainer->adapter_b * training_trained(&c);
    return t.weights_gib + t.optimizer_gib + unit_b_to_gib(gradients);
}

/* May the trainer run the case on the subset? */
static bool allowed(const struct asked *a, const struct training_case *c, const struct trainer_backend *b,
                    unsigned subset)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    const int n = bits(subset);
    for (int i = 0; i < a->q.n; i++)
        if (subset & 1U << i && !rig_runs(a->q.device[i], b->backend))
            return false;
    if (c->tune == tune_qlora && b->four_bit == flag_no)
        return false;
    if (a->s.sharding && a->q.n > 1 && (n == 1 || c->sharding != a->s.sharding))
        return false;
    if (n == 1)
        return c->sharding == sharding_ddp && !c->offload_states;
    if (b->several == flag_no)
        return false;
    for (size_t i = 0; i < c->trainer->shards.n; i++) {
        const struct trainer_sharding *s = &c->trainer->shards.v[i];
        if (s->sharding == c->sharding && (c->tune != tune_qlora || s->four_bit != flag_no))
            return !c->offload_states || (s->offloads == flag_yes && all_gib(*c) <= a->q.ram_gib - p->ram_reserve_gib);
    }
    return false;
}

/* Tries one trainer and method on every subset of the cards with every setting. */
static void try_method(const struct asked *a, int trainer, enum tune tune, struct way *best)
{
    const struct trainer *t = &test_catalogue()->trainers.v[trainer];
    const struct policy *p = catalogue_policy(test_catalogue());
    const unsigned subsets = 1U << a->q.n;
    for (unsigned i = 0; i < subsets * 16 * (unsigned)t->runs_on.n; i++) {
        const unsigned subset = i % subsets, rest = i / subsets;
        const struct trainer_backend *b = &t->runs_on.v[rest / 16];
        const enum flag keep = rest & 1 ? flag_yes : flag_no, offload = rest & 2 ? flag_yes : flag_no;
        struct way w = {.cards = bits(subset), .trainer = trainer};
        struct training_case c = training_usual(&a->shape, t, tune, w.cards);
        training_request_set(&a->s, &c);
        c.sharding = (enum sharding)(sharding_ddp + (int)(rest / 4 % 4));
        c.checkpointing = keep == flag_yes;
        c.offload_states = offload == flag_yes;
        c.rank = known_or(a->s.rank, a->s.trainer ? t->rank : p->tune_rank);
        c.targets = a->s.trainer ? t->targets : p->tune_targets;
        if (subset == 0 || (a->s.checkpointing && a->s.checkpointing != keep) ||
            (a->s.offload_states && a->s.offload_states != offload) || !allowed(a, &c, b, subset))
            continue;
        try_sequences(a, &c, subset, &w);
        if (better(&w, best))
            *best = w;
    }
}

/* Fills best[0] with the best of all, best[tune] with the best of each method. */
static void try_everything(const struct asked *a, struct way best[])
{
    const struct trainer_list *list = &test_catalogue()->trainers;
    for (int tune = tune_full; tune <= (int)tune_qlora; tune++) {
        if (a->s.tune && a->s.tune != (enum tune)tune)
            continue;
        for (int i = 0; i < (int)list->n; i++)
            if (a->s.trainer ? a->s.trainer == &list->v[i] : list->v[i].superseded != flag_yes)
                try_method(a, i, (enum tune)tune, &best[tune]);
        if (best[tune].t.trainer && better(&best[tune], &best[0]))
            best[0] = best[tune];
    }
}

/* ---- what must hold ---- */

static void same_way(const struct training_found_way *got, const struct way *want)
{
    if (!THAT((got != NULL) == (want->t.trainer != NULL)) || !got)
        return;
    SAME(enums_text(&enums_tune, (int)got->figures.tune), enums_text(&enums_tune, (int)want->t.tune));
    SAME(got->figures.trainer, want->t.trainer);
    SAME(enums_text(&enums_sharding, (int)got->figures.sharding), enums_text(&enums_sharding, (int)want->t.sharding));
    THAT(got->figures.checkpointing == want->t.checkpointing);
    THAT(got->figures.offloaded == want->t.offloaded);
    THAT(got->figures.verdict == want->t.verdict);
    CLOSE(got->figures.seq_tokens, want->t.seq_tokens, 0);
    CLOSE(got->way.cards, want->cards, 0);
    CLOSE(got->figures.spare_gib, want->t.spare_gib, 0);
}

static void equal_to_trying_everything(void)
{
    int fit = 0, shorter = 0, offloaded = 0, fewer = 0;
    for (int i = 0; i < CASES; i++) {
        struct asked a;
        struct way best[tune_end] = {{.cards = 0}};
        any_case(&a);
        try_everything(&a, best);
        const struct training_found *f = training_search_run(test_arena(), test_catalogue(), &a.q, &a.s);
        same_way(f->n_ways > 0 ? f->ways : NULL, &best[0]);
        for (int tune = tune_full; tune < (int)tune_end; tune++)
            same_way(f->method[tune - tune_full], &best[tune]);
        const bool fits = best[0].t.trainer && best[0].t.verdict != verdict_no;
        fit += fits;
        shorter += fits && best[0].t.seq_tokens < a.wanted;
        offloaded += fits && best[0].t.offloaded == flag_yes;
        fewer += fits && best[0].cards < a.q.n;
    }
    test_row("%d fit, %d shortened, %d in RAM, %d on fewer cards", fit, shorter, offloaded, fewer);
    THAT(fit > CASES / 4 && fit < CASES); /* the cases are of every kind */
    THAT(shorter > 0 && offloaded > 0 && fewer > 0);
}

/* The largest micro-batch and sequence are those of a scan. */
static void largest_as_by_scanning(void)
{
    for (int i = 0; i < CASES / 4; i++) {
        struct asked a;
        struct training t;
        any_case(&a);
        a.s.tune = tune_qlora;
        const struct training_found *f = training_search_run(test_arena(), test_catalogue(), &a.q, &a.s);
        if (f->n_ways == 0 || f->ways->figures.verdict == verdict_no || f->ways->way.cards < a.q.n)
            continue;
        const struct training *got = &f->ways->figures;
        struct training_settings s = a.s;
        const struct trainer *trainer = FIND(trainer, got->trainer);
        struct training_case c = training_usual(&a.shape, trainer, got->tune, a.q.n);
        s.sharding = a.q.n > 1 ? got->sharding : sharding_ddp;
        s.checkpointing = got->checkpointing;
        s.offload_states = got->offloaded;
        s.rank = got->rank;
        s.targets = got->targets;
        s.seq_tokens = got->seq_tokens;
        training_request_set(&s, &c);
        const unsigned all = (1U << a.q.n) - 1;
        double batch = 0, seq = 0;
        for (c.batch = 1; c.batch <= MOST_BATCH; c.batch++) {
            judge(&a, &c, all, &t);
            batch = t.verdict != verdict_no ? c.batch : batch;
        }
        c.batch = got->batch;
        for (c.seq_tokens = seq_step; c.seq_tokens <= a.model.max_ctx_tokens; c.seq_tokens += seq_step) {
            judge(&a, &c, all, &t);
            seq = t.verdict != verdict_no ? c.seq_tokens : seq;
        }
        CLOSE(fmin(got->max_batch, MOST_BATCH), batch, 0);
        CLOSE(got->max_seq_tokens, seq, 0);
    }
}

SUITE(property_training_search, {"equal to trying everything", equal_to_trying_everything},
      {"largest micro-batch and sequence as by scanning", largest_as_by_scanning})
