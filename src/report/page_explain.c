#include "page_explain.h"

#include "fmt.h"
#include "near.h"

#include <math.h>
#include <string.h>

/* ---- inputs: fields of records, each with where it comes from ---- */

static void origin_words(const struct origin *at, const char *source, const char *date, struct str *out)
{
    const char *who = at->source ? at->source : source, *when = at->date ? at->date : date;
    if (at->is_default)
        str_add(out, "default");
    else if (who)
        str_addf(out, "%s%s%s", who, when ? ", " : "", when ? when : "");
    else if (at->line)
        str_addf(out, "%s:%d:%d", at->file, at->line, at->col);
    else
        str_add(out, at->file ? at->file : "nobody says");
}

static const char *text_field(const struct kind *k, const void *record, const char *name)
{
    const size_t i = schema_find(k, name);
    return i < k->n_fields ? *(const char *const *)schema_member(record, &k->fields[i]) : NULL;
}

static void value_words(const struct field *f, const void *record, struct str *out)
{
    const void *at = schema_member(record, f);
    const char *label = unit_label(f->unit);
    switch (f->type) {
    case FIELD_TEXT: str_add(out, *(const char *const *)at ? *(const char *const *)at : "unknown"); break;
    case FIELD_ENUM: str_add(out, enums_words(f->words, *(const int *)at)); break;
    case FIELD_LINK: str_add(out, *(const void *const *)at ? schema_id(f->kind, *(const void *const *)at) : "none"); break;
    case FIELD_SPAN: str_addf(out, "%.6g", ((const struct range *)at)->mid); break;
    default:
        if (isnan(*(const double *)at))
            str_add(out, "unknown");
        else
            str_addf(out, "%.10g%s%s", *(const double *)at, *label ? " " : "", label);
    }
}

/* The named fields of a record (NULL at the end): its source once, then a line each; a value with a source of its own names it. */
static void inputs(struct str *out, const char *what, const struct kind *k, const void *record, const char *const names[])
{
    const char *source = text_field(k, record, "source"), *date = text_field(k, record, "date");
    if (source)
        str_addf(out, "    %s  [%s, %s]\n", what, source, date ? date : "undated");
    for (size_t n = 0; names[n]; n++) {
        const size_t i = schema_find(k, names[n]);
        BUG_UNLESS(i < k->n_fields);
        const struct origin *at = schema_origin(record, i);
        str_addf(out, "      %s.%s = ", what, names[n]);
        value_words(&k->fields[i], record, out);
        if (at->source || !source || at->is_default) {
            str_add(out, "  [");
            origin_words(at, source, date, out);
            str_add(out, "]");
        }
        str_add(out, "\n");
    }
}

static void device_inputs(struct str *out, const struct device *d, const char *const names[])
{
    inputs(out, d->id, &kind_device, d, names);
}

static bool seen_before(const struct compare_cell *cell, int i)
{
    for (int j = 0; j < i; j++)
        if (cell->devices[j] == cell->devices[i])
            return true;
    return false;
}

static void constants(const struct comparison *c, const struct compare_cell *cell, struct str *out)
{
    const struct calibration_list *all = &c->catalogue->calibrations;
    if (all->n > 0 && all->v[0].source)
        str_addf(out, "    step law  [%s, %s; each the product of the records that match]\n", all->v[0].source, all->v[0].date ? all->v[0].date : "undated");
    for (int i = 1; i < constant_end; i++)
        str_addf(out, "      calibration.%s = %.4g  (%s)\n", enums_text(&enums_constant, i), cell->constants[i], enums_words(&enums_constant, i));
}

/* ---- which inputs go with which table ---- */

