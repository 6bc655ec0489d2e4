#include "baselines.h"

#include "arena.h"
#include "calibrate.h"
#include "stat.h"
#include "unit.h"
#include "check_class.h"
#include "check_speed.h"

#include <math.h>

struct rules_of_row {
    double ideal_s, measured_s; /* of a step, or of a token of a prompt; NaN where it cannot be said */
    double said[BASELINES];     /* tokens/s */
    bool known, fits;           /* all rules speak of it; the fitted ones may learn from it */
};

/* Seconds at the peak for a token of a prompt. */
static double peak_s(const struct calibrate_row *r)
{
    const struct llm *l = r->predict.memory.llm;
    const struct device *d = r->rig.dev[0].device;
    const struct llm_sum *all = &l->upto[l->n_layers];
    const double cards = r->predict.memory.split == split_tensor || r->predict.memory.split == split_row ? r->rig.n : 1;
    return (all->flop + all->expert_flop) / (cards * unit_tflops_to_flop_s(tensors_or(d->fp16_tflops, d->fp32_tflops)));
}

/* Time = ideal / efficiency + start, both positive, by least squares of ln(said / measured) over the rows outside that
   group: Gauss-Newton in the logarithms of 1 / efficiency and start, in steps of no more than e. */
static void two_terms(const struct calibrate_rows *rows, const struct rules_of_row *v, enum phase phase, int without,
                      double *efficiency, double *start_s)
{
    static const int steps = 30;
    static const double first_efficiency = 0.5, first_start_s = 1e-4, least = 1e-12;
    double slope = 1 / first_efficiency, start = first_start_s;
    for (int k = 0; k < steps; k++) {
        double aa = least, ab = 0, bb = least, ar = 0, br = 0;
        for (size_t i = 0; i < rows->n; i++) {
            if (!v[i].fits || rows->v[i].phase != phase || rows->v[i].group == without)
                continue;
            const double time = slope * v[i].ideal_s + start, a = slope * v[i].ideal_s / time, b = start / time,
                         r = log(v[i].measured_s / time);
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

/* The part of the ideal speed that the middle row reaches, of rows outside that group. */
static double middle_part(const struct calibrate_rows *rows, const struct rules_of_row *v, enum phase phase,
                          int without, double *work)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (v[i].fits && rows->v[i].phase == phase && rows->v[i].group != without)
            work[n++] = v[i].ideal_s / v[i].measured_s;
    return n > 0 ? stat_quantile(work, n, 0.5) : NAN;
}

static void one_phase(const struct calibrate_rows *rows, struct rules_of_row *v, enum phase phase, double *work,
                      struct baselines *out)
{
    static const double usual_part = 0.55; /* of the bandwidth: the rule of thumb */
    out->part[phase] = phase == phase_decode ? usual_part : middle_part(rows, v, phase, -1, work);
    two_terms(rows, v, phase, -1, &out->efficiency[phase], &out->start_s[phase]);
    for (int g = 0; g < rows->groups; g++) {
        double efficiency, start_s;
        const double part = phase == phase_decode ? usual_part : middle_part(rows, v, phase, g, work);
        two_terms(rows, v, phase, g, &efficiency, &start_s);
        for (size_t i = 0; i < rows->n; i++)
            if (rows->v[i].phase == phase && rows->v[i].group == g) {
                const double tokens = phase == phase_decode ? rows->v[i].predict.batch : 1;
                v[i].said[BASELINE_CEILING] = tokens / v[i].ideal_s;
                v[i].said[BASELINE_PART] = part * tokens / v[i].ideal_s;
                v[i].said[BASELINE_TWO_TERMS] = tokens / (v[i].ideal_s / efficiency + start_s);
            }
    }
}

static void one_line(const struct catalogue *c, const struct speed_row_list *list, const struct calibrate_rows *rows,
                     const struct rules_of_row *v, enum check_target target, double *work, struct baselines *out)
{
    struct baselines_line *line = &out->line[out->n];
    *line = (struct baselines_line){.target = check_speed_target(target)};
    for (int rule = 0; rule < BASELINES; rule++) {
        struct check_class k;
        size_t n = 0;
        for (size_t i = 0; i < rows->n; i++)
            if (v[i].known && check_speed_in(target, c, &list->v[rows->which[i]]))
                work[n++] = v[i].said[rule] / rows->v[i].measured_tok_s - 1;
        if (n == 0)
            return;
        check_class_summarise(&k, work, n, work + n);
        line->n = n;
        line->mean_frac[rule] = k.mean_frac;
        line->median_frac[rule] = k.median_frac;
    }
    out->n++;
}

void baselines_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                   const struct calibrate_rows *rows, const struct check_speed_row *predicted, struct baselines *out)
{
    struct rules_of_row *v = ARENA_ARRAY(a, rows->n + 1, struct rules_of_row);
    double *work = ARENA_ARRAY(a, 2 * rows->n + 2, double);
    out->n = 0;
    out->line = ARENA_ARRAY(a, CHECK_TARGETS, struct baselines_line);
    out->without = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct calibrate_row *r = &rows->v[i];
        const struct check_speed_row *p = &predicted[rows->which[i]];
        const bool decode = r->phase == phase_decode, clean = check_speed_clean(&list->v[rows->which[i]]);
        if (p->row.status != CHECK_PREDICTED)
            continue;
        v[i].ideal_s = decode ? r->predict.batch / p->ceiling_tok_s : peak_s(r);
        v[i].measured_s = (decode ? r->predict.batch : 1) / r->measured_tok_s;
        v[i].said[BASELINE_LAW] = p->out.predicted.mid;
        v[i].known = v[i].ideal_s > 0;
        v[i].fits = v[i].known && r->fitted && clean;
        out->without += !v[i].known;
    }
    for (int phase = phase_decode; phase <= phase_prefill; phase++)
        one_phase(rows, v, (enum phase)phase, work, out);
    for (int t = TARGET_DECODE; t < CHECK_TARGETS; t++)
        one_line(c, list, rows, v, (enum check_target)t, work, out);
}
