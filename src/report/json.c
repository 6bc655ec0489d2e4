#include "doc.h"

#include "jsonout.h"

static void add_cell(struct cJSON *row, const struct doc_column *column, const struct doc_cell *c)
{
    if (!c->figure) {
        jsonout_text(row, column->key, c->data ? c->data : c->text);
        return;
    }
    jsonout_figure(row, column->key, c->figure, c->result);
}

static void add_object(struct cJSON *object, const struct doc_more *m)
{
    jsonout_figures(object, m->figures, m->results);
    if (m->text_key)
        jsonout_text(object, m->text_key, m->text);
}

/* Adds what belongs to the row beside its cells, and returns what is left for the rows after it. */
static const struct doc_more *add_more(struct cJSON *row, size_t r, const struct doc_more *m)
{
    for (; m && m->row == r; m = m->next) {
        if (m->list)
            jsonout_list(row, m->key, m->figures, m->results, m->size, m->n);
        else if (!m->results)
            jsonout_null(row, m->key);
        else
            add_object(jsonout_object(row, m->key), m);
    }
    return m;
}

static void add_table(struct cJSON *tables, const struct doc_table *t)
{
    struct cJSON *rows = jsonout_array(tables, t->id);
    const struct doc_more *more = t->more;
    for (size_t r = 0; r < doc_rows(t); r++) {
        struct cJSON *row = jsonout_row(rows);
        for (size_t c = 0; c < t->n_columns; c++)
            add_cell(row, &t->columns[c], &t->cells[r * t->n_columns + c]);
        more = add_more(row, r, more);
    }
}

void json_render(const struct doc *d, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-report-1");
    jsonout_text(root, "title", d->title);
    jsonout_text(root, "as_of", d->as_of);
    struct cJSON *text = jsonout_array(root, "text"), *tables = jsonout_object(root, "tables");
    for (const struct doc_block *b = d->first; b; b = b->next) {
        if (b->type == DOC_TABLE)
            add_table(tables, b->table);
        else if (*b->text && b->type != DOC_FIGURE)
            jsonout_item(text, b->label ? str_format(d->arena, "%s %s", b->label, b->text) : b->text);
    }
    jsonout_print(root, out);
}
