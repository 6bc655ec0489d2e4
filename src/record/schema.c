#include "schema.h"

#include "bug.h"

#include <math.h>
#include <string.h>

const struct origin *schema_origin(const void *record, size_t field)
{
    return (const struct origin *)record + field;
}

const void *schema_member(const void *record, const struct field *f)
{
    return (const char *)record + f->offset;
}

size_t schema_find(const struct kind *k, const char *name)
{
    size_t i = 0;
    while (i < k->n_fields && strcmp(k->fields[i].name, name) != 0)
        i++;
    return i;
}

const char *schema_id(const struct kind *k, const void *record)
{
    const size_t i = schema_find(k, "id");
    return i < k->n_fields ? *(const char *const *)schema_member(record, &k->fields[i]) : NULL;
}

const void *schema_at(const struct kind *k, const struct any_list *list, size_t i)
{
    BUG_UNLESS(i < list->n);
    return (const char *)list->v + i * k->size;
}

static size_t member_size(const struct field *f)
{
    switch (f->type) {
    case FIELD_NUM:
    case FIELD_INT: return sizeof(double);
    case FIELD_SPAN: return sizeof(struct range);
    case FIELD_ENUM: return sizeof(int);
    case FIELD_TEXTS: return sizeof(struct text_list);
    case FIELD_LIST: return sizeof(struct any_list);
    default: return sizeof(void *);
    }
}

void schema_copy_field(void *to, const struct kind *k, size_t i, const void *from, const struct kind *fk, size_t j)
{
    const struct field *f = &k->fields[i], *g = &fk->fields[j];
    BUG_UNLESS(i < k->n_fields && j < fk->n_fields && f->type == g->type && strcmp(f->name, g->name) == 0);
    ((struct origin *)to)[i] = *schema_origin(from, j);
    memcpy((char *)to + f->offset, schema_member(from, g), member_size(f));
}

void schema_absent(const struct kind *k, size_t field, void *record)
{
    const struct field *f = &k->fields[field];
    void *to = (char *)record + f->offset;
    const bool given = f->need == NEED_DEFAULT;
    if (given)
        ((struct origin *)record)[field] = (struct origin){.file = "default", .is_default = true};
    switch (f->type) {
    case FIELD_NUM:
    case FIELD_INT: *(double *)to = given ? f->number : NAN; break;
    case FIELD_SPAN: *(struct range *)to = given ? range_exact(f->number) : range_unknown(); break;
    case FIELD_TEXT: *(const char **)to = f->word; break;
    case FIELD_ENUM: *(int *)to = f->word ? enums_find(f->words, f->word) : 0; break;
    default: break;
    }
}

const char *schema_type_words(const struct field *f)
{
    static const char *const words[] = {"text",         "list of texts",   "number",
                                        "whole number", "number or range", "word",
                                        "id",           "record",          "list of records"};
    BUG_UNLESS((size_t)f->type < sizeof words / sizeof *words);
    return words[f->type];
}
