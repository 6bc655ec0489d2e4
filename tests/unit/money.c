/* model/money: which observation becomes the price, who pays, what running costs. */
#include "test.h"

#include "compare.h"
#include "money.h"

static struct price price_of(const char *id, const char *date, enum currency currency, struct range amount)
{
    return (struct price){.id = id,
                          .date = date,
                          .source = "a page",
                          .component = "card",
                          .amount = amount,
                          .currency = currency,
                          .condition = condition_used,
                          .kind = pricekind_sold};
}

static struct range spread(double low, double mid, double high)
{
    return (struct range){low, low, mid, high, high};
}

static const struct shock_list no_shocks;

static const char *const card_names[] = {"a card", "the card"};
static const struct device card = {.id = "card", .aliases = {COUNT_OF(card_names), card_names}};
static const struct money_thing a_card = {&kind_device, &card};

static struct money_terms terms(const char *as_of)
{
    return (struct money_terms){range_exact(0.66), 0.1, 0.1, as_of, &no_shocks, currency_unknown};
}

static struct money_price chosen(const struct price *v, size_t n, const char *as_of)
{
    const struct money_terms t = terms(as_of);
    return money_price(&(struct price_list){n, v}, a_card, condition_used, &t);
}

/* ---- prices ---- */

static void newest_that_is_known(void)
{
    const struct price v[] = {
        price_of("old", "2025-06", currency_aud, range_exact(100)),
        price_of("newest", "2025-12-31", currency_aud, range_exact(200)),
        price_of("month", "2025-12", currency_aud, range_exact(150)),
        price_of("usd", "2026-10", currency_usd, range_exact(50)),
        price_of("later", "2026-11-22", currency_aud, range_exact(300)),
    };
    static const struct {
        const char *as_of, *id;
    } rows[] = {{"2026-11-21", "newest"}, {"2026-11", "later"},    {"2026-12-01", "later"},
                {"2025-12-31", "newest"}, {"2025-12-30", "month"}, {"2025-12", "newest"},
                {"2025-11", "old"},       {"2025-06", "old"},      {"2025-05", NULL}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct money_price p = chosen(v, COUNT_OF(v), rows[i].as_of);
        test_row("as of %s", rows[i].as_of);
        SAME(p.from ? p.from->id : NULL, rows[i].id);
        THAT((p.from == NULL) == (isnan(p.aud.mid) != 0));
        THAT(!p.from || !p.landed);
    }
}

static void others_are_not_it(void)
{
    struct price v[] = {price_of("x", "2026-01", currency_aud, range_exact(100))};
    v[0].component = "card-2";
    CLOSE(chosen(v, 1, "2026-11").aud.mid, NAN, 0);
    v[0].component = "the card"; /* an alias */
    CLOSE(chosen(v, 1, "2026-11").aud.mid, 100, 0);
    v[0].component = "card";
    v[0].condition = condition_new_;
    CLOSE(chosen(v, 1, "2026-11").aud.mid, NAN, 0);
    CLOSE(chosen(NULL, 0, "2026-11").aud.high80, NAN, 0);
}

/* Several of one date: the middle one, with the spread of them all; of an even number the dearer of both middle ones.
 */
static void middle_of_several(void)
{
    const struct price v[] = {
        price_of("a", "2025-12", currency_aud, range_exact(1500)),
        price_of("b", "2025-12", currency_aud, range_exact(1450)),
        price_of("c", "2025-12", currency_aud, spread(1400, 1550, 1700)),
        price_of("d", "2025-11", currency_aud, range_exact(1)),
    };
    const struct money_price three = chosen(v, 4, "2026-11"), two = chosen(v, 2, "2026-11"),
                             last = chosen(v + 2, 1, "2026-11");
    SAME(three.from->id, "a");
    CLOSE(three.aud.mid, 1500, 0);
    CLOSE(three.aud.low80, 1400, 0);
    CLOSE(three.aud.high80, 1700, 0);
    CLOSE(two.aud.mid, 1500, 0);
    CLOSE(two.aud.low80, 1450, 0);
    CLOSE(two.aud.high80, 1500, 0);
    CLOSE(last.aud.low80, 1400, 0);
    const struct price same[] = {v[0], v[0], v[0]};
    CLOSE(chosen(same, 3, "2026-11").aud.mid, 1500, 0);
}

