/* unit.h: the units of the house and the only conversions between them. GiB is 2^30 and GB is 10^9, and nothing
   outside base/ multiplies by either. */
#ifndef BASE_UNIT_H
#define BASE_UNIT_H

enum unit {
#define UNIT(name, suffix, label, doc) UNIT_##name,
#include "unit.def"
#undef UNIT
    UNIT_END
};

/* "GiB", "tok/s", "" ... */
const char *unit_label(enum unit u);
/* The ending that a field's name must have: "_gib". */
const char *unit_suffix(enum unit u);
const char *unit_doc(enum unit u);

double unit_gib_to_b(double gib);
double unit_b_to_gib(double b);
double unit_mib_to_b(double mib);
double unit_b_to_mib(double b);
double unit_gb_s_to_b_s(double gb_s);
double unit_b_s_to_gb_s(double b_s);
double unit_tflops_to_flop_s(double tflops);
double unit_flop_s_to_tflops(double flop_s);
double unit_mhz_to_hz(double mhz);
double unit_gflop_j_to_flop_j(double gflop_j);
double unit_us_to_s(double us);
double unit_s_to_us(double s);
double unit_ms_to_s(double ms);
double unit_h_to_s(double h);
double unit_min_to_h(double min);
double unit_years_to_months(double years);
double unit_w_to_kw(double w);
/* Heat: 1 W = 3.412142 BTU/h (International Table BTU, 1055.056 J). */
double unit_w_to_btu_h(double w);
double unit_c_to_k(double c);
/* 10^6 tokens. */
double unit_tokens_per_mtok(void);
double unit_days_per_year(void);

#endif
