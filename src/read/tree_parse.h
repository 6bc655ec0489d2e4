/* tree_parse.h: the text of a JSON or YAML file as a tree. Both are read strictly: duplicate keys, YAML aliases,
   anchors, tags, merge keys, a second document, trailing commas and numbers outside JSON's grammar are faults. */
#ifndef TREE_PARSE_H
#define TREE_PARSE_H

#include "tree.h"

/* Parses YAML when the file's name ends in .yaml or .yml, else JSON. Returns NULL with diagnostics when the text is not
   valid. */
struct tree *tree_parse(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);

#endif
