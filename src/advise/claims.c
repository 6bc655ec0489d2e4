#include "claims.h"

#include "arena.h"
#include "bug.h"
#include "fund_limits.h"
#include "money.h"
#include "option_machine.h"
#include "str.h"

#include <math.h>
#include <string.h>

static const double about_frac = 0.05; /* what "about" allows */

/* What a figure is of. */
struct side {
    const struct compare_option *o;
    const char *machine, *component, *fund;
};

/* A computed figure. */
struct value {
    struct range r; /* of a price low80 and high80 are the sums of the ends */
    bool own;       /* every price in it is stated by the scenario or owned */
    enum unit unit;
    const char *word; /* of a figure that is a word */
};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* ---- what is computed ---- */

/* Adds up the lines of the bill: those of a machine, of a component, or all. */
static struct value price_of(const struct side *s, bool unit_price)
{
    const struct bill *b = &s->o->bill;
    struct value v = {.r = range_exact(0), .own = true, .unit = UNIT_MONEY};
    bool found = !s->component && (!s->machine || option_machine(s->o->option, s->machine));
    for (size_t i = 0; i < b->n; i++) {
        const struct bill_line *l = &b->line[i];
        if ((s->machine && !same(l->machine, s->machine)) || (s->component && !same(l->id, s->component)))
            continue;
        const struct range *r = unit_price ? &l->unit_price : &l->total;
        found = true;
        v.own &= l->owned == flag_yes || l->basis == pricebasis_stated;
        v.r = unit_price ? *r
                         : (struct range){v.r.low95 + r->low95, v.r.low80 + r->low80, v.r.mid + r->mid,
                                          v.r.high80 + r->high80, v.r.high95 + r->high95};
    }
    v.r = found ? v.r : range_unknown();
    return v;
}

static struct value read_figure(const struct figure *f, const void *result)
{
    struct value v = {.r = range_unknown(), .unit = f->unit};
    const void *at = results_member(f, result);
    if (f->type == FIGURE_RANGE)
        v.r = *(const struct range *)at;
    else if (f->type == FIGURE_NUMBER)
        v.r = range_exact(*(const double *)at);
    else if (f->type == FIGURE_WORD)
        v.word = enums_text(f->words, *(const int *)at);
    return v;
}

/* Returns what is missing from the money of the fund: of the first that buys anything, and of all, what the option
   lacks. */
static double short_of(const struct comparison *c, const struct side *s)
{
    const struct fund_list *funds = &c->scenario->funds;
    size_t first = 0;
    while (first < funds->n && fund_limits_restricted(&funds->v[first]))
        first++;
    const bool bears = !s->fund || same(s->fund, "all") || (first < funds->n && same(funds->v[first].id, s->fund));
    return bears ? s->o->outcome.missing : 0;
}

static struct value of_fund(const struct comparison *c, const struct side *s, const char *figure)
{
    const struct figure *f = results_find(&figures_fund_use, figure);
    struct value v = {.r = range_exact(0), .unit = f->unit};
    for (size_t i = 0; i < c->scenario->funds.n; i++)
        if (same(s->fund, "all") || same(s->fund, c->scenario->funds.v[i].id))
            v.r = range_exact(v.r.mid + results_value(f, &s->o->funds[i]));
    return v;
}

static struct value of_machine(const struct side *s, const char *figure)
{
    for (size_t i = 0; i < s->o->option->machines.n; i++)
        if (same(s->o->machine[i].machine->id, s->machine))
            return read_figure(results_find(&figures_machine_use, figure), &s->o->machine[i].use);
    return (struct value){.r = range_unknown()};
}

/* Returns the figure; what is left is less what is missing, so that a plan that costs too much has less than nothing
   left. */
static struct value value_of(const struct comparison *c, const struct side *s, const char *figure)
{
    struct value v;
    if (same(figure, "price") && !s->fund)
        return price_of(s, false);
    if (s->component)
        return price_of(s, true);
    if (s->machine)
        return of_machine(s, figure);
    v = s->fund ? of_fund(c, s, figure) : read_figure(results_find(&figures_outcome, figure), &s->o->outcome);
    if (same(figure, "left"))
        v.r = range_exact(v.r.mid - short_of(c, s));
    return v;
}

