/* page_moved.h: how a user's own measurements moved the predictions, for a reader or as JSON (schema rigplan-calibrate-1). */
#ifndef PAGE_MOVED_H
#define PAGE_MOVED_H

#include "moved.h"
#include "str.h"

void page_moved_text(const struct moved *m, struct str *out);
void page_moved_json(const struct moved *m, struct str *out);

#endif
