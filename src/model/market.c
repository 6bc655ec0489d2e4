/* market.c: see market.h. */
#include "market.h"

#include "bug.h"
#include "market_like.h"
#include "month.h"
#include "real.h"
#include "spd.h"

#include <math.h>
#include <string.h>

enum { MOST_GROUPS = 48, DATE_YEAR = 4, DATE_MONTH = 7, DATE_DAY = 10 };

double market_month(const char *date)
{
    static const double days = 31, middle = 0.5;
    const double month = month_of(date, MONTH_JUNE, NULL);
    if (strlen(date) < DATE_DAY)
        return month + middle;
    return month + ((date[8] - '0') * 10 + (date[9] - '0') - middle) / days;
}

const struct country *market_country(const struct catalogue *c, const struct price *p)
{
    const struct country *stated = p->country ? catalogue_find(c, &kind_country, p->country) : NULL;
    for (size_t i = 0; !stated && i < c->countries.n; i++)
        if (c->countries.v[i].currency == p->currency)
            stated = &c->countries.v[i];
    return stated;
}

/* Ids of the rows of a planner's own book start with this (read/price_book.h). */
static const char own_book[] = "book.";

bool market_quote_of(const struct market *m, const struct price *p, double usd, struct market_quote *out)
{
    static const double z80 = 1.2816;
    const struct country *country = market_country(m->catalogue, p);
    const bool taxed = p->tax ? p->tax == taxed_included : country && country->shown == flag_yes;
    if (isnan(usd) || !(p->amount.mid > 0))
        return false;
    const double ratio = p->amount.high80 > p->amount.low80 && p->amount.low80 > 0
                             ? real_log(p->amount.high80 / p->amount.low80) / (2 * z80)
                             : 0;
    *out = (struct market_quote){.from = p,
                                 .month = market_month(p->date),
                                 .ln_usd = real_log(p->amount.mid * usd) -
                                           (taxed && country ? real_log1p(country->tax_frac.mid) : 0),
                                 .noise = ratio,
                                 .condition = p->condition,
                                 .kind = p->kind,
                                 .trust = 1,
                                 .own = strncmp(p->id, own_book, strlen(own_book)) == 0 &&
                                        (p->kind == pricekind_sold || p->kind == pricekind_retail),
                                 .region = country ? country->currency : p->currency};
    return true;
}

const struct kind *const market_kinds[MARKET_KINDS] = {&kind_device, &kind_system, &kind_cpu,
                                                       &kind_board,  &kind_psu,    &kind_part};

/* Returns the place of a record in a list, or the length of the list. */
static size_t place_in(const struct any_list *list, const struct kind *k, const void *record)
{
    const char *from = list->v, *at = record;
    return at >= from && at < from + list->n * k->size ? (size_t)(at - from) / k->size : list->n;
}

const struct market_thing *market_find(const struct market *m, const struct kind *k, const void *record)
{
    size_t first = 0;
    for (int i = 0; i < MARKET_KINDS; i++) {
        const struct any_list *list = catalogue_list_of(m->catalogue, market_kinds[i]);
        if (market_kinds[i] == k) {
            size_t place = place_in(list, k, record);
            if (place == list->n) { /* a copy of a record */
                const void *same = catalogue_find(m->catalogue, k, schema_id(k, record));
                place = same ? place_in(list, k, same) : place;
            }
            return place < list->n ? &m->thing[first + place] : NULL;
        }
        first += list->n;
    }
    return NULL;
}

double market_index(const struct market *m, enum priceclass class_, double month)
{
    const double *index = m->class_[class_].index;
    const double at = MARKET_MONTHS - 1 + month - m->month;
    if (at <= 0)
        return index[0];
    if (at >= MARKET_MONTHS - 1)
        return index[MARKET_MONTHS - 1];
    const size_t i = (size_t)at;
    return index[i] + (at - (double)i) * (index[i + 1] - index[i]);
}

