/* Idea: a law earns its complexity only if naive predictors are worse on the same rows. Three of them: the bandwidth
   (or compute) ceiling, a fraction of it, and time = ceiling's time / efficiency + start. Decode's ceiling divides
   bandwidth by the bytes that a step reads (weights of the active experts, KV cache), cards of a layer split one after
   the other, of a tensor split at once. Prefill's divides the FP16 matrix rate (FP32 where there is none) of one card,
   or of all cards of a tensor split, by 2 operations for each parameter in use.

   Invariant: what is fitted (fraction of prefill, efficiency, start) never saw the row's fold group, as for the law
   itself; errors of all predictors are over the same rows.

   Reference: docs/model.md, section 3, "What the law is compared with". Two-term fit: Gauss-Newton on ln(predicted /
   measured). */
#include "baselines.h"

#include "arena.h"
#include "bug.h"
#include "calibrate.h"
#include "known.h"
#include "stat.h"
#include "unit.h"
#include "check_class.h"
#include "check_speed.h"

#include <math.h>

struct baseline_row {
    double ideal_s;           /* at the ceiling: a decode step, a prompt token; NaN: rate not known */
    double measured_s;        /* measured time of the step or token */
    double rigplan_tok_s;     /* the law's prediction */
    double tok_s[BASELINES];  /* the baselines' predictions */
    bool has_ceiling, fitted; /* predicted by all baselines; fitted to */
};

/* Compute ceiling: seconds for a token of a prompt. */
static double prompt_token_s(const struct calibrate_row *r)
{
    const struct llm *l = r->predict.memory.llm;
    const struct device *d = r->rig.dev[0].device;
    const struct llm_sum *all = &l->upto[l->n_layers];
    const double cards = r->predict.memory.split == split_tensor || r->predict.memory.split == split_row ? r->rig.n : 1;
    return (all->flop + all->expert_flop) / (cards * unit_tflops_to_flop_s(known_or(d->fp16_tflops, d->fp32_tflops)));
}

static bool fitted_to(const struct calibrate_rows *rows, const struct baseline_row *v, size_t i, enum phase phase,
                      int left_out)
{
    return v[i].fitted && rows->v[i].phase == phase && rows->v[i].fold_group != left_out;
}

/* Fits time = ideal / efficiency + start without one fold group (-1: to all) by least squares of ln(predicted /
   measured): Gauss-Newton in ln(1 / efficiency) and ln start, each step at most a factor of e. Both stay positive. */
static void fit_two_terms(const struct calibrate_rows *rows, const struct baseline_row *v, enum phase phase,
                          int left_out, double *efficiency, double *start_s)
{
    static const int steps = 30;
    static const double first_efficiency = 0.5, first_start_s = 1e-4, least = 1e-12;
    double slope = 1 / first_efficiency, start = first_start_s;
    for (int k = 0; k < steps; k++) {
        double aa = least, ab = 0, bb = least, ar = 0, br = 0;
        for (size_t i = 0; i < rows->n; i++) {
            if (!fitted_to(rows, v, i, phase, left_out))
                continue;
            const double time = slope * v[i].ideal_s + start, a = slope * v[i].ideal_s / time, b = start / time;
            const double r = log(v[i].measured_s / time);
            aa += a * a;
            ab += a * b;
            bb += b * b;
            ar += a * r;
            br += b * r;
        }
        const double det = aa * bb - ab * ab;
        slope *= exp(fmax(-1, fmin(1, (ar * bb - br * ab) / det)));
        start *= exp(fmax(-1, fmin(1, (br * aa - ar * ab) / det)));
    }
    *efficiency = 1 / slope;
    *start_s = start;
}

/* Returns the median fraction of the ceiling, without one fold group (-1: of all); NaN where there are no rows. */
static double median_fraction(const struct calibrate_rows *rows, const struct baseline_row *v, enum phase phase,
                              int left_out, double *work)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (fitted_to(rows, v, i, phase, left_out))
            work[n++] = v[i].ideal_s / v[i].measured_s;
    return n > 0 ? stat_quantile(work, n, 0.5) : NAN;
}

static double fraction_of(const struct calibrate_rows *rows, const struct baseline_row *v, enum phase phase,
                          int left_out, double *work)
{
    static const double rule_of_thumb = 0.55; /* of the bandwidth */
    return phase == phase_decode ? rule_of_thumb : median_fraction(rows, v, phase, left_out, work);
}

