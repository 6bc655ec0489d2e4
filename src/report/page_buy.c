#include "page_buy.h"

#include "arena.h"
#include "fmt.h"

#include <math.h>
#include <string.h>

/* What the sentences share. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

const char *page_buy_workload(const struct workload *w)
{
    return w->title ? w->title : w->id;
}

static void amount(struct str *s, double v)
{
    str_add(s, "AUD ");
    fmt_number(s, v, 1, true);
}

static void rate(struct str *s, struct range r)
{
    fmt_range(s, results_find(&figures_prediction, "decode_tok_s"), r);
    str_add(s, " tok/s");
}

static void join(struct str *s, const char *text)
{
    str_addf(s, "%s%s", s->len ? "; " : "", text);
}

/* ---- why an option stands where it stands ---- */

static void money_reasons(const struct compare_option *o, struct str *s)
{
    const struct outcome *r = &o->outcome;
    if (isnan(r->price_aud.mid))
        join(s, "a part's price is unknown");
    if (r->missing_aud > 0) {
        join(s, "");
        amount(s, r->missing_aud);
        str_add(s, " missing");
    }
}

static void house_reasons(const struct compare_option *o, struct str *s)
{
    const struct outcome *r = &o->outcome;
    for (int i = 0; i < o->n_checks; i++)
        if (o->check[i].verdict == powerverdict_over && strcmp(o->check[i].rule, "slots") == 0)
            join(s, str_format(s->arena, "%s has no slot for card %.0f of %.0f", o->check[i].part, o->check[i].have + 1,
                               o->check[i].need));
        else if (o->check[i].verdict == powerverdict_over)
            join(s, str_format(s->arena, "%s: %s needs %.4g, has %.4g", o->check[i].rule, o->check[i].part,
                               o->check[i].need, o->check[i].have));
    if (r->psu_verdict == powerverdict_over)
        join(s, "over what the power supply should carry");
    if (r->outlet_verdict == powerverdict_over)
        join(s, str_format(s->arena, "its peak of %.0f W is over what the outlet may carry", r->peak_wall_w));
    if (r->breaker_verdict == powerverdict_over)
        join(s, "over the circuit's breaker together with the other load");
}

static void workload_reasons(const struct comparison *c, const struct compare_option *o, struct str *s)
{
    for (size_t j = 0; j < c->scenario->workloads.n; j++) {
        const struct compare_cell *cell = &o->cell[j];
        const struct workload *w = &c->scenario->workloads.v[j];
        if (cell->n_devices == 0 || cell->figures.verdict == verdict_no)
            join(s, str_format(s->arena, "%s does not fit", page_buy_workload(w)));
        else if (cell->too_slow) {
            join(s, str_format(s->arena, "%s: ", page_buy_workload(w)));
            rate(s, cell->figures.decode_tok_s);
            str_addf(s, " of the %g needed%s", w->need_tok_s,
                     cell->figures.verdict == verdict_offload ? ", with layers in system RAM" : "");
        } else if (cell->too_late)
            join(s, str_format(s->arena, "%s: first token after %.1f s of the %g allowed", page_buy_workload(w),
                               cell->figures.ttft_s.mid, w->need_ttft_s));
    }
}

const char *page_buy_reasons(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    struct str s = str_new(a);
    money_reasons(o, &s);
    house_reasons(o, &s);
    workload_reasons(c, o, &s);
    return s.len ? s.text : "nothing against it";
}

/* ---- the first screen ---- */

static void buy_sentence(struct page *p, const struct compare_option *best)
{
    const struct outcome *r = &best->outcome;
    struct str s = str_new(p->arena);
    str_addf(&s, best->option->cloud ? "Rent: %s" : "Buy: %s", r->title);
    if (best->option->cloud) {
        str_add(&s, ", about ");
        amount(&s, r->rent_aud_year);
        str_add(&s, " a year at the stated hours");
    } else {
        str_add(&s, ", about ");
        amount(&s, r->price_aud.mid);
        str_add(&s, " (80 % range ");
        fmt_number(&s, r->price_aud.low80, 1, true);
        str_add(&s, "\xE2\x80\x93");
        fmt_number(&s, r->price_aud.high80, 1, true);
        str_add(&s, "), which leaves ");
        amount(&s, r->left_aud);
    }
    str_add(&s, ".");
    doc_para(p->doc, s.text);
}

static void speed_sentence(struct page *p, const struct compare_option *best)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    struct str s = str_new(p->arena);
    str_addf(&s, "Why: it serves %.0f of %zu workloads", best->outcome.runs, w->n);
    for (size_t j = 0; j < w->n; j++) {
        if (!best->cell[j].serves)
            continue;
        str_addf(&s, "%s%s at ", s.len && strchr(s.text, ':') && strstr(s.text, " at ") ? "; " : ": ",
                 page_buy_workload(&w->v[j]));
        rate(&s, best->cell[j].figures.decode_tok_s);
    }
    str_add(&s, ".");
    doc_item(p->doc, s.text);
}

