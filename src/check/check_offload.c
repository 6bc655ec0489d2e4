#include "check_offload.h"

#include "bug.h"
#include "offload_request.h"
#include "pace.h"
#include "check_class.h"
#include "check_row.h"
#include "str.h"

#include <math.h>
#include <string.h>

#define RESULT offload_prediction
#define TABLE "offload_row.def"
#include "result_rows.inc"

static bool lies_in_ram(const struct placement *pl)
{
    return pl->n == 0 || pl->host.holds_output || pl->host.n_layers > 0 || pl->host.n_expert_layers > 0;
}

static const char *what_is_in_ram(const struct placement *pl)
{
    if (pl->n == 0 || pl->host.holds_output)
        return "CPU only";
    if (pl->host.n_layers > 0)
        return "layers in RAM";
    return pl->host.n_expert_layers > 0 ? "experts in RAM" : "all on cards";
}

static int class_of(struct check_summary *s, const char *phase, const struct placement *pl,
                    const struct offload_request *t)
{
    char name[96];
    static const char *const basis[] = {", bandwidth unknown", "", ", bandwidth derived"};
    BUG_UNLESS(t->ram < sizeof basis / sizeof *basis);
    str_fill(name, sizeof name, "%s, %s%s", phase, what_is_in_ram(pl), basis[t->ram]);
    return check_class_of(s, name);
}

static double error_of(double predicted, double measured)
{
    return measured > 0 ? predicted / measured - 1 : NAN;
}

static void offload_row(const struct catalogue *c, const struct offload_row *r, struct prepared *s,
                        struct check_summary *sum, struct check_offload_row *row)
{
    struct offload_request t;
    struct placement pl;
    const char *what, *why = offload_request_read(c, r, &t, &what);
    if (!why && !offload_request_prepare(c, &t, s, &pl))
        why = "no calibration for the backend";
    if (why) {
        check_row_skip(&row->row, why, what);
        return;
    }
    const struct policy *p = catalogue_policy(c);
    const double decode = s->predict.batch / pace_s(&s->predict, &pl, &s->rig, p, phase_decode);
    row->row.status = CHECK_PREDICTED;
    row->out.decode_tok_s = decode;
    row->out.prefill_tok_s = s->predict.prompt / pace_s(&s->predict, &pl, &s->rig, p, phase_prefill);
    const bool ram_known = t.ram != OFFLOAD_REQUEST_UNKNOWN;
    const bool decode_known = ram_known || !offload_request_reads_ram(s, &pl, true);
    const bool prefill_known = t.prompt_known && (ram_known || !offload_request_reads_ram(s, &pl, false));
    row->row.error_frac = decode_known ? error_of(decode, r->decode_tokens_per_s) : NAN;
    row->prefill_error_frac = prefill_known ? error_of(row->out.prefill_tok_s, r->prefill_tokens_per_s) : NAN;
    row->row.class = isnan(row->row.error_frac) ? -1 : class_of(sum, "decode", &pl, &t);
    row->prefill_class = isnan(row->prefill_error_frac) ? -1 : class_of(sum, "prefill", &pl, &t);
    row->has_target = t.ram == OFFLOAD_REQUEST_STATED && lies_in_ram(&pl);
    const bool ram_is_why = !decode_known && !isnan(r->decode_tokens_per_s);
    if (row->row.class < 0 && row->prefill_class < 0)
        check_row_skip(&row->row,
                       ram_is_why ? "neither bandwidth nor kind of system RAM stated" : "prompt length not stated",
                       NULL);
}

/* ---- errors ---- */

/* Does the phase of the row count towards an accuracy target? */
static bool has_target(const struct check_offload_row *row, bool decode)
{
    return row->row.status == CHECK_PREDICTED && row->has_target && (decode ? row->row.class : row->prefill_class) >= 0;
}

static double error(const struct check_offload_row *row, bool decode)
{
    return decode ? row->row.error_frac : row->prefill_error_frac;
}

static void by_class(const struct offload_row_list *list, const struct check_offload_row *rows, double *work,
                     struct check_summary *out)
{
    const int classes = out->n_classes;
    for (int k = 0; k < classes; k++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
            if (rows[i].row.status != CHECK_PREDICTED)
                continue;
            if (rows[i].row.class == k)
                work[n++] = rows[i].row.error_frac;
            else if (rows[i].prefill_class == k)
                work[n++] = rows[i].prefill_error_frac;
        }
        if (n == 0)
            continue;
        check_class_summarise(&out->class[k], work, n, work + n);
    }
}

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool same_group(const struct offload_row *a, const struct offload_row *b, enum check_offload_by by)
{
    if (by == CHECK_OFFLOAD_BY_GPU)
        return same_text(a->gpu, b->gpu) && a->gpu_count == b->gpu_count && a->split == b->split;
    return a == b || (by == CHECK_OFFLOAD_BY_MODEL ? same_text(a->model, b->model) : same_text(a->source, b->source));
}

