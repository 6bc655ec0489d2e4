#include "range.h"

#include <math.h>

static const double z80 = 1.2815515655446004; /* normal quantile of 0.90 */
static const double z95 = 1.959963984540054;  /* normal quantile of 0.975 */

struct range range_exact(double value)
{
    return (struct range){value, value, value, value, value};
}

struct range range_unknown(void)
{
    return range_exact(NAN);
}

struct range range_lognormal(double mid, double sigma_log)
{
    const double s80 = exp(z80 * sigma_log), s95 = exp(z95 * sigma_log);
    return (struct range){mid / s95, mid / s80, mid, mid * s80, mid * s95};
}

struct range range_scale(struct range r, double k)
{
    return (struct range){r.low95 * k, r.low80 * k, r.mid * k, r.high80 * k, r.high95 * k};
}

struct range range_invert(struct range r)
{
    return (struct range){1 / r.high95, 1 / r.high80, 1 / r.mid, 1 / r.low80, 1 / r.low95};
}
