/* The search for the best deployment equals brute force: every engine, quant, set of cards, split, cache format,
   micro-batch and every number of layers and experts in system RAM is predicted, one by one, on random small machines
   and models. Random cases from the seed that is printed. */
#include "test.h"

#include "arena.h"
#include "deploy.h"
#include "engine_quant.h"
#include "known.h"
#include "launch_case.h"
#include "quant_mix.h"

#include <math.h>

enum { CASES = 500, SOLVED_CASES = 200 };

static const char *const cards[] = {"rtx-3090", "rtx-3060-12gb", "rtx-4090", "tesla-p40", "rx-7900-xtx", "rtx-5090"};
static const char *const shapes[] = {"llama-3.2-1b", "qwen3-4b", "qwen3-30b-a3b", "gemma-3-4b"};
static const char *const quants[] = {"F16", "Q8_0", "Q4_K_M", "AWQ-INT4", "FP8", "IQ4_XS", "4bit"};
static const char *const engines[] = {"llama.cpp", "vllm", "ik_llama.cpp", "exllamav2"};
static const char *const caches[] = {"F16", "Q8_0", "FP8", "Q4_0"};

/* ---- a random question ---- */

/* A small model: few layers of a known shape. */
static const struct model *small_model(struct arena *a)
{
    struct model *m = ARENA_NEW(a, struct model);
    *m = *FIND(model, ANY_OF(shapes));
    m->layers = test_whole(2, 5);
    m->hidden = 1024.0 * test_whole(2, 6);
    m->ffn = isnan(m->ffn) ? m->ffn : 4096.0 * test_whole(2, 5);
    m->native = NULL;
    return m;
}

static double weights_gib(const struct model *m)
{
    static struct llm l;
    THAT(llm_prepare(m, FIND(quant, "Q8_0"), &l));
    return unit_b_to_gib(l.total_b);
}

static struct request any_question(struct arena *a)
{
    struct request q = request_nothing();
    q.model = small_model(a);
    q.n = test_whole(0, 3) ? test_whole(1, 2) : 3;
    q.bare_memory = true;
    const double size = weights_gib(q.model);
    const struct device *first = FIND(device, ANY_OF(cards));
    for (int i = 0; i < q.n; i++) {
        q.device[i] = test_whole(0, 1) ? first : FIND(device, ANY_OF(cards));
        q.mem_gib[i] = i > 0 && q.device[i] == q.device[i - 1] && test_whole(0, 2)
                           ? q.mem_gib[i - 1]
                           : size * exp(test_uniform(-1.2, 1.4));
        q.cap_w[i] = test_whole(0, 4) ? NAN : 200;
    }
    q.prompt = test_whole(1, 4) * 700;
    q.gen = test_whole(1, 800);
    q.depth = test_whole(0, 8000);
    q.batch = test_whole(0, 2) ? 1 : test_whole(2, 8);
    q.ctx = (q.depth + q.prompt + q.gen) * q.batch;
    q.ram_gib = test_whole(0, 4) ? 256 : 5;
    q.ram_gb_s = exp(test_uniform(log(20), log(400)));
    return q;
}

static struct deploy_limits any_limits(void)
{
    struct deploy_limits l = deploy_limits_default();
    l.default_ratios = true;
    l.no_ram = test_whole(0, 4) == 0;
    l.n_engines = test_whole(1, 2);
    for (int i = 0; i < l.n_engines; i++)
        l.engine[i] = FIND(engine, engines[(test_whole(0, 3) + i) % 4]);
    if (l.n_engines == 2 && l.engine[0] == l.engine[1])
        l.n_engines = 1;
    l.n_quants = test_whole(1, 3);
    for (int i = 0; i < l.n_quants; i++)
        do
            l.quant[i] = FIND(quant, ANY_OF(quants));
        while (i == 0 && !engine_quant_loads(l.engine[0], l.quant[0]));
    l.n_caches = test_whole(1, 2);
    for (int i = 0; i < l.n_caches; i++)
        l.cache[i] = i ? FIND(format, ANY_OF(caches)) : l.engine[0]->caches.v[0].format;
    l.need_tok_s = test_whole(0, 1) ? NAN : exp(test_uniform(log(5), log(500)));
    l.need_ttft_s = test_whole(0, 1) ? NAN : exp(test_uniform(log(0.05), log(5)));
    return l;
}

/* ---- brute force ---- */

struct brute {
    const struct request *q;
    const struct deploy_limits *l;
    struct prepared *s;
    double keep_frac; /* of each device's memory that has to stay free */
    struct brute_one {
        bool serves, measured, published, usual;
        double answer_s, bits, cache_bits, watts;
        int n;
    } * v;
    size_t n, room;
    struct arena *arena;
};

