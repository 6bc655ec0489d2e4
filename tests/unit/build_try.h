/* build_try.h: machines that the tests of model/build try: whole ones with one part changed, and what is found of a
   rule. */
#ifndef BUILD_TRY_H
#define BUILD_TRY_H

#include "test.h"

#include "arena.h"
#include "build.h"
#include "compare.h"
#include "from_scenario.h"
#include "power.h"
#include "request.h"
#include "str.h"

enum { ROOM = 512, WORDS = 65536 };
static struct build_check checks[ROOM];
static int n_checks;
static const double rest_w = 142; /* watts at peak of all but the cards */

/* What a machine is checked with, unless a test says otherwise. */
static inline struct build_case usual(const struct machine *m)
{
    return (struct build_case){.machine = m,
                               .policy = test_find(&kind_policy, "default"),
                               .outlet = test_find(&kind_outlet, "au-10a"),
                               .excursions = &test_catalogue()->excursions,
                               .assumptions = &test_catalogue()->assumptions,
                               .catalogue = test_catalogue(),
                               .as_of = "2026-11-21",
                               .other_w = rest_w,
                               .ups_load_frac = NAN};
}

static inline enum checked check_case(struct build_case b)
{
    struct build_words counted = {0}, words = {arena_array(test_arena(), WORDS, 1), 0, WORDS};
    b.words = &words;
    n_checks = build_check(&b, checks, ROOM);
    b.words = &counted;
    THAT(build_check(&b, NULL, 0) == n_checks && n_checks <= ROOM);
    THAT(counted.used == words.used && words.used <= WORDS);
    return build_worst(checks, n_checks);
}

static const struct machine *machine_of(const char *fields)
{
    return &test_option(fields)->options.v[0].machines.v[0];
}

static inline enum checked judged(const char *fields)
{
    return check_case(usual(machine_of(fields)));
}

/* The check of that rule, NULL when there is none. */
static const struct build_check *rule(const char *name)
{
    for (int i = 0; i < n_checks; i++)
        if (strcmp(checks[i].rule, name) == 0)
            return &checks[i];
    return NULL;
}

static inline bool has(const char *text, const char *words)
{
    return text && strstr(text, words);
}

/* Whether a check of that rule has this verdict and those words: about the fault, the part, the unknown fact or the
   remedy. Verdict unknown: there is no check of that rule. */
static inline bool found(const char *name, enum checked verdict, const char *words)
{
    bool any = false;
    for (int i = 0; i < n_checks; i++) {
        const struct build_check *k = &checks[i];
        const bool named = has(k->doc, words) || has(k->part, words) || has(k->unknown, words) || has(k->remedy, words);
        any |= strcmp(k->rule, name) == 0 && k->verdict == verdict && named;
    }
    return verdict == checked_unknown ? rule(name) == NULL : any;
}

/* ---- machines ---- */

#define IN(cards, board, cpu, psu, parts)                                                                              \
    "devices: [" cards "], board: {board: " board "}, cpu: {cpu: " cpu "}, psus: [" psu "], parts: [" parts "]"
#define HX "{psu: hx1200i}"
#define C3090 "{device: rtx-3090, condition: used}"
#define TWO "{device: rtx-3090, qty: 2, condition: used}"
#define HERO "crosshair-viii-dark-hero"
#define XL "{part: meshify-2-xl}, "
#define REST "{part: ddr4-3200-2x32}, {part: nvme-2tb}, {part: dark-rock-4}"
/* A sound machine: a card of 313 x 138 mm in the first slot, 9 slots in the case; memory, cooler, supply with room. */
#define SOUND IN(C3090, HERO, "ryzen-5700x", HX, XL REST)
#define WITH(cards) IN(cards, HERO, "ryzen-5700x", HX, XL REST)
#define MORE(parts) IN(C3090, HERO, "ryzen-5700x", HX, XL REST ", " parts)
#define ON(board, cards) IN(cards, board, "ryzen-5700x", HX, XL REST)
#define CASE(box, cards) IN(cards, HERO, "ryzen-5700x", HX, "{part: " box "}, " REST)
#define RAM(board, cpu, kit) IN(C3090, board, cpu, HX, XL "{part: " kit "}, {part: nvme-2tb}, {part: dark-rock-4}")
#define COOLED(cooler, box, cpu)                                                                                       \
    IN(C3090, HERO, cpu, HX, "{part: " box "}, {part: ddr4-3200-2x32}, {part: nvme-2tb}, {part: " cooler "}")
#define FRAME(n, risers)                                                                                               \
    "devices: [{device: rtx-3090, condition: used, qty: " n "}], board: {board: wrx80e-sage}, cpu: {cpu: trp-3945wx}," \
    " psus: [{psu: hx1200i, qty: 2}], parts: [{part: mining-frame}, " risers "]"

#define JOINED(board, link, parts) IN(TWO, board, "ryzen-5700x", HX, XL parts) ", link: " link
#define ONE_CARD(psu) "devices: [" C3090 "], psus: [{psu: " psu "}]"
struct ruled {
    const char *fields, *rule;
    enum checked verdict; /* unknown: there is no such check */
    const char *words;
};

static inline void test_rules(const struct ruled *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const enum checked worst = judged(rows[i].fields);
        test_row("%s %s, \"%s\": %s", rows[i].rule, enums_words(&enums_checked, (int)rows[i].verdict), rows[i].words,
                 rows[i].fields);
        THAT(found(rows[i].rule, rows[i].verdict, rows[i].words));
        THAT(worst >= rows[i].verdict);
    }
}

#endif
