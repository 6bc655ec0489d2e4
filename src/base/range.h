/* range.h: an estimate with its prediction intervals. mid is the estimate; low80..high80 should contain 80 % of
   measured cases, low95..high95 95 %. An exact value has five equal members; an unknown one has NaN in all five. */
#ifndef RANGE_H
#define RANGE_H

struct range {
    double low95, low80, mid, high80, high95;
};

/* Returns a range without spread: all five members are value. */
struct range range_exact(double value);
/* Returns the unknown range: NaN in all members. */
struct range range_unknown(void);
/* Returns mid with log-normal spread. sigma_log is the standard deviation of ln(measured / mid); the 80 % interval is
   +-1.2816 sigma_log, the 95 % interval +-1.9600 (quantiles of the normal distribution). */
struct range range_lognormal(double mid, double sigma_log);
/* Returns r * k, member by member; k > 0. */
struct range range_scale(struct range r, double k);
/* Returns 1 / r for a positive r; low and high bounds swap. */
struct range range_invert(struct range r);

#endif
