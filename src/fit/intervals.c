#include "intervals.h"

#include "arena.h"
#include "interval.h"
#include "stat.h"

#include <math.h>
#include <string.h>

/* The groups that have a factor each, and how many devices beside the row's own its combination was measured on. */
static const unsigned keyed[] = {INTERVAL_split, INTERVAL_memory | INTERVAL_vendor, INTERVAL_model_kind, INTERVAL_deep,
                                 INTERVAL_batched};
enum { LEVELS = sizeof keyed / sizeof *keyed, COMPANY = LEVELS, ALL_LEVELS, MOST_PARTS = 200 };
enum company { FEW, SOME, MANY, COMPANIES };
static const unsigned combination = INTERVAL_kernels | INTERVAL_backend | INTERVAL_vendor,
                      measured_so = INTERVAL_device | INTERVAL_split;
/* A factor is drawn towards 1 as if so many more rigs had said 1. */
static const double drawn = 3;

struct width_row {
    struct spread c;
    double ln, known_ln; /* ln(measured / predicted) */
    double weight, width;
    int group, kin, part[ALL_LEVELS];
    bool fitted, in;
};

struct width_part {
    struct spread group;
    double factor, sum, weight;
    int rigs;
};

/* One phase. */
struct widths {
    struct width_row *row;
    size_t n;
    struct width_part part[MOST_PARTS];
    int n_parts;
    int groups;
    int *rows_of; /* of each group, those that are in */
    bool *met;    /* MOST_PARTS by groups */
    double base;
    double *z, *z_weight;
    struct spread all; /* quantiles of ln / width */
};

static int part_of(struct widths *w, struct spread group)
{
    for (int i = COMPANIES; i < w->n_parts; i++)
        if (interval_same(&w->part[i].group, &group))
            return i;
    if (w->n_parts == MOST_PARTS)
        return MOST_PARTS - 1;
    w->part[w->n_parts].group = group;
    return w->n_parts++;
}

static enum company company(int devices)
{
    static const int some = 4, many = 8;
    return devices < some ? FEW : devices < many ? SOME : MANY;
}

/* Devices of which fitted rows have the combination. */
static int devices_with(const struct widths *w, const struct spread *g)
{
    enum { MOST = 400 };
    const struct device *seen[MOST];
    int n = 0;
    for (size_t i = 0; i < w->n && n < MOST; i++) {
        if (!w->row[i].fitted || !interval_match(g, &w->row[i].c))
            continue;
        int k = 0;
        while (k < n && seen[k] != w->row[i].c.device)
            k++;
        if (k == n)
            seen[n++] = w->row[i].c.device;
    }
    return n;
}

static void company_parts(struct arena *a, struct widths *w)
{
    struct spread *done = ARENA_ARRAY(a, w->n + 1, struct spread);
    int *devices = ARENA_ARRAY(a, w->n + 1, int);
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        const struct spread g = interval_group(&w->row[i].c, combination);
        size_t k = 0;
        while (k < n && !interval_same(&done[k], &g))
            k++;
        if (k == n) {
            done[n] = g;
            devices[n++] = devices_with(w, &g);
        }
        w->row[i].part[COMPANY] = (int)company(devices[k] - 1);
    }
}

static struct widths *intervals_new(struct arena *a, const struct calibrate_rows *rows, enum phase phase,
                                    const double *tok_s, const double *known)
{
    struct widths *w = ARENA_NEW(a, struct widths);
    *w = (struct widths){
        .row = ARENA_ARRAY(a, rows->n + 1, struct width_row), .n_parts = COMPANIES, .groups = rows->groups};
    for (size_t i = 0; i < rows->n; i++) {
        const struct calibrate_row *r = &rows->v[i];
        if (r->phase != phase)
            continue;
        struct width_row *to = &w->row[w->n++];
        *to = (struct width_row){.c = interval_case(&r->key, phase, r->predict.depth, r->predict.batch),
                                 .ln = log(r->measured_tok_s / tok_s[i]),
                                 .known_ln = known ? log(r->measured_tok_s / known[i]) : NAN,
                                 .group = r->group,
                                 .kin = r->kin,
                                 .fitted = r->fitted};
        for (int l = 0; l < LEVELS; l++)
            to->part[l] = part_of(w, interval_group(&to->c, keyed[l]));
    }
    company_parts(a, w);
    w->rows_of = ARENA_ARRAY(a, (size_t)rows->groups + 1, int);
    w->met = ARENA_ARRAY(a, (size_t)MOST_PARTS * (size_t)(rows->groups + 1), bool);
    w->z = ARENA_ARRAY(a, rows->n + 1, double);
    w->z_weight = ARENA_ARRAY(a, rows->n + 1, double);
    return w;
}