/* A house in the US takes the USD price where there is one; without one the other currency does. */
static void home_currency_first(void)
{
    const struct price v[] = {price_of("a", "2025-12", currency_aud, range_exact(280)),
                              price_of("u", "2025-11", currency_usd, range_exact(150))};
    const struct price_list both = {2, v}, aud = {1, v};
    struct money_terms t = terms("2026-11");
    SAME(money_price(&both, a_card, condition_used, &t).from->id, "a");
    t.first = currency_usd;
    SAME(money_price(&both, a_card, condition_used, &t).from->id, "u");
    CLOSE(money_price(&both, a_card, condition_used, &t).aud.mid, 150 / 0.66 * 1.1, 1e-9);
    SAME(money_price(&aud, a_card, condition_used, &t).from->id, "a");
}

/* One observation without a spread gets the policy's: 80 % are within exp(1.2816 sigma). */
static void spread_of_one(void)
{
    const struct price v[] = {price_of("a", "2025-12", currency_aud, range_exact(1000))};
    const struct money_price p = chosen(v, 1, "2026-11");
    CLOSE(p.aud.high80, 1000 * exp(0.128155), 1e-6);
    CLOSE(p.aud.low80, 1000 / exp(0.128155), 1e-6);
}

/* USD / rate x 1.1, where nobody named a price in AUD; a weak dollar makes it dearer. */
static void landed(void)
{
    const struct price v[] = {price_of("a", "2025-12", currency_usd, spread(800, 900, 1000))};
    const struct money_price p = chosen(v, 1, "2026-11");
    THAT(p.landed);
    CLOSE(p.aud.mid, 900 / 0.66 * 1.1, 1e-12);
    struct money_terms t = terms("2026-11");
    t.usd_per_aud = spread(0.62, 0.66, 0.70);
    const struct money_price q = money_price(&(struct price_list){1, v}, a_card, condition_used, &t);
    CLOSE(q.aud.mid, 1500, 1e-12);
    CLOSE(q.aud.low80, 800 / 0.70 * 1.1, 1e-12);
    CLOSE(q.aud.high80, 1000 / 0.62 * 1.1, 1e-12);
}

static void shocks(void)
{
    const struct shock v[] = {{.factor = 1.5},
                              {.component = "card", .factor = 2},
                              {.vendor = vendor_apple, .factor = 3},
                              {.component = "card", .vendor = vendor_amd, .factor = 7}};
    const struct shock_list all = {COUNT_OF(v), v};
    const struct system mini = {.id = "mini"};
    const struct part box = {.id = "case"};
    struct money_terms t = terms("2026-11");
    CLOSE(money_shock(&t, a_card, vendor_nvidia), 1, 0);
    t.shocks = &all;
    CLOSE(money_shock(&t, a_card, vendor_nvidia), 3, 1e-12);
    CLOSE(money_shock(&t, a_card, vendor_amd), 21, 1e-12);
    CLOSE(money_shock(&t, (struct money_thing){&kind_system, &mini}, vendor_apple), 4.5, 1e-12);
    CLOSE(money_shock(&t, (struct money_thing){&kind_part, &box}, vendor_other), 1.5, 1e-12);
}

/* ---- funds ---- */

static const struct fund pots[] = {{.id = "cash", .amount_aud = 4443, .resale_frac = NAN},
                                   {.id = "card", .amount_aud = 3900, .vendor = vendor_apple, .resale_frac = 0.85}};

