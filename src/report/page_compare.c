#include "page_compare.h"

#include "arena.h"
#include "fmt.h"

#include <math.h>
#include <string.h>

/* What the sections share. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

static const char *workload_name(const struct workload *w)
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
            join(s, str_format(s->arena, "%s has no slot for card %.0f of %.0f", o->check[i].part, o->check[i].have + 1, o->check[i].need));
        else if (o->check[i].verdict == powerverdict_over)
            join(s, str_format(s->arena, "%s: %s needs %.4g, has %.4g", o->check[i].rule, o->check[i].part, o->check[i].need, o->check[i].have));
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
            join(s, str_format(s->arena, "%s does not fit", workload_name(w)));
        else if (cell->too_slow) {
            join(s, str_format(s->arena, "%s: ", workload_name(w)));
            rate(s, cell->figures.decode_tok_s);
            str_addf(s, " of the %g needed%s", w->need_tok_s, cell->figures.verdict == verdict_offload ? ", with layers in system RAM" : "");
        } else if (cell->too_late)
            join(s, str_format(s->arena, "%s: first token after %.1f s of the %g allowed", workload_name(w), cell->figures.ttft_s.mid,
                               w->need_ttft_s));
    }
}

static const char *reasons(const struct page *p, const struct compare_option *o)
{
    struct str s = str_new(p->arena);
    money_reasons(o, &s);
    house_reasons(o, &s);
    workload_reasons(p->c, o, &s);
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
        str_addf(&s, "%s%s at ", s.len && strchr(s.text, ':') && strstr(s.text, " at ") ? "; " : ": ", workload_name(&w->v[j]));
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
                                "In the house: %.0f W at the wall while decoding, %.0f W at peak (%.1f A, %.0f %% of the %s), %.0f BTU/h of heat, about %.0f kWh and AUD %.0f of electricity a year.",
                                r->decode_wall_w, r->peak_wall_w, r->circuit_a, r->outlet_frac * 100, site->outlet->name ? site->outlet->name : site->outlet->id,
                                r->heat_btu_h, r->energy_kwh_year, r->energy_aud_year));
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
    doc_item(p->doc, str_format(p->arena, "Next in line: %s (score %.2f against %.2f); against it: %s.", next->outcome.title, next->outcome.score,
                                p->c->by_rank[0]->outcome.score, reasons(p, next)));
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
    doc_item(p->doc, str_format(p->arena,
                                "Least certain: the first token. %s after a prompt of %.0f tokens may take %.1f to %.1f s. The speed constants are read off published benchmarks, not yet fitted; prices are as dated below.",
                                workload_name(of), of->prompt_tokens, widest->figures.ttft_s.low80, widest->figures.ttft_s.high80));
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
        join(&s, str_format(p->arena, "no more than %.0f tokens of context with %s", cell->figures.max_ctx_tokens, workload_name(&w->v[j])));
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
        doc_item(p->doc, "What would change it: no rise of its own price up to three times does; other needs, hours or weights may.");
    else
        doc_item(p->doc, str_format(p->arena, "What would change it: if its price rose by more than %.0f %%, %s would stand first.", p->c->heir_at_frac * 100, heir->outcome.title));
}

static void first_screen(struct page *p)
{
    const struct compare_option *best = p->c->by_rank[0];
    const struct scenario *s = p->c->scenario;
    const bool answered = best->possible && best->outcome.runs > 0;
    doc_heading(p->doc, 1, answered ? "What to buy" : "Nothing here does it");
    if (!answered) {
        doc_para(p->doc, best->possible ? "What the funds pay for and the house carries serves none of the workloads. Each option in its order, with what stands against it:"
                                        : "No option is both paid for by the funds and carried by the house. Each in its order, with what stands against it:");
        for (size_t i = 0; i < p->c->n && i < 5; i++)
            doc_item(p->doc, str_format(p->arena, "%s: %s.", p->c->by_rank[i]->outcome.title, reasons(p, p->c->by_rank[i])));
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
    doc_para(p->doc, str_format(p->arena, "Figures are middle estimates with 80 %% ranges in brackets; prices are in AUD including GST. As of %s.", s->as_of));
}

/* ---- tables ---- */

