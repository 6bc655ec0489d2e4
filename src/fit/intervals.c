/* Idea: ln(measured / predicted) of a row is a width times a draw from one distribution for each phase, whose quantiles
   are taken over all rows. The width is a base width times a factor of each of the row's groups: split, memory and
   maker, kind of model, depth, batch, and evidence: the number of other devices that were measured with the same
   kernels, backend and maker. A device that was measured itself gets one more factor, from predictions that knew it.

   Invariant: only rows that were left out of the fit count, and a left-out row's range comes from other fold groups
   alone. A fold group of n rows weighs root n, since rows of one rig are not independent. low95 <= low80 <= 0 <= high80
   <= high95 in ln, so a range always contains the prediction.

   Reference: docs/model.md, section 3, "Ranges"; decisions 0011 and 0012. */
#include "intervals.h"

#include "arena.h"
#include "bug.h"
#include "interval.h"
#include "real.h"
#include "stat.h"

#include <math.h>
#include <string.h>

/* The levels: keys whose groups have a width factor each; after them the level of evidence. */
static const unsigned keyed[] = {INTERVAL_split,      INTERVAL_link_stated, INTERVAL_memory | INTERVAL_vendor,
                                 INTERVAL_model_kind, INTERVAL_deep,        INTERVAL_batched};
enum { LEVELS = sizeof keyed / sizeof *keyed, EVIDENCE = LEVELS, ALL_LEVELS, MOST_FACTORS = 200 };
/* How many other devices were measured in like cases: with the row's kernels, backend, maker, kind of memory and split,
   with several sequences or one; also the first factors. The next one serves rows without the key of a level, such as
   one device without a link, and stays 1. */
enum evidence { FEW_DEVICES, FEW_BATCHED, SOME_DEVICES, MANY_DEVICES, EVIDENCES, NO_KEY = EVIDENCES, FIRST_GROUP };
static const unsigned like_cases = INTERVAL_kernels | INTERVAL_backend | INTERVAL_vendor | INTERVAL_memory |
                                   INTERVAL_split | INTERVAL_batched,
                      device_and_split = INTERVAL_device | INTERVAL_split;
/* A factor is drawn towards 1 as by this number of rigs of factor 1. */
static const double prior_rigs = 3;

struct width_row {
    struct spread c; /* the row's case, with all keys */
    double ln;       /* ln(measured / predicted), its GPU left out */
    double ln_known; /* the same with its model left out instead */
    double weight;   /* 1 / root of the fold group's rows; 0 where the row is not in the fit */
    double width;    /* base width times its factors */
    int fold_group, related_group;
    int factor[ALL_LEVELS]; /* index of its factor on each level */
    bool fitted;            /* from struct calibrate_row */
    bool in;                /* in the present fit */
};

struct width_factor {
    struct spread group; /* not of the factors of evidence */
    double value;
    double sum, weight; /* of |ln| / width over its rows */
    int rigs;           /* fold groups with a row in it */
};

/* The fit of one phase. */
struct widths {
    struct width_row *row;
    size_t n;
    struct width_factor factor[MOST_FACTORS];
    int n_factors;
    int n_groups;         /* fold groups */
    int *rows_in_group;   /* rows in the fit, of each fold group */
    bool *counted;        /* is the fold group among the factor's rigs? MOST_FACTORS by n_groups */
    double base;          /* mean |ln| */
    double *z, *z_weight; /* room for ln / width of the rows in the fit */
    struct spread all;    /* quantiles of ln / width */
};

/* Returns the index of the group's factor, added when it is new; the last one serves when there is no room. */
static int factor_of(struct widths *w, struct spread group)
{
    const struct spread no_key = interval_group(&group, 0);
    if (interval_same(&group, &no_key))
        return NO_KEY;
    for (int i = FIRST_GROUP; i < w->n_factors; i++)
        if (interval_same(&w->factor[i].group, &group))
            return i;
    if (w->n_factors == MOST_FACTORS)
        return MOST_FACTORS - 1;
    w->factor[w->n_factors].group = group;
    return w->n_factors++;
}

/* Returns the evidence for a group of like cases that so many devices were measured in. */
static enum evidence evidence_of(int devices, const struct spread *g)
{
    static const int some = 4, many = 8;
    if (devices < some)
        return g->batched == flag_yes ? FEW_BATCHED : FEW_DEVICES;
    return devices < many ? SOME_DEVICES : MANY_DEVICES;
}

/* Returns the number of devices with a fitted row in the group. */
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

static void set_evidence(struct arena *a, struct widths *w)
{
    struct spread *done = ARENA_ARRAY(a, w->n + 1, struct spread);
    int *devices = ARENA_ARRAY(a, w->n + 1, int);
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        const struct spread g = interval_group(&w->row[i].c, like_cases);
        size_t k = 0;
        while (k < n && !interval_same(&done[k], &g))
            k++;
        if (k == n) {
            done[n] = g;
            devices[n++] = devices_with(w, &g);
        }
        w->row[i].factor[EVIDENCE] = (int)evidence_of(devices[k] - 1, &g); /* without its own */
    }
}

