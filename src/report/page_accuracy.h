/* page_accuracy.h: details of cross-validation: errors by engine and by GPU, the largest errors with their likely
   causes, and the errors of naive baselines on the same rows. */
#ifndef PAGE_ACCURACY_H
#define PAGE_ACCURACY_H

#include "causes.h"
#include "measured.h"
#include "baselines.h"
#include "str.h"

void page_accuracy_text(const struct measured *m, const struct causes *a, const struct baselines *r, struct str *out);

#endif
