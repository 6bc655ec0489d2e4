#include "page_sheets.h"

#include "arena.h"
#include "drawing.h"
#include "fmt.h"
#include "page_machines.h"
#include "page_option.h"
#include "page_problems.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* What every table needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
    bool drawn; /* show drawings */
};

/* Returns the name of a line, with its machine where there are several. */
static const char *line_name(struct page *p, const struct compare_option *o, const struct bill_line *l)
{
    const char *of = o->option->machines.n > 1 && l->machine ? str_format(p->arena, " (%s)", l->machine) : "";
    return str_format(p->arena, "%s%s", l->name, of);
}

static void bill(struct page *p, const struct compare_option *o)
{
    static const char *const names[] = {"condition", "unit_price", "total", "basis", "date", "source", NULL},
                             *const data[] = {"machine", "owned_qty", "observations", "age_months", "landed", NULL};
    const struct figure *qty = results_find(&figures_bill_line, "qty"),
                        *name = results_find(&figures_bill_line, "name");
    if (o->bill.n == 0)
        return;
    struct doc_table *t = doc_table(p->doc, str_format(p->arena, "bill-%s", o->outcome.id), "Bill of materials");
    doc_column_figure(t, name);
    doc_column_figure(t, qty);
    doc_columns(t, &figures_bill_line, names);
    doc_columns_data(t, &figures_bill_line, data);
    for (size_t i = 0; i < o->bill.n; i++) {
        const struct bill_line *l = &o->bill.line[i];
        doc_row_start(t);
        doc_cell_shown(t, name, l, line_name(p, o, l));
        if (l->owned_qty > 0)
            doc_cell_shown(t, qty, l, str_format(p->arena, "%g (%g owned)", l->qty, l->owned_qty));
        else
            doc_cell_figure(t, qty, l, DOC_PLAIN);
        doc_row(t, &figures_bill_line, names, l);
        doc_row(t, &figures_bill_line, data, l);
    }
}

static void step(struct page *p, const struct compare_option *o)
{
    static const char *const names[] = {"gemm_s", "head_s", "kv_s", "small_s", "ram_s", "comm_s", "total_s", NULL},
                             *const data[] = {"hop_s", "host_s", NULL};
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
    doc_columns_data(t, &figures_step_part, data);
    for (size_t j = 0; j < w->n; j++) {
        if (o->cell[j].n_devices == 0 || o->cell[j].figures.verdict == verdict_no)
            continue;
        doc_row_start(t);
        doc_cell_name(t, w->v[j].id, page_problems_workload(&w->v[j]), NULL);
        doc_row(t, &figures_step_part, names, &o->cell[j].step);
        doc_row(t, &figures_step_part, data, &o->cell[j].step);
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

/* Adds a figure that is drawn already. */
static void drawn(struct page *p, const char *id, const char *caption, const char *svg, const char *words)
{
    doc_figure(p->doc, id, caption);
    p->doc->last->svg = svg;
    p->doc->last->alt = words;
}

/* Draws each machine, and the links between several. */
static void drawings(struct page *p, const struct compare_option *o)
{
    const char *links = p->drawn ? drawing_link_svg(p->arena, p->c, o) : NULL;
    if (!p->drawn)
        return;
    doc_pair(p->doc);
    for (size_t i = 0; i < o->option->machines.n; i++) {
        const struct machine *m = o->machine[i].machine;
        drawn(p, str_format(p->arena, "machine-%s-%s", o->outcome.id, m->id), page_problems_machine(m),
              drawing_svg(p->arena, p->c, o, i), drawing_words(p->arena, p->c, o, i));
    }
    if (links)
        drawn(p, str_format(p->arena, "links-%s", o->outcome.id), "The machines and what links them", links,
              drawing_link_words(p->arena, p->c, o));
    doc_end(p->doc);
}

static void sheet(struct page *p, const struct compare_option *o)
{
    struct str s = str_new(p->arena);
    const char *problems = page_problems(p->arena, p->c, o, INT_MAX);
    doc_section(p->doc, 2, page_option_section(p->arena, o),
                str_format(p->arena, "%.0f. %s", o->outcome.rank, o->outcome.title), NULL);
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
    drawings(p, o);
    bill(p, o);
    page_machines_checks(p->arena, p->doc, p->c, o);
    step(p, o);
    doc_end(p->doc);
}

void page_sheets(struct arena *a, struct doc *doc, const struct comparison *c, bool drawn)
{
    struct page p = {a, doc, c, drawn};
    doc_section(doc, 1, "options", "Options in detail",
                "drawing of the machines, bill of materials, build checks and decode time of each");
    for (size_t i = 0; i < c->n; i++)
        sheet(&p, c->by_rank[i]);
    doc_end(doc);
}
