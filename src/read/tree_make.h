/* tree_make.h: records made by an importer grow as trees, each value with the place it came from, so that the decoder
   and the sense checks judge them as they judge a catalogue file, and point into what was imported. */
#ifndef TREE_MAKE_H
#define TREE_MAKE_H

#include "tree.h"

/* An empty mapping or list under key of parent (NULL: it stands alone); in a list key is NULL. */
struct tree *tree_make_map(struct arena *a, struct tree *parent, const char *key, struct origin at);
struct tree *tree_make_list(struct arena *a, struct tree *parent, const char *key, struct origin at);
void tree_make_number(struct arena *a, struct tree *map, const char *key, double value, struct origin at);
/* Nothing where text is NULL. */
void tree_make_text(struct arena *a, struct tree *map, const char *key, const char *text, struct origin at);
void tree_make_yes(struct arena *a, struct tree *map, const char *key, bool yes, struct origin at);
/* The root of a catalogue file: its schema is there, lists are to come. */
struct tree *tree_make_catalogue(struct arena *a, struct origin at);
/* Text as an id: what ids cannot hold becomes '-'; at most 90 characters. */
const char *tree_make_id(struct arena *a, const char *text);

#endif
