/* feed_json.c: an object becomes a line of a table whose columns are its keys, so that feed_layout.c and feed_table.c
   read it; nested keys are joined: price.value. The meaning of the keys is kept while they stay the same. */
#include "feed_json.h"

#include "arena.h"
#include "diag.h"
#include "feed_table.h"
#include "str.h"
#include "tree_json.h"

#include <ctype.h>
#include <string.h>

enum { MOST_KEYS = 200, DEEPEST = 3, SCRATCH_OBJECTS = 500 };

struct keys {
    size_t n;
    const char *name[MOST_KEYS];
    struct feed_cell cell[MOST_KEYS];
};

/* The layout of the objects so far. */
struct reader {
    struct feed_job *job;
    struct feed_layout layout; /* of the last object; its names lie in the feed's arena */
    bool begun;
    struct arena *scratch; /* for trees; emptied now and then */
    size_t objects;        /* since it was emptied */
};

/* ---- objects to cells ---- */

static const char *scalar(struct arena *a, const struct tree *t)
{
    if (t->type == TREE_NUMBER)
        return str_format(a, "%.15g", t->number);
    if (t->type == TREE_BOOL)
        return t->number != 0 ? "true" : "false";
    return t->type == TREE_TEXT ? t->text : NULL;
}

/* Returns a list of plain values as text: "5,6000". */
static const char *joined(struct arena *a, const struct tree *list)
{
    struct str s = str_new(a);
    for (const struct tree *t = list->first; t; t = t->next) {
        const char *text = scalar(a, t);
        if (text)
            str_addf(&s, "%s%s", s.len ? "," : "", text);
    }
    return s.len ? s.text : NULL;
}

/* Adds the keys of a map; prefix: the key of the map itself and a point. */
static void flatten(struct arena *a, const struct tree *map, const char *prefix, int depth, struct keys *out)
{
    for (const struct tree *t = map->first; t; t = t->next) {
        const char *name = *prefix ? str_format(a, "%s%s", prefix, t->key) : t->key;
        if (t->type == TREE_MAP) {
            if (depth < DEEPEST)
                flatten(a, t, str_format(a, "%s.", name), depth + 1, out);
        } else if (out->n < MOST_KEYS) {
            out->name[out->n] = name;
            out->cell[out->n++] = (struct feed_cell){t->type == TREE_LIST ? joined(a, t) : scalar(a, t),
                                                     t->type == TREE_NUMBER};
        }
    }
}

/* Returns whether the object has the keys of the last one. */
static bool same_keys(const struct reader *r, const struct keys *k)
{
    if (!r->begun || r->layout.n != k->n)
        return false;
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(r->layout.names[i], k->name[i]) != 0)
            return false;
    return true;
}

static void learn(struct reader *r, const struct keys *k)
{
    struct arena *a = r->job->arena;
    const char **names = ARENA_ARRAY(a, k->n, const char *);
    for (size_t i = 0; i < k->n; i++)
        names[i] = arena_strdup(a, k->name[i]);
    r->layout = feed_layout_of(a, names, k->n);
    r->begun = true;
    if (feed_layout_is_feed(&r->layout))
        feed_table_begin(r->job, &r->layout);
}

/* Adds the object as a row. Returns false when its keys name no thing or no price. */
static bool add_object(struct reader *r, const struct tree *map)
{
    struct keys *k = ARENA_NEW(r->scratch, struct keys);
    flatten(r->scratch, map, "", 0, k);
    if (!same_keys(r, k))
        learn(r, k);
    if (!feed_layout_is_feed(&r->layout))
        return false;
    for (size_t i = 0; i < k->n; i++) /* rows outlive the tree */
        if (k->cell[i].text && (r->layout.columns[i].field || r->layout.table))
            k->cell[i].text = arena_strdup(r->job->arena, k->cell[i].text);
    feed_table_add(r->job, &r->layout, k->cell, map->at.line);
    return true;
}

/* Adds the rows of a value: an object, or all objects in it. */
static void walk(struct reader *r, const struct tree *t)
{
    if (t->type == TREE_MAP && add_object(r, t))
        return;
    for (const struct tree *c = t->first; c; c = c->next)
        if (c->type == TREE_MAP || c->type == TREE_LIST)
            walk(r, c);
}

/* ---- pieces of text ---- */

static void read_piece(struct reader *r, const char *text, size_t n, int line)
{
    if (r->objects++ % SCRATCH_OBJECTS == 0) {
        arena_free(r->scratch);
        r->scratch = arena_new();
    }
    struct diags mine = diag_none(r->scratch);
    const struct tree *t = tree_json_line(r->scratch, &mine, r->job->file, arena_strndup(r->scratch, text, n), n, line);
    if (!t)
        feed_job_skip(r->job, mine.first ? mine.first->at.line : line, "the object is left out: it is not valid JSON");
    else if (t->type == TREE_MAP && !add_object(r, t))
        feed_job_skip(r->job, line, "the object is left out: none of its keys is a name or a price");
    else if (t->type != TREE_MAP)
        feed_job_skip(r->job, line, "the value is left out: it is no object");
}

/* Returns the end of the object that begins at s; line counts on. */
static const char *object_end(const char *s, int *line)
{
    int depth = 0;
    bool quoted = false;
    for (; *s; s++) {
        *line += *s == '\n';
        if (quoted && *s == '\\' && s[1])
            s++;
        else if (*s == '"')
            quoted = !quoted;
        else if (!quoted && (*s == '{' || *s == '['))
            depth++;
        else if (!quoted && (*s == '}' || *s == ']') && --depth == 0)
            return s + 1;
    }
    return s;
}

/* Reads the objects of a list one at a time, or objects that follow one another. */
static void read_objects(struct reader *r, const char *text)
{
    int line = 1;
    for (const char *s = text; *s;) {
        if (*s == '{') {
            const int from = line;
            const char *end = object_end(s, &line);
            read_piece(r, s, (size_t)(end - s), from);
            s = end;
        } else
            line += *s++ == '\n';
    }
}

static const char *first_of(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

bool feed_json_is(const char *text)
{
    const char *s = first_of(text);
    if (*s == '{')
        return true;
    if (*s != '[')
        return false;
    s = first_of(s + 1);
    return *s == '{' || *s == '[' || *s == ']';
}

bool feed_json_is_lines(const char *text)
{
    int line = 0;
    const char *s = first_of(text);
    if (*s != '{')
        return false;
    s = object_end(s, &line);
    while (*s == ' ' || *s == '\t' || *s == '\r')
        s++;
    return *s == '\n' && *first_of(s) == '{';
}

void feed_json_read(struct feed_job *job, const char *text, size_t size)
{
    struct reader r = {.job = job};
    const char *s = first_of(text);
    if ((*s == '[' && *first_of(s + 1) == '{') || feed_json_is_lines(text))
        read_objects(&r, text);
    else {
        r.scratch = arena_new();
        const struct tree *t = tree_json(r.scratch, job->d, job->file, text, size);
        if (t)
            walk(&r, t);
    }
    arena_free(r.scratch);
}