/* Returns the sum of the author's own numbers. */
static struct value sum_of_parts(const struct side *s, const struct claim *k)
{
    const struct figure *f = results_find(s->machine ? &figures_machine_use : &figures_outcome, k->figure);
    double sum = 0;
    for (size_t i = 0; i < k->parts.n; i++)
        sum += k->parts.v[i].value * k->parts.v[i].times;
    return (struct value){.r = range_exact(sum), .own = true, .unit = f ? f->unit : UNIT_NONE};
}

static const struct compare_option *option_of(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (same(c->v[i].outcome.id, id))
            return &c->v[i];
    return NULL;
}

static struct side side_against(const struct comparison *c, const struct side *s, const struct claim_side *other)
{
    struct side to = *s;
    if (other->option)
        to = (struct side){.o = option_of(c, other->option), .fund = s->fund};
    if (other->option && !other->component && option_machine(to.o->option, s->machine))
        to.machine = s->machine;
    to.machine = other->machine ? other->machine : to.machine;
    to.component = other->component ? other->component : to.component;
    return to;
}

static struct range compare_ranges(struct range a, struct range b, bool ratio)
{
    if (ratio)
        return (struct range){a.low95 / b.high95, a.low80 / b.high80, a.mid / b.mid, a.high80 / b.low80,
                              a.high95 / b.low95};
    return (struct range){a.low95 - b.high95, a.low80 - b.high80, a.mid - b.mid, a.high80 - b.low80,
                          a.high95 - b.low95};
}

static bool is_money(enum unit u)
{
    return u == UNIT_MONEY || u == UNIT_MONEY_YEAR;
}

static struct value computed(const struct comparison *c, const struct side *s, const struct claim *k)
{
    struct value v = k->parts.n > 0 ? sum_of_parts(s, k) : value_of(c, s, k->figure);
    if (k->against) {
        const struct side other = side_against(c, s, k->against);
        const struct value w = value_of(c, &other, k->figure);
        v.r = compare_ranges(v.r, w.r, k->ratio == flag_yes);
        v.own &= w.own;
        v.unit = k->ratio == flag_yes ? UNIT_NONE : v.unit;
    }
    if (k->currency && is_money(v.unit)) {
        const struct range rate = money_convert(c->terms, range_exact(1), k->currency);
        v.r = compare_ranges(v.r, rate, true);
    }
    return v;
}

/* ---- the verdict ---- */

/* Returns the step of the last digit that is stated: 0.01 of 0.15, 1 of 5221; with zeros, 100 of 4200. */
static double last_digit(double v, bool zeros)
{
    enum { FINEST = 3 };
    const double ten = 10;
    double step = 1;
    for (int i = 0; i < FINEST && fabs(v / step - round(v / step)) > 1e-6; i++)
        step /= ten;
    while (zeros && v != 0 && step >= 1 && fmod(fabs(v), step * ten) < 1e-9)
        step *= ten;
    return step;
}

/* Returns whether the computed figure, rounded to the stated digits, is the stated one. */
static bool agrees(double stated, double exact)
{
    return fabs(stated - exact) <= last_digit(stated, false) / 2 + 1e-9;
}

/* Returns whether they are the same but for rounding of sums: what "about" needs to be right. */
static bool is_exact(double stated, double exact)
{
    return fabs(stated - exact) <= 1e-6 * fmax(1, fabs(stated));
}

static bool is_about(double stated, double exact)
{
    return fabs(stated - exact) <= fmax(about_frac * fabs(exact), last_digit(stated, true) / 2) + 1e-9;
}

static enum claimed verdict_of_range(const struct claim *k, const struct value *v)
{
    const bool ends = v->own && v->r.high80 > v->r.low80;
    if (!ends)
        return v->r.mid >= k->low - last_digit(k->low, false) / 2 &&
                       v->r.mid <= k->high + last_digit(k->high, false) / 2
                   ? claimed_right
                   : claimed_wrong;
    if (agrees(k->low, v->r.low80) && agrees(k->high, v->r.high80))
        return claimed_right;
    const bool about = k->approx == flag_yes || k->currency; /* a rate of exchange is not known to the cent */
    return about && is_about(k->low, v->r.low80) && is_about(k->high, v->r.high80) ? claimed_about : claimed_wrong;
}

