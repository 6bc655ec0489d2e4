#include "page_compare.h"

#include "arena.h"
#include "fmt.h"
#include "page_buy.h"
#include "page_claims.h"
#include "page_costs.h"
#include "page_machines.h"
#include "page_price_basis.h"
#include "page_problems.h"
#include "page_rent.h"
#include "page_runs.h"
#include "page_states.h"
#include "rank.h"
#include "reason.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* What every section needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

/* ---- tables ---- */

/* Says what the score is made of. */
static void score_words(struct page *p)
{
    const struct priority_list list = rank_priorities(p->c->scenario);
    struct str s = str_new(p->arena);
    for (size_t i = 0; i < list.n; i++) {
        const struct figure *f = rank_figure(&list.v[i]);
        if (f)
            str_addf(&s, "%s%s (weight %g)", s.len ? ", " : "", f->doc, list.v[i].weight);
    }
    doc_para(p->doc, str_format(p->arena,
                                "The score is the weighted mean of: %s. Each counts 0 for the worst option and 1 for "
                                "the best, so the score depends on which options are compared.",
                                s.text));
}

static void ranking(struct page *p)
{
    enum { SHOWN = 5 }; /* problems; the section of the option has all */
    static const char *const before[] = {"rank", "title", "price", "speed_tok_s", NULL}, *const after[] = {
                                                                                             "decode_wall_w",
                                                                                             "outlet_verdict",
                                                                                             "life_cost", "score",
                                                                                             NULL};
    const struct figure *musts = results_find(&figures_outcome, "musts");
    doc_heading(p->doc, 1, "Ranking");
    struct doc_table *t = doc_table(
        p->doc, "ranking",
        "Options that serve more of the workloads that have to run come first; then those whose price and power are "
        "known; then those that the funds cover and that can be built, powered and plugged in; then the higher score; "
        "then fewer checks that fail or could not be made.");
    doc_columns(t, &figures_outcome, before);
    doc_column_figure(t, musts);
    doc_columns(t, &figures_outcome, after);
    doc_column_text(t, "against", "problems");
    for (size_t i = 0; i < p->c->n; i++) {
        const struct outcome *r = &p->c->by_rank[i]->outcome;
        doc_row_start(t);
        doc_row(t, &figures_outcome, before, r);
        doc_cell_shown(t, musts, r, str_format(p->arena, "%.0f of %.0f", r->musts, p->c->n_musts));
        doc_row(t, &figures_outcome, after, r);
        doc_cell_text(t, page_problems(p->arena, p->c, p->c->by_rank[i], SHOWN));
    }
    score_words(p);
}

/* Adds the plots with these ids (NULL at the end). */
static void figures(struct page *p, const struct plot *plots, size_t n, const char *const ids[])
{
    for (size_t k = 0; ids[k]; k++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(plots[i].id, ids[k]) == 0 && plots[i].left_out)
                doc_para(p->doc, plots[i].left_out);
            else if (strcmp(plots[i].id, ids[k]) == 0)
                doc_figure(p->doc, plots[i].id, plots[i].caption);
}

/* Returns whether there is anything to remark on where the options run workload j. */
static bool has_remarks(struct page *p, size_t j)
{
    for (size_t i = 0; i < p->c->n; i++)
        if (p->c->v[i].cell[j].n_devices > 0 && *page_machines_remark(p->arena, &p->c->v[i].cell[j]))
            return true;
    return false;
}

