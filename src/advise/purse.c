#include "purse.h"

#include "arena.h"

#include <math.h>
#include <string.h>

static struct fund *copy(struct arena *a, const struct fund_list *funds, struct fund_list *out)
{
    struct fund *v = ARENA_ARRAY(a, funds->n + 1, struct fund);
    if (funds->n > 0)
        memcpy(v, funds->v, funds->n * sizeof *v);
    *out = (struct fund_list){funds->n, v};
    return v;
}

/* Returns what a monthly fund brings from one month to another: nothing before it comes. */
static double brings(const struct fund *f, double from, double to)
{
    return f->amount * fmax(0, to - fmax(from, f->from_month));
}

const struct fund_list *purse_at(struct arena *a, const struct fund_list *funds, double month, double to)
{
    struct fund_list *out = ARENA_NEW(a, struct fund_list);
    struct fund *v = copy(a, funds, out);
    for (size_t i = 0; i < funds->n; i++)
        v[i].amount = v[i].per == fundper_month ? brings(&v[i], 0, to) : v[i].from_month <= month ? v[i].amount : 0;
    return out;
}

const struct fund_list *purse_later(struct arena *a, const struct money_terms *t, const struct fund_list *funds,
                                    const struct fund_use *spent, double from, double month, double to)
{
    struct fund_list *out = ARENA_NEW(a, struct fund_list);
    struct fund *v = copy(a, funds, out);
    for (size_t i = 0; i < funds->n; i++) {
        const bool comes = v[i].from_month > from && v[i].from_month <= month;
        const double amount = v[i].per == fundper_month ? brings(&v[i], month, to) : comes ? v[i].amount : 0;
        const double more = amount > 0 ? money_convert(t, range_exact(amount), v[i].currency).mid : 0;
        v[i].amount = spent[i].left + more;
        v[i].currency = t->currency;
    }
    return out;
}
