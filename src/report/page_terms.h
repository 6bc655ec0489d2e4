/* page_terms.h: a case taken apart, for a reader or as JSON (schema rigplan-explain-1). */
#ifndef PAGE_TERMS_H
#define PAGE_TERMS_H

#include "str.h"
#include "terms.h"

enum page_terms_phase { PAGE_TERMS_DECODE, PAGE_TERMS_PREFILL, PAGE_TERMS_PHASES };

/* The terms of a step with formula and inputs; nothing where the case does not fit. */
void page_terms_step(const struct terms *t, enum page_terms_phase phase, struct str *out);
/* What would speed that phase up, the most first. */
void page_terms_speedups(const struct terms *t, enum page_terms_phase phase, struct str *out);
/* The records behind the constants. */
void page_terms_factors(const struct terms *t, struct str *out);
/* All of it. */
void page_terms_text(const struct terms *t, struct str *out);
void page_terms_json(const struct terms *t, struct str *out);

#endif
