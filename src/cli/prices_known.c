#include "prices_known.h"

#include "arena.h"
#include "decode.h"
#include "exchange.h"
#include "month.h"
#include "price_fit.h"
#include "request_options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool prices_known_ask(struct command_run *r, struct prices_ask *out)
{
    const char *as_of = opt_text(&r->opts, "--as-of"), *country = opt_text(&r->opts, "--country");
    *out = (struct prices_ask){.country = country};
    if (!as_of)
        as_of = command_today(r->arena);
    if (!decode_is_date(as_of))
        command_usage(r, "--as-of: expected %s, got '%.40s'", decode_date_expected(r->arena, as_of), as_of);
    if (country && !catalogue_find(r->catalogue, &kind_country, country))
        command_usage(r, "--country: no country '%s' is on record (see: rigplan list country)", country);
    out->condition = (enum condition)request_options_word(r, "--condition", &enums_condition);
    out->kind = (enum pricekind)request_options_word(r, "--kind", &enums_pricekind);
    const enum currency currency = (enum currency)request_options_word(r, "--currency", &enums_currency);
    if (r->d.errors)
        return false;
    out->terms = money_terms_in(price_fit(r->arena, r->catalogue, NULL, as_of),
                                country ? country : catalogue_policy(r->catalogue)->country);
    if (currency)
        out->terms.currency = currency;
    return true;
}

/* Returns true if the market of the observation is that country. */
static bool is_in(const struct price *p, const struct country *country, const char *code)
{
    return p->country ? strcmp(p->country, code) == 0 : country && country->currency == p->currency;
}

static bool is_wanted(const struct price *p, const struct prices_ask *ask, const struct country *country)
{
    return month_known_by(p->date, ask->terms.as_of) && (!ask->condition || p->condition == ask->condition) &&
           (!ask->kind || p->kind == ask->kind) && (!ask->country || is_in(p, country, ask->country));
}

/* The newest first; of one date the later row first. */
static int by_date(const void *a, const void *b)
{
    const struct page_prices_seen *x = a, *y = b;
    const int order = strcmp(y->price->date, x->price->date);
    return order ? order : x->price < y->price ? 1 : x->price > y->price ? -1 : 0;
}

/* Returns the amount in the currency, at the rate of the observation's date. */
static double converted(const struct exchange_terms *t, const struct price *p, enum currency to)
{
    return p->currency == to ? p->amount.mid
                             : p->amount.mid * exchange_usd(t, p->currency, p->date, NULL).mid /
                                   exchange_usd(t, to, p->date, NULL).mid;
}

struct prices_known prices_known_read(struct command_run *r, const struct prices_ask *ask)
{
    const struct price_list *all = &r->catalogue->prices;
    const struct priced_index *index = priced_new(r->arena, r->catalogue);
    const struct priced_list things = priced_all(index);
    const struct country *country = ask->country ? catalogue_find(r->catalogue, &kind_country, ask->country) : NULL;
    struct prices_known out = {index, *ask, ARENA_ARRAY(r->arena, things.n + 1, size_t),
                               ARENA_ARRAY(r->arena, all->n, struct page_prices_seen)};
    size_t *of = ARENA_ARRAY(r->arena, all->n, size_t), *next = ARENA_ARRAY(r->arena, things.n + 1, size_t);
    for (size_t i = 0; i < all->n; i++) {
        const struct priced *thing = priced_find(index, all->v[i].component);
        of[i] = thing && is_wanted(&all->v[i], ask, country) ? (size_t)(thing - things.v) : things.n;
        if (of[i] < things.n)
            out.first[of[i] + 1]++;
    }
    for (size_t i = 0; i < things.n; i++)
        next[i + 1] = out.first[i + 1] += out.first[i];
    for (size_t i = 0; i < all->n; i++)
        if (of[i] < things.n)
            out.seen[next[of[i]]++] = (struct page_prices_seen){
                &all->v[i], converted(&ask->terms.market->exchange, &all->v[i], ask->terms.currency)};
    for (size_t i = 0; i < things.n; i++)
        qsort(out.seen + out.first[i], out.first[i + 1] - out.first[i], sizeof *out.seen, by_date);
    return out;
}

struct page_prices_row prices_known_row(const struct prices_known *p, size_t i)
{
    const struct priced *thing = &priced_all(p->index).v[i];
    const struct page_prices_seen *seen = p->seen + p->first[i];
    const size_t n = p->first[i + 1] - p->first[i];
    struct page_prices_row row = {
        .id = thing->id, .kind = thing->kind->name, .n = n, .age_months = NAN, .low = NAN, .high = NAN};
    row.name = *(const char *const *)schema_member(thing->record,
                                                   &thing->kind->fields[schema_find(thing->kind, "name")]);
    for (size_t j = 0; j < n; j++) {
        row.low = fmin(row.low, seen[j].amount); /* fmin and fmax ignore NaN */
        row.high = fmax(row.high, seen[j].amount);
        row.seen[seen[j].price->condition]++;
    }
    for (int c = 1; c < condition_end; c++) {
        const struct money_price m = money_price(&p->ask.terms, (struct money_thing){thing->kind, thing->record},
                                                 (enum condition)c, 0, false);
        row.estimate[c] = m.amount;
        row.basis[c] = m.basis;
    }
    if (n > 0) {
        row.newest = seen[0].price->date;
        row.age_months = fmax(0, money_months_between(row.newest, p->ask.terms.as_of));
    }
    BUG_UNLESS(row.id != NULL);
    return row;
}
