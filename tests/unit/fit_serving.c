/* Serving rows in the calibration: servers "measured" under constants of our own are met again, a figure that is not
   stated has no say, and rows of one source share their weight. */
#include "test.h"

#include "arena.h"
#include "check.h"
#include "diag.h"
#include "fit_speed.h"
#include "load_measured.h"
#include "str.h"

#include <math.h>
#include <string.h>

static const char *const cards[] = {"rtx-3090", "rtx-4090", "a100-sxm-80gb", "h100-sxm-80gb"};
static const double clients[] = {1, 8, 64};

enum { ROWS = COUNT_OF(cards) * COUNT_OF(clients) };

/* Closed loops of every card and number of clients, and one row that is not clean. */
static struct fit_speed_rows servers(struct arena *a)
{
    struct str s = str_new(a);
    struct diags d = diag_none(a);
    struct fit_speed_rows rows = {0};
    str_add(&s, "id,gpu,gpu_count,split,replicas,engine,engine_date,model,quant,load,clients,prompt_tokens,gen_tokens,"
                "flags,output_tok_s,tpot_s,source\n");
    for (size_t c = 0; c < COUNT_OF(cards); c++)
        for (size_t k = 0; k < COUNT_OF(clients); k++)
            str_addf(&s, "r,%s,1,none,1,vllm,2026-03,llama-3.2-1b,BF16,closed,%g,512,256,,1,1,s%zu\n", cards[c],
                     clients[k], c);
    str_add(&s, "r,rtx-4090,1,none,1,vllm,2026-03,llama-3.2-1b,BF16,closed,8,512,256,vm,1,1,s1\n");
    const struct measured *m = load_measured(a, &d, test_catalogue(), &check_kinds, "m.csv", s.text, s.len);
    SAME(test_faults(&d), "");
    fit_speed_add(a, &rows, m);
    return rows;
}

/* Sets what is "measured" to what the law says with those constants of vLLM. */
static void measure(struct calibrate_rows *rows, double seq_us, double layer_us)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct calibrate_row *r = &rows->v[i];
        struct constants constants = r->rig.dev[0].constants;
        constants.v[constant_seq_us] = seq_us;
        constants.v[constant_layer_us] = layer_us;
        const struct serving_speed s = calibrate_row_serving(r, catalogue_policy(test_catalogue()), constants.v);
        r->measured_tok_s = s.output_tok_s;
        r->measured_tpot_s = s.tpot_s;
    }
}

static void rows_are_prepared(void)
{
    struct arena *a = arena_new();
    const struct fit_speed_rows given = servers(a);
    const struct calibrate_rows rows = fit_speed_prepare(a, test_catalogue(), &given, FIT_SPEED_BY_GPU);
    THAT(given.serving.n == ROWS + 1 && given.speed.n == 0);
    THAT(rows.n == ROWS && rows.n_serving == ROWS); /* not the virtual machine */
    THAT(rows.n_groups == COUNT_OF(cards));
    for (size_t i = 0; i < rows.n; i++) {
        test_row("row %zu", i);
        THAT(rows.v[i].serving && rows.v[i].fitted && rows.v[i].n_alike == COUNT_OF(clients));
        THAT(rows.v[i].fold_group == (int)(i / COUNT_OF(clients)));
        CLOSE(rows.v[i].serving->load.clients, clients[i % COUNT_OF(clients)], 0);
        THAT(calibrate_row_figures(&rows.v[i]) == FIGURES);
    }
    arena_free(a);
}

/* Returns the value that the fit of the constant starts from. */
static double prior_start(enum constant constant)
{
    const struct prior_list *p = &test_catalogue()->priors;
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].constant == constant && p->v[i].keys.n == 0)
            return p->v[i].start;
    return NAN;
}

static void constants_are_found_again(void)
{
    struct arena *a = arena_new();
    const struct fit_speed_rows given = servers(a);
    struct calibrate_rows rows = fit_speed_prepare(a, test_catalogue(), &given, FIT_SPEED_BY_GPU);
    const double seq_us = 150, layer_us = 60, start_us = prior_start(constant_seq_us);
    measure(&rows, seq_us, layer_us);
    struct calibrate *f = fit_speed_all(a, test_catalogue(), &rows);
    for (size_t i = 0; i < rows.n; i++) {
        test_row("row %zu", i);
        const struct serving_speed s = calibrate_serving(f, i);
        CLOSE(s.output_tok_s, calibrate_tok_s(f, i), 1e-9 * s.output_tok_s);
        CLOSE(s.output_tok_s / rows.v[i].measured_tok_s, 1, 0.12); /* so few rows outweigh expectations by that much */
        CLOSE(s.tpot_s / rows.v[i].measured_tpot_s, 1, 0.12);
    }
    struct constants found;
    const struct calibration_list k = calibrate_records(a, f);
    constants_resolve(&k, &rows.v[0].key, &found);
    CLOSE(found.v[constant_seq_us], seq_us, 0.2 * seq_us); /* the prior draws it to start_us */
    THAT(start_us < seq_us / 2);
    arena_free(a);
}

