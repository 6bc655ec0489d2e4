#include "elsewhere.h"

#include "arena.h"
#include "cells.h"
#include "known.h"
#include "money.h"
#include "rent.h"
#include "str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TRIALS = 24, MOST_CARDS = 8 };

/* What every search needs. */
struct shared {
    struct arena *arena;
    const struct comparison *c;
    struct deploy_room *room;
    const struct workload *w;
    size_t i; /* index of the workload */
};

static const struct cloud *cloud_seen(const struct shared *s, const struct cloud *offer)
{
    return rent_cloud_at(s->c->catalogue, offer, s->c->terms->as_of);
}

static double age(const struct shared *s, const char *date)
{
    return rent_age_months(date, s->c->terms->as_of);
}

static bool is_old(const struct shared *s, double age_months)
{
    return age_months > s->c->policy->old_offer_months;
}

/* Sets what a million generated tokens cost. */
static void per_token(const struct shared *s, struct elsewhere *e)
{
    const double mtok = s->c->demand[s->i].generated_mtok;
    e->cost_mtok = mtok > 0 ? e->cost_year.mid / mtok : NAN;
}

/* ---- by the token ---- */

/* Returns whether what was measured or is assumed of an API is enough for the workload; unknown: neither. */
static enum flag is_enough(const struct workload *w, const struct api *seen, double ttft_s)
{
    if (seen->decode_tok_s < w->need_tok_s || ttft_s > w->need_ttft_s)
        return flag_no;
    const bool known = (isnan(w->need_tok_s) || !isnan(seen->decode_tok_s)) &&
                       (isnan(w->need_ttft_s) || !isnan(ttft_s));
    return known ? flag_yes : flag_unknown;
}

static bool would_do(const struct workload *w, const struct api *offer)
{
    bool found = false;
    for (size_t i = 0; i < w->any_of.n; i++)
        found |= offer->model && w->any_of.v[i].model == offer->model;
    return found;
}

/* Returns whether a is a better way than b: fast enough, then seen lately, then cheaper. */
static bool is_better(const struct shared *s, const struct elsewhere *a, const struct elsewhere *b)
{
    const bool lately = !is_old(s, a->age_months), lately_b = !is_old(s, b->age_months);
    if (!b->offer || a->serves != b->serves)
        return !b->offer || a->serves == flag_yes;
    return lately != lately_b ? lately : a->cost_year.mid < b->cost_year.mid;
}

static void find_api(const struct shared *s, struct compare_elsewhere *out)
{
    const struct compare_demand *d = &s->c->demand[s->i];
    const struct rent_tokens n = {d->prompt_mtok, d->cached_mtok, d->generated_mtok};
    const struct api_list *all = &s->c->catalogue->apis;
    for (size_t i = 0; i < all->n; i++) {
        const struct api *offer = &all->v[i];
        if (!would_do(s->w, offer) || !isnan(offer->input_mtok)) /* each observation has its offer */
            continue;
        const struct api *seen = rent_api_at(s->c->catalogue, offer, s->c->terms->as_of);
        bool assumed;
        const enum flag serves = seen ? is_enough(s->w, seen, rent_ttft(s->c->catalogue, seen, NAN, &assumed).mid)
                                      : flag_no;
        if (serves == flag_no)
            continue;
        struct elsewhere e = {.workload = s->w->id,
                              .way = "by the token",
                              .offer = offer->id,
                              .date = seen->date,
                              .age_months = age(s, seen->date),
                              .decode_tok_s = seen->decode_tok_s,
                              .serves = serves,
                              .cost_year = rent_tokens_cost(s->c->terms, seen, flag_unknown, &n)};
        per_token(s, &e);
        if (!isnan(e.cost_year.mid) && is_better(s, &e, &out->by_token)) {
            out->by_token = e;
            out->api = seen;
            out->assumed_ttft = assumed && !isnan(s->w->need_ttft_s);
        }
    }
}

/* ---- by the hour ---- */

/* A number of cards of one offer. */
struct trial {
    const struct cloud *offer, *seen;
    double n_cards;
    struct range hour;
};

static int by_cost(const void *x, const void *y)
{
    const struct trial *a = x, *b = y;
    const double p = a->hour.mid, q = b->hour.mid;
    return p != q ? (p > q) - (p < q) : strcmp(a->offer->id, b->offer->id);
}

/* Returns whether the offer may be taken and given back at any time. */
static bool is_by_hour(const struct cloud *o)
{
    return o->terms == rentterms_on_demand || o->terms == rentterms_secure || o->terms == rentterms_community;
}

/* Fills v with every number of cards of each offer, by cost, and returns how many there are. Old offers count only
   where there are no others. */
