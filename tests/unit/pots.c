/* model/money: which fund pays for what, what is sold, what is left. */
#include "market_try.h"

#include "compare.h"

static const struct fund pots[] = {{.id = "cash", .amount = 4443, .resale_frac = NAN},
                                   {.id = "card", .amount = 3900, .vendor = vendor_apple, .resale_frac = 0.85}};

static void who_pays(void)
{
    static const struct {
        const char *what;
        size_t from, n;
        struct money_need needs[3];
        double missing, spent[2], left[2], moved;
    } rows[] = {
        {"a mini from the gift card", 0, 2, {{vendor_apple, 3000, NULL, NULL}}, 0, {0, 3000}, {4443, 900}, 0},
        {"a card from cash", 0, 2, {{vendor_nvidia, 4000, NULL, NULL}}, 0, {4000, 0}, {443, 3900}, 0},
        {"a mini over the gift card", 0, 2, {{vendor_apple, 5000, NULL, NULL}}, 0, {1100, 3900}, {3343, 0}, 0},
        {"each its own",
         0,
         2,
         {{vendor_nvidia, 4000, NULL, NULL}, {vendor_apple, 3900, NULL, NULL}, {vendor_other, 443, NULL, NULL}},
         0,
         {4443, 3900},
         {0, 0},
         0},
        {"sold at 85 %", 0, 2, {{vendor_nvidia, 5000, NULL, NULL}}, 0, {5000, 0}, {2758, 0}, 3900},
        {"what is left is sold",
         0,
         2,
         {{vendor_nvidia, 4600, NULL, NULL}, {vendor_apple, 2900, NULL, NULL}},
         0,
         {4600, 2900},
         {693, 0},
         1000},
        {"not enough", 0, 2, {{vendor_nvidia, 8000, NULL, NULL}}, 242, {7758, 0}, {0, 0}, 3900},
        {"the gift card alone", 1, 1, {{vendor_nvidia, 100, NULL, NULL}}, 100, {0}, {3900}, 0},
        {"the gift card alone, a mini", 1, 1, {{vendor_apple, 4000, NULL, NULL}}, 100, {3900}, {0}, 0},
        {"cash alone", 0, 1, {{vendor_nvidia, 100, NULL, NULL}, {vendor_apple, 100, NULL, NULL}}, 0, {200}, {4243}, 0},
        {"nothing", 0, 2, {{vendor_unknown, 0, NULL, NULL}}, 0, {0, 0}, {4443, 3900}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fund_use use[2] = {{0}};
        test_row("%s", rows[i].what);
        CLOSE(money_spend(test_terms(), &(struct fund_list){rows[i].n, pots + rows[i].from}, rows[i].needs, 3, 0, use),
              rows[i].missing, 1e-12);
        double moved = 0;
        for (size_t f = 0; f < rows[i].n; f++) {
            CLOSE(use[f].spent, rows[i].spent[f], 1e-12);
            CLOSE(use[f].left, rows[i].left[f], 1e-12);
            SAME(use[f].fund, pots[rows[i].from + f].id);
            moved += use[f].moved;
        }
        CLOSE(moved, rows[i].moved * 0.85, 1e-12);
        if (rows[i].n == 2) {
            CLOSE(use[1].resale_loss, rows[i].moved * 0.15, 1e-9);
            CLOSE(use[0].received, moved, 0);
        }
    }
}

static void what_cannot_be_sold(void)
{
    const struct fund v[] = {pots[0], {.id = "voucher", .amount = 3900, .vendor = vendor_apple, .resale_frac = NAN}};
    const struct money_need need = {vendor_nvidia, 5000, NULL, NULL};
    struct fund_use use[2];
    CLOSE(money_spend(test_terms(), &(struct fund_list){2, v}, &need, 1, 0, use), 557, 1e-12);
    CLOSE(use[1].left, 3900, 0);
    CLOSE(use[1].resale_loss, 0, 0);
}

/* A second gift card is not sold once the first one was enough. */
static void no_more_is_sold_than_needed(void)
{
    const struct fund v[] = {
        pots[0], pots[1], {.id = "more", .amount = 1000, .vendor = vendor_amd, .resale_frac = 0.5}};
    const struct money_need need = {vendor_nvidia, 5000, NULL, NULL};
    struct fund_use use[3];
    CLOSE(money_spend(test_terms(), &(struct fund_list){3, v}, &need, 1, 0, use), 0, 0);
    CLOSE(use[1].moved, 3315, 1e-12);
    CLOSE(use[2].left, 1000, 0);
    CLOSE(use[2].resale_loss, 0, 0);
}

/* What a part fetches is cash: it goes to the first unrestricted fund, and pays for anything. */
static void parts_that_are_sold(void)
{
    const struct fund v[] = {pots[1], pots[0], {.id = "savings", .amount = 100, .resale_frac = NAN}};
    const struct money_need need = {vendor_nvidia, 4800, NULL, NULL};
    struct fund_use use[3];
    CLOSE(money_spend(test_terms(), &(struct fund_list){3, v}, &need, 1, 300, use), 0, 0);
    CLOSE(use[0].left, 3900, 0);
    CLOSE(use[1].received, 300, 0);
    CLOSE(use[1].spent, 4743, 1e-12);
    CLOSE(use[2].spent, 57, 1e-12);
    CLOSE(use[2].received, 0, 0);
    CLOSE(money_spend(test_terms(), &(struct fund_list){3, v}, &need, 0, 300, use), 0, 0);
    CLOSE(use[1].left, 4743, 1e-12);
}

/* A pot in another currency is worth what it buys: 1,000 EUR are 1,100 USD, 1,666.67 AUD. */
static void pots_in_other_currencies(void)
{
    const struct fund v[] = {
        {.id = "savings", .amount = 500, .currency = currency_aud, .resale_frac = NAN},
        {.id = "euros", .amount = 1000, .currency = currency_eur, .resale_frac = NAN},
        {.id = "voucher", .amount = 660, .currency = currency_usd, .vendor = vendor_apple, .resale_frac = 0.8}};
    const struct money_terms t = money_terms_in(try_market(NULL, 0, "2026-11-21"), "AU");
    const struct money_need needs[] = {{vendor_nvidia, 1500, NULL, NULL}, {vendor_apple, 400, NULL, NULL}};
    struct fund_use use[3];
    CLOSE(money_spend(&t, &(struct fund_list){3, v}, needs, 2, 0, use), 0, 0);
    CLOSE(use[0].left, 0, 0);
    CLOSE(use[1].amount, 1100 / 0.66, 1e-12);
    CLOSE(use[1].left, 1100 / 0.66 - 1000, 1e-12);
    CLOSE(use[2].amount, 1000, 1e-12);
    CLOSE(use[2].left, 600, 1e-12);
}

SUITE(pots, {"who pays", who_pays}, {"what cannot be sold", what_cannot_be_sold},
      {"no more is sold than needed", no_more_is_sold_than_needed}, {"parts that are sold", parts_that_are_sold},
      {"pots in other currencies", pots_in_other_currencies})