static void speeds(struct page *p)
{
    static const char *const names[] = {"decode_tok_s",  "ceiling_tok_s",    "bound",
                                        "prefill_tok_s", "max_ctx_tokens",   "users_memory",
                                        "users_speed",   "tp_overhead_frac", NULL},
                             *const data[] = {"verdict",      "ttft_s",           "offload_layers",
                                              "tensor_tok_s", "tensor_gain_frac", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    doc_heading(p->doc, 1, "Speed and fit by workload");
    for (size_t j = 0; j < w->n; j++) {
        struct doc_table *t = doc_table(p->doc, str_format(p->arena, "speed-%s", w->v[j].id),
                                        page_runs_caption(p->arena, &w->v[j]));
        doc_column_text(t, "option", "option");
        doc_column_text(t, "where", "runs on");
        const bool remarks = has_remarks(p, j);
        if (remarks)
            doc_column_text(t, "remark", "remark");
        if (w->v[j].any_of.n > 1)
            doc_column_text(t, "model", "model");
        doc_columns(t, &figures_prediction, names);
        doc_columns_data(t, &figures_prediction, data);
        for (size_t i = 0; i < p->c->n; i++) {
            const struct compare_cell *cell = &p->c->by_rank[i]->cell[j];
            if (cell->n_devices == 0)
                continue;
            doc_row_start(t);
            doc_cell_text(t, p->c->by_rank[i]->outcome.id);
            doc_cell_text(t, cell->where);
            if (remarks)
                doc_cell_text(t, page_machines_remark(p->arena, cell));
            if (w->v[j].any_of.n > 1)
                doc_cell_text(t, page_machines_model(p->arena, cell));
            doc_row(t, &figures_prediction, names, &cell->figures);
            doc_row(t, &figures_prediction, data, &cell->figures);
        }
    }
}

/* Says for every workload that does not fit in device memory what is missing. */
static void misfits(struct page *p)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < w->n; j++) {
            const struct compare_cell *cell = &p->c->by_rank[i]->cell[j];
            if (cell->n_devices == 0 || cell->holds || cell->no_host)
                continue;
            struct str s = str_new(p->arena);
            str_addf(&s, "%s with %s %s: ", p->c->by_rank[i]->outcome.id, w->v[j].id,
                     enums_words(&enums_verdict, (int)cell->figures.verdict));
            if (cell->figures.verdict == verdict_offload)
                reason_of_ram(&s, &cell->figures);
            else
                reason_of_case(&s, &cell->figures);
            doc_item(p->doc, s.text);
        }
}

static void memories(struct page *p)
{
    static const char *const names[] = {"device",      "verdict",      "capacity_gib", "weights_gib", "kv_gib",
                                        "compute_gib", "overhead_gib", "total_gib",    "spare_gib",   "layers",
                                        NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    doc_heading(p->doc, 1, "Memory by device");
    struct doc_table *t = doc_table(p->doc, "memory",
                                    "Memory use of each device; a workload does not fit where less than 0 GiB is free");
    doc_column_text(t, "option", "option");
    doc_column_text(t, "workload", "workload");
    doc_columns(t, &figures_device_load, names);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < w->n; j++)
            for (int d = 0; d < p->c->by_rank[i]->cell[j].n_devices; d++) {
                doc_row_start(t);
                doc_cell_text(t, p->c->by_rank[i]->outcome.id);
                doc_cell_text(t, w->v[j].id);
                doc_row(t, &figures_device_load, names, &p->c->by_rank[i]->cell[j].device[d]);
            }
    misfits(p);
}

static void powers(struct page *p)
{
    static const char *const house[] = {"id",
                                        "peak_wall_w",
                                        "circuit_a",
                                        "outlet_frac",
                                        "outlet_verdict",
                                        "breaker_frac",
                                        "breaker_verdict",
                                        "psu_load_frac",
                                        "psu_verdict",
                                        "build_verdict",
                                        "heat_btu_h",
                                        "airflow_m3_h",
                                        "room_rise_k",
                                        "ups_w",
                                        "ups_va",
                                        "ups_battery_wh",
                                        NULL};
    const struct site *s = p->c->scenario->site;
    doc_heading(p->doc, 1, "Power, heat and outlet");
    struct doc_table *t = doc_table(
        p->doc, "house",
        str_format(p->arena, "At the wall: %s, %g V; other devices draw %g W on the same circuit",
                   s->outlet->name ? s->outlet->name : s->outlet->id, s->outlet->mains_v, s->other_load_w));
    doc_columns(t, &figures_outcome, house);
    for (size_t i = 0; i < p->c->n; i++)
        if (!p->c->by_rank[i]->rented) {
            doc_row_start(t);
            doc_row(t, &figures_outcome, house, &p->c->by_rank[i]->outcome);
        }
    page_machines(p->arena, p->doc, p->c);
}

