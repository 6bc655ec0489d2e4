/* Idea: a user's rows join the shipped ones and all constants are fitted again, starting from the catalogue's. The same
   search runs without the user's rows first, so that a change of a factor is the effect of those rows and not of the
   search.

   Invariant: every catalogue record is replaced. A factor that the new fit finds negligible is written as 1; otherwise
   the catalogue's value would stay in force. A row that counts several times is shown once.

   Reference: docs/model.md, section 2, "Calibration"; decisions 0011 and 0029. */
#include "refit_effect.h"

#include "arena.h"
#include "bug.h"
#include "fit_speed.h"
#include "pace.h"
#include "real.h"
#include "record_id.h"
#include "str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct refit {
    struct arena *arena;
    const struct catalogue *c;
    const struct speed_row_list *all; /* shipped rows of speed files, then the user's, weight times */
    size_t n_shipped, n_own;
    struct calibrate_rows rows; /* the rows of `all` that can be predicted, and shipped servers */
    size_t n_speed;             /* rows without the servers */
    double *before, *after;     /* predicted speed of each row in `rows`, tokens/s */
    struct calibrate *fit;
    struct calibration_list without; /* fitted to the shipped rows alone */
    struct refit_effect *out;
};

static bool is_own(const struct refit *m, size_t i)
{
    return i < m->n_speed && m->rows.which[i] >= m->n_shipped;
}

/* Returns true for the first copy of a user's row. */
static bool is_shown(const struct refit *m, size_t i)
{
    return is_own(m, i) && m->rows.which[i] < m->n_shipped + m->n_own;
}

static double error_frac(const struct refit *m, const double *tok_s, size_t i)
{
    return tok_s[i] / m->rows.v[i].measured_tok_s - 1;
}

/* ---- both fits ---- */

/* Returns the tokens of a prompt or of a decode step. */
static double tokens_of(const struct calibrate_row *r)
{
    return r->phase == phase_prefill ? r->predict.prompt : r->predict.batch;
}

static void predict_before(struct refit *m)
{
    const struct policy *p = catalogue_policy(m->c);
    for (size_t i = 0; i < m->n_speed; i++) {
        const struct calibrate_row *r = &m->rows.v[i];
        m->before[i] = tokens_of(r) / pace_s(&r->predict, &r->placement, &r->rig, p, r->phase);
    }
}

/* Runs the fit with or without the user's rows, each time from the catalogue's constants. */
static void solve(struct refit *m, bool with_own)
{
    bool *fitted = ARENA_ARRAY(m->arena, m->rows.n + 1, bool);
    for (size_t i = 0; i < m->rows.n; i++) {
        fitted[i] = m->rows.v[i].fitted;
        m->rows.v[i].fitted = fitted[i] && (with_own || !is_own(m, i));
    }
    fit_speed_from(m->fit, &m->c->calibrations);
    for (size_t i = 0; i < m->rows.n; i++)
        m->rows.v[i].fitted = fitted[i];
}

static void fit(struct refit *m)
{
    m->fit = calibrate_new(m->arena, m->rows.v, m->rows.n, &m->c->priors, catalogue_policy(m->c));
    solve(m, false);
    m->without = calibrate_records(m->arena, m->fit);
    solve(m, true);
    for (size_t i = 0; i < m->n_speed; i++)
        m->after[i] = calibrate_tok_s(m->fit, i);
}

/* Sets out->records to the records of the new fit, plus a value of 1 for each catalogue record that the fit dropped. */
static void all_records(struct refit *m)
{
    const struct calibration_list *known = &m->c->calibrations;
    const struct calibration_list found = calibrate_records(m->arena, m->fit);
    struct calibration *v = ARENA_ARRAY(m->arena, found.n + known->n, struct calibration);
    size_t n = found.n;
    memcpy(v, found.v, found.n * sizeof *v);
    for (size_t k = 0; k < known->n; k++) {
        bool there = false;
        for (size_t i = 0; i < found.n; i++)
            there |= priors_same(&found.v[i], &known->v[k]);
        if (there)
            continue;
        v[n] = known->v[k];
        v[n++].value = 1;
    }
    BUG_UNLESS(n <= found.n + known->n);
    m->out->records = (struct calibration_list){n, v};
}

/* Predicts the rows of unlike devices as `predict` will: each device with its own constants. The fit, which knows the
   first device only, does not. */
