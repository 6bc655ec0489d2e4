/* family.c: median and spread of the rates of a family's records.

   Idea: cards of a family share their compute units, so the matrix rate per unit and clock is nearly the same in all
   of them, or has two or three values; watts per unit differ more. A family that has matrix units (one record states
   an FP16 rate) lends only such rates: a card of it has matrix units too, whatever else its record states.
   Invariant: a record that states its rates assumes nothing.
   Reference: docs/model.md, "Rates that a record does not state". */
#include "family.h"

#include "real.h"
#include "stat.h"

#include <math.h>

enum { MOST = 1024 }; /* records that are looked at */

struct sample {
    size_t n;
    double v[MOST];
};

typedef double rate_of(const struct device_list *all, const struct device *d);

static bool related(const struct device *a, const struct device *b)
{
    return a->vendor == b->vendor && a->family == b->family;
}

static bool has_matrix_units(const struct device_list *all, const struct device *like)
{
    for (size_t i = 0; i < all->n; i++)
        if (related(&all->v[i], like) && rig_states_fp16(&all->v[i]))
            return true;
    return false;
}

static double clock_of(const struct device_list *all, const struct device *d)
{
    (void)all;
    return d->boost_mhz;
}

/* Returns the matrix operations per compute unit and clock; NaN: the record does not state them. */
static double flop_clock_of(const struct device_list *all, const struct device *d)
{
    const bool stated = rig_states_fp16(d) || !has_matrix_units(all, d);
    return stated ? rig_matrix_flop_s(d) / (d->compute_units * unit_mhz_to_hz(d->boost_mhz)) : NAN;
}

/* Returns the watts per compute unit; NaN: not stated, or the machine's. */
static double unit_w_of(const struct device_list *all, const struct device *d)
{
    (void)all;
    return d->unified == flag_yes ? NAN : d->tdp_w / d->compute_units;
}

static void add(struct sample *s, double v)
{
    if (!isnan(v) && s->n < MOST)
        s->v[s->n++] = v;
}

/* Fills *out with the rates that the records of d's family state. */
static void family_rates(const struct device_list *all, const struct device *d, rate_of *rate, struct sample *out)
{
    out->n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (related(&all->v[i], d))
            add(out, rate(all, &all->v[i]));
}

/* Adds how far each rate of d's family is from the family's median, as |ln|. A single record says nothing of that. */
static void add_distances(const struct device_list *all, const struct device *d, rate_of *rate, struct sample *out)
{
    struct sample of;
    family_rates(all, d, rate, &of);
    if (of.n < 2)
        return;
    const double median = stat_quantile(of.v, of.n, 0.5);
    for (size_t i = 0; i < of.n; i++)
        add(out, fabs(real_log(of.v[i] / median)));
}

static bool first_of_family(const struct device_list *all, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (related(&all->v[j], &all->v[i]))
            return false;
    return true;
}

/* Fills the widths of the 80 % and 95 % ranges of one rate of d's family. NaN: no family states it twice. */
static void widths(const struct device_list *all, const struct device *d, rate_of *rate, double ln[RIG_LEVELS])
{
    static const double part[RIG_LEVELS] = {[RIG_80] = 0.80, [RIG_95] = 0.95};
    struct sample own = {0}, any = {0};
    add_distances(all, d, rate, &own);
    for (size_t i = 0; i < all->n; i++)
        if (first_of_family(all, i))
            add_distances(all, &all->v[i], rate, &any);
    for (int i = 0; i < RIG_LEVELS; i++)
        ln[i] = any.n == 0   ? NAN
                : own.n == 0 ? stat_quantile(any.v, any.n, part[i])
                             : fmax(stat_quantile(any.v, any.n, part[i]), stat_quantile(own.v, own.n, part[i]));
}

/* Returns the family's median, and the widths of its ranges in ln; NaN where they are not known. */
static double assume(const struct device_list *all, const struct device *d, rate_of *rate, double ln[RIG_LEVELS])
{
    struct sample of;
    family_rates(all, d, rate, &of);
    widths(all, d, rate, ln);
    return of.n > 0 && !isnan(ln[RIG_95]) ? stat_quantile(of.v, of.n, 0.5) : NAN;
}

struct rig_assumed family_assumed(const struct device_list *all, const struct device *d)
{
    struct rig_assumed out = {0};
    const bool shaders = !isnan(d->int8_tflops) || !isnan(d->fp32_lanes) || !isnan(d->fp32_tflops);
    if (isnan(d->boost_mhz))
        out.v[RIG_CLOCK] = assume(all, d, clock_of, out.ln[RIG_CLOCK]);
    if (!rig_states_fp16(d) && (!shaders || has_matrix_units(all, d)))
        out.v[RIG_MATRIX] = assume(all, d, flop_clock_of, out.ln[RIG_MATRIX]);
    if (isnan(d->tdp_w) && d->unified != flag_yes)
        out.v[RIG_POWER] = assume(all, d, unit_w_of, out.ln[RIG_POWER]);
    return out;
}
