#include "page_compare.h"

#include "arena.h"
#include "fmt.h"
#include "page_assumptions.h"
#include "page_brief.h"
#include "page_cards.h"
#include "page_claims.h"
#include "page_costs.h"
#include "page_machines.h"
#include "page_option.h"
#include "page_price_basis.h"
#include "page_problems.h"
#include "page_rent.h"
#include "page_runs.h"
#include "page_sheets.h"
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
    enum { SHOWN = 3 }; /* problems; the section of the option has all */
    static const char *const before[] = {"rank", NULL}, *const price[] = {"price", NULL},
                             *const after[] = {"speed_tok_s", NULL},
                             *const end[] = {"decode_wall_w", "life_cost", NULL},
                             *const data[] = {"title", "outlet_verdict", "score", NULL};
    const struct figure *musts = results_find(&figures_outcome, "musts");
    struct doc_table *t = doc_table(
        p->doc, "ranking",
        "Options that serve more of the workloads that have to run come first; then those whose price and power are "
        "known; then those that the funds cover and that can be built, powered and plugged in; then the higher score; "
        "then fewer checks that fail or could not be made.");
    doc_columns(t, &figures_outcome, before);
    page_option_column(t, "option");
    doc_columns(t, &figures_outcome, price);
    doc_columns(t, &figures_outcome, after);
    doc_column_named(t, musts, "musts", "workloads served");
    doc_columns(t, &figures_outcome, end);
    doc_columns_data(t, &figures_outcome, data);
    doc_column_text(t, "against", "problems");
    for (size_t i = 0; i < p->c->n; i++) {
        const struct compare_option *o = p->c->by_rank[i];
        const struct outcome *r = &o->outcome;
        const char *problems = page_problems(p->arena, p->c, o, SHOWN);
        doc_row_start(t);
        doc_row_option(t, r->id);
        doc_row(t, &figures_outcome, before, r);
        doc_cell_name(t, r->id, r->title, page_option_section(p->arena, o));
        if (o->rent > 0)
            doc_cell_shown(t, results_find(&figures_outcome, "price"), r, page_cards_costs(p->arena, p->c, o));
        else
            doc_row(t, &figures_outcome, price, r);
        doc_row(t, &figures_outcome, after, r);
        doc_cell_shown(t, musts, r, str_format(p->arena, "%.0f of %.0f", r->musts, p->c->n_musts));
        doc_row(t, &figures_outcome, end, r);
        doc_row(t, &figures_outcome, data, r);
        const char *notes = page_problems_notes(p->arena, p->c, o);
        if (*problems || !*notes)
            doc_cell_marked(t, *problems ? problems : "none found", *problems ? DOC_BAD : DOC_GOOD);
        else
            doc_cell_marked(t, notes, DOC_WARN);
    }
    score_words(p);
}

static bool is_plot(const char *id, const char *wanted)
{
    return strcmp(id, wanted) == 0 || (str_ends(wanted, "-") && str_starts(id, wanted));
}

/* Adds the plots with these ids (NULL at the end); "speed-": all that start so. */
static void figures(struct page *p, const struct plot *plots, size_t n, const char *const ids[])
{
    for (size_t k = 0; ids[k]; k++)
        for (size_t i = 0; i < n; i++)
            if (is_plot(plots[i].id, ids[k]) && plots[i].left_out)
                doc_para(p->doc, plots[i].left_out);
            else if (is_plot(plots[i].id, ids[k])) {
                doc_figure(p->doc, plots[i].id, plots[i].caption);
                p->doc->last->alt = plots[i].alt;
            }
}

/* Adds one row per option that has devices for workload j. */
static void speed_table(struct page *p, size_t j)
{
    static const char *const names[] = {"decode_tok_s",   "ceiling_tok_s", "bound",       "prefill_tok_s",
                                        "max_ctx_tokens", "users_memory",  "users_speed", NULL},
                             *const data[] = {
                                 "verdict",          "ttft_s", "offload_layers", "tp_overhead_frac", "tensor_tok_s",
                                 "tensor_gain_frac", NULL};
    const struct workload *w = &p->c->scenario->workloads.v[j];
    struct doc_table *t = doc_table(p->doc, str_format(p->arena, "speed-%s", w->id), page_runs_caption(p->arena, w));
    t->of = page_problems_workload(w);
    page_option_column(t, "option");
    doc_column_text(t, "where", "runs on");
    doc_column_text(t, "remark", "remark");
    doc_column_text(t, "model", "model");
    for (size_t i = 1; i < t->n_columns; i++) /* the section on how each workload runs says it in words */
        t->columns[i].data = true;
    doc_columns(t, &figures_prediction, names);
    doc_columns_data(t, &figures_prediction, data);
    for (size_t i = 0; i < p->c->n; i++) {
        const struct compare_cell *cell = &p->c->by_rank[i]->cell[j];
        if (cell->n_devices == 0)
            continue;
        page_option_row(t, p->c->by_rank[i]);
        doc_cell_text(t, cell->where);
        doc_cell_text(t, page_machines_remark(p->arena, cell));
        doc_cell_text(t, page_machines_model(p->arena, cell));
        doc_row(t, &figures_prediction, names, &cell->figures);
        doc_row(t, &figures_prediction, data, &cell->figures);
    }
}

