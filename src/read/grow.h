/* grow.h: records made by an importer grow as trees, each value with the place it came from, so that the decoder and the sense checks judge
   them as they judge a catalogue file, and point into what was imported. */
#ifndef GROW_H
#define GROW_H

#include "tree.h"

/* An empty mapping or list under key of parent (NULL: it stands alone); in a list key is NULL. */
struct tree *grow_map(struct arena *a, struct tree *parent, const char *key, struct origin at);
struct tree *grow_list(struct arena *a, struct tree *parent, const char *key, struct origin at);
void grow_number(struct arena *a, struct tree *map, const char *key, double value, struct origin at);
/* Nothing where text is NULL. */
void grow_text(struct arena *a, struct tree *map, const char *key, const char *text, struct origin at);
void grow_yes(struct arena *a, struct tree *map, const char *key, bool yes, struct origin at);
/* The root of a catalogue file: its schema is there, lists are to come. */
struct tree *grow_catalogue(struct arena *a, struct origin at);
/* Text as an id: what ids cannot hold becomes '-'; at most 90 characters. */
const char *grow_id(struct arena *a, const char *text);

#endif
