/* Idea: a large error of a left-out row has a likely cause that other rows show: the same case measured otherwise, no
   other GPU to learn its kernels from, or an error that the source, the GPU or the model has as a whole.

   Invariant: causes are tried in a fixed order and the first that holds is named, so each far row is counted once. A
   cause is a hint: it says what the other rows show, not what happened.

   Reference: docs/model.md, section 3, "What the law is compared with"; the keys are the same as for intervals
   (interval.h).
   */
#include "causes.h"

#include "arena.h"
#include "bug.h"
#include "calibrate.h"
#include "interval.h"
#include "stat.h"
#include "check_class.h"
#include "check_row.h"
#include "check_speed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the search for causes reads of each prepared row. */
struct search {
    const struct speed_row_list *list;
    const struct calibrate_rows *rows;
    struct spread *c; /* its case */
    double *ln;       /* ln(measured / predicted) */
    bool *in;         /* is it looked at? */
    double *work;     /* room for two numbers a row */
};

static const struct speed_row *row_of(const struct search *s, size_t i)
{
    return &s->list->v[s->rows->which[i]];
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Is b within that factor of a? Two unknown numbers are. */
static bool near_of(double a, double b, double factor)
{
    return (isnan(a) && isnan(b)) || a == b || (a > 0 && b > 0 && fabs(log(a / b)) <= log(factor));
}

/* Do both rows state the same case? Source and day may differ. All cards of a row have one power cap. */
static bool same_case(const struct search *s, size_t i, size_t k)
{
    static const double alike = 1.1, alike_prompt = 2;
    const struct calibrate_row *a = &s->rows->v[i], *b = &s->rows->v[k];
    const struct speed_row *x = row_of(s, i), *y = row_of(s, k);
    return a->phase == b->phase && interval_same(&s->c[i], &s->c[k]) && same(x->gpu, y->gpu) && a->rig.n == b->rig.n &&
           same(x->model, y->model) && same(x->quant, y->quant) && a->key.epoch == b->key.epoch &&
           near_of(a->rig.dev[0].cap_w, b->rig.dev[0].cap_w, alike) && a->predict.batch == b->predict.batch &&
           a->predict.memory.flash_attn == b->predict.memory.flash_attn &&
           near_of(a->predict.depth, b->predict.depth, alike) &&
           (a->phase == phase_decode || near_of(a->predict.prompt, b->predict.prompt, alike_prompt));
}

/* Finds the row of the same case that differs most. */
static bool contradicted(const struct search *s, size_t i, struct causes_row *out)
{
    static const double contrary = 1.5;
    double most = log(contrary);
    for (size_t k = 0; k < s->rows->n; k++) {
        const double ln = log(s->rows->v[k].measured_tok_s / s->rows->v[i].measured_tok_s);
        if (k == i || !s->in[k] || !(fabs(ln) > most) || !same_case(s, i, k))
            continue;
        most = fabs(ln);
        out->other = row_of(s, k)->id;
        out->others_factor = exp(ln);
        out->others = 1;
    }
    return out->other != NULL;
}

/* Returns the number of other devices with a fitted row that agrees in these keys, of the row's family only if asked.
 */
static int devices_like(const struct search *s, size_t i, unsigned keys, bool family)
{
    enum { MOST = 400 };
    const struct device *seen[MOST], *own = s->c[i].device;
    const struct spread g = interval_group(&s->c[i], keys);
    int n = 0;
    for (size_t k = 0; k < s->rows->n && n < MOST; k++) {
        const struct device *d = s->c[k].device;
        if (!s->rows->v[k].fitted || d == own || !interval_match(&g, &s->c[k]) || (family && d->family != own->family))
            continue;
        int at = 0;
        while (at < n && seen[at] != d)
            at++;
        if (at == n)
            seen[n++] = d;
    }
    return n;
}

/* Finds the fewest keys that at most `most` other devices share; false where there are none. */
static bool few_devices_share(const struct search *s, size_t i, int most, struct causes_row *out)
{
    static const unsigned kernels = INTERVAL_kernels | INTERVAL_backend | INTERVAL_vendor;
    static const unsigned tried[] = {INTERVAL_kernels,
                                     kernels,
                                     kernels | INTERVAL_memory,
                                     kernels | INTERVAL_split,
                                     kernels | INTERVAL_deep,
                                     kernels | INTERVAL_batched,
                                     kernels | INTERVAL_model_kind,
                                     kernels | INTERVAL_model_kind | INTERVAL_deep,
                                     kernels | INTERVAL_model_kind | INTERVAL_split};
    for (size_t k = 0; k < sizeof tried / sizeof *tried; k++) {
        const int n = devices_like(s, i, tried[k], false);
        if (n > most)
            continue;
        out->shared = interval_group(&s->c[i], tried[k]);
        out->others = (size_t)n;
        return true;
    }
    return false;
}

enum others { SAME_SOURCE, OTHER_SOURCES, SAME_GPU, SAME_MODEL };

static bool is_among(const struct search *s, size_t i, size_t k, enum others others)
{
    const bool same_gpu = s->rows->v[i].fold_group == s->rows->v[k].fold_group,
               same_source = same(row_of(s, i)->source, row_of(s, k)->source);
    switch (others) {
    case SAME_SOURCE: return same_gpu && same_source;
    case OTHER_SOURCES: return same_gpu && !same_source;
    case SAME_GPU: return same_gpu;
    case SAME_MODEL: return !same_gpu && same(row_of(s, i)->model, row_of(s, k)->model);
    }
    return false;
}

/* Fills in the median ln(measured / predicted) and the number of the other rows of the row's phase; false where they
   are fewer than three. */
static bool median_of_others(const struct search *s, size_t i, enum others others, double *ln, size_t *count)
{
    size_t n = 0;
    for (size_t k = 0; k < s->rows->n; k++)
        if (k != i && s->in[k] && s->rows->v[k].phase == s->rows->v[i].phase && is_among(s, i, k, others))
            s->work[n++] = s->ln[k];
    *count = n;
    *ln = n > 0 ? stat_quantile(s->work, n, 0.5) : 0;
    return n >= 3;
}

static bool as_far(double ln, double ln_of_row)
{
    return ln * ln_of_row > 0 && fabs(ln) >= fabs(ln_of_row) / 2;
}

static bool others_as_far(const struct search *s, size_t i, enum others others, struct causes_row *out)
{
    double ln;
    size_t n;
    if (!median_of_others(s, i, others, &ln, &n) || !as_far(ln, s->ln[i]))
        return false;
    out->others_factor = exp(ln);
    out->others = n;
    return true;
}

static enum causes_cause cause_of(const struct search *s, size_t i, struct causes_row *out)
{
    double ln;
    size_t n;
    if (contradicted(s, i, out))
        return CAUSES_CONTRADICTED;
    if (few_devices_share(s, i, 0, out))
        return CAUSES_ALONE;
    if (devices_like(s, i, 0, true) == 0 && others_as_far(s, i, SAME_GPU, out))
        return CAUSES_NO_FAMILY;
    if (median_of_others(s, i, OTHER_SOURCES, &ln, &n) && !as_far(ln, s->ln[i]) &&
        others_as_far(s, i, SAME_SOURCE, out))
        return CAUSES_SOURCE;
    if (others_as_far(s, i, SAME_GPU, out))
        return CAUSES_RIG;
    if (others_as_far(s, i, SAME_MODEL, out))
        return CAUSES_MODEL;
    return few_devices_share(s, i, 1, out) ? CAUSES_SCARCE : CAUSES_UNKNOWN;
}

static struct causes_row explained(const struct search *s, size_t i)
{
    struct causes_row r = {.row = s->rows->which[i], .factor = exp(s->ln[i])};
    r.cause = cause_of(s, i, &r);
    return r;
}

/* Inserts the row into the list of the worst, which stays sorted. */
static void insert_worst(struct causes *out, const struct causes_row *r)
{
    size_t at = out->n_worst < CAUSES_WORST ? out->n_worst++ : CAUSES_WORST;
    for (; at > 0 && fabs(log(r->factor)) > fabs(log(out->worst[at - 1].factor)); at--)
        if (at < CAUSES_WORST)
            out->worst[at] = out->worst[at - 1];
    if (at < CAUSES_WORST)
        out->worst[at] = *r;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct causes_group *)a)->name, ((const struct causes_group *)b)->name);
}