/* What splitting a model by tensors gains and costs, where devices share one. */
static void tensor_table(struct page *p)
{
    static const char *const names[] = {"decode_tok_s", "tensor_tok_s", "tensor_gain_frac", "tp_overhead_frac", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    struct doc_table *t = NULL;
    for (size_t j = 0; j < w->n; j++)
        for (size_t i = 0; i < p->c->n; i++) {
            const struct compare_cell *cell = &p->c->by_rank[i]->cell[j];
            if (cell->n_devices < 2 || isnan(cell->figures.tensor_tok_s.mid))
                continue;
            if (!t) {
                t = doc_table(p->doc, "tensor-split",
                              "Tensor parallelism: decode with all devices on every layer, its gain over one device "
                              "after another, and the share of a step that the devices spend on each other");
                page_option_column(t, "option");
                doc_column_text(t, "workload", "workload");
                doc_column_text(t, "split", "split that runs");
                doc_columns(t, &figures_prediction, names);
            }
            page_option_row(t, p->c->by_rank[i]);
            doc_cell_name(t, w->v[j].id, page_problems_workload(&w->v[j]), NULL);
            doc_cell_text(t, enums_words(&enums_split, (int)cell->split));
            doc_row(t, &figures_prediction, names, &cell->figures);
        }
}

static void speeds(struct page *p)
{
    for (size_t j = 0; j < p->c->scenario->workloads.n; j++)
        speed_table(p, j);
    tensor_table(p);
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
            str_addf(&s, "%s with %s %s: ", p->c->by_rank[i]->outcome.title, page_problems_workload(&w->v[j]),
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
    static const char *const names[] = {"weights_gib", "kv_gib", "compute_gib", "overhead_gib", "spare_gib", NULL},
                             *const data[] = {"verdict", "capacity_gib", "total_gib", "layers", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    struct doc_table *t = doc_table(p->doc, "memory",
                                    "What each device holds, and what stays free of its limit; a workload does not "
                                    "fit where less than 0 GiB is free");
    page_option_column(t, "option");
    doc_column_text(t, "workload", "workload");
    doc_column_text(t, "device", "device");
    doc_columns(t, &figures_device_load, names);
    doc_columns_data(t, &figures_device_load, data);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < w->n; j++)
            for (int d = 0; d < p->c->by_rank[i]->cell[j].n_devices; d++) {
                const struct device_load *l = &p->c->by_rank[i]->cell[j].device[d];
                page_option_row(t, p->c->by_rank[i]);
                const struct device *device = p->c->by_rank[i]->cell[j].devices[d];
                doc_cell_name(t, w->v[j].id, page_problems_workload(&w->v[j]), NULL);
                doc_cell_name(t, l->device, device && device->name ? device->name : l->device, NULL);
                doc_row(t, &figures_device_load, names, l);
                doc_row(t, &figures_device_load, data, l);
            }
    misfits(p);
}

/* Adds a table of figures of the options that stand at home. */
static void house_table(struct page *p, const char *id, const char *caption, const char *const names[],
                        const char *const data[])
{
    struct doc_table *t = doc_table(p->doc, id, caption);
    page_option_column(t, "id");
    doc_columns(t, &figures_outcome, names);
    doc_columns_data(t, &figures_outcome, data);
    for (size_t i = 0; i < p->c->n; i++)
        if (!p->c->by_rank[i]->rented) {
            page_option_row(t, p->c->by_rank[i]);
            doc_row(t, &figures_outcome, names, &p->c->by_rank[i]->outcome);
            doc_row(t, &figures_outcome, data, &p->c->by_rank[i]->outcome);
        }
}

static void powers(struct page *p)
{
    static const char *const
        house[] = {"peak_wall_w",  "circuit_a",       "outlet_frac", "outlet_verdict",
                   "breaker_frac", "breaker_verdict", NULL},
        *const heat[] = {"psu_load_frac", "psu_verdict", "build_verdict", "heat_btu_h", "airflow_m3_h",
                         "room_rise_k",   NULL},
        *const ups[] = {"ups_w", "ups_va", "ups_battery_wh", NULL}, *const more[] = {"psu_load_frac",  "psu_verdict",
                                                                                     "build_verdict",  "heat_btu_h",
                                                                                     "airflow_m3_h",   "room_rise_k",
                                                                                     "ups_w",          "ups_va",
                                                                                     "ups_battery_wh", NULL},
        *const none[] = {NULL};
    const struct site *s = p->c->scenario->site;
    house_table(p, "house",
                str_format(p->arena, "At the wall: %s, %g V; other devices draw %g W on the same circuit",
                           s->outlet->name ? s->outlet->name : s->outlet->id, s->outlet->mains_v, s->other_load_w),
                house, more);
    house_table(p, "heat", "Power supply, build checks and heat", heat, none);
    house_table(p, "ups", "What an uninterruptible power supply would need", ups, none);
    page_machines(p->arena, p->doc, p->c);
}

static void moneys(struct page *p)
{
    static const char *const names[] = {"price",     "energy_cost_year", "rent_year",         "paid_cost",
                                        "life_cost", "cost_mtok",        "break_even_months", NULL},
                             *const data[] = {"energy_kwh_year", "missing", "left", NULL};
    static const char *const use[] = {"amount", "received", "spent", "moved", "resale_loss", "left", NULL};
    struct doc_table *t = doc_table(
        p->doc, "cost",
        str_format(p->arena,
                   "Price, electricity and rent over %g years; total cost of ownership is less what resale brings",
                   p->c->life_years));
    page_option_column(t, "id");
    doc_columns(t, &figures_outcome, names);
    doc_columns_data(t, &figures_outcome, data);
    for (size_t i = 0; i < p->c->n; i++) {
        page_option_row(t, p->c->by_rank[i]);
        doc_row(t, &figures_outcome, names, &p->c->by_rank[i]->outcome);
        doc_row(t, &figures_outcome, data, &p->c->by_rank[i]->outcome);
    }
    page_costs(p->arena, p->doc, p->c);
    t = doc_table(p->doc, "funds", "What each option takes from each fund");
    page_option_column(t, "option");
    doc_column_text(t, "fund", "fund");
    doc_columns(t, &figures_fund_use, use);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < p->c->scenario->funds.n; j++) {
            const struct fund *f = &p->c->scenario->funds.v[j];
            page_option_row(t, p->c->by_rank[i]);
            doc_cell_name(t, f->id, f->title ? f->title : f->id, NULL);
            doc_row(t, &figures_fund_use, use, &p->c->by_rank[i]->funds[j]);
        }
}

/* Says what the words of the report mean. */
static void words(struct page *p)
{
    doc_para(
        p->doc,
        "A workload fits when its weights, KV cache and buffers lie in device memory; an option holds the workloads "
        "that fit on its machines. It serves a workload that decodes as fast, and gives its first token as soon, "
        "as it needs, with or without layers in system RAM. A speed is a median with its 80 % range: in tests on "
        "measurements that the fit had not seen, about 80 % fell inside. The range of a price is the 80 % range of the "
        "market.");
}

/* Adds a section of figures and tables. */
static void section(struct page *p, const char *id, const char *title, const char *about, void (*fill)(struct page *p),
                    const struct plot *plots, size_t n, const char *const ids[])
{
    doc_section(p->doc, 1, id, title, about);
    doc_pair(p->doc);
    figures(p, plots, n, ids);
    doc_end(p->doc);
    fill(p);
    doc_end(p->doc);
}

static void sections(struct page *p, const struct plot *plots, size_t n)
{
    static const char *const none[] = {NULL}, *const fast[] = {"speed-", "context", "roofline", NULL},
                             *const mem[] = {"memory", NULL}, *const watts[] = {"power", "cap", NULL},
                             *const money[] = {"years", NULL};
    if (p->c->scenario->note)
        doc_para(p->doc, str_format(p->arena, "Note on this plan: %s", p->c->scenario->note));
    section(p, "ranking", "Ranking",
            str_format(p->arena, "%zu option%s, with price, speed, watts and problems; compare two", p->c->n,
                       p->c->n == 1 ? "" : "s"),
            ranking, plots, n, none);
    page_states_choices(p->arena, p->doc, p->c);
    page_states_phases(p->arena, p->doc, p->c);
    page_states_budgets(p->arena, p->doc, p->c);
    page_runs(p->arena, p->doc, p->c);
    section(p, "speed", "Speed by workload", "decode, prefill, context, users, tensor parallelism", speeds, plots, n,
            fast);
    section(p, "memory", "Memory by device", "weights, KV cache, buffers, what stays free", memories, plots, n, mem);
    section(p, "power", "Power, heat and outlet", "watts from idle to peak, circuit, supply, UPS, build checks", powers,
            plots, n, watts);
    section(p, "money", "Money", "price, electricity, rent, resale, cost per million tokens, funds", moneys, plots, n,
            money);
    page_claims(p->arena, p->doc, p->c);
    page_rent(p->arena, p->doc, p->c);
    page_sheets(p->arena, p->doc, p->c, n > 0);
    page_assumptions(p->arena, p->doc, p->c);
}

struct doc *page_compare(struct arena *a, const struct comparison *c, const struct plot *plots, size_t n_plots)
{
    struct page p = {a, doc_new(a, c->scenario->title, c->scenario->as_of), c};
    p.doc->currency = c->scenario->currency;
    page_brief(a, p.doc, c, plots, n_plots);
    doc_heading(p.doc, 1, "Evidence");
    doc_contents(p.doc);
    words(&p);
    sections(&p, plots, n_plots);
    return p.doc;
}

struct doc *page_compare_brief(struct arena *a, const struct comparison *c, const struct plot *plots, size_t n_plots)
{
    struct doc *d = doc_new(a, c->scenario->title, c->scenario->as_of);
    d->currency = c->scenario->currency;
    d->rest = "report";
    page_brief(a, d, c, plots, n_plots);
    return d;
}
