#include "page_option.h"

#include "arena.h"

const char *page_option_section(struct arena *a, const struct compare_option *o)
{
    return str_format(a, "option-%s", o->outcome.id);
}

void page_option_column(struct doc_table *t, const char *key)
{
    doc_column_text(t, key, "option");
}

void page_option_row(struct doc_table *t, const struct compare_option *o)
{
    doc_row_start(t);
    doc_row_option(t, o->outcome.id);
    doc_cell_name(t, o->outcome.id, o->outcome.title, page_option_section(t->arena, o));
}
