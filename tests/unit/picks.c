/* advise/picks and report/page_cards: which options stand side by side, what is the closest to its need, what the page
   says of them. */
#include "test.h"

#include "doc.h"
#include "page_compare.h"
#include "picks.h"

#include <string.h>

#define SCENARIO(funds, options)                                                                                       \
    "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: " funds "}]\n"                \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads:\n"                                      \
    "  - {id: small, title: Small, model: llama-3.1-8b, quant: Q4_K_M, ctx_tokens: 4096, need_tok_s: 20}\n"            \
    "  - {id: big, title: Big, model: qwen2.5-32b, quant: Q4_K_M, ctx_tokens: 4096, need_tok_s: 5}\n"                  \
    "priorities: [{figure: speed_tok_s, weight: 1}]\noptions:\n" options
#define MAC(id, system, price)                                                                                         \
    "  - {id: " id ", title: The " id ", machines: [{id: mac, system: {system: " system ", price: " price "}}]}\n"
#define THREE                                                                                                          \
    MAC("fast", "mac-studio-m3-ultra-96", "9000")                                                                      \
    MAC("middle", "mac-studio-m4-max-128", "7000") MAC("slow", "mac-mini-m4-pro-48", "3000")

static const char *page_of(const struct comparison *c)
{
    struct str s = str_new(test_arena());
    md_render(page_compare_brief(test_arena(), c, NULL, 0), &s);
    return s.text;
}

/* All serve: the fastest is first, the next second, and the third, which is the cheapest, stands beside them. */
static void three_that_serve(void)
{
    const struct comparison *c = test_compare(test_scenario(SCENARIO("20000", THREE)));
    const struct picks p = picks_of(c);
    for (size_t i = 0; i < c->n; i++)
        THAT(picks_serves(c, &c->v[i]));
    SAME(p.of[PICK_BEST]->outcome.id, "fast");
    SAME(p.of[PICK_NEXT]->outcome.id, "middle");
    SAME(p.of[PICK_CHEAPEST]->outcome.id, "slow");
    THAT(!p.best_is_cheapest && !p.next_is_cheapest);
    THAT(strstr(page_of(c), "| No. 1: best | No. 2: runner-up | No. 3: cheapest |") != NULL);
    THAT(strstr(page_of(c), "**Buy: The fast, for AUD 9,000. It serves both workloads; the tightest is ") != NULL);
}

/* The funds cover the cheapest only: it is first, and the others are over budget. */
static void one_that_can_be_paid(void)
{
    const struct comparison *c = test_compare(test_scenario(SCENARIO("4000", THREE)));
    const struct picks p = picks_of(c);
    SAME(p.of[PICK_BEST]->outcome.id, "slow");
    THAT(p.best_is_cheapest && p.of[PICK_CHEAPEST] != NULL && !p.of[PICK_CHEAPEST]->possible);
    THAT(strstr(page_of(c), "| No. 1: best, and the cheapest | No. 2: next, over budget | No. 3: cheapest of the rest, "
                            "over budget |") != NULL);
    THAT(strstr(page_of(c), "the funds are AUD 5,000 short") != NULL); /* 9,000 of 4,000 */
}

/* The tightest workload has the least speed for what it needs, whichever is slower. */
static void tightest(void)
{
    const struct comparison *c = test_compare(test_scenario(SCENARIO("20000", THREE)));
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        const struct picks_tightest t = picks_tightest(c, o);
        const double small = o->cell[0].figures.decode_tok_s.mid / 20, big = o->cell[1].figures.decode_tok_s.mid / 5;
        test_row("%s", o->outcome.id);
        CLOSE(t.need_frac, small < big ? small : big, 1e-12);
        SAME(t.workload->id, small < big ? "small" : "big");
    }
}

static void nothing_will_do(void)
{
    const struct comparison *c = test_compare(test_scenario(SCENARIO("1000", THREE)));
    THAT(!c->answered && !picks_close(c));
    THAT(strstr(page_of(c), "**No option will do: ") != NULL && strstr(page_of(c), "**Buy") == NULL);
}

SUITE(picks, {"three that serve", three_that_serve}, {"one that can be paid", one_that_can_be_paid},
      {"tightest", tightest}, {"nothing will do", nothing_will_do})