/* Sums up one phase of an engine or a GPU. */
static void sum_group(const struct search *s, const struct check_speed_row *predicted, const char *name, bool gpu,
                      enum phase phase, struct check_class *k)
{
    struct check_speed_tally t = {.work = s->work};
    for (size_t i = 0; i < s->rows->n; i++) {
        const struct speed_row *r = row_of(s, i);
        if (s->in[i] && s->rows->v[i].phase == phase && strcmp(gpu ? r->gpu : r->engine, name) == 0)
            check_speed_count(&t, r, &predicted[s->rows->which[i]]);
    }
    *k = (struct check_class){.n = t.n};
    if (t.n > 0)
        check_speed_sum(&t, k);
}

static struct causes_groups groups(struct arena *a, const struct search *s, const struct check_speed_row *predicted,
                                   bool gpu)
{
    struct causes_groups out = {ARENA_ARRAY(a, s->rows->n + 1, struct causes_group), 0};
    for (size_t i = 0; i < s->rows->n; i++) {
        const char *name = gpu ? row_of(s, i)->gpu : row_of(s, i)->engine;
        size_t k = 0;
        while (k < out.n && strcmp(out.v[k].name, name) != 0)
            k++;
        if (!s->in[i] || k < out.n)
            continue;
        struct causes_group *g = &out.v[out.n++];
        g->name = name;
        sum_group(s, predicted, name, gpu, phase_decode, &g->decode);
        sum_group(s, predicted, name, gpu, phase_prefill, &g->prefill);
    }
    qsort(out.v, out.n, sizeof *out.v, by_name);
    return out;
}

