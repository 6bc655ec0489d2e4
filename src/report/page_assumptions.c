#include "page_assumptions.h"

#include "arena.h"
#include "fmt.h"
#include "page_machines.h"
#include "page_option.h"
#include "page_price_basis.h"

#include <string.h>

/* What every table needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

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

/* Returns the title of the option with this id; else the id, of a sum over all options. */
static const char *title_of(const struct page *p, const char *id)
{
    for (size_t i = 0; i < p->c->n; i++)
        if (strcmp(p->c->v[i].outcome.id, id) == 0)
            return p->c->v[i].outcome.title;
    return id;
}

static void balance(struct page *p)
{
    doc_section(p->doc, 1, "balance", "Balance checks", p->c->balanced ? "all sums agree" : "SOME SUMS DO NOT AGREE");
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
        doc_cell_name(t, b->option, title_of(p, b->option), NULL);
        doc_cell_text(t, b->what);
        doc_cell_text(t, parts.text);
        doc_cell_text(t, total.text);
    }
    doc_end(p->doc);
}

void page_assumptions(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page p = {a, doc, c};
    doc_section(doc, 1, "assumptions", "Assumptions",
                "prices with their basis, assumed watts, planning constants, defaults");
    page_price_basis_table(doc, c);
    page_machines_assumed(a, doc, c);
    policy_table(&p);
    defaults_table(&p);
    doc_end(doc);
    balance(&p);
}
