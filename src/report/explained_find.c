#include "explained_find.h"

#include "arena.h"
#include "house.h"
#include "request.h"
#include "str.h"

#include <math.h>
#include <string.h>

struct finder {
    const struct explained_case *e;
    const struct explained_row *row;
    struct explained_records *out;
};

static void found(struct finder *f, const char *label, const void *record)
{
    struct explained_records *r = f->out;
    enum { FIRST = 16 };
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].record == record)
            return;
    if (!record)
        return;
    if (r->n == r->room) {
        r->room = r->room ? 2 * r->room : FIRST;
        struct explained_record *more = ARENA_ARRAY(f->e->arena, r->room, struct explained_record);
        if (r->n > 0)
            memcpy(more, r->v, r->n * sizeof *more);
        r->v = more;
    }
    r->v[r->n++] = (struct explained_record){label, record};
}

/* Returns whether the row is about the record with that id: either the bill line buys it, or the workload runs on it.
   An option's row concerns every record. */
static bool concerns(const struct finder *f, const char *id)
{
    if (f->row->table == &figures_bill_line)
        return strcmp(id, f->row->name) == 0;
    if (!f->row->workload)
        return true;
    const struct compare_cell *cell = f->row->cell;
    const bool one = f->row->table == &figures_device_load;
    for (int i = 0; i < cell->n_devices; i++)
        if ((!one || i == explained_device(f->row)) && strcmp(cell->devices[i]->id, id) == 0)
            return true;
    return cell->machine[0]->system && strcmp(cell->machine[0]->system->system->id, id) == 0;
}

static const char *line(const struct finder *f, const char *list, size_t i)
{
    return str_format(f->e->arena, "%s[%zu]", list, i);
}

/* Adds the device, the chip as which it computes, or the memory chips of that. */
static void of_device(struct finder *f, const struct device *d, const struct kind *k)
{
    const struct device *full = d->chip_of ? d->chip_of : d;
    if (k == &kind_device)
        found(f, d->id, d);
    if (k == &kind_device && f->row->table != &figures_bill_line)
        found(f, full->id, full);
    if (k == &kind_dram && full->dram)
        found(f, full->dram->id, full->dram);
}

static void of_devices(struct finder *f, const struct machine *m, const struct kind *k)
{
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device_line *l = &m->devices.v[i];
        if (concerns(f, l->device->id) && k == &kind_device_line)
            found(f, line(f, "devices", i), l);
        else if (concerns(f, l->device->id))
            of_device(f, l->device, k);
    }
    if (m->cloud && k != &kind_device_line)
        of_device(f, m->cloud->offer->device, k);
}

static void of_system(struct finder *f, const struct machine *m, const struct kind *k)
{
    const struct system_line *l = m->system;
    if (!l || (f->row->table == &figures_bill_line && !concerns(f, l->system->id)))
        return;
    if (l->system->chip)
        of_device(f, l->system->chip, k);
    if (k == &kind_board && l->system->board)
        found(f, l->system->board->id, l->system->board);
    if (k == &kind_cpu && l->system->cpu)
        found(f, l->system->cpu->id, l->system->cpu);
    if (k == &kind_system)
        found(f, l->system->id, l->system);
    if (k == &kind_system_line)
        found(f, "system", l);
}

static void of_part_lines(struct finder *f, const struct part_line_list *parts, const struct kind *k)
{
    for (size_t i = 0; i < parts->n; i++) {
        const struct part_line *l = &parts->v[i];
        if (f->row->workload ? l->part->category != category_ram : !concerns(f, l->part->id))
            continue; /* a workload depends on only one kind of part: memory */
        found(f, k == &kind_part ? l->part->id : line(f, "parts", i), k == &kind_part ? (const void *)l->part : l);
    }
}

