#include "doc.h"

#include "jsonout.h"

#include <cjson/cJSON.h>

static void add_cell(cJSON *row, const struct doc_column *column, const struct doc_cell *c)
{
    if (!c->figure) {
        cJSON_AddStringToObject(row, column->key, c->data ? c->data : c->text);
        return;
    }
    jsonout_figure(row, column->key, c->figure, c->result);
}

static void add_object(cJSON *object, const struct doc_more *m)
{
    jsonout_figures(object, m->figures, m->results);
    if (m->text_key && m->text)
        cJSON_AddStringToObject(object, m->text_key, m->text);
    else if (m->text_key)
        cJSON_AddNullToObject(object, m->text_key);
}

/* Adds what belongs to the row beside its cells, and returns what is left for the rows after it. */
static const struct doc_more *add_more(cJSON *row, size_t r, const struct doc_more *m)
{
    for (; m && m->row == r; m = m->next) {
        if (m->list)
            jsonout_list(row, m->key, m->figures, m->results, m->size, m->n);
        else if (!m->results)
            cJSON_AddNullToObject(row, m->key);
        else
            add_object(cJSON_AddObjectToObject(row, m->key), m);
    }
    return m;
}

static void add_table(cJSON *tables, const struct doc_table *t)
{
    cJSON *rows = cJSON_AddArrayToObject(tables, t->id);
    const struct doc_more *more = t->more;
    for (size_t r = 0; r < doc_rows(t); r++) {
        cJSON *row = cJSON_CreateObject();
        for (size_t c = 0; c < t->n_columns; c++)
            add_cell(row, &t->columns[c], &t->cells[r * t->n_columns + c]);
        more = add_more(row, r, more);
        cJSON_AddItemToArray(rows, row);
    }
}

void json_render(const struct doc *d, struct str *out)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "rigplan-report-1");
    cJSON_AddStringToObject(root, "title", d->title);
    cJSON_AddStringToObject(root, "as_of", d->as_of);
    cJSON *text = cJSON_AddArrayToObject(root, "text"), *tables = cJSON_AddObjectToObject(root, "tables");
    for (const struct doc_block *b = d->first; b; b = b->next) {
        if (b->type == DOC_TABLE)
            add_table(tables, b->table);
        else if (*b->text && b->type != DOC_FIGURE)
            cJSON_AddItemToArray(
                text, cJSON_CreateString(b->label ? str_format(d->arena, "%s %s", b->label, b->text) : b->text));
    }
    jsonout_print(root, out);
}
