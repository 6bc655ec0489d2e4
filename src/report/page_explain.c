#include "page_explain.h"

#include "fmt.h"
#include "inputs.h"
#include "near.h"
#include "page_breakdown.h"

#include <math.h>
#include <string.h>

/* ---- which inputs go with which table ---- */

static void prediction_inputs(const struct comparison *c, const struct compare_cell *cell, const struct workload *w,
                              struct str *out)
{
    static const char *const load[] = {"ctx_tokens", "prompt_tokens", "gen_tokens", "users", NULL};
    static const char *const policy[] = {"usable_frac",       "driver_mib", "context_mib", "tight_frac",
                                         "ram_gb_s",          "ram_frac",   "crossing_us", "cpu_vector_tflops",
                                         "cpu_matrix_tflops", "copy_gb_s",  NULL};
    inputs_case(out, cell->devices, cell->n_devices, w->model, w->quant, cell->link, cell->bridge);
    inputs_print(out, w->id, &kind_workload, w, load);
    inputs_print(out, "policy", &kind_policy, c->policy, policy);
}

static void power_inputs(const struct comparison *c, const struct compare_option *o, struct str *out)
{
    static const char *const device[] = {"tdp_w", "idle_w", NULL}, *const cpu[] = {"max_w", "idle_w", NULL},
                             *const psu[] = {"rated_w", "tier", NULL};
    static const char *const system[] = {"idle_w", "max_w", NULL}, *const board[] = {"idle_w", "load_w", NULL},
                             *const outlet[] = {"mains_v", "rated_a", "continuous_frac", NULL};
    static const char *const policy[] = {"decode_w_frac",
                                         "prefill_w_frac",
                                         "waiting_w_frac",
                                         "cpu_decode_frac",
                                         "system_decode_frac",
                                         "cpu_idle_w",
                                         "board_idle_w",
                                         "board_load_w",
                                         "airflow_k",
                                         "psu_sustained_frac",
                                         "psu_limit_frac",
                                         "outlet_comfort_frac",
                                         NULL};
    const struct option *opt = o->option;
    for (size_t i = 0; i < opt->devices.n; i++)
        inputs_print(out, opt->devices.v[i].device->id, &kind_device, opt->devices.v[i].device, device);
    for (size_t i = 0; i < opt->systems.n; i++)
        inputs_print(out, opt->systems.v[i].system->id, &kind_system, opt->systems.v[i].system, system);
    if (opt->cpu)
        inputs_print(out, opt->cpu->cpu->id, &kind_cpu, opt->cpu->cpu, cpu);
    if (opt->board)
        inputs_print(out, opt->board->board->id, &kind_board, opt->board->board, board);
    for (size_t i = 0; i < opt->psus.n; i++)
        inputs_print(out, opt->psus.v[i].psu->id, &kind_psu, opt->psus.v[i].psu, psu);
    inputs_print(out, c->scenario->site->outlet->id, &kind_outlet, c->scenario->site->outlet, outlet);
    inputs_print(out, "policy", &kind_policy, c->policy, policy);
}

static void money_inputs(const struct comparison *c, const struct compare_option *o, struct str *out)
{
    static const char *const tariff[] = {"energy_aud_kwh", NULL},
                             *const site[] = {"use_days_year", "on_h_day", "cooled", NULL},
                             *const cloud[] = {"rate_usd_h", NULL};
    static const char *const policy[] = {"usd_per_aud", "gst_frac", "life_years", "price_sigma", NULL},
                             *const fund[] = {"amount_aud", "resale_frac", NULL};
    for (size_t i = 0; i < o->n_bill; i++) {
        const struct bill_line *l = &o->bill[i];
        str_addf(out, "    %g x %s (%s) at AUD ", l->qty, l->id, enums_words(&enums_condition, (int)l->condition));
        fmt_number(out, l->unit_aud.mid, 5, true);
        str_addf(out, "%s  [%s, %s]\n", l->landed == flag_yes ? ", landed from USD" : "",
                 l->source ? l->source : "no price known", l->date ? l->date : "");
    }
    for (size_t i = 0; i < c->scenario->funds.n; i++)
        inputs_print(out, c->scenario->funds.v[i].id, &kind_fund, &c->scenario->funds.v[i], fund);
    if (o->option->cloud)
        inputs_print(out, o->option->cloud->offer->id, &kind_cloud, o->option->cloud->offer, cloud);
    inputs_print(out, c->scenario->site->tariff->id, &kind_tariff, c->scenario->site->tariff, tariff);
    inputs_print(out, "site", &kind_site, c->scenario->site, site);
    inputs_print(out, "policy", &kind_policy, c->policy, policy);
}

/* ---- one figure ---- */

static void head(const struct figure_table *t, const struct figure *f, const void *result, const char *of,
                 struct str *out)
{
    str_addf(out, "%s.%s%s%s = ", t->name, f->name, *of ? " of " : "", of);
    if (f->type == FIGURE_RANGE)
        fmt_range(out, f, *(const struct range *)results_member(f, result));
    else
        fmt_figure(out, f, result);
    str_addf(out, "%s%s\n  what it is: %s\n", f->unit == UNIT_FRAC || !*unit_label(f->unit) ? "" : " ",
             f->unit == UNIT_FRAC ? "" : unit_label(f->unit), f->doc);
    if (f->law)
        str_addf(out, "  formula: %s\n", f->law);
}