static void predict_unlike(struct refit *m)
{
    for (size_t i = 0; i < m->n_speed; i++) {
        struct calibrate_row *r = &m->rows.v[i];
        struct rig rig = r->rig;
        bool alike = true;
        for (int d = 0; d < rig.n; d++) {
            struct constants_case k = prepare_constants_case(&r->predict, &rig, d, r->month);
            k.own = r->key.own;
            constants_resolve(&m->out->records, &k, &rig.dev[d].constants);
            alike = alike && rig.dev[d].device == rig.dev[0].device;
        }
        if (!alike)
            m->after[i] = tokens_of(r) / pace_s(&r->predict, &r->placement, &rig, catalogue_policy(m->c), r->phase);
    }
}

/* ---- rows and machines ---- */

static const char *machine(const struct refit *m, size_t i)
{
    const struct calibrate_row *r = &m->rows.v[i];
    struct str s = str_new(m->arena);
    for (int d = 0; d < r->rig.n; d++) {
        const bool again = d > 0 && r->rig.dev[d].device == r->rig.dev[d - 1].device;
        str_addf(&s, "%s%s", d == 0 ? "" : again ? "" : " + ", again ? "" : r->rig.dev[d].device->id);
    }
    if (r->rig.n > 1)
        str_addf(&s, ", %d in all, %s", r->rig.n, enums_words(&enums_split, (int)r->predict.memory.split));
    str_addf(&s, ", %s, %s", r->key.engine->id, enums_words(&enums_backend, (int)r->rig.dev[0].backend));
    return s.text;
}

/* Inserts the row after the other rows of its machine. All rows of a machine share one name pointer. */
static void add_row(struct refit *m, size_t i, const char *name)
{
    const struct calibrate_row *r = &m->rows.v[i];
    const struct speed_row *given = &m->all->v[m->rows.which[i]];
    struct refit_effect *out = m->out;
    size_t at = out->n_rows;
    while (at > 0 && strcmp(out->row[at - 1].machine, name) != 0)
        at--;
    if (at == 0)
        at = out->n_rows;
    else
        name = out->row[at - 1].machine;
    memmove(&out->row[at + 1], &out->row[at], (out->n_rows++ - at) * sizeof *out->row);
    out->row[at] = (struct refit_row){
        .id = given->id,
        .machine = name,
        .model = given->model,
        .quant = given->quant,
        .phase = r->phase,
        .depth_tokens = r->predict.depth,
        .batch = r->predict.batch,
        .before_tok_s = m->before[i],
        .after_tok_s = m->after[i],
        .measured_tok_s = r->measured_tok_s,
        .before_error_frac = error_frac(m, m->before, i),
        .after_error_frac = error_frac(m, m->after, i),
        .fitted = r->fitted ? flag_yes : flag_no,
    };
}

/* Sums errors; rows_and_groups divides them by the number of rows. */
static void add_to_group(const struct refit *m, struct refit_group *g, size_t i)
{
    g->rows++;
    g->before_frac += fabs(error_frac(m, m->before, i));
    g->after_frac += fabs(error_frac(m, m->after, i));
}

static struct refit_group *group_of(struct refit_effect *out, const char *name, const char *origin)
{
    for (size_t i = 0; i < out->n_groups; i++)
        if (strcmp(out->group[i].machine, name) == 0 && strcmp(out->group[i].origin, origin) == 0)
            return &out->group[i];
    out->group[out->n_groups] = (struct refit_group){name, origin, 0, 0, 0};
    return &out->group[out->n_groups++];
}

static void rows_and_groups(struct refit *m)
{
    static const char yours[] = "yours", ours[] = "shipped";
    struct refit_effect *out = m->out;
    out->row = ARENA_ARRAY(m->arena, m->rows.n + 1, struct refit_row);
    out->group = ARENA_ARRAY(m->arena, 2 * m->rows.n + 1, struct refit_group);
    for (size_t i = 0; i < m->n_speed; i++)
        if (is_shown(m, i)) {
            const char *name = machine(m, i);
            add_row(m, i, name);
            add_to_group(m, group_of(out, name, yours), i);
            group_of(out, name, ours);
        }
    struct refit_group others = {"all other machines", ours, 0, 0, 0};
    for (size_t i = 0; i < m->n_speed; i++) {
        const char *name = machine(m, i);
        struct refit_group *g = &others;
        for (size_t k = 0; k < out->n_groups; k++)
            if (out->group[k].origin == ours && strcmp(out->group[k].machine, name) == 0)
                g = &out->group[k];
        if (!is_own(m, i))
            add_to_group(m, g, i);
    }
    out->group[out->n_groups++] = others;
    for (size_t k = 0; k < out->n_groups; k++) {
        out->group[k].before_frac /= out->group[k].rows;
        out->group[k].after_frac /= out->group[k].rows;
    }
}

