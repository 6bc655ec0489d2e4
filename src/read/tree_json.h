/* tree_json.h: JSON text as a tree. The only file of this room that uses cJSON. */
#ifndef TREE_JSON_H
#define TREE_JSON_H

#include "tree.h"

/* Parses a file. Returns NULL with diagnostics when the text is not valid. */
struct tree *tree_json(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);
/* Like tree_json, but reads Infinity, -Infinity and NaN, which Python writes in JSON, as null: they are no numbers. */
struct tree *tree_json_python(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);
/* Parses one line of a file; line is its number, from 1. The text must be UTF-8 (tree_is_text). Returns NULL with
   diagnostics when it is not valid. */
struct tree *tree_json_line(struct arena *a, struct diags *d, const char *file, const char *text, size_t size,
                            int line);

#endif
