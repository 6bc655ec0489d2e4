/* check/baselines and check/causes on made-up rows: constants that were put in are found again without the row's own
   GPU; causes are those that were built into the rows. */
#include "test.h"

#include "causes.h"
#include "arena.h"
#include "fit_speed.h"
#include "baselines.h"
#include "interval.h"
#include "check_speed.h"

static const char *const cards[] = {"rtx-3070", "rtx-3090", "rtx-4090", "a40"},
                         *const models[] = {"llama-3-8b", "qwen3-8b", "gemma-3-4b"},
                         *const quants[] = {"Q4_K_M", "Q8_0"};

/* Decode and prefill of every card, model and quant by one source; then rows that a test adds. */
static size_t made_up(struct arena *a, size_t room, struct speed_row **out)
{
    struct speed_row *v = ARENA_ARRAY(a, 2 * COUNT_OF(cards) * COUNT_OF(models) * COUNT_OF(quants) + room,
                                      struct speed_row);
    size_t n = 0;
    for (size_t i = 0; i < 2 * COUNT_OF(cards) * COUNT_OF(models) * COUNT_OF(quants); i++) {
        const bool decode = i % 2 == 0;
        v[n++] = (struct speed_row){.id = "row",
                                    .gpu = cards[i / 2 % COUNT_OF(cards)],
                                    .gpu_count = 1,
                                    .split = "none",
                                    .engine = "llama.cpp",
                                    .backend = "cuda",
                                    .model = models[i / 2 / COUNT_OF(cards) % COUNT_OF(models)],
                                    .quant = quants[i / 2 / COUNT_OF(cards) / COUNT_OF(models)],
                                    .phase = decode ? "decode" : "prefill",
                                    .depth_tokens = 0,
                                    .prompt_tokens = 512,
                                    .gen_tokens = 128,
                                    .batch = 1,
                                    .ubatch = NAN,
                                    .cap_w = NAN,
                                    .ngl = NAN,
                                    .n_cpu_moe = NAN,
                                    .ram_gb_s = NAN,
                                    .tokens_per_s = 100,
                                    .fits = "yes",
                                    .source = "made up"};
    }
    *out = v;
    return n;
}

static void two_terms(void)
{
    static const double efficiency = 0.7, start_s = 0.002;
    struct arena *a = arena_new();
    struct speed_row *v;
    const size_t n = made_up(a, 0, &v);
    const struct speed_row_list list = {n, v};
    struct calibrate_rows rows = fit_speed_rows(a, test_catalogue(), &list, FIT_SPEED_BY_GPU);
    struct check_speed_row *p = ARENA_ARRAY(a, list.n, struct check_speed_row);
    struct baselines *r = ARENA_NEW(a, struct baselines);
    THAT(rows.n == list.n && rows.n_groups == (int)COUNT_OF(cards));
    for (size_t i = 0; i < rows.n; i++) {
        const double ideal_s = 1.0 / (50 + 10 * (double)(i % 7));
        const struct llm *l = rows.v[i].predict.memory.llm;
        const struct llm_sum *all = &l->upto[l->n_layers];
        const double peak_s = (all->flop + all->expert_flop) / (1e12 * rows.v[i].rig.dev[0].device->fp16_tflops);
        const bool decode = rows.v[i].phase == phase_decode;
        rows.v[i].measured_tok_s = 1 / ((decode ? ideal_s : peak_s) / efficiency + (decode ? start_s : 0));
        p[i] = (struct check_speed_row){.row.status = CHECK_PREDICTED,
                                        .ceiling_tok_s = 1 / ideal_s,
                                        .out.predicted = range_exact(1.1 * rows.v[i].measured_tok_s)};
    }
    baselines_run(a, test_catalogue(), &list, &rows, p, r);
    CLOSE(r->efficiency[phase_decode], efficiency, 1e-6);
    CLOSE(r->start_s[phase_decode], start_s, 1e-6);
    CLOSE(r->fraction[phase_prefill], efficiency, 1e-6);
    THAT(r->n > 3 && r->without_ceiling == 0);
    for (size_t i = 0; i < r->n; i++) {
        test_row("%s", r->line[i].target);
        CLOSE(r->line[i].rigplan.mean_frac, 0.1, 1e-6);
        /* every card follows the two terms exactly, so leaving it out changes nothing */
        THAT(r->line[i].baseline[BASELINE_TWO_TERM].mean_frac < 1e-4);
        THAT(r->line[i].baseline[BASELINE_CEILING].mean_frac > 0.3);
    }
    arena_free(a);
}

