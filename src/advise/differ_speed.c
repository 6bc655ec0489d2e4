/* differ_speed.c: why two options run a workload at different speeds.

   Idea: the time per token of one user is the sum of the terms of a step (breakdown.h), and so is the wait for the
   first token; the difference of two sums is the sum of the differences. A term is a product of powers of its inputs
   near the case, so an input explains slope x ln(b / a) of the change of ln term; the slope is the mean of both sides.
   Invariant: the rows of a list add up to its total, also with the last row, what measurements correct in all.
   Reference: docs/model.md, section 3; breakdown.h for the slopes. */
#include "differ_speed.h"

#include "arena.h"
#include "breakdown.h"
#include "differ_row.h"
#include "known.h"
#include "request.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* A term that changes the sum by less is small, as a part of the longer sum. */
static const double small_frac = 0.02;

struct pair {
    struct arena *arena;
    const struct differ *d;
    struct differ_workload *out;
    const struct breakdown *taken[DIFFER_SIDES]; /* NULL: no step is known */
};

/* ---- causes ---- */

/* Returns the field of "rtx-3090.mem_bw_gb_s", the part behind ": " of "rtx-3090: its power cap", else all of it. */
static const char *field_of(const char *name)
{
    const char *dot = strrchr(name, '.'), *colon = strstr(name, ": ");
    return colon ? colon + strlen(": ") : dot ? dot + 1 : name;
}

static const struct breakdown_part *part_of(const struct breakdown_step *s, const struct figure *f)
{
    for (int i = 0; s && i < s->n_parts; i++)
        if (s->part[i].figure == f)
            return &s->part[i];
    return NULL;
}

/* Returns the steepest input of that field. */
static const struct step_input *input_of(const struct breakdown_part *p, const char *field)
{
    for (int i = 0; p && i < p->n_inputs; i++)
        if (strcmp(field_of(p->input[i].name), field) == 0)
            return &p->input[i];
    return NULL;
}

/* Returns whether a device's matrix rate follows from the field: then add_rates speaks for it. */
static bool is_rate(const char *field)
{
    static const char *const names[] = {"fp16_tflops", "fp16acc_tflops", "boost_mhz", "compute_units"};
    bool is = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        is |= strcmp(field, names[i]) == 0;
    return is;
}

/* Returns a number of the first device of a cell, or one of its constants; NaN: it has none of that name. */
static double value_of(const struct compare_cell *c, const char *field)
{
    const int constant = enums_find(&enums_constant, field);
    const size_t i = schema_find(&kind_device, field);
    const struct field *f = i < kind_device.n_fields ? &kind_device.fields[i] : NULL;
    if (constant)
        return c->constants[constant];
    return f && (f->type == FIELD_NUM || f->type == FIELD_INT) ? *(const double *)schema_member(c->asked->device[0], f)
                                                               : NAN;
}

/* Adds the inputs of one side's part. Those of both sides are added for A only; the slope of an input that the other
   side's part does not depend on is 0 there. rated: but for matrix rates. */
static void add_inputs(struct pair *p, struct differ_row *row, const struct breakdown_part *const part[], int side,
                       bool rated)
{
    for (int i = 0; part[side] && part[1 - side] && i < part[side]->n_inputs; i++) {
        const struct step_input *x = &part[side]->input[i];
        const char *field = field_of(x->name);
        const struct step_input *y = input_of(part[1 - side], field);
        if ((side == 1 && y) || input_of(part[side], field) != x || (rated && is_rate(field)))
            continue;
        const double other = y ? y->value : value_of(p->out->cell[1 - side], field);
        const double a = side == 0 ? x->value : other, b = side == 0 ? other : x->value;
        const double slope = (x->slope + (y ? y->slope : 0)) / 2;
        const struct differ_cause c = {.name = field, .unit = x->unit, .a = a, .b = b, .effect = slope * log(b / a)};
        differ_row_cause(row, &c);
    }
}

