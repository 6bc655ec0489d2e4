#include "overlay.h"

#include "arena.h"
#include "bug.h"

#include <string.h>

static bool has_links(const struct kind *k)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const bool nested = f->type == FIELD_ONE || f->type == FIELD_LIST;
        if (f->type == FIELD_LINK || (nested && has_links(f->kind)))
            return true;
    }
    return false;
}

/* Returns the record of c with the index that target has in base. */
static const void *counterpart(const struct catalogue *base, const struct catalogue *c, const struct kind *k,
                               const void *target)
{
    const struct any_list *old = catalogue_list_of(base, k);
    const size_t i = (size_t)((const char *)target - (const char *)old->v) / k->size;
    BUG_UNLESS(target == schema_at(k, old, i));
    return schema_at(k, catalogue_list_of(c, k), i);
}

static const void *copy_list(struct arena *a, const struct catalogue *base, const struct catalogue *c,
                             const struct kind *k, const struct any_list *list)
{
    char *items = arena_array(a, list->n, k->size);
    for (size_t i = 0; i < list->n; i++)
        overlay_copy(a, base, c, k, schema_at(k, list, i), items + i * k->size);
    return items;
}

void overlay_copy(struct arena *a, const struct catalogue *base, const struct catalogue *c, const struct kind *k,
                  const void *record, void *to)
{
    memcpy(to, record, k->size);
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        void *member = (char *)to + f->offset;
        const void **pointer = member;
        struct any_list *list = member;
        if (f->type == FIELD_LINK && *pointer)
            *pointer = counterpart(base, c, f->kind, *pointer);
        else if (f->type == FIELD_ONE && *pointer && has_links(f->kind))
            *pointer = copy_list(a, base, c, f->kind, &(struct any_list){1, *pointer});
        else if (f->type == FIELD_LIST && has_links(f->kind))
            list->v = copy_list(a, base, c, f->kind, list);
    }
}
