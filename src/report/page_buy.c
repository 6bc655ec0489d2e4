#include "page_buy.h"

#include "arena.h"
#include "fmt.h"

#include <math.h>
#include <string.h>

/* What every sentence needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

const char *page_buy_workload(const struct workload *w)
{
    return w->title ? w->title : w->id;
}

static void whole(struct str *s, double v)
{
    fmt_number(s, v, 1, true);
}

static void amount(struct str *s, double v)
{
    str_add(s, "AUD ");
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

/* ---- problems of an option ---- */

static void money_problems(const struct compare_option *o, struct str *s)
{
    const struct outcome *r = &o->outcome;
    if (isnan(r->price_aud.mid))
        join(s, "the price of a part is unknown");
    if (r->missing_aud > 0) {
        join(s, "the funds are ");
        amount(s, r->missing_aud);
        str_add(s, " short");
    }
}

static void build_problems(const struct compare_option *o, struct str *s)
{
    for (int i = 0; i < o->n_checks; i++) {
        const struct build_check *k = &o->check[i];
        if (k->verdict != powerverdict_over)
            continue;
        if (strcmp(k->rule, "slots") == 0)
            join(s, str_format(s->arena, "%s has no slot for card %.0f of %.0f", k->part, k->have + 1, k->need));
        else if (strcmp(k->rule, "on sale") == 0)
            join(s, str_format(s->arena, "%s is not sold", k->part));
        else if (!k->unit)
            join(s, str_format(s->arena, "%s (%s) does not fit", k->rule, k->part));
        else {
            const char *gap = *k->unit ? " " : "";
            join(s, str_format(s->arena, "%s (%s): %.4g%s%s needed, %.4g%s%s available", k->rule, k->part, k->need, gap,
                               k->unit, k->have, gap, k->unit));
        }
    }
}

static void power_problems(const struct comparison *c, const struct compare_option *o, struct str *s)
{
    const struct outcome *r = &o->outcome;
    if (r->psu_verdict == powerverdict_over)
        join(s, "its peak overloads the power supply");
    if (r->outlet_verdict == powerverdict_over) {
        join(s, "its peak of ");
        whole(s, r->peak_wall_w);
        str_add(s, " W overloads the outlet (");
        whole(s, c->outlet_w);
        str_add(s, " W)");
    }
    if (r->breaker_verdict == powerverdict_over)
        join(s, "its peak and the other load on the circuit overload the breaker");
}

static void workload_problems(const struct comparison *c, const struct compare_option *o, struct str *s)
{
    for (size_t j = 0; j < c->scenario->workloads.n; j++) {
        const struct compare_cell *cell = &o->cell[j];
        const struct workload *w = &c->scenario->workloads.v[j];
        const char *name = page_buy_workload(w);
        if (cell->n_devices == 0)
            join(s, str_format(s->arena, "no device here runs %s", name));
        else if (cell->figures.verdict == verdict_no)
            join(s, str_format(s->arena, "%s does not fit%s", name,
                               cell->may_offload ? " even with layers in system RAM" : ""));
        else if (cell->too_slow) {
            join(s, str_format(s->arena, "%s decodes at ", name));
            rate(s, cell->figures.decode_tok_s);
            str_addf(s, ", below the %g tok/s needed%s", w->need_tok_s,
                     cell->figures.verdict == verdict_offload ? ", with layers in system RAM" : "");
        } else if (cell->too_late)
            join(s, str_format(s->arena, "%s gives its first token after %.1f s, %g s allowed", name,
                               cell->figures.ttft_s.mid, w->need_ttft_s));
    }
}

const char *page_buy_reasons(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    struct str s = str_new(a);
    money_problems(o, &s);
    build_problems(o, &s);
    power_problems(c, o, &s);
    workload_problems(c, o, &s);
    return s.text;
}

/* ---- the first screen ---- */

/* Adds the fund's title: "cash", "the Apple gift card". */
static void fund_words(struct str *s, const struct fund *f)
{
    str_addf(s, "%s%s", f->vendor == vendor_unknown ? "" : "the ", f->title ? f->title : f->id);
}