static struct widths *new_widths(struct arena *a, const struct calibrate_rows *rows, enum phase phase,
                                 const double *tok_s, const double *known)
{
    struct widths *w = ARENA_NEW(a, struct widths);
    *w = (struct widths){
        .row = ARENA_ARRAY(a, rows->n + 1, struct width_row), .n_factors = FIRST_GROUP, .n_groups = rows->n_groups};
    for (size_t i = 0; i < rows->n; i++) {
        const struct calibrate_row *r = &rows->v[i];
        if (r->phase != phase || r->serving)
            continue;
        BUG_UNLESS(r->fold_group >= 0 && r->fold_group < rows->n_groups);
        struct width_row *to = &w->row[w->n++];
        *to = (struct width_row){.c = interval_case(&r->key, phase, r->predict.depth, r->predict.batch),
                                 .ln = real_log(r->measured_tok_s / tok_s[i]),
                                 .ln_known = known ? real_log(r->measured_tok_s / known[i]) : NAN,
                                 .fold_group = r->fold_group,
                                 .related_group = r->related_group,
                                 .fitted = r->fitted};
        for (int l = 0; l < LEVELS; l++)
            to->factor[l] = factor_of(w, interval_group(&to->c, keyed[l]));
    }
    set_evidence(a, w);
    w->rows_in_group = ARENA_ARRAY(a, (size_t)rows->n_groups + 1, int);
    w->counted = ARENA_ARRAY(a, (size_t)MOST_FACTORS * (size_t)(rows->n_groups + 1), bool);
    w->z = ARENA_ARRAY(a, rows->n + 1, double);
    w->z_weight = ARENA_ARRAY(a, rows->n + 1, double);
    return w;
}

/* Sets weights, the rigs of each factor, and the base width as every row's width. */
static void start_widths(struct widths *w, int without)
{
    double sum = 0, weight = 0;
    memset(w->rows_in_group, 0, (size_t)w->n_groups * sizeof *w->rows_in_group);
    memset(w->counted, 0, (size_t)MOST_FACTORS * (size_t)w->n_groups * sizeof *w->counted);
    for (int i = 0; i < w->n_factors; i++) {
        w->factor[i].value = 1;
        w->factor[i].rigs = 0;
    }
    for (size_t i = 0; i < w->n; i++) {
        struct width_row *r = &w->row[i];
        r->in = r->fitted && r->fold_group != without && r->related_group != without;
        w->rows_in_group[r->fold_group] += r->in;
        for (int l = 0; r->in && l < ALL_LEVELS; l++) {
            bool *counted = &w->counted[r->factor[l] * w->n_groups + r->fold_group];
            w->factor[r->factor[l]].rigs += !*counted;
            *counted = true;
        }
    }
    for (size_t i = 0; i < w->n; i++) {
        struct width_row *r = &w->row[i];
        r->weight = r->in ? 1 / sqrt(w->rows_in_group[r->fold_group]) : 0;
        sum += r->weight * fabs(r->ln);
        weight += r->weight;
    }
    w->base = weight > 0 ? sum / weight : 0;
    for (size_t i = 0; i < w->n; i++)
        w->row[i].width = w->base;
}

/* Returns the value that a factor is drawn to. Few devices of like cases say little of the next one, and the few that
   are there may agree by chance; of several sequences least is known, since most sources measure one. */
static double prior_of(int factor)
{
    static const double few = 1.4, few_batched = 1.6;
    return factor == FEW_BATCHED ? few_batched : factor == FEW_DEVICES ? few : 1;
}

/* Scales the factors of one level so that the mean |ln| / width of each factor's rows comes to 1. */
static void update_level(struct widths *w, int level)
{
    static const double most = 6; /* |ln| / width at which an outlier's say ends */
    double was[MOST_FACTORS];
    for (int i = 0; i < w->n_factors; i++) {
        was[i] = w->factor[i].value;
        w->factor[i].sum = w->factor[i].weight = 0;
    }
    for (size_t i = 0; i < w->n; i++) {
        const struct width_row *r = &w->row[i];
        struct width_factor *p = &w->factor[r->factor[level]];
        p->sum += r->weight * (r->weight > 0 ? fmin(fabs(r->ln) / r->width, most) : 0);
        p->weight += r->weight;
    }
    for (int i = 0; i < w->n_factors; i++) {
        struct width_factor *p = &w->factor[i];
        if (p->weight > 0 && i != NO_KEY)
            p->value = (p->rigs * p->value * p->sum / p->weight + prior_rigs * prior_of(i)) / (p->rigs + prior_rigs);
        BUG_UNLESS(!(p->value <= 0));
    }
    for (size_t i = 0; i < w->n; i++)
        w->row[i].width *= w->factor[w->row[i].factor[level]].value / was[w->row[i].factor[level]];
}

/* Fits widths and quantiles without the given fold group (-1: none left out). Returns false where the rows are too few
   for the ends of a distribution. */
