#include "check_speed.h"

#include "bug.h"
#include "prepare.h"
#include "interval.h"
#include "check_class.h"
#include "check_verdict.h"
#include "check_watts.h"
#include "check_row.h"
#include "check_sweeps.h"
#include "speed_request.h"
#include "str.h"

#include <math.h>
#include <string.h>

#define RESULT speed_prediction
#define TABLE "speed_row.def"
#include "result_rows.inc"

static const char *device_class(const struct device *d)
{
    if (d->vendor == vendor_apple)
        return "Apple";
    if (d->unified == flag_yes)
        return "other unified";
    if (d->vendor == vendor_nvidia)
        return d->memory == memkind_hbm ? "NVIDIA HBM" : "NVIDIA GDDR";
    return "AMD/Intel";
}

static const char *model_class(const struct model *m)
{
    if (m->linear_layers > 0)
        return "hybrid";
    return m->experts > 0 ? "MoE" : "dense";
}

static void speed_class(const struct speed_row *r, const struct request *q, struct check_summary *s,
                        struct check_row *row)
{
    char name[96];
    str_cut(name, sizeof name, "%s, %s%s, %s, %s%s", r->phase,
            q->n == 1  ? "one device"
            : r->split ? r->split
                       : "layer",
            q->n == 1 ? "" : " split", device_class(q->device[0]), model_class(q->model),
            check_speed_clean(r)                   ? ""
            : speed_request_partial(r)             ? ", part in system RAM"
            : speed_request_flag(r, "speculative") ? ", speculative"
                                                   : ", not clean");
    row->class = check_class_of(s, name);
}

/* A row without a speed: the verdict is its result, or the row is skipped. */
static void only_verdict(const struct speed_row *r, struct check_row *row)
{
    if (!row->judged) {
        check_row_skip(row, row->unjudged ? row->unjudged : "neither speed nor whether it ran stated", r->gpu);
        return;
    }
    row->status = CHECK_VERDICT;
    row->error_frac = NAN;
    row->class = -1;
}

bool check_speed_clean(const struct speed_row *r)
{
    return r->batch == 1 && row_request_is(r->fits, "yes") && !speed_request_flag(r, "speculative") &&
           !speed_request_flag(r, "host-limited") && !speed_request_flag(r, "wall-clock") &&
           !speed_request_flag(r, "tile-test") && !speed_request_flag(r, "partial-offload");
}

/* Skips rows whose speed depends on something not stated; true if skipped. Drafting does not slow down a prompt. */
static bool skip_unstated(const struct catalogue *c, const struct speed_row *r, const struct request *q,
                          struct check_row *row)
{
    if (speed_request_flag(r, "speculative") && row_request_is(r->phase, "decode") &&
        (isnan(q->draft_tokens) || isnan(q->accept_frac)))
        return !check_row_skip(row, "speculative decoding: drafted tokens or acceptance not stated", NULL);
    if (speed_request_partial(r) && isnan(r->ngl) && isnan(r->n_cpu_moe))
        return !check_row_skip(row, "some weights in system RAM, amount not stated", NULL);
    if (speed_request_partial(r) && !speed_request_offload(c, r))
        return !check_row_skip(row, "some weights in system RAM, whose bandwidth is not stated (ram_gb_s or cpu)",
                               NULL);
    if (row_request_is(r->phase, "prefill") && isnan(r->prompt_tokens))
        return !check_row_skip(row, "length of the prompt not stated", NULL);
    return false;
}

/* Takes the row's speculative decoding; an unknown draft model or quant leaves the drafted tokens unknown. */
static void set_drafting(const struct catalogue *c, const struct speed_row *r, struct request *q)
{
    if (!speed_request_flag(r, "speculative") || !row_request_is(r->phase, "decode"))
        return;
    q->accept_frac = r->accept_frac;
    q->draft_model = r->draft_model ? catalogue_find(c, &kind_model, r->draft_model) : NULL;
    q->draft_quant = r->draft_quant ? catalogue_find(c, &kind_quant, r->draft_quant) : NULL;
    if ((!r->draft_model || q->draft_model) && (!r->draft_quant || q->draft_quant))
        q->draft_tokens = r->draft_tokens;
}

