/* title_hit.h: what the matchers of title_match.c find in a title: products that its words name. */
#ifndef TITLE_HIT_H
#define TITLE_HIT_H

#include "schema.h"

#include <stdbool.h>
#include <stddef.h>

enum { TITLE_HIT_NEAR = 4, TITLE_HIT_MOST = 12 };

/* One product that the title names. */
struct title_hit {
    const struct kind *kind; /* kind_device, kind_cpu, ... */
    size_t from, to;         /* words that name it */
    bool away;               /* it stands behind "for", "from" or "not" */
    bool sure;               /* the words name the first of record; else it may be any of them */
    size_t n;                /* records that it may be; 0: a product that the catalogue lacks */
    const void *record[TITLE_HIT_NEAR];
};

struct title_hits {
    size_t n;
    struct title_hit v[TITLE_HIT_MOST];
};

#endif
