/* range.h: an estimate. mid is the figure, low80..high80 should hold 80 % of real cases and low95..high95 95 %.
   A plain value is a range whose five members are equal. Unknown is NaN in all of them. */
#ifndef RANGE_H
#define RANGE_H

struct range {
    double low95, low80, mid, high80, high95;
};

/* The range that is one known value. */
struct range range_exact(double value);
/* Nothing is known. */
struct range range_unknown(void);
/* mid with log-normal spread: sigma_log is the standard deviation of ln(real / mid); 80 % is +-1.2816 sigma, 95 %
   +-1.9600 (quantiles of the normal distribution). */
struct range range_lognormal(double mid, double sigma_log);
/* r times k (k > 0). */
struct range range_scale(struct range r, double k);
/* 1 / r for a positive r: low and high change places. */
struct range range_invert(struct range r);

#endif
