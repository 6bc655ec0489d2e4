/* tree_write.h: writes a tree as YAML. Short lists and maps of plain values stand on one line, everything else in
   blocks. What it writes reads back as the same tree (tree_yaml.h); positions are not kept. */
#ifndef TREE_WRITE_H
#define TREE_WRITE_H

struct str;
struct tree;

/* Appends the members of a map, with an empty line between those that take several lines. */
void tree_write(const struct tree *map, struct str *out);

#endif
