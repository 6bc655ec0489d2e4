/* Laws of the funds, whatever is in them and whatever is bought. Random cases from the seed that is printed. */
#include "test.h"

#include "money.h"

enum { CASES = 2000, MOST_POTS = 4, MOST_LINES = 6 };

struct purchase {
    struct fund pots[MOST_POTS];
    struct money_need needs[MOST_LINES];
    struct fund_use use[MOST_POTS];
    size_t n, n_needs;
    double missing, proceeds;
};

static void spend(struct purchase *p)
{
    p->missing = money_spend(test_terms(), &(struct fund_list){p->n, p->pots}, p->needs, p->n_needs, p->proceeds,
                             p->use);
}

static struct purchase any_purchase(void)
{
    static const char *const names[MOST_POTS] = {"a", "b", "c", "d"};
    static const enum vendor makers[] = {vendor_unknown, vendor_unknown, vendor_apple, vendor_nvidia};
    struct purchase p = {.n = (size_t)test_whole(1, MOST_POTS),
                         .n_needs = (size_t)test_whole(0, MOST_LINES),
                         .proceeds = test_whole(0, 1) ? floor(test_uniform(0, 1500)) : 0};
    for (size_t i = 0; i < p.n; i++)
        p.pots[i] = (struct fund){.id = names[i],
                                  .amount = test_whole(0, 4) ? floor(test_uniform(0, 5000)) : 0,
                                  .vendor = ANY_OF(makers),
                                  .resale_frac = test_whole(0, 2) ? test_uniform(0, 1) : NAN};
    for (size_t i = 0; i < p.n_needs; i++)
        p.needs[i] = (struct money_need){.vendor = ANY_OF(makers),
                                         .cost = test_whole(0, 4) ? test_uniform(0, 3000) : 0};
    spend(&p);
    return p;
}

static double cost_of(const struct purchase *p, enum vendor v)
{
    double sum = 0;
    for (size_t i = 0; i < p->n_needs; i++)
        if (v == vendor_unknown || p->needs[i].vendor == v)
            sum += p->needs[i].cost;
    return sum;
}

static void every_pot_balances(void)
{
    for (int k = 0; k < CASES; k++) {
        const struct purchase p = any_purchase();
        double spent = 0, received = 0, moved = 0, proceeds = 0;
        test_row("case %d", k);
        for (size_t i = 0; i < p.n; i++) {
            const struct fund_use *u = &p.use[i];
            CLOSE(u->spent + u->moved + u->resale_loss + u->left, u->amount + u->received, 1e-12);
            THAT(u->spent >= 0 && u->left >= 0 && u->moved >= 0 && u->resale_loss >= 0 && u->received >= 0);
            CLOSE(u->amount, p.pots[i].amount, 0);
            spent += u->spent;
            received += u->received;
            moved += u->moved;
            if (p.pots[i].vendor == vendor_unknown)
                proceeds = p.proceeds; /* without an unrestricted fund nobody takes it */
        }
        CLOSE(received, moved + proceeds, 1e-12);
        CLOSE(spent + p.missing, cost_of(&p, vendor_unknown), 1e-9);
        THAT(p.missing >= 0);
    }
}

static void a_pot_pays_its_maker_only(void)
{
    for (int k = 0; k < CASES; k++) {
        const struct purchase p = any_purchase();
        double apple = 0;
        test_row("case %d", k);
        for (size_t i = 0; i < p.n; i++) {
            if (p.pots[i].vendor != vendor_unknown)
                THAT(p.use[i].spent <= cost_of(&p, p.pots[i].vendor) && p.use[i].received == 0);
            else
                THAT(p.use[i].moved == 0 && p.use[i].resale_loss == 0);
            apple += p.pots[i].vendor == vendor_apple ? p.use[i].spent : 0;
            if (isnan(p.pots[i].resale_frac))
                THAT(p.use[i].moved == 0 && p.use[i].resale_loss == 0);
        }
        ORDER(apple, cost_of(&p, vendor_apple));
    }
}

/* Nothing is sold unless something would be missing without, selling never makes it worse, and more money never does
   either. */
static void selling_is_the_last_resort(void)
{
    for (int k = 0; k < CASES; k++) {
        const struct purchase p = any_purchase();
        struct purchase kept = p, richer = p;
        double moved = 0;
        test_row("case %d", k);
        for (size_t i = 0; i < p.n; i++) {
            kept.pots[i].resale_frac = NAN;
            moved += p.use[i].moved;
        }
        spend(&kept);
        ORDER(p.missing, kept.missing);
        THAT(moved == 0 || kept.missing > 0);
        richer.pots[test_whole(0, (int)p.n - 1)].amount += test_uniform(0, 2000);
        spend(&richer);
        THAT(richer.missing <= p.missing + 1e-9);
    }
}

/* Returns whether the fund may pay for the need, as the fields say. */
static bool may(const struct fund *f, const struct money_need *need)
{
    const bool of_kind = f->kinds.n == 0 || strcmp(f->kinds.v[0], need->kind) == 0;
    const bool at_shop = !f->shop || (need->shop && strcmp(f->shop, need->shop) == 0);
    return of_kind && at_shop && (f->vendor == vendor_unknown || f->vendor == need->vendor);
}

/* Without sales what is missing is, by the theorem of maximum flow and minimum cut, the most over all sets of needs of
   their cost less the money of the funds that may pay any of them. */
static void nothing_is_missing_that_could_be_paid(void)
{
    static const char *const shops[] = {NULL, NULL, "one", "two"}, *const kinds[] = {"ram", "device", "case"};
    for (int k = 0; k < CASES; k++) {
        struct purchase p = any_purchase();
        double most = 0;
        test_row("case %d", k);
        p.proceeds = 0;
        for (size_t i = 0; i < p.n; i++) {
            p.pots[i].resale_frac = NAN;
            p.pots[i].shop = ANY_OF(shops);
            p.pots[i].kinds = (struct text_list){(size_t)test_whole(0, 1), &kinds[test_whole(0, 2)]};
        }
        for (size_t i = 0; i < p.n_needs; i++) {
            p.needs[i].shop = ANY_OF(shops);
            p.needs[i].kind = ANY_OF(kinds);
        }
        spend(&p);
        for (unsigned set = 0; set < 1u << p.n_needs; set++) {
            double lacks = 0;
            for (size_t i = 0; i < p.n_needs; i++)
                lacks += set >> i & 1 ? p.needs[i].cost : 0;
            for (size_t f = 0; f < p.n; f++) {
                bool any = false;
                for (size_t i = 0; i < p.n_needs; i++)
                    any |= (set >> i & 1) && may(&p.pots[f], &p.needs[i]);
                lacks -= any ? p.pots[f].amount : 0;
            }
            most = fmax(most, lacks);
        }
        THAT(fabs(p.missing - most) <= 1e-9 * (1 + most));
    }
}

SUITE(property_money, {"nothing is missing that could be paid", nothing_is_missing_that_could_be_paid},
      {"every pot balances", every_pot_balances}, {"a pot pays its maker only", a_pot_pays_its_maker_only},
      {"selling is the last resort", selling_is_the_last_resort})
