#include "page_buy.h"

#include "arena.h"
#include "fmt.h"
#include "fund_limits.h"
#include "page_machines.h"
#include "page_price_basis.h"
#include "page_problems.h"
#include "page_rent.h"
#include "page_runs.h"
#include "reason.h"
#include "rented.h"

#include <float.h>
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

static void rate(struct str *s, struct range r)
{
    fmt_range(s, results_find(&figures_prediction, "decode_tok_s"), r);
    str_add(s, " tok/s");
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

/* Returns whether anything is bought. */
static bool buys(const struct compare_option *o)
{
    for (size_t i = 0; i < o->bill.n; i++)
        if (o->bill.line[i].total.mid > 0)
            return true;
    return false;
}

static void price_words(struct page *p, const struct compare_option *best, struct str *s)
{
    const struct outcome *r = &best->outcome;
    if (r->price.mid < 0) {
        str_add(s, ": what is sold brings about ");
        amount(p, s, -r->price.mid);
        str_add(s, " more than what is bought costs.");
    } else if (!buys(best))
        str_add(s, best->rent > 0 ? "." : ": what is owned is enough.");
    else {
        str_add(s, ", about ");
        amount(p, s, r->price.mid);
        str_addf(s, " (80 %% range %s\xE2\x80\x93%s).", fmt_known(p->arena, r->price.low80, 1),
                 fmt_known(p->arena, r->price.high80, 1));
    }
}

/* Adds which of the offers that the option rents were seen long ago. */
static void old_offers(struct page *p, const struct compare_option *best, struct str *s)
{
    const char *oldest = NULL;
    for (size_t i = 0; i < best->option->machines.n; i++)
        for (size_t j = 0; j < p->c->scenario->workloads.n; j++) {
            const char *date = rented_runs(p->c, best, i, j) ? rented_part(p->c, best, i, j).date : NULL;
            if (date && (!oldest || strcmp(date, oldest) < 0))
                oldest = date;
        }
    const double age = rented_age_months(p->c, oldest);
    if (age > p->c->policy->old_offer_months)
        str_addf(s, ", at rates of %s, %.0f months old", oldest, age);
}

/* Returns what the answer begins with: "Buy, then rent". */
static const char *deed(const struct compare_option *best)
{
    if (best->rented)
        return buys(best) ? "Buy, then rent" : "Rent";
    return !buys(best) ? "Buy nothing" : best->rent > 0 && !(best->outcome.rent_year > 0) ? "Rent, then buy" : "Buy";
}

static void buy_sentence(struct page *p, const struct compare_option *best)
{
    const struct outcome *r = &best->outcome;
    const bool only_rent = best->rented && !buys(best);
    const double year = unit_years_to_months(1), horizon = year * p->c->life_years;
    struct str s = str_new(p->arena);
    str_addf(&s, "%s: %s", deed(best), r->title);
    if (!only_rent)
        price_words(p, best, &s);
    if (best->rent > 0) {
        str_add(&s, only_rent ? ", about " : best->rented ? " Rent: about " : " Rent for part of it: about ");
        amount(p, &s, best->rent * year / best->rent_months);
        str_add(&s, " a year for the use in the scenario");
        if (best->rent_months < horizon * (1 - DBL_EPSILON * year))
            str_addf(&s, ", for %g of the %g months", best->rent_months, horizon);
        old_offers(p, best, &s);
        str_add(&s, ".");
    }
    left(p, best, &s);
    doc_para(p->doc, s.text);
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
    doc_item(p->doc, str_format(p->arena, "Machines: %s.", s.text));
}

static const char *how_many(struct arena *a, double runs, size_t n)
{
    if (runs < (double)n)
        return str_format(a, "%.0f of %zu workloads", runs, n);
    return n == 1 ? "the workload" : str_format(a, "all %zu workloads", n);
}

static void speed_sentence(struct page *p, const struct compare_option *best)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    struct str s = str_new(p->arena);
    for (size_t j = 0; j < w->n; j++) {
        if (!best->cell[j].serves)
            continue;
        const struct compare_cell *cell = &best->cell[j];
        join(&s, str_format(p->arena, "%s%s: ", page_problems_workload(&w->v[j]), page_problems_want(&w->v[j])));
        const char *how = page_runs_how(p->arena, p->c, cell);
        if (!how) { /* an API, whose engine nobody states */
            str_addf(&s, "by the token from %s", page_machines_titles(p->arena, cell));
            continue;
        }
        rate(&s, cell->figures.decode_tok_s);
        str_add(&s, " with ");
        if (w->v[j].any_of.n > 1)
            str_addf(&s, "%s in ", page_machines_model_name(cell));
        str_add(&s, how);
        if (best->option->machines.n > 1)
            str_addf(&s, " on %s", page_machines_titles(p->arena, cell));
    }
    doc_item(p->doc, str_format(p->arena, "Why: it runs %s fast enough: %s.",
                                how_many(p->arena, best->outcome.runs, w->n), s.text));
}