double market_trend(const struct market *m, enum priceclass class_, double months)
{
    const double year = 12;
    const struct policy *p = catalogue_policy(m->catalogue);
    const double faded = months > 0 ? p->trend_months * -real_expm1(-months / p->trend_months) : 0;
    return -p->trend_frac * market_index(m, class_, m->month - year) / year * faded;
}

double market_step(const struct market *m, enum priceclass class_, double months)
{
    const struct price_class *t = m->class_[class_].terms;
    return sqrt(fmax(months, 0)) * real_hypot(t->index_frac, t->drift_frac);
}

/* Observations of one month, condition, kind and market: they share most of their error. */
struct group {
    double month, ln, noise; /* mean, and the standard deviation of what they do not share */
    enum condition condition;
    enum pricekind kind;
    enum currency region;
    bool own;
    double weight, sum; /* of the observations, by how far each may be off */
};

static bool same_group(const struct group *g, const struct market_quote *q)
{
    return floor(g->month) == floor(q->month) && g->condition == q->condition && g->kind == q->kind &&
           g->region == q->region && g->own == q->own;
}

/* Returns ln of the quote as a price in the condition, market and month that are asked. */
static double moved(const struct market *m, const struct market_ask *ask, double month, const struct market_quote *q)
{
    const struct market_class *c = &m->class_[ask->thing->class_];
    return q->ln_usd + market_index(m, ask->thing->class_, month) - market_index(m, ask->thing->class_, q->month) +
           c->condition[ask->condition] - c->condition[q->condition] + m->region[ask->region] - m->region[q->region] -
           m->kind[q->kind];
}

static double spread_of(const struct price_class *t, enum condition condition)
{
    return condition == condition_new_ ? t->spread_frac : t->used_spread_frac;
}

/* Groups the newest observations that count. Returns the number of groups; *counted becomes that of observations. */
static size_t gather(const struct market *m, const struct market_ask *ask, double month, struct group *out,
                     size_t *counted)
{
    const struct market_thing *t = ask->thing;
    size_t n = 0;
    *counted = 0;
    for (size_t i = t->n; i-- > 0;) {
        const struct market_quote *q = &t->quote[i];
        if (q->outlier || q->from == ask->without)
            continue;
        size_t g = 0;
        while (g < n && !same_group(&out[g], q))
            g++;
        if (g == MOST_GROUPS)
            break;
        if (g == n)
            out[n++] = (struct group){
                .month = q->month, .condition = q->condition, .kind = q->kind, .region = q->region, .own = q->own};
        const double spread = spread_of(m->class_[t->class_].terms, q->condition);
        const double single = m->kind_single[q->kind];
        const double weight = q->trust / (q->noise * q->noise + spread * spread + single * single);
        out[g].weight += weight;
        out[g].sum += weight * moved(m, ask, month, q);
        ++*counted;
    }
    for (size_t g = 0; g < n; g++) {
        out[g].ln = out[g].sum / out[g].weight;
        out[g].noise = 1 / sqrt(out[g].weight);
    }
    return n;
}

/* Returns the variance that other observations get where the planner's own book has prices of the thing in that
   condition: how far the planner's market lies from the general one. It fades with the age of the own prices. */
static double own_market(const struct market *m, const struct market_ask *ask, double month)
{
    const struct policy *p = catalogue_policy(m->catalogue);
    double least = INFINITY;
    for (size_t i = 0; i < ask->thing->n; i++) {
        const struct market_quote *q = &ask->thing->quote[i];
        if (q->own && !q->outlier && q->from != ask->without && q->condition == ask->condition)
            least = fmin(least, fabs(month - q->month));
    }
    return isinf(least) ? 0 : p->own_market_frac * p->own_market_frac * real_exp2(-least / p->own_market_months);
}

