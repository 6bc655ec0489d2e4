/* priced.c: a hash table of names with open addressing, at most half full. */
#include "priced.h"

#include "arena.h"
#include "bug.h"
#include "hash.h"

#include <string.h>

struct named {
    const char *name; /* NULL: free */
    size_t of;        /* index of the record */
};

struct priced_index {
    struct priced *all;
    size_t n, room;
    struct named *slots;
    size_t n_slots; /* a power of two */
};

static const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_board, &kind_cpu, &kind_psu, &kind_part};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

bool priced_kind(const struct kind *k)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (kinds[i] == k)
            return true;
    return false;
}

static const struct text_list *aliases_of(const struct priced *p)
{
    return schema_member(p->record, &p->kind->fields[schema_find(p->kind, "aliases")]);
}

/* Returns the slot of the name, or the free one where it belongs. */
static struct named *slot_of(const struct priced_index *x, const char *name)
{
    uint64_t h = hash_start();
    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        h = hash_add(h, *p);
    size_t i = (size_t)hash_fold(h) & (x->n_slots - 1);
    while (x->slots[i].name && strcmp(x->slots[i].name, name) != 0)
        i = (i + 1) & (x->n_slots - 1);
    return &x->slots[i];
}

/* Adds a name; of two records with one name the first keeps it. */
static void add_name(struct priced_index *x, const char *name, size_t of)
{
    struct named *s = slot_of(x, name);
    if (!s->name)
        *s = (struct named){name, of};
}

struct priced_index *priced_new(struct arena *a, const struct catalogue *c)
{
    struct priced_index *x = ARENA_NEW(a, struct priced_index);
    size_t names = 0;
    for (size_t k = 0; k < N_KINDS; k++) {
        const struct any_list *list = catalogue_list_of(c, kinds[k]);
        for (size_t i = 0; i < list->n; i++) {
            const void *record = schema_at(kinds[k], list, i);
            x->all = arena_more(a, x->all, x->n, &x->room, sizeof *x->all);
            x->all[x->n] = (struct priced){kinds[k], record, schema_id(kinds[k], record)};
            names += 1 + aliases_of(&x->all[x->n++])->n;
        }
    }
    x->n_slots = 1;
    while (x->n_slots < 2 * names + 1)
        x->n_slots *= 2;
    x->slots = ARENA_ARRAY(a, x->n_slots, struct named);
    for (size_t i = 0; i < x->n; i++)
        if (x->all[i].id)
            add_name(x, x->all[i].id, i);
    for (size_t i = 0; i < x->n; i++)
        for (size_t j = 0; j < aliases_of(&x->all[i])->n; j++)
            add_name(x, aliases_of(&x->all[i])->v[j], i);
    return x;
}

struct priced_list priced_all(const struct priced_index *x)
{
    return (struct priced_list){x->n, x->all};
}

const struct priced *priced_find(const struct priced_index *x, const char *name)
{
    const struct named *s = slot_of(x, name);
    BUG_UNLESS(!s->name || s->of < x->n);
    return s->name ? &x->all[s->of] : NULL;
}
