/* tree_yaml.h: YAML text as a tree. The only file of this room that uses libyaml. */
#ifndef TREE_YAML_H
#define TREE_YAML_H

#include "tree.h"

/* Parses a file. Returns NULL with diagnostics when the text is not valid. */
struct tree *tree_yaml(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);

#endif
