#include "choices.h"

#include "arena.h"
#include "bug.h"

#include <stdlib.h>
#include <string.h>

static bool same_group(const struct compare_option *a, const struct compare_option *b)
{
    return a->option->variant_of && b->option->variant_of && strcmp(a->option->variant_of, b->option->variant_of) == 0;
}

/* Returns the index of the first option of the group of option i. */
static size_t first_of(const struct comparison *c, size_t i)
{
    size_t first = 0;
    while (first < i && !same_group(&c->v[first], &c->v[i]))
        first++;
    return first;
}

/* Copies the variants of the group that begins with option i behind the others, best first. */
static void take_group(struct comparison *c, size_t i, struct compare_option *best)
{
    const size_t start = c->n_variants;
    for (size_t k = 0; k < c->n; k++)
        if (same_group(c->by_rank[k], &c->v[i]))
            c->variant[c->n_variants++] = *c->by_rank[k];
    *best = c->variant[start];
    best->variant = &c->variant[start];
    best->n_variants = c->n_variants - start;
    best->outcome.id = best->option->variant_of;
    BUG_UNLESS(best->n_variants > 0);
}

bool choices_fold(struct arena *a, struct comparison *c)
{
    struct compare_option *kept = ARENA_ARRAY(a, c->n + 1, struct compare_option);
    size_t n = 0, in_groups = 0;
    for (size_t i = 0; i < c->n; i++)
        in_groups += c->v[i].option->variant_of != NULL;
    if (in_groups == 0)
        return false;
    c->variant = ARENA_ARRAY(a, c->n + 1, struct compare_option);
    c->n_variants = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (!c->v[i].option->variant_of)
            kept[n++] = c->v[i];
        else if (first_of(c, i) == i)
            take_group(c, i, &kept[n++]);
    }
    c->v = kept;
    c->n = n;
    return true;
}
