#include "page_brief_why.h"

#include "arena.h"
#include "fmt.h"
#include "fund_limits.h"
#include "page_cards.h"
#include "page_machines.h"
#include "page_price_basis.h"
#include "page_problems.h"
#include "page_rent.h"
#include "picks.h"
#include "rank.h"
#include "reason.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* What every sentence needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

static void whole(struct str *s, double v)
{
    fmt_number(s, v, 1, true);
}

/* Adds "USD 1,234". */
static void amount(const struct page *p, struct str *s, double v)
{
    str_addf(s, "%s ", enums_text(&enums_currency, (int)p->doc->currency));
    whole(s, v);
}

/* Adds a text after "; ". */
static void join(struct str *s, const char *text)
{
    str_addf(s, "%s%s", s->len ? "; " : "", text);
}

/* ---- the first screen ---- */

/* Adds the fund's title: "cash", "the Apple gift card". */
static void fund_words(struct str *s, const struct fund *f)
{
    str_addf(s, "%s%s", fund_limits_restricted(f) ? "the " : "", f->title ? f->title : f->id);
}

/* Says which machines the option has, how each comes into the house, and what it runs. */
static void machines_sentence(struct page *p, const struct compare_option *best)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    struct str s = str_new(p->arena);
    if (best->option->machines.n < 2)
        return;
    for (size_t i = 0; i < best->option->machines.n; i++) {
        const struct compare_machine *m = &best->machine[i];
        struct str runs = str_new(p->arena);
        for (size_t j = 0; j < w->n; j++)
            for (int k = 0; best->cell[j].serves && k < best->cell[j].n_machines; k++)
                if (best->cell[j].machine[k] == m->machine)
                    str_addf(&runs, "%s%s%s", runs.len ? " and " : " runs ", page_problems_workload(&w->v[j]),
                             best->cell[j].n_machines > 1 ? " (its part)" : "");
        join(&s, str_format(p->arena, "%s (%s)%s", page_problems_machine(m->machine), page_machines_come(best, i),
                            runs.len ? runs.text : " runs no workload"));
    }
    doc_item_labelled(p->doc, "Machines.", str_format(p->arena, "%s.", s.text));
}

/* Adds the watts of each machine where several stand at home: " (the old desktop 454 W, Mac Studio 230 W)". */
static void watts_by_machine(struct page *p, const struct compare_option *best, struct str *s)
{
    struct str each = str_new(p->arena);
    size_t n = 0;
    for (size_t i = 0; i < best->option->machines.n; i++) {
        const struct compare_machine *m = &best->machine[i];
        if (page_machines_at_home(m->machine))
            str_addf(&each, "%s%s %s W", n++ ? ", " : "", page_problems_machine(m->machine),
                     fmt_known(p->arena, m->use.busy_wall_w, 1));
    }
    if (n > 1)
        str_addf(s, " (%s)", each.text);
}

/* Says which watts are known, and how far those that are assumed may be off. */
static void watts(struct page *p, const struct compare_option *best, struct str *s)
{
    const struct outcome *r = &best->outcome;
    str_add(s, "It draws ");
    whole(s, r->decode_wall_w);
    str_add(s, " W at the wall while decoding");
    watts_by_machine(p, best, s);
    str_add(s, ", which is ");
    whole(s, r->heat_btu_h);
    str_add(s, " BTU/h of heat, and ");
    whole(s, r->peak_wall_w);
    str_addf(s, " W at peak (%s A, ", fmt_known(p->arena, r->circuit_a, 2));
    fmt_percent(s, r->outlet_frac);
    const struct outlet *o = p->c->scenario->site->outlet;
    if (best->option->machines.n > 1)
        str_add(s, " of what the fullest outlet may carry for hours).");
    else
        str_addf(s, " of what the %s may carry for hours).", o->name ? o->name : o->id);
    if (r->wall_low_w < r->wall_high_w)
        str_addf(s, " Some watts are assumed: it may be %s to %s W while decoding.",
                 fmt_known(p->arena, r->wall_low_w, 1), fmt_known(p->arena, r->wall_high_w, 1));
}