static void speed_row(const struct catalogue *c, const struct speed_row *r, struct prepared *s,
                      struct check_summary *sum, struct check_speed_row *row)
{
    struct request q;
    struct predict_out out;
    const char *what = NULL, *reason = speed_request_read(c, r, &q, &what);
    if (!check_row_take(&row->row, reason, what))
        return;
    check_verdict_row(c, r, &q, s, &row->row);
    if (row_request_is(r->phase, "fit") || row_request_is(r->fits, "no") || isnan(r->tokens_per_s)) {
        only_verdict(r, &row->row);
        return;
    }
    set_drafting(c, r, &q);
    if (skip_unstated(c, r, &q, &row->row))
        return;
    q.ctx = q.parallel = NAN;
    for (int i = 0; i < q.n; i++)
        q.mem_gib[i] = q.limit_gib[i] = NAN;
    q.endless_memory = true;
    s->drafts = s + 1;
    if (!prepare_case(c, &q, s) || !predict_run(&s->predict, &s->rig, catalogue_policy(c), &out)) {
        check_row_skip(&row->row, "no calibration for the backend", r->backend);
        return;
    }
    const bool decode = row_request_is(r->phase, "decode");
    row->row.status = CHECK_PREDICTED;
    row->out.predicted = decode ? out.figures.decode_tok_s : out.figures.prefill_tok_s;
    row->out.drawn_w = check_watts_of(&out.memory, decode);
    row->measured_w = speed_request_device_w(r);
    row->ceiling_tok_s = decode ? out.figures.ceiling_tok_s : NAN;
    row->row.error_frac = row->out.predicted.mid / r->tokens_per_s - 1;
    speed_class(r, &q, sum, &row->row);
}

/* A row without a range is not counted. */
static void count_cover(struct check_speed_cover *c, double v, double low, double high)
{
    if (isnan(low) || isnan(high))
        return;
    c->n++;
    c->inside += v >= low && v <= high;
}

static double covered_frac(const struct check_speed_cover *c)
{
    BUG_UNLESS(c->inside <= c->n);
    return c->n > 0 ? (double)c->inside / (double)c->n : NAN;
}

void check_speed_count(struct check_speed_tally *t, const struct speed_row *r, const struct check_speed_row *row)
{
    const struct range *p = &row->out.predicted;
    count_cover(&t->in80, r->tokens_per_s, p->low80, p->high80);
    count_cover(&t->in95, r->tokens_per_s, p->low95, p->high95);
    t->work[t->n++] = row->row.error_frac;
}

void check_speed_sum(const struct check_speed_tally *t, struct check_class *k)
{
    check_class_summarise(k, t->work, t->n, t->work + t->n);
    k->within80_frac = covered_frac(&t->in80);
    k->within95_frac = covered_frac(&t->in95);
}

static void speed_classes(const struct speed_row_list *list, const struct check_speed_row *rows, double *work,
                          struct check_summary *out)
{
    for (int k = 0; k < out->n_classes; k++) {
        struct check_speed_tally t = {.work = work};
        for (size_t i = 0; i < list->n; i++)
            if (rows[i].row.class == k && rows[i].row.status == CHECK_PREDICTED)
                check_speed_count(&t, &list->v[i], &rows[i]);
        if (t.n > 0)
            check_speed_sum(&t, &out->class[k]);
    }
}

static bool on_shared_memory(const struct catalogue *c, const struct speed_row *r, enum vendor maker)
{
    const struct device *d = catalogue_find(c, &kind_device, r->gpu);
    return d && d->unified == flag_yes && (maker == vendor_unknown || d->vendor == maker);
}

static bool has_experts(const struct catalogue *c, const struct speed_row *r)
{
    const struct model *m = catalogue_find(c, &kind_model, r->model);
    return m && m->experts > 0;
}

/* Is it a prompt of one sequence under tensor parallelism, measured without a limit of the host? */
static bool tensor_prompt(const struct speed_row *r)
{
    return !row_request_is(r->phase, "decode") && r->gpu_count > 1 && row_request_is(r->split, "tensor") &&
           r->batch == 1 && row_request_is(r->fits, "yes") && !speed_request_flag(r, "host-limited") &&
           !speed_request_flag(r, "partial-offload");
}

