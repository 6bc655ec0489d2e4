/* price_fit.c: see price_fit.h.

   Idea: observations are gathered by thing and made comparable once; index and offsets are fitted, outliers of each
   thing found by the median absolute deviation, and everything fitted again without them. Invariant: no observation,
   exchange rate or country that is dated later than as_of enters. Reference: outliers beyond 3.5 robust standard
   deviations: B. Iglewicz and D. Hoaglin, How to Detect Outliers (1993). */
#include "price_fit.h"

#include "arena.h"
#include "bug.h"
#include "hash.h"
#include "month.h"
#include "price_index.h"
#include "price_like.h"
#include "price_trust.h"
#include "real.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUGH = 3, FINE = 5 }; /* rounds of the fit before and after outliers are found */

/* ---- names ---- */

struct names {
    struct {
        const char *name; /* NULL: free */
        size_t thing;
    } * slot;
    size_t n; /* a power of 2 */
};

static uint64_t hash_of(const char *text)
{
    uint64_t h = hash_start();
    for (; *text; text++)
        h = hash_add(h, (unsigned char)*text);
    return hash_fold(h);
}

static size_t slot_of(const struct names *s, const char *name)
{
    size_t i = hash_of(name) & (s->n - 1);
    while (s->slot[i].name && strcmp(s->slot[i].name, name) != 0)
        i = (i + 1) & (s->n - 1);
    return i;
}

static void put_name(struct names *s, const char *name, size_t thing)
{
    const size_t i = slot_of(s, name);
    if (s->slot[i].name)
        return; /* the kinds' ids may meet: the first has it */
    s->slot[i].name = name;
    s->slot[i].thing = thing;
}

static const struct text_list *aliases_of(const struct market_thing *t)
{
    return schema_member(t->record, &t->kind->fields[schema_find(t->kind, "aliases")]);
}

static struct names name_things(struct arena *a, const struct market *m)
{
    size_t n = 0;
    struct names s = {.n = 64};
    for (size_t i = 0; i < m->n_things; i++)
        n += 1 + aliases_of(&m->thing[i])->n;
    while (s.n < 2 * n)
        s.n *= 2;
    s.slot = arena_array(a, s.n, sizeof *s.slot);
    for (size_t i = 0; i < m->n_things; i++) {
        const struct text_list *more = aliases_of(&m->thing[i]);
        put_name(&s, schema_id(m->thing[i].kind, m->thing[i].record), i);
        for (size_t j = 0; j < more->n; j++)
            put_name(&s, more->v[j], i);
    }
    return s;
}

/* ---- observations ---- */

static void list_things(struct arena *a, struct market *m)
{
    for (int k = 0; k < MARKET_KINDS; k++)
        m->n_things += catalogue_list_of(m->catalogue, market_kinds[k])->n;
    m->thing = ARENA_ARRAY(a, m->n_things, struct market_thing);
    size_t n = 0;
    for (int k = 0; k < MARKET_KINDS; k++) {
        const struct any_list *list = catalogue_list_of(m->catalogue, market_kinds[k]);
        for (size_t i = 0; i < list->n; i++) {
            const void *record = schema_at(market_kinds[k], list, i);
            m->thing[n++] = (struct market_thing){
                .kind = market_kinds[k], .record = record, .class_ = market_class_of(market_kinds[k], record)};
        }
    }
}

static int by_month(const void *left, const void *right)
{
    const struct market_quote *a = left, *b = right;
    if (a->month < b->month || a->month > b->month)
        return a->month < b->month ? -1 : 1;
    return strcmp(a->from->id, b->from->id);
}

/* Exchange rates by currency and month, kept once they are found. */
struct rates {
    struct {
        int month; /* 0: free */
        double usd;
    } * of[currency_end];
};