static void power_sentence(struct page *p, const struct compare_option *best)
{
    const struct outcome *r = &best->outcome;
    struct str s = str_new(p->arena);
    if (best->rented)
        return;
    if (isnan(r->decode_wall_w)) {
        doc_item_labelled(p->doc, "Power.",
                          "Not known, because the watts of a part are neither stated nor assumed; the table of "
                          "assumed watts names it.");
        return;
    }
    watts(p, best, &s);
    str_addf(&s, " With %s hours of generating a day it uses about ", fmt_known(p->arena, r->served_h_day, 2));
    whole(&s, r->energy_kwh_year);
    str_add(&s, " kWh a year, ");
    amount(p, &s, r->energy_cost_year);
    str_add(&s, " of electricity.");
    doc_item_labelled(p->doc, "Power.", s.text);
}

/* Adds what parts that are sold bring: "the parts that you sell bring AUD 400; ". */
static void proceeds(const struct page *p, const struct compare_option *best, struct str *s)
{
    struct str names = str_new(s->arena);
    double sum = 0;
    for (size_t i = 0; i < best->bill.n; i++)
        if (best->bill.sold[i]) {
            str_addf(&names, "%s%s", names.len ? ", " : "", best->bill.line[i].name);
            sum -= best->bill.line[i].total.mid;
        }
    if (names.len == 0)
        return;
    str_addf(s, "%s, brings ", names.text);
    amount(p, s, sum);
    str_add(s, "; ");
}

/* Says how much of what the funds pay is rent. */
static const char *rent(struct page *p, const struct compare_option *best)
{
    if (!(best->rent > 0))
        return "";
    return str_format(p->arena, ", of which %s %s is for rent or tokens over %.3g years",
                      enums_text(&enums_currency, (int)p->doc->currency), fmt_known(p->arena, best->rent, 1),
                      best->rent_months / unit_years_to_months(1));
}

/* Says what is left in each fund; funds are never added up, because they do not buy the same things. */
static void left(struct page *p, const struct compare_option *best, struct str *s)
{
    const struct fund_list *all = &p->c->scenario->funds;
    if (all->n > 0 && isnan(best->funds[0].left)) {
        str_add(s, " What is left in the funds is not known, because a price is not.");
        return;
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct fund_use *u = &best->funds[i];
        str_add(s, i ? "; " : " Left: ");
        amount(p, s, u->left);
        str_add(s, fund_limits_restricted(&all->v[i]) ? " on " : " of ");
        fund_words(s, &all->v[i]);
        if (u->resale_loss > 0) {
            str_add(s, ", sold at a loss of ");
            amount(p, s, u->resale_loss);
        }
    }
    str_add(s, ".");
}

static void funds_sentence(struct page *p, const struct compare_option *best)
{
    struct str paid = str_new(p->arena), sold = str_new(p->arena);
    for (size_t i = 0; i < p->c->scenario->funds.n; i++) {
        const struct fund *f = &p->c->scenario->funds.v[i];
        const struct fund_use *u = &best->funds[i];
        if (u->spent > 0) {
            str_add(&paid, paid.len ? " and " : "");
            amount(p, &paid, u->spent);
            str_add(&paid, " from ");
            fund_words(&paid, f);
        }
        if (u->moved > 0) {
            str_add(&sold, sold.len ? " and " : ", after selling ");
            fund_words(&sold, f);
            str_add(&sold, " for ");
            amount(p, &sold, u->moved);
            str_add(&sold, " (a loss of ");
            amount(p, &sold, u->resale_loss);
            str_add(&sold, ")");
        }
    }
    struct str brings = str_new(p->arena), rest = str_new(p->arena);
    proceeds(p, best, &brings);
    left(p, best, &rest);
    if (paid.len)
        doc_item_labelled(p->doc, "Money.",
                          str_format(p->arena, "%s%s %s%s%s.%s", brings.text, brings.len ? "you pay" : "You pay",
                                     paid.text, rent(p, best), sold.text, rest.text));
}