bool check_speed_in(enum check_target t, const struct catalogue *c, const struct speed_row *r)
{
    const bool decode = row_request_is(r->phase, "decode"), one = r->gpu_count <= 1, clean = check_speed_clean(r);
    const bool batch = r->batch > 1 && !speed_request_flag(r, "speculative") && !speed_request_flag(r, "wall-clock") &&
                       !speed_request_flag(r, "host-limited");
    const bool layer = row_request_is(r->split, "layer");
    switch (t) {
    case TARGET_ALL: return clean || batch;
    case TARGET_DECODE: return decode && (clean || batch);
    case TARGET_PREFILL: return !decode && (clean || batch);
    case TARGET_DECODE_ONE: return clean && decode && one;
    case TARGET_DECODE_SHARED: return clean && decode && one && on_shared_memory(c, r, vendor_unknown);
    case TARGET_DECODE_APPLE: return clean && decode && one && on_shared_memory(c, r, vendor_apple);
    case TARGET_DECODE_LAYER: return clean && decode && !one && layer;
    case TARGET_DECODE_TENSOR: return clean && decode && !one && row_request_is(r->split, "tensor");
    case TARGET_DECODE_MOE: return clean && decode && one && has_experts(c, r);
    case TARGET_DECODE_DEEP: return clean && decode && interval_deep(r->depth_tokens);
    case TARGET_DECODE_BATCH: return decode && batch;
    case TARGET_PREFILL_ONE: return clean && !decode && one;
    case TARGET_PREFILL_LAYER: return clean && !decode && !one && layer;
    case TARGET_PREFILL_TENSOR: return tensor_prompt(r);
    case TARGET_PREFILL_TENSOR_STATED: return tensor_prompt(r) && speed_request_states_link(r);
    case CHECK_TARGETS: break;
    }
    return false;
}

const char *check_speed_target(enum check_target t)
{
    static const char *const names[CHECK_TARGETS] = {
        [TARGET_ALL] = "all: decode and prefill",
        [TARGET_DECODE] = "all: decode",
        [TARGET_PREFILL] = "all: prefill",
        [TARGET_DECODE_ONE] = "all: decode, one device",
        [TARGET_DECODE_SHARED] = "all: decode, unified memory",
        [TARGET_DECODE_APPLE] = "all: decode, Apple",
        [TARGET_DECODE_LAYER] = "all: decode, layer split",
        [TARGET_DECODE_TENSOR] = "all: decode, tensor parallel",
        [TARGET_DECODE_MOE] = "all: decode, MoE",
        [TARGET_DECODE_DEEP] = "all: decode, 8k tokens deep or more",
        [TARGET_DECODE_BATCH] = "all: decode, batch over 1",
        [TARGET_PREFILL_ONE] = "all: prefill, one device",
        [TARGET_PREFILL_LAYER] = "all: prefill, layer split",
        [TARGET_PREFILL_TENSOR] = "all: prefill, tensor parallel",
        [TARGET_PREFILL_TENSOR_STATED] = "all: prefill, tensor parallel, link stated",
    };
    BUG_UNLESS(t < CHECK_TARGETS);
    return names[t];
}

static bool counts_in(enum check_target t, const struct catalogue *c, const struct speed_row *r,
                      const struct check_speed_row *row)
{
    return row->row.status == CHECK_PREDICTED && check_speed_in(t, c, r);
}

