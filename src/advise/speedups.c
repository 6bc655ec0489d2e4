#include "speedups.h"

#include "arena.h"
#include "bug.h"
#include "holds.h"
#include "compatibility.h"

#include <math.h>

static const double more = 1.25, twice = 2, half = 0.5; /* the words of enum what_if name them */

struct search {
    struct arena *arena;
    const struct catalogue *c;
    const struct request *q;
    double prefill_depth;
    struct prepared *prepared; /* the case without changes */
    struct speedups_case now;
    struct speedups_speeds before;
    struct prepared *work; /* changed requests */
    struct speedup *out;
    int n, most; /* found; room in out */
};

/* ---- a case and its speeds ---- */

bool speedups_prepare(const struct catalogue *c, const struct request *q, double prefill_depth, struct prepared *s,
                      struct speedups_case *out)
{
    if (!prepare_case(c, q, s))
        return false;
    *out = (struct speedups_case){
        .predict = s->predict, .rig = s->rig, .policy = catalogue_policy(c), .month = q->engine_month};
    out->prefill_depth = isnan(prefill_depth) ? s->predict.depth : prefill_depth;
    return true;
}

bool speedups_predict(const struct speedups_case *k, struct speedups_speeds *out)
{
    struct predict_case prefill = k->predict;
    prefill.depth = k->prefill_depth;
    if (!predict_run(&k->predict, &k->rig, k->policy, &out->decode))
        return false;
    if (prefill.depth == k->predict.depth) {
        out->prefill = out->decode;
        return true;
    }
    return predict_run(&prefill, &k->rig, k->policy, &out->prefill);
}

/* ---- the list ---- */

bool speedups_before(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && !isnan(b);
    return a > b;
}

/* Inserts the speed-up by its gain in decode; one that slows both phases down is left out. */
static void add(struct search *p, const struct speedup *l)
{
    if (l->decode_gain_frac < 0 && l->prefill_gain_frac < 0)
        return;
    BUG_UNLESS(p->n < p->most);
    int at = p->n++;
    for (; at > 0 && speedups_before(l->decode_gain_frac, p->out[at - 1].decode_gain_frac); at--)
        p->out[at] = p->out[at - 1];
    p->out[at] = *l;
}

/* Predicts the changed case and fills speeds and gains. Returns false where it does not run. */
static bool compare_speeds(const struct search *p, const struct speedups_case *k, struct speedup *out)
{
    struct speedups_speeds after;
    if (!speedups_predict(k, &after) || isnan(after.decode.figures.decode_tok_s.mid))
        return false;
    out->decode_tok_s = after.decode.figures.decode_tok_s.mid;
    out->prefill_tok_s = after.prefill.figures.prefill_tok_s.mid;
    out->decode_gain_frac = out->decode_tok_s / p->before.decode.figures.decode_tok_s.mid - 1;
    out->prefill_gain_frac = out->prefill_tok_s / p->before.prefill.figures.prefill_tok_s.mid - 1;
    out->verdict = after.decode.figures.verdict;
    return true;
}

static void try_case(struct search *p, const struct speedups_case *k, enum what_if lever)
{
    struct speedup l = {.lever = lever, .value = NAN};
    if (compare_speeds(p, k, &l))
        add(p, &l);
}

/* Prepares and predicts a changed request. Returns false where it does not run or the engine would refuse it. */
static bool compare_request(struct search *p, const struct request *q, struct speedup *l)
{
    struct speedups_case k;
    return compatibility_check(q, prepare_engine(p->c, q)).rule == COMPATIBILITY_YES &&
           speedups_prepare(p->c, q, p->prefill_depth, p->work, &k) && compare_speeds(p, &k, l);
}

static void try_request(struct search *p, const struct request *q, enum what_if lever, const char *setting,
                        double value)
{
    struct speedup l = {.lever = lever, .setting = setting, .value = value};
    if (compare_request(p, q, &l))
        add(p, &l);
}

/* ---- better parts ---- */

/* Raises every rate of matrix products, and the shader rates that stand in for missing matrix units. */
static void multiply_flops(struct device *d, double factor)
{
    double *const rates[] = {&d->fp16_tflops, &d->fp16acc_tflops, &d->int8_tflops, &d->fp8_tflops,
                             &d->fp4_tflops,  &d->fp32_tflops,    &d->fp32_lanes};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        *rates[i] *= factor;
}