static double watts_of(const struct request *q)
{
    double sum = 0;
    for (int i = 0; i < q->n; i++)
        sum += fmin(q->device[i]->tdp_w, known_or(q->cap_w[i], INFINITY));
    return sum;
}

/* As the catalogue says of llama.cpp and vLLM on CUDA and ROCm; the others were measured with one sequence. */
static bool measured(const struct request *q)
{
    const bool alone = q->n == 1 || q->split == split_layer, llama = strcmp(q->engine->id, "llama.cpp") == 0,
               ik = strcmp(q->engine->id, "ik_llama.cpp") == 0, vllm = strcmp(q->engine->id, "vllm") == 0;
    const enum backend b = prepare_backend(q, q->engine, 0);
    const bool most = (b == backend_cuda || b == backend_rocm) && ((llama && alone) || ik);
    return known_or(q->batch, 1) <= (vllm && b == backend_cuda ? 128 : most ? 32 : 1);
}

/* Predicts the request as `rigplan predict` would and keeps what runs as asked. */
static void keep(struct brute *b, const struct request *q)
{
    struct predict_out p;
    if (!prepare_case(test_catalogue(), q, b->s) ||
        !predict_run(&b->s->predict, &b->s->rig, catalogue_policy(test_catalogue()), &p))
        return;
    const bool moved = isnan(q->ngl) && !(p.memory.placement.layers_on_host <= 0);
    const double tok_s = p.figures.decode_tok_s.mid / known_or(q->batch, 1), ttft_s = p.figures.ttft_s.mid;
    if (p.figures.verdict == verdict_no || moved || !(tok_s > 0))
        return;
    if (b->n == b->room) {
        struct brute_one *more = ARENA_ARRAY(b->arena, b->room ? 2 * b->room : 1024, struct brute_one);
        for (size_t i = 0; i < b->n; i++)
            more[i] = b->v[i];
        b->v = more;
        b->room = b->room ? 2 * b->room : 1024;
    }
    for (int i = 0; i < q->n; i++)
        if (p.memory.device[i].spare_gib < b->keep_frac * p.memory.device[i].capacity_gib)
            return;
    b->v[b->n++] = (struct brute_one){!(tok_s < b->l->need_tok_s) && !(ttft_s > b->l->need_ttft_s),
                                      measured(q),
                                      launch_case_file(q->engine, q->model, q->quant) != NULL,
                                      strcmp(q->engine->id, "ik_llama.cpp") != 0,
                                      ttft_s + q->gen / tok_s,
                                      quant_mix_bits(q->quant, q->model),
                                      quant_format_bits(q->kv),
                                      watts_of(q),
                                      q->n};
}

/* Every number of layers and of layers with experts in system RAM. */
static void all_offloads(struct brute *b, struct request *q)
{
    const int n = (int)q->model->layers;
    const bool gguf = q->engine->gguf == flag_yes, alone = q->n == 1 || q->split == split_layer;
    q->ngl = NAN;
    q->experts_on_host = 0;
    for (int size = 1; size <= (gguf ? 8 : 1); size *= size < 4 ? 4 : 2) {
        const double usual = q->engine->prefill_tokens;
        if (size > 1 && !(q->prompt > size / (size < 8 ? 4 : 2) * usual))
            continue;
        q->ubatch = size > 1 ? size * usual : (double)NAN;
        q->ngl = NAN;
        q->experts_on_host = 0;
        if (size < 8)
            keep(b, q);
        if (b->l->no_ram || !gguf || !alone || q->device[0]->unified == flag_yes)
            continue;
        for (int i = 0; i <= n; i++) {
            q->ngl = i;
            keep(b, q);
        }
        q->ngl = NAN;
        for (int i = 1; q->model->experts > 0 && i <= n; i++) {
            q->experts_on_host = i;
            keep(b, q);
        }
        for (int i = 0; q->model->experts > 0 && i <= n; i++) {
            q->ngl = i;
            keep(b, q);
        }
    }
}

static void all_caches(struct brute *b, struct request *q)
{
    for (size_t i = 0; i < q->engine->caches.n; i++)
        for (int j = 0; j < b->l->n_caches; j++)
            if (q->engine->caches.v[i].format == b->l->cache[j]) {
                q->kv = b->l->cache[j];
                q->ngl = NAN;
                q->experts_on_host = 0;
                if (compatibility_check(q, q->engine).rule == COMPATIBILITY_YES)
                    all_offloads(b, q);
            }
}