/* Sums up the errors of each group that has a target. */
static void targets(const struct catalogue *c, const struct speed_row_list *list, const struct check_speed_row *rows,
                    double *work, struct check_summary *out)
{
    for (int k = 0; k < CHECK_TARGETS; k++) {
        struct check_speed_tally t = {.work = work};
        for (size_t i = 0; i < list->n; i++)
            if (counts_in((enum check_target)k, c, &list->v[i], &rows[i]))
                check_speed_count(&t, &list->v[i], &rows[i]);
        if (t.n > 0)
            check_speed_sum(&t, &out->class[check_class_of(out, check_speed_target((enum check_target)k))]);
    }
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Do both rows state the same cards and the same link? */
static bool same_rig(const struct speed_row *a, const struct speed_row *b)
{
    return a->gpu_count == b->gpu_count && same_text(a->gpu, b->gpu) && same_text(a->link, b->link) &&
           same_text(a->p2p, b->p2p);
}

/* Adds a class of the rigs of a group: each rig's mean |error| counts once, however many rows it has. */
static void rig_means(enum check_target t, const char *name, const struct catalogue *c,
                      const struct speed_row_list *list, const struct check_speed_row *rows, double *work,
                      struct check_summary *out)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        double sum = 0, count = 0;
        bool first = counts_in(t, c, &list->v[i], &rows[i]);
        for (size_t j = 0; j < list->n && first; j++) {
            if (!same_rig(&list->v[i], &list->v[j]) || !counts_in(t, c, &list->v[j], &rows[j]))
                continue;
            first = j >= i;
            sum += fabs(rows[j].row.error_frac);
            count++;
        }
        if (first && count > 0)
            work[n++] = sum / count;
    }
    check_class_column(name, work, n, work + n, out);
}

static void sum_up(const struct catalogue *c, const struct speed_row_list *list, const struct check_speed_row *rows,
                   double *work, struct check_summary *out)
{
    speed_classes(list, rows, work, out);
    targets(c, list, rows, work, out);
    rig_means(TARGET_DECODE_TENSOR, "all: decode, tensor parallel, mean of each rig", c, list, rows, work, out);
    rig_means(TARGET_PREFILL_TENSOR, "all: prefill, tensor parallel, mean of each rig", c, list, rows, work, out);
    double *const predicted = work + 2 * list->n;
    for (size_t i = 0; i < list->n; i++)
        predicted[i] = rows[i].row.status == CHECK_PREDICTED ? rows[i].out.predicted.mid : NAN;
    check_sweeps(list, predicted, work, out);
    double *const watts_error = predicted;
    for (size_t i = 0; i < list->n; i++)
        watts_error[i] = rows[i].row.status == CHECK_PREDICTED && rows[i].measured_w > 0
                             ? check_class_error(rows[i].out.drawn_w, rows[i].measured_w)
                             : NAN;
    check_watts(c, list, watts_error, work, out);
}

/* Returns the smaller; an unknown limit limits nothing, an unknown value stays unknown. */
static double at_most(double v, double most)
{
    return v > most ? most : v;
}

/* Cuts a range off at the ceiling, as model/predict does. */
static struct range below(struct range r, double most)
{
    return (struct range){at_most(r.low95, most), at_most(r.low80, most), at_most(r.mid, most), at_most(r.high80, most),
                          at_most(r.high95, most)};
}

void check_speed_replace(const struct catalogue *c, const struct speed_row_list *list, const size_t *which,
                         const double *tok_s, const double *device_w, const struct range *spread, size_t n,
                         struct check_speed_row *rows, double *work, struct check_summary *out)
{
    for (size_t i = 0; i < n; i++) {
        BUG_UNLESS(which[i] < list->n);
        struct check_speed_row *row = &rows[which[i]];
        if (row->row.status != CHECK_PREDICTED)
            continue;
        row->out.predicted = below(range_scale(spread[i], tok_s[i]), row->ceiling_tok_s);
        row->out.drawn_w = device_w[i];
        row->row.error_frac = row->out.predicted.mid / list->v[which[i]].tokens_per_s - 1;
    }
    sum_up(c, list, rows, work, out);
}

static void run(const struct check_case *k)
{
    const struct speed_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_speed_row *rows = k->rows;
    for (size_t i = 0; i < list.n; i++)
        speed_row(k->c, &list.v[i], k->s, k->sum, &rows[i]);
    sum_up(k->c, &list, rows, k->work, k->sum);
}

const struct check_kind check_speed = {
    .file = {"speed", &kind_speed_row, {"phase", "tokens_per_s"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_speed_prediction,
    .size = sizeof(struct check_speed_row),
    .figures_at = offsetof(struct check_speed_row, out),
    .run = run,
};
