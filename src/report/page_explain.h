/* page_explain.h: one figure of a comparison: its value, its law with the numbers filled in, and every input with its
   unit, source and date. */
#ifndef PAGE_EXPLAIN_H
#define PAGE_EXPLAIN_H

#include "compare.h"
#include "str.h"
#include "breakdown.h"

struct page_explain {
    const struct comparison *comparison;
    const struct compare_option *option;
    const struct workload *workload; /* for figures that belong to a workload: that workload */
    const struct breakdown *taken;   /* breakdown of that workload's prediction; NULL if nothing could run it */
};

/* Writes every figure of that name that the option has: "decode_tok_s"; "power_phase.wall_w" names its table,
   "power_phase.idle.wall_w" its row too. False when there is none; *nearest is then the most similar name, or NULL. */
bool page_explain(const struct page_explain *p, const char *figure, const char **nearest, struct str *out);

#endif
