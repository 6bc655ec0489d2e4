#include "offers.h"

#include "arena.h"
#include "bug.h"
#include "money.h"
#include "compatibility.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(OFFERS_MOST_CARDS <= (int)RIG_MAX_DEVICES, "a rig has room for every number of cards that is tried");

/* Returns true if the engine would not refuse the request. */
static bool possible(const struct catalogue *c, const struct request *q)
{
    return compatibility_check(q, prepare_engine(c, q)).rule == COMPATIBILITY_YES;
}

/* Returns the request on n cards of kind d and no other device. */
static struct request on_cards(const struct request *q, const struct device *d, int n)
{
    struct request one = *q;
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

static bool fits(const struct catalogue *c, const struct prepared *s)
{
    return memory_holds(&s->predict.memory, &s->rig, catalogue_policy(c));
}

/* Returns the GiB of weights that must be on devices, however the cards share them. */
static double least_gib(const struct llm *l)
{
    return unit_b_to_gib(llm_between(l, 0, l->n_layers).gpu_b + l->output_gpu_b);
}

int offers_fewest(const struct catalogue *c, const struct request *q, const struct device *d, struct prepared *s)
{
    const double least = least_gib(&s->llm);
    for (int n = 1; n <= OFFERS_MOST_CARDS; n++) {
        const struct request one = on_cards(q, d, n);
        if (n * d->mem_gib < least || !possible(c, &one))
            continue;
        prepare_again(c, &one, s);
        if (fits(c, s))
            return n;
    }
    return 0;
}

static void price(const struct money_terms *t, struct money_thing thing, struct offer *o)
{
    const struct money_price p = money_cheapest(t, thing, &o->condition);
    o->currency = t->currency;
    o->unit_price = p.amount;
    o->total = range_scale(p.amount, o->count);
    o->basis = p.basis;
    o->date = p.from ? p.from->date : NULL;
    o->landed = p.landed ? flag_yes : flag_no;
}

/* Sets verdict, free memory and decode speed of the case in *s. */
static void figures(const struct catalogue *c, struct prepared *s, struct offer *o)
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

struct offer offers_card(const struct money_terms *t, const struct request *q, const struct device *d,
                         struct prepared *s)
{
    const struct catalogue *c = t->market->catalogue;
    struct offer o = {
        .id = d->id, .count = offers_fewest(c, q, d, s), .unit_price = range_unknown(), .total = range_unknown()};
    if (o.count == 0)
        return o;
    BUG_UNLESS(o.count <= OFFERS_MOST_CARDS);
    o.mem_gib = o.count * d->mem_gib;
    figures(c, s, &o);
    price(t, (struct money_thing){&kind_device, d}, &o);
    return o;
}

/* Returns the offer of one machine; count 0: it has no room. */
static struct offer machine(const struct money_terms *t, const struct request *q, const struct system *m,
                            struct prepared *s)
{
    const struct catalogue *c = t->market->catalogue;
    struct offer o = {.id = m->id, .unit_price = range_unknown(), .total = range_unknown()};
    struct request one = on_cards(q, m->chip, 1);
    one.mem_gib[0] = m->mem_gib;
    one.limit_gib[0] = m->gpu_limit_gib;
    one.split = split_unknown;
    prepare_again(c, &one, s);
    if (!fits(c, s))
        return o;
    o.count = 1;
    o.mem_gib = m->mem_gib;
    figures(c, s, &o);
    price(t, (struct money_thing){&kind_system, m}, &o);
    return o;
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

/* Unknown prices come last. */
static int by_price(const void *left, const void *right)
{
    const struct offer *a = left, *b = right;
    const double p = isnan(a->total.mid) ? INFINITY : a->total.mid, q = isnan(b->total.mid) ? INFINITY : b->total.mid;
    if (p < q || p > q)
        return compare_numbers(p, q);
    if (a->count != b->count)
        return compare_numbers(a->count, b->count);
    return a->mem_gib != b->mem_gib ? compare_numbers(a->mem_gib, b->mem_gib) : strcmp(a->id, b->id);
}

static void cards(const struct money_terms *t, const struct request *q, struct prepared *s, struct offers *out)
{
    const struct catalogue *c = t->market->catalogue;
    for (size_t i = 0; i < c->devices.n; i++) {
        const struct device *d = &c->devices.v[i];
        const struct request one = on_cards(q, d, 1);
        if (d->unified == flag_yes || isnan(d->mem_gib) || !possible(c, &one))
            continue;
        out->n_cards++;
        const struct offer o = offers_card(t, q, d, s);
        if (o.count > 0)
            out->offer[out->n++] = o;
    }
}

static void machines(const struct money_terms *t, const struct request *q, struct prepared *s, struct offers *out)
{
    const struct catalogue *c = t->market->catalogue;
    for (size_t i = 0; i < c->systems.n; i++) {
        const struct system *m = &c->systems.v[i];
        if (!m->chip || isnan(m->mem_gib))
            continue;
        struct request one = on_cards(q, m->chip, 1);
        if (!possible(c, &one))
            continue;
        out->n_systems++;
        const struct offer o = machine(t, q, m, s);
        if (o.count > 0)
            out->offer[out->n++] = o;
    }
}

const struct offers *offers_run(struct arena *a, const struct money_terms *t, const struct request *q)
{
    const struct catalogue *c = t->market->catalogue;
    struct offers *out = ARENA_NEW(a, struct offers);
    struct prepared *s = ARENA_NEW(a, struct prepared);
    if (!llm_prepare(q->model, q->quant, &s->llm))
        return NULL;
    out->offer = ARENA_ARRAY(a, c->devices.n + c->systems.n, struct offer);
    cards(t, q, s, out);
    machines(t, q, s, out);
    BUG_UNLESS(out->n <= out->n_cards + out->n_systems);
    qsort(out->offer, out->n, sizeof *out->offer, by_price);
    for (size_t i = 0; i < out->n; i++)
        if (!out->fewest || out->offer[i].count < out->fewest->count)
            out->fewest = &out->offer[i];
    if (out->n > 0 && !isnan(out->offer[0].total.mid))
        out->cheapest = &out->offer[0];
    return out;
}