static const struct causes_row *worst_of(const struct causes *out, size_t row)
{
    for (size_t i = 0; i < out->n_worst; i++)
        if (out->worst[i].row == row)
            return &out->worst[i];
    return NULL;
}

static void causes(void)
{
    struct arena *a = arena_new();
    struct speed_row *v;
    const size_t twice = made_up(a, 3, &v), lonely = twice + 1, odd = twice + 2;
    const struct speed_row_list list = {twice + 3, v};
    v[twice] = v[0]; /* the same case as the first row, three times as fast */
    v[twice].id = "twice";
    v[lonely] = v[0]; /* nobody else has that backend */
    v[lonely].backend = "vulkan";
    v[odd] = v[0]; /* no row of the same case, and rows of its GPU are predicted well */
    v[odd].depth_tokens = 3000;
    v[odd].source = "elsewhere";
    struct calibrate_rows rows = fit_speed_rows(a, test_catalogue(), &list, FIT_SPEED_BY_GPU);
    struct check_speed_row *p = ARENA_ARRAY(a, list.n, struct check_speed_row);
    struct causes *out = ARENA_NEW(a, struct causes);
    if (!THAT(rows.n == list.n))
        return;
    for (size_t i = 0; i < list.n; i++)
        p[i] = (struct check_speed_row){.row.status = CHECK_PREDICTED,
                                        .ceiling_tok_s = NAN,
                                        .out.predicted = range_exact(strcmp(list.v[i].gpu, "a40") == 0 ? 250 : 100)};
    rows.v[twice].measured_tok_s = 300;
    rows.v[lonely].measured_tok_s = 400;
    rows.v[odd].measured_tok_s = 500;
    struct check_summary *sum = ARENA_NEW(a, struct check_summary);
    *sum = (struct check_summary){
        .n_classes = 5,
        .class = {{.name = "all: one", .n = 40, .within80_frac = 0.8, .within95_frac = 0.99},
                  {.name = "two", .n = 40, .within80_frac = 0.7, .within95_frac = 0.95},
                  {.name = "three", .n = 50, .within80_frac = 0.87, .within95_frac = 0.92},
                  {.name = "few", .n = 39, .within80_frac = 0.8, .within95_frac = 0.95},
                  {.name = "no ranges", .n = 40, .within80_frac = NAN, .within95_frac = NAN}}};
    causes_run(a, test_catalogue(), &list, &rows, p, sum, out);
    THAT(out->targets.classes == 1 && out->targets.right80 == 1 && out->targets.right95 == 0);
    THAT(out->classes.classes == 2 && out->classes.right80 == 1 && out->classes.right95 == 2);
    THAT(out->rows == list.n && out->far == 3 + (list.n - 3) / COUNT_OF(cards));
    THAT(out->n_worst == CAUSES_WORST && out->worst[0].row == odd && out->worst[1].row == lonely &&
         out->worst[2].row == twice);
    const struct causes_row *w = worst_of(out, twice);
    if (THAT(w != NULL)) {
        THAT(w->cause == CAUSES_CONTRADICTED);
        CLOSE(w->others_factor, 1.0 / 3, 1e-9);
    }
    w = worst_of(out, lonely);
    THAT(w && w->cause == CAUSES_ALONE && w->shared.backend == backend_vulkan && w->others == 0);
    w = worst_of(out, odd);
    THAT(w && w->cause == CAUSES_UNKNOWN);
    /* the whole card runs at 0.4 of the prediction, and there are others of its family */
    THAT(out->worst[3].cause == CAUSES_RIG);
    CLOSE(out->worst[3].others_factor, 0.4, 1e-9);
    THAT(out->gpus.n == COUNT_OF(cards) && out->engines.n == 1);
    CLOSE(out->gpus.v[0].decode.mean_frac, 0, 1); /* in order of name: the A40 */
    SAME(out->gpus.v[0].name, "a40");
    arena_free(a);
}

