/* base/: ranges, and units whose names and conversions agree with their definitions. */
#include "test.h"

#include "hash.h"
#include "month.h"
#include "range.h"
#include "unit.h"

static void range_of_one_value(void)
{
    const struct range r = range_exact(2.385);
    CLOSE(r.low95, 2.385, 0);
    CLOSE(r.low80, 2.385, 0);
    CLOSE(r.mid, 2.385, 0);
    CLOSE(r.high80, 2.385, 0);
    CLOSE(r.high95, 2.385, 0);
}

static void range_unknown_is_nan(void)
{
    const struct range r = range_unknown();
    THAT(isnan(r.low95) && isnan(r.low80) && isnan(r.mid) && isnan(r.high80) && isnan(r.high95));
}

/* exp(1.2815515655 x 0.17) and exp(1.9599639845 x 0.17), by bc. */
static void range_of_a_spread(void)
{
    const struct range r = range_lognormal(41.7, 0.17);
    CLOSE(r.mid, 41.7, 0);
    CLOSE(r.high80, 41.7 * 1.2434176605, 1e-9);
    CLOSE(r.low80, 41.7 / 1.2434176605, 1e-9);
    CLOSE(r.high95, 41.7 * 1.3954178122, 1e-9);
    CLOSE(r.low95, 41.7 / 1.3954178122, 1e-9);
    CLOSE(range_lognormal(41.7, 0).high95, 41.7, 1e-15);
}

static void range_scaled_and_inverted(void)
{
    const struct range r = {1.5, 2.0, 2.385, 3.0, 4.0};
    const struct range s = range_scale(r, 0.25), i = range_invert(r);
    CLOSE(s.low95, 0.375, 1e-15);
    CLOSE(s.low80, 0.5, 1e-15);
    CLOSE(s.mid, 0.59625, 1e-15);
    CLOSE(s.high80, 0.75, 1e-15);
    CLOSE(s.high95, 1.0, 1e-15);
    CLOSE(i.low95, 0.25, 1e-15);
    CLOSE(i.low80, 1 / 3.0, 1e-15);
    CLOSE(i.mid, 1 / 2.385, 1e-15);
    CLOSE(i.high80, 0.5, 1e-15);
    CLOSE(i.high95, 1 / 1.5, 1e-15);
}

static void range_stays_ordered(void)
{
    for (int i = 0; i < 2000; i++) {
        const double mid = exp(test_uniform(-12, 12)), sigma = test_uniform(0, 1.5), k = exp(test_uniform(-5, 5));
        const struct range all[] = {range_lognormal(mid, sigma), range_scale(range_lognormal(mid, sigma), k),
                                    range_invert(range_lognormal(mid, sigma))};
        test_row("mid %.17g sigma %.17g k %.17g", mid, sigma, k);
        for (size_t j = 0; j < COUNT_OF(all); j++) {
            ORDER(all[j].low95, all[j].low80);
            ORDER(all[j].low80, all[j].mid);
            ORDER(all[j].mid, all[j].high80);
            ORDER(all[j].high80, all[j].high95);
        }
    }
}

