/* tree.h: JSON or YAML text as one tree of nodes with positions. The only room-mate of cJSON and libyaml. Strict:
   duplicate keys, YAML aliases, anchors, tags, merge keys, a second document, trailing commas and numbers outside
   JSON's grammar are faults. */
#ifndef TREE_H
#define TREE_H

#include "origin.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

enum tree_type { TREE_NULL, TREE_BOOL, TREE_NUMBER, TREE_TEXT, TREE_LIST, TREE_MAP };

struct tree {
    enum tree_type type;
    const char *key;  /* in a map */
    const char *text; /* of a text; of any scalar from YAML */
    double number;    /* of a number or bool */
    size_t n;         /* children */
    struct tree *first, *last, *next;
    struct origin at;
};

/* NULL with diagnostics when the text is not valid. */
struct tree *tree_json(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);
/* The same of text that is known to be UTF-8 and stands at that line of the file. */
struct tree *tree_json_line(struct arena *a, struct diags *d, const char *file, const char *text, size_t size,
                            int line);
struct tree *tree_yaml(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);
/* By the file's ending: .yaml and .yml are YAML, anything else is JSON. */
struct tree *tree_parse(struct arena *a, struct diags *d, const char *file, const char *text, size_t size);

const struct tree *tree_get(const struct tree *map, const char *key);
/* Gives map every member of more that it does not have itself. */
void tree_fill(struct tree *map, const struct tree *more, struct arena *a);
/* Replaces or adds the value at "site.ambient_c", "options[2].title" or "workloads.chat.users" (a list entry by its id)
   with the YAML scalar text; its origin is "--set path". False with a diagnostic when the path is not there. */
bool tree_set(struct arena *a, struct diags *d, struct tree *root, const char *path, const char *value);
/* "the text \"80\"", "the number 5", "a list", ... */
const char *tree_describe(struct arena *a, const struct tree *t);

#endif