/* ---- factors, the most changed first ---- */

static int by_change(const void *a, const void *b)
{
    const struct refit_factor *x = a, *y = b;
    const double dx = fabs(real_log1p(x->change_frac)), dy = fabs(real_log1p(y->change_frac));
    return (dx < dy) - (dx > dy);
}

static double own_rows(const struct refit *m, const struct calibration *k)
{
    double n = 0;
    for (size_t i = 0; i < m->n_speed; i++)
        n += is_shown(m, i) && m->rows.v[i].fitted && constants_match(k, &m->rows.v[i].key);
    return n;
}

static void factors(struct refit *m)
{
    const struct calibration_list *now = &m->out->records, *known = &m->without;
    m->out->factor = ARENA_ARRAY(m->arena, now->n + 1, struct refit_factor);
    for (size_t i = 0; i < now->n; i++) {
        const struct calibration *k = &now->v[i], *was = NULL;
        const double own = own_rows(m, k);
        for (size_t j = 0; j < known->n; j++)
            if (priors_same(k, &known->v[j]))
                was = &known->v[j];
        if (own == 0)
            continue;
        const double before = was ? was->value : 1;
        m->out->factor[m->out->n_factors++] = (struct refit_factor){
            .record = record_id(m->arena, &kind_calibration, k),
            .constant = enums_words(&enums_constant, (int)k->constant),
            .before = before,
            .after = k->value,
            .change_frac = k->value / before - 1,
            .rows = k->rows,
            .own_rows = own,
        };
    }
    qsort(m->out->factor, m->out->n_factors, sizeof *m->out->factor, by_change);
}

static void ranges(struct refit *m)
{
    struct refit_range_row *rows = ARENA_ARRAY(m->arena, m->n_speed + 1, struct refit_range_row);
    size_t n = 0;
    for (size_t i = 0; i < m->n_speed; i++)
        if (is_shown(m, i) && m->rows.v[i].fitted)
            rows[n++] = (struct refit_range_row){&m->rows.v[i], machine(m, i),
                                                 real_log(m->rows.v[i].measured_tok_s / m->after[i])};
    m->out->ranges = refit_range_run(m->arena, m->c, rows, n);
}

const struct refit_effect *refit_effect_run(struct arena *a, const struct catalogue *c,
                                            const struct fit_speed_rows *shipped_rows, const struct speed_row_list *own,
                                            int weight)
{
    const struct speed_row_list *const shipped = &shipped_rows->speed;
    BUG_UNLESS(weight >= 1);
    const size_t times = (size_t)weight;
    struct speed_row *v = ARENA_ARRAY(a, shipped->n + times * own->n, struct speed_row);
    const struct speed_row_list all = {shipped->n + times * own->n, v};
    memcpy(v, shipped->v, shipped->n * sizeof *v);
    for (size_t k = 0; k < times; k++)
        memcpy(v + shipped->n + k * own->n, own->v, own->n * sizeof *v);
    struct refit m = {.arena = a,
                      .c = c,
                      .all = &all,
                      .n_shipped = shipped->n,
                      .n_own = own->n,
                      .out = ARENA_NEW(a, struct refit_effect)};
    m.rows = fit_speed_prepare(a, c, &(struct fit_speed_rows){all, shipped_rows->serving}, FIT_SPEED_BY_GPU);
    m.n_speed = m.rows.n - m.rows.n_serving;
    for (size_t i = 0; i < m.n_speed; i++)
        m.rows.v[i].key.own = is_own(&m, i) ? flag_yes : flag_unknown;
    m.before = ARENA_ARRAY(a, m.rows.n + 1, double);
    m.after = ARENA_ARRAY(a, m.rows.n + 1, double);
    predict_before(&m);
    fit(&m);
    all_records(&m);
    predict_unlike(&m);
    rows_and_groups(&m);
    factors(&m);
    ranges(&m);
    m.out->n_given = own->n;
    return m.out;
}
