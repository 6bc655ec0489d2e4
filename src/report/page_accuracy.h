/* page_accuracy.h: errors by engine and by GPU, the worst rows with the likely cause, and what simpler rules say of the
   same rows. */
#ifndef PAGE_ACCURACY_H
#define PAGE_ACCURACY_H

#include "causes.h"
#include "measured.h"
#include "baselines.h"
#include "str.h"

void page_accuracy_text(const struct measured *m, const struct causes *a, const struct baselines *r, struct str *out);

#endif
