/* fmt.h: figures as text: the only place that rounds. Unknown is an em dash in text and null in JSON. */
#ifndef FMT_H
#define FMT_H

#include "results.h"
#include "str.h"

/* v to so many significant digits, thousands grouped by commas when group is set: 8,343 or 0.0714. Whole digits before
   the point are never rounded away for money and counts (digits then only limits the decimals). */
void fmt_number(struct str *out, double v, int digits, bool group);
/* The figure as a reader wants it, without its unit: a word's words, a range's middle. */
void fmt_figure(struct str *out, const struct figure *f, const void *result);
/* "16.3 (13.1-20.2)": the middle and the 80 % range. */
void fmt_range(struct str *out, const struct figure *f, struct range r);
/* "decode (tok/s)". */
void fmt_heading(struct str *out, const struct figure *f);
/* A fraction as per cent. */
void fmt_percent(struct str *out, double frac);

#endif
