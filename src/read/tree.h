/* tree.h: JSON or YAML text as a tree of nodes with positions. tree_json.h and tree_yaml.h make trees from text. This
   file reads and changes trees, and has the functions that both parsers use. */
#ifndef TREE_H
#define TREE_H

#include "origin.h"
#include "text_set.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

enum tree_type { TREE_NULL, TREE_BOOL, TREE_NUMBER, TREE_TEXT, TREE_LIST, TREE_MAP };

struct tree {
    enum tree_type type;
    const char *key;  /* key in the map above; NULL elsewhere */
    const char *text; /* value of a text; from YAML the text of any scalar */
    double number;    /* value of a number; 1 or 0 of a bool */
    size_t n;         /* number of children of a list or map */
    struct tree *first, *last, *next;
    struct origin at;
};

/* Returns the value of a key; NULL when map has no such key or is not a map. */
const struct tree *tree_get(const struct tree *map, const char *key);
/* Returns the value of a key to be changed; NULL as tree_get. */
struct tree *tree_member(struct tree *map, const char *key);
/* Adds to map copies of the members of more whose keys map lacks. */
void tree_fill(struct tree *map, const struct tree *more, struct arena *a);
/* Replaces or adds the value at a path like "site.ambient_c", "options[2].title" or "workloads.chat.users" (a list
   entry by its id) with the YAML scalar value. Its origin is the file "--set". Returns false with a diagnostic when the
   path does not exist. */
bool tree_set(struct arena *a, struct diags *d, struct tree *root, const char *path, const char *value);
/* Returns words for a value in messages: the text "80", the number 5, a list, ... */
const char *tree_describe(struct arena *a, const struct tree *t);

/* ---- for the parsers of JSON and YAML ---- */

/* Levels of nesting that are accepted, and values of one file: lists, maps, texts and numbers. A value takes up to 300
   bytes, so a file takes at most 150 MB. The largest files that people have, results of benchmarks and all prices of a
   shop, have a tenth of so many. */
enum { TREE_DEEPEST = 64, TREE_MOST_VALUES = 500000 };

/* Makes child the last child of parent. */
void tree_adopt(struct tree *parent, struct tree *child);
/* The keys of the maps that are open at one level: one set serves map after map. */
struct tree_keys {
    struct text_set lines; /* the line of each key; empty while the map has few */
};
/* Starts the next map. */
void tree_keys_begin(struct tree_keys *k, struct arena *a);
/* Adds a diagnostic when an earlier member of map has the key of fresh, its newest member. */
void tree_refuse_twins(struct diags *d, struct tree_keys *k, const struct tree *map, const struct tree *fresh);
/* Says that the file has more than TREE_MOST_VALUES values. */
void tree_refuse_size(struct diags *d, struct origin at);
/* Returns false with a diagnostic when the bytes are not valid UTF-8 or include a zero byte. */
bool tree_is_text(struct diags *d, const char *file, const char *text, size_t size);
/* Returns the length of the UTF-8 sequence at s, of at most left bytes; 0 when it is not valid or a zero byte. */
size_t tree_utf8_length(const unsigned char *s, size_t left);
/* Sets the type of a scalar from its text of n bytes: number, bool or null if it is plain (not quoted) and has that
   form, else text. */
void tree_type_scalar(struct tree *t, size_t n, bool plain);

#endif
