/* exchange.c: see exchange.h. Rates of one month vary by a few per cent, so the nearest record is taken as it is and
   not interpolated. */
#include "exchange.h"

#include "month.h"
#include "real.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static double month(const char *date)
{
    return month_of(date, MONTH_JUNE, NULL);
}

static const struct exchange *own_rate(const struct exchange_terms *t, enum currency c)
{
    for (size_t i = 0; t->own && i < t->own->n; i++)
        if (t->own->v[i].currency == c)
            return &t->own->v[i];
    return NULL;
}

/* Returns the record nearest to the month; of equally near ones the later. */
static const struct rate *nearest(const struct exchange_terms *t, enum currency c, double wanted)
{
    const struct rate *best = NULL;
    for (size_t i = 0; i < t->rates->n; i++) {
        const struct rate *r = &t->rates->v[i];
        if (r->currency != c || !month_known_by(r->date, t->as_of))
            continue;
        const double gap = fabs(month(r->date) - wanted), before = best ? fabs(month(best->date) - wanted) : INFINITY;
        if (gap < before || (gap <= before && strcmp(r->date, best->date) > 0))
            best = r;
    }
    return best;
}

struct range exchange_usd(const struct exchange_terms *t, enum currency c, const char *date, const struct rate **from)
{
    const struct exchange *own = own_rate(t, c);
    if (from)
        *from = NULL;
    if (c == currency_usd)
        return range_exact(1);
    if (own)
        return own->usd;
    const struct rate *r = nearest(t, c, month(date ? date : t->as_of));
    if (from)
        *from = r;
    return r ? r->usd : range_unknown();
}

struct range exchange_rate(const struct exchange_terms *t, enum currency from, enum currency to)
{
    if (from == to)
        return range_exact(1);
    const struct range a = exchange_usd(t, from, NULL, NULL), b = range_invert(exchange_usd(t, to, NULL, NULL));
    const double mid = a.mid * b.mid;
    const double low80 = real_hypot(1 - a.low80 / a.mid, 1 - b.low80 / b.mid),
                 high80 = real_hypot(a.high80 / a.mid - 1, b.high80 / b.mid - 1),
                 low95 = real_hypot(1 - a.low95 / a.mid, 1 - b.low95 / b.mid),
                 high95 = real_hypot(a.high95 / a.mid - 1, b.high95 / b.mid - 1);
    return (struct range){mid * (1 - low95), mid * (1 - low80), mid, mid * (1 + high80), mid * (1 + high95)};
}