/* Weights, rigs of each part, and one width for all. */
static void start(struct widths *w, int without)
{
    double sum = 0, weight = 0;
    memset(w->rows_of, 0, (size_t)w->groups * sizeof *w->rows_of);
    memset(w->met, 0, (size_t)MOST_PARTS * (size_t)w->groups * sizeof *w->met);
    for (int i = 0; i < w->n_parts; i++) {
        w->part[i].factor = 1;
        w->part[i].rigs = 0;
    }
    for (size_t i = 0; i < w->n; i++) {
        struct width_row *r = &w->row[i];
        r->in = r->fitted && r->group != without && r->kin != without;
        w->rows_of[r->group] += r->in;
        for (int l = 0; r->in && l < ALL_LEVELS; l++) {
            bool *met = &w->met[r->part[l] * w->groups + r->group];
            w->part[r->part[l]].rigs += !*met;
            *met = true;
        }
    }
    for (size_t i = 0; i < w->n; i++) {
        struct width_row *r = &w->row[i];
        r->weight = r->in ? 1 / sqrt(w->rows_of[r->group]) : 0;
        sum += r->weight * fabs(r->ln);
        weight += r->weight;
    }
    w->base = weight > 0 ? sum / weight : 0;
    for (size_t i = 0; i < w->n; i++)
        w->row[i].width = w->base;
}

static void turn(struct widths *w, int level)
{
    static const double most = 6; /* widths: what lies farther says no more */
    double was[MOST_PARTS];
    for (int i = 0; i < w->n_parts; i++) {
        was[i] = w->part[i].factor;
        w->part[i].sum = w->part[i].weight = 0;
    }
    for (size_t i = 0; i < w->n; i++) {
        const struct width_row *r = &w->row[i];
        struct width_part *p = &w->part[r->part[level]];
        p->sum += r->weight * (r->weight > 0 ? fmin(fabs(r->ln) / r->width, most) : 0);
        p->weight += r->weight;
    }
    for (int i = 0; i < w->n_parts; i++) {
        struct width_part *p = &w->part[i];
        if (p->weight > 0)
            p->factor = (p->rigs * p->factor * p->sum / p->weight + drawn) / (p->rigs + drawn);
    }
    for (size_t i = 0; i < w->n; i++)
        w->row[i].width *= w->part[w->row[i].part[level]].factor / was[w->row[i].part[level]];
}

/* False where there are too few rows to say anything of the ends of a distribution. */
static bool fit(struct widths *w, int without)
{
    static const int rounds = 8;
    static const size_t fewest = 25;
    size_t n = 0;
    start(w, without);
    for (int k = 0; k < rounds && w->base > 0; k++)
        for (int l = 0; l < ALL_LEVELS; l++)
            turn(w, l);
    for (size_t i = 0; i < w->n; i++)
        if (w->row[i].in && w->base > 0) {
            w->z[n] = w->row[i].ln / w->row[i].width;
            w->z_weight[n++] = w->row[i].weight;
        }
    if (n < fewest)
        return false;
    stat_sort_weighted(w->z, w->z_weight, n);
    w->all.low95 = fmin(0, stat_quantile_weighted(w->z, w->z_weight, n, 0.025));
    w->all.low80 = fmin(0, stat_quantile_weighted(w->z, w->z_weight, n, 0.1));
    w->all.high80 = fmax(0, stat_quantile_weighted(w->z, w->z_weight, n, 0.9));
    w->all.high95 = fmax(0, stat_quantile_weighted(w->z, w->z_weight, n, 0.975));
    w->all.rows = (double)n;
    return true;
}