static void predict_phase(const struct calibrate_rows *rows, struct baseline_row *v, enum phase phase, double *work,
                          struct baselines *out)
{
    out->fraction[phase] = fraction_of(rows, v, phase, -1, work);
    fit_two_terms(rows, v, phase, -1, &out->efficiency[phase], &out->start_s[phase]);
    for (int g = 0; g < rows->n_groups; g++) {
        double efficiency, start_s;
        const double fraction = fraction_of(rows, v, phase, g, work);
        fit_two_terms(rows, v, phase, g, &efficiency, &start_s);
        for (size_t i = 0; i < rows->n; i++) {
            if (rows->v[i].phase != phase || rows->v[i].fold_group != g)
                continue;
            const double tokens = phase == phase_decode ? rows->v[i].predict.batch : 1;
            v[i].tok_s[BASELINE_CEILING] = tokens / v[i].ideal_s;
            v[i].tok_s[BASELINE_FRACTION] = fraction * tokens / v[i].ideal_s;
            v[i].tok_s[BASELINE_TWO_TERM] = tokens / (v[i].ideal_s / efficiency + start_s);
        }
    }
}

/* Sums up the errors of the law (baseline BASELINES) or of a baseline over the rows of a target; returns their number.
 */
static size_t error_of(const struct catalogue *c, const struct speed_row_list *list, const struct calibrate_rows *rows,
                       const struct baseline_row *v, enum check_target target, int baseline, double *work,
                       struct baselines_error *out)
{
    struct check_class k;
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (v[i].has_ceiling && check_speed_in(target, c, &list->v[rows->which[i]])) {
            const double tok_s = baseline == BASELINES ? v[i].rigplan_tok_s : v[i].tok_s[baseline];
            work[n++] = tok_s / rows->v[i].measured_tok_s - 1;
        }
    if (n == 0)
        return 0;
    check_class_summarise(&k, work, n, work + n);
    *out = (struct baselines_error){k.mean_frac, k.median_frac};
    return n;
}

static void add_line(const struct catalogue *c, const struct speed_row_list *list, const struct calibrate_rows *rows,
                     const struct baseline_row *v, enum check_target target, double *work, struct baselines *out)
{
    struct baselines_line *line = &out->line[out->n];
    *line = (struct baselines_line){.target = check_speed_target(target)};
    line->n = error_of(c, list, rows, v, target, BASELINES, work, &line->rigplan);
    for (int k = 0; k < BASELINES; k++)
        error_of(c, list, rows, v, target, k, work, &line->baseline[k]);
    out->n += line->n > 0;
}

void baselines_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                   const struct calibrate_rows *rows, const struct check_speed_row *predicted, struct baselines *out)
{
    struct baseline_row *v = ARENA_ARRAY(a, rows->n + 1, struct baseline_row);
    double *work = ARENA_ARRAY(a, 2 * rows->n + 2, double);
    *out = (struct baselines){.line = ARENA_ARRAY(a, CHECK_TARGETS, struct baselines_line)};
    for (size_t i = 0; i < rows->n; i++) {
        const struct calibrate_row *r = &rows->v[i];
        const struct check_speed_row *p = &predicted[rows->which[i]];
        const bool decode = r->phase == phase_decode;
        if (p->row.status != CHECK_PREDICTED)
            continue;
        v[i].ideal_s = decode ? r->predict.batch / p->ceiling_tok_s : prompt_token_s(r);
        v[i].measured_s = (decode ? r->predict.batch : 1) / r->measured_tok_s;
        v[i].rigplan_tok_s = p->out.predicted.mid;
        v[i].has_ceiling = v[i].ideal_s > 0;
        v[i].fitted = v[i].has_ceiling && r->fitted && check_speed_clean(&list->v[rows->which[i]]);
        out->without_ceiling += !v[i].has_ceiling;
    }
    for (int phase = phase_decode; phase <= phase_prefill; phase++)
        predict_phase(rows, v, (enum phase)phase, work, out);
    for (int t = TARGET_DECODE; t < CHECK_TARGETS; t++)
        add_line(c, list, rows, v, (enum check_target)t, work, out);
    BUG_UNLESS(out->n <= CHECK_TARGETS && out->without_ceiling <= rows->n);
}
