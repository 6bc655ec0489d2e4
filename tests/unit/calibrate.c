/* math/lsq and fit: problems with known answers; measurements made up from known constants are met again; what is left
   out has no say. */
#include "test.h"

#include "arena.h"
#include "calibrate.h"
#include "fit_speed.h"
#include "pace.h"
#include "lsq.h"
#include "prepare.h"

#include <math.h>
#include <string.h>

/* Rosenbrock's valley: residuals 10 (y - x^2) and 1 - x, both 0 at (1, 1). */
static void valley(const double *x, void *data, double *f)
{
    (void)data;
    f[0] = 10 * (x[1] - x[0] * x[0]);
    f[1] = 1 - x[0];
}

static void valley_slope(const double *x, void *data, const double *u, double *g, double *jtj)
{
    (void)data;
    const double j[2][2] = {{-20 * x[0], 10}, {-1, 0}};
    for (int a = 0; a < 2; a++) {
        if (g)
            g[a] = j[0][a] * u[0] + j[1][a] * u[1];
        for (int b = 0; jtj && b <= a; b++)
            jtj[2 * a + b] = j[0][a] * j[0][b] + j[1][a] * j[1][b];
    }
}

static void valley_along(const double *x, void *data, const double *v, double *out)
{
    (void)data;
    out[0] = -20 * x[0] * v[0] + 10 * v[1];
    out[1] = -v[0];
}

static void least_squares(void)
{
    const struct lsq l = {2, 2, NULL, valley, valley_slope, NULL},
                     by_products = {2, 2, NULL, valley, valley_slope, valley_along};
    double x[2] = {-1.2, 1}, y[2] = {-1.2, 1}, errors[2], room[64];
    THAT(lsq_solve(&l, x, 200, room));
    CLOSE(x[0], 1, 1e-5);
    CLOSE(x[1], 1, 1e-5);
    THAT(lsq_solve(&by_products, y, 200, room));
    CLOSE(y[0], 1, 1e-4);
    CLOSE(y[1], 1, 1e-4);
    THAT(lsq_errors(&l, x, errors,
                    room)); /* (J^T J)^-1 at (1, 1): J = {{-20, 10}, {-1, 0}}, inverse {{1, 2}, {2, 4.01}} */
    CLOSE(errors[0], 1, 1e-3);
    CLOSE(errors[1], sqrt(4.01), 1e-3);
}

static const char *const cards[] = {"rtx-3090", "rtx-4090", "rtx-3070", "a40"}, *const models[] = {
                                                                                    "llama-3-8b", "llama-3.1-8b",
                                                                                    "qwen3-8b", "gemma-3-4b"};

/* Decode and prefill of every card, model and two quants, "measured" as the law says under constants of our own. */
static size_t made_up(struct arena *a, struct calibrate_row *rows, const double truth[constant_end])
{
    static const char *const quants[] = {"Q4_K_M", "F16"};
    size_t n = 0;
    for (size_t c = 0; c < COUNT_OF(cards); c++)
        for (size_t m = 0; m < COUNT_OF(models); m++)
            for (size_t k = 0; k < 4; k++) {
                struct request q = test_request(cards[c], 1, models[m], quants[k % 2]);
                struct prepared *s = ARENA_NEW(a, struct prepared);
                struct calibrate_row *r = &rows[n++];
                q.endless_memory = true;
                q.depth = 1000 * (double)(m + k);
                THAT(prepare_case(test_catalogue(), &q, s));
                *r = (struct calibrate_row){.key = prepare_constants_case(&s->predict, &s->rig, 0, NAN),
                                            .predict = s->predict,
                                            .rig = s->rig,
                                            .phase = k < 2 ? phase_decode : phase_prefill,
                                            .fold_group = (int)c,
                                            .related_group = (int)c,
                                            .fitted = true};
                placement_layers(&r->predict.memory, &r->rig, &r->placement);
                memcpy(r->rig.dev[0].constants.v, truth, constant_end * sizeof *truth);
                const double tokens = r->phase == phase_prefill ? r->predict.prompt : r->predict.batch;
                r->measured_tok_s = tokens / pace_s(&r->predict, &r->placement, &r->rig,
                                                    catalogue_policy(test_catalogue()), r->phase);
            }
    return n;
}

