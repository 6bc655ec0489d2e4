#include "doc.h"

#include "csvtext.h"

#include <math.h>

static void number(struct str *out, double v)
{
    if (!isfinite(v))
        str_add(out, ",");
    else
        str_addf(out, ",%.10g", v);
}

static void typed(const struct doc_cell *c, struct str *out)
{
    if (c->figure && c->figure->type == FIGURE_RANGE) {
        const struct range *r = results_member(c->figure, c->result);
        number(out, r->mid);
        number(out, r->low80);
        number(out, r->high80);
        return;
    }
    if (c->figure && c->figure->type == FIGURE_NUMBER) {
        number(out, results_value(c->figure, c->result));
        str_add(out, ",,");
        return;
    }
    struct str words = str_new(out->arena);
    doc_cell_words(c, &words);
    str_add(out, ",");
    csvtext_quote(out, words.text);
    str_add(out, ",,");
}

/* One line per cell: table, row, key, value, low80, high80, unit. */
void csv_render(const struct doc *d, struct str *out)
{
    str_add(out, "table,row,key,value,low80,high80,unit\n");
    for (const struct doc_block *b = d->first; b; b = b->next) {
        const struct doc_table *t = b->type == DOC_TABLE ? b->table : NULL;
        for (size_t i = 0; t && i < doc_rows(t) * t->n_columns; i++) {
            const struct doc_cell *c = &t->cells[i];
            str_addf(out, "%s,%zu,%s", t->id, i / t->n_columns, t->columns[i % t->n_columns].key);
            typed(c, out);
            str_addf(out, ",%s\n", c->figure ? unit_label(c->figure->unit) : "");
        }
    }
}