static void moneys(struct page *p)
{
    static const char *const names[] = {"id",        "price",     "energy_kwh_year", "energy_cost_year",  "rent_year",
                                        "paid_cost", "life_cost", "cost_mtok",       "break_even_months", "missing",
                                        "left",      NULL};
    static const char *const use[] = {"fund", "amount", "received", "spent", "moved", "resale_loss", "left", NULL};
    doc_heading(p->doc, 1, "Money");
    struct doc_table *t = doc_table(
        p->doc, "cost",
        str_format(p->arena,
                   "Price, electricity and rent over %g years; total cost of ownership is less what resale brings",
                   p->c->life_years));
    doc_columns(t, &figures_outcome, names);
    for (size_t i = 0; i < p->c->n; i++) {
        doc_row_start(t);
        doc_row(t, &figures_outcome, names, &p->c->by_rank[i]->outcome);
    }
    page_costs(p->arena, p->doc, p->c);
    t = doc_table(p->doc, "funds", "What each option takes from each fund");
    doc_column_text(t, "option", "option");
    doc_columns(t, &figures_fund_use, use);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < p->c->scenario->funds.n; j++) {
            doc_row_start(t);
            doc_cell_text(t, p->c->by_rank[i]->outcome.id);
            doc_row(t, &figures_fund_use, use, &p->c->by_rank[i]->funds[j]);
        }
}

/* ---- a section per option ---- */

static void bill(struct page *p, const struct compare_option *o)
{
    static const char *const bought[] = {"machine", "name", "qty",        "condition", "unit_price", "total",
                                         "basis",   "date", "age_months", "source",    NULL};
    static const char *const with_owned[] = {"machine",    "name",   "qty",   "owned_qty",    "condition",
                                             "unit_price", "total",  "basis", "observations", "date",
                                             "age_months", "source", NULL};
    static const char *const more[] = {"landed", NULL};
    const char *const *names = bought;
    if (o->bill.n == 0)
        return;
    for (size_t i = 0; i < o->bill.n; i++)
        if (o->bill.line[i].owned_qty > 0)
            names = with_owned;
    struct doc_table *t = doc_table(p->doc, str_format(p->arena, "bill-%s", o->outcome.id), "Bill of materials");
    doc_columns(t, &figures_bill_line, names);
    doc_columns_data(t, &figures_bill_line, more);
    for (size_t i = 0; i < o->bill.n; i++) {
        doc_row_start(t);
        doc_row(t, &figures_bill_line, names, &o->bill.line[i]);
        doc_row(t, &figures_bill_line, more, &o->bill.line[i]);
    }
}

static void step(struct page *p, const struct compare_option *o)
{
    static const char *const names[] = {"gemm_s", "head_s", "kv_s",   "small_s", "ram_s",
                                        "comm_s", "hop_s",  "host_s", "total_s", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    bool any = o->option->machines.n == 0;
    for (size_t i = 0; i < o->option->machines.n; i++)
        any |= !o->option->machines.v[i].api;
    if (!any) /* nothing but APIs */
        return;
    struct doc_table *t = doc_table(p->doc, str_format(p->arena, "step-%s", o->outcome.id),
                                    "Time of one decode step by part");
    doc_column_text(t, "workload", "workload");
    doc_columns(t, &figures_step_part, names);
    for (size_t j = 0; j < w->n; j++) {
        if (o->cell[j].n_devices == 0 || o->cell[j].figures.verdict == verdict_no)
            continue;
        doc_row_start(t);
        doc_cell_text(t, w->v[j].id);
        doc_row(t, &figures_step_part, names, &o->cell[j].step);
    }
}

static bool ends_with(const char *text, char c)
{
    const size_t n = strlen(text);
    return n > 0 && text[n - 1] == c;
}

/* Says whether an option can be had, as far as it is known. */
static const char *stands(const struct comparison *c, const struct compare_option *o)
{
    const struct outcome *r = &o->outcome;
    if (!o->possible && r->affordable == flag_unknown)
        return "Whether the funds cover this option is not known.";
    if (!o->possible)
        return "This option is not possible as planned.";
    if (r->musts < c->n_musts)
        return "This option can be had, but does not serve every workload that has to run.";
    return r->unchecked > 0 || isnan(r->life_cost)
               ? "The funds cover this option, and no check that could be made fails."
               : "The funds cover this option, and it can be built and powered.";
}

/* Names the machines of an option that has several, and the links over which models are split. */
static void machines_words(struct page *p, const struct compare_option *o, struct str *s)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    for (size_t i = 0; i < o->option->machines.n && o->option->machines.n > 1; i++) {
        const struct compare_machine *m = &o->machine[i];
        str_addf(s, "%s%s (%s): %s, runs %s", i ? "; " : " Machines: ", page_problems_machine(m->machine),
                 m->machine->id, page_machines_come(o, i), m->use.serves ? m->use.serves : "no workload");
    }
    str_add(s, o->option->machines.n > 1 ? "." : "");
    for (size_t j = 0; j < w->n; j++)
        if (o->cell[j].n_machines > 1)
            str_addf(s, " %s is split over %s.", page_problems_workload(&w->v[j]),
                     page_machines_titles(p->arena, &o->cell[j]));
}