/* Adds the watts of each machine of an option that has several: "the old desktop 454 W, Mac Studio 230 W". */
static void watts_by_machine(struct page *p, const struct compare_option *best, struct str *s)
{
    const char *before = " (";
    if (best->option->machines.n < 2)
        return;
    for (size_t i = 0; i < best->option->machines.n; i++) {
        const struct compare_machine *m = &best->machine[i];
        if (m->machine->cloud || m->machine->api || m->machine->remote == flag_yes)
            continue;
        str_addf(s, "%s%s %s W", before, page_problems_machine(m->machine), fmt_known(p->arena, m->use.busy_wall_w, 1));
        before = ", ";
    }
    str_add(s, *before == ',' ? ")" : "");
}

/* Says which watts are known, and how far those that are assumed may be off. */
static void watts(struct page *p, const struct compare_option *best, struct str *s)
{
    const struct outcome *r = &best->outcome;
    str_add(s, "Power: it draws ");
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
        str_add(s, " of the fullest outlet).");
    else
        str_addf(s, " of the %s).", o->name ? o->name : o->id);
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
        doc_item(p->doc, "Power: not known, because the watts of a part are neither stated nor assumed; the table of "
                         "assumed watts names it.");
        return;
    }
    watts(p, best, &s);
    str_add(&s, " It uses about ");
    whole(&s, r->energy_kwh_year);
    str_add(&s, " kWh a year, ");
    amount(p, &s, r->energy_cost_year);
    str_add(&s, " of electricity.");
    doc_item(p->doc, s.text);
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
    return str_format(p->arena, ", of which %s %s is rent over %g years",
                      enums_text(&enums_currency, (int)p->doc->currency), fmt_known(p->arena, best->rent, 1),
                      best->rent_months / unit_years_to_months(1));
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
    struct str brings = str_new(p->arena);
    proceeds(p, best, &brings);
    if (paid.len)
        doc_item(p->doc,
                 str_format(p->arena, "Money: %syou pay %s%s%s.", brings.text, paid.text, rent(p, best), sold.text));
}

/* Returns why an option could not take the first place; "": it could. */
static const char *cannot(const struct comparison *c, const struct compare_option *o)
{
    if (o->outcome.musts < c->n_musts)
        return ", which does not serve every workload that has to run";
    if (!o->possible)
        return o->outcome.affordable == flag_unknown ? ", of which the price is unknown" : ", which is not possible";
    return "";
}

static void next_sentence(struct page *p)
{
    if (p->c->n < 2)
        return;
    const struct compare_option *next = p->c->by_rank[1];
    enum { SHOWN = 5 };
    const char *problems = page_problems(p->arena, p->c, next, SHOWN), *no = cannot(p->c, next);
    const char *scores = *no ? ""
                             : str_format(p->arena, ", score %.3f against %.3f", next->outcome.score,
                                          p->c->by_rank[0]->outcome.score);
    doc_item(p->doc, str_format(p->arena, "%s: %s%s%s%s.", *no ? "Next in the order" : "Runner-up", next->outcome.title,
                                *no ? no : scores, *problems ? ". Its problems: " : "", problems));
}

/* The time to first token has the widest ranges; this is the workload with the longest wait. */
static void certainty_sentence(struct page *p, const struct compare_option *best)
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
    struct str s = str_new(p->arena);
    str_addf(&s, "Least certain: the time to first token. For %s with a prompt of ", page_problems_workload(of));
    whole(&s, of->prompt_tokens);
    str_addf(&s, " tokens it is %s to %s s (80 %% range).", fmt_known(p->arena, widest->figures.ttft_s.low80, 2),
             fmt_known(p->arena, widest->figures.ttft_s.high80, 2));
    doc_item(p->doc, s.text);
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
        str_addf(&s, " tokens of context fit with %s", page_problems_workload(&w->v[j]));
    }
    if (s.len == 0)
        str_add(&s, "none for these workloads; the memory table shows what stays free");
    doc_item(p->doc, str_format(p->arena, "Limits: %s.", s.text));
}