void intervals_left_out(struct arena *a, const struct calibrate_rows *rows, const double *tok_s, struct range *out)
{
    static const struct range untold = {NAN, NAN, 1, NAN, NAN};
    for (int phase = phase_decode; phase <= phase_prefill; phase++) {
        struct widths *w = intervals_new(a, rows, (enum phase)phase, tok_s, NULL);
        for (int g = 0; g < rows->groups; g++) {
            const bool told = fit(w, g);
            size_t at = 0;
            for (size_t i = 0; i < rows->n; i++) {
                if (rows->v[i].phase != (enum phase)phase)
                    continue;
                struct spread s = w->all;
                s.width = w->row[at++].width;
                if (rows->v[i].group == g)
                    out[i] = told ? interval_factors(&s) : untold;
            }
        }
    }
}

/* A part's record, with the rows that it was fitted to. */
static void record(const struct widths *w, struct spread s, double width, struct spread_list *out, struct spread *v)
{
    static const double negligible = 0.01; /* of ln factor */
    if (fabs(log(width)) < negligible)
        return;
    s.width = width;
    s.rows = 0;
    for (size_t i = 0; i < w->n; i++)
        s.rows += w->row[i].in && interval_match(&s, &w->row[i].c);
    v[out->n++] = s;
}

/* Is row i the first that is in and has these keys? */
static bool first(const struct widths *w, size_t i, unsigned keys)
{
    const struct spread g = interval_group(&w->row[i].c, keys);
    if (!w->row[i].in)
        return false;
    for (size_t k = 0; k < i; k++)
        if (w->row[k].in && interval_match(&g, &w->row[k].c))
            return false;
    return true;
}

/* How much narrower a device that was measured so is, drawn towards what all such are. */
static double known_factor(const struct widths *w, const struct spread *g, double usual)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < w->n; i++)
        if (w->row[i].in && (!g || interval_match(g, &w->row[i].c))) {
            sum += w->row[i].weight * fabs(w->row[i].known_ln) / w->row[i].width;
            weight += w->row[i].weight;
        }
    return g ? (sum + drawn * usual) / (weight + drawn) : sum / weight;
}

struct spread_list intervals_records(struct arena *a, const struct calibrate_rows *rows, const double *tok_s,
                                     const double *known_tok_s)
{
    struct spread *v = ARENA_ARRAY(a, 2 * (MOST_PARTS + 2 * rows->n) + 2, struct spread);
    struct spread_list out = {0, v};
    for (int phase = phase_decode; phase <= phase_prefill; phase++) {
        struct widths *w = intervals_new(a, rows, (enum phase)phase, tok_s, known_tok_s);
        if (!fit(w, -1))
            continue;
        struct spread all = interval_group(&(struct spread){.phase = (enum phase)phase}, 0);
        const double alone = w->base * w->part[FEW].factor; /* of a combination that hardly anybody measured */
        all.rows = w->all.rows;
        all.low95 = w->all.low95 * alone;
        all.low80 = w->all.low80 * alone;
        all.high80 = w->all.high80 * alone;
        all.high95 = w->all.high95 * alone;
        v[out.n++] = all;
        for (int i = COMPANIES; i < w->n_parts; i++)
            if (w->part[i].rigs > 0)
                record(w, w->part[i].group, w->part[i].factor, &out, v);
        for (size_t i = 0; i < w->n; i++)
            if (first(w, i, combination)) {
                const struct spread g = interval_group(&w->row[i].c, combination);
                record(w, g, w->part[company(devices_with(w, &g))].factor / w->part[FEW].factor, &out, v);
            }
        const double usual = known_factor(w, NULL, NAN);
        for (size_t i = 0; i < w->n; i++)
            if (first(w, i, measured_so)) {
                const struct spread g = interval_group(&w->row[i].c, measured_so);
                record(w, g, known_factor(w, &g, usual), &out, v);
            }
    }
    return out;
}
