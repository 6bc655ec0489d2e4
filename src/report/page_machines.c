#include "page_machines.h"

#include "arena.h"
#include "fmt.h"
#include "page_option.h"
#include "page_problems.h"
#include "request.h"

#include <math.h>
#include <string.h>

/* What every table needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

/* ---- words ---- */

const char *page_machines_come(const struct compare_option *o, size_t i)
{
    const struct machine *m = o->machine[i].machine;
    bool bought = false, owned = m->owned == flag_yes;
    for (size_t k = 0; k < o->bill.n; k++) {
        const struct bill_line *l = &o->bill.line[k];
        if (strcmp(l->machine, m->id) != 0 || l->total.mid < 0) /* what is sold was there */
            continue;
        bought |= l->owned != flag_yes;
        owned |= l->owned_qty > 0;
    }
    if (m->cloud || m->api)
        return m->cloud ? "rented" : "billed by the token";
    if (m->remote == flag_yes && !bought)
        return "elsewhere";
    return bought && owned ? "owned, with parts bought" : bought ? "bought" : owned ? "owned" : "nothing is listed";
}

const char *page_machines_remark(struct arena *a, const struct compare_cell *cell)
{
    if (cell->no_host)
        return "only with a board and a processor";
    return cell->net ? str_format(a, "split over %s", cell->net->id) : "";
}

const char *page_machines_titles(struct arena *a, const struct compare_cell *cell)
{
    struct str s = str_new(a);
    for (int i = 0; i < cell->n_machines; i++)
        str_addf(&s, "%s%s",
                 i == 0                     ? ""
                 : i + 1 < cell->n_machines ? ", "
                                            : " and ",
                 page_problems_machine(cell->machine[i]));
    if (cell->net)
        str_addf(&s, " over %s", cell->net->name ? cell->net->name : cell->net->id);
    return s.text;
}

const char *page_machines_model_name(const struct compare_cell *cell)
{
    return cell->choice->model->name ? cell->choice->model->name : cell->choice->model->id;
}

const char *page_machines_model(struct arena *a, const struct compare_cell *cell)
{
    return str_format(a, "%s, %s", cell->choice->model->id, cell->asked->quant->id);
}

/* ---- tables ---- */

/* Opens a row for machine j of the option: option and machine. */
static const struct compare_machine *start(struct doc_table *t, const struct compare_option *o, size_t j)
{
    const struct machine *m = o->machine[j].machine;
    page_option_row(t, o);
    doc_cell_name(t, m->id, page_problems_machine(m), NULL);
    return &o->machine[j];
}

static struct doc_table *table(struct page *p, const char *id, const char *caption)
{
    struct doc_table *t = doc_table(p->doc, id, caption);
    page_option_column(t, "option");
    doc_column_text(t, "machine", "machine");
    return t;
}

static void uses(struct page *p)
{
    static const char *const names[] = {"serves", "mem_gib", "idle_wall_w", "busy_wall_w", "price", NULL},
                             *const data[] = {"wall_low_w", "wall_high_w", "peak_wall_w", "energy_kwh_year", NULL};
    struct doc_table *t = table(
        p, "machines",
        "Machine by machine; those of an option add up to it. What is rented or elsewhere draws nothing here");
    doc_column_text(t, "state", "how it comes");
    doc_columns(t, &figures_machine_use, names);
    doc_columns_data(t, &figures_machine_use, data);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < p->c->by_rank[i]->option->machines.n; j++) {
            const struct compare_machine *m = start(t, p->c->by_rank[i], j);
            doc_cell_text(t, page_machines_come(p->c->by_rank[i], j));
            doc_row(t, &figures_machine_use, names, &m->use);
            doc_row(t, &figures_machine_use, data, &m->use);
        }
}

bool page_machines_at_home(const struct machine *m)
{
    return !m->cloud && !m->api && m->remote != flag_yes;
}

