#include "holds.h"

#include "arena.h"
#include "bug.h"
#include "compatibility.h"
#include "capacity.h"
#include "engine_quant.h"

#include <math.h>

struct search {
    struct arena *arena;
    const struct catalogue *c;
    const struct policy *p;
    struct request q; /* its quant is set by choose_quant */
    const struct quant **usual;
    int n_usual;
    struct prepared *work; /* scratch space for the changed cases */
    struct holds *out;
};

double holds_spare_gib(const struct prediction *p)
{
    return p->missing_gib > 0 && p->missing_device ? -p->missing_gib : p->spare_gib;
}

static bool fits(enum verdict v)
{
    return v == verdict_fits || v == verdict_tight;
}

/* ---- quants ---- */

const struct quant **holds_usual_quants(struct arena *a, const struct catalogue *c, const struct model *m,
                                        const struct engine *e, struct prepared *work, int *n)
{
    const struct quant **out = ARENA_ARRAY(a, c->quants.n, const struct quant *);
    double *size = ARENA_ARRAY(a, c->quants.n, double);
    *n = 0;
    for (size_t i = 0; i < c->quants.n; i++) {
        const struct quant *q = &c->quants.v[i];
        const bool wanted = m->native && engine_quant_loads(e, m->native)
                                ? q == m->native
                                : q->usual == flag_yes && engine_quant_loads(e, q);
        if (!wanted || !llm_prepare(m, q, &work->llm))
            continue;
        int at = (*n)++;
        for (; at > 0 && size[at - 1] < work->llm.total_b; at--) {
            size[at] = size[at - 1];
            out[at] = out[at - 1];
        }
        size[at] = work->llm.total_b;
        out[at] = q;
    }
    return out;
}

static bool predicted(struct search *f, const struct request *q, bool largest_ctx, struct predict_out *out)
{
    if (!prepare_case(f->c, q, f->work))
        return false;
    f->work->predict.want_largest_ctx = largest_ctx;
    return predict_run(&f->work->predict, &f->work->rig, f->p, out);
}

/* Fills one row for each usual quant. */
static bool try_quants(struct search *f)
{
    f->out->quant = ARENA_ARRAY(f->arena, (size_t)f->n_usual, struct holds_quant);
    for (int i = 0; i < f->n_usual; i++) {
        struct request q = f->q;
        struct holds_quant *row = &f->out->quant[i];
        struct predict_out p;
        q.quant = f->usual[i];
        if (!predicted(f, &q, true, &p))
            return false;
        row->quant = q.quant->id;
        row->weights_gib = p.figures.weights_gib;
        row->verdict = p.figures.verdict;
        row->spare_gib = holds_spare_gib(&p.figures);
        row->max_ctx_tokens = p.figures.max_ctx_tokens;
        row->offload_layers = p.figures.offload_layers;
        row->decode_tok_s = p.figures.decode_tok_s;
    }
    f->out->n_quants = f->n_usual;
    return true;
}

/* Finds the largest quant that fits and the next larger one. A request without a quant is answered for the former. */
static void choose_quant(struct search *f)
{
    struct holds_answer *a = &f->out->answer;
    int best = 0;
    while (best < f->n_usual && !fits(f->out->quant[best].verdict))
        best++;
    a->next_missing_gib = NAN;
    if (best < f->n_usual)
        a->best_quant = f->usual[best]->id;
    if (best < f->n_usual && best > 0) {
        a->next_quant = f->usual[best - 1]->id;
        a->next_missing_gib = -f->out->quant[best - 1].spare_gib;
    }
    if (!f->q.quant)
        f->q.quant = f->usual[best < f->n_usual ? best : f->n_usual - 1];
    a->quant = f->q.quant->id;
    f->out->chosen = f->q.quant;
}

/* ---- the rig without changes ---- */

static bool answer(struct search *f)
{
    struct holds *out = f->out;
    struct holds_answer *a = &out->answer;
    struct predict_out p;
    if (!prepare_case(f->c, &f->q, out->prepared))
        return false;
    const struct predict_case *c = &out->prepared->predict;
    const struct rig *r = &out->prepared->rig;
    out->prepared->predict.want_largest_ctx = true;
    if (!predict_run(c, r, f->p, &p))
        return false;
    out->figures = p.figures;
    out->n_devices = r->n;
    for (int i = 0; i < r->n; i++)
        out->device[i] = p.memory.device[i];
    const double offload = memory_largest_offload_ctx(&c->memory, r, f->p);
    a->ctx_each_tokens = c->memory.ctx / c->memory.n_seq;
    a->max_ctx_tokens = p.figures.max_ctx_tokens;
    a->max_ctx_offload_tokens = offload > 0 ? offload : NAN;
    a->users = capacity_users_memory(c, r, f->p, a->ctx_each_tokens);
    a->users_most = f->p->users_most;
    a->offload_layers = p.figures.offload_layers;
    a->fewest_experts = fits(p.figures.verdict) ? NAN : memory_fewest_experts(&c->memory, r, f->p);
    return true;
}