static void cover(const struct check_summary *sum, bool targets, struct causes_cover *out)
{
    static const double low80 = 0.75, high80 = 0.87, low95 = 0.92, high95 = 0.98;
    *out = (struct causes_cover){.fewest = 40};
    for (int i = 0; i < sum->n_classes; i++) {
        const struct check_class *k = &sum->class[i];
        if (k->n < out->fewest || isnan(k->within80_frac) || check_class_is_target(k) != targets)
            continue;
        out->classes++;
        out->right80 += k->within80_frac >= low80 && k->within80_frac <= high80;
        out->right95 += k->within95_frac >= low95 && k->within95_frac <= high95;
    }
}

void causes_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                const struct calibrate_rows *rows, const struct check_speed_row *predicted,
                const struct check_summary *sum, struct causes *out)
{
    struct search s = {.list = list,
                       .rows = rows,
                       .c = ARENA_ARRAY(a, rows->n + 1, struct spread),
                       .ln = ARENA_ARRAY(a, rows->n + 1, double),
                       .in = ARENA_ARRAY(a, rows->n + 1, bool),
                       .work = ARENA_ARRAY(a, 2 * rows->n + 2, double)};
    *out = (struct causes){.far_factor = 2};
    cover(sum, true, &out->targets);
    cover(sum, false, &out->classes);
    for (size_t i = 0; i < rows->n; i++) {
        const struct calibrate_row *r = &rows->v[i];
        const struct check_speed_row *p = &predicted[rows->which[i]];
        s.c[i] = interval_case(&r->key, r->phase, r->predict.depth, r->predict.batch);
        s.in[i] = p->row.status == CHECK_PREDICTED && check_speed_in(TARGET_ALL, c, row_of(&s, i));
        s.ln[i] = s.in[i] ? log(r->measured_tok_s / p->out.predicted.mid) : 0;
        out->rows += s.in[i];
    }
    for (size_t i = 0; i < rows->n; i++) {
        if (!s.in[i] || !(fabs(s.ln[i]) > log(out->far_factor)))
            continue;
        const struct causes_row r = explained(&s, i);
        out->far++;
        out->far_by[r.cause]++;
        insert_worst(out, &r);
    }
    BUG_UNLESS(out->far <= out->rows && out->rows <= rows->n && out->n_worst <= CAUSES_WORST);
    out->engines = groups(a, &s, predicted, false);
    out->gpus = groups(a, &s, predicted, true);
}