/* The output of a row that states none, and the time per token of another, change nothing. */
static void figures_that_are_not_stated(void)
{
    struct arena *a = arena_new();
    const struct fit_speed_rows given = servers(a);
    struct calibrate_rows rows = fit_speed_prepare(a, test_catalogue(), &given, FIT_SPEED_BY_GPU);
    double before[ROWS];
    measure(&rows, 100, 60);
    rows.v[0].measured_tok_s = NAN;
    rows.v[1].measured_tpot_s = NAN;
    struct calibrate *f = fit_speed_all(a, test_catalogue(), &rows);
    for (size_t i = 0; i < rows.n; i++)
        before[i] = calibrate_tok_s(f, i);
    rows.v[0].measured_tok_s = 0;
    rows.v[1].measured_tpot_s = 0;
    f = fit_speed_all(a, test_catalogue(), &rows);
    for (size_t i = 0; i < rows.n; i++)
        CLOSE(calibrate_tok_s(f, i), before[i], 1e-9 * before[i]);
    rows.v[0].measured_tok_s = before[0] * 2; /* stated now: it pulls */
    f = fit_speed_all(a, test_catalogue(), &rows);
    THAT(calibrate_tok_s(f, 0) > before[0] * 1.01);
    arena_free(a);
}

/* A row pulls less, the more rows of its source, card and model there are. */
static void rows_of_one_source_share_their_weight(void)
{
    struct arena *a = arena_new();
    const struct fit_speed_rows given = servers(a);
    struct calibrate_rows rows = fit_speed_prepare(a, test_catalogue(), &given, FIT_SPEED_BY_GPU);
    measure(&rows, 100, 60);
    const double before = calibrate_tok_s(fit_speed_all(a, test_catalogue(), &rows), 0);
    rows.v[0].measured_tok_s *= 1.2;
    rows.v[0].measured_tpot_s /= 1.2;
    const double shared = calibrate_tok_s(fit_speed_all(a, test_catalogue(), &rows), 0);
    rows.v[0].n_alike = 1;
    const double alone = calibrate_tok_s(fit_speed_all(a, test_catalogue(), &rows), 0);
    THAT(shared > before && alone > shared);
    arena_free(a);
}

/* Each server's figures come from a fit without its card. */
static void cards_are_left_out(void)
{
    struct arena *a = arena_new();
    const struct fit_speed_rows given = servers(a);
    struct calibrate_rows rows = fit_speed_prepare(a, test_catalogue(), &given, FIT_SPEED_BY_GPU);
    struct serving_speed before[ROWS], after[ROWS];
    double tok_s[ROWS];
    bool moved = false;
    measure(&rows, 100, 60);
    rows.left_out = before;
    fit_speed_cross(fit_speed_all(a, test_catalogue(), &rows), &rows, rows.n_groups, tok_s);
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        rows.v[i].measured_tok_s /= 3;
        rows.v[i].measured_tpot_s *= 3;
    }
    rows.left_out = after;
    fit_speed_cross(fit_speed_all(a, test_catalogue(), &rows), &rows, rows.n_groups, tok_s);
    for (size_t i = 0; i < rows.n; i++) {
        test_row("row %zu", i);
        CLOSE(after[i].output_tok_s, tok_s[i], 1e-9 * tok_s[i]);
        if (i < COUNT_OF(clients))
            CLOSE(after[i].tpot_s, before[i].tpot_s, 1e-9);
        moved |= i >= COUNT_OF(clients) && fabs(after[i].tpot_s / before[i].tpot_s - 1) > 0.01;
    }
    THAT(moved);
    arena_free(a);
}

SUITE(fit_serving, {"rows are prepared", rows_are_prepared}, {"constants are found again", constants_are_found_again},
      {"figures that are not stated", figures_that_are_not_stated},
      {"rows of one source share their weight", rows_of_one_source_share_their_weight},
      {"cards are left out", cards_are_left_out})
