/* How fast the laws and the whole report are, on one core. Prints; judges nothing. */
#define _POSIX_C_SOURCE 200809L
#include "arena.h"
#include "builtin.h"
#include "compare.h"
#include "price_fit.h"
#include "diag.h"
#include "doc.h"
#include "file.h"
#include "load.h"
#include "page_compare.h"
#include "prepare.h"
#include "offers.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static const double seconds_each = 1.0;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct bench_case {
    const char *name, *device, *model, *quant;
    int n;
    enum split split;
    double mem_gib; /* of a chip's machine; 0: the card's own */
};

static const struct bench_case cases[] = {
    {"8B Q4_K_M, one RTX 4090", "rtx-4090", "llama-3.1-8b", "Q4_K_M", 1, split_none, 0},
    {"70B Q4_K_M, two RTX 3090, layer split", "rtx-3090", "llama-3.1-70b", "Q4_K_M", 2, split_layer, 0},
    {"70B Q4_K_M, two RTX 3090, tensor parallel", "rtx-3090", "llama-3.1-70b", "Q4_K_M", 2, split_tensor, 0},
    {"30B-A3B Q4_K_M, M2 Ultra 192 GB", "m2-ultra-76c", "qwen3-30b-a3b", "Q4_K_M", 1, split_none, 192},
    {"gpt-oss-120b, four RTX 3090, layer split", "rtx-3090", "gpt-oss-120b", "MXFP4_MOE", 4, split_layer, 0},
};

static double predictions_per_s(const struct catalogue *c, const struct bench_case *b, struct prepared *s)
{
    struct request q = request_nothing();
    static struct predict_out out;
    q.model = catalogue_find(c, &kind_model, b->model);
    q.quant = catalogue_find(c, &kind_quant, b->quant);
    q.split = b->split;
    for (q.n = 0; q.n < b->n; q.n++) {
        q.device[q.n] = catalogue_find(c, &kind_device, b->device);
        q.mem_gib[q.n] = b->mem_gib > 0 ? b->mem_gib : NAN;
    }
    if (!q.model || !q.quant || !q.device[0] || !prepare_case(c, &q, s))
        return NAN;
    double done = 0, sum = 0;
    const double start = now_s();
    while (now_s() - start < seconds_each)
        for (int i = 0; i < 256; i++, done++) {
            s->predict.depth = i; /* so that no two in a row are the same question */
            predict_run(&s->predict, &s->rig, catalogue_policy(c), &out);
            sum += out.figures.decode_tok_s.mid;
        }
    return sum > 0 ? done / (now_s() - start) : NAN;
}

static double scenario_ms(const char *path)
{
    double runs = 0;
    const double start = now_s();
    while (now_s() - start < seconds_each) {
        struct arena *a = arena_new();
        struct diags d = diag_none(a);
        const struct catalogue *c = &builtin_catalogue;
        struct load_text t = {.file = path};
        t.text = file_read(a, &d, path, &t.size);
        const struct scenario *s = t.text ? load_scenario(a, &d, c, &t, NULL, 0) : NULL;
        if (!s)
            return NAN;
        struct str out = str_new(a);
        md_render(page_compare(a, compare_run(a, price_fit(a, c, &s->rates, s->as_of), s), NULL, 0), &out);
        arena_free(a);
        runs++;
    }
    return (now_s() - start) / runs * 1e3;
}

static double fit_us(const struct prepared *s)
{
    static struct placement pl;
    double done = 0;
    const double start = now_s();
    while (now_s() - start < seconds_each / 4)
        for (int i = 0; i < 256; i++, done++)
            memory_place(&s->predict.memory, &s->rig, &pl);
    return (now_s() - start) / done * 1e6;
}

/* All observations of the catalogue to a market. */
static double market_ms(const struct catalogue *c)
{
    double runs = 0;
    const double start = now_s();
    while (now_s() - start < seconds_each) {
        struct arena *a = arena_new();
        price_fit(a, c, NULL, "2026-11-21");
        arena_free(a);
        runs++;
    }
    return (now_s() - start) / runs * 1e3;
}

/* A verdict with the layers that must stay in system RAM, compute buffers computed each time. */
static double verdict_us(const struct catalogue *c, const struct prepared *s)
{
    static struct memory m;
    struct placement_case fresh = s->predict.memory;
    fresh.cache = NULL;
    double done = 0;
    const double start = now_s();
    while (now_s() - start < seconds_each / 4)
        for (int i = 0; i < 256; i++, done++)
            memory_judge(&fresh, &s->rig, catalogue_policy(c), &m);
    return (now_s() - start) / done * 1e6;
}

/* The fewest cards of every kind in the catalogue, and its machines, with prices and speeds. */
static double search_ms(struct arena *all, const struct catalogue *c)
{
    struct request q = request_nothing();
    const struct money_terms terms = money_terms_in(price_fit(all, c, NULL, "2026-11-21"), "AU");
    double runs = 0;
    q.model = catalogue_find(c, &kind_model, "llama-3.1-70b");
    q.quant = catalogue_find(c, &kind_quant, "Q4_K_M");
    const double start = now_s();
    while (now_s() - start < seconds_each) {
        struct arena *a = arena_new();
        const struct offers *found = q.model && q.quant ? offers_run(a, &terms, &q) : NULL;
        const bool good = found && found->n > 0;
        arena_free(a);
        if (!good)
            return NAN;
        runs++;
    }
    return (now_s() - start) / runs * 1e3;
}

int main(void)
{
    struct arena *a = arena_new();
    const struct catalogue *c = &builtin_catalogue;
    struct prepared *s = ARENA_NEW(a, struct prepared);
    double log_sum = 0;
    const size_t n = sizeof cases / sizeof *cases;
    for (size_t i = 0; i < n; i++) {
        const double rate = predictions_per_s(c, &cases[i], s);
        log_sum += log(rate);
        printf("%-44s %12.0f predictions/s, placement %.2f us, verdict %.2f us\n", cases[i].name, rate, fit_us(s),
               verdict_us(c, s));
    }
    printf("%-44s %12.0f predictions/s\n", "geometric mean", exp(log_sum / (double)n));
    printf("%-44s %12.1f ms\n", "scenarios/aud-8343.yaml without plots", scenario_ms("scenarios/aud-8343.yaml"));
    printf("%-44s %12.2f ms\n", "fewest cards of every kind, 70B Q4_K_M", search_ms(a, c));
    printf("%-44s %12.1f ms\n", "market of all prices", market_ms(c));
    arena_free(a);
    return 0;
}
