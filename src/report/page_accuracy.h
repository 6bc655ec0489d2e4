/* page_accuracy.h: errors by engine and by GPU, the worst rows with the likely cause, and what simpler rules say of the same rows. */
#ifndef PAGE_ACCURACY_H
#define PAGE_ACCURACY_H

#include "accuracy.h"
#include "measured.h"
#include "rules.h"
#include "str.h"

void page_accuracy_text(const struct measured *m, const struct accuracy *a, const struct rules *r, struct str *out);

#endif
