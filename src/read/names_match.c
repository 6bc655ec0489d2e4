#include "names_match.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

void names_match_add(struct names_found *out, const void *record)
{
    for (size_t i = 0; i < out->n && i < NAMES_MOST; i++)
        if (out->near[i] == record)
            return;
    if (out->n < NAMES_MOST)
        out->near[out->n] = record;
    out->n++;
}

bool names_match_is_chip(const struct names_rank_search *s, const void *record)
{
    return s->k == &kind_device && ((const struct device *)record)->vendor == vendor_apple;
}

/* Returns true if the catalogue has a machine with this chip and the memory that the name states. */
static bool in_a_machine(const struct names_rank_search *s, const struct device *chip)
{
    for (size_t i = 0; i < s->c->systems.n; i++)
        if (s->c->systems.v[i].chip == chip && names_rank_close(s->asked.gib, s->c->systems.v[i].mem_gib))
            return true;
    return false;
}

/* Returns the chip that machines with the stated memory have, else the one with the most cores. NULL: a tie. */
static const void *best_chip(const struct names_rank_search *s, const struct names_found *of)
{
    const struct device *best = NULL;
    bool tie = false;
    for (size_t i = 0; i < of->n && i < NAMES_MOST; i++) {
        const struct device *d = of->near[i];
        if (!names_match_is_chip(s, d))
            return NULL;
        const int machine = best ? in_a_machine(s, d) - in_a_machine(s, best) : 1;
        const double more = best ? d->compute_units - best->compute_units : 1;
        tie = best && machine == 0 && more == 0 ? true : machine > 0 || (machine == 0 && more > 0) ? false : tie;
        if (machine > 0 || (machine == 0 && more > 0))
            best = d;
    }
    return tie ? NULL : best;
}

static size_t words_of(const struct names_rank_search *s, const void *record)
{
    return names_rank_forms(s, record)->all.n;
}

/* Returns the systems that a name which leaves words out means: those that have the fewest words beyond it. */
static struct names_found shortest(const struct names_rank_search *s)
{
    struct names_found out = {.how = NAMES_NONE};
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        if (names_rank_of(s, record) != RANK_PARTLY || words_of(s, record) > least)
            continue;
        if (words_of(s, record) < least)
            out.n = 0;
        least = words_of(s, record);
        names_match_add(&out, record);
    }
    return out;
}

/* Returns the one of several cards that the name mostly means where it states no memory; NULL: none. */
static const void *usual(const struct names_rank_search *s, const struct names_found *found)
{
    const void *out = NULL;
    for (size_t i = 0; s->k == &kind_device && isnan(s->asked.gib) && i < found->n && i < NAMES_MOST; i++)
        if (((const struct device *)found->near[i])->usual == flag_yes)
            out = found->near[i];
    return out;
}

void names_match_find(const struct names_rank_search *s, struct names_found *out)
{
    enum names_rank best = RANK_NONE;
    struct names_found of[RANK_WHOLE + 1];
    memset(of, 0, sizeof of);
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        const enum names_rank rank = names_rank_of(s, record);
        best = rank > best ? rank : best;
        names_match_add(&of[rank], record);
    }
    if (best == RANK_NONE)
        return;
    *out = of[best];
    const struct names_found short_names = best == RANK_PARTLY ? shortest(s) : *out;
    if (short_names.n > 1)
        *out = short_names;
    const bool chips = out->n > 0 && names_match_is_chip(s, out->near[0]);
    out->record = short_names.n == 1 && out->n <= NAMES_MOST ? short_names.near[0] : chips ? best_chip(s, out) : NULL;
    if (!out->record && !chips)
        out->record = usual(s, out);
    out->how = out->record ? NAMES_ONE : NAMES_SEVERAL;
    if (chips && best == RANK_WHOLE && isnan(s->asked.cores))
        for (size_t i = 0; i < of[RANK_OPEN].n && i < NAMES_MOST; i++)
            names_match_add(out, of[RANK_OPEN].near[i]);
    const bool settled = chips && !isnan(s->asked.cores) && out->n == 1; /* by the cores, whatever the memory */
    out->open = out->record && !settled && (out->n > 1 || best == RANK_OPEN);
}