/* ---- one change at a time ---- */

/* Predicts the changed request and adds its row; a request that the engine would refuse is left out. */
static void try_change(struct search *f, const struct request *q, enum change change, const char *setting, double value)
{
    struct holds *out = f->out;
    struct predict_out p;
    if (compatibility_check(q, prepare_engine(f->c, q)).rule != COMPATIBILITY_YES || !predicted(f, q, false, &p))
        return;
    BUG_UNLESS(out->n_changes < HOLDS_MOST_CHANGES);
    struct holds_change *k = &out->change[out->n_changes++];
    *k = (struct holds_change){.change = change, .setting = setting, .value = value};
    k->spare_gib = holds_spare_gib(&out->figures);
    k->new_spare_gib = holds_spare_gib(&p.figures);
    k->gain_gib = k->new_spare_gib - k->spare_gib;
    k->verdict = out->figures.verdict;
    k->new_verdict = p.figures.verdict;
    k->new_decode_tok_s = p.figures.decode_tok_s;
}

static void try_cache(struct search *f)
{
    const struct engine *e = prepare_engine(f->c, &f->q);
    struct request q = f->q;
    q.kv = catalogue_find(f->c, &kind_format, e->gguf == flag_yes ? "Q8_0" : "FP8");
    const bool wide = !f->q.kv || quant_mix_is_wide(f->q.kv->qclass);
    if (q.kv && wide && (e->gguf == flag_yes || !isnan(e->pool_frac)))
        try_change(f, &q, change_kv, q.kv->id, NAN);
    q = f->q;
    q.flash_attn = flag_yes;
    if (f->q.flash_attn == flag_no)
        try_change(f, &q, change_flash, NULL, NAN);
}

static void try_engine(struct search *f)
{
    const struct placement_case *c = &f->out->prepared->predict.memory;
    struct request q = f->q;
    q.ubatch = floor(c->ubatch / 2);
    if (c->engine->gguf == flag_yes && q.ubatch >= 1)
        try_change(f, &q, change_ubatch, NULL, q.ubatch);
    q = f->q;
    q.split = c->split == split_tensor ? split_layer : split_tensor;
    if (f->q.n > 1)
        try_change(f, &q, change_split, enums_text(&enums_split, (int)q.split), NAN);
    for (int i = 0; i + 1 < f->n_usual; i++)
        if (f->usual[i] == f->q.quant) {
            q = f->q;
            q.quant = f->usual[i + 1];
            try_change(f, &q, change_quant, q.quant->id, NAN);
        }
    const bool experts = f->q.model->experts > 0 && c->engine->gguf == flag_yes && f->q.experts_on_host == 0;
    q = f->q;
    q.experts_on_host = isnan(f->out->answer.fewest_experts) ? q.model->layers : f->out->answer.fewest_experts;
    if (experts)
        try_change(f, &q, change_experts, NULL, q.experts_on_host);
}

static void try_machine(struct search *f)
{
    struct request q = f->q;
    q.desktop = desktop_none;
    if (f->q.desktop != desktop_none && f->q.desktop != desktop_unknown)
        try_change(f, &q, change_headless, NULL, NAN);
    q = f->q;
    q.limit_gib[0] = q.mem_gib[0] - f->p->ram_reserve_gib;
    if (q.n == 1 && q.device[0]->vendor == vendor_apple && q.limit_gib[0] > f->out->prepared->rig.dev[0].mem_gib)
        try_change(f, &q, change_wired, NULL, floor(unit_b_to_mib(unit_gib_to_b(q.limit_gib[0]))));
    q = f->q;
    if (q.n < RIG_MAX_DEVICES && q.device[0]->unified != flag_yes && isnan(q.tensor_split[0])) {
        q.device[q.n] = q.device[q.n - 1];
        q.cap_w[q.n] = q.cap_w[q.n - 1];
        q.n++;
        try_change(f, &q, change_card, q.device[q.n - 1]->id, q.n);
    }
}

const struct holds *holds_run(struct arena *a, const struct catalogue *c, const struct request *q)
{
    struct holds *out = ARENA_NEW(a, struct holds);
    struct search f = {.arena = a, .c = c, .p = catalogue_policy(c), .q = *q, .out = out};
    f.work = ARENA_NEW(a, struct prepared);
    out->prepared = ARENA_NEW(a, struct prepared);
    f.usual = holds_usual_quants(a, c, q->model, prepare_engine(c, q), f.work, &f.n_usual);
    if (f.n_usual == 0 || !try_quants(&f))
        return NULL;
    choose_quant(&f);
    if (!answer(&f))
        return NULL;
    try_cache(&f);
    try_engine(&f);
    try_machine(&f);
    return out;
}
