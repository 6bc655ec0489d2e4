/* Idea: constants differ by engine, backend, card, format and kind of model, and most combinations were never measured.
   A prior names keys; all cases that agree in these keys share one factor. Its spread says how far such factors are
   expected to differ, so the fit draws a factor towards 1 (a prior without keys: the constant towards start) unless
   rows say otherwise.

   Invariant: two records are of the same group when the constant and every key agree; a key that is absent (0 or NULL)
   matches every case.

   Reference: data/priors.json; the spreads are judgement, outweighed by measurements (decisions 0011 and 0012). */
#include "priors.h"

#include "bug.h"

#include <math.h>
#include <string.h>

static unsigned key_of(const char *name)
{
#define KEY(row, key, of, value, doc)                                                                                  \
    if (strcmp(name, #key) == 0)                                                                                       \
        return KEY_##key;
#include "calibration_key.def"
#undef KEY
    BUG("a prior names an unknown key"); /* consistency_catalogue refuses it */
}

unsigned priors_keys(const struct prior *p)
{
    unsigned keys = 0;
    BUG_UNLESS(p->constant < constant_end);
    for (size_t i = 0; i < p->keys.n; i++)
        keys |= key_of(p->keys.v[i]);
    return keys;
}

struct calibration priors_group(enum constant constant, unsigned keys, const struct constants_case *c)
{
    struct calibration k = {.constant = constant, .value = NAN, .spread = NAN, .rows = 0};
#define KEY(row, key, of, value, doc)                                                                                  \
    if (keys & KEY_##key)                                                                                              \
        k.key = value;
#include "calibration_key.def"
#undef KEY
    return k;
}

bool priors_states(const struct calibration *group, unsigned keys)
{
    bool all = true;
#define KEY(row, key, of, value, doc) all = all && (!(keys & KEY_##key) || group->key);
#include "calibration_key.def"
#undef KEY
    return all;
}

bool priors_same(const struct calibration *a, const struct calibration *b)
{
    bool same = a->constant == b->constant;
#define KEY(row, key, of, value, doc) same = same && a->key == b->key;
#include "calibration_key.def"
#undef KEY
    return same;
}
