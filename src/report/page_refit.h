/* page_refit.h: how a user's own measurements moved the predictions, for a reader or as JSON (schema
   rigplan-calibrate-1). */
#ifndef PAGE_REFIT_H
#define PAGE_REFIT_H

#include "refit_effect.h"
#include "str.h"

void page_refit_text(const struct refit_effect *m, struct str *out);
void page_refit_json(const struct refit_effect *m, struct str *out);

#endif
