#include "shop.h"

#include "arena.h"
#include "money.h"
#include "possible.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool possible(const struct catalogue *c, const struct setup_request *q)
{
    return possible_check(q, setup_engine(c, q)).rule == POSSIBLE_YES;
}

/* The request on so many of that card, and on nothing else. */
static struct setup_request of_cards(const struct setup_request *q, const struct device *d, int n)
{
    struct setup_request one = *q;
    one.n = n;
    one.ngl = NAN;
    one.experts_on_host = 0;
    for (int i = 0; i < RIG_MAX_DEVICES; i++) {
        one.device[i] = i < n ? d : NULL;
        one.mem_gib[i] = one.limit_gib[i] = one.tensor_split[i] = NAN;
        one.cap_w[i] = q->cap_w[0];
    }
    return one;
}

static bool holds(const struct catalogue *c, const struct setup *s)
{
    return memory_holds(&s->predict.memory, &s->rig, catalogue_policy(c));
}

/* Weights that are on devices however they are shared: so many cards cannot do with less memory than that. */
static double least_gib(const struct llm *l)
{
    return unit_b_to_gib(llm_between(l, 0, l->n_layers).gpu_b + l->output_gpu_b);
}

/* known: the buffers of so many cards, which cards of other kinds mostly share. */
static int fewest(const struct catalogue *c, const struct setup_request *q, const struct device *d, struct setup *s, struct placement_buffers known[SHOP_MOST_CARDS + 1])
{
    const double least = least_gib(&s->llm);
    for (int n = 1; n <= SHOP_MOST_CARDS; n++) {
        const struct setup_request one = of_cards(q, d, n);
        if (n * d->mem_gib < least || !possible(c, &one))
            continue;
        s->buffers = known[n];
        setup_again(c, &one, s);
        known[n] = s->buffers;
        if (holds(c, s))
            return n;
    }
    return 0;
}

int shop_fewest(const struct catalogue *c, const struct setup_request *q, const struct device *d, struct setup *s)
{
    struct placement_buffers known[SHOP_MOST_CARDS + 1] = {0};
    return fewest(c, q, d, s, known);
}

static struct money_terms terms(const struct policy *p)
{
    static const struct shock_list none = {0};
    return (struct money_terms){p->usd_per_aud, p->gst_frac, p->price_sigma, "9999-12-31", &none};
}

static void price(const struct catalogue *c, struct fit_offer *o)
{
    const struct money_terms t = terms(catalogue_policy(c));
    o->unit_aud = o->total_aud = range_unknown();
    for (int condition = 1; condition < condition_end; condition++) {
        const struct money_price p = money_price(&c->prices, o->id, (enum condition)condition, &t);
        if (!p.from || p.aud.mid >= o->unit_aud.mid)
            continue;
        o->unit_aud = p.aud;
        o->total_aud = range_scale(p.aud, o->count);
        o->condition = (enum condition)condition;
        o->kind = p.from->kind;
        o->date = p.from->date;
        o->landed = p.landed ? flag_yes : flag_no;
    }
}

/* Verdict and speed of what *s is set up for. */
static void figures(const struct catalogue *c, struct setup *s, struct fit_offer *o)
{
    struct predict_out p;
    s->predict.want_largest_ctx = false;
    o->decode_tok_s = range_unknown();
    o->spare_gib = NAN;
    if (!predict_run(&s->predict, &s->rig, catalogue_policy(c), &p))
        return;
    o->verdict = p.figures.verdict;
    o->spare_gib = p.figures.spare_gib;
    o->decode_tok_s = p.figures.decode_tok_s;
}

static struct fit_offer card(const struct catalogue *c, const struct setup_request *q, const struct device *d, struct setup *s, struct placement_buffers known[SHOP_MOST_CARDS + 1])
{
    struct fit_offer o = {.id = d->id, .count = fewest(c, q, d, s, known), .unit_aud = range_unknown(), .total_aud = range_unknown()};
    if (o.count == 0)
        return o;
    o.mem_gib = o.count * d->mem_gib;
    figures(c, s, &o);
    price(c, &o);
    return o;
}

struct fit_offer shop_card(const struct catalogue *c, const struct setup_request *q, const struct device *d, struct setup *s)
{
    struct placement_buffers known[SHOP_MOST_CARDS + 1] = {0};
    return card(c, q, d, s, known);
}

static struct fit_offer machine(const struct catalogue *c, const struct setup_request *q, const struct system *m, struct setup *s)
{
    struct fit_offer o = {.id = m->id, .unit_aud = range_unknown(), .total_aud = range_unknown()};
    struct setup_request one = of_cards(q, m->chip, 1);
    one.mem_gib[0] = m->mem_gib;
    one.limit_gib[0] = m->gpu_limit_gib;
    one.split = split_unknown;
    setup_again(c, &one, s);
    if (!holds(c, s))
        return o;
    o.count = 1;
    o.mem_gib = m->mem_gib;
    figures(c, s, &o);
    price(c, &o);
    return o;
}

static int less(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_price(const void *left, const void *right)
{
    const struct fit_offer *a = left, *b = right;
    const double p = isnan(a->total_aud.mid) ? INFINITY : a->total_aud.mid, q = isnan(b->total_aud.mid) ? INFINITY : b->total_aud.mid;
    if (p < q || p > q)
        return less(p, q);
    if (a->count != b->count)
        return less(a->count, b->count);
    return a->mem_gib != b->mem_gib ? less(a->mem_gib, b->mem_gib) : strcmp(a->id, b->id);
}

static void cards(const struct catalogue *c, const struct setup_request *q, struct setup *s, struct shop *out)
{
    struct placement_buffers known[SHOP_MOST_CARDS + 1] = {0};
    for (size_t i = 0; i < c->devices.n; i++) {
        const struct device *d = &c->devices.v[i];
        const struct setup_request one = of_cards(q, d, 1);
        if (d->unified == flag_yes || isnan(d->mem_gib) || !possible(c, &one))
            continue;
        out->n_cards++;
        const struct fit_offer o = card(c, q, d, s, known);
        if (o.count > 0)
            out->offer[out->n++] = o;
    }
}

static void machines(const struct catalogue *c, const struct setup_request *q, struct setup *s, struct shop *out)
{
    for (size_t i = 0; i < c->systems.n; i++) {
        const struct system *m = &c->systems.v[i];
        if (!m->chip || isnan(m->mem_gib))
            continue;
        struct setup_request one = of_cards(q, m->chip, 1);
        if (!possible(c, &one))
            continue;
        out->n_systems++;
        const struct fit_offer o = machine(c, q, m, s);
        if (o.count > 0)
            out->offer[out->n++] = o;
    }
}

const struct shop *shop_run(struct arena *a, const struct catalogue *c, const struct setup_request *q)
{
    struct shop *out = ARENA_NEW(a, struct shop);
    struct setup *s = ARENA_NEW(a, struct setup);
    if (!llm_prepare(q->model, q->quant, &s->llm))
        return NULL;
    out->offer = ARENA_ARRAY(a, c->devices.n + c->systems.n, struct fit_offer);
    cards(c, q, s, out);
    machines(c, q, s, out);
    qsort(out->offer, out->n, sizeof *out->offer, by_price);
    for (size_t i = 0; i < out->n; i++)
        if (!out->fewest || out->offer[i].count < out->fewest->count)
            out->fewest = &out->offer[i];
    if (out->n > 0 && !isnan(out->offer[0].total_aud.mid))
        out->cheapest = &out->offer[0];
    return out;
}