static void houses(struct page *p)
{
    static const char *const names[] = {"heat_btu_h",     "psu_load_frac", "circuit_a", "outlet_frac",
                                        "outlet_verdict", "ups_load_frac", NULL},
                             *const data[] = {"busy_h_day", "psu_verdict", "circuit", "build_verdict", NULL};
    struct doc_table *t = table(p, "machine-house", "Heat, supply, outlet and UPS of each machine at home");
    doc_columns(t, &figures_machine_use, names);
    doc_columns_data(t, &figures_machine_use, data);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < p->c->by_rank[i]->option->machines.n; j++)
            if (page_machines_at_home(p->c->by_rank[i]->machine[j].machine)) {
                const struct compare_machine *m = start(t, p->c->by_rank[i], j);
                doc_row(t, &figures_machine_use, names, &m->use);
                doc_row(t, &figures_machine_use, data, &m->use);
            }
}

static void phases(struct page *p)
{
    static const char *const names[] = {"phase", "devices_w", "cpu_w", "rest_w", "psu_loss_w", "wall_w", NULL},
                             *const data[] = {"dc_w", "systems_w", "heat_btu_h", "circuit_a", NULL};
    struct doc_table *t = table(p, "power",
                                "Power by phase: power supply output, its loss and complete machines add up to the "
                                "power at the wall; a machine "
                                "that runs nothing has no decode and no prefill");
    doc_columns(t, &figures_power_phase, names);
    doc_columns_data(t, &figures_power_phase, data);
    for (size_t i = 0; i < p->c->n; i++)
        for (size_t j = 0; j < p->c->by_rank[i]->option->machines.n; j++)
            for (int k = 0; k < COMPARE_STATES && page_machines_at_home(p->c->by_rank[i]->machine[j].machine); k++)
                if (p->c->by_rank[i]->machine[j].use.serves || k == 0 || k == COMPARE_STATES - 1) {
                    const struct power_phase *x = &start(t, p->c->by_rank[i], j)->power[k];
                    doc_row(t, &figures_power_phase, names, x);
                    doc_row(t, &figures_power_phase, data, x);
                }
}

void page_machines(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page p = {a, doc, c};
    uses(&p);
    houses(&p);
    phases(&p);
}

/* ---- one option ---- */

/* The PCIe lanes of each card of a machine. */
static void lanes(struct page *p, const struct compare_machine *m, bool several)
{
    const struct lane_plan *plan = m->lanes;
    const struct board *b = m->machine->board    ? m->machine->board->board
                            : m->machine->system ? m->machine->system->system->board
                                                 : NULL;
    struct str s = str_new(p->arena);
    if (!plan || !b)
        return;
    for (size_t i = 0; i < plan->slots.n; i++)
        str_addf(&s, "%sx%.0f from the %s", i ? ", " : "", plan->slots.v[i].lanes,
                 enums_words(&enums_via, (int)plan->slots.v[i].via));
    doc_para(p->doc,
             str_format(p->arena, "PCIe lanes %s%son the %s: %s.", several ? page_problems_machine(m->machine) : "",
                        several ? ", " : "", b->name ? b->name : b->id, s.text));
}

/* Adds a row for each check; the part names its machine where there are several. */
static void check_rows(struct doc_table *t, const struct comparison *c, const struct build_check *check, int n,
                       bool several)
{
    static const char *const before[] = {"machine", "rule", "verdict", NULL}, *const after[] = {"need",   "have",
                                                                                                "doc",    "unknown",
                                                                                                "remedy", NULL};
    const struct figure *part = results_find(&figures_build_check, "part");
    for (int i = 0; i < n; i++) {
        const char *name = check[i].part ? page_problems_name(c, check[i].part) : "\xE2\x80\x94";
        doc_row_start(t);
        doc_row(t, &figures_build_check, before, &check[i]);
        doc_cell_shown(t, part, &check[i],
                       several && check[i].machine ? str_format(t->arena, "%s (%s)", name, check[i].machine) : name);
        doc_row(t, &figures_build_check, after, &check[i]);
    }
}

void page_machines_checks(struct arena *a, struct doc *doc, const struct comparison *c, const struct compare_option *o)
{
    static const char *const of[] = {"machine", NULL}, *const names[] = {"rule", "verdict", "part",   "need", "have",
                                                                         "doc",  "unknown", "remedy", NULL};
    struct page p = {a, doc, NULL};
    int n = o->n_checks;
    for (size_t i = 0; i < o->option->machines.n; i++) {
        lanes(&p, &o->machine[i], o->option->machines.n > 1);
        n += o->machine[i].n_checks;
    }
    if (n == 0)
        return;
    struct doc_table *t = doc_table(doc, str_format(a, "build-%s", o->outcome.id), "Build checks");
    doc_columns_data(t, &figures_build_check, of);
    doc_columns(t, &figures_build_check, names);
    for (size_t i = 0; i < o->option->machines.n; i++)
        check_rows(t, c, o->machine[i].check, o->machine[i].n_checks, o->option->machines.n > 1);
    check_rows(t, c, o->check, o->n_checks, o->option->machines.n > 1);
}

