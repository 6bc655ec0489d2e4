/* page_breakdown.h: a case taken apart, for a reader or as JSON (schema rigplan-explain-1). */
#ifndef PAGE_BREAKDOWN_H
#define PAGE_BREAKDOWN_H

#include "str.h"
#include "breakdown.h"

enum page_breakdown_phase { PAGE_TERMS_DECODE, PAGE_TERMS_PREFILL, PAGE_TERMS_PHASES };

/* The terms of a step with formula and inputs; nothing where the case does not fit. */
void page_breakdown_step(const struct breakdown *t, enum page_breakdown_phase phase, struct str *out);
/* What would speed that phase up, the most first. */
void page_breakdown_speedups(const struct breakdown *t, enum page_breakdown_phase phase, struct str *out);
/* One constant as the product of the records that match; nothing where the case has none of that name. */
void page_breakdown_constant(const struct breakdown *t, const char *constant, struct str *out);
/* All of them. */
void page_breakdown_factors(const struct breakdown *t, struct str *out);
/* All of it. */
void page_breakdown_text(const struct breakdown *t, struct str *out);
void page_breakdown_json(const struct breakdown *t, struct str *out);

#endif
