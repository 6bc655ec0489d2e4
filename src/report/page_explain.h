/* page_explain.h: one figure of a comparison: its value, its formula, its inputs with their sources and dates. */
#ifndef PAGE_EXPLAIN_H
#define PAGE_EXPLAIN_H

#include "compare.h"
#include "str.h"

/* Writes every figure of that name that the option has ("decode_tok_s", or "power_phase.wall_w" to name its table). False when no table
   has it; *nearest is then the most similar name, or NULL. */
bool page_explain(const struct comparison *c, const struct compare_option *o, const char *figure, const char **nearest, struct str *out);

#endif