static void of_psus(struct finder *f, const struct machine *m, const struct kind *k)
{
    for (size_t i = 0; i < m->psus.n; i++) {
        const struct psu_line *l = &m->psus.v[i];
        if (f->row->workload || concerns(f, l->psu->id))
            found(f, k == &kind_psu ? l->psu->id : line(f, "psus", i), k == &kind_psu ? (const void *)l->psu : l);
    }
}

static void of_host(struct finder *f, const struct machine *m, const struct kind *k)
{
    const bool workload = f->row->workload != NULL;
    if (m->board && (workload || concerns(f, m->board->board->id)))
        found(f,
              k == &kind_board        ? m->board->board->id
              : k == &kind_board_line ? "board"
                                      : NULL,
              k == &kind_board        ? (const void *)m->board->board
              : k == &kind_board_line ? m->board
                                      : NULL);
    if (m->cpu && (workload || concerns(f, m->cpu->cpu->id)))
        found(f,
              k == &kind_cpu        ? m->cpu->cpu->id
              : k == &kind_cpu_line ? "cpu"
                                    : NULL,
              k == &kind_cpu        ? (const void *)m->cpu->cpu
              : k == &kind_cpu_line ? m->cpu
                                    : NULL);
    if (k == &kind_cloud_line && m->cloud)
        found(f, "cloud", m->cloud);
    if (k == &kind_api_line && m->api)
        found(f, "api", m->api);
    if (k == &kind_machine)
        found(f, m->id, m);
}

/* Adds the assumptions that stand in where records of the machine do not say: for its class, its parts and the plugs of
   its supplies. */
static void of_assumptions(struct finder *f, const struct machine *m)
{
    const struct assumption_list *all = &f->e->comparison->catalogue->assumptions;
    const struct system *s = m->system ? m->system->system : NULL;
    for (size_t i = 0; i < all->n; i++) {
        const struct assumption *x = &all->v[i];
        bool used = x->host && ((s && x->host == s->host && (isnan(s->idle_w) || isnan(s->max_w))) ||
                                (!s && !m->cloud && !(m->board && m->cpu) && x->host == m->host));
        for (size_t j = 0; j < m->parts.n; j++) {
            const struct part *p = m->parts.v[j].part;
            used |= x->category && x->category == p->category && (isnan(p->idle_w) || isnan(p->load_w));
        }
        for (size_t j = 0; j < m->psus.n; j++) {
            const struct psu *p = m->psus.v[j].psu;
            used |= p->rated_w <= x->rated_w && (isnan(p->pcie_8pin) || isnan(p->eps_8pin));
        }
        used |= m->api && !isnan(x->ttft_s.mid);
        if (used)
            found(f, x->id, x);
    }
}

/* Adds the observations of the offers that the option's machine i rents. */
static void of_offers(struct finder *f, size_t i, const struct kind *k)
{
    const struct compare_option *o = f->e->option;
    const struct cloud *seen = o->machine[i].seen;
    if (k == &kind_cloud && seen)
        found(f, seen->id, seen);
    for (size_t w = 0; k == &kind_api && w < f->e->comparison->scenario->workloads.n; w++)
        if (o->cell[w].api && o->cell[w].machine[0] == o->machine[i].machine)
            found(f, o->cell[w].api->id, o->cell[w].api);
}

/* Adds what is sold: for a line of the bill, under the id of the line. */
static void of_sold(struct finder *f, const struct machine *m)
{
    for (size_t i = 0; i < m->sell.n; i++)
        if (concerns(f, m->sell.v[i].component))
            found(f, str_format(f->e->arena, "%s.sell[%zu]", m->id, i), &m->sell.v[i]);
}

/* Adds the links between its cards that the machine states. */
static void of_stated_links(struct finder *f, const struct machine *m)
{
    if (m->link)
        found(f, m->link->id, m->link);
    if (m->bridge)
        found(f, m->bridge->id, m->bridge);
}