/* Says what is lost on the funds that are sold, so that price, loss and what is left add up to the funds. */
static void losses(struct page *p, const struct compare_option *best, struct str *s)
{
    const char *before = ", after a loss of ";
    for (size_t i = 0; i < p->c->scenario->funds.n; i++) {
        if (!(best->funds[i].resale_loss_aud > 0))
            continue;
        str_add(s, before);
        amount(s, best->funds[i].resale_loss_aud);
        str_add(s, " on ");
        fund_words(s, &p->c->scenario->funds.v[i]);
        before = " and ";
    }
}

static void buy_sentence(struct page *p, const struct compare_option *best)
{
    const struct outcome *r = &best->outcome;
    struct str s = str_new(p->arena);
    str_addf(&s, best->option->cloud ? "Rent: %s" : "Buy: %s", r->title);
    if (best->option->cloud) {
        str_add(&s, ", about ");
        amount(&s, r->rent_aud_year);
        str_add(&s, " a year for the hours of use in the scenario");
    } else {
        str_add(&s, ", about ");
        amount(&s, r->price_aud.mid);
        str_add(&s, " (80 % range ");
        fmt_number(&s, r->price_aud.low80, 1, true);
        str_add(&s, "\xE2\x80\x93");
        fmt_number(&s, r->price_aud.high80, 1, true);
        str_add(&s, "). ");
        amount(&s, r->left_aud);
        str_add(&s, " is left");
        losses(p, best, &s);
    }
    str_add(&s, ".");
    doc_para(p->doc, s.text);
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
        join(&s, str_format(p->arena, "%s: ", page_buy_workload(&w->v[j])));
        rate(&s, best->cell[j].figures.decode_tok_s);
    }
    doc_item(p->doc, str_format(p->arena, "Why: it runs %s fast enough: %s.",
                                how_many(p->arena, best->outcome.runs, w->n), s.text));
}

static void power_sentence(struct page *p, const struct compare_option *best)
{
    const struct outcome *r = &best->outcome;
    const struct site *site = p->c->scenario->site;
    struct str s = str_new(p->arena);
    if (best->option->cloud)
        return;
    str_add(&s, "Power: it draws ");
    whole(&s, r->decode_wall_w);
    str_add(&s, " W at the wall while decoding, which is ");
    whole(&s, r->heat_btu_h);
    str_add(&s, " BTU/h of heat, and ");
    whole(&s, r->peak_wall_w);
    str_addf(&s, " W at peak (%.1f A, %.0f %% of the %s). It uses about ", r->circuit_a, r->outlet_frac * 100,
             site->outlet->name ? site->outlet->name : site->outlet->id);
    whole(&s, r->energy_kwh_year);
    str_add(&s, " kWh a year, ");
    amount(&s, r->energy_aud_year);
    str_add(&s, " of electricity.");
    doc_item(p->doc, s.text);
}

static void funds_sentence(struct page *p, const struct compare_option *best)
{
    struct str paid = str_new(p->arena), sold = str_new(p->arena);
    for (size_t i = 0; i < p->c->scenario->funds.n; i++) {
        const struct fund *f = &p->c->scenario->funds.v[i];
        const struct fund_use *u = &best->funds[i];
        if (u->spent_aud > 0) {
            str_add(&paid, paid.len ? " and " : "");
            amount(&paid, u->spent_aud);
            str_add(&paid, " from ");
            fund_words(&paid, f);
        }
        if (u->moved_aud > 0) {
            str_add(&sold, sold.len ? " and " : ", after selling ");
            fund_words(&sold, f);
            str_add(&sold, " for ");
            amount(&sold, u->moved_aud);
            str_add(&sold, " (a loss of ");
            amount(&sold, u->resale_loss_aud);
            str_add(&sold, ")");
        }
    }
    if (paid.len)
        doc_item(p->doc, str_format(p->arena, "Money: you pay %s%s.", paid.text, sold.text));
}