/* The steps that the figure speaks of, and what would speed them up. */
static void steps(const struct figure_table *t, const struct figure *f, const struct breakdown *taken, struct str *out)
{
    const bool both = t == &figures_step_part,
               prefill = str_starts(f->name, "prefill") || strcmp(f->name, "ttft_s") == 0;
    if (!taken)
        return;
    for (int i = 0; i < PAGE_TERMS_PHASES; i++)
        if (both || (i == PAGE_TERMS_PREFILL ? prefill : str_starts(f->name, "decode"))) {
            page_breakdown_step(taken, (enum page_breakdown_phase)i, out);
            page_breakdown_speedups(taken, (enum page_breakdown_phase)i, out);
        }
}

static bool workload_figure(const struct page_explain *p, const struct figure_table *t, const char *name,
                            struct str *out)
{
    const struct comparison *c = p->comparison;
    const struct figure *f = results_find(t, name);
    for (size_t j = 0; f && j < c->scenario->workloads.n; j++) {
        const struct compare_cell *cell = &p->option->cell[j];
        const struct workload *w = &c->scenario->workloads.v[j];
        if (cell->n_devices == 0)
            continue;
        const void *result = t == &figures_prediction  ? (const void *)&cell->figures
                             : t == &figures_step_part ? (const void *)&cell->step
                                                       : (const void *)&cell->device[0];
        head(t, f, result, w->id, out);
        if (t == &figures_device_load)
            for (int d = 1; d < cell->n_devices; d++)
                head(t, f, &cell->device[d], str_format(out->arena, "%s, device %d", w->id, d), out);
        steps(t, f, p->taken[j], out);
        str_add(out, "  inputs:\n");
        prediction_inputs(c, cell, w, out);
        if (p->taken[j])
            page_breakdown_factors(p->taken[j], out);
        str_add(out, "\n");
    }
    return f != NULL;
}

static bool power_figure(const struct comparison *c, const struct compare_option *o, const char *name, struct str *out)
{
    const struct figure *f = results_find(&figures_power_phase, name);
    for (int i = 0; f && i < COMPARE_STATES; i++)
        head(&figures_power_phase, f, &o->power[i], o->power[i].phase, out);
    if (f) {
        str_add(out, "  inputs:\n");
        power_inputs(c, o, out);
    }
    return f != NULL;
}

static bool outcome_figure(const struct comparison *c, const struct compare_option *o, const char *name,
                           struct str *out)
{
    const struct figure *f = results_find(&figures_outcome, name);
    if (!f)
        return false;
    const bool money = strstr(name, "aud") || strstr(name, "kwh") || strstr(name, "month");
    head(&figures_outcome, f, &o->outcome, o->outcome.id, out);
    str_add(out, "  inputs:\n");
    if (money)
        money_inputs(c, o, out);
    if (!money || strstr(name, "year") || strstr(name, "life"))
        power_inputs(c, o, out);
    return true;
}

static bool list_figure(const struct compare_option *o, const struct figure_table *t, const char *name,
                        const struct comparison *c, struct str *out)
{
    const struct figure *f = results_find(t, name);
    if (!f)
        return false;
    if (t == &figures_fund_use)
        for (size_t i = 0; i < c->scenario->funds.n; i++)
            head(t, f, &o->funds[i], o->funds[i].fund, out);
    else if (t == &figures_bill_line)
        for (size_t i = 0; i < o->n_bill; i++)
            head(t, f, &o->bill[i], o->bill[i].id, out);
    else
        for (int i = 0; i < o->n_checks; i++)
            head(t, f, &o->check[i], o->check[i].rule, out);
    str_add(out, "  inputs:\n");
    money_inputs(c, o, out);
    return true;
}

static const struct figure_table *const tables[] = {&figures_outcome,     &figures_prediction,  &figures_step_part,
                                                    &figures_device_load, &figures_power_phase, &figures_fund_use,
                                                    &figures_bill_line,   &figures_build_check};

static bool one_table(const struct page_explain *p, const struct figure_table *t, const char *name, struct str *out)
{
    const struct comparison *c = p->comparison;
    const struct compare_option *o = p->option;
    if (t == &figures_outcome)
        return outcome_figure(c, o, name, out);
    if (t == &figures_prediction || t == &figures_step_part || t == &figures_device_load)
        return workload_figure(p, t, name, out);
    if (t == &figures_power_phase)
        return power_figure(c, o, name, out);
    return list_figure(o, t, name, c, out);
}

bool page_explain(const struct page_explain *p, const char *figure, const char **nearest, struct str *out)
{
    const char *dot = strchr(figure, '.'), *name = dot ? dot + 1 : figure;
    const size_t table_length = dot ? (size_t)(dot - figure) : 0;
    struct near best = {0};
    bool found = false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const struct figure_table *t = tables[i];
        if (dot && (strlen(t->name) != table_length || strncmp(t->name, figure, table_length) != 0))
            continue;
        found |= one_table(p, t, name, out);
        for (size_t j = 0; j < t->n; j++)
            near_consider(&best, name, t->v[j].name);
    }
    *nearest = best.name;
    return found;
}
