/* tree.h: JSON or YAML text as one tree of nodes with positions. tree_json.h and tree_yaml.h build trees from text;
   this file reads and changes them, and holds what the two share. */
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

const struct tree *tree_get(const struct tree *map, const char *key);
/* Gives map every member of more that it does not have itself. */
void tree_fill(struct tree *map, const struct tree *more, struct arena *a);
/* Replaces or adds the value at "site.ambient_c", "options[2].title" or "workloads.chat.users" (a list entry by its id)
   with the YAML scalar text; its origin is "--set path". False with a diagnostic when the path is not there. */
bool tree_set(struct arena *a, struct diags *d, struct tree *root, const char *path, const char *value);
/* "the text \"80\"", "the number 5", "a list", ... */
const char *tree_describe(struct arena *a, const struct tree *t);

/* ---- used by the readers of JSON and YAML ---- */

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