/* Returns the covariance of the errors of two groups as estimates of the price at a month. */
static double covariance(const struct market *m, const struct market_ask *ask, double month, const struct group *a,
                         const struct group *b)
{
    const struct price_class *t = m->class_[ask->thing->class_].terms;
    const double half = 0.5, x = a->month - month, y = b->month - month;
    double sum = x * y > 0 ? t->drift_frac * t->drift_frac * fmin(fabs(x), fabs(y)) : 0;
    if (a->condition == b->condition && a->condition != ask->condition)
        sum += t->condition_frac * t->condition_frac;
    if (a->region != ask->region && b->region != ask->region) /* how the market asked differs, and how theirs does */
        sum += t->region_frac * t->region_frac * (a->region == b->region ? 1 : half);
    if (a->kind == b->kind)
        sum += m->kind_noise[a->kind] * m->kind_noise[a->kind];
    return a == b ? sum + a->noise * a->noise : sum;
}

/* Returns the parts that a bundle holds, none for other things. */
static struct held_list contents_of(const struct market_thing *t)
{
    return t->kind == &kind_part ? ((const struct part *)t->record)->holds : (struct held_list){0, NULL};
}

/* Returns the estimate of one thing that a bundle holds. */
static struct market_estimate held_estimate(const struct market *m, const struct market_ask *ask, const struct held *h)
{
    const struct market_thing *t = h->board  ? market_find(m, &kind_board, h->board)
                                   : h->cpu  ? market_find(m, &kind_cpu, h->cpu)
                                   : h->psu  ? market_find(m, &kind_psu, h->psu)
                                   : h->part ? market_find(m, &kind_part, h->part)
                                             : NULL;
    const struct market_ask of_held = {
        .thing = t, .condition = ask->condition, .region = ask->region, .month = ask->month, .without = ask->without};
    if (!t || contents_of(t).n > 0) /* bundles within bundles are not on sale */
        return (struct market_estimate){.ln_usd = NAN};
    return market_estimate(m, &of_held);
}

/* Sets what the contents of a bundle suggest: the sum of their prices, whose errors are independent. Returns false
   where one of them is unknown. */
static bool contents_suggest(const struct market *m, const struct market_ask *ask, double *ln, double *sigma)
{
    const struct held_list holds = contents_of(ask->thing);
    double sum = 0, variance = 0;
    for (size_t i = 0; i < holds.n; i++) {
        const struct market_estimate e = held_estimate(m, ask, &holds.v[i]);
        const double amount = holds.v[i].qty * real_exp(e.ln_usd);
        sum += amount;
        variance += amount * amount * e.mean_sigma * e.mean_sigma;
    }
    *ln = real_log(sum);
    *sigma = real_hypot(m->class_[ask->thing->class_].terms->spread_frac, sqrt(variance) / sum);
    return !isnan(*ln);
}

/* Sets what like things suggest. A thing that was observed is one of them, and is left out: otherwise its observations
   would count twice. Returns false where they suggest nothing. */
static bool suggested(const struct market *m, const struct market_ask *ask, double month, double *ln, double *sigma)
{
    const struct market_thing *t = ask->thing;
    const struct market_class *c = &m->class_[t->class_];
    double x[MARKET_CLASS_FEATURES];
    if (ask->alone)
        return false;
    if (contents_of(t).n > 0)
        return contents_suggest(m, ask, ln, sigma);
    if (t->n_suggestions > 0) {
        size_t i = 0;
        while (i + 1 < t->n_suggestions && t->suggestion[i].condition != ask->condition)
            i++;
        *ln = t->suggestion[i].ln + c->condition[ask->condition] - c->condition[t->suggestion[i].condition];
        *sigma = t->suggestion[i].sigma;
    } else {
        market_class_features(t->kind, t->record, ask->condition, m->month, x);
        if (!market_like_suggest(&m->like[market_class_group(t->class_)], x, ln, sigma))
            return false;
        *ln += c->condition[ask->condition];
        *sigma = c->like_scale * real_hypot(c->like_own, *sigma);
    }
    *ln += market_index(m, t->class_, month) + m->region[ask->region];
    return true;
}

