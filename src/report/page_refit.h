/* page_refit.h: how a user's own measurements change the predictions, as tables or as JSON (schema
   rigplan-calibrate-1). */
#ifndef PAGE_REFIT_H
#define PAGE_REFIT_H

#include "refit_effect.h"
#include "refit_offload.h"
#include "str.h"

/* Adds the user's rows by machine, mean errors, and the factors that changed most. */
void page_refit_text(const struct refit_effect *m, const struct refit_offload *o, struct str *out);
/* Adds all rows, groups and factors. */
void page_refit_json(const struct refit_effect *m, const struct refit_offload *o, struct str *out);

#endif