static void found_again(void)
{
    struct arena *a = arena_new();
    struct calibrate_row *rows = ARENA_ARRAY(a, 64, struct calibrate_row);
    const struct constants_case any = {.device = FIND(device, "rtx-3090"),
                                       .engine = FIND(engine, "llama.cpp"),
                                       .model = FIND(model, "llama-3.1-8b"),
                                       .backend = backend_cuda,
                                       .epoch = epoch_y2026};
    struct constants truth;
    constants_resolve(&test_catalogue()->calibrations, &any, &truth);
    truth.v[constant_weight_bw] = 0.7;
    truth.v[constant_layer_us] = 45;
    truth.v[constant_matrix] = 0.25;
    const size_t n = made_up(a, rows, truth.v);
    struct calibrate *f = calibrate_new(a, rows, n, &test_catalogue()->priors, catalogue_policy(test_catalogue()));
    calibrate_solve(f, -1, 1, 4);
    for (size_t i = 0; i < n; i++) {
        test_row("row %zu", i);
        CLOSE(calibrate_tok_s(f, i) / rows[i].measured_tok_s, 1,
              0.05); /* so few rows outweigh expectations by that much */
    }
    const struct calibration_list found = calibrate_records(a, f);
    THAT(found.n > 20);
    for (size_t i = 0; i < found.n; i++)
        THAT(found.v[i].value > 0 && found.v[i].spread > 0 && found.v[i].rows > 0 && found.v[i].rows <= (double)n);
    arena_free(a);
}

/* One card with models that have neither experts nor recurrent layers: constants of those and of links keep their start
   and what is not known of them, however wrong the rows are. */
static void what_moves_nothing_stays(void)
{
    static const enum constant idle[] = {
        constant_latency, constant_bus,           constant_hop_us,         constant_linear_us,
        constant_sort_ns, constant_unique,        constant_expert_us,      constant_expert_bw,
        constant_overlap, constant_expert_matrix, constant_linear_token_us};
    struct arena *a = arena_new();
    struct calibrate_row *rows = ARENA_ARRAY(a, 64, struct calibrate_row);
    struct constants truth;
    for (int i = 0; i < constant_end; i++)
        truth.v[i] = 1;
    truth.v[constant_dequant] = truth.v[constant_decode_attn] = 10;
    const size_t n = made_up(a, rows, truth.v);
    const struct prior_list *priors = &test_catalogue()->priors;
    struct calibrate *f = calibrate_new(a, rows, n, priors, catalogue_policy(test_catalogue()));
    calibrate_solve(f, -1, 1, 4);
    const struct calibration_list found = calibrate_records(a, f);
    for (size_t i = 0; i < COUNT_OF(idle); i++) {
        size_t k = 0, p = 0;
        while (k < found.n && found.v[k].constant != idle[i])
            k++;
        while (p < priors->n && (priors->v[p].constant != idle[i] || priors->v[p].keys.n > 0))
            p++;
        test_row("%s", enums_text(&enums_constant, (int)idle[i]));
        if (!THAT(k < found.n && p < priors->n))
            continue;
        CLOSE(found.v[k].value, priors->v[p].start, 1e-9);
        CLOSE(found.v[k].spread, priors->v[p].spread, 1e-6);
    }
    arena_free(a);
}

/* A card whose rows are wrong by a factor of two pulls its own prediction with it, unless it is left out. */
static void left_out(void)
{
    struct arena *a = arena_new();
    struct calibrate_row *rows = ARENA_ARRAY(a, 64, struct calibrate_row);
    const struct constants_case any = {.device = FIND(device, "rtx-3090"),
                                       .engine = FIND(engine, "llama.cpp"),
                                       .model = FIND(model, "llama-3.1-8b"),
                                       .backend = backend_cuda,
                                       .epoch = epoch_y2026};
    struct constants truth;
    constants_resolve(&test_catalogue()->calibrations, &any, &truth);
    const size_t n = made_up(a, rows, truth.v);
    struct calibrate *honest = calibrate_new(a, rows, n, &test_catalogue()->priors, catalogue_policy(test_catalogue()));
    calibrate_solve(honest, 1, 4, 4);
    const double before = calibrate_tok_s(honest, 16);
    THAT(rows[16].fold_group == 1);
    for (size_t i = 0; i < n; i++)
        rows[i].measured_tok_s *= rows[i].fold_group == 1 ? 2 : 1;
    struct calibrate *f = calibrate_new(a, rows, n, &test_catalogue()->priors, catalogue_policy(test_catalogue()));
    calibrate_solve(f, 1, 4, 4);
    CLOSE(calibrate_tok_s(f, 16), before, 1e-9);
    calibrate_solve(f, -1, 1, 4);
    THAT(calibrate_tok_s(f, 16) > 1.05 * before);
    arena_free(a);
}