static void better_device(struct device *d, enum what_if lever)
{
    switch (lever) {
    case what_if_bandwidth: d->mem_bw_gb_s *= more; break;
    case what_if_flops: multiply_flops(d, more); break;
    case what_if_clock: {
        const double lanes = d->fp32_lanes;
        multiply_flops(d, more);
        d->fp32_lanes = lanes; /* lanes per clock: boost_mhz below raises their rate */
        d->boost_mhz *= more;
        break;
    }
    case what_if_power: d->tdp_w *= more; break;
    default: break;
    }
}

/* All devices get better by the same factor; the constants stay. A card that computes as a chip with a higher limit
   gets better with that chip, and with more power it computes as the same chip. */
static void try_devices(struct search *p, enum what_if lever)
{
    struct speedups_case k = p->now;
    struct device better[RIG_MAX_DEVICES], full[RIG_MAX_DEVICES];
    for (int i = 0; i < k.rig.n; i++) {
        k.rig.dev[i].assumed.v[RIG_CLOCK] *= lever == what_if_clock ? more : 1;
        k.rig.dev[i].assumed.v[RIG_MATRIX] *= lever == what_if_flops ? more : 1;
        better[i] = *p->now.rig.dev[i].device;
        better_device(&better[i], lever);
        full[i] = better[i].chip_of ? *better[i].chip_of : *p->now.rig.dev[i].device;
        if (lever == what_if_power) /* the same chip with a higher limit */
            better[i].chip_of = &full[i];
        else if (better[i].chip_of) {
            better_device(&full[i], lever);
            better[i].chip_of = &full[i];
        }
        const bool same = i > 0 && p->now.rig.dev[i].device == p->now.rig.dev[i - 1].device;
        k.rig.dev[i].device = same ? k.rig.dev[i - 1].device : &better[i];
    }
    try_case(p, &k, lever);
}

struct link speedups_latency(struct arena *a, const struct link *l, double factor)
{
    struct link out = *l;
    struct link_point *v = ARENA_ARRAY(a, l->all_reduce.n, struct link_point);
    for (size_t i = 0; i < l->all_reduce.n; i++) {
        v[i] = l->all_reduce.v[i];
        v[i].latency_us *= factor;
    }
    out.all_reduce.v = v;
    out.hop_us *= factor;
    return out;
}

static void try_links(struct search *p)
{
    struct speedups_case k = p->now;
    const struct link *was = k.rig.link;
    if (!was)
        return;
    struct link better = *was;
    better.bus_gb_s *= twice;
    k.rig.link = &better;
    try_case(p, &k, what_if_bus);
    better = speedups_latency(p->arena, was, half);
    try_case(p, &k, what_if_latency);
}

static void try_parts(struct search *p)
{
    try_devices(p, what_if_bandwidth);
    try_devices(p, what_if_flops);
    try_devices(p, what_if_clock);
    struct speedups_case k = p->now;
    bool capped = false, known = true;
    for (int i = 0; i < k.rig.n; i++) {
        capped |= !isnan(k.rig.dev[i].cap_w);
        known &= !isnan(k.rig.dev[i].device->tdp_w) && k.rig.dev[i].device->unified != flag_yes;
        k.rig.dev[i].cap_w = NAN;
    }
    if (capped)
        try_case(p, &k, what_if_uncapped);
    else if (known)
        try_devices(p, what_if_power);
    try_links(p);
    k = p->now;
    k.rig.ram_gb_s *= more;
    if (p->before.decode.figures.verdict == verdict_offload)
        try_case(p, &k, what_if_ram);
    struct request q = *p->q;
    q.endless_memory = true; /* all layers fit on the devices */
    q.ngl = NAN;
    q.experts_on_host = 0;
    if (p->before.decode.figures.verdict >= verdict_offload)
        try_request(p, &q, what_if_memory, NULL, NAN);
}

/* ---- other choices ---- */

