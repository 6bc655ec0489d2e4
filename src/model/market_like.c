/* market_like.c: see market_like.h. */
#include "market_like.h"

#include "bug.h"
#include "real.h"
#include "spd.h"

#include <math.h>

/* Prior standard deviations of the law: the level of a group, how far the levels of its sorts lie apart, how far a
   condition lies from its usual offset and the slopes of its linear part; how far the smooth part goes, over what
   distance in features it changes, and how much of it things in different condition share. They are set by the errors
   of left-out things (rigplan prices check). */
static const double level = 2, sort = 0.6, condition = 0.15, slope = 0.6, smooth = 0.35, reach = 0.7, shared = 0.8;

double market_like_kernel(const double a[MARKET_CLASS_FEATURES], const double b[MARKET_CLASS_FEATURES])
{
    double linear = level * level, distance = 0;
    for (int i = MARKET_CLASS_USED; i < MARKET_CLASS_SORT; i++)
        linear += condition * condition * a[i] * b[i];
    if (fabs(a[MARKET_CLASS_SORT] - b[MARKET_CLASS_SORT]) > 0)
        return linear;
    linear += sort * sort;
    for (int i = MARKET_CLASS_FIRST; i < MARKET_CLASS_FEATURES; i++) {
        linear += slope * slope * a[i] * b[i];
        distance += (a[i] - b[i]) * (a[i] - b[i]);
    }
    const bool same = a[MARKET_CLASS_USED] == b[MARKET_CLASS_USED] &&
                      a[MARKET_CLASS_USED + 1] == b[MARKET_CLASS_USED + 1];
    return linear + smooth * smooth * (same ? 1 : shared) * real_exp(-distance / (2 * reach * reach));
}

bool market_like_suggest(const struct market_like *like, const double x[MARKET_CLASS_FEATURES], double *ln,
                         double *sigma)
{
    double variance = market_like_kernel(x, x);
    if (like->n == 0)
        return false;
    *ln = like->mean;
    double k[MARKET_LIKE_MOST], solved[MARKET_LIKE_MOST];
    BUG_UNLESS(like->n <= MARKET_LIKE_MOST);
    for (size_t i = 0; i < like->n; i++) {
        solved[i] = k[i] = market_like_kernel(x, like->feature + i * MARKET_CLASS_FEATURES);
        *ln += like->weight[i] * k[i];
    }
    spd_solve(like->factor, like->n, solved);
    for (size_t i = 0; i < like->n; i++)
        variance -= k[i] * solved[i];
    *sigma = sqrt(fmax(variance, 0));
    BUG_UNLESS(!isnan(*ln));
    return true;
}
