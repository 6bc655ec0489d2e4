#include "record_id.h"

#include "str.h"

const char *record_id(struct arena *a, const struct kind *k, const void *record)
{
    struct str out = str_new(a);
    bool first = true;
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const void *at = schema_member(record, f);
        const char *text = NULL;
        if (f->type == FIELD_ENUM)
            text = enums_text(f->words, *(const int *)at);
        else if (f->type == FIELD_LINK && *(const void *const *)at)
            text = schema_id(f->kind, *(const void *const *)at);
        if (!text)
            continue;
        str_addf(&out, "%s%s%s%s", first ? "" : ".", first ? "" : f->name, first ? "" : "-", text);
        first = false;
    }
    return out.text;
}
