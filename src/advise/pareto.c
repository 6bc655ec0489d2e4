#include "pareto.h"

#include <math.h>

static bool is_candidate(const struct compare_option *o)
{
    return o->outcome.rent_year <= 0 && !isnan(o->outcome.price.mid) && !isnan(o->outcome.speed_tok_s.mid);
}

/* Returns true if a holds at least as many workloads as b, is no dearer and no slower, and is better in price or speed.
 */
static bool dominates(const struct compare_option *a, const struct compare_option *b)
{
    const double a_price = a->outcome.price.mid, b_price = b->outcome.price.mid;
    const double a_speed = a->outcome.speed_tok_s.mid, b_speed = b->outcome.speed_tok_s.mid;
    return a->outcome.holds >= b->outcome.holds && a_price <= b_price && a_speed >= b_speed &&
           (a_price < b_price || a_speed > b_speed);
}

void pareto_mark(struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++) {
        struct compare_option *o = &c->v[i];
        bool front = is_candidate(o);
        for (size_t j = 0; front && j < c->n; j++)
            front = !(is_candidate(&c->v[j]) && dominates(&c->v[j], o));
        o->outcome.pareto = front ? flag_yes : flag_no;
    }
}