/* Adds a number that the term is proportional to (power 1) or inversely so (-1). */
static void add_known(struct differ_row *row, const char *name, const char *unit, double a, double b, double power)
{
    const struct differ_cause c = {
        .name = name, .unit = unit, .a = a, .b = b, .effect = a > 0 && b > 0 ? power * log(b / a) : NAN};
    differ_row_cause(row, &c);
}

/* Devices that work on one layer together. */
static double together(const struct compare_cell *c)
{
    return c->split == split_tensor || c->split == split_row ? c->n_devices : 1;
}

static double ram_gib(const struct compare_cell *c)
{
    return c->figures.verdict == verdict_offload ? c->figures.host_gib : NAN;
}

static bool is_named(const struct figure *f, const char *name)
{
    return strcmp(f->name, name) == 0;
}

/* Returns the matrix rate of the devices that work at once, TFLOPS. */
static double matrix_rate(const struct compare_cell *c)
{
    double tflops = 0;
    for (int d = 0; d < c->n_devices; d++)
        tflops += c->roof[d].tflops;
    return tflops / c->n_devices * together(c);
}

/* Adds the matrix rates. They act like the constant for the part of them that is reached, so its slope is theirs.
   Returns false where the term depends on it on neither side. */
static bool add_rates(struct differ_row *row, const struct differ_workload *w,
                      const struct breakdown_part *const part[], enum constant reached)
{
    const char *name = enums_text(&enums_constant, (int)reached);
    const struct step_input *x = input_of(part[0], name), *y = input_of(part[1], name);
    if (!part[0] || !part[1] || (!x && !y))
        return false;
    add_known(row, "matrix rate of the devices at work", "TFLOPS", matrix_rate(w->cell[0]), matrix_rate(w->cell[1]),
              ((x ? x->slope : 0) + (y ? y->slope : 0)) / 2);
    return true;
}

/* Adds what no slope is known of: sizes and counts. rated: the matrix rates of all devices are among the causes. */
static void add_sizes(struct differ_row *row, const struct figure *f, const struct differ_workload *w, bool rated)
{
    const struct compare_cell *a = w->cell[0], *b = w->cell[1];
    const bool weights = is_named(f, "gemm_s") || is_named(f, "head_s"), cache = is_named(f, "kv_s"),
               attention = is_named(f, "attn_s");
    if (weights)
        add_known(row, "weights", "GiB", a->figures.weights_gib, b->figures.weights_gib, 1);
    if (cache)
        add_known(row, "bits per number of the cache", "", a->how.cache_bits, b->how.cache_bits, 1);
    if (!rated && (weights || cache || attention))
        add_known(row, "cards at work on one layer", "", together(a), together(b), -1);
    if (is_named(f, "ram_s"))
        add_known(row, "held in system RAM", "GiB", ram_gib(a), ram_gib(b), 1);
}

/* Sets what the causes that the row keeps leave of the ratio. */
static void set_rest(struct differ_row *row)
{
    double left = row->is.a > 0 && row->is.b > 0 ? log(row->is.b / row->is.a) : NAN;
    for (int i = 0; i < row->n_causes; i++)
        left -= row->cause[i].effect;
    row->rest_factor = exp(left);
}

/* ---- terms ---- */

