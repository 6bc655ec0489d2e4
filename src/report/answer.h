/* answer.h: what a person asks first, in sentences for a terminal: does it fit, how fast is it, what limits it, what
   to ask next. */
#ifndef ANSWER_H
#define ANSWER_H

#include "results.h"
#include "str.h"

/* What was asked. */
struct answer_case {
    const char *model, *quant, *engine; /* ids */
    const char *rig;                    /* "2 x rtx-3090" or a machine's id */
    const char *split;                  /* words; NULL: one device */
    const char *draft;                  /* what drafts; NULL: nothing does */
    double prompt_tokens, depth_tokens, batch;
    /* Commands that ask on, words with NULL at the end; NULL: leave it out. */
    const char *const *fit;     /* what a change of this rig buys */
    const char *const *explain; /* where the time goes */
    const char *const *shop;    /* which cards and machines hold it */
};

/* "llama-3.1-70b in Q4_K_M on 2 x rtx-3090 (layer split), llama.cpp, 8,192 tokens of context". */
void answer_title(struct str *out, const struct answer_case *c, const struct prediction *f);
/* Does it fit; if not, what is missing and which part is too large. */
void answer_fits(struct str *out, const struct prediction *f, const struct device_load *devices, int n);
/* Decode and prefill with the limit of each; nothing where it does not fit. */
void answer_speed(struct str *out, const struct answer_case *c, const struct prediction *f);
/* The commands that ask on. */
void answer_next(struct str *out, const struct answer_case *c);

/* Pieces of such sentences: "8,192 tokens"; "1.93 GiB". */
void answer_tokens(struct str *out, double v);
void answer_gib(struct str *out, double v);
/* "Yes, it fits: 1.93 GiB of 23.5 GiB stay free." of the device with that verdict; on the fullest of n. */
void answer_spare(struct str *out, enum verdict v, double spare_gib, double capacity_gib, int n);

#endif