static size_t list_trials(const struct shared *s, struct trial *v)
{
    const struct cloud_list *all = &s->c->catalogue->clouds;
    size_t n = 0;
    for (int old = 0; old <= 1 && n == 0; old++)
        for (size_t i = 0; i < all->n; i++) {
            const struct cloud *o = &all->v[i];
            const struct cloud *seen = isnan(o->rate_h.mid) && is_by_hour(o) ? cloud_seen(s, o) : NULL;
            if (!seen || (!old && is_old(s, age(s, seen->date))))
                continue;
            for (double cards = 1; cards <= MOST_CARDS; cards *= 2) {
                const struct cloud_line line = {.offer = seen, .qty = cards};
                v[n++] = (struct trial){o, seen, cards, rent_hour(s->c->terms, &line)};
            }
        }
    qsort(v, n, sizeof *v, by_cost);
    return n;
}

/* Returns whether a model of the workload may run on the cards, by two bounds: its weights at the fewest bits that are
   allowed, and the bandwidth that reads the active ones for each token at the speed that is needed. */
static bool may_run(const struct shared *s, const struct trial *t)
{
    const double b = known_or(s->w->bits_min, s->c->policy->bits_min) / unit_b_to_bits(1);
    bool may = false;
    for (size_t i = 0; i < s->w->any_of.n; i++) {
        const struct model *m = s->w->any_of.v[i].model;
        const double active = m->experts > 0 ? m->act_params : m->params_total;
        const double tok_s = t->n_cards * unit_gb_s_to_b_s(t->offer->device->mem_bw_gb_s) / (active * b);
        may |= t->n_cards * t->offer->device->mem_gib > unit_b_to_gib(m->params_total * b) &&
               !(tok_s < s->w->need_tok_s);
    }
    return may;
}

/* Returns an option that rents the cards and nothing else. */
static const struct option *renting(struct arena *a, const struct trial *t)
{
    struct machine *m = ARENA_NEW(a, struct machine);
    struct cloud_line *line = ARENA_NEW(a, struct cloud_line);
    struct option *o = ARENA_NEW(a, struct option);
    for (size_t i = 0; i < kind_machine.n_fields; i++)
        schema_absent(&kind_machine, i, m);
    for (size_t i = 0; i < kind_option.n_fields; i++)
        schema_absent(&kind_option, i, o);
    for (size_t i = 0; i < kind_cloud_line.n_fields; i++)
        schema_absent(&kind_cloud_line, i, line);
    line->offer = t->seen;
    line->qty = t->n_cards;
    m->id = o->id = "rented";
    m->cloud = line;
    o->machines = (struct machine_list){1, m};
    return o;
}

static bool was_tried(const struct trial *v, size_t i)
{
    bool found = false;
    for (size_t j = 0; j < i; j++)
        found |= v[j].offer->device == v[i].offer->device && v[j].n_cards == v[i].n_cards;
    return found;
}

/* v: n trials, by cost. */
static void find_cards(const struct shared *s, const struct trial *v, size_t n, struct compare_elsewhere *out)
{
    size_t tried = 0;
    struct workload w = *s->w;
    w.machine = w.role = NULL;
    for (size_t i = 0; i < n && tried < MOST_TRIALS && !out->cloud && !isnan(v[i].hour.mid); i++) {
        if (!may_run(s, &v[i]) || was_tried(v, i))
            continue;
        struct compare_cell *cell = ARENA_NEW(s->arena, struct compare_cell);
        tried++;
        cells_run_workload(s->arena, s->c, s->room, renting(s->arena, &v[i]), &w, cell);
        if (!cell->serves || !cell->holds)
            continue;
        out->cloud = v[i].seen;
        out->n_cards = v[i].n_cards;
        out->by_hour = (struct elsewhere){
            .workload = s->w->id,
            .way = "by the hour",
            .offer = v[i].offer->id,
            .date = v[i].seen->date,
            .age_months = age(s, v[i].seen->date),
            .decode_tok_s = cell->figures.decode_tok_s.mid,
            .serves = flag_yes,
            .cost_year = range_scale(v[i].hour, s->w->use_h_day * s->c->scenario->site->use_days_year)};
        per_token(s, &out->by_hour);
    }
}

void elsewhere_run(struct arena *a, struct comparison *c, struct deploy_room *room)
{
    const struct workload_list *list = &c->scenario->workloads;
    const struct shared any = {.arena = a, .c = c};
    struct trial *v = ARENA_ARRAY(a, c->catalogue->clouds.n * 4, struct trial);
    const size_t n = list_trials(&any, v);
    c->elsewhere = ARENA_ARRAY(a, list->n, struct compare_elsewhere);
    for (size_t i = 0; i < list->n; i++) {
        const struct shared s = {a, c, room, &list->v[i], i};
        struct compare_elsewhere *out = &c->elsewhere[i];
        results_forget(&figures_elsewhere, &out->by_token);
        results_forget(&figures_elsewhere, &out->by_hour);
        find_api(&s, out);
        find_cards(&s, v, n, out);
    }
}
