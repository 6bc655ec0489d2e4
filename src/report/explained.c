#include "explained.h"

#include "arena.h"
#include "house.h"
#include "option_machine.h"
#include "str.h"

#include <string.h>

/* ---- rows ---- */

struct adder {
    const struct explained_case *e;
    const struct figure_table *table;
    const struct workload *workload;
    const struct compare_cell *cell;
    const struct machine *machine;
    struct figure_word wanted;
    struct explained_rows *out;
};

/* Returns whether the row is asked for: by its name, its machine, or both ("pc.idle"). */
static bool is_wanted(const struct adder *a, const char *name)
{
    const char *machine = a->machine ? a->machine->id : NULL;
    if ((name && figure_input_is(a->wanted, name)) || (machine && figure_input_is(a->wanted, machine)))
        return true;
    return name && machine && figure_input_is(a->wanted, str_format(a->e->arena, "%s.%s", machine, name));
}

static void add(struct adder *a, const char *name, const void *result)
{
    struct explained_rows *r = a->out;
    enum { FIRST = 32 };
    if (a->wanted.at && !is_wanted(a, name))
        return;
    if (r->n == r->room) {
        r->room = r->room ? 2 * r->room : FIRST;
        struct explained_row *more = ARENA_ARRAY(a->e->arena, r->room, struct explained_row);
        if (r->n > 0)
            memcpy(more, r->v, r->n * sizeof *more);
        r->v = more;
    }
    r->v[r->n++] = (struct explained_row){a->table, name, a->workload, a->cell, a->machine, result};
}

static void of_workload(struct adder *a)
{
    const struct compare_cell *cell = a->cell;
    if (cell->n_devices == 0)
        return;
    if (a->table == &figures_prediction)
        add(a, NULL, &cell->figures);
    if (a->table == &figures_workload_cost)
        add(a, NULL, &a->e->option->cost[a->workload - a->e->comparison->scenario->workloads.v]);
    for (int d = 0; a->table == &figures_device_load && d < cell->n_devices; d++)
        add(a, str_format(a->e->arena, "%d", d), &cell->device[d]);
    if (a->table == &figures_step_part && cell->figures.verdict != verdict_no) {
        add(a, "decode", &cell->step);
        add(a, "prefill", &cell->prefill_step);
    }
}

/* Adds the checks of a machine, or of the links. */
static void of_checks(struct adder *a, const struct build_check *check, int n)
{
    for (int i = 0; a->table == &figures_build_check && i < n; i++)
        add(a, check[i].rule, &check[i]);
}

static void of_machine(struct adder *a, const struct compare_machine *m)
{
    a->machine = m->machine;
    if (a->table == &figures_machine_use)
        add(a, m->machine->id, &m->use);
    for (int i = 0; a->table == &figures_power_phase && i < COMPARE_STATES; i++)
        add(a, m->power[i].phase, &m->power[i]);
    of_checks(a, m->check, m->n_checks);
    a->machine = NULL;
}

static void of_option(struct adder *a)
{
    const struct compare_option *o = a->e->option;
    if (a->table == &figures_outcome)
        add(a, NULL, &o->outcome);
    for (size_t i = 0; i < o->option->machines.n; i++)
        of_machine(a, &o->machine[i]);
    for (size_t i = 0; a->table == &figures_fund_use && i < a->e->comparison->scenario->funds.n; i++)
        add(a, o->funds[i].fund, &o->funds[i]);
    for (size_t i = 0; a->table == &figures_energy_use && i < o->n_energy; i++)
        add(a, o->energy[i].window, &o->energy[i]);
    for (size_t i = 0; a->table == &figures_bill_line && i < o->bill.n; i++) {
        a->machine = option_machine(o->option, o->bill.line[i].machine); /* NULL: the line is of a link */
        add(a, o->bill.line[i].id, &o->bill.line[i]);
    }
    a->machine = NULL;
    of_checks(a, o->check, o->n_checks);
}

void explained_add(const struct explained_case *e, const struct workload *w, const struct figure_table *t,
                   struct figure_word name, struct explained_rows *out)
{
    const struct workload_list *all = &e->comparison->scenario->workloads;
    struct adder a = {.e = e, .table = t, .wanted = name, .out = out};
    of_option(&a);
    for (size_t i = 0; i < all->n; i++) {
        a.workload = &all->v[i];
        a.cell = &e->option->cell[i];
        if (!w || w == a.workload)
            of_workload(&a);
    }
}

const char *explained_name(const struct explained_case *e, const struct explained_row *row)
{
    const bool several = e->option->option->machines.n > 1;
    if (!several || !row->machine || !row->name || strcmp(row->machine->id, row->name) == 0)
        return row->name;
    return str_format(e->arena, "%s.%s", row->machine->id, row->name);
}

/* ---- tags ---- */

static bool any_tag(const struct figure_input *in, const char *const tags[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tags[i] && figure_input_tagged(in, tags[i]))
            return true;
    return false;
}

int explained_device(const struct explained_row *row)
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
    const struct model *m = row->cell->choice->model;
    const int i = explained_device(row);
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

/* Returns whether the machine feeds a link that lists parts. */
static bool is_linked(const struct option *o, const struct machine *m)
{
    bool found = false;
    for (size_t i = 0; i < o->links.n; i++)
        found |= o->links.v[i].parts.n > 0 && house_feeds(o, &o->links.v[i], m);
    return found;
}

static bool option_tagged(const struct explained_case *e, const struct explained_row *row,
                          const struct figure_input *in)
{
    const struct bill_line *line = row->table == &figures_bill_line ? row->result : NULL;
    const struct power_phase *phase = row->table == &figures_power_phase ? row->result : NULL;
    const bool busy = phase && strcmp(phase->phase, "idle") != 0, peak = busy && strcmp(phase->phase, "peak") == 0;
    const bool excursion = row->table == &figures_build_check &&
                           catalogue_find(e->comparison->catalogue, &kind_excursion, row->name);
    const char *const tags[] = {busy ? "busy" : NULL,
                                busy && !peak ? "working" : NULL,
                                phase && row->machine && is_linked(e->option->option, row->machine) ? "linked" : NULL,
                                excursion ? kind_excursion.name : NULL,
                                line && line->owned != flag_yes ? "bought" : NULL,
                                line && line->landed == flag_yes ? "landed" : NULL};
    return any_tag(in, tags, sizeof tags / sizeof *tags);
}

bool explained_applies(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in)
{
    if (!in->only.at || (row->name && figure_input_tagged(in, row->name)))
        return true;
    return row->workload ? case_tagged(row, in) : option_tagged(e, row, in);
}