/* NVIDIA's cards run CUDA, AMD's each of their backends, and a mix only what both have. */
static void all_backends(struct brute *b, struct request *q)
{
    bool nvidia = true;
    for (int i = 0; i < q->n; i++)
        nvidia &= q->device[i]->vendor == vendor_nvidia;
    for (int k = 1; k < backend_end; k++) {
        bool all = rig_has(q->engine, (enum backend)k) && (!nvidia || k == backend_cuda);
        for (int i = 0; i < q->n; i++)
            all &= rig_runs(q->device[i], (enum backend)k);
        q->backend = (enum backend)k;
        if (all)
            all_caches(b, q);
    }
}

/* As the catalogue says of llama.cpp: its row split is deprecated, its tensor split gains nothing with experts. */
static bool is_deployed(const struct request *q)
{
    const bool llama = strcmp(q->engine->id, "llama.cpp") == 0;
    const bool tensor = q->split == split_tensor;
    return !llama || (q->split != split_row && !(tensor && q->model->experts > 0));
}

static void all_splits(struct brute *b, struct request *q)
{
    for (int i = 1; i < split_pipeline; i++) {
        q->split = (enum split)i;
        if (q->n > 1 && !is_deployed(q))
            continue;
        if ((q->n == 1) == (q->split == split_none))
            all_backends(b, q);
    }
}

/* Sorts the devices of the request, the fastest first, equal ones in order. */
static void fastest_first(struct request *q)
{
    for (int i = 1; i < q->n; i++)
        for (int j = i; j > 0 && q->device[j]->mem_bw_gb_s > q->device[j - 1]->mem_bw_gb_s; j--) {
            const struct device *d = q->device[j];
            const double mem = q->mem_gib[j], cap = q->cap_w[j];
            q->device[j] = q->device[j - 1];
            q->mem_gib[j] = q->mem_gib[j - 1];
            q->cap_w[j] = q->cap_w[j - 1];
            q->device[j - 1] = d;
            q->mem_gib[j - 1] = mem;
            q->cap_w[j - 1] = cap;
        }
}

static void all_sets(struct brute *b, const struct engine *e, const struct quant *quant)
{
    for (int set = 1; set < 1 << b->q->n; set++) {
        struct request q = *b->q;
        q.n = 0;
        for (int i = 0; i < b->q->n; i++)
            if (set & 1 << i) {
                q.device[q.n] = b->q->device[i];
                q.mem_gib[q.n] = b->q->mem_gib[i];
                q.cap_w[q.n++] = b->q->cap_w[i];
            }
        fastest_first(&q);
        q.engine = e;
        q.quant = quant;
        all_splits(b, &q);
    }
}

static void run_brute(struct brute *b)
{
    for (int e = 0; e < b->l->n_engines; e++)
        for (int i = 0; i < b->l->n_quants; i++)
            if (engine_quant_loads(b->l->engine[e], b->l->quant[i]))
                all_sets(b, b->l->engine[e], b->l->quant[i]);
}

static bool better(const struct brute_one *a, const struct brute_one *b)
{
    if (a->published != b->published)
        return a->published;
    if (a->usual != b->usual)
        return a->usual;
    if (a->bits != b->bits)
        return a->bits > b->bits;
    if (a->cache_bits != b->cache_bits)
        return a->cache_bits > b->cache_bits;
    if (a->watts != b->watts)
        return a->watts < b->watts;
    return a->n != b->n ? a->n < b->n : a->answer_s < b->answer_s;
}

static bool sooner(const struct brute_one *a, const struct brute_one *b)
{
    if (a->serves != b->serves)
        return a->serves;
    return a->measured != b->measured ? a->measured : a->answer_s < b->answer_s;
}

static const struct brute_one *soonest_of(const struct brute *b, bool published)
{
    const struct brute_one *fast = NULL;
    for (size_t i = 0; i < b->n; i++)
        if ((b->v[i].published || !published) && (!fast || sooner(&b->v[i], fast)))
            fast = &b->v[i];
    return fast;
}

/* Returns the best of all; *soonest becomes the answer time of the one that sets the pace. */
static const struct brute_one *best_of(const struct brute *b, double *soonest)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    const struct brute_one *fast = soonest_of(b, false), *file = soonest_of(b, true), *best = NULL;
    if (!fast)
        return NULL;
    if (file && file->serves == fast->serves && file->measured == fast->measured &&
        file->answer_s <= fast->answer_s * (1 + p->published_worth_frac))
        fast = file;
    *soonest = fast->answer_s;
    const double latest = fast->answer_s * (1 + p->equal_speed_frac);
    for (size_t i = 0; i < b->n; i++)
        if (b->v[i].serves == fast->serves && b->v[i].measured == fast->measured && b->v[i].answer_s <= latest &&
            (!best || better(&b->v[i], best)))
            best = &b->v[i];
    return best;
}

