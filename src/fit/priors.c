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

bool priors_same(const struct calibration *a, const struct calibration *b)
{
    bool same = a->constant == b->constant;
#define KEY(row, key, of, value, doc) same = same && a->key == b->key;
#include "calibration_key.def"
#undef KEY
    return same;
}
