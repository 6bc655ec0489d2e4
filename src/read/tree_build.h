/* tree_build.h: what the readers of JSON and YAML share while they make a tree. */
#ifndef TREE_BUILD_H
#define TREE_BUILD_H

#include "tree.h"

enum { TREE_DEEPEST = 64 };

/* Hangs child behind the others. */
void tree_adopt(struct tree *parent, struct tree *child);
/* A diagnostic when map has the key of fresh already. */
void tree_refuse_twins(struct diags *d, const struct tree *map, const struct tree *fresh);
/* False with a diagnostic when the bytes are not UTF-8 text or hold a zero byte. */
bool tree_is_text(struct diags *d, const char *file, const char *text, size_t size);
/* Length of the valid UTF-8 sequence at s, 0 when it is none or a zero byte. */
size_t tree_utf8_length(const unsigned char *s, size_t left);
/* Types a scalar of n bytes: number, bool, nothing or, when it is quoted (not plain) or anything else, text. */
void tree_type_scalar(struct tree *t, size_t n, bool plain);

#endif
