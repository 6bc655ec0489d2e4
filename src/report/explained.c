#include "explained.h"

#include "arena.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* ---- rows ---- */

struct adder {
    const struct explained_case *e;
    const struct figure_table *table;
    const struct workload *workload;
    const struct compare_cell *cell;
    struct figure_word wanted;
    struct explained_rows *out;
};

static void add(struct adder *a, const char *name, const void *result)
{
    struct explained_rows *r = a->out;
    enum { FIRST = 32 };
    if (a->wanted.at && !(name && figure_input_is(a->wanted, name)))
        return;
    if (r->n == r->room) {
        r->room = r->room ? 2 * r->room : FIRST;
        struct explained_row *more = ARENA_ARRAY(a->e->arena, r->room, struct explained_row);
        if (r->n > 0)
            memcpy(more, r->v, r->n * sizeof *more);
        r->v = more;
    }
    r->v[r->n++] = (struct explained_row){a->table, name, a->workload, a->cell, result};
}

static void of_workload(struct adder *a)
{
    const struct compare_cell *cell = a->cell;
    if (cell->n_devices == 0)
        return;
    if (a->table == &figures_prediction)
        add(a, NULL, &cell->figures);
    for (int d = 0; a->table == &figures_device_load && d < cell->n_devices; d++)
        add(a, str_format(a->e->arena, "%d", d), &cell->device[d]);
    if (a->table == &figures_step_part && cell->figures.verdict != verdict_no) {
        add(a, "decode", &cell->step);
        add(a, "prefill", &cell->prefill_step);
    }
}

static void of_option(struct adder *a)
{
    const struct compare_option *o = a->e->option;
    if (a->table == &figures_outcome)
        add(a, NULL, &o->outcome);
    for (int i = 0; a->table == &figures_power_phase && i < COMPARE_STATES; i++)
        add(a, o->power[i].phase, &o->power[i]);
    for (size_t i = 0; a->table == &figures_fund_use && i < a->e->comparison->scenario->funds.n; i++)
        add(a, o->funds[i].fund, &o->funds[i]);
    for (size_t i = 0; a->table == &figures_bill_line && i < o->n_bill; i++)
        add(a, o->bill[i].id, &o->bill[i]);
    for (int i = 0; a->table == &figures_build_check && i < o->n_checks; i++)
        add(a, o->check[i].rule, &o->check[i]);
}

void explained_add(const struct explained_case *e, const struct workload *w, const struct figure_table *t,
                   struct figure_word name, struct explained_rows *out)
{
    const struct workload_list *all = &e->comparison->scenario->workloads;
    struct adder a = {e, t, NULL, NULL, name, out};
    of_option(&a);
    for (size_t i = 0; i < all->n; i++) {
        a.workload = &all->v[i];
        a.cell = &e->option->cell[i];
        if (!w || w == a.workload)
            of_workload(&a);
    }
}

/* ---- tags ---- */

static bool any_tag(const struct figure_input *in, const char *const tags[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tags[i] && figure_input_tagged(in, tags[i]))
            return true;
    return false;
}

/* Returns the index of the row's device; 0 where the row is not about one device. */
static int device_of(const struct explained_row *row)
{
    const struct compare_cell *cell = row->cell;
    for (int i = 0; row->table == &figures_device_load && i < cell->n_devices; i++)
        if (row->result == &cell->device[i])
            return i;
    return 0;
}

static bool case_tagged(const struct explained_row *row, const struct figure_input *in)
{
    const struct compare_cell *cell = row->cell;
    const struct model *m = row->workload->model;
    const int i = device_of(row);
    const struct device *d = cell->devices[i];
    const bool parallel = cell->split == split_tensor || cell->split == split_row;
    const bool in_ram = cell->figures.offload_layers > 0 || cell->figures.expert_layers_in_ram > 0;
    const bool many = row->workload->users > 1 ||
                      (row->table == &figures_step_part && strcmp(row->name, "prefill") == 0);
    const char *const tags[] = {enums_text(&enums_split, (int)cell->split),
                                parallel              ? "parallel"
                                : cell->n_devices > 1 ? "turns"
                                                      : NULL,
                                cell->engine->gguf == flag_yes ? "gguf" : "pool",
                                d->unified == flag_yes ? "chip" : "card",
                                enums_text(&enums_backend, (int)cell->backend[i]),
                                d->vendor == vendor_nvidia ? "nvidia" : NULL,
                                in_ram ? "offload" : NULL,
                                m->experts > 0 ? "experts" : NULL,
                                m->linear_layers > 0 ? "linear" : NULL,
                                many ? "many" : NULL};
    return any_tag(in, tags, sizeof tags / sizeof *tags);
}

