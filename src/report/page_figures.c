#include "page_figures.h"

#include "figure_input.h"

static const char intro[] = "## Figures\n\n"
                            "What `rigplan run` and `predict` compute, table by table; the names are keys in JSON. "
                            "`rigplan explain SCENARIO OPTION FIGURE`\n"
                            "shows one with its inputs. The words of the inputs column: `name` is a figure of the same "
                            "row, `table.name` one of another table,\n"
                            "`table.row.name` one of that row, `kind.field` a field of the records that the option "
                            "uses, `calibration.constant` a constant of\n"
                            "the step-time law, `spread.phase` a prediction interval, `asked.option` an option of "
                            "`predict`, `@list` a list (see the end),\n"
                            "`*name` a figure of every option. `tag:` limits an input to rows with that tag, `|` to "
                            "cases where the input before is unknown.\n";

/* A bar would end the cell; in code a star is no emphasis. */
static void cell(struct str *out, const char *text, bool code)
{
    code = code && *text;
    str_add(out, code ? " `" : " ");
    for (const char *p = text; *p; p++) {
        str_add(out, *p == '|' ? "\\" : "");
        str_addn(out, p, 1);
    }
    str_add(out, code ? "` |" : " |");
}

static void one_table(struct str *out, const struct figure_table *t)
{
    str_addf(out, "\n### %s\n\n| figure | unit | what it is | law | inputs |\n| --- | --- | --- | --- | --- |\n",
             t->name);
    for (size_t i = 0; i < t->n; i++) {
        const struct figure *f = &t->v[i];
        str_addf(out, "| `%s` |", f->name);
        cell(out, unit_label(f->unit), false);
        cell(out, f->doc, false);
        cell(out, f->law ? f->law : "", false);
        cell(out, f->inputs ? f->inputs : "", true);
        str_add(out, "\n");
    }
}

void page_figures_formats(struct str *out)
{
    str_add(out, "\n");
    str_add(out, intro);
    for (size_t i = 0; i < figure_input_n_tables; i++)
        one_table(out, figure_input_tables[i]);
    str_add(out, "\n### Lists of inputs\n\n| list | what it is | inputs |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < figure_input_n_lists; i++) {
        str_addf(out, "| `@%s` |", figure_input_lists[i].name);
        cell(out, figure_input_lists[i].doc, false);
        cell(out, figure_input_lists[i].words, true);
        str_add(out, "\n");
    }
}