/* Adds what a run states for the row's workload on this machine. */
static void of_run(struct finder *f, const struct machine *m)
{
    for (size_t i = 0; f->row->workload && i < m->runs.n; i++)
        if (strcmp(m->runs.v[i].workload, f->row->workload->id) == 0)
            found(f, str_format(f->e->arena, "%s.runs[%zu]", m->id, i), &m->runs.v[i]);
}

/* Returns whether the row is about this machine: it is the row's own, the workload runs on it, or the row is about the
   option as a whole. */
static bool is_about(const struct finder *f, const struct machine *m)
{
    bool found = !f->row->workload;
    for (int i = 0; f->row->workload && i < f->row->cell->n_machines; i++)
        found |= f->row->cell->machine[i] == m;
    if (f->row->table == &figures_bill_line)
        found = false; /* parts of a link */
    return f->row->machine ? f->row->machine == m : found;
}

/* Returns whether the row's workload runs over the link; true for a row that is about no workload. */
static bool is_over(const struct finder *f, const struct connection *over)
{
    const struct compare_cell *cell = f->row->cell;
    int joined = 0;
    for (size_t i = 0; cell && i < over->between.n; i++)
        for (int j = 0; j < cell->n_machines; j++)
            joined += strcmp(cell->machine[j]->id, over->between.v[i]) == 0;
    return cell ? cell->n_machines > 1 && joined == cell->n_machines : true;
}

static void of_link(struct finder *f, const struct connection *over, const struct kind *k)
{
    if (f->row->machine || !is_over(f, over))
        return;
    if (k == &kind_connection)
        found(f, over->id, over);
    if (k == &kind_link && over->link && !f->row->workload)
        found(f, over->link->id, over->link);
    if (!f->row->workload && (k == &kind_part || k == &kind_part_line))
        of_part_lines(f, &over->parts, k);
}

/* Adds the engines of the workloads that run on the machine, which keep its processor busy. */
static void of_engines(struct finder *f, const struct machine *m)
{
    const struct compare_option *o = f->e->option;
    for (size_t w = 0; w < f->e->comparison->scenario->workloads.n; w++)
        for (int i = 0; i < o->cell[w].n_machines; i++)
            if (o->cell[w].machine[i] == m && o->cell[w].engine)
                found(f, o->cell[w].engine->id, o->cell[w].engine);
}

static void of_machines(struct finder *f, const struct kind *k)
{
    const struct option *o = f->e->option->option;
    for (size_t i = 0; i < o->machines.n; i++) {
        const struct machine *m = &o->machines.v[i];
        if (!is_about(f, m))
            continue;
        if (k == &kind_device || k == &kind_dram || k == &kind_device_line)
            of_devices(f, m, k);
        of_system(f, m, k);
        if (k == &kind_part || k == &kind_part_line)
            of_part_lines(f, &m->parts, k);
        if (k == &kind_psu || k == &kind_psu_line)
            of_psus(f, m, k);
        if (k == &kind_assumption)
            of_assumptions(f, m);
        if (k == &kind_sold_line)
            of_sold(f, m);
        if (k == &kind_run)
            of_run(f, m);
        if (k == &kind_link && !f->row->workload)
            of_stated_links(f, m);
        if (k == &kind_engine && !f->row->workload)
            of_engines(f, m);
        of_host(f, m, k);
        of_offers(f, i, k);
    }
    for (size_t i = 0; i < o->links.n; i++)
        of_link(f, &o->links.v[i], k);
}

/* Adds what the links list that the row's machine feeds, and what is assumed for it. */
static void of_fed_links(struct finder *f, const struct kind *k)
{
    const struct option *o = f->e->option->option;
    const struct assumption_list *all = &f->e->comparison->catalogue->assumptions;
    for (size_t i = 0; i < o->links.n; i++) {
        const struct connection *l = &o->links.v[i];
        if (!house_feeds(o, l, f->row->machine))
            continue;
        if (k == &kind_connection)
            found(f, l->id, l);
        if (k == &kind_part || k == &kind_part_line)
            of_part_lines(f, &l->parts, k);
        for (size_t j = 0; k == &kind_assumption && j < all->n; j++)
            for (size_t p = 0; p < l->parts.n; p++)
                if (all->v[j].category && all->v[j].category == l->parts.v[p].part->category)
                    found(f, all->v[j].id, &all->v[j]);
    }
}