static bool option_tagged(const struct explained_case *e, const struct explained_row *row,
                          const struct figure_input *in)
{
    const struct bill_line *line = row->table == &figures_bill_line ? row->result : NULL;
    const struct power_phase *phase = row->table == &figures_power_phase ? row->result : NULL;
    const bool busy = phase && strcmp(phase->phase, "idle") != 0, peak = busy && strcmp(phase->phase, "peak") == 0;
    const bool excursion = row->table == &figures_build_check &&
                           catalogue_find(e->comparison->catalogue, &kind_excursion, row->name);
    const char *const tags[] = {
        busy ? "busy" : NULL, busy && !peak ? "working" : NULL, excursion ? kind_excursion.name : NULL,
        line && line->owned != flag_yes ? "bought" : NULL, line && line->landed == flag_yes ? "landed" : NULL};
    return any_tag(in, tags, sizeof tags / sizeof *tags);
}

bool explained_applies(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in)
{
    if (!in->only.at || (row->name && figure_input_tagged(in, row->name)))
        return true;
    return row->workload ? case_tagged(row, in) : option_tagged(e, row, in);
}

/* ---- records ---- */

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
        if ((!one || i == device_of(f->row)) && strcmp(cell->devices[i]->id, id) == 0)
            return true;
    return strcmp(cell->where, id) == 0;
}

/* Returns true unless the row's workload runs on a complete system or a rented machine. */
static bool by_cards(const struct finder *f)
{
    return !f->row->workload || strcmp(f->row->cell->where, "cards") == 0;
}

static const char *line(const struct finder *f, const char *list, size_t i)
{
    return str_format(f->e->arena, "%s[%zu]", list, i);
}

static void of_devices(struct finder *f, const struct kind *k)
{
    const struct option *o = f->e->option->option;
    for (size_t i = 0; i < o->devices.n && by_cards(f); i++) {
        const struct device_line *l = &o->devices.v[i];
        if (concerns(f, l->device->id))
            found(f, k == &kind_device ? l->device->id : line(f, "devices", i),
                  k == &kind_device ? (const void *)l->device : l);
    }
    if (k == &kind_device && o->cloud && (!f->row->workload || strcmp(f->row->cell->where, o->cloud->offer->id) == 0))
        found(f, o->cloud->offer->device->id, o->cloud->offer->device);
}

static void of_systems(struct finder *f, const struct kind *k)
{
    const struct option *o = f->e->option->option;
    for (size_t i = 0; i < o->systems.n; i++) {
        const struct system_line *l = &o->systems.v[i];
        if (!concerns(f, l->system->id))
            continue;
        if (k == &kind_device && l->system->chip)
            found(f, l->system->chip->id, l->system->chip);
        if (k == &kind_system)
            found(f, l->system->id, l->system);
        if (k == &kind_system_line)
            found(f, line(f, "systems", i), l);
    }
}

/* A workload depends on only one kind of part: memory. */
static void of_parts(struct finder *f, const struct kind *k)
{
    const struct option *o = f->e->option->option;
    for (size_t i = 0; i < o->parts.n && by_cards(f); i++) {
        const struct part_line *l = &o->parts.v[i];
        if (f->row->workload ? l->part->category != category_ram : !concerns(f, l->part->id))
            continue;
        found(f, k == &kind_part ? l->part->id : line(f, "parts", i), k == &kind_part ? (const void *)l->part : l);
    }
}

