/* check/check_prices: errors of price estimates, and what the shipped prices reach. */
#include "market_try.h"

#include "check_prices.h"

static struct check_prices_row off_by(double ratio, double sigma, enum priceclass class_)
{
    return (struct check_prices_row){
        .ln_usd = log(1000), .predicted = log(1000 * ratio), .sigma = sigma, .class_ = class_};
}

static void sums_by_hand(void)
{
    const struct check_prices_row v[] = {off_by(1.1, 0.1, priceclass_geforce), off_by(0.8, 0.1, priceclass_geforce),
                                         off_by(1, 0.1, priceclass_geforce), off_by(3, 1, priceclass_memory),
                                         off_by(NAN, 1, priceclass_memory)};
    const struct check_prices_sum cards_only = check_prices_sum(test_arena(), v, COUNT_OF(v), priceclass_geforce),
                                  all = check_prices_sum(test_arena(), v, COUNT_OF(v), priceclass_unknown),
                                  none = check_prices_sum(test_arena(), v, COUNT_OF(v), priceclass_psu);
    THAT(cards_only.n == 3 && all.n == 4 && none.n == 0); /* what cannot be predicted is not counted */
    CLOSE(cards_only.median_frac, 0.1, 1e-9);
    CLOSE(cards_only.bias_frac, 0, 1e-9);
    CLOSE(cards_only.inside80_frac, 2.0 / 3, 1e-9); /* ln 0.8 = -0.22 is over 1.28 x 0.1 off */
    CLOSE(all.inside80_frac, 3.0 / 4, 1e-9);        /* ln 3 = 1.1 is within 1.28 x 1 */
    CLOSE(none.median_frac, NAN, 0);
}

/* Each observation from the others of its thing. Rows of one source and month leave together, so two of them tell
   nothing of each other; older ones than from_month are not judged. */
static void left_out(void)
{
    struct price v[] = {seen("card", "2026-11-16", 1000, currency_usd), seen("card", "2026-11-16", 1200, currency_usd),
                        seen("twin", "2026-11-16", 2000, currency_usd)};
    v[1].source = "another page";
    const struct market *m = try_market(v, COUNT_OF(v), "2026-11-21");
    const struct check_prices *k = check_prices_run(test_arena(), m, m->month - 12);
    THAT(k->n_observations == 2); /* the twin has no other */
    for (size_t i = 0; i < k->n_observations; i++) {
        const struct check_prices_row *r = &k->observation[i];
        const double other = r->price == &v[0] ? 1200 : 1000;
        CLOSE(exp(r->predicted), other, 0.1); /* what the twin suggests comes on top */
        CLOSE(exp(r->ln_usd), 2200 - other, 1e-9);
        THAT(!r->whole && r->sigma > 0.1);
    }
    THAT(k->n_things == 2); /* card and twin, whole */
    v[1].source = v[0].source;
    THAT(check_prices_run(test_arena(), try_market(v, COUNT_OF(v), "2026-11-21"), 0)->n_observations == 0);
    v[0].date = "2026-09";
    const struct market *later = try_market(v, COUNT_OF(v), "2026-11-21");
    THAT(check_prices_run(test_arena(), later, 0)->n_observations == 2);
    THAT(check_prices_run(test_arena(), later, later->month - 1)->n_observations == 1);
}

/* Of the only thing of a class one price is twice the other. With both in the fit the index would rise, and each would
   seem to be what the other says. */
static void index_without_it(void)
{
    const struct price v[] = {seen("card", "2026-02-15", 1000, currency_usd),
                              seen("card", "2026-11-15", 2000, currency_usd)};
    const struct market *m = try_market(v, COUNT_OF(v), "2026-11-21");
    THAT(market_index(m, priceclass_geforce, m->month - 9) < -0.1);
    const struct check_prices *k = check_prices_run(test_arena(), m, 0);
    THAT(k->n_observations == 2);
    for (size_t i = 0; i < k->n_observations; i++)
        CLOSE(exp(k->observation[i].predicted), k->observation[i].price == &v[0] ? 2000 : 1000, 0.01);
}

/* Of more than twice as many observations of a thing as are left out each third is. */
static void many_of_one(void)
{
    enum { MANY = 2 * CHECK_PRICES_MOST_OF_ONE + 2, THIRD = (MANY + 2) / 3 };
    static struct price v[MANY];
    for (int i = 0; i < MANY; i++) {
        v[i] = seen("card", "2026-11-16", 1000 + i % 7, currency_usd);
        v[i].source = str_format(test_arena(), "page %d", i);
    }
    const struct market *m = try_market(v, CHECK_PRICES_MOST_OF_ONE, "2026-11-21");
    THAT(check_prices_run(test_arena(), m, 0)->n_observations == CHECK_PRICES_MOST_OF_ONE);
    THAT(check_prices_run(test_arena(), try_market(v, MANY, "2026-11-21"), 0)->n_observations == THIRD);
}

/* The bounds of the issue, for the shipped prices of the last two years: the median of left-out observations, how many
   lie in the 80 % range, and the median of things left out whole. */
static void shipped_prices(void)
{
    const struct market *m = test_terms()->market;
    const struct check_prices *k = check_prices_run(test_arena(), m, m->month - 24);
    const struct check_prices_sum one = check_prices_sum(test_arena(), k->observation, k->n_observations,
                                                         priceclass_unknown),
                                  whole = check_prices_sum(test_arena(), k->thing, k->n_things, priceclass_unknown);
    THAT(one.n > 1000 && whole.n > 200);
    ORDER(one.median_frac, 0.10);
    ORDER(0.75, one.inside80_frac);
    ORDER(one.inside80_frac, 0.87);
    ORDER(whole.median_frac, 0.25);
    ORDER(0.75, whole.inside80_frac);
    ORDER(whole.inside80_frac, 0.87);
    /* Classes of few things: together about 80 % too; one by one they are too few to tell much. */
    double n = 0, inside = 0;
    for (int c = 1; c < priceclass_end; c++) {
        const struct check_prices_sum s = check_prices_sum(test_arena(), k->thing, k->n_things, (enum priceclass)c);
        if (s.n == 0 || s.n > 20)
            continue;
        test_row("things of class %s", enums_text(&enums_priceclass, c));
        ORDER(0.5, s.inside80_frac);
        n += (double)s.n;
        inside += (double)s.n * s.inside80_frac;
    }
    test_row("things of thin classes");
    ORDER(0.68, inside / n);
    ORDER(inside / n, 0.92);
}

SUITE(check_prices, {"sums by hand", sums_by_hand}, {"left out", left_out}, {"index without it", index_without_it},
      {"many of one", many_of_one}, {"shipped prices", shipped_prices})
