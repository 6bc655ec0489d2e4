/* page_finetune.h: memory of fine-tuning by device, for a reader or as JSON (schema rigplan-finetune-1). */
#ifndef PAGE_FINETUNE_H
#define PAGE_FINETUNE_H

#include "results.h"
#include "str.h"

void page_finetune_json(const struct training *devices, int n, enum verdict worst, struct str *out);
void page_finetune_text(const struct training *devices, int n, enum verdict worst, struct str *out);

#endif
