/* gguf_other.h: GGUF files that hold no language model: vision projectors, adapters, importance matrices, vocabularies.
 */
#ifndef GGUF_OTHER_H
#define GGUF_OTHER_H

#include "gguf_file.h"

/* Returns true when the file is one of them, with a diagnostic that says what it is and which file is wanted. */
bool gguf_other_is(struct arena *a, struct diags *d, const struct gguf_file *f);

#endif