/* Adds the terms of one phase, each times `per`, and the total. sum: what a user waits for. */
static void terms(struct pair *p, struct differ_list *l, const struct step_part *const part[],
                  const struct breakdown_step *const step[], const double per[], const double sum[], enum unit unit,
                  const char *what, const char *rest_name)
{
    enum { DIGITS = 4 };
    double rest[DIFFER_SIDES] = {sum[0], sum[1]}, small[DIFFER_SIDES] = {0, 0};
    for (size_t i = 0; i < figures_step_part.n; i++) {
        const struct figure *f = &figures_step_part.v[i];
        double v[DIFFER_SIDES];
        if (is_named(f, "total_s"))
            continue;
        for (int k = 0; k < DIFFER_SIDES; k++) {
            v[k] = results_value(f, part[k]) * per[k];
            rest[k] -= known_or(v[k], 0);
        }
        const double x = known_or(v[0], 0), y = known_or(v[1], 0);
        if (x == 0 && y == 0)
            continue;
        if (!p->d->full && fabs(x - y) < small_frac * fmax(sum[0], sum[1])) {
            small[0] += x;
            small[1] += y;
            continue;
        }
        struct differ_row *row = differ_row_number(l, f->doc, unit, DIGITS, x, y);
        if (!row)
            continue;
        const struct breakdown_part *const pair[] = {part_of(step[0], f), part_of(step[1], f)};
        const bool rated = step[0] == &p->taken[0]->prefill &&
                           add_rates(row, p->out, pair, is_named(f, "attn_s") ? constant_attn : constant_matrix);
        add_inputs(p, row, pair, 0, rated);
        add_inputs(p, row, pair, 1, rated);
        add_sizes(row, f, p->out, rated);
        set_rest(row);
    }
    const double least = 1e-6; /* of the sum: less is rounding */
    for (int k = 0; k < DIFFER_SIDES; k++)
        rest[k] = fabs(rest[k]) > least * sum[k] ? rest[k] : 0;
    if (small[0] != 0 || small[1] != 0)
        differ_row_number(l, "all smaller terms together", unit, DIGITS, small[0], small[1]);
    if (rest[0] != 0 || rest[1] != 0)
        differ_row_number(l, rest_name, unit, DIGITS, rest[0], rest[1]);
    differ_row_total(l, what, unit, DIGITS, sum[0], sum[1]);
}

static void decode(struct pair *p)
{
    struct differ_workload *w = p->out;
    const struct step_part *part[DIFFER_SIDES];
    const struct breakdown_step *step[DIFFER_SIDES];
    double per[DIFFER_SIDES], sum[DIFFER_SIDES];
    for (int k = 0; k < DIFFER_SIDES; k++) {
        part[k] = &w->cell[k]->step;
        step[k] = &p->taken[k]->decode;
        per[k] = 1 / unit_ms_to_s(1) / known_or(w->cell[k]->figures.step_tokens, 1);
        sum[k] = 1 / unit_ms_to_s(1) / w->cell[k]->figures.decode_tok_s.mid;
    }
    terms(p, &w->decode, part, step, per, sum, UNIT_MS, "time per token of one user",
          "measured correction, and the limit of the bandwidth");
}

static void prefill(struct pair *p)
{
    struct differ_workload *w = p->out;
    const struct step_part *part[DIFFER_SIDES];
    const struct breakdown_step *step[DIFFER_SIDES];
    double per[DIFFER_SIDES], sum[DIFFER_SIDES];
    for (int k = 0; k < DIFFER_SIDES; k++) {
        part[k] = &w->cell[k]->prefill_step;
        step[k] = &p->taken[k]->prefill;
        per[k] = p->taken[k]->prefill.steps;
        sum[k] = w->cell[k]->figures.ttft_s.mid;
    }
    terms(p, &w->prefill, part, step, per, sum, UNIT_S, "time to the first token",
          "micro-batches that overlap, and measured correction");
}

/* ---- the deployment ---- */

static const char *link_of(struct arena *a, const struct compare_cell *c)
{
    const struct link *all[] = {c->link, c->bridge, c->net};
    struct str s = str_new(a);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i])
            str_addf(&s, "%s%s", s.len ? ", " : "", all[i]->id);
    return s.len ? s.text : NULL;
}

static const char *model_of(const struct compare_cell *c)
{
    return c->choice && c->choice->model ? c->choice->model->id : NULL;
}

static const char *runs_on(struct arena *a, const struct compare_cell *c)
{
    struct str s = str_new(a);
    if (c->api)
        return c->api->id;
    for (int i = 0; i < c->n_machines; i++)
        str_addf(&s, "%s%s", i ? " + " : "", c->machine[i]->title ? c->machine[i]->title : c->machine[i]->id);
    return s.len ? s.text : NULL;
}