static void name_case(int i, const struct request *q, const struct deploy_limits *l)
{
    test_row("case %d: %g layers of %s on %d x %s %.2f GiB, %s, %s, RAM %g GiB %g GB/s", i, q->model->layers,
             q->model->id, q->n, q->device[0]->id, q->mem_gib[0], l->engine[0]->id, l->quant[0]->id, q->ram_gib,
             q->ram_gb_s);
}

static void equals_brute_force(void)
{
    int ran = 0, in_ram = 0, several = 0;
    for (int i = 0; i < CASES; i++) {
        struct arena *a = arena_new();
        const struct request q = any_question(a);
        const struct deploy_limits l = any_limits();
        struct brute b = {.q = &q, .l = &l, .s = ARENA_NEW(a, struct prepared), .arena = a};
        struct deploy_found found;
        double soonest = INFINITY;
        name_case(i, &q, &l);
        const bool runs = deploy_search(deploy_room_new(a, test_catalogue()), &q, &l, 0, false, &found);
        b.keep_frac = catalogue_policy(test_catalogue())->deploy_keep_frac;
        run_brute(&b);
        if (b.n == 0) {
            b.keep_frac = 0;
            run_brute(&b);
        }
        const struct brute_one *best = best_of(&b, &soonest);
        THAT(runs == (best != NULL));
        if (runs && best) {
            const struct deployment *d = &found.v[0];
            THAT(d->serves == best->serves);
            CLOSE(found.soonest_s, soonest, 1e-9);
            CLOSE(d->bits, best->bits, 0);
            CLOSE(d->cache_bits, best->cache_bits, 0);
            CLOSE(d->watts, best->watts, 1e-12);
            THAT(d->q.n == best->n);
            CLOSE(d->answer_s, best->answer_s, 1e-9);
            ORDER(d->answer_s, soonest * (1 + catalogue_policy(test_catalogue())->equal_speed_frac));
            ran++;
            in_ram += d->kind.where != DEPLOY_ON_DEVICES;
            several += d->q.n > 1;
        }
        arena_free(a);
    }
    THAT(ran > CASES / 2 && in_ram > CASES / 20 && several > CASES / 20);
}

/* Solved ratios never make the answer worse, and the deployment predicts the same when it is asked again. */
static void solved_ratios(void)
{
    int gained = 0;
    for (int i = 0; i < SOLVED_CASES; i++) {
        struct arena *a = arena_new();
        const struct request q = any_question(a);
        struct deploy_limits l = any_limits();
        struct deploy_found plain, solved;
        struct deploy_room *room = deploy_room_new(a, test_catalogue());
        struct prepared *s = ARENA_NEW(a, struct prepared);
        struct predict_out p;
        name_case(i, &q, &l);
        const bool before = deploy_search(room, &q, &l, 0, false, &plain);
        l.default_ratios = false;
        const bool after = deploy_search(room, &q, &l, 0, false, &solved);
        THAT(after || !before);
        const bool alike = before && plain.v[0].serves == solved.v[0].serves &&
                           plain.v[0].measured == solved.v[0].measured;
        if (alike) /* a file on record may set the pace of the one and not of the other */
            ORDER(solved.soonest_s,
                  plain.soonest_s * (1 + catalogue_policy(test_catalogue())->published_worth_frac) * (1 + 1e-12));
        if (after) {
            const struct deployment *d = &solved.v[0];
            gained += !before || solved.soonest_s < plain.soonest_s * (1 - 1e-9);
            THAT(prepare_case(test_catalogue(), &d->q, s));
            THAT(predict_run(&s->predict, &s->rig, catalogue_policy(test_catalogue()), &p));
            THAT(p.figures.verdict != verdict_no);
            THAT(isnan(d->q.ngl) ? p.figures.offload_layers == 0 : true);
            CLOSE(p.figures.decode_tok_s.mid / d->q.batch, d->tok_s, 1e-9);
            CLOSE(p.figures.ttft_s.mid, d->ttft_s, 1e-9);
        }
        arena_free(a);
    }
    THAT(gained > 0);
}

SUITE(property_deploy, {"equals brute force", equals_brute_force}, {"solved ratios are never worse", solved_ratios})