static void prediction_inputs(const struct comparison *c, const struct compare_cell *cell, const struct workload *w, struct str *out)
{
    static const char *const device[] = {"mem_gib", "mem_bw_gb_s", "compute_units", "boost_mhz", "fp16_tflops", "fp16acc_tflops", "tdp_w", NULL};
    static const char *const model[] = {"params_total", "layers", "hidden", "ffn", "heads", "kv_heads", "head_dim", "vocab", "attention", "experts", "experts_used", NULL};
    static const char *const quant[] = {"base", "output", "exact", NULL};
    static const char *const load[] = {"ctx_tokens", "prompt_tokens", "gen_tokens", "users", NULL};
    static const char *const policy[] = {"usable_frac", "driver_mib", "context_mib", "tight_frac", "ram_gb_s", "ram_frac", "crossing_us", "cpu_vector_tflops", "cpu_matrix_tflops", "copy_gb_s", NULL};
    static const char *const link[] = {"bus_gb_s", "hop_us", NULL};
    for (int i = 0; i < cell->n_devices; i++)
        if (!seen_before(cell, i))
            device_inputs(out, cell->devices[i], device);
    inputs(out, w->model->id, &kind_model, w->model, model);
    inputs(out, w->quant->id, &kind_quant, w->quant, quant);
    inputs(out, w->id, &kind_workload, w, load);
    constants(c, cell, out);
    if (cell->link)
        inputs(out, cell->link->id, &kind_link, cell->link, link);
    inputs(out, "policy", &kind_policy, c->policy, policy);
}

static void power_inputs(const struct comparison *c, const struct compare_option *o, struct str *out)
{
    static const char *const device[] = {"tdp_w", "idle_w", NULL}, *const cpu[] = {"max_w", "idle_w", NULL}, *const psu[] = {"rated_w", "tier", NULL};
    static const char *const system[] = {"idle_w", "max_w", NULL}, *const board[] = {"idle_w", "load_w", NULL}, *const outlet[] = {"mains_v", "rated_a", "continuous_frac", NULL};
    static const char *const policy[] = {"decode_w_frac", "prefill_w_frac", "waiting_w_frac", "cpu_decode_frac", "system_decode_frac", "cpu_idle_w", "board_idle_w", "board_load_w", "airflow_k", "psu_sustained_frac", "psu_limit_frac", "outlet_comfort_frac", NULL};
    const struct option *opt = o->option;
    for (size_t i = 0; i < opt->devices.n; i++)
        device_inputs(out, opt->devices.v[i].device, device);
    for (size_t i = 0; i < opt->systems.n; i++)
        inputs(out, opt->systems.v[i].system->id, &kind_system, opt->systems.v[i].system, system);
    if (opt->cpu)
        inputs(out, opt->cpu->cpu->id, &kind_cpu, opt->cpu->cpu, cpu);
    if (opt->board)
        inputs(out, opt->board->board->id, &kind_board, opt->board->board, board);
    for (size_t i = 0; i < opt->psus.n; i++)
        inputs(out, opt->psus.v[i].psu->id, &kind_psu, opt->psus.v[i].psu, psu);
    inputs(out, c->scenario->site->outlet->id, &kind_outlet, c->scenario->site->outlet, outlet);
    inputs(out, "policy", &kind_policy, c->policy, policy);
}

static void money_inputs(const struct comparison *c, const struct compare_option *o, struct str *out)
{
    static const char *const tariff[] = {"energy_aud_kwh", NULL}, *const site[] = {"use_days_year", "on_h_day", "cooled", NULL}, *const cloud[] = {"rate_usd_h", NULL};
    static const char *const policy[] = {"usd_per_aud", "gst_frac", "life_years", "price_sigma", NULL}, *const fund[] = {"amount_aud", "resale_frac", NULL};
    for (size_t i = 0; i < o->n_bill; i++) {
        const struct bill_line *l = &o->bill[i];
        str_addf(out, "    %g x %s (%s) at AUD ", l->qty, l->id, enums_words(&enums_condition, (int)l->condition));
        fmt_number(out, l->unit_aud.mid, 5, true);
        str_addf(out, "%s  [%s, %s]\n", l->landed == flag_yes ? ", landed from USD" : "", l->source ? l->source : "no price known", l->date ? l->date : "");
    }
    for (size_t i = 0; i < c->scenario->funds.n; i++)
        inputs(out, c->scenario->funds.v[i].id, &kind_fund, &c->scenario->funds.v[i], fund);
    if (o->option->cloud)
        inputs(out, o->option->cloud->offer->id, &kind_cloud, o->option->cloud->offer, cloud);
    inputs(out, c->scenario->site->tariff->id, &kind_tariff, c->scenario->site->tariff, tariff);
    inputs(out, "site", &kind_site, c->scenario->site, site);
    inputs(out, "policy", &kind_policy, c->policy, policy);
}

