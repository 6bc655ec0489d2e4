#include "page_refit.h"

#include "bug.h"
#include "fmt.h"
#include "grid.h"
#include "jsonout.h"

static const size_t most_factors = 12; /* in the table; JSON has all */

/* Adds a table with the named figures (NULL at the end) of n results. */
static void table(struct str *out, const struct figure_table *t, const char *const names[], const void *results,
                  size_t size, size_t n)
{
    struct grid g = grid_new(out->arena);
    for (int i = 0; names[i]; i++) {
        struct str heading = str_new(out->arena);
        const struct figure *f = results_find(t, names[i]);
        fmt_heading(&heading, f, currency_unknown);
        grid_column(&g, heading.text, f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE);
    }
    for (size_t k = 0; k < n; k++)
        for (int i = 0; names[i]; i++) {
            struct str cell = str_new(out->arena);
            fmt_figure(&cell, results_find(t, names[i]), (const char *)results + k * size);
            grid_cell(&g, cell.text);
        }
    grid_print(&g, out);
}

/* Adds what the rows say of system RAM and of the link, where they say anything. */
static void of_machine(struct str *out, const struct refit_offload *o)
{
    if (!o->any)
        return;
    str_addf(out,
             "\nYour machine, from %zu rows with layers or experts in system RAM (mean error before %.0f %%, after "
             "%.0f %%)\n",
             o->rows, 100 * o->before_frac, 100 * o->after_frac);
    if (o->ram.rows > 0)
        str_addf(out,
                 "  a processor reads system RAM at %.3g of its bandwidth (ram_frac, before %.3g; %zu decode row%s)\n",
                 o->ram.after, o->ram.before, o->ram.rows, o->ram.rows == 1 ? "" : "s");
    if (o->ram.rows > 0 && o->ram.told > o->ram.after)
        str_addf(out,
                 "    Your rows need %.3g of it, which cannot be: state another --ram-gb-s or --cpu when you import\n"
                 "    them, or look whether more layers or experts are on the cards than the rows say.\n",
                 o->ram.told);
    if (o->copy.rows > 0)
        str_addf(out, "  weights are copied to the cards at %.3g GB/s (copy_gb_s, before %.3g; %zu prompt row%s)\n",
                 o->copy.after, o->copy.before, o->copy.rows, o->copy.rows == 1 ? "" : "s");
}

void page_refit_text(const struct refit_effect *m, const struct refit_offload *o, struct str *out)
{
    static const char *const rows[] = {
        "id",
        "model",
        "quant",
        "phase",
        "depth_tokens",
        "batch",
        "before_tok_s",
        "after_tok_s",
        "measured_tok_s",
        "before_error_frac",
        "after_error_frac",
        NULL,
    };
    static const char *const groups[] = {"machine", "origin", "rows", "before_frac", "after_frac", NULL};
    static const char *const factors[] = {"record", "before", "after", "change_frac", "rows", "own_rows", NULL};
    static const char *const ranges[] = {
        "machine",          "phase",          "model_kind",      "deep", "batched", "rows", "before_low_frac",
        "before_high_frac", "after_low_frac", "after_high_frac", NULL};
    const size_t shown = m->n_factors < most_factors ? m->n_factors : most_factors;
    BUG_UNLESS(m->n_rows <= m->n_given && shown <= m->n_factors);
    const size_t predicted = m->n_rows + o->rows;
    str_addf(out, "%zu of your %zu rows are predicted%s\n", predicted, m->n_given,
             predicted < m->n_given ? "; rigplan validate says why the others are not" : "");
    str_add(out, "before: the shipped constants; after: constants fitted to the shipped rows and yours\n");
    for (size_t i = 0; i < m->n_rows; i++) { /* rows of a machine stand together */
        bool seen = false;
        for (size_t j = 0; j < i; j++)
            seen |= m->row[j].machine == m->row[i].machine;
        if (seen)
            continue;
        size_t n = 0;
        while (i + n < m->n_rows && m->row[i + n].machine == m->row[i].machine)
            n++;
        str_addf(out, "\n%s\n", m->row[i].machine);
        table(out, &figures_refit_row, rows, &m->row[i], sizeof *m->row, n);
        if (m->row[i].fitted == flag_no)
            str_add(out, "  Only predicted, not fitted to: the cards differ, or a flag says that something else limits "
                         "the speed.\n  Rows of one kind of card would be.\n");
    }
    if (m->n_rows == 0) {
        of_machine(out, o);
        return;
    }
    str_add(out, "\nMean errors. The fit knows your rows, so theirs says how well it follows them.\n");
    table(out, &figures_refit_group, groups, m->group, sizeof *m->group, m->n_groups);
    if (m->ranges.records.n > 0)
        str_add(out, "\nRanges in which 80 % of measurements of such cases lie, from the prediction\n");
    if (m->ranges.records.n > 0)
        table(out, &figures_refit_range, ranges, m->ranges.shown, sizeof *m->ranges.shown, m->ranges.records.n);
    if (shown > 0) {
        str_addf(out, "\nFactors that changed most, %zu of the %zu that your rows depend on\n", shown, m->n_factors);
        table(out, &figures_refit_factor, factors, m->factor, sizeof *m->factor, shown);
    }
    of_machine(out, o);
}

static void learned(struct cJSON *to, const struct refit_offload_learned *l)
{
    struct cJSON *item = jsonout_row(to);
    jsonout_text(item, "constant", l->name);
    jsonout_number(item, "before", l->before);
    jsonout_number(item, "after", l->after);
    jsonout_number(item, "rows", (double)l->rows);
}

void page_refit_json(const struct refit_effect *m, const struct refit_offload *o, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-calibrate-1");
    jsonout_number(root, "rows_given", (double)m->n_given);
    jsonout_list(root, "rows", &figures_refit_row, m->row, sizeof *m->row, m->n_rows);
    jsonout_list(root, "groups", &figures_refit_group, m->group, sizeof *m->group, m->n_groups);
    jsonout_list(root, "ranges", &figures_refit_range, m->ranges.shown, sizeof *m->ranges.shown, m->ranges.records.n);
    jsonout_list(root, "factors", &figures_refit_factor, m->factor, sizeof *m->factor, m->n_factors);
    struct cJSON *machine = jsonout_array(root, "machine");
    learned(machine, &o->ram);
    learned(machine, &o->copy);
    jsonout_number(root, "offload_rows", (double)o->rows);
    jsonout_number(root, "offload_before_frac", o->before_frac);
    jsonout_number(root, "offload_after_frac", o->after_frac);
    jsonout_print(root, out);
}