/* Returns the median |error| of the first row's source; NaN where an earlier row has that source. */
static double source_error(const struct offload_row_list *list, const struct check_offload_row *rows, size_t first,
                           bool decode, double *work)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (!has_target(&rows[i], decode) || !same_group(&list->v[i], &list->v[first], CHECK_OFFLOAD_BY_SOURCE))
            continue;
        if (i < first)
            return NAN;
        work[n++] = fabs(error(&rows[i], decode));
    }
    struct check_class k = {.n = 0};
    check_class_summarise(&k, work, n, work + n);
    return k.median_frac;
}

/* Sums up the errors of the rows with a target, and the median errors of their sources. */
static void targets(const struct offload_row_list *list, const struct check_offload_row *rows, double *work,
                    struct check_summary *out)
{
    double *room = work + list->n;
    for (int decode = 1; decode >= 0; decode--) {
        const char *phase = decode ? "decode" : "prefill";
        char name[96];
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++)
            if (has_target(&rows[i], decode))
                work[n++] = error(&rows[i], decode);
        str_fill(name, sizeof name, "all: %s, bandwidth stated", phase);
        check_class_column(name, work, n, room, out);
        n = 0;
        for (size_t i = 0; i < list->n; i++) {
            const double e = has_target(&rows[i], decode) ? source_error(list, rows, i, decode, room) : NAN;
            if (!isnan(e))
                work[n++] = e;
        }
        str_fill(name, sizeof name, "all: %s, bandwidth stated, median of each source", phase);
        check_class_column(name, work, n, room, out);
    }
}

/* ---- cross-validation ---- */

/* Returns the id of the first row of the row's group, which names the group. */
static const char *group_of(const struct offload_row_list *list, const struct offload_row *r, enum check_offload_by by)
{
    const struct offload_row *first = list->v;
    while (!same_group(first, r, by))
        first++;
    return first->id;
}

/* Replaces the row's prediction by that of these constants. */
static void predict_again(const struct fit_offload_row *f, const double *constants, const struct offload_row *r,
                          struct check_offload_row *row)
{
    const double factor = f->measured_s / fit_offload_s(f, constants);
    if (f->decode) {
        row->out.decode_tok_s = r->decode_tokens_per_s * factor;
        row->row.error_frac = factor - 1;
    } else {
        row->out.prefill_tok_s = r->prefill_tokens_per_s * factor;
        row->prefill_error_frac = factor - 1;
    }
}

void check_offload_cross(const struct catalogue *c, const struct offload_row_list *list, enum check_offload_by by,
                         struct prepared *s, struct fit_offload_row *fit, struct check_offload_row *rows, double *work,
                         struct check_summary *out)
{
    const struct policy *p = catalogue_policy(c);
    double constants[OFFLOAD_CONSTANTS];
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        for (int decode = 0; decode < 2 && rows[i].row.status == CHECK_PREDICTED; decode++)
            if (fit_offload_row(c, &list->v[i], decode == 1, s, &fit[n])) {
                fit[n].row = i;
                fit[n++].group = group_of(list, &list->v[i], by);
            }
    fit_offload_fit(p, fit, n, NULL, constants);
    for (int k = 0; k < OFFLOAD_CONSTANTS; k++) {
        out->fitted[k].name = fit_offload_name((enum fit_offload_constant)k);
        out->fitted[k].value = constants[k];
    }
    out->n_fitted = OFFLOAD_CONSTANTS;
    for (size_t i = 0; i < n; i++) {
        fit_offload_fit(p, fit, n, fit[i].group, constants);
        predict_again(&fit[i], constants, &list->v[fit[i].row], &rows[fit[i].row]);
    }
    by_class(list, rows, work, out);
    targets(list, rows, work, out);
}

static void run(const struct check_case *k)
{
    const struct offload_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_offload_row *rows = k->rows;
    for (size_t i = 0; i < list.n; i++)
        offload_row(k->c, &list.v[i], k->s, k->sum, &rows[i]);
    by_class(&list, rows, k->work, k->sum);
    targets(&list, rows, k->work, k->sum);
}

const struct check_kind check_offload = {
    .file = {"offload", &kind_offload_row, {"ngl", "decode_tokens_per_s"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_offload_prediction,
    .size = sizeof(struct check_offload_row),
    .figures_at = offsetof(struct check_offload_row, out),
    .run = run,
};