static void unit_names(void)
{
    static const struct {
        enum unit unit;
        const char *suffix, *label;
    } rows[] = {
        {UNIT_NONE, "", ""},
        {UNIT_COUNT, "", ""},
        {UNIT_FRAC, "_frac", ""},
        {UNIT_GIB, "_gib", "GiB"},
        {UNIT_MIB, "_mib", "MiB"},
        {UNIT_BYTES, "_b", "B"},
        {UNIT_GB_S, "_gb_s", "GB/s"},
        {UNIT_TOK_S, "_tok_s", "tok/s"},
        {UNIT_TOKENS, "_tokens", "tokens"},
        {UNIT_MS, "_ms", "ms"},
        {UNIT_W, "_w", "W"},
        {UNIT_MONEY, "", "money"},
        {UNIT_BTU_H, "_btu_h", "BTU/h"},
        {UNIT_M3_H, "_m3_h", "m3/h"},
        {UNIT_C, "_c", "degC"},
        {UNIT_KWH_YEAR, "_kwh_year", "kWh/year"},
        {UNIT_MONEY_YEAR, "_year", "money/year"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("unit %d", (int)rows[i].unit);
        SAME(unit_suffix(rows[i].unit), rows[i].suffix);
        SAME(unit_label(rows[i].unit), rows[i].label);
    }
}

/* The unit of money is the currency, which no name states: life_cost, rent_year, rate_h. */
static bool is_money(int u)
{
    return strncmp(unit_label((enum unit)u), "money", strlen("money")) == 0;
}

static void unit_table_is_whole(void)
{
    for (int u = 0; u < UNIT_END; u++) {
        const char *suffix = unit_suffix((enum unit)u), *doc = unit_doc((enum unit)u);
        test_row("unit %d (%s)", u, suffix);
        THAT(*suffix == '\0' || *suffix == '_');
        THAT(*doc != '\0');
        for (int v = 0; v < u; v++)
            THAT(*suffix == '\0' || is_money(u) != is_money(v) || strcmp(suffix, unit_suffix((enum unit)v)) != 0);
    }
}

static void unit_conversions(void)
{
    static const struct {
        const char *name;
        double (*convert)(double);
        double from, to;
    } rows[] = {
        {"GiB to B", unit_gib_to_b, 2.385, 2560874250.24},
        {"B to GiB", unit_b_to_gib, 2560874250.24, 2.385},
        {"MiB to B", unit_mib_to_b, 2.375, 2490368},
        {"B to MiB", unit_b_to_mib, 2490368, 2.375},
        {"GB/s", unit_gb_s_to_b_s, 936.2, 936200000000},
        {"TFLOPS", unit_tflops_to_flop_s, 35.58, 35580000000000},
        {"MHz", unit_mhz_to_hz, 1695.5, 1695500000},
        {"Gflop/J", unit_gflop_j_to_flop_j, 411.5, 411500000000},
        {"us", unit_us_to_s, 23.85, 0.00002385},
        {"ms", unit_ms_to_s, 23.85, 0.02385},
        {"h", unit_h_to_s, 2.385, 8586},
        {"kW", unit_w_to_kw, 2385, 2.385},
        {"BTU/h", unit_w_to_btu_h, 703.4, 2400.1006828},
        {"K", unit_c_to_k, 23.85, 297.0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].name);
        CLOSE(rows[i].convert(rows[i].from), rows[i].to, 1e-12);
    }
    CLOSE(unit_tokens_per_mtok(), 1000000, 0);
    CLOSE(unit_days_per_year(), 365, 0);
}

static void months(void)
{
    static const struct {
        const char *text;
        double alone, months;
        const char *rest;
    } rows[] = {
        {"2025-03", NAN, 12 * 2025 + 2, ""},
        {"2025-03-17", NAN, 12 * 2025 + 2, "-17"},
        {"2025-3", NAN, 12 * 2025 + 2, ""},
        {"2025-12", NAN, 12 * 2025 + 11, ""},
        {"2025", MONTH_JANUARY, 12 * 2025, ""},
        {"2025", MONTH_JULY, 12 * 2025 + 6, ""},
        {"2025-x", MONTH_JULY, 12 * 2025 + 6, "-x"},
        {"2025", NAN, NAN, ""},
        {"2025-13", MONTH_JUNE, NAN, ""},
        {"2025-00", MONTH_JUNE, NAN, ""},
        {"march", MONTH_JUNE, NAN, "march"},
        {"", MONTH_JUNE, NAN, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *rest = NULL;
        test_row("%s", rows[i].text);
        CLOSE(month_of(rows[i].text, rows[i].alone, &rest), rows[i].months, 0);
        SAME(rest, rows[i].rest);
    }
    THAT(isnan(month_of(NULL, MONTH_JUNE, NULL)));
}

/* The test vectors of FNV-1a, 64 bits, by its authors (RFC 9923). */
static void hashes(void)
{
    uint64_t hash = hash_start();
    THAT(hash_add(hash, 'a') == 0xaf63dc4c8601ec8cu);
    for (const char *s = "foobar"; *s; s++)
        hash = hash_add(hash, (unsigned char)*s);
    THAT(hash == 0x85944171f73967e8u);
    THAT(hash_fold(0x8594417100000000u) == 0x8594417185944171u);
}

SUITE(base, {"a known value is a range without width", range_of_one_value},
      {"unknown is NaN throughout", range_unknown_is_nan},
      {"a log-normal spread has the normal's quantiles", range_of_a_spread},
      {"scaling and inverting", range_scaled_and_inverted}, {"a range stays ordered", range_stays_ordered},
      {"suffix and label of units", unit_names}, {"every unit has its own suffix and a doc", unit_table_is_whole},
      {"conversions", unit_conversions}, {"months of dates", months}, {"FNV-1a", hashes})
