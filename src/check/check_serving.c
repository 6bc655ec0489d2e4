#include "check_serving.h"

#include "bug.h"
#include "check_class.h"
#include "check_row.h"
#include "month.h"
#include "str.h"

#include <math.h>
#include <string.h>

#define RESULT serving_prediction
#define TABLE "serving_row.def"
#include "result_rows.inc"

static const char *const figure_names[SERVING_FIGURES] = {"output", "TPOT", "TTFT"};

/* Returns what is predicted of the figure. */
static double predicted(const struct serving_prediction *p, int figure)
{
    return figure == SERVING_OUTPUT ? p->output_tok_s : figure == SERVING_TPOT ? p->tpot_s : p->ttft_s;
}

/* Returns what is measured of the figure. NaN: not stated. */
static double measured(const struct serving_row *r, int figure)
{
    const struct serving_speed s = serving_request_measured(r);
    return figure == SERVING_OUTPUT ? s.output_tok_s : figure == SERVING_TPOT ? s.tpot_s : s.ttft_s;
}

/* Is the row of vLLM's first engine? V1 became the default in 2025-03. Other engines have one era: they have few rows.
 */
static bool is_old(const struct request *q)
{
    return strcmp(q->engine->id, "vllm") == 0 && month_within(q->engine_month, NULL, "2025-02");
}

/* Writes the engine and its era: "vLLM since 2025-03". */
static void engine_name(const struct engine *e, bool old, char *name, size_t size)
{
    const bool eras = strcmp(e->id, "vllm") == 0;
    str_cut(name, size, "%s%s", e->name ? e->name : e->id, !eras ? "" : old ? " until 2025-02" : " since 2025-03");
}

static void set_errors(const struct serving_row *r, struct check_serving_row *row)
{
    for (int f = 0; f < SERVING_FIGURES; f++) {
        const double e = predicted(&row->out, f) / measured(r, f) - 1;
        row->error_frac[f] = measured(r, f) > 0 && isfinite(e) ? e : NAN;
    }
    row->row.error_frac = row->error_frac[SERVING_OUTPUT];
}

static void set_classes(const struct serving_row *r, const struct serving_request *t, struct check_summary *sum,
                        struct check_serving_row *row)
{
    char engine[48], name[96];
    const bool clean = serving_request_clean(r);
    row->old = is_old(&t->q);
    row->engine = clean ? t->q.engine : NULL;
    engine_name(t->q.engine, row->old, engine, sizeof engine);
    set_errors(r, row);
    for (int f = 0; f < SERVING_FIGURES; f++) {
        str_cut(name, sizeof name, "%s, %s, %s%s", engine, enums_text(&enums_arrivals, (int)r->load), figure_names[f],
                clean ? "" : ", not clean");
        row->class[f] = isnan(row->error_frac[f]) ? -1 : check_class_of(sum, name);
    }
    row->row.class = row->class[SERVING_OUTPUT];
}

static void set_figures(const struct serving_row *r, const struct serving_speed *s, struct serving_prediction *out)
{
    *out = (struct serving_prediction){.output_tok_s = s->output_tok_s,
                                       .tpot_s = s->tpot_s,
                                       .ttft_s = r->load == arrivals_saturated ? NAN : s->ttft_s,
                                       .running = s->running};
}