static void who_pays(void)
{
    static const struct {
        const char *what;
        size_t from, n;
        struct money_need needs[3];
        double missing, spent[2], left[2], moved;
    } rows[] = {
        {"a mini from the gift card", 0, 2, {{vendor_apple, 3000}}, 0, {0, 3000}, {4443, 900}, 0},
        {"a card from cash", 0, 2, {{vendor_nvidia, 4000}}, 0, {4000, 0}, {443, 3900}, 0},
        {"a mini over the gift card", 0, 2, {{vendor_apple, 5000}}, 0, {1100, 3900}, {3343, 0}, 0},
        {"each its own",
         0,
         2,
         {{vendor_nvidia, 4000}, {vendor_apple, 3900}, {vendor_other, 443}},
         0,
         {4443, 3900},
         {0, 0},
         0},
        {"sold at 85 %", 0, 2, {{vendor_nvidia, 5000}}, 0, {5000, 0}, {2758, 0}, 3900},
        {"what is left is sold", 0, 2, {{vendor_nvidia, 4600}, {vendor_apple, 2900}}, 0, {4600, 2900}, {693, 0}, 1000},
        {"not enough", 0, 2, {{vendor_nvidia, 8000}}, 242, {7758, 0}, {0, 0}, 3900},
        {"the gift card alone", 1, 1, {{vendor_nvidia, 100}}, 100, {0}, {3900}, 0},
        {"the gift card alone, a mini", 1, 1, {{vendor_apple, 4000}}, 100, {3900}, {0}, 0},
        {"cash alone", 0, 1, {{vendor_nvidia, 100}, {vendor_apple, 100}}, 0, {200}, {4243}, 0},
        {"nothing", 0, 2, {{vendor_unknown, 0}}, 0, {0, 0}, {4443, 3900}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fund_use use[2] = {{0}};
        test_row("%s", rows[i].what);
        CLOSE(money_spend(&(struct fund_list){rows[i].n, pots + rows[i].from}, rows[i].needs, 3, 0, use),
              rows[i].missing, 1e-12);
        double moved = 0;
        for (size_t f = 0; f < rows[i].n; f++) {
            CLOSE(use[f].spent_aud, rows[i].spent[f], 1e-12);
            CLOSE(use[f].left_aud, rows[i].left[f], 1e-12);
            SAME(use[f].fund, pots[rows[i].from + f].id);
            moved += use[f].moved_aud;
        }
        CLOSE(moved, rows[i].moved * 0.85, 1e-12);
        if (rows[i].n == 2) {
            CLOSE(use[1].resale_loss_aud, rows[i].moved * 0.15, 1e-9);
            CLOSE(use[0].received_aud, moved, 0);
        }
    }
}

static void what_cannot_be_sold(void)
{
    const struct fund v[] = {pots[0],
                             {.id = "voucher", .amount_aud = 3900, .vendor = vendor_apple, .resale_frac = NAN}};
    const struct money_need need = {vendor_nvidia, 5000};
    struct fund_use use[2];
    CLOSE(money_spend(&(struct fund_list){2, v}, &need, 1, 0, use), 557, 1e-12);
    CLOSE(use[1].left_aud, 3900, 0);
    CLOSE(use[1].resale_loss_aud, 0, 0);
}

/* A second gift card is not sold once the first one was enough. */
static void no_more_is_sold_than_needed(void)
{
    const struct fund v[] = {
        pots[0], pots[1], {.id = "more", .amount_aud = 1000, .vendor = vendor_amd, .resale_frac = 0.5}};
    const struct money_need need = {vendor_nvidia, 5000};
    struct fund_use use[3];
    CLOSE(money_spend(&(struct fund_list){3, v}, &need, 1, 0, use), 0, 0);
    CLOSE(use[1].moved_aud, 3315, 1e-12);
    CLOSE(use[2].left_aud, 1000, 0);
    CLOSE(use[2].resale_loss_aud, 0, 0);
}

/* What a part fetches is cash: it goes to the first unrestricted fund, and pays for anything. */
static void parts_that_are_sold(void)
{
    const struct fund v[] = {pots[1], pots[0], {.id = "savings", .amount_aud = 100, .resale_frac = NAN}};
    const struct money_need need = {vendor_nvidia, 4800};
    struct fund_use use[3];
    CLOSE(money_spend(&(struct fund_list){3, v}, &need, 1, 300, use), 0, 0);
    CLOSE(use[0].left_aud, 3900, 0);
    CLOSE(use[1].received_aud, 300, 0);
    CLOSE(use[1].spent_aud, 4743, 1e-12);
    CLOSE(use[2].spent_aud, 57, 1e-12);
    CLOSE(use[2].received_aud, 0, 0);
    CLOSE(money_spend(&(struct fund_list){3, v}, &need, 0, 300, use), 0, 0);
    CLOSE(use[1].left_aud, 4743, 1e-12);
}

/* Returns the vendor that the record of a line names, as the program's own line need not. */
static bool is_apple(const struct comparison *c, const char *id)
{
    const struct kind *k = NULL;
    const void *record = catalogue_find_any(c->catalogue, id, &k);
    BUG_UNLESS(record);
    return (k == &kind_system && ((const struct system *)record)->vendor == vendor_apple) ||
           (k == &kind_part && ((const struct part *)record)->vendor == vendor_apple);
}

/* Every bill of the shipped scenario: what is bought is paid, no gift card pays for another maker's thing. */
static void bills_that_are_shipped(void)
{
    const struct comparison *c = test_compared();
    double all_apple = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        double apple = 0, spent = 0, sold = 0;
        for (size_t f = 0; f < c->scenario->funds.n; f++)
            spent += o->funds[f].spent_aud;
        test_row("%s", o->outcome.id);
        for (size_t l = 0; l < o->bill.n; l++) {
            const struct bill_line *line = &o->bill.line[l];
            apple += is_apple(c, line->id) ? line->total_aud.mid : 0;
            sold += fmin(line->total_aud.mid, 0);
            if (line->total_aud.mid < 0)
                continue;
            CLOSE(line->total_aud.mid, (line->qty - line->owned_qty) * line->unit_aud.mid, 1e-12);
            CLOSE(line->total_aud.high80, (line->qty - line->owned_qty) * line->unit_aud.high80, 1e-12);
        }
        if (!isnan(apple))
            ORDER(o->funds[1].spent_aud, apple);
        all_apple += isnan(apple) ? 0 : apple;
        if (!isnan(o->outcome.missing_aud))
            CLOSE(spent + o->outcome.missing_aud + sold, o->outcome.price_aud.mid + o->rent_aud, 1e-12);
    }
    THAT(all_apple > 0);
}