static void of_prices(struct finder *f)
{
    const struct bill *b = &f->e->option->bill;
    for (size_t i = 0; i < b->n; i++)
        if (b->from[i] && concerns(f, b->line[i].id))
            found(f, f->row->table == &figures_bill_line ? "price" : b->from[i]->id, b->from[i]);
}

static void of_classes(struct finder *f)
{
    const struct bill *b = &f->e->option->bill;
    for (size_t i = 0; i < b->n; i++)
        if (b->class_[i] && concerns(f, b->line[i].id))
            found(f, b->class_[i]->id, b->class_[i]);
}

/* Returns whether the option's money has that currency: the scenario's, the tariff's, or that of an observed price. */
static bool has_currency(const struct finder *f, enum currency currency)
{
    const struct scenario *s = f->e->comparison->scenario;
    const struct bill *b = &f->e->option->bill;
    bool has = s->currency == currency || s->site->tariff->currency == currency;
    for (size_t i = 0; i < b->n; i++)
        has |= b->from[i] && b->from[i]->currency == currency && concerns(f, b->line[i].id);
    return has;
}

/* Adds the newest exchange rate of each currency that is known at the scenario's date. */
static void of_rates(struct finder *f)
{
    const struct rate_list *all = &f->e->comparison->catalogue->rates;
    const char *as_of = f->e->comparison->scenario->as_of;
    for (int c = 1; c < currency_end; c++) {
        const struct rate *newest = NULL;
        for (size_t i = 0; i < all->n && has_currency(f, (enum currency)c); i++)
            if ((int)all->v[i].currency == c && strcmp(all->v[i].date, as_of) <= 0 &&
                (!newest || strcmp(all->v[i].date, newest->date) > 0))
                newest = &all->v[i];
        found(f, newest ? newest->id : NULL, newest);
    }
}

/* Returns whether a matrix of the model may have rows whose length is not a multiple of the format's block size. */
static bool has_odd_rows(const struct model *m, const struct format *f)
{
    const double rows[] = {m->hidden,
                           m->ffn,
                           m->expert_ffn,
                           m->shared_ffn,
                           m->heads * m->head_dim,
                           m->heads * m->v_head_dim,
                           m->kv_lora_rank,
                           m->q_lora_rank,
                           m->linear_inner};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (fmod(rows[i], f->block_weights) > 0)
            return true;
    return false;
}

/* Adds a format, and the formats that stand in for it. */
static void format(struct finder *f, const struct format *x)
{
    for (; x; x = has_odd_rows(f->row->cell->choice->model, x) ? x->fallback : NULL)
        found(f, x->id, x);
}

static void of_formats(struct finder *f)
{
    const struct quant *q = f->row->cell->asked->quant;
    for (size_t i = 0; i < q->tensors.n; i++)
        format(f, q->tensors.v[i].format);
    if (q->tensors.n > 0)
        return;
    format(f, q->base);
    format(f, q->output);
    format(f, q->embedding);
    format(f, q->experts);
    for (size_t i = 0; i < q->rules.n; i++)
        format(f, q->rules.v[i].format);
}