/* What would put another option first. */
static void change_sentence(struct page *p, const struct compare_option *best)
{
    const struct compare_option *next = p->c->overtaken_by;
    if (best->rented)
        doc_item(p->doc, "What would change this: other workloads, hours of use or priorities might. A higher rent was "
                         "not tried.");
    else if (!next && !isnan(p->c->overtaken_at_frac))
        doc_item(p->doc,
                 str_format(p->arena,
                            "What would change this: if all prices of the recommended option (its price_factor) "
                            "rose by %.0f %%, the funds would not cover it, and no other option would do.",
                            p->c->overtaken_at_frac * 100));
    else if (!next)
        doc_item(p->doc, "What would change this: not the price of the recommended option, even if it tripled; other "
                         "workloads, hours of use or priorities might.");
    else
        doc_item(p->doc,
                 str_format(p->arena,
                            "What would change this: if all prices of the recommended option (its price_factor) "
                            "rose by %.0f %%, \"%s\" would come first.",
                            p->c->overtaken_at_frac * 100, next->outcome.title));
}

/* What could not be checked, so that the option may still fail, and what the checks note. */
static void unchecked_sentence(struct page *p, const struct compare_option *best)
{
    const char *open = page_problems_unchecked(p->arena, best);
    if (*open)
        doc_item(p->doc, str_format(p->arena, "Not checked, because a fact is not known: %s.", open));
    const char *notes = page_problems_notes(p->arena, p->c, best);
    if (*notes)
        doc_item(p->doc, str_format(p->arena, "To know: %s.", notes));
}

/* Says why no option is recommended, and what speaks against the first ones. */
static void no_answer(struct page *p, const struct compare_option *best)
{
    enum { OPTIONS = 5, SHOWN = 5 };
    const bool serves = best->outcome.musts >= p->c->n_musts && best->outcome.runs > 0;
    doc_heading(p->doc, 1, serves ? "No option will do" : "No option serves what has to run");
    if (serves)
        doc_para(p->doc, "There is no option that serves every workload that has to run, that the funds cover and that "
                         "can be built and powered. The first options and their problems:");
    else
        doc_para(p->doc, str_format(p->arena,
                                    "The best option serves %.0f of the %.0f workloads that have to run. The first "
                                    "options and their problems:",
                                    best->outcome.musts, p->c->n_musts));
    for (size_t i = 0; i < p->c->n && i < OPTIONS; i++)
        doc_item(p->doc, str_format(p->arena, "%s: %s.", p->c->by_rank[i]->outcome.title,
                                    page_problems(p->arena, p->c, p->c->by_rank[i], SHOWN)));
    page_price_basis_age(p->doc, p->c, best);
    page_price_basis_levers(p->doc, p->c);
}

void page_buy(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page all = {a, doc, c}, *p = &all;
    const struct compare_option *best = p->c->by_rank[0];
    if (!p->c->answered) {
        no_answer(p, best);
        return;
    }
    doc_heading(p->doc, 1, "What to buy");
    buy_sentence(p, best);
    page_rent_cheaper(a, doc, c);
    machines_sentence(p, best);
    speed_sentence(p, best);
    funds_sentence(p, best);
    power_sentence(p, best);
    unchecked_sentence(p, best);
    limits_sentence(p, best);
    certainty_sentence(p, best);
    page_price_basis_age(doc, c, best);
    page_rent_pays(a, doc, c, best);
    next_sentence(p);
    change_sentence(p, best);
    page_price_basis_levers(doc, c);
    doc_para(
        p->doc,
        str_format(p->arena,
                   "Each speed is a median estimate, with its 80 %% range in brackets. In tests on measurements that "
                   "the fit had not seen, about 80 %% fell inside such ranges. Prices are those known on %s, in %s "
                   "%s; the bill of each option below gives their dates.",
                   c->scenario->as_of, enums_text(&enums_currency, (int)p->doc->currency), page_price_basis_tax(c)));
}
