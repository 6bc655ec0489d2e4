/* page_finetune.h: memory of fine-tuning by device in three forms: _text for a person, _all with every figure, _json
   (schema rigplan-finetune-1). */
#ifndef PAGE_FINETUNE_H
#define PAGE_FINETUNE_H

#include "results.h"
#include "str.h"

void page_finetune_json(const struct training *devices, int n, enum verdict worst, struct str *out);
/* One line per figure. */
void page_finetune_all(const struct training *devices, int n, enum verdict worst, struct str *out);
/* The answer in lines of at most 80 columns. model: its id; rig: "2 x rtx-3090". */
void page_finetune_text(const char *model, const char *rig, const struct training *devices, int n, struct str *out);
/* Memory by device, and by part of the fullest one, as bars. */
void page_finetune_memory(const struct training *devices, int n, struct str *out);

#endif
