/* A user's own measurements: what they do to the constants and to the predictions of their machines. */
#include "test.h"

#include "arena.h"
#include "speedups.h"
#include "fit_speed.h"
#include "interval.h"
#include "refit_effect.h"
#include "priors.h"
#include "str.h"

static struct speed_row row(const char *id, const char *gpu, const char *model, bool decode)
{
    struct speed_row r = {.id = id,
                          .gpu = gpu,
                          .gpu_count = 1,
                          .split = "none",
                          .engine = "llama.cpp",
                          .engine_date = "2026-05",
                          .backend = "cuda",
                          .model = model,
                          .quant = "Q4_K_M",
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
                          .fits = "yes",
                          .flash_attn = "1"};
    return r;
}

/* What predict says of such a row, times that: the row's measurement. */
static double predicted(const struct speed_row *r)
{
    struct request q = test_request(r->gpu, 1, r->model, r->quant);
    static struct prepared s;
    static struct speedups_speeds out;
    struct speedups_case k;
    q.endless_memory = true;
    q.engine_month = 12 * 2026 + 4;
    THAT(speedups_prepare(test_catalogue(), &q, NAN, &s, &k) && speedups_predict(&k, &out));
    return strcmp(r->phase, "decode") == 0 ? out.decode.figures.decode_tok_s.mid : out.decode.figures.prefill_tok_s.mid;
}

enum { N_SHIPPED = 16, N_OWN = 4 };

/* Shipped rows are as predicted; a user's RTX 2080 Ti measures a fifth less. */
static const struct refit_effect *run(struct speed_row own[N_OWN], int weight)
{
    static const char *const cards[] = {"rtx-3090", "rtx-4090"}, *const models[] = {"llama-3.1-8b", "qwen2.5-7b",
                                                                                    "qwen2.5-14b", "gemma-2-9b"};
    struct speed_row shipped[N_SHIPPED];
    for (size_t i = 0; i < N_SHIPPED; i++) {
        shipped[i] = row("s", cards[i % 2], models[i / 2 % 4], i < N_SHIPPED / 2);
        shipped[i].tokens_per_s = predicted(&shipped[i]);
    }
    for (size_t i = 0; i < N_OWN; i++) {
        own[i] = row(str_format(test_arena(), "own-%zu", i), "rtx-2080-ti", models[i / 2], i % 2);
        own[i].tokens_per_s = predicted(&own[i]) * 0.8;
    }
    own[N_OWN - 1].gpu = "nonesuch";
    return refit_effect_run(test_arena(), test_catalogue(), &(struct fit_speed_rows){.speed = {N_SHIPPED, shipped}},
                            &(struct speed_row_list){N_OWN, own}, weight);
}

static void rows_move_towards_what_was_measured(void)
{
    struct speed_row own[N_OWN];
    const struct refit_effect *m = run(own, 1);
    THAT(m->n_given == N_OWN && m->n_rows == N_OWN - 1);
    for (size_t i = 0; i < m->n_rows; i++) {
        const struct refit_row *r = &m->row[i];
        test_row("%s", r->id);
        SAME(r->id, own[i].id);
        SAME(r->machine, "rtx-2080-ti, llama.cpp, CUDA");
        CLOSE(r->before_tok_s, own[i].tokens_per_s / 0.8, 1e-6);
        CLOSE(r->before_error_frac, 1 / 0.8 - 1, 1e-6);
        CLOSE(r->measured_tok_s, own[i].tokens_per_s, 0);
        THAT(r->after_tok_s < 0.995 * r->before_tok_s && r->after_tok_s > 0.97 * r->measured_tok_s);
        CLOSE(r->after_error_frac, r->after_tok_s / r->measured_tok_s - 1, 1e-12);
        THAT(r->fitted == flag_yes);
    }
}

static void rows_that_count_more_move_more(void)
{
    struct speed_row own[N_OWN];
    const struct refit_effect *once = run(own, 1), *often = run(own, 8);
    THAT(often->n_rows == once->n_rows && often->n_given == once->n_given);
    CLOSE(often->group[0].rows, once->group[0].rows, 0);
    CLOSE(often->group[0].before_frac, once->group[0].before_frac, 1e-12);
    THAT(often->group[0].after_frac < 0.7 * once->group[0].after_frac);
}

static void groups_are_means_of_their_rows(void)
{
    struct speed_row own[N_OWN];
    const struct refit_effect *m = run(own, 1);
    double after = 0;
    for (size_t i = 0; i < m->n_rows; i++)
        after += fabs(m->row[i].after_error_frac) / (double)m->n_rows;
    THAT(m->n_groups == 3);
    SAME(m->group[0].origin, "yours");
    CLOSE(m->group[0].rows, N_OWN - 1, 0);
    CLOSE(m->group[0].before_frac, 1 / 0.8 - 1, 1e-6);
    CLOSE(m->group[0].after_frac, after, 1e-12);
    THAT(m->group[1].rows == 0 && isnan(m->group[1].before_frac)); /* nobody else has one */
    SAME(m->group[2].machine, "all other machines");
    CLOSE(m->group[2].rows, N_SHIPPED, 0);
    THAT(m->group[2].before_frac < 1e-6 && m->group[2].after_frac < m->group[0].after_frac);
}

