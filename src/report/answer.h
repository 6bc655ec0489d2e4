/* answer.h: the answer to a request in sentences for a terminal: does it fit, how fast is it, what limits it, which
   commands tell more. */
#ifndef ANSWER_H
#define ANSWER_H

#include "results.h"
#include "str.h"

/* The request in words. */
struct answer_case {
    const char *model, *quant; /* ids */
    const char *engine;        /* id, with its backend where the cards leave a choice: "llama.cpp on Vulkan" */
    const char *rig;           /* "2 x rtx-3090" or a machine's id */
    const char *split;         /* "layer split"; NULL: one device */
    const char *draft;         /* id of the draft model; NULL: no speculative decoding */
    double prompt_tokens, depth_tokens, batch;
    /* Commands that tell more, as words with NULL at the end; NULL: leave the command out. */
    const char *const *fit;     /* what one change of this rig would gain */
    const char *const *explain; /* where the time goes */
    const char *const *shop;    /* which cards and machines have room for it */
};

/* "llama-3.1-70b in Q4_K_M on 2 x rtx-3090 (layer split), llama.cpp, 8,192 tokens of context". */
void answer_title(struct str *out, const struct answer_case *c, const struct prediction *f);
/* Says whether it fits; if not, what is missing and which part is too large. */
void answer_fits(struct str *out, const struct prediction *f, const struct device_load *devices, int n);
/* Says how fast decode and prefill are and what limits them. Writes nothing where it does not fit. */
void answer_speed(struct str *out, const struct answer_case *c, const struct prediction *f);
/* Writes the commands that tell more. */
void answer_next(struct str *out, const struct answer_case *c);

/* Adds a number with its unit: "8,192 tokens"; "1.93 GiB". */
void answer_tokens(struct str *out, double v);
void answer_gib(struct str *out, double v);
/* Adds " (80 % range 1.2 to 1.5)"; nothing to what is certain or not known. */
void answer_range(struct str *out, double low80, double high80);
/* "Yes, it fits: 1.93 GiB of 23.5 GiB stay free on the fullest card." The figures belong to the fullest of n
 * devices.
 */
void answer_spare(struct str *out, enum verdict v, double spare_gib, double capacity_gib, int n);

#endif