/* Adds the workload's model, quant and formats, and the engine and links that run it. */
static void of_case(struct finder *f, const struct kind *k)
{
    const struct explained_row *row = f->row;
    if (k == &kind_model)
        found(f, row->cell->choice->model->id, row->cell->choice->model);
    if (k == &kind_quant)
        found(f, row->cell->asked->quant->id, row->cell->asked->quant);
    if (k == &kind_format)
        of_formats(f);
    if (k == &kind_engine)
        found(f, row->cell->engine->id, row->cell->engine);
    if (k == &kind_link && row->cell->link)
        found(f, row->cell->link->id, row->cell->link);
    if (k == &kind_link && row->cell->bridge)
        found(f, row->cell->bridge->id, row->cell->bridge);
    if (k == &kind_link && row->cell->net)
        found(f, row->cell->net->id, row->cell->net);
}

/* Adds the circuits and outlets that the row's machine, or any machine, may be plugged into. */
static void of_circuits(struct finder *f, const struct site *s, const struct kind *k)
{
    const char *one = f->row->machine ? f->row->machine->circuit : NULL;
    if (k == &kind_outlet && !one)
        found(f, s->outlet->id, s->outlet);
    for (size_t i = 0; i < s->circuits.n; i++) {
        const struct circuit *x = &s->circuits.v[i];
        const struct outlet *outlet = x->outlet ? x->outlet : s->outlet;
        if (f->row->machine && !(one && strcmp(one, x->id) == 0))
            continue;
        if (k == &kind_circuit)
            found(f, x->id, x);
        if (k == &kind_outlet)
            found(f, outlet->id, outlet);
    }
}

static void of_site(struct finder *f, const struct kind *k)
{
    const struct site *s = f->e->comparison->scenario->site;
    if (k == &kind_site)
        found(f, "site", s);
    const struct catalogue *c = f->e->comparison->catalogue;
    if (k == &kind_country && catalogue_find(c, k, s->country))
        found(f, s->country, catalogue_find(c, k, s->country));
    if (k == &kind_tariff)
        found(f, s->tariff->id, s->tariff);
    if (k == &kind_policy)
        found(f, "policy", f->e->comparison->policy);
    if (k == &kind_scenario)
        found(f, "scenario", f->e->comparison->scenario);
    if (k == &kind_option)
        found(f, f->e->option->option->id, f->e->option->option);
    of_circuits(f, s, k);
}

static void of_scenario(struct finder *f, const struct kind *k)
{
    const struct scenario *s = f->e->comparison->scenario;
    struct arena *a = f->e->arena;
    for (size_t i = 0; k == &kind_workload && i < s->workloads.n; i++)
        if (!f->row->workload || f->row->workload == &s->workloads.v[i])
            found(f, s->workloads.v[i].id, &s->workloads.v[i]);
    for (size_t i = 0; k == &kind_fund && i < s->funds.n; i++)
        if (f->row->table != &figures_fund_use || strcmp(f->row->name, s->funds.v[i].id) == 0)
            found(f, str_format(a, "funds.%s", s->funds.v[i].id), &s->funds.v[i]);
    for (size_t i = 0; k == &kind_shock && i < s->shocks.n; i++)
        found(f, line(f, "shocks", i), &s->shocks.v[i]);
    for (size_t i = 0; k == &kind_priority && i < s->priorities.n; i++)
        found(f, line(f, "priorities", i), &s->priorities.v[i]);
    if (k == &kind_excursion && f->row->name) {
        const struct excursion *x = catalogue_find(f->e->comparison->catalogue, k, f->row->name);
        found(f, f->row->name, x);
    }
}

void explained_find(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in,
                    struct explained_records *out)
{
    const struct kind *k = in->kind;
    struct finder f = {e, row, out};
    if (figure_input_tagged(in, "linked")) {
        of_fed_links(&f, k);
        return;
    }
    of_machines(&f, k);
    if (k == &kind_price)
        of_prices(&f);
    if (k == &kind_price_class)
        of_classes(&f);
    if (k == &kind_rate)
        of_rates(&f);
    if (in->of_cache && row->cell)
        found(&f, row->cell->kv->id, row->cell->kv);
    else if (row->workload)
        of_case(&f, k);
    of_site(&f, k);
    of_scenario(&f, k);
}