/* Two rows that differ by a factor of three contradict each other at one power cap, and do not at two. */
static void caps_are_told_apart(void)
{
    static const struct {
        double cap_w[2];
        bool same;
    } rows[] = {{{NAN, NAN}, true}, {{NAN, 200}, false}, {{200, 200}, true}, {{200, 300}, false}};
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        struct arena *a = arena_new();
        struct speed_row *v;
        const size_t n = made_up(a, 2, &v);
        const struct speed_row_list list = {n + 2, v};
        struct check_speed_row *p = ARENA_ARRAY(a, list.n, struct check_speed_row);
        struct causes *out = ARENA_NEW(a, struct causes);
        for (size_t i = 0; i < 2; i++) {
            v[n + i] = v[0];
            v[n + i].depth_tokens = 3000; /* a case of their own */
            v[n + i].cap_w = rows[k].cap_w[i];
        }
        const struct calibrate_rows prepared = fit_speed_rows(a, test_catalogue(), &list, FIT_SPEED_BY_GPU);
        if (!THAT(prepared.n == list.n))
            return;
        prepared.v[n].measured_tok_s = 300;
        for (size_t i = 0; i < list.n; i++)
            p[i] = (struct check_speed_row){
                .row.status = CHECK_PREDICTED, .ceiling_tok_s = NAN, .out.predicted = range_exact(100)};
        causes_run(a, test_catalogue(), &list, &prepared, p, ARENA_NEW(a, struct check_summary), out);
        const struct causes_row *w = worst_of(out, n);
        test_row("pair %zu", k);
        THAT(w && (w->cause == CAUSES_CONTRADICTED) == rows[k].same);
        arena_free(a);
    }
}

/* A calibration has the date of the newest prior; rows of a left-out GPU do not change their own prediction. */
static void recipe(void)
{
    struct arena *a = arena_new();
    struct speed_row *v;
    const struct speed_row_list list = {made_up(a, 0, &v), v};
    struct catalogue c = *test_catalogue();
    struct prior *priors = ARENA_ARRAY(a, c.priors.n, struct prior);
    memcpy(priors, c.priors.v, c.priors.n * sizeof *priors);
    priors[3].date = "2030-01";
    c.priors.v = priors;
    const struct fit_speed f = fit_speed_run(a, &c, &(struct fit_speed_rows){.speed = list});
    SAME(f.date, "2030-01");
    THAT(f.constants.n > 20);
    const struct fit_speed_left_out before = fit_speed_left_out(a, &c, &(struct fit_speed_rows){.speed = list},
                                                                FIT_SPEED_BY_GPU);
    for (size_t i = 0; i < list.n; i++)
        v[i].tokens_per_s *= strcmp(v[i].gpu, "a40") == 0 ? 1.5 : 1;
    const struct fit_speed_left_out after = fit_speed_left_out(a, &c, &(struct fit_speed_rows){.speed = list},
                                                               FIT_SPEED_BY_GPU);
    bool moved = false;
    for (size_t i = 0; i < list.n; i++) {
        const bool own = strcmp(v[i].gpu, "a40") == 0;
        test_row("row %zu", i);
        THAT(before.tok_s[i] > 0 && before.interval[i].mid == 1);
        if (own)
            CLOSE(after.tok_s[i], before.tok_s[i], 1e-9);
        moved |= !own && fabs(after.tok_s[i] / before.tok_s[i] - 1) > 0.01;
    }
    THAT(moved && after.rows.n_groups == (int)COUNT_OF(cards));
    arena_free(a);
}

SUITE(causes, {"recipe of a calibration", recipe}, {"caps are told apart", caps_are_told_apart},
      {"two terms are found again", two_terms}, {"causes", causes})