static void ranking(struct page *p)
{
    static const char *const names[] = {"rank", "title", "price_aud", "missing_aud", "speed_tok_s", "holds", "runs", "decode_wall_w", "outlet_verdict", "life_aud", "score", NULL};
    doc_heading(p->doc, 1, "The options in order");
    struct doc_table *t = doc_table(p->doc, "ranking", "What is paid for and carried by the house comes first, then what serves more workloads, then the score", 13);
    doc_columns(p->doc, t, &figures_outcome, names);
    doc_column_text(t, "against", "against it");
    for (size_t i = 0; i < p->c->n; i++) {
        doc_row(p->doc, t, &figures_outcome, names, &p->c->by_rank[i]->outcome);
        doc_cell_text(p->doc, t, reasons(p, p->c->by_rank[i]));
    }
}

static void figures(struct page *p, const struct plot *plots, size_t n, const char *const ids[])
{
    for (size_t k = 0; ids[k]; k++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(plots[i].id, ids[k]) == 0)
                doc_figure(p->doc, plots[i].id, plots[i].caption);
}

static void speeds(struct page *p)
{
    static const char *const names[] = {"verdict", "decode_tok_s", "ceiling_tok_s", "bound", "prefill_tok_s", "ttft_s", "max_ctx_tokens", "users_memory", "users_speed", "offload_layers", "tp_overhead_frac", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    doc_heading(p->doc, 1, "Speed and fit by workload");
    for (size_t j = 0; j < w->n; j++) {
        struct doc_table *t = doc_table(p->doc, str_format(p->arena, "speed-%s", w->v[j].id),
                                        str_format(p->arena, "%s: %.0f tokens of context, prompt %.0f, answer %.0f, %.0f at once; rates are per user", workload_name(&w->v[j]), w->v[j].ctx_tokens, w->v[j].prompt_tokens, w->v[j].gen_tokens, w->v[j].users), 13);
        doc_column_text(t, "option", "option");
        doc_column_text(t, "where", "runs on");
        doc_columns(p->doc, t, &figures_prediction, names);
        for (size_t i = 0; i < p->c->n; i++) {
            const struct compare_cell *cell = &p->c->by_rank[i]->cell[j];
            if (cell->n_devices == 0)
                continue;
            doc_cell_text(p->doc, t, p->c->by_rank[i]->outcome.id);
            doc_cell_text(p->doc, t, cell->where);
            doc_row(p->doc, t, &figures_prediction, names, &cell->figures);
        }
    }
}

static void memories(struct page *p)
{
    static const char *const names[] = {"device", "verdict", "capacity_gib", "weights_gib", "kv_gib", "compute_gib", "overhead_gib", "total_gib", "spare_gib", "layers", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    doc_heading(p->doc, 1, "Memory, device by device");
    struct doc_table *t = doc_table(p->doc, "memory", "What each device would hold; a device with negative spare is why an option does not fit", 12);
    doc_column_text(t, "option", "option");
    doc_column_text(t, "workload", "workload");
    doc_columns(p->doc, t, &figures_device_load, names);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < w->n; j++)
            for (int d = 0; d < p->c->by_rank[i]->cell[j].n_devices; d++) {
                doc_cell_text(p->doc, t, p->c->by_rank[i]->outcome.id);
                doc_cell_text(p->doc, t, w->v[j].id);
                doc_row(p->doc, t, &figures_device_load, names, &p->c->by_rank[i]->cell[j].device[d]);
            }
}

static void powers(struct page *p)
{
    static const char *const names[] = {"phase", "devices_w", "cpu_w", "rest_w", "dc_w", "psu_loss_w", "systems_w", "wall_w", "heat_btu_h", "circuit_a", NULL};
    static const char *const house[] = {"id", "peak_wall_w", "circuit_a", "outlet_frac", "outlet_verdict", "breaker_frac", "breaker_verdict", "psu_load_frac", "psu_verdict", "build_verdict", "heat_btu_h", "airflow_m3_h", "room_rise_k", "ups_w", "ups_va", "ups_battery_wh", NULL};
    const struct site *s = p->c->scenario->site;
    doc_heading(p->doc, 1, "Power, heat and the wall socket");
    struct doc_table *t = doc_table(p->doc, "house", str_format(p->arena, "At the site: %s, %g V, breaker with %g W of other load", s->outlet->name ? s->outlet->name : s->outlet->id, s->outlet->mains_v, s->other_load_w), 16);
    doc_columns(p->doc, t, &figures_outcome, house);
    for (size_t i = 0; i < p->c->n; i++)
        if (!p->c->by_rank[i]->option->cloud)
            doc_row(p->doc, t, &figures_outcome, house, &p->c->by_rank[i]->outcome);
    t = doc_table(p->doc, "power", "Watts by phase: cards, processor, everything else and the supply's loss add to the wall", 11);
    doc_column_text(t, "option", "option");
    doc_columns(p->doc, t, &figures_power_phase, names);
    for (size_t i = 0; i < p->c->n; i++)
        for (int k = 0; k < COMPARE_STATES && !p->c->by_rank[i]->option->cloud; k++) {
            doc_cell_text(p->doc, t, p->c->by_rank[i]->outcome.id);
            doc_row(p->doc, t, &figures_power_phase, names, &p->c->by_rank[i]->power[k]);
        }
}

static void moneys(struct page *p)
{
    static const char *const names[] = {"id", "price_aud", "energy_kwh_year", "energy_aud_year", "rent_aud_year", "life_aud", "cost_mtok_aud", "break_even_months", "missing_aud", "left_aud", NULL};
    static const char *const use[] = {"fund", "amount_aud", "received_aud", "spent_aud", "moved_aud", "resale_loss_aud", "left_aud", NULL};
    doc_heading(p->doc, 1, "Money");
    struct doc_table *t = doc_table(p->doc, "cost", str_format(p->arena, "Price, electricity and rent; cost over %g years", p->c->policy->life_years), 10);
    doc_columns(p->doc, t, &figures_outcome, names);
    for (size_t i = 0; i < p->c->n; i++)
        doc_row(p->doc, t, &figures_outcome, names, &p->c->by_rank[i]->outcome);
    t = doc_table(p->doc, "funds", "What each option does to each pot", 8);
    doc_column_text(t, "option", "option");
    doc_columns(p->doc, t, &figures_fund_use, use);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < p->c->scenario->funds.n; j++) {
            doc_cell_text(p->doc, t, p->c->by_rank[i]->outcome.id);
            doc_row(p->doc, t, &figures_fund_use, use, &p->c->by_rank[i]->funds[j]);
        }
}