static void how(struct pair *p)
{
    static const char *const names[] = {"engine",    "backend", "quant", "bits",      "cache",
                                        "cards",     "split",   "where", "n_cpu_moe", "ubatch_tokens",
                                        "sequences", "limit_w", "serves"};
    struct differ_workload *w = p->out;
    const struct compare_cell *a = w->cell[0], *b = w->cell[1];
    differ_row_words(&w->how, "model", model_of(a), model_of(b));
    if (p->d->side[0].option->option->machines.n > 1 || p->d->side[1].option->option->machines.n > 1)
        differ_row_words(&w->how, "machine", runs_on(p->arena, a), runs_on(p->arena, b));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct figure *f = results_find(&figures_deployed, names[i]);
        BUG_UNLESS(f);
        if (a->how.engine && b->how.engine)
            differ_row_figure(&w->how, f->doc, f, &a->how, &b->how, 1);
    }
    if (!a->how.engine != !b->how.engine)
        differ_row_words(&w->how, "engine", a->how.engine, b->how.engine);
    differ_row_words(&w->how, "links", link_of(p->arena, a), link_of(p->arena, b));
}

/* ---- memory ---- */

static double sum_of(const struct compare_cell *c, const struct figure *f)
{
    double sum = 0;
    for (int i = 0; i < c->n_devices; i++)
        sum += results_value(f, &c->device[i]);
    return c->n_devices > 0 ? sum : NAN;
}

static void memory(struct pair *p)
{
    static const char *const names[] = {"weights_gib", "kv_gib", "compute_gib", "overhead_gib"};
    struct differ_workload *w = p->out;
    const struct figure *f = NULL;
    if (w->cell[0]->n_devices == 0 || w->cell[1]->n_devices == 0)
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        f = results_find(&figures_device_load, names[i]);
        BUG_UNLESS(f);
        differ_row_number(&w->memory, f->doc, f->unit, f->digits, sum_of(w->cell[0], f), sum_of(w->cell[1], f));
    }
    f = results_find(&figures_device_load, "total_gib");
    differ_row_total(&w->memory, "used on all devices", f->unit, f->digits, sum_of(w->cell[0], f),
                     sum_of(w->cell[1], f));
}

/* Adds used and free memory of each device; those that only one side has stand against nothing. */
static void devices(struct pair *p)
{
    static const char *const names[] = {"total_gib", "spare_gib"};
    struct differ_workload *w = p->out;
    const int n[] = {w->cell[0]->n_devices, w->cell[1]->n_devices};
    for (int i = 0; i < (n[0] > n[1] ? n[0] : n[1]); i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const struct figure *f = results_find(&figures_device_load, names[k]);
            const char *a = i < n[0] ? w->cell[0]->device[i].device : NULL,
                       *b = i < n[1] ? w->cell[1]->device[i].device : NULL;
            const char *id = !a ? b : !b || strcmp(a, b) == 0 ? a : str_format(p->arena, "%s / %s", a, b);
            BUG_UNLESS(f);
            differ_row_number(&w->devices, str_format(p->arena, "device %d (%s), %s", i, id, k ? "free" : "used"),
                              f->unit, f->digits, a ? results_value(f, &w->cell[0]->device[i]) : NAN,
                              b ? results_value(f, &w->cell[1]->device[i]) : NAN);
        }
}

void differ_speed(struct arena *a, const struct differ *d, struct differ_workload *out)
{
    struct pair p = {.arena = a, .d = d, .out = out};
    struct differ_list *const all[] = {&out->how, &out->decode, &out->prefill, &out->memory, &out->devices};
    bool known = true;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i] = differ_row_list(a);
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const struct compare_cell *c = out->cell[k];
        const bool runs = c->asked && c->n_devices > 0 && !isnan(c->figures.decode_tok_s.mid);
        /* The prompt starts with an empty cache, as in the comparison (cells.h). */
        p.taken[k] = runs ? breakdown_run(a, d->side[k].comparison->catalogue, c->asked, 0) : NULL;
        known &= p.taken[k] != NULL;
    }
    how(&p);
    memory(&p);
    if (d->full)
        devices(&p);
    if (!known)
        return;
    decode(&p);
    prefill(&p);
}
