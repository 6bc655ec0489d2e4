/* page_explain.h: one figure of a comparison: its value, its formula, its inputs with their sources and dates. */
#ifndef PAGE_EXPLAIN_H
#define PAGE_EXPLAIN_H

#include "compare.h"
#include "str.h"
#include "breakdown.h"

struct page_explain {
    const struct comparison *comparison;
    const struct compare_option *option;
    const struct breakdown *const *taken; /* one per workload: its case taken apart, NULL where nothing could run it */
};

/* Writes every figure of that name that the option has ("decode_tok_s", or "power_phase.wall_w" to name its table).
   False when no table has it; *nearest is then the most similar name, or NULL. */
bool page_explain(const struct page_explain *p, const char *figure, const char **nearest, struct str *out);

#endif