/* ---- a section per option ---- */

static void bill(struct page *p, const struct compare_option *o)
{
    static const char *const names[] = {"name", "qty", "condition", "unit_aud", "total_aud", "landed", "date", "age_months", "source", NULL};
    if (o->n_bill == 0)
        return;
    struct doc_table *t = doc_table(p->doc, str_format(p->arena, "bill-%s", o->outcome.id), "Bill of materials", 9);
    doc_columns(p->doc, t, &figures_bill_line, names);
    for (size_t i = 0; i < o->n_bill; i++)
        doc_row(p->doc, t, &figures_bill_line, names, &o->bill[i]);
}

/* The lanes that each card gets. */
static void lanes(struct page *p, const struct compare_option *o)
{
    const struct lane_plan *plan = o->lanes;
    struct str s = str_new(p->arena);
    if (!plan)
        return;
    for (size_t i = 0; i < plan->slots.n; i++)
        str_addf(&s, "%sx%.0f from the %s", i ? ", " : "", plan->slots.v[i].lanes, enums_words(&enums_via, (int)plan->slots.v[i].via));
    doc_para(p->doc, str_format(p->arena, "Lanes on the %s: %s.", o->option->board->board->name, s.text));
}

static void checks(struct page *p, const struct compare_option *o)
{
    static const char *const names[] = {"rule", "verdict", "part", "need", "have", "doc", NULL};
    if (o->n_checks == 0)
        return;
    struct doc_table *t = doc_table(p->doc, str_format(p->arena, "build-%s", o->outcome.id), "Can it be built", 6);
    doc_columns(p->doc, t, &figures_build_check, names);
    for (int i = 0; i < o->n_checks; i++)
        doc_row(p->doc, t, &figures_build_check, names, &o->check[i]);
}