static void of_psus(struct finder *f, const struct kind *k)
{
    const struct option *o = f->e->option->option;
    for (size_t i = 0; i < o->psus.n; i++) {
        const struct psu_line *l = &o->psus.v[i];
        if (f->row->workload || concerns(f, l->psu->id))
            found(f, k == &kind_psu ? l->psu->id : line(f, "psus", i), k == &kind_psu ? (const void *)l->psu : l);
    }
}

static void of_host(struct finder *f, const struct kind *k)
{
    const struct option *o = f->e->option->option;
    const bool workload = f->row->workload != NULL;
    if (o->board && by_cards(f) && (workload || concerns(f, o->board->board->id)))
        found(f,
              k == &kind_board        ? o->board->board->id
              : k == &kind_board_line ? "board"
                                      : NULL,
              k == &kind_board        ? (const void *)o->board->board
              : k == &kind_board_line ? o->board
                                      : NULL);
    if (o->cpu && by_cards(f) && (workload || concerns(f, o->cpu->cpu->id)))
        found(f,
              k == &kind_cpu        ? o->cpu->cpu->id
              : k == &kind_cpu_line ? "cpu"
                                    : NULL,
              k == &kind_cpu        ? (const void *)o->cpu->cpu
              : k == &kind_cpu_line ? o->cpu
                                    : NULL);
}

static void of_cloud(struct finder *f, const struct kind *k)
{
    const struct cloud_line *l = f->e->option->option->cloud;
    if (l && (!f->row->workload || strcmp(f->row->cell->where, l->offer->id) == 0))
        found(f, k == &kind_cloud ? l->offer->id : "cloud", k == &kind_cloud ? (const void *)l->offer : l);
}

static void of_prices(struct finder *f)
{
    const struct compare_option *o = f->e->option;
    for (size_t i = 0; i < o->n_bill; i++)
        if (o->price[i] && concerns(f, o->bill[i].id))
            found(f, f->row->table == &figures_bill_line ? "price" : o->price[i]->id, o->price[i]);
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
    for (; x; x = has_odd_rows(f->row->workload->model, x) ? x->fallback : NULL)
        found(f, x->id, x);
}

static void of_formats(struct finder *f)
{
    const struct quant *q = f->row->workload->quant;
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
        found(f, row->workload->model->id, row->workload->model);
    if (k == &kind_quant)
        found(f, row->workload->quant->id, row->workload->quant);
    if (k == &kind_format)
        of_formats(f);
    if (k == &kind_engine)
        found(f, row->cell->engine->id, row->cell->engine);
    if (k == &kind_link && row->cell->link)
        found(f, row->cell->link->id, row->cell->link);
    if (k == &kind_link && row->cell->bridge)
        found(f, row->cell->bridge->id, row->cell->bridge);
}

static void of_site(struct finder *f, const struct kind *k)
{
    const struct site *s = f->e->comparison->scenario->site;
    if (k == &kind_site)
        found(f, "site", s);
    if (k == &kind_outlet)
        found(f, s->outlet->id, s->outlet);
    if (k == &kind_tariff)
        found(f, s->tariff->id, s->tariff);
    if (k == &kind_policy)
        found(f, "policy", f->e->comparison->policy);
    if (k == &kind_scenario)
        found(f, "scenario", f->e->comparison->scenario);
    if (k == &kind_option)
        found(f, f->e->option->option->id, f->e->option->option);
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
    if (k == &kind_device || k == &kind_device_line)
        of_devices(&f, k);
    if (k == &kind_device || k == &kind_system || k == &kind_system_line)
        of_systems(&f, k);
    if (k == &kind_part || k == &kind_part_line)
        of_parts(&f, k);
    if (k == &kind_psu || k == &kind_psu_line)
        of_psus(&f, k);
    if (k == &kind_cloud || k == &kind_cloud_line)
        of_cloud(&f, k);
    if (k == &kind_price)
        of_prices(&f);
    of_host(&f, k);
    if (in->of_cache && row->cell)
        found(&f, row->cell->kv->id, row->cell->kv);
    else if (row->workload)
        of_case(&f, k);
    of_site(&f, k);
    of_scenario(&f, k);
}