/* Sets mean and variance of the generalised least squares mean of n groups and, where it is known, of the suggestion.
 */
static void combine(const struct market *m, const struct market_ask *ask, double month, const struct group *g, size_t n,
                    struct market_estimate *out)
{
    const double apart = own_market(m, ask, month);
    double v[MOST_GROUPS * MOST_GROUPS], w[MOST_GROUPS], precision = 0, sum = 0, home = 0, ln, sigma;
    if (suggested(m, ask, month, &ln, &sigma)) {
        precision = 1 / (sigma * sigma + apart);
        sum = ln * precision;
    }
    for (size_t i = 0; i < n; i++) {
        w[i] = 1;
        for (size_t j = 0; j <= i; j++)
            v[i * n + j] = covariance(m, ask, month, &g[i], &g[j]) + (g[i].own || g[j].own ? 0 : apart);
    }
    if (n > 0) {
        const bool positive = spd_factor(v, n);
        BUG_UNLESS(positive); /* every group adds noise of its own */
        spd_solve(v, n, w);
    }
    for (size_t i = 0; i < n; i++) {
        precision += w[i];
        sum += w[i] * g[i].ln;
        home += g[i].region == ask->region ? w[i] : 0;
    }
    out->ln_usd = precision > 0 ? sum / precision : NAN;
    out->abroad_frac = precision > 0 ? fmin(fmax(1 - home / precision, 0), 1) : NAN;
    out->mean_sigma = precision > 0 ? 1 / sqrt(precision) : NAN;
}

/* Sets the newest observation of that condition, else of any, and how old it is. One that counts for less than half
   is passed over where there are others. */
static void newest(const struct market_ask *ask, double month, struct market_estimate *out)
{
    const struct market_thing *t = ask->thing;
    static const double half = 0.5;
    out->age_months = NAN;
    for (size_t i = 0; i < t->n; i++) {
        const struct market_quote *q = &t->quote[i];
        if (q->outlier || q->from == ask->without || (q->trust < half && out->from))
            continue;
        if (!out->from || q->condition == ask->condition || out->from->condition != ask->condition) {
            out->from = q->from;
            out->age_months = fabs(month - q->month);
        }
    }
}

struct market_estimate market_estimate(const struct market *m, const struct market_ask *ask)
{
    static const double recent_months = 6, z80 = 1.2816;
    struct market_estimate out = {.age_months = NAN};
    struct group g[MOST_GROUPS];
    const double month = isnan(ask->month) ? m->month : ask->month;
    const size_t n = gather(m, ask, month, g, &out.n);
    BUG_UNLESS(ask->condition > condition_unknown && ask->condition < condition_end);
    combine(m, ask, month, g, n, &out);
    const struct market_class *c = &m->class_[ask->thing->class_];
    const double spread = spread_of(c->terms, ask->condition), gap = month - c->newest_month;
    if (gap > 0) /* nobody knows where the class went since its newest price */
        out.mean_sigma = real_hypot(out.mean_sigma, c->terms->index_frac * sqrt(gap));
    out.price_sigma = real_hypot(out.mean_sigma, spread);
    if (n == 0 && 2 * z80 * out.price_sigma > real_log(catalogue_policy(m->catalogue)->widest_ratio))
        out.ln_usd = out.mean_sigma = out.price_sigma = NAN; /* like things say nearly nothing */
    newest(ask, month, &out);
    const bool seen = out.from && out.from->condition == ask->condition && out.age_months <= recent_months;
    out.basis = isnan(out.ln_usd) ? pricebasis_unknown
                : n == 0          ? pricebasis_estimated
                : seen            ? pricebasis_observed
                                  : pricebasis_carried;
    return out;
}
