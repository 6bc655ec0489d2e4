/* unit.h: the units of all fields (unit.def) and the only conversions between them. GiB is 2^30 bytes, GB is 10^9
   bytes; code outside base/ calls these functions and never multiplies by such a factor itself. */
#ifndef BASE_UNIT_H
#define BASE_UNIT_H

enum unit {
#define UNIT(name, suffix, label, doc) UNIT_##name,
#include "unit.def"
#undef UNIT
    UNIT_END
};

/* Returns the unit as reports print it: "GiB", "tok/s"; "" for plain numbers and counts. */
const char *unit_label(enum unit u);
/* Returns the suffix that a field's name must have: "_gib"; "" for units without one. */
const char *unit_suffix(enum unit u);
/* Returns a one-line description of the unit. */
const char *unit_doc(enum unit u);

static inline double unit_b_to_bits(double b)
{
    return 8 * b;
}
static inline double unit_gib_to_b(double gib)
{
    return gib * 1073741824.0;
}
static inline double unit_b_to_gib(double b)
{
    return b / 1073741824.0;
}
static inline double unit_mib_to_b(double mib)
{
    return mib * 1048576.0;
}
static inline double unit_b_to_mib(double b)
{
    return b / 1048576.0;
}
static inline double unit_gb_s_to_b_s(double gb_s)
{
    return gb_s * 1e9;
}
static inline double unit_b_s_to_gb_s(double b_s)
{
    return b_s / 1e9;
}
static inline double unit_pj_bit_to_j_b(double pj_bit)
{
    return unit_b_to_bits(pj_bit * 1e-12);
}
static inline double unit_tflops_to_flop_s(double tflops)
{
    return tflops * 1e12;
}
static inline double unit_flop_s_to_tflops(double flop_s)
{
    return flop_s / 1e12;
}
static inline double unit_mhz_to_hz(double mhz)
{
    return mhz * 1e6;
}
static inline double unit_gflop_j_to_flop_j(double gflop_j)
{
    return gflop_j * 1e9;
}
static inline double unit_ns_to_s(double ns)
{
    return ns * 1e-9;
}
static inline double unit_us_to_s(double us)
{
    return us * 1e-6;
}
static inline double unit_s_to_us(double s)
{
    return s * 1e6;
}
static inline double unit_s_to_ms(double s)
{
    return s / 1e-3;
}
static inline double unit_ms_to_s(double ms)
{
    return ms * 1e-3;
}
static inline double unit_h_to_s(double h)
{
    return h * 3600.0;
}
static inline double unit_s_to_h(double s)
{
    return s / 3600.0;
}
static inline double unit_min_to_h(double min)
{
    return min / 60.0;
}
static inline double unit_years_to_months(double years)
{
    return years * 12.0;
}
static inline double unit_w_to_kw(double w)
{
    return w * 1e-3;
}
static inline double unit_j_to_kwh(double j)
{
    return j / 3.6e6;
}
static inline double unit_kw_to_w(double kw)
{
    return kw * 1e3;
}
/* Returns the bandwidth of memory modules, which are 64 bits wide (JEDEC DDR4 and DDR5), for their transfers together.
 */
static inline double unit_mt_s_to_gb_s(double mt_s)
{
    return mt_s * 8 / 1000;
}
/* Heat: 1 W = 3.412142 BTU/h (International Table BTU, 1055.056 J). */
static inline double unit_w_to_btu_h(double w)
{
    return w * 3.412142;
}
static inline double unit_c_to_k(double c)
{
    return c + 273.15;
}
/* Tokens in one Mtok, the unit of token prices. */
static inline double unit_tokens_per_mtok(void)
{
    return 1e6;
}
static inline double unit_h_per_day(void)
{
    return 24.0;
}
static inline double unit_days_per_year(void)
{
    return 365.0;
}

#endif
