#include "tree.h"

#include "arena.h"
#include "diag.h"
#include "numtext.h"
#include "str.h"

#include <string.h>

void tree_adopt(struct tree *parent, struct tree *child)
{
    BUG_UNLESS(child != parent && !child->next);
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->n++;
}

const struct tree *tree_get(const struct tree *map, const char *key)
{
    if (map->type != TREE_MAP)
        return NULL;
    for (const struct tree *t = map->first; t; t = t->next)
        if (strcmp(t->key, key) == 0)
            return t;
    return NULL;
}

struct tree *tree_member(struct tree *map, const char *key)
{
    for (struct tree *t = map->type == TREE_MAP ? map->first : NULL; t; t = t->next)
        if (strcmp(t->key, key) == 0)
            return t;
    return NULL;
}

void tree_keys_begin(struct tree_keys *k, struct arena *a)
{
    if (!k->lines.arena)
        k->lines = text_set_new(a);
    if (k->lines.n > 0)
        text_set_clear(&k->lines);
}

static void refuse_twin(struct diags *d, const struct tree *fresh, size_t line)
{
    diag_add(d, DIAG_DUPLICATE_KEY, fresh->at, fresh->key, "the key is already at line %zu", line);
}

/* Returns the first of the earlier members with the key of fresh, after adding their keys to the set where they are
   many. NULL: there is none. */
static const struct tree *first_twin(struct tree_keys *k, const struct tree *map, const struct tree *fresh)
{
    const struct tree *twin = NULL;
    for (const struct tree *t = map->first; t && t != fresh; t = t->next) {
        if (!twin && strcmp(t->key, fresh->key) == 0)
            twin = t;
        if (map->n >= TEXT_SET_COST_FROM)
            text_set_add(&k->lines, t->key, (size_t)t->at.line);
    }
    return twin;
}

void tree_refuse_twins(struct diags *d, struct tree_keys *k, const struct tree *map, const struct tree *fresh)
{
    const bool walked = k->lines.n == 0;
    const struct tree *twin = walked ? first_twin(k, map, fresh) : NULL;
    if (twin)
        refuse_twin(d, fresh, (size_t)twin->at.line);
    if (k->lines.n == 0)
        return;
    const size_t line = text_set_add(&k->lines, fresh->key, (size_t)fresh->at.line);
    if (line != TEXT_SET_NONE && !walked)
        refuse_twin(d, fresh, line);
}

void tree_refuse_size(struct diags *d, struct origin at)
{
    diag_add(d, DIAG_TOO_LARGE, at, NULL, "expected at most %d values in a file, got more", (int)TREE_MOST_VALUES);
}

/* ---- text ---- */

size_t tree_utf8_length(const unsigned char *s, size_t left)
{
    static const struct {
        unsigned char mask, lead, least;
    } forms[] = {{0x80, 0x00, 0x01}, {0xE0, 0xC0, 0xC2}, {0xF0, 0xE0, 0xE0}, {0xF8, 0xF0, 0xF0}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if ((s[0] & forms[i].mask) != forms[i].lead)
            continue;
        if (s[0] < forms[i].least || left < i + 1)
            return 0;
        for (size_t j = 1; j <= i; j++)
            if ((s[j] & 0xC0) != 0x80)
                return 0;
        return i + 1;
    }
    return 0;
}

bool tree_is_text(struct diags *d, const char *file, const char *text, size_t size)
{
    struct origin at = {.file = file, .line = 1, .col = 1};
    for (size_t i = 0; i < size;) {
        const size_t n = tree_utf8_length((const unsigned char *)text + i, size - i);
        if (n == 0) {
            diag_add(d, DIAG_SYNTAX_BINARY, at, NULL, "expected UTF-8 text, got byte 0x%02x",
                     (unsigned)(unsigned char)text[i]);
            return false;
        }
        at.col++;
        if (text[i] == '\n') {
            at.line++;
            at.col = 1;
        }
        i += n;
    }
    return true;
}