static void house_sentence(struct page *p, const struct compare_option *best)
{
    const struct outcome *r = &best->outcome;
    const struct site *site = p->c->scenario->site;
    if (best->option->cloud)
        return;
    doc_item(p->doc, str_format(p->arena,
                                "In the house: %.0f W at the wall while decoding, %.0f W at peak (%.1f A, %.0f %% of "
                                "the %s), %.0f BTU/h of heat, about %.0f kWh and AUD %.0f of electricity a year.",
                                r->decode_wall_w, r->peak_wall_w, r->circuit_a, r->outlet_frac * 100,
                                site->outlet->name ? site->outlet->name : site->outlet->id, r->heat_btu_h,
                                r->energy_kwh_year, r->energy_aud_year));
}

static void funds_sentence(struct page *p, const struct compare_option *best)
{
    struct str s = str_new(p->arena);
    for (size_t i = 0; i < p->c->scenario->funds.n; i++) {
        const struct fund_use *u = &best->funds[i];
        if (u->spent_aud > 0) {
            join(&s, "");
            amount(&s, u->spent_aud);
            str_addf(&s, " from %s", u->fund);
        }
        if (u->moved_aud > 0) {
            join(&s, str_format(p->arena, "%s is sold for ", u->fund));
            amount(&s, u->moved_aud);
            str_add(&s, ", a loss of ");
            amount(&s, u->resale_loss_aud);
        }
    }
    if (s.len)
        doc_item(p->doc, str_format(p->arena, "Money: %s.", s.text));
}

static void next_sentence(struct page *p)
{
    if (p->c->n < 2)
        return;
    const struct compare_option *next = p->c->by_rank[1];
    doc_item(p->doc,
             str_format(p->arena, "Next in line: %s (score %.2f against %.2f); against it: %s.", next->outcome.title,
                        next->outcome.score, p->c->by_rank[0]->outcome.score, page_buy_reasons(p->arena, p->c, next)));
}

/* The widest 80 % range among the figures that the first screen names. */
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
    doc_item(
        p->doc,
        str_format(p->arena,
                   "Least certain: the first token. %s after a prompt of %.0f tokens may take %.1f to %.1f s. Ranges "
                   "hold 80 %% of measurements that the constants were not fitted to; prices are as dated below.",
                   page_buy_workload(of), of->prompt_tokens, widest->figures.ttft_s.low80,
                   widest->figures.ttft_s.high80));
}

/* What it fails at, and where the workloads that it holds end. */
static void limits_sentence(struct page *p, const struct compare_option *best)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    struct str s = str_new(p->arena);
    workload_reasons(p->c, best, &s);
    for (size_t j = 0; j < w->n; j++) {
        const struct compare_cell *cell = &best->cell[j];
        if (!cell->holds || !(cell->figures.max_ctx_tokens < w->v[j].model->max_ctx_tokens))
            continue;
        join(&s, str_format(p->arena, "no more than %.0f tokens of context with %s", cell->figures.max_ctx_tokens,
                            page_buy_workload(&w->v[j])));
    }
    if (s.len == 0)
        str_add(&s, "nothing of what is asked; what it takes beyond that is in the memory table");
    doc_item(p->doc, str_format(p->arena, "What it will not do: %s.", s.text));
}

/* What would take the first place away. */
static void change_sentence(struct page *p, const struct compare_option *best)
{
    const struct compare_option *heir = p->c->heir;
    if (!heir || best->option->cloud)
        doc_item(p->doc, "What would change it: no rise of its own price up to three times does; other needs, hours or "
                         "weights may.");
    else
        doc_item(p->doc,
                 str_format(p->arena,
                            "What would change it: if its price rose by more than %.0f %%, %s would stand first.",
                            p->c->heir_at_frac * 100, heir->outcome.title));
}

void page_buy(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page all = {a, doc, c}, *p = &all;
    const struct compare_option *best = p->c->by_rank[0];
    const struct scenario *s = p->c->scenario;
    const bool answered = best->possible && best->outcome.runs > 0;
    doc_heading(p->doc, 1, answered ? "What to buy" : "Nothing here does it");
    if (!answered) {
        doc_para(p->doc, best->possible ? "What the funds pay for and the house carries serves none of the workloads. "
                                          "Each option in its order, with what stands against it:"
                                        : "No option is both paid for by the funds and carried by the house. Each in "
                                          "its order, with what stands against it:");
        for (size_t i = 0; i < p->c->n && i < 5; i++)
            doc_item(p->doc, str_format(p->arena, "%s: %s.", p->c->by_rank[i]->outcome.title,
                                        page_buy_reasons(p->arena, p->c, p->c->by_rank[i])));
        return;
    }
    buy_sentence(p, best);
    speed_sentence(p, best);
    funds_sentence(p, best);
    house_sentence(p, best);
    limits_sentence(p, best);
    certainty_sentence(p, best);
    next_sentence(p);
    change_sentence(p, best);
    doc_para(
        p->doc,
        str_format(
            p->arena,
            "Figures are middle estimates with 80 %% ranges in brackets; prices are in AUD including GST. As of %s.",
            s->as_of));
}
