#include "doc.h"
#include "fmt.h"

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
    if (c->data)
        str_add(&words, c->data);
    else
        doc_cell_words(c, &words);
    str_add(out, ",");
    csvtext_quote(out, words.text);
    str_add(out, ",,");
}

static void line(struct str *out, const struct doc_table *t, size_t row, const char *key, const struct doc_cell *c)
{
    str_addf(out, "%s,%zu,%s", t->id, row, key);
    typed(c, out);
    str_add(out, ",");
    if (c->figure)
        fmt_unit(out, c->figure->unit, t->currency);
    str_add(out, "\n");
}

/* Lines of the results that belong to a row: the key is "deployment.quant", of a list "not_deployed.0.quant". */
static void more(struct str *out, const struct doc_table *t, const struct doc_more *m)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t j = 0; j < m->figures->n; j++) {
            const struct doc_cell c = {.figure = &m->figures->v[j], .result = (const char *)m->results + i * m->size};
            line(out, t, m->row,
                 m->list ? str_format(out->arena, "%s.%zu.%s", m->key, i, c.figure->name)
                         : str_format(out->arena, "%s.%s", m->key, c.figure->name),
                 &c);
        }
    if (m->text_key && m->n > 0) {
        const struct doc_cell c = {.text = m->text ? m->text : ""};
        line(out, t, m->row, str_format(out->arena, "%s.%s", m->key, m->text_key), &c);
    }
}

/* One line per cell: table, row, key, value, low80, high80, unit. Then the results that belong to a row. */
void csv_render(const struct doc *d, struct str *out)
{
    str_add(out, "table,row,key,value,low80,high80,unit\n");
    for (const struct doc_block *b = d->first; b; b = b->next) {
        const struct doc_table *t = b->type == DOC_TABLE ? b->table : NULL;
        for (size_t i = 0; t && i < doc_rows(t) * t->n_columns; i++) {
            line(out, t, i / t->n_columns, t->columns[i % t->n_columns].key, &t->cells[i]);
        }
        for (const struct doc_more *m = t ? t->more : NULL; m; m = m->next)
            more(out, t, m);
    }
}
