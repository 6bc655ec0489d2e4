/* tree_json.h: JSON text as a tree. The only file of this room that uses cJSON. */
#ifndef TREE_JSON_H
#define TREE_JSON_H

#include "tree.h"

/* Returns NULL with diagnostics when the text is not valid. */
struct tree *tree_json(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);
/* Parses one line of a file, which the caller has checked to be UTF-8; line is its number, from 1. */
struct tree *tree_json_line(struct arena *a, struct diags *d, const char *file, const char *text, size_t size,
                            int line);

#endif
