/* fmt.h: figures as text; the only place that rounds. An unknown value is an em dash in text and null in JSON. */
#ifndef FMT_H
#define FMT_H

#include "results.h"
#include "schema.h"
#include "str.h"

struct arena;

/* Adds v with that number of significant digits, but never rounds digits before the point away: 8,343 or 0.0714.
   group: commas between thousands. */
void fmt_number(struct str *out, double v, int digits, bool group);
/* Returns fmt_number's text with commas between thousands; "-" where v is unknown (NaN). */
const char *fmt_known(struct arena *a, double v, int digits);
/* Adds the figure without its unit: the words of an enum, the middle of a range. */
void fmt_figure(struct str *out, const struct figure *f, const void *result);
/* Adds "16.3 (13.1–20.2)": the middle and the 80 % range. */
void fmt_range(struct str *out, const struct figure *f, struct range r);
/* Returns the currency that a record of kind k states; currency_unknown where it has no such field. */
enum currency fmt_currency(const struct kind *k, const void *record);
/* Adds the label of a unit: "tok/s", "USD/year" where the currency is USD, "money/year" where it is unknown. */
void fmt_unit(struct str *out, enum unit u, enum currency currency);
/* Adds doc and unit: "decode (tok/s)", "price (USD)". */
void fmt_heading(struct str *out, const struct figure *f, enum currency currency);
/* Adds a fraction in per cent: "45 %". */
void fmt_percent(struct str *out, double frac);

#endif