/* The file that is written lies over the catalogue: no factor of before may stay in force, none may be there twice. */
static void records_replace_all_of_before(void)
{
    struct speed_row own[N_OWN];
    const struct refit_effect *m = run(own, 1);
    const struct calibration_list *before = &test_catalogue()->calibrations;
    for (size_t i = 0; i < before->n; i++) {
        int found = 0;
        for (size_t j = 0; j < m->records.n; j++)
            found += priors_same(&before->v[i], &m->records.v[j]);
        test_row("%s", before->v[i].id);
        THAT(found == 1);
    }
    THAT(m->n_factors > 5);
    for (size_t i = 0; i < m->n_factors; i++) {
        const struct refit_factor *f = &m->factor[i];
        test_row("%s", f->record);
        CLOSE(f->change_frac, f->after / f->before - 1, 1e-12);
        THAT(f->own_rows == N_OWN - 1);
        THAT(strstr(f->record, "rtx-3090") == NULL && strstr(f->record, "ampere") == NULL);
        THAT(i == 0 || fabs(log(f->after / f->before)) <= fabs(log(f[-1].after / f[-1].before)) + 1e-12);
    }
}

/* Of prefill there are two own rows, so a range; of decode one, so none. */
static void ranges_are_those_of_the_own_rows(void)
{
    struct speed_row own[N_OWN];
    const struct refit_effect *m = run(own, 4);
    const struct refit_ranges *r = &m->ranges;
    size_t own_factors = 0;
    double squares = 0;
    if (!THAT(r->records.n == 1))
        return;
    const struct spread *s = &r->records.v[0];
    const struct refit_range *shown = r->shown;
    SAME(shown->machine, "rtx-2080-ti, llama.cpp, CUDA");
    THAT(shown->phase == phase_prefill && shown->rows == 2 && s->own == flag_yes && s->device != NULL);
    for (size_t i = 0; i < m->n_rows; i++)
        squares += m->row[i].phase == phase_prefill ? pow(log1p(m->row[i].after_error_frac), 2) : 0;
    const double s0 = log((1 + shown->before_high_frac) / (1 + shown->before_low_frac)) / 2.5632;
    const double sd = sqrt((s0 * s0 + squares * 2) / 3) * sqrt(1.5);
    CLOSE(log1p(shown->after_high_frac), 1.2816 * sd, 1e-9);
    CLOSE(log1p(shown->after_low_frac), -1.2816 * sd, 1e-9);
    CLOSE(s->high95, 1.96 * sd, 1e-9);
    THAT(sd < s0);
    for (size_t i = 0; i < m->records.n; i++)
        own_factors += m->records.v[i].own == flag_yes;
    THAT(own_factors >= 2 && own_factors <= 10);
}

/* A record of an own machine is the whole range of its cases and of no others. */
static void an_own_range_stands_alone(void)
{
    struct spread widths[] = {
        {.phase = phase_decode, .width = 2, .low95 = -.4, .low80 = -.2, .high80 = .2, .high95 = .4},
        {.phase = phase_decode,
         .width = 1,
         .low95 = -.1,
         .low80 = -.05,
         .high80 = .05,
         .high95 = .1,
         .device = FIND(device, "rtx-2080-ti"),
         .own = flag_yes}};
    const struct spread_list all = {2, widths};
    struct constants_case c = {.device = FIND(device, "rtx-2080-ti"),
                               .engine = FIND(engine, "llama.cpp"),
                               .model = FIND(model, "llama-3.1-8b"),
                               .own = flag_yes};
    struct spread of = interval_case(&c, phase_decode, 0, 1);
    CLOSE(interval_range(&all, &of).high80, exp(.05), 1e-12);
    c.own = flag_unknown;
    of = interval_case(&c, phase_decode, 0, 1);
    CLOSE(interval_range(&all, &of).high80, exp(.4), 1e-12);
    c = (struct constants_case){
        .device = FIND(device, "rtx-3090"), .engine = c.engine, .model = c.model, .own = flag_yes};
    of = interval_case(&c, phase_decode, 0, 1);
    CLOSE(interval_range(&all, &of).high80, exp(.4), 1e-12);
}

SUITE(refit_effect, {"rows move towards what was measured", rows_move_towards_what_was_measured},
      {"rows that count more move more", rows_that_count_more_move_more},
      {"groups are means of their rows", groups_are_means_of_their_rows},
      {"records replace all of before", records_replace_all_of_before},
      {"ranges are those of the own rows", ranges_are_those_of_the_own_rows},
      {"an own range stands alone", an_own_range_stands_alone})