static enum claimed verdict_of(const struct claim *k, const struct value *v)
{
    if (k->word)
        return !v->word ? claimed_open_ : same(k->word, v->word) ? claimed_right : claimed_wrong;
    if (isnan(v->r.mid))
        return claimed_open_;
    if (isnan(k->value))
        return verdict_of_range(k, v);
    if (k->approx == flag_yes ? is_exact(k->value, v->r.mid) : agrees(k->value, v->r.mid))
        return claimed_right;
    const bool within = !v->own && v->r.low80 <= k->value && k->value <= v->r.high80;
    return within || (k->approx == flag_yes && is_about(k->value, v->r.mid)) ? claimed_about : claimed_wrong;
}

/* Returns stated less computed; of ranges the difference of the ends that differ most, 0 where the range holds what is
   computed. */
static double difference(const struct claim *k, const struct value *v)
{
    if (k->word)
        return NAN;
    if (!isnan(k->value))
        return k->value - v->r.mid;
    if (v->own && v->r.high80 > v->r.low80) {
        const double low = k->low - v->r.low80, high = k->high - v->r.high80;
        return fabs(low) > fabs(high) ? low : high;
    }
    return v->r.mid < k->low ? k->low - v->r.mid : v->r.mid > k->high ? k->high - v->r.mid : 0;
}

/* ---- words ---- */

static const char *of_words(struct arena *a, const struct side *s, const struct claim *k)
{
    struct str t = str_new(a);
    const char *const parts[] = {s->component, s->machine, s->fund};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i])
            str_addf(&t, "%s%s", t.len ? ", " : "", parts[i]);
    if (k->against) {
        const char *const other[] = {k->against->component, k->against->machine, k->against->option};
        str_addf(&t, "%s%s", t.len ? " " : "", k->ratio == flag_yes ? "over" : "less");
        for (size_t i = 0, n = 0; i < sizeof other / sizeof *other; i++)
            if (other[i])
                str_addf(&t, "%s %s", n++ ? "," : "", other[i]);
    }
    return t.text;
}

/* Returns the author's own figure for the same thing; NaN: none. */
static double stated_of(const struct option *o, const char *figure)
{
    double v = NAN;
    for (size_t i = 0; i < o->says.n; i++) {
        const struct claim *k = &o->says.v[i];
        if (same(k->figure, figure) && !k->machine && !k->component && !k->fund && !k->against && !k->currency)
            v = k->value;
    }
    return v;
}

/* Returns whether a total over the years follows from the author's own price, electricity and rent. */
static bool follows_from_own(const struct comparison *c, const struct option *o, const struct claim *k)
{
    const double rent = stated_of(o, "rent_year");
    const double wait_years = o->phases.n > 0 ? 0 : o->wait_months / unit_years_to_months(1);
    const double sum = stated_of(o, "price") +
                       (c->life_years - wait_years) * (stated_of(o, "energy_cost_year") + (isnan(rent) ? 0 : rent));
    return same(k->figure, "paid_cost") && !k->against && agrees(k->value, sum);
}

static void add_remark(struct str *s, const char *text)
{
    str_addf(s, "%s%s", s->len ? "; " : "", text);
}

static const char *unit_words(struct arena *a, const struct comparison *c, const struct claim *k, enum unit u)
{
    const char *code = enums_text(&enums_currency, k->currency ? (int)k->currency : (int)c->terms->currency);
    if (k->unit)
        return k->unit;
    if (!is_money(u))
        return unit_label(u);
    return u == UNIT_MONEY_YEAR ? str_format(a, "%s/year", code) : code;
}

/* Says what the figure of that name is by the program's own laws, where that is not the sum of the author's numbers. */
static const char *by_law(struct arena *a, const struct comparison *c, const struct side *s, const struct claim *k)
{
    const struct figure *f = results_find(s->machine ? &figures_machine_use : &figures_outcome, k->figure);
    const struct value law = f && f->type != FIGURE_WORD ? value_of(c, s, k->figure)
                                                         : (struct value){.r = range_unknown()};
    if (isnan(law.r.mid) || agrees(k->value, law.r.mid))
        return NULL;
    return str_format(a, "by the laws of this report %.*f %s", fabs(law.r.mid) < 10 ? 2 : 0, law.r.mid,
                      unit_words(a, c, k, law.unit));
}