/* A rig whose related group is left out is left out too; rows that are never fitted to are predicted by the fit to all
 * rows. */
static void related_groups_and_rows_never_fitted(void)
{
    struct arena *a = arena_new();
    struct calibrate_row *v = ARENA_ARRAY(a, 64, struct calibrate_row);
    const struct constants_case any = {.device = FIND(device, "rtx-3090"),
                                       .engine = FIND(engine, "llama.cpp"),
                                       .model = FIND(model, "llama-3.1-8b"),
                                       .backend = backend_cuda,
                                       .epoch = epoch_y2026};
    struct constants truth;
    constants_resolve(&test_catalogue()->calibrations, &any, &truth);
    const size_t n = made_up(a, v, truth.v);
    for (size_t i = 0; i < n; i++) {
        v[i].related_group = v[i].fold_group == 2 ? 1 : v[i].fold_group;
        v[i].fitted = v[i].fold_group != 3;
    }
    const struct calibrate_rows rows = {.v = v, .n = n, .n_groups = 4};
    double before[64], after[64];
    fit_speed_cross(fit_speed_all(a, test_catalogue(), &rows), &rows, 4, before);
    for (size_t i = 0; i < n; i++)
        v[i].measured_tok_s *= v[i].fold_group == 2 ? 2 : 1;
    struct calibrate *f = fit_speed_all(a, test_catalogue(), &rows);
    fit_speed_cross(f, &rows, 4, after);
    bool moved = false;
    for (size_t i = 0; i < n; i++) {
        test_row("row %zu", i);
        if (v[i].fold_group == 1)
            CLOSE(after[i], before[i], 1e-9);
        if (v[i].fold_group == 3)
            CLOSE(after[i], calibrate_tok_s(f, i), 1e-12);
        moved |= v[i].fold_group == 0 && fabs(after[i] / before[i] - 1) > 0.01;
    }
    THAT(moved);
    arena_free(a);
}

static void groups(void)
{
    const struct constants_case one = {.device = FIND(device, "rtx-3090"),
                                       .engine = FIND(engine, "ollama"),
                                       .model = FIND(model, "llama-3.1-8b"),
                                       .backend = backend_cuda,
                                       .qclass = qclass_q4};
    struct constants_case two = one;
    two.engine = FIND(engine, "llama.cpp");
    const struct prior_list *priors = &test_catalogue()->priors;
    for (size_t i = 0; i < priors->n; i++) {
        const struct prior *p = &priors->v[i];
        const unsigned keys = priors_keys(p);
        test_row("%s", p->id);
        const struct calibration a = priors_group(p->constant, keys, &one), b = priors_group(p->constant, keys, &two);
        THAT(constants_match(&a, &one));
        THAT(priors_same(&a, &b) == !(keys & KEY_engine)); /* ollama runs llama.cpp's kernels */
    }
}

/* Every constant starts from one value, and no group has two factors. */
static void priors_are_whole(void)
{
    const struct prior_list *priors = &test_catalogue()->priors;
    int starts[constant_end] = {0};
    for (size_t i = 0; i < priors->n; i++) {
        const struct prior *p = &priors->v[i];
        test_row("%s", p->id);
        starts[p->constant] += p->keys.n == 0;
        THAT(p->keys.n == 0 || p->start == 1);
        for (size_t j = 0; j < i; j++)
            THAT(priors->v[j].constant != p->constant || priors_keys(&priors->v[j]) != priors_keys(p));
    }
    for (int k = 1; k < constant_end; k++) {
        test_row("%s", enums_text(&enums_constant, k));
        THAT(starts[k] == 1);
    }
}

SUITE(calibrate, {"what moves nothing stays", what_moves_nothing_stays}, {"least squares", least_squares},
      {"constants are found again", found_again}, {"what is left out has no say", left_out}, {"groups", groups},
      {"priors are whole", priors_are_whole},
      {"related groups, and rows never fitted", related_groups_and_rows_never_fitted})