static void serving_row(const struct catalogue *c, const struct serving_row *r, struct prepared *s,
                        struct check_summary *sum, struct check_serving_row *row)
{
    struct serving_request t;
    struct placement pl;
    struct step_case step;
    struct serving_speed speed;
    const char *what, *why = serving_request_read(c, r, &t, &what);
    if (!why && serving_request_flag(r, "speculative"))
        why = "speculative decoding: acceptance not stated";
    if (!why && serving_request_flag(r, "partial-offload"))
        why = "some weights in system RAM, amount not stated";
    if (!why)
        why = serving_request_prepare(c, &t, s, &pl);
    if (!why && isnan(s->rig.dev[0].constants.v[constant_weight_bw]))
        why = "no calibration for the backend";
    if (!check_row_take(&row->row, why, what))
        return;
    step_prepare(&step, &s->predict.memory, &pl, &s->rig, catalogue_policy(c));
    serving_request_solve(&t, &step, &speed);
    set_figures(r, &speed, &row->out);
    row->row.status = CHECK_PREDICTED;
    set_classes(r, &t, sum, row);
    if (row->class[SERVING_OUTPUT] < 0 && row->class[SERVING_TPOT] < 0 && row->class[SERVING_TTFT] < 0)
        check_row_skip(&row->row, "no figure that is predicted is stated", NULL);
}

/* ---- errors ---- */

static bool counts(const struct check_serving_row *row, int figure)
{
    return row->row.status == CHECK_PREDICTED && row->class[figure] >= 0;
}

static void by_class(size_t n, const struct check_serving_row *rows, double *work, struct check_summary *sum)
{
    const int classes = sum->n_classes;
    for (int class = 0; class < classes; class ++) {
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            for (int f = 0; f < SERVING_FIGURES; f++)
                if (counts(&rows[i], f) && rows[i].class[f] == class)
                    work[m++] = rows[i].error_frac[f];
        if (m > 0)
            check_class_summarise(&sum->class[class], work, m, work + m);
    }
}

static bool same_group(const struct check_serving_row *a, const struct check_serving_row *b, int figure)
{
    return counts(a, figure) && counts(b, figure) && a->engine == b->engine && a->old == b->old;
}

/* Sums up the errors of the first row's engine and era. Does nothing where it is not clean or an earlier row has them.
 */
static void target(size_t n, const struct check_serving_row *rows, size_t first, int figure, double *work,
                   struct check_summary *sum)
{
    char engine[48], name[96];
    size_t m = 0;
    if (!rows[first].engine || !counts(&rows[first], figure))
        return;
    for (size_t i = 0; i < n; i++) {
        if (!same_group(&rows[i], &rows[first], figure))
            continue;
        if (i < first)
            return;
        work[m++] = rows[i].error_frac[figure];
    }
    engine_name(rows[first].engine, rows[first].old, engine, sizeof engine);
    str_cut(name, sizeof name, "all: %s, %s", engine, figure_names[figure]);
    check_class_column(name, work, m, work + m, sum);
}

static void sum_up(size_t n, const struct check_serving_row *rows, double *work, struct check_summary *sum)
{
    by_class(n, rows, work, sum);
    for (int f = 0; f < SERVING_FIGURES; f++)
        for (size_t i = 0; i < n; i++)
            target(n, rows, i, f, work, sum);
}

static void run(const struct check_case *k)
{
    const struct serving_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_serving_row *rows = k->rows;
    for (size_t i = 0; i < list.n; i++)
        serving_row(k->c, &list.v[i], k->s, k->sum, &rows[i]);
    sum_up(list.n, rows, k->work, k->sum);
}

void check_serving_replace(const struct serving_row_list *list, const size_t *which, const struct serving_speed *speed,
                           size_t n, struct check_serving_row *rows, double *work, struct check_summary *out)
{
    for (size_t i = 0; i < n; i++) {
        BUG_UNLESS(which[i] < list->n);
        const struct serving_row *r = &list->v[which[i]];
        struct check_serving_row *row = &rows[which[i]];
        if (row->row.status != CHECK_PREDICTED)
            continue;
        set_figures(r, &speed[i], &row->out);
        set_errors(r, row);
    }
    sum_up(list->n, rows, work, out);
}

const struct check_kind check_serving = {
    .file = {"serving", &kind_serving_row, {"load", "output_tok_s"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_serving_prediction,
    .size = sizeof(struct check_serving_row),
    .figures_at = offsetof(struct check_serving_row, out),
    .run = run,
};
