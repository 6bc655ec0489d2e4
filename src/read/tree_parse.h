/* tree_parse.h: parses a JSON or YAML file into a tree. Both are read strictly: duplicate keys, trailing commas,
   numbers that are not JSON's, and YAML's aliases, anchors, tags, merge keys and second documents are errors. */
#ifndef TREE_PARSE_H
#define TREE_PARSE_H

#include "tree.h"

/* Parses YAML when the file's name ends in .yaml or .yml, else JSON. Returns NULL with diagnostics when the text is not
   valid. */
struct tree *tree_parse(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);

#endif
