#include "page_states.h"

#include "arena.h"
#include "fmt.h"
#include "page_option.h"

#include <math.h>

static const struct figure *musts_figure(void)
{
    return results_find(&figures_outcome, "musts");
}

static void musts(struct arena *a, struct doc_table *t, const struct comparison *c, const struct outcome *r)
{
    doc_cell_shown(t, musts_figure(), r, str_format(a, "%.0f of %.0f", r->musts, c->n_musts));
}

static const char *phase_title(const struct compare_option *o, size_t k)
{
    const struct option_phase *later = k > 0 ? &o->option->phases.v[k - 1] : NULL;
    if (!later)
        return o->phase[0].option->wait_months > 0 ? "first" : "now";
    return later->title ? later->title : later->id;
}

static const char *const phase_before[] = {"price", "left", "speed_tok_s", NULL},
                         *const phase_after[] = {"paid_cost", NULL}, *const phase_data[] = {"missing",
                                                                                            "mem_gib",
                                                                                            "peak_wall_w",
                                                                                            "energy_cost_year",
                                                                                            "rent_year",
                                                                                            NULL};

static void phase_columns(struct doc_table *t)
{
    page_option_column(t, "option");
    doc_column_text(t, "phase", "phase");
    doc_column_text(t, "after_months", "months from now");
    doc_column_text(t, "years", "years that it counts");
    t->columns[t->n_columns - 1].data = true;
    doc_columns(t, &figures_outcome, phase_before);
    doc_column_figure(t, musts_figure());
    doc_columns(t, &figures_outcome, phase_after);
    doc_columns_data(t, &figures_outcome, phase_data);
}

static void phase_row(struct arena *a, struct doc_table *t, const struct comparison *c, const struct compare_option *o,
                      size_t k)
{
    const struct compare_option *s = &o->phase[k];
    page_option_row(t, o);
    doc_cell_text(t, phase_title(o, k));
    doc_cell_text(t, fmt_known(a, s->option->wait_months, 1));
    doc_cell_text(t, fmt_known(a, s->years, 3));
    doc_row(t, &figures_outcome, phase_before, &s->outcome);
    musts(a, t, c, &s->outcome);
    doc_row(t, &figures_outcome, phase_after, &s->outcome);
    doc_row(t, &figures_outcome, phase_data, &s->outcome);
}

void page_states_phases(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct doc_table *t = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (o->n_phases > 0 && !t) {
            doc_section(doc, 1, "phases", "Phases", "what is bought when");
            t = doc_table(doc, "phases",
                          "States of options that buy in phases: what is bought then, at the prices of then, from the "
                          "money that is there then; what it runs; its price and running costs until the next phase");
            phase_columns(t);
        }
        for (size_t k = 0; k < o->n_phases; k++)
            phase_row(a, t, c, o, k);
    }
    if (t)
        doc_end(doc);
}

void page_states_choices(struct arena *a, struct doc *doc, const struct comparison *c)
{
    static const char *const before[] = {"title", "price", "speed_tok_s", NULL},
                             *const after[] = {"life_cost", "score", NULL},
                             *const data[] = {"missing", "mem_gib", NULL};
    struct doc_table *t = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (o->n_variants > 0 && !t) {
            doc_section(doc, 1, "choices", "Choices", "the alternatives that options leave open");
            t = doc_table(doc, "choices",
                          "Options that leave a choice, with each alternative, as all options are ranked: the first of "
                          "each is taken");
            page_option_column(t, "option");
            doc_column_text(t, "taken", "taken");
            doc_column_text(t, "id", "alternative");
            t->columns[t->n_columns - 1].data = true;
            doc_columns(t, &figures_outcome, before);
            doc_column_figure(t, musts_figure());
            doc_columns(t, &figures_outcome, after);
            doc_columns_data(t, &figures_outcome, data);
        }
        for (size_t k = 0; k < o->n_variants; k++) {
            const struct compare_option *v = &o->variant[k];
            page_option_row(t, o);
            doc_cell_text(t, k == 0 ? "yes" : "no");
            doc_cell_text(t, v->option->id);
            doc_row(t, &figures_outcome, before, &v->outcome);
            musts(a, t, c, &v->outcome);
            doc_row(t, &figures_outcome, after, &v->outcome);
            doc_row(t, &figures_outcome, data, &v->outcome);
        }
    }
    if (t)
        doc_end(doc);
}

void page_states_budgets(struct arena *a, struct doc *doc, const struct comparison *c)
{
    static const char *const before[] = {"budget", NULL}, *const set[] = {"priorities", NULL},
                             *const money[] = {"price", "left", NULL}, *const after[] = {"score", NULL},
                             *const data[] = {"build_verdict", NULL};
    const struct figure *title = results_find(&figures_budgeted, "title"),
                        *served = results_find(&figures_budgeted, "musts"),
                        *called = results_find(&figures_budgeted, "budget_title");
    if (c->n_budgeted == 0)
        return;
    doc_section(doc, 1, "budgets", "Budgets and priorities", "what comes first with more or less money");
    struct doc_table *t = doc_table(doc, "budgets",
                                    "The option that comes first of those that the budget covers and that run "
                                    "anything fast enough, for each set of priorities; the budget stands for the first "
                                    "fund that buys anything");
    doc_columns(t, &figures_budgeted, before);
    doc_column_figure(t, called);
    doc_columns(t, &figures_budgeted, set);
    doc_column_text(t, "id", "id");
    t->columns[t->n_columns - 1].data = true;
    doc_column_figure(t, title);
    doc_columns(t, &figures_budgeted, money);
    doc_column_figure(t, served);
    doc_columns(t, &figures_budgeted, after);
    doc_columns_data(t, &figures_budgeted, data);
    for (size_t i = 0; i < c->n_budgeted; i++) {
        const struct budgeted *b = &c->budgeted[i];
        doc_row_start(t);
        doc_row(t, &figures_budgeted, before, b);
        doc_cell_text(t, b->budget_title ? b->budget_title : "");
        doc_row(t, &figures_budgeted, set, b);
        doc_cell_text(t, b->id ? b->id : "");
        doc_cell_text(t, b->id ? b->title : "nothing that it buys runs anything fast enough");
        doc_row(t, &figures_budgeted, money, b);
        doc_cell_shown(t, served, b, b->id ? str_format(a, "%.0f of %.0f", b->musts, c->n_musts) : "—");
        doc_row(t, &figures_budgeted, after, b);
        doc_row(t, &figures_budgeted, data, b);
    }
    doc_end(doc);
}