/* ---- one figure ---- */

static void head(const struct figure_table *t, const struct figure *f, const void *result, const char *of, struct str *out)
{
    str_addf(out, "%s.%s%s%s = ", t->name, f->name, *of ? " of " : "", of);
    if (f->type == FIGURE_RANGE)
        fmt_range(out, f, *(const struct range *)results_member(f, result));
    else
        fmt_figure(out, f, result);
    str_addf(out, "%s%s\n  what it is: %s\n", f->unit == UNIT_FRAC || !*unit_label(f->unit) ? "" : " ", f->unit == UNIT_FRAC ? "" : unit_label(f->unit), f->doc);
    if (f->law)
        str_addf(out, "  formula: %s\n", f->law);
}

/* A step's terms in milliseconds and per cent: what would speed it up most stands out. */
static void step_terms(const struct step_part *p, struct str *out)
{
    str_add(out, "  one decode step:\n");
    for (size_t i = 0; i < figures_step_part.n; i++) {
        const struct figure *f = &figures_step_part.v[i];
        const double s = results_value(f, p);
        if (s > 0)
            str_addf(out, "    %-8s %8.3f ms %5.1f %%  %s\n", f->name, s * 1000, p->total_s > 0 ? s / p->total_s * 100 : 0, f->doc);
    }
}

static bool workload_figure(const struct comparison *c, const struct compare_option *o, const struct figure_table *t, const char *name, struct str *out)
{
    const struct figure *f = results_find(t, name);
    for (size_t j = 0; f && j < c->scenario->workloads.n; j++) {
        const struct compare_cell *cell = &o->cell[j];
        const struct workload *w = &c->scenario->workloads.v[j];
        if (cell->n_devices == 0)
            continue;
        const void *result = t == &figures_prediction ? (const void *)&cell->figures : t == &figures_step_part ? (const void *)&cell->step : (const void *)&cell->device[0];
        head(t, f, result, w->id, out);
        if (t == &figures_device_load)
            for (int d = 1; d < cell->n_devices; d++)
                head(t, f, &cell->device[d], str_format(out->arena, "%s, device %d", w->id, d), out);
        if (str_starts(f->name, "decode") || t == &figures_step_part)
            step_terms(&cell->step, out);
        str_add(out, "  inputs:\n");
        prediction_inputs(c, cell, w, out);
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

static bool outcome_figure(const struct comparison *c, const struct compare_option *o, const char *name, struct str *out)
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

static bool list_figure(const struct compare_option *o, const struct figure_table *t, const char *name, const struct comparison *c, struct str *out)
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

static const struct figure_table *const tables[] = {&figures_outcome, &figures_prediction, &figures_step_part, &figures_device_load, &figures_power_phase,
                                                    &figures_fund_use, &figures_bill_line, &figures_build_check};

static bool one_table(const struct comparison *c, const struct compare_option *o, const struct figure_table *t, const char *name, struct str *out)
{
    if (t == &figures_outcome)
        return outcome_figure(c, o, name, out);
    if (t == &figures_prediction || t == &figures_step_part || t == &figures_device_load)
        return workload_figure(c, o, t, name, out);
    if (t == &figures_power_phase)
        return power_figure(c, o, name, out);
    return list_figure(o, t, name, c, out);
}

bool page_explain(const struct comparison *c, const struct compare_option *o, const char *figure, const char **nearest, struct str *out)
{
    const char *dot = strchr(figure, '.'), *name = dot ? dot + 1 : figure;
    const size_t table_length = dot ? (size_t)(dot - figure) : 0;
    struct near best = {0};
    bool found = false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const struct figure_table *t = tables[i];
        if (dot && (strlen(t->name) != table_length || strncmp(t->name, figure, table_length) != 0))
            continue;
        found |= one_table(c, o, t, name, out);
        for (size_t j = 0; j < t->n; j++)
            near_consider(&best, name, t->v[j].name);
    }
    *nearest = best.name;
    return found;
}