static void next_sentence(struct page *p)
{
    if (p->c->n < 2)
        return;
    const struct compare_option *next = p->c->by_rank[1];
    const char *problems = page_buy_reasons(p->arena, p->c, next);
    doc_item(p->doc, str_format(p->arena, "Runner-up: %s, score %.3f against %.3f%s%s.", next->outcome.title,
                                next->outcome.score, p->c->by_rank[0]->outcome.score,
                                *problems ? ". Its problems: " : "", problems));
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
    str_addf(&s, "Least certain: the time to first token. For %s with a prompt of ", page_buy_workload(of));
    whole(&s, of->prompt_tokens);
    str_addf(&s, " tokens it is %.1f to %.1f s (80 %% range).", widest->figures.ttft_s.low80,
             widest->figures.ttft_s.high80);
    doc_item(p->doc, s.text);
}

/* Workloads that it does not run fast enough, and contexts that memory limits. */
static void limits_sentence(struct page *p, const struct compare_option *best)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    struct str s = str_new(p->arena);
    workload_problems(p->c, best, &s);
    for (size_t j = 0; j < w->n; j++) {
        const struct compare_cell *cell = &best->cell[j];
        if (!cell->holds || !(cell->figures.max_ctx_tokens < w->v[j].model->max_ctx_tokens))
            continue;
        join(&s, "at most ");
        whole(&s, cell->figures.max_ctx_tokens);
        str_addf(&s, " tokens of context fit with %s", page_buy_workload(&w->v[j]));
    }
    if (s.len == 0)
        str_add(&s, "none for these workloads; the memory table shows what stays free");
    doc_item(p->doc, str_format(p->arena, "Limits: %s.", s.text));
}

/* What would put another option first. */
static void change_sentence(struct page *p, const struct compare_option *best)
{
    const struct compare_option *next = p->c->overtaken_by;
    if (best->option->cloud)
        doc_item(p->doc, "What would change this: other workloads, hours of use or priorities might. A higher rent was "
                         "not tried.");
    else if (!next)
        doc_item(p->doc, "What would change this: not the price of the recommended option, even if it tripled; other "
                         "workloads, hours of use or priorities might.");
    else
        doc_item(p->doc, str_format(p->arena,
                                    "What would change this: if the price of the recommended option rose by %.0f %%, "
                                    "\"%s\" would come first.",
                                    p->c->overtaken_at_frac * 100, next->outcome.title));
}

void page_buy(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page all = {a, doc, c}, *p = &all;
    const struct compare_option *best = p->c->by_rank[0];
    const struct scenario *s = p->c->scenario;
    const bool answered = best->possible && best->outcome.runs > 0;
    doc_heading(p->doc, 1, answered ? "What to buy" : "No option will do");
    if (!answered) {
        doc_para(p->doc, best->possible ? "The options that the funds cover and the outlet can power run none of the "
                                          "workloads fast enough. The first options and their problems:"
                                        : "There is no option that the funds cover and that can be built and "
                                          "powered. The first options and their problems:");
        for (size_t i = 0; i < p->c->n && i < 5; i++)
            doc_item(p->doc, str_format(p->arena, "%s: %s.", p->c->by_rank[i]->outcome.title,
                                        page_buy_reasons(p->arena, p->c, p->c->by_rank[i])));
        return;
    }
    buy_sentence(p, best);
    speed_sentence(p, best);
    funds_sentence(p, best);
    power_sentence(p, best);
    limits_sentence(p, best);
    certainty_sentence(p, best);
    next_sentence(p);
    change_sentence(p, best);
    doc_para(
        p->doc,
        str_format(p->arena,
                   "Each speed is a median estimate, with its 80 %% range in brackets. In tests on measurements that "
                   "the fit had not seen, about 80 %% fell inside such ranges. Prices are those known on %s, in AUD "
                   "with GST; the bill of each option below gives their dates.",
                   s->as_of));
}
