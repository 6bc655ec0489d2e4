#include "tree_make.h"

#include "arena.h"
#include "bug.h"

#include <ctype.h>
#include <string.h>

static struct tree *node(struct arena *a, struct tree *parent, enum tree_type type, const char *key, struct origin at)
{
    struct tree *t = ARENA_NEW(a, struct tree);
    t->type = type;
    t->key = key;
    t->at = at;
    BUG_UNLESS(!parent || (parent->type == TREE_MAP) == (key != NULL));
    if (parent)
        tree_adopt(parent, t);
    return t;
}

/* Returns a copy with '?' for bytes that are not UTF-8 and blanks for control characters. */
static const char *printable(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);
    for (size_t i = 0, left = strlen(copy); left > 0;) {
        const size_t n = tree_utf8_length((const unsigned char *)copy + i, left), step = n ? n : 1;
        if (n == 0)
            copy[i] = '?';
        else if ((unsigned char)copy[i] < ' ' || copy[i] == 127)
            copy[i] = ' ';
        i += step;
        left -= step;
    }
    return copy;
}

struct tree *tree_make_map(struct arena *a, struct tree *parent, const char *key, struct origin at)
{
    return node(a, parent, TREE_MAP, key, at);
}

struct tree *tree_make_list(struct arena *a, struct tree *parent, const char *key, struct origin at)
{
    return node(a, parent, TREE_LIST, key, at);
}

void tree_make_number(struct arena *a, struct tree *map, const char *key, double value, struct origin at)
{
    node(a, map, TREE_NUMBER, key, at)->number = value;
}

void tree_make_text(struct arena *a, struct tree *map, const char *key, const char *text, struct origin at)
{
    if (text)
        node(a, map, TREE_TEXT, key, at)->text = printable(a, text);
}

void tree_make_yes(struct arena *a, struct tree *map, const char *key, bool yes, struct origin at)
{
    tree_make_text(a, map, key, yes ? "yes" : "no", at);
}

struct tree *tree_make_catalogue(struct arena *a, struct origin at)
{
    struct tree *root = tree_make_map(a, NULL, NULL, at);
    tree_make_text(a, root, "schema", "rigplan-catalogue-1", at);
    return root;
}

const char *tree_make_id(struct arena *a, const char *text)
{
    enum { LONGEST = 90 };
    const size_t n = strlen(text);
    char *id = arena_strndup(a, text, n < LONGEST ? n : LONGEST);
    for (char *p = id; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr(".-_+()", *p))
            *p = '-';
    return *id ? id : "imported";
}