static void note(struct str *s, const char *what, const char *text)
{
    if (text)
        str_addf(s, " %s: %s%s", what, text, ends_with(text, '.') ? "" : ".");
}

static void option_section(struct page *p, const struct compare_option *o)
{
    struct str s = str_new(p->arena);
    const char *problems = page_problems(p->arena, p->c, o, INT_MAX);
    doc_heading(p->doc, 2, str_format(p->arena, "%.0f. %s", o->outcome.rank, o->outcome.title));
    str_add(&s, stands(p->c, o));
    machines_words(p, o, &s);
    if (*problems)
        str_addf(&s, " Problems: %s.", problems);
    const char *notes = page_problems_notes(p->arena, p->c, o);
    if (*notes)
        str_addf(&s, " To know: %s.", notes);
    note(&s, "Note", o->option->note);
    for (size_t i = 0; i < o->option->machines.n; i++)
        note(&s, str_format(p->arena, "Note on %s", o->option->machines.v[i].id), o->option->machines.v[i].note);
    doc_para(p->doc, s.text);
    bill(p, o);
    page_machines_checks(p->arena, p->doc, o);
    step(p, o);
}

/* ---- assumptions and balance checks ---- */

static void policy_table(struct page *p)
{
    const struct policy *policy = p->c->policy;
    struct doc_table *t = doc_table(p->doc, "policy", "Planning constants with source and date");
    doc_column_text(t, "name", "constant");
    doc_column_text(t, "value", "value");
    doc_column_text(t, "doc", "meaning");
    doc_column_text(t, "source", "source");
    doc_column_text(t, "date", "date");
    for (size_t i = 0; i < kind_policy.n_fields; i++) {
        const struct field *f = &kind_policy.fields[i];
        const bool span = f->type == FIELD_SPAN;
        if (f->type != FIELD_NUM && !span)
            continue;
        const void *at = schema_member(policy, f);
        doc_row_start(t);
        doc_cell_text(t, f->name);
        doc_cell_text(t, str_format(p->arena, "%g%s%s", span ? ((const struct range *)at)->mid : *(const double *)at,
                                    *unit_label(f->unit) ? " " : "", unit_label(f->unit)));
        doc_cell_text(t, f->doc);
        doc_cell_text(t, policy->at[i].source ? policy->at[i].source : policy->source);
        doc_cell_text(t, policy->at[i].date ? policy->at[i].date : policy->date);
    }
}

/* Adds the fields of a record that the scenario does not state. */
static void defaults_of(struct page *p, struct doc_table *t, const struct kind *k, const void *record,
                        const char *where)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const struct origin *at = schema_origin(record, i);
        if (!at->is_default || (f->type != FIELD_NUM && f->type != FIELD_INT && f->type != FIELD_ENUM))
            continue;
        doc_row_start(t);
        doc_cell_text(t, where);
        doc_cell_text(t, f->name);
        if (f->type == FIELD_ENUM)
            doc_cell_text(t, enums_words(f->words, *(const int *)schema_member(record, f)));
        else
            doc_cell_text(t, str_format(p->arena, "%g%s%s", *(const double *)schema_member(record, f),
                                        *unit_label(f->unit) ? " " : "", unit_label(f->unit)));
        doc_cell_text(t, f->doc);
    }
}