/* ---- assumptions ---- */

/* What is assumed, once, and where. */
struct assumed_watts {
    const struct compare_assumed *what;
    struct str where;
    int n;
};

struct watts_list {
    struct assumed_watts *v;
    size_t n;
};

/* Adds "40 (18-65) W idle" after a comma; nothing when the value is unknown. */
static void value(struct str *s, const struct range *r, double times, const char *unit)
{
    if (isnan(r->mid))
        return;
    str_add(s, s->len ? ", " : "");
    fmt_number(s, r->mid * times, 3, true);
    if (r->low80 < r->high80) {
        str_add(s, " (");
        fmt_number(s, r->low80 * times, 3, true);
        str_add(s, "\xE2\x80\x93");
        fmt_number(s, r->high80 * times, 3, true);
        str_add(s, ")");
    }
    str_addf(s, " %s", unit);
}

static const char *values(struct arena *a, const struct assumption *by)
{
    struct str s = str_new(a);
    if (!by)
        return "nothing: unknown";
    value(&s, &by->idle_w, 1, "W idle");
    value(&s, &by->load_w, 1, "W under load");
    value(&s, &by->psu_eff_frac, 100, "% efficiency");
    return s.text;
}

/* Notes that the machine of an option rests on the assumption. */
static void note(struct arena *a, struct watts_list *l, const struct compare_assumed *x, const char *option,
                 const char *machine)
{
    enum { NAMED = 4 };
    size_t i = 0;
    while (i < l->n && !(l->v[i].what->by == x->by && strcmp(l->v[i].what->what, x->what) == 0))
        i++;
    if (i == l->n)
        l->v[l->n++] = (struct assumed_watts){x, str_new(a), 0};
    if (l->v[i].n++ < NAMED)
        str_addf(&l->v[i].where, "%s%s.%s", l->v[i].n > 1 ? ", " : "", option, machine);
    else if (l->v[i].n == NAMED + 1)
        str_add(&l->v[i].where, ", ...");
}

static struct watts_list gather(struct arena *a, const struct comparison *c)
{
    size_t most = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->v[i].option->machines.n; j++)
            most += (size_t)c->v[i].machine[j].n_assumed;
    struct watts_list l = {ARENA_ARRAY(a, most, struct assumed_watts), 0};
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->v[i].option->machines.n; j++) {
            const struct compare_machine *m = &c->v[i].machine[j];
            for (int k = 0; k < m->n_assumed && page_machines_at_home(m->machine); k++)
                note(a, &l, &m->assumed[k], c->v[i].outcome.id, m->machine->id);
        }
    return l;
}

void page_machines_assumed(struct arena *a, struct doc *doc, const struct comparison *c)
{
    const struct watts_list l = gather(a, c);
    if (l.n == 0) {
        doc_para(doc, "No watts are assumed: every part that draws power has a record that says how much.");
        return;
    }
    struct doc_table *t = doc_table(doc, "assumed",
                                    "Watts that no record states, and what is taken instead (with its range); where "
                                    "nothing is, the power of the machine is unknown");
    doc_column_text(t, "what", "part or machine");
    doc_column_text(t, "where", "option.machine");
    doc_column_text(t, "record", "assumption");
    doc_column_text(t, "value", "taken instead");
    doc_column_text(t, "source", "source");
    for (size_t i = 0; i < l.n; i++) {
        const struct assumption *by = l.v[i].what->by;
        doc_row_start(t);
        doc_cell_text(t, l.v[i].what->what);
        doc_cell_text(t, l.v[i].where.text);
        doc_cell_text(t, by ? by->id : "none");
        doc_cell_text(t, values(a, by));
        doc_cell_text(t, by && by->source ? by->source : "\xE2\x80\x94");
    }
}