void tree_type_scalar(struct tree *t, size_t n, bool plain)
{
    t->type = TREE_TEXT;
    if (!plain)
        return;
    if (numtext_parse(t->text, n, &t->number))
        t->type = TREE_NUMBER;
    else if (strcmp(t->text, "true") == 0 || strcmp(t->text, "false") == 0) {
        t->type = TREE_BOOL;
        t->number = t->text[0] == 't';
    } else if (n == 0 || strcmp(t->text, "~") == 0 || strcmp(t->text, "null") == 0)
        t->type = TREE_NULL;
}

void tree_fill(struct tree *map, const struct tree *more, struct arena *a)
{
    struct text_set keys = text_set_new(a);
    for (const struct tree *t = map->first; t; t = t->next)
        text_set_add(&keys, t->key, 0);
    for (const struct tree *t = more->first; t; t = t->next) {
        if (text_set_add(&keys, t->key, 0) != TEXT_SET_NONE)
            continue;
        struct tree *copy = ARENA_NEW(a, struct tree);
        *copy = *t;
        copy->next = NULL;
        tree_adopt(map, copy);
    }
}

/* ---- --set ---- */

/* Returns the member that names an entry of a list: its id, or that of the machine that it extends. */
static const struct tree *id_of(const struct tree *entry)
{
    const struct tree *id = tree_get(entry, "id");
    return id ? id : tree_get(entry, "extends");
}

static struct tree *child_by_name(struct tree *t, const char *name)
{
    size_t index = 0;
    for (struct tree *c = t->first; c; c = c->next, index++) {
        const struct tree *id = id_of(c);
        double number;
        if (t->type == TREE_MAP && strcmp(c->key, name) == 0)
            return c;
        if (t->type == TREE_LIST && id && id->text && strcmp(id->text, name) == 0)
            return c;
        if (t->type == TREE_LIST && numtext_parse(name, strlen(name), &number) && number == (double)index)
            return c;
    }
    return NULL;
}

/* Returns the first step of a path like "a[2].b" and moves *path behind it. */
static const char *next_step(struct arena *a, const char **path)
{
    const size_t n = strcspn(*path, ".[");
    const char *step = arena_strndup(a, *path, n);
    *path += n;
    if (**path == '[') {
        const size_t m = strcspn(*path, "]");
        if (n == 0) {
            step = arena_strndup(a, *path + 1, m > 0 ? m - 1 : 0);
            *path += m + ((*path)[m] == ']');
        }
    }
    *path += **path == '.';
    return step;
}

bool tree_set(struct arena *a, struct diags *d, struct tree *root, const char *path, const char *value)
{
    const struct origin at = diag_file("--set");
    struct tree *t = root;
    for (const char *rest = path; *rest;) {
        const char *step = next_step(a, &rest);
        struct tree *child = child_by_name(t, step);
        if (!child && t->type == TREE_MAP && !*rest && *step) {
            child = ARENA_NEW(a, struct tree);
            child->key = step;
            tree_adopt(t, child);
        }
        if (!child) {
            diag_add(d, DIAG_SET_PATH, at, path, "'%s' does not exist", step);
            return false;
        }
        t = child;
    }
    if (t == root) {
        diag_add(d, DIAG_SET_PATH, at, path, "expected a path, got an empty text");
        return false;
    }
    t->first = t->last = NULL;
    t->n = 0;
    t->text = arena_strdup(a, value);
    t->at = at;
    tree_type_scalar(t, strlen(value), true);
    return true;
}

const char *tree_describe(struct arena *a, const struct tree *t)
{
    switch (t->type) {
    case TREE_NULL: return "nothing";
    case TREE_BOOL: return t->number != 0 ? "true" : "false";
    case TREE_NUMBER: return str_format(a, "the number %.10g", t->number);
    case TREE_TEXT: return str_format(a, "the text \"%.60s\"", t->text);
    case TREE_LIST: return "a list";
    case TREE_MAP: return "a mapping";
    }
    BUG("no such type");
}