static void defaults_table(struct page *p)
{
    const struct scenario *s = p->c->scenario;
    struct doc_table *t = doc_table(p->doc, "defaults", "Defaults, where the scenario states no value");
    doc_column_text(t, "where", "part of the scenario");
    doc_column_text(t, "name", "field");
    doc_column_text(t, "value", "value");
    doc_column_text(t, "doc", "meaning");
    defaults_of(p, t, &kind_scenario, s, "scenario");
    defaults_of(p, t, &kind_site, s->site, "site");
    for (size_t j = 0; j < s->workloads.n; j++)
        defaults_of(p, t, &kind_workload, &s->workloads.v[j], s->workloads.v[j].id);
}

static void balance(struct page *p)
{
    doc_heading(p->doc, 1, "Balance checks");
    doc_para(p->doc, p->c->balanced ? "All sums agree: parts add up to their totals, the power drawn is given off as "
                                      "heat, and the money of each fund is spent, moved, lost on sale or left."
                                    : "Some sums do not agree; see the table. This is a bug in rigplan.");
    struct doc_table *t = doc_table(p->doc, "balance", "Sums that were checked");
    doc_column_text(t, "option", "option");
    doc_column_text(t, "what", "sum");
    doc_column_text(t, "parts", "parts");
    doc_column_text(t, "total", "total");
    for (size_t i = 0; i < p->c->n_balance; i++) {
        const struct compare_balance *b = &p->c->balance[i];
        struct str parts = str_new(p->arena), total = str_new(p->arena);
        fmt_number(&parts, b->parts, 7, true);
        fmt_number(&total, b->total, 7, true);
        doc_row_start(t);
        doc_cell_text(t, b->option);
        doc_cell_text(t, b->what);
        doc_cell_text(t, parts.text);
        doc_cell_text(t, total.text);
    }
}

static void sections(struct page *p, const struct plot *plots, size_t n)
{
    static const char *const top[] = {"decode", "price", NULL}, *const mem[] = {"memory", NULL},
                             *const watts[] = {"power", NULL}, *const aud[] = {"funds", "cost", NULL},
                             *const fast[] = {"context", "roofline", NULL};
    page_buy(p->arena, p->doc, p->c);
    struct str of_plan = str_new(p->arena);
    note(&of_plan, "Note on this plan", p->c->scenario->note);
    if (of_plan.len)
        doc_para(p->doc, of_plan.text);
    ranking(p);
    figures(p, plots, n, top);
    page_states_choices(p->arena, p->doc, p->c);
    page_states_phases(p->arena, p->doc, p->c);
    page_states_budgets(p->arena, p->doc, p->c);
    page_runs(p->arena, p->doc, p->c);
    speeds(p);
    figures(p, plots, n, fast);
    memories(p);
    figures(p, plots, n, mem);
    powers(p);
    figures(p, plots, n, watts);
    moneys(p);
    figures(p, plots, n, aud);
    page_claims(p->arena, p->doc, p->c);
    page_rent(p->arena, p->doc, p->c);
    doc_heading(p->doc, 1, "Options in detail");
    for (size_t i = 0; i < p->c->n; i++)
        option_section(p, p->c->by_rank[i]);
    doc_heading(p->doc, 1, "Assumptions");
    page_price_basis_table(p->doc, p->c);
    page_machines_assumed(p->arena, p->doc, p->c);
    policy_table(p);
    defaults_table(p);
    balance(p);
}

struct doc *page_compare(struct arena *a, const struct comparison *c, const struct plot *plots, size_t n_plots)
{
    struct page p = {a, doc_new(a, c->scenario->title, c->scenario->as_of), c};
    p.doc->currency = c->scenario->currency;
    sections(&p, plots, n_plots);
    return p.doc;
}
