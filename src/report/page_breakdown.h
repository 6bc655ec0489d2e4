/* page_breakdown.h: where the time of a case goes and what would make it faster, as text or as JSON (schema
   rigplan-explain-1). */
#ifndef PAGE_BREAKDOWN_H
#define PAGE_BREAKDOWN_H

#include "str.h"
#include "breakdown.h"

enum page_breakdown_phase { PAGE_TERMS_DECODE, PAGE_TERMS_PREFILL, PAGE_TERMS_PHASES };

/* The terms of one step with formula and inputs. Writes nothing where the case does not fit. */
void page_breakdown_step(const struct breakdown *t, enum page_breakdown_phase phase, struct str *out);
/* The speed-ups of that phase, the largest gain first. */
void page_breakdown_speedups(const struct breakdown *t, enum page_breakdown_phase phase, struct str *out);
/* One constant as the product of the calibration records that match the case. Writes nothing where none does. */
void page_breakdown_constant(const struct breakdown *t, const char *constant, struct str *out);
/* The calibration records behind all constants. */
void page_breakdown_factors(const struct breakdown *t, struct str *out);
/* The whole page. power: what the case draws. */
void page_breakdown_text(const struct breakdown *t, const struct power_use *power, struct str *out);
void page_breakdown_json(const struct breakdown *t, const struct power_use *power, struct str *out);

#endif