static double usd_of(struct arena *a, const struct market *m, struct rates *kept, const struct price *p)
{
    enum { MONTHS = 64 };
    const double found = month_of(p->date, MONTH_JUNE, NULL);
    const int month = isnan(found) ? 0 : (int)found;
    if (!kept->of[p->currency])
        kept->of[p->currency] = arena_array(a, MONTHS, sizeof *kept->of[p->currency]);
    const size_t i = (size_t)month % MONTHS;
    if (kept->of[p->currency][i].month != month || month == 0) {
        kept->of[p->currency][i].usd = exchange_usd(&m->exchange, p->currency, p->date, NULL).mid;
        kept->of[p->currency][i].month = month;
    }
    return kept->of[p->currency][i].usd;
}

static void set_newest(struct market *m)
{
    for (size_t i = 0; i < m->n_things; i++)
        for (size_t j = 0; j < m->thing[i].n; j++) {
            double *newest = &m->class_[m->thing[i].class_].newest_month;
            if (!m->thing[i].quote[j].outlier)
                *newest = fmax(*newest, m->thing[i].quote[j].month);
        }
}

/* Gives every thing its observations, oldest first. */
static void gather(struct arena *a, struct market *m)
{
    const struct price_list *all = &m->catalogue->prices;
    const struct names names = name_things(a, m);
    struct rates *kept = ARENA_NEW(a, struct rates);
    size_t *thing = ARENA_ARRAY(a, all->n, size_t);
    struct market_quote *quote = ARENA_ARRAY(a, all->n, struct market_quote);
    for (size_t i = 0; i < all->n; i++) {
        const size_t slot = slot_of(&names, all->v[i].component);
        const bool counts = names.slot[slot].name && month_known_by(all->v[i].date, m->as_of) &&
                            market_quote_of(m, &all->v[i], usd_of(a, m, kept, &all->v[i]), &quote[i]);
        thing[i] = counts ? names.slot[slot].thing : m->n_things;
        if (counts)
            m->thing[thing[i]].n++;
    }
    for (size_t i = 0; i < m->n_things; i++) {
        m->thing[i].quote = ARENA_ARRAY(a, m->thing[i].n, struct market_quote);
        m->thing[i].n = 0;
    }
    for (size_t i = 0; i < all->n; i++)
        if (thing[i] < m->n_things)
            m->thing[thing[i]].quote[m->thing[thing[i]].n++] = quote[i];
    for (size_t i = 0; i < m->n_things; i++)
        qsort(m->thing[i].quote, m->thing[i].n, sizeof *m->thing[i].quote, by_month);
}

static void set_terms(struct market *m)
{
    for (size_t i = 0; i < m->catalogue->price_classes.n; i++) {
        const struct price_class *p = &m->catalogue->price_classes.v[i];
        m->class_[p->class_].terms = p;
        m->class_[p->class_].newest_month = NAN;
        m->class_[p->class_].condition[condition_used] = real_log(p->used_price_frac);
        m->class_[p->class_].condition[condition_refurbished] = real_log(p->refurbished_price_frac);
    }
    for (size_t i = 0; i < m->catalogue->price_kinds.n; i++) {
        const struct price_kind *k = &m->catalogue->price_kinds.v[i];
        m->kind[k->kind] = real_log(k->over_frac);
        m->kind_noise[k->kind] = k->spread_frac;
        m->kind_single[k->kind] = k->single_frac;
    }
    for (int c = 1; c < priceclass_end; c++)
        BUG_UNLESS(m->class_[c].terms); /* the built-in catalogue has every class */
}

const struct market *price_fit(struct arena *a, const struct catalogue *c, const struct exchange_list *own,
                               const char *as_of)
{
    struct market *m = ARENA_NEW(a, struct market);
    *m = (struct market){
        .catalogue = c, .exchange = {&c->rates, own, as_of}, .as_of = as_of, .month = market_month(as_of)};
    set_terms(m);
    list_things(a, m);
    gather(a, m);
    price_index_fit(a, m, ROUGH);
    for (size_t i = 0; i < m->n_things; i++)
        price_trust_mark(a, m, &m->thing[i]);
    set_newest(m);
    price_index_fit(a, m, FINE);
    price_like_fit(a, m);
    return m;
}