static const char *remark(struct arena *a, const struct comparison *c, const struct side *s, const struct claim *k,
                          const struct judged *j)
{
    struct str t = str_new(a);
    if (k->note)
        add_remark(&t, k->note);
    if (same(k->figure, "left") && short_of(c, s) > 0)
        add_remark(&t, str_format(a, "%s %.0f short", enums_text(&enums_currency, (int)c->terms->currency),
                                  s->o->outcome.missing));
    const char *law = k->parts.n > 0 ? by_law(a, c, s, k) : NULL;
    if (law)
        add_remark(&t, law);
    if (j->verdict == claimed_wrong && follows_from_own(c, s->o->option, k))
        add_remark(&t, "the plan's own figures add up to it");
    return t.text;
}

/* ---- all ---- */

/* Returns whether a verdict is nearer to right than another. */
static bool is_better(enum claimed a, enum claimed b)
{
    return b == claimed_unknown || a < b;
}

/* Returns the figure of an option that leaves a choice: that of the alternative for which it is nearest to right; a
   range from the lowest to the highest where the author states a range. */
static struct value over_variants(const struct comparison *c, const struct side *s, const struct claim *k)
{
    const struct compare_option *o = s->o;
    struct value best = computed(c, s, k), all = best;
    enum claimed verdict = verdict_of(k, &best);
    for (size_t i = 1; i < o->n_variants; i++) {
        const struct side other = {&o->variant[i], s->machine, s->component, s->fund};
        const struct value v = computed(c, &other, k);
        const enum claimed now = verdict_of(k, &v);
        if (isnan(all.r.mid))
            all = v;
        all.r.low95 = fmin(all.r.low95, v.r.low95);
        all.r.low80 = fmin(all.r.low80, v.r.low80);
        all.r.high80 = fmax(all.r.high80, v.r.high80);
        all.r.high95 = fmax(all.r.high95, v.r.high95);
        all.own &= v.own || isnan(v.r.mid);
        if (is_better(now, verdict)) {
            best = v;
            verdict = now;
        }
    }
    return !k->word && isnan(k->value) ? all : best;
}

static void judge(struct arena *a, struct comparison *c, const struct side *s, const struct claim *k)
{
    const struct value v = over_variants(c, s, k);
    struct judged *j = &c->judged[c->n_judged++];
    BUG_UNLESS(k->word || !isnan(k->value) || (!isnan(k->low) && !isnan(k->high)));
    *j = (struct judged){.option = s->o->outcome.id,
                         .figure = k->figure,
                         .of = of_words(a, s, k),
                         .stated = range_unknown(),
                         .computed = v.r,
                         .difference = difference(k, &v),
                         .unit = unit_words(a, c, k, v.unit),
                         .verdict = verdict_of(k, &v),
                         .stated_word = k->word,
                         .computed_word = v.word};
    const double mid = isnan(k->value) ? (k->low + k->high) / 2 : k->value;
    if (!k->word)
        j->stated = isnan(k->value) ? (struct range){k->low, k->low, mid, k->high, k->high} : range_exact(mid);
    j->remark = remark(a, c, s, k, j);
}

static void judge_list(struct arena *a, struct comparison *c, const struct compare_option *o,
                       const struct claim_list *says, const char *machine)
{
    for (size_t i = 0; i < says->n; i++) {
        const struct claim *k = &says->v[i];
        const struct side s = {o, k->machine || k->fund ? k->machine : machine, k->component, k->fund};
        judge(a, c, &s, k);
    }
}

void claims_judge(struct arena *a, struct comparison *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        n += c->v[i].option->says.n;
        for (size_t j = 0; j < c->v[i].option->machines.n; j++)
            n += c->v[i].option->machines.v[j].says.n;
    }
    c->judged = ARENA_ARRAY(a, n + 1, struct judged);
    c->n_judged = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct option *o = c->v[i].option;
        judge_list(a, c, &c->v[i], &o->says, NULL);
        for (size_t j = 0; j < o->machines.n; j++)
            judge_list(a, c, &c->v[i], &o->machines.v[j].says, o->machines.v[j].id);
    }
    BUG_UNLESS(c->n_judged == n);
}