/* The next smaller usual quant. */
static void try_quant(struct search *p)
{
    int n = 0;
    const struct quant **usual = holds_usual_quants(p->arena, p->c, p->q->model, prepare_engine(p->c, p->q), p->work,
                                                    &n);
    const double size_b = p->prepared->llm.total_b;
    for (int i = 0; i < n; i++) {
        struct request q = *p->q;
        q.quant = usual[i];
        if (!llm_prepare(q.model, q.quant, &p->work->llm) || p->work->llm.total_b >= size_b)
            continue;
        try_request(p, &q, what_if_quant, q.quant->id, NAN);
        return;
    }
}

static void try_cache(struct search *p)
{
    const struct engine *e = prepare_engine(p->c, p->q);
    struct request q = *p->q;
    const bool wide = !q.kv || quant_mix_is_wide(q.kv->qclass);
    q.kv = catalogue_find(p->c, &kind_format, e->gguf == flag_yes ? "Q8_0" : "FP8");
    if (wide && q.kv)
        try_request(p, &q, what_if_cache, q.kv->id, NAN);
    q = *p->q;
    q.flash_attn = flag_yes;
    if (p->q->flash_attn == flag_no)
        try_request(p, &q, what_if_flash, NULL, NAN);
}

/* Tensor parallelism on the same cards, and on twice as many. */
static void try_sharing(struct search *p)
{
    struct request q = *p->q;
    q.split = split_tensor;
    if (p->now.rig.n > 1 && p->now.predict.memory.split != split_tensor)
        try_request(p, &q, what_if_tensor, NULL, NAN);
    const int n = p->now.rig.n;
    if (2 * n > RIG_MAX_DEVICES || q.device[0]->unified == flag_yes)
        return;
    for (int i = 0; i < n; i++) {
        q.device[n + i] = q.device[i];
        q.mem_gib[n + i] = q.mem_gib[i];
        q.limit_gib[n + i] = q.limit_gib[i];
        q.cap_w[n + i] = q.cap_w[i];
    }
    q.n = 2 * n;
    for (int i = 0; i < RIG_MAX_DEVICES; i++)
        q.tensor_split[i] = NAN;
    if (q.link && q.link->all_reduce.v[q.link->all_reduce.n - 1].gpus < q.n && q.link->type != linktype_nvlink)
        q.link = NULL; /* this link joins fewer cards */
    if (n == 1)
        q.lanes = NAN;
    try_request(p, &q, what_if_cards, q.device[0]->id, q.n);
}

static void try_backends(struct search *p)
{
    const enum backend now = p->now.rig.dev[0].backend;
    for (int b = 1; b < backend_end; b++) {
        struct request q = *p->q;
        q.backend = (enum backend)b;
        if (q.backend != now)
            try_request(p, &q, what_if_backend, enums_text(&enums_backend, b), NAN);
    }
}

/* Today's version of an engine whose month is stated, and the fastest other engine that loads the same file. */
static void try_engines(struct search *p)
{
    struct speedup best = {.lever = what_if_engine, .value = NAN, .decode_tok_s = 0};
    struct request q = *p->q;
    q.engine_month = NAN;
    if (!isnan(p->q->engine_month) && constants_epoch(p->q->engine_month) != constants_epoch(NAN))
        try_request(p, &q, what_if_newer, NULL, NAN);
    for (size_t i = 0; i < p->c->engines.n; i++) {
        struct speedup l = best;
        q.engine = &p->c->engines.v[i];
        q.ubatch = NAN;
        l.setting = q.engine->id;
        if (q.engine != prepare_engine(p->c, p->q) && compare_request(p, &q, &l) && l.decode_tok_s > best.decode_tok_s)
            best = l;
    }
    if (best.setting)
        add(p, &best);
}

int speedups_run(struct arena *a, const struct catalogue *c, const struct request *q, double prefill_depth,
                 struct speedup *out, int most)
{
    struct search p = {.arena = a, .c = c, .q = q, .prefill_depth = prefill_depth, .out = out, .most = most};
    p.prepared = ARENA_NEW(a, struct prepared);
    p.work = ARENA_NEW(a, struct prepared);
    p.prepared->drafts = ARENA_NEW(a, struct prepared);
    p.work->drafts = ARENA_NEW(a, struct prepared);
    if (!speedups_prepare(c, q, prefill_depth, p.prepared, &p.now) || !speedups_predict(&p.now, &p.before))
        return 0;
    try_parts(&p);
    try_quant(&p);
    try_cache(&p);
    try_sharing(&p);
    try_backends(&p);
    try_engines(&p);
    return p.n;
}