static void step(struct page *p, const struct compare_option *o)
{
    static const char *const names[] = {"gemm_s", "head_s", "kv_s", "small_s", "ram_s", "comm_s", "hop_s", "host_s", "total_s", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    struct doc_table *t = doc_table(p->doc, str_format(p->arena, "step-%s", o->outcome.id), "Where the time of one decode step goes", 10);
    doc_column_text(t, "workload", "workload");
    doc_columns(p->doc, t, &figures_step_part, names);
    for (size_t j = 0; j < w->n; j++) {
        if (o->cell[j].n_devices == 0 || o->cell[j].figures.verdict == verdict_no)
            continue;
        doc_cell_text(p->doc, t, w->v[j].id);
        doc_row(p->doc, t, &figures_step_part, names, &o->cell[j].step);
    }
}

static void option_section(struct page *p, const struct compare_option *o)
{
    struct str s = str_new(p->arena);
    doc_heading(p->doc, 2, str_format(p->arena, "%.0f. %s", o->outcome.rank, o->outcome.title));
    str_addf(&s, "%s. ", o->possible ? "The funds pay for it and the house carries it" : "It cannot be had as it stands");
    str_addf(&s, "Against it: %s.", reasons(p, o));
    if (o->option->note)
        str_addf(&s, " %s", o->option->note);
    doc_para(p->doc, s.text);
    bill(p, o);
    lanes(p, o);
    checks(p, o);
    step(p, o);
}

/* ---- assumptions and balance ---- */

static void policy_table(struct page *p)
{
    const struct policy *policy = p->c->policy;
    struct doc_table *t = doc_table(p->doc, "policy", "Planning constants, each with its source and date", 5);
    doc_column_text(t, "name", "constant");
    doc_column_text(t, "value", "value");
    doc_column_text(t, "doc", "what it is");
    doc_column_text(t, "source", "source");
    doc_column_text(t, "date", "date");
    for (size_t i = 0; i < kind_policy.n_fields; i++) {
        const struct field *f = &kind_policy.fields[i];
        const bool span = f->type == FIELD_SPAN;
        if (f->type != FIELD_NUM && !span)
            continue;
        const void *at = schema_member(policy, f);
        doc_cell_text(p->doc, t, f->name);
        doc_cell_text(p->doc, t, str_format(p->arena, "%g%s%s", span ? ((const struct range *)at)->mid : *(const double *)at, *unit_label(f->unit) ? " " : "", unit_label(f->unit)));
        doc_cell_text(p->doc, t, f->doc);
        doc_cell_text(p->doc, t, policy->at[i].source ? policy->at[i].source : policy->source);
        doc_cell_text(p->doc, t, policy->at[i].date ? policy->at[i].date : policy->date);
    }
}

/* Fields of a scenario's record that nobody stated. */
static void defaults_of(struct page *p, struct doc_table *t, const struct kind *k, const void *record, const char *where)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const struct origin *at = schema_origin(record, i);
        if (!at->is_default || (f->type != FIELD_NUM && f->type != FIELD_INT && f->type != FIELD_ENUM))
            continue;
        doc_cell_text(p->doc, t, where);
        doc_cell_text(p->doc, t, f->name);
        if (f->type == FIELD_ENUM)
            doc_cell_text(p->doc, t, enums_words(f->words, *(const int *)schema_member(record, f)));
        else
            doc_cell_text(p->doc, t, str_format(p->arena, "%g %s", *(const double *)schema_member(record, f), unit_label(f->unit)));
        doc_cell_text(p->doc, t, f->doc);
    }
}

