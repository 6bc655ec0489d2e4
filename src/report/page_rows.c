#include "page_rows.h"

#include "csvtext.h"

#include <math.h>

static void cell(const void *record, const struct field *f, struct str *out)
{
    if (f->type == FIELD_TEXT) {
        const char *text = *(const char *const *)schema_member(record, f);
        csvtext_quote(out, text ? text : "");
        return;
    }
    if (f->type == FIELD_ENUM) {
        const char *word = enums_text(f->words, *(const int *)schema_member(record, f));
        csvtext_quote(out, word ? word : "");
        return;
    }
    const double x = *(const double *)schema_member(record, f);
    BUG_UNLESS(f->type == FIELD_NUM || f->type == FIELD_INT);
    if (!isnan(x))
        str_addf(out, "%.10g", x);
}

void page_rows_csv(const struct kind *k, const struct any_list *list, struct str *out)
{
    for (size_t j = 0; j < k->n_fields; j++)
        str_addf(out, "%s%s", j ? "," : "", k->fields[j].name);
    str_add(out, "\n");
    for (size_t i = 0; i < list->n; i++)
        for (size_t j = 0; j < k->n_fields; j++) {
            cell(schema_at(k, list, i), &k->fields[j], out);
            str_add(out, j + 1 < k->n_fields ? "," : "\n");
        }
}
