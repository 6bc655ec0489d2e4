/* tree.h: what a folder holds: names, modes and bytes of all that is in it. */
#ifndef TORTURE_TREE_H
#define TORTURE_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct tree_entry {
    char *path; /* from the folder */
    unsigned mode;
    char *bytes; /* of a file; NULL: a folder */
    size_t size;
};
struct tree {
    struct tree_entry *v; /* sorted by path */
    size_t n, room;
};

/* Reads the folder; ends the program when that fails. */
struct tree tree_read(const char *folder);
void tree_free(struct tree *t);
/* Makes the folder hold exactly what the tree has. */
void tree_write(const char *folder, const struct tree *t);
/* Removes the folder with all that is in it. */
void tree_remove(const char *folder);
/* Returns the first path that is not the same in both, or NULL: they are equal. */
const char *tree_differ(const struct tree *a, const struct tree *b);
/* Returns the first path that is neither as in `old` nor as in `fresh` (missing counts), or NULL. */
const char *tree_mixed(const struct tree *got, const struct tree *old, const struct tree *fresh);
const struct tree_entry *tree_find(const struct tree *t, const char *path);
/* Returns the bytes of a file with a 0 byte behind them; freed by free(). NULL: it cannot be read. */
char *tree_file(const char *path, size_t *size);
/* Writes a whole file; ends the program when that fails. */
void tree_put(const char *path, const char *bytes, size_t size, unsigned mode);

#endif