/* The time to first token has the widest ranges; this is the workload with the longest wait. */
static void first_token(struct page *p, const struct compare_option *best, struct str *s)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    const struct compare_cell *widest = NULL;
    const struct workload *of = NULL;
    for (size_t j = 0; j < w->n; j++) {
        const struct compare_cell *cell = &best->cell[j];
        if (cell->n_devices == 0 || isnan(cell->figures.ttft_s.mid))
            continue;
        if (!widest || cell->figures.ttft_s.high80 > widest->figures.ttft_s.high80) {
            widest = cell;
            of = &w->v[j];
        }
    }
    if (!widest)
        return;
    str_addf(s, "%sthe time to first token, %s to %s s for %s with a prompt of ", s->len ? "; " : "",
             fmt_known(p->arena, widest->figures.ttft_s.low80, 2),
             fmt_known(p->arena, widest->figures.ttft_s.high80, 2), page_problems_workload(of));
    whole(s, of->prompt_tokens);
    str_add(s, " tokens");
    if (of->need_ttft_s > 0)
        str_addf(s, " (%g s allowed)", of->need_ttft_s);
}

static void span(struct page *p, struct str *s, const char *what, struct range r)
{
    if (!(r.low80 < r.high80))
        return;
    str_addf(s, "%s%s, ", s->len ? "; " : "", what);
    amount(p, s, r.low80);
    str_addf(s, " to %s", fmt_known(p->arena, r.high80, 1));
}

/* Says which figures of the page have the widest ranges. */
static void certainty_sentence(struct page *p, const struct compare_option *best)
{
    struct str s = str_new(p->arena);
    span(p, &s, "the price", best->outcome.price);
    span(p, &s, str_format(p->arena, "what the parts fetch after %g years", p->c->life_years), best->outcome.resale);
    first_token(p, best, &s);
    if (s.len)
        doc_item_labelled(p->doc, "Least certain.", str_format(p->arena, "80 %% ranges: %s.", s.text));
}

/* Says what a workload that runs with a part in system RAM lacks on the cards. */
static const char *offloaded(struct page *p, const struct workload *w, const struct compare_cell *cell)
{
    struct str s = str_new(p->arena);
    str_addf(&s, "%s does not fit entirely on the cards: ", page_problems_workload(w));
    reason_of_ram(&s, &cell->figures);
    return s.text;
}

/* Workloads that it does not run fast enough, or not on its cards alone, and contexts that memory limits. */
static void limits_sentence(struct page *p, const struct compare_option *best)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    struct str s = str_new(p->arena);
    str_add(&s, page_problems_workloads(p->arena, p->c, best));
    for (size_t j = 0; j < w->n; j++) {
        const struct compare_cell *cell = &best->cell[j];
        if (cell->serves && cell->figures.verdict == verdict_offload)
            join(&s, offloaded(p, &w->v[j], cell));
        if (!cell->holds || !(cell->figures.max_ctx_tokens < cell->choice->model->max_ctx_tokens))
            continue;
        join(&s, "at most ");
        whole(&s, cell->figures.max_ctx_tokens);
        str_addf(&s, " tokens of context for each user fit with %s", page_problems_workload(&w->v[j]));
    }
    if (s.len > 0)
        doc_item_labelled(p->doc, "Limits.", str_format(p->arena, "%s.", s.text));
}

