/* page_explain.h: one figure of a comparison: its value, its law with the numbers filled in, and every input with its
   unit, source and date. A law that is only another figure is followed to that figure. */
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
    const char *command;             /* "rigplan explain aud-8343 dual-3090", for the last line; NULL: no such line */
    const char *options;             /* " --workload chat-8b", which follow the figure; NULL: none */
};

/* Writes every figure of that name that the option has: "decode_tok_s"; "power_phase.wall_w" names its table,
   "power_phase.idle.wall_w" its row too. Ends with the command that explains one of its inputs. Returns false when
   there is none; *hint is then "did you mean 'price'?", a longer list of names, or NULL. */
bool page_explain(const struct page_explain *p, const char *figure, const char **hint, struct str *out);
/* Writes the names of all figures that the option has, table by table, with what they are. */
void page_explain_names(const struct page_explain *p, struct str *out);

#endif
