#include "catalogue.h"

#include "bug.h"

#include <string.h>

const struct catalogue_kind catalogue_kinds[] = {
#define KIND(kind, member, doc) {&kind_##kind, #member, doc, offsetof(struct catalogue, member)},
#include "kinds.def"
#undef KIND
};
const size_t catalogue_n_kinds = sizeof catalogue_kinds / sizeof *catalogue_kinds;

const struct any_list *catalogue_list(const struct catalogue *c, const struct catalogue_kind *k)
{
    return (const void *)((const char *)c + k->offset);
}

static bool has_name(const struct kind *k, const void *record, size_t id_field, size_t alias_field, const char *id)
{
    if (strcmp(*(const char *const *)schema_member(record, &k->fields[id_field]), id) == 0)
        return true;
    const struct text_list *aliases = schema_member(record, &k->fields[alias_field]);
    for (size_t i = 0; i < aliases->n; i++)
        if (strcmp(aliases->v[i], id) == 0)
            return true;
    return false;
}

static const void *find_in(const struct kind *k, const struct any_list *list, const char *id)
{
    const size_t id_field = schema_find(k, "id"), alias_field = schema_find(k, "aliases");
    BUG_UNLESS(id_field < k->n_fields && alias_field < k->n_fields);
    for (size_t i = 0; i < list->n; i++)
        if (has_name(k, schema_at(k, list, i), id_field, alias_field, id))
            return schema_at(k, list, i);
    return NULL;
}

bool catalogue_named(const struct kind *k, const void *record, const char *name)
{
    return has_name(k, record, schema_find(k, "id"), schema_find(k, "aliases"), name);
}

const struct any_list *catalogue_list_of(const struct catalogue *c, const struct kind *k)
{
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        if (catalogue_kinds[i].kind == k)
            return catalogue_list(c, &catalogue_kinds[i]);
    BUG("not a catalogue kind");
}

const void *catalogue_find(const struct catalogue *c, const struct kind *k, const char *id)
{
    return find_in(k, catalogue_list_of(c, k), id);
}

const void *catalogue_find_any(const struct catalogue *c, const char *id, const struct kind **k)
{
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const void *found = find_in(catalogue_kinds[i].kind, catalogue_list(c, &catalogue_kinds[i]), id);
        if (found) {
            *k = catalogue_kinds[i].kind;
            return found;
        }
    }
    return NULL;
}

const struct policy *catalogue_policy(const struct catalogue *c)
{
    BUG_UNLESS(c->policies.n > 0);
    return &c->policies.v[0];
}

const struct engine *catalogue_usual_engine(const struct catalogue *c)
{
    for (size_t i = 0; i < c->engines.n; i++)
        if (c->engines.v[i].usual == flag_yes)
            return &c->engines.v[i];
    return NULL;
}