/* What would put another option first. */
static void change_sentence(struct page *p, const struct compare_option *best)
{
    static const char change[] = "What would change this.";
    const struct compare_option *next = p->c->overtaken_by;
    if (best->rented)
        doc_item_labelled(p->doc, change,
                          "Other workloads, hours of use or priorities might. A higher rent was not tried.");
    else if (!next && !isnan(p->c->overtaken_at_frac))
        doc_item_labelled(p->doc, change,
                          str_format(p->arena,
                                     "If all prices of the first option rose by %.0f %%, the funds would not cover it, "
                                     "and no other option would do.",
                                     p->c->overtaken_at_frac * 100));
    else if (!next)
        doc_item_labelled(p->doc, change,
                          "Not the price of the first option, even if it tripled; other workloads, hours of use or "
                          "priorities might.");
    else
        doc_item_labelled(p->doc, change,
                          str_format(p->arena,
                                     "If all prices of the first option rose by %.0f %%, \"%s\" would come first.",
                                     p->c->overtaken_at_frac * 100, next->outcome.title));
}

/* What could not be checked, so that the option may still fail, and what the checks note. */
static void unchecked_sentence(struct page *p, const struct compare_option *best)
{
    const char *open = page_problems_unchecked(p->arena, p->c, best);
    if (*open)
        doc_item_labelled(p->doc, "Not checked.", str_format(p->arena, "A fact is not known: %s.", open));
    const char *notes = page_problems_notes(p->arena, p->c, best);
    if (*notes)
        doc_item_labelled(p->doc, "To know.", str_format(p->arena, "%s.", notes));
}

/* Returns a short name of what the score counts. */
static const char *priority_words(const struct figure *f)
{
    return strcmp(f->name, "speed_frac") == 0    ? "speed"
           : strcmp(f->name, "life_cost") == 0   ? "cost over the years"
           : strcmp(f->name, "wall_high_w") == 0 ? "low power"
                                                 : f->doc;
}

/* Says by what the first option stands before the second, where both would do. */
static void order_sentence(struct page *p, const struct compare_option *best)
{
    const struct priority_list list = rank_priorities(p->c->scenario);
    const struct compare_option *next = p->c->n > 1 ? p->c->by_rank[1] : NULL;
    struct str s = str_new(p->arena);
    if (!next || !next->possible || !picks_serves(p->c, next))
        return;
    for (size_t i = 0; i < list.n; i++)
        if (rank_figure(&list.v[i]))
            str_addf(&s, "%s%s (weight %g)", s.len ? ", " : "", priority_words(rank_figure(&list.v[i])),
                     list.v[i].weight);
    doc_item_labelled(p->doc, "Why this one.",
                      str_format(p->arena, "The score counts %s: %.2f of 1 for it, %.2f for \"%s\".", s.text,
                                 best->outcome.score, next->outcome.score, next->outcome.title));
}

void page_brief_why_warnings(struct arena *a, struct doc *doc, const struct comparison *c)
{
    const struct compare_option *best = c->by_rank[0];
    page_price_basis_warning(doc, c, best);
    if (!c->answered)
        return;
    if (picks_close(c))
        doc_note(doc, DOC_WARN, "A close call.",
                 str_format(a, "If all its prices were %.0f %% higher, which is within the range, %s.",
                            c->overtaken_at_frac * 100,
                            c->overtaken_by
                                ? str_format(a, "\"%s\" comes first, for %s", c->overtaken_by->outcome.title,
                                             page_cards_costs(a, c, c->overtaken_by))
                                : "the funds do not cover it, and no other option will do"));
    page_rent_warning(a, doc, c, best);
}

void page_brief_why(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page all = {a, doc, c}, *p = &all;
    const struct compare_option *best = p->c->by_rank[0];
    if (c->answered) {
        order_sentence(p, best);
        unchecked_sentence(p, best);
        limits_sentence(p, best);
    }
    page_price_basis_age(doc, c, best);
    certainty_sentence(p, best);
    if (c->answered) {
        page_rent_cheaper(a, doc, c);
        page_rent_pays(a, doc, c, best);
        change_sentence(p, best);
    }
    page_price_basis_levers(doc, c);
}

void page_brief_why_pays(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page all = {a, doc, c}, *p = &all;
    const struct compare_option *best = p->c->by_rank[0];
    machines_sentence(p, best);
    funds_sentence(p, best);
    power_sentence(p, best);
}