static void defaults_table(struct page *p)
{
    const struct scenario *s = p->c->scenario;
    struct doc_table *t = doc_table(p->doc, "defaults", "What the scenario leaves to its defaults", 4);
    doc_column_text(t, "where", "where");
    doc_column_text(t, "name", "field");
    doc_column_text(t, "value", "value");
    doc_column_text(t, "doc", "what it is");
    defaults_of(p, t, &kind_scenario, s, "scenario");
    defaults_of(p, t, &kind_site, s->site, "site");
    for (size_t j = 0; j < s->workloads.n; j++)
        defaults_of(p, t, &kind_workload, &s->workloads.v[j], s->workloads.v[j].id);
}

static void balance(struct page *p)
{
    doc_heading(p->doc, 1, "Balance");
    doc_para(p->doc, p->c->balanced ? "Every sum comes out: parts make totals, watts in are heat out, and what goes into the pots is spent, lost, moved or left."
                                    : "A sum does not come out; see the table. This is a fault of the program.");
    struct doc_table *t = doc_table(p->doc, "balance", "Sums that were checked", 4);
    doc_column_text(t, "option", "option");
    doc_column_text(t, "what", "sum");
    doc_column_text(t, "parts", "parts");
    doc_column_text(t, "total", "total");
    for (size_t i = 0; i < p->c->n_balance; i++) {
        const struct compare_balance *b = &p->c->balance[i];
        struct str parts = str_new(p->arena), total = str_new(p->arena);
        fmt_number(&parts, b->parts, 7, true);
        fmt_number(&total, b->total, 7, true);
        doc_cell_text(p->doc, t, b->option);
        doc_cell_text(p->doc, t, b->what);
        doc_cell_text(p->doc, t, parts.text);
        doc_cell_text(p->doc, t, total.text);
    }
}

static void sections(struct page *p, const struct plot *plots, size_t n)
{
    static const char *const top[] = {"decode", "price", NULL}, *const mem[] = {"memory", NULL}, *const watts[] = {"power", NULL}, *const aud[] = {"funds", "cost", NULL}, *const fast[] = {"context", "roofline", NULL};
    first_screen(p);
    ranking(p);
    figures(p, plots, n, top);
    speeds(p);
    figures(p, plots, n, fast);
    memories(p);
    figures(p, plots, n, mem);
    powers(p);
    figures(p, plots, n, watts);
    moneys(p);
    figures(p, plots, n, aud);
    doc_heading(p->doc, 1, "Each option");
    for (size_t i = 0; i < p->c->n; i++)
        option_section(p, p->c->by_rank[i]);
    doc_heading(p->doc, 1, "Assumptions");
    doc_para(p->doc, str_format(p->arena, "Exchange rate: USD %g per AUD. A landed price is USD / rate x %g. A price with no stated spread gets the policy's. What nobody knows stays unknown.", p->c->usd_per_aud.mid, 1 + p->c->policy->gst_frac));
    policy_table(p);
    defaults_table(p);
    balance(p);
}

struct doc *page_compare(struct arena *a, const struct comparison *c, const struct plot *plots, size_t n_plots)
{
    struct page p = {a, doc_new(a, c->scenario->title, c->scenario->as_of), c};
    sections(&p, plots, n_plots);
    return p.doc;
}