static bool fit_widths(struct widths *w, int without)
{
    static const int rounds = 8;
    static const size_t fewest = 25;
    size_t n = 0;
    start_widths(w, without);
    for (int k = 0; k < rounds && w->base > 0; k++)
        for (int l = 0; l < ALL_LEVELS; l++)
            update_level(w, l);
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
    BUG_UNLESS(!(w->all.low95 > w->all.low80) && !(w->all.high80 > w->all.high95));
    return true;
}

void intervals_left_out(struct arena *a, const struct calibrate_rows *rows, const double *tok_s, struct range *out)
{
    static const struct range unknown = {NAN, NAN, 1, NAN, NAN};
    for (int phase = phase_decode; phase <= phase_prefill; phase++) {
        struct widths *w = new_widths(a, rows, (enum phase)phase, tok_s, NULL);
        for (int g = 0; g < rows->n_groups; g++) {
            const bool known = fit_widths(w, g);
            size_t at = 0;
            for (size_t i = 0; i < rows->n; i++) {
                if (rows->v[i].phase != (enum phase)phase || rows->v[i].serving)
                    continue;
                struct spread s = w->all;
                s.width = w->row[at++].width;
                if (rows->v[i].fold_group == g)
                    out[i] = known ? interval_factors(&s) : unknown;
            }
        }
    }
}

/* Adds a factor's record, with the number of rows that it was fitted to, unless the factor is nearly 1. */
static void add_record(const struct widths *w, struct spread s, double width, struct spread_list *out, struct spread *v)
{
    static const double negligible = 0.01; /* ln factor */
    if (fabs(real_log(width)) < negligible)
        return;
    s.width = width;
    s.rows = 0;
    for (size_t i = 0; i < w->n; i++)
        s.rows += w->row[i].in && interval_match(&s, &w->row[i].c);
    v[out->n++] = s;
}

/* Is row i the first row in the fit of its group by these keys? */
static bool is_first(const struct widths *w, size_t i, unsigned keys)
{
    const struct spread g = interval_group(&w->row[i].c, keys);
    if (!w->row[i].in)
        return false;
    for (size_t k = 0; k < i; k++)
        if (w->row[k].in && interval_match(&g, &w->row[k].c))
            return false;
    return true;
}

/* Returns how much narrower the group's range is when its device is known to the fit, drawn towards usual; of all rows
   where g is NULL. */
static double known_device_factor(const struct widths *w, const struct spread *g, double usual)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < w->n; i++)
        if (w->row[i].in && (!g || interval_match(g, &w->row[i].c))) {
            sum += w->row[i].weight * fabs(w->row[i].ln_known) / w->row[i].width;
            weight += w->row[i].weight;
        }
    return g ? (sum + prior_rigs * usual) / (weight + prior_rigs) : sum / weight;
}

/* The record without keys: quantiles of a case whose kernels, backend and maker were measured on few devices. */
static struct spread phase_record(const struct widths *w, enum phase phase)
{
    const double width = w->base * w->factor[FEW_DEVICES].value;
    struct spread all = interval_group(&(struct spread){.phase = phase}, 0);
    all.rows = w->all.rows;
    all.low95 = w->all.low95 * width;
    all.low80 = w->all.low80 * width;
    all.high80 = w->all.high80 * width;
    all.high95 = w->all.high95 * width;
    return all;
}

/* Adds a record for each kernels, backend and maker: how much narrower than with few devices measured. */
static void add_evidence(const struct widths *w, struct spread_list *out, struct spread *v)
{
    const double few = w->factor[FEW_DEVICES].value;
    for (size_t i = 0; i < w->n; i++) {
        if (!is_first(w, i, like_cases))
            continue;
        const struct spread g = interval_group(&w->row[i].c, like_cases);
        add_record(w, g, w->factor[evidence_of(devices_with(w, &g), &g)].value / few, out, v);
    }
}

/* Adds a record for each measured device and split. */
static void add_known_devices(const struct widths *w, struct spread_list *out, struct spread *v)
{
    const double usual = known_device_factor(w, NULL, NAN);
    for (size_t i = 0; i < w->n; i++) {
        if (!is_first(w, i, device_and_split))
            continue;
        const struct spread g = interval_group(&w->row[i].c, device_and_split);
        add_record(w, g, known_device_factor(w, &g, usual), out, v);
    }
}

struct spread_list intervals_records(struct arena *a, const struct calibrate_rows *rows, const double *tok_s,
                                     const double *known_tok_s)
{
    struct spread *v = ARENA_ARRAY(a, 2 * (MOST_FACTORS + 2 * rows->n) + 2, struct spread);
    struct spread_list out = {0, v};
    for (int phase = phase_decode; phase <= phase_prefill; phase++) {
        struct widths *w = new_widths(a, rows, (enum phase)phase, tok_s, known_tok_s);
        if (!fit_widths(w, -1))
            continue;
        v[out.n++] = phase_record(w, (enum phase)phase);
        for (int i = FIRST_GROUP; i < w->n_factors; i++)
            if (w->factor[i].rigs > 0)
                add_record(w, w->factor[i].group, w->factor[i].value, &out, v);
        add_evidence(w, &out, v);
        add_known_devices(w, &out, v);
    }
    return out;
}