/* ---- running ---- */

static void energy(void)
{
    struct site s = {.on_h_day = NAN, .use_days_year = 330}; /* hours on are the machine's */
    CLOSE(money_energy_kwh_year(&s, 24, 4, 400, 50), 330 * (4 * 0.4 + 20 * 0.05) + 35 * 24 * 0.05, 1e-12);
    CLOSE(money_energy_kwh_year(&s, 24, 30, 400, 50), 330 * 24 * 0.4 + 35 * 24 * 0.05,
          1e-12);                                                      /* no day has more than 24 hours */
    CLOSE(money_energy_kwh_year(&s, 0, 1, 400, 50), 330 * 0.4, 1e-12); /* what works is on */
    CLOSE(money_energy_kwh_year(&s, 5, 8, 400, 50), 330 * 8 * 0.4 + 35 * 5 * 0.05, 1e-12);
    CLOSE(money_energy_kwh_year(&s, 5, 4, 400, 50), 330 * (4 * 0.4 + 1 * 0.05) + 35 * 5 * 0.05, 1e-12);
    s.use_days_year = 366;
    CLOSE(money_energy_kwh_year(&s, 5, 5, 100, 100), 366 * 5 * 0.1, 1e-12);
    CLOSE(money_energy_kwh_year(&s, 5, 5, NAN, 100), NAN, 0);
}

static void rent(void)
{
    const struct cloud offer = {.rate_usd_h = 0.69};
    const struct cloud_line line = {.offer = &offer, .qty = 2};
    const struct money_terms t = terms("2026-11");
    CLOSE(money_rent_aud_year(&line, 1000, &t), 2 * 0.69 * 1000 / 0.66 * 1.1, 1e-12);
    CLOSE(money_rent_aud_year(&line, 0, &t), 0, 0);
}

static void months(void)
{
    static const struct {
        const char *from, *to;
        double months;
    } rows[] = {{"2025-12", "2026-11", 11}, {"2025-12-31", "2026-01-01", 1}, {"2025", "2026-06", 12},
                {"2026", "2026-06", 0},     {"2026-11", "2026-11-21", 0},    {"2026-11", "2026-10", -1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s to %s", rows[i].from, rows[i].to);
        CLOSE(money_months_between(rows[i].from, rows[i].to), rows[i].months, 0);
    }
}

/* A date of any length stays as long; parts of a month, or of a bare year, count as none. */
static void months_later(void)
{
    static const struct {
        const char *from, *to;
        double months;
    } rows[] = {{"2026-11-21", "2026-11-21", 0},
                {"2026-11-21", "2026-12-21", 1},
                {"2026-11-21", "2027-01-21", 2},
                {"2026-11", "2031-11", 60},
                {"2026-12", "2027-01", 1.9},
                {"2026-01", "2026-12", 11},
                {"2026", "2026", 11},
                {"2026", "2027", 12}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%g months after %s", rows[i].months, rows[i].from);
        SAME(money_date_after(rows[i].from, rows[i].months).text, rows[i].to);
    }
}

SUITE(money, {"the newest that is known", newest_that_is_known}, {"others are not it", others_are_not_it},
      {"the middle of several", middle_of_several}, {"spread of one", spread_of_one}, {"landed from USD", landed},
      {"home currency first", home_currency_first}, {"shocks", shocks}, {"who pays", who_pays},
      {"what cannot be sold", what_cannot_be_sold}, {"no more is sold than needed", no_more_is_sold_than_needed},
      {"parts that are sold", parts_that_are_sold}, {"shipped bills", bills_that_are_shipped}, {"energy", energy},
      {"rent", rent}, {"months", months}, {"months later", months_later})
