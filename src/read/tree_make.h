/* tree_make.h: makes trees in code, for importers. Each value has the origin where it was read, so that the decoder and
   the consistency checks treat the tree like a catalogue file, and their messages point into the imported file. */
#ifndef TREE_MAKE_H
#define TREE_MAKE_H

#include "tree.h"

/* Returns a new empty map or list. parent: the map or list to add it to (NULL: none). key: its key in a map, NULL in a
   list. */
struct tree *tree_make_map(struct arena *a, struct tree *parent, const char *key, struct origin at);
struct tree *tree_make_list(struct arena *a, struct tree *parent, const char *key, struct origin at);
/* Adds a number. */
void tree_make_number(struct arena *a, struct tree *map, const char *key, double value, struct origin at);
/* Adds a text; does nothing when it is NULL. Control characters become blanks, bytes that are not UTF-8 become '?'. */
void tree_make_text(struct arena *a, struct tree *map, const char *key, const char *text, struct origin at);
/* Adds the text "yes" or "no". */
void tree_make_yes(struct arena *a, struct tree *map, const char *key, bool yes, struct origin at);
/* Returns the root of a catalogue file, with its schema and no records. */
struct tree *tree_make_catalogue(struct arena *a, struct origin at);
/* Returns an id made from a text: at most 90 characters, with '-' for characters that ids cannot have. */
const char *tree_make_id(struct arena *a, const char *text);

#endif
