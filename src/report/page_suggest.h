/* page_suggest.h: the answer of `rigplan fit` without a model: what runs well on a machine. _text for a person, in
   lines of at most 80 columns; _json (schema rigplan-suggest-1). */
#ifndef PAGE_SUGGEST_H
#define PAGE_SUGGEST_H

#include "catalogue.h"
#include "str.h"
#include "suggest.h"

struct page_suggest {
    const char *rig; /* "2 x rtx-3090" or a machine's id */
    const struct catalogue *catalogue;
    const struct suggest *found;
    const struct policy *policy; /* bounds of the size classes and of the speed */
    double ctx_tokens;           /* context of each user that fits for every model listed */
    double users;                /* at once */
    double ram_gib;              /* system RAM that experts may take */
    bool ram_assumed;            /* nobody stated it, and there is system RAM beside device memory */
    bool desktop_assumed;        /* nobody stated that no card draws a desktop */
    bool one_use;                /* the reader asked for one use: every size class is shown */
    bool all;                    /* show all models, superseded ones too */
    const char *const *start;    /* command for the first choice, as words with NULL at the end; NULL: none */
    const char *const *narrow;   /* command that shows one use */
};

void page_suggest_text(const struct page_suggest *p, struct str *out);
void page_suggest_json(const struct page_suggest *p, struct str *out);

#endif
