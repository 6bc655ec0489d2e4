#include "sensitivity.h"

#include "arena.h"
#include "bill.h"
#include "rank.h"

#include <math.h>
#include <string.h>

/* The option as it would be at that multiple of its price. */
static void raise(struct arena *a, const struct comparison *c, struct compare_option *o, double factor)
{
    struct bill_line *lines = ARENA_ARRAY(a, o->n_bill + 1, struct bill_line);
    struct fund_use *funds = ARENA_ARRAY(a, c->scenario->funds.n, struct fund_use);
    memcpy(lines, o->bill, o->n_bill * sizeof *lines);
    for (size_t i = 0; i < o->n_bill; i++)
        lines[i].total_aud = range_scale(lines[i].total_aud, factor);
    struct outcome *r = &o->outcome;
    r->price_aud = bill_total(lines, o->n_bill);
    r->missing_aud = bill_pay(a, o->option, lines, o->n_bill, o->rent_aud, &c->scenario->funds, funds);
    r->affordable = isnan(r->price_aud.mid) ? flag_unknown : r->missing_aud > 0 ? flag_no : flag_yes;
    r->life_aud = r->price_aud.mid + c->policy->life_years * o->running_aud_year;
}

void sensitivity_price(struct arena *a, struct comparison *c)
{
    enum { PER_CENTS = 200 };
    struct compare_option *first = &c->v[c->by_rank[0] - c->v];
    const struct compare_option keep = *first, **order = c->by_rank;
    c->heir = NULL;
    for (int i = 1; i <= PER_CENTS && !c->heir && !keep.option->cloud; i++) {
        struct arena *scratch = arena_new();
        const double rise = i / 100.0;
        raise(scratch, c, first, 1 + rise);
        rank_options(a, c);
        if (c->by_rank[0] != first) {
            c->heir = c->by_rank[0];
            c->heir_at_frac = rise;
        }
        *first = keep;
        arena_free(scratch);
    }
    c->by_rank = order;
    rank_options(a, c);
}
