#include "tree.h"

#include "arena.h"
#include "diag.h"
#include "numtext.h"
#include "str.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 64 };

static void adopt(struct tree *parent, struct tree *child)
{
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

static void refuse_twins(struct diags *d, const struct tree *map, const struct tree *fresh)
{
    for (const struct tree *t = map->first; t && t != fresh; t = t->next)
        if (strcmp(t->key, fresh->key) == 0) {
            diag_add(d, DIAG_DUPLICATE_KEY, fresh->at, fresh->key, "the key is already there at line %d", t->at.line);
            return;
        }
}

/* ---- text ---- */

/* Length of the valid UTF-8 sequence at s, 0 when it is none or a zero byte. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    static const struct { unsigned char mask, lead, least; } forms[] = {
        {0x80, 0x00, 0x01}, {0xE0, 0xC0, 0xC2}, {0xF0, 0xE0, 0xE0}, {0xF8, 0xF0, 0xF0}};
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

static bool is_text(struct diags *d, const char *file, const char *text, size_t size)
{
    struct origin at = {.file = file, .line = 1, .col = 1};
    for (size_t i = 0; i < size;) {
        const size_t n = utf8_length((const unsigned char *)text + i, size - i);
        if (n == 0) {
            diag_add(d, DIAG_SYNTAX_BINARY, at, NULL, "byte 0x%02x is not text", (unsigned)(unsigned char)text[i]);
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

/* ---- JSON: cJSON judges, a walk over the same text adds positions ---- */

struct walk {
    struct diags *d;
    const char *file, *at, *line_start;
    int line;
};

static struct origin here(const struct walk *w)
{
    return (struct origin){.file = w->file, .line = w->line, .col = (int)(w->at - w->line_start) + 1};
}

/* Over white space and the punctuation between values. */
static void skip_gaps(struct walk *w)
{
    while (*w->at == ' ' || *w->at == '\t' || *w->at == '\n' || *w->at == '\r' || *w->at == ',' || *w->at == ':') {
        if (*w->at++ == '\n') {
            w->line++;
            w->line_start = w->at;
        }
    }
}

static void skip_string(struct walk *w)
{
    for (w->at++; *w->at != '"'; w->at++)
        w->at += *w->at == '\\';
    w->at++;
}

static void skip_scalar(struct walk *w, const struct tree *t)
{
    if (*w->at == '"') {
        skip_string(w);
        return;
    }
    const size_t n = strcspn(w->at, " \t\r\n,]}");
    double ignored;
    if (t->type == TREE_NUMBER && !numtext_parse(w->at, n, &ignored))
        diag_add(w->d, DIAG_SYNTAX_JSON, t->at, NULL, "'%.*s' is not a number", (int)n, w->at);
    w->at += n;
}

/* t stands at w, whose text is known to be valid JSON. Depth is bounded by the conversion. */
static void place(struct walk *w, struct tree *t)
{
    skip_gaps(w);
    t->at = here(w);
    if (t->type != TREE_LIST && t->type != TREE_MAP) {
        skip_scalar(w, t);
        return;
    }
    w->at++;
    for (struct tree *child = t->first; child; child = child->next) {
        skip_gaps(w);
        const struct origin key_at = here(w);
        if (t->type == TREE_MAP)
            skip_string(w);
        place(w, child);
        if (t->type == TREE_MAP) {
            const struct origin value_at = child->at;
            child->at = key_at;
            refuse_twins(w->d, t, child);
            child->at = value_at;
        }
    }
    skip_gaps(w);
    w->at++;
}

static enum tree_type type_of(const cJSON *j)
{
    if (cJSON_IsObject(j))
        return TREE_MAP;
    if (cJSON_IsArray(j))
        return TREE_LIST;
    if (cJSON_IsString(j))
        return TREE_TEXT;
    if (cJSON_IsNumber(j))
        return TREE_NUMBER;
    return cJSON_IsBool(j) ? TREE_BOOL : TREE_NULL;
}

/* NULL when it is nested too deep. */
static struct tree *convert(struct arena *a, const cJSON *j, int depth)
{
    if (depth > DEEPEST)
        return NULL;
    struct tree *t = ARENA_NEW(a, struct tree);
    t->type = type_of(j);
    t->key = j->string ? arena_strdup(a, j->string) : NULL;
    t->text = j->valuestring ? arena_strdup(a, j->valuestring) : NULL;
    t->number = cJSON_IsBool(j) ? cJSON_IsTrue(j) : j->valuedouble;
    for (const cJSON *child = j->child; child; child = child->next) {
        struct tree *c = convert(a, child, depth + 1);
        if (!c)
            return NULL;
        adopt(t, c);
    }
    return t;
}

static struct origin position(const char *file, const char *text, const char *at)
{
    struct origin o = {.file = file, .line = 1, .col = 1};
    for (const char *p = text; p < at; p++) {
        o.col++;
        if (*p == '\n') {
            o.line++;
            o.col = 1;
        }
    }
    return o;
}

struct tree *tree_json(struct arena *a, struct diags *d, const char *file, const char *text, size_t size)
{
    if (!is_text(d, file, text, size))
        return NULL;
    const char *end = text;
    cJSON *j = cJSON_ParseWithLengthOpts(text, size + 1, &end, 1);
    if (!j) {
        diag_add(d, DIAG_SYNTAX_JSON, position(file, text, end), NULL, "not valid JSON here");
        return NULL;
    }
    struct tree *t = convert(a, j, 0);
    cJSON_Delete(j);
    if (!t) {
        diag_add(d, DIAG_TOO_DEEP, diag_file(file), NULL, "nested deeper than %d levels", DEEPEST);
        return NULL;
    }
    struct walk w = {d, file, text, text, 1};
    if (str_starts(text, "\xEF\xBB\xBF"))
        w.at += 3;
    const int errors = d->errors;
    place(&w, t);
    return d->errors == errors ? t : NULL;
}

/* ---- YAML ---- */

struct yaml_read {
    struct arena *arena;
    struct diags *d;
    const char *file, *text;
    size_t at_char, at_byte; /* the same place, counted both ways */
    struct tree *open[DEEPEST + 1];
    int depth;
    const char *key;         /* read, its value not yet */
    struct origin key_at;
    struct tree *root;
    bool failed;
};

static struct origin mark(const struct yaml_read *y, yaml_mark_t m)
{
    return (struct origin){.file = y->file, .line = (int)m.line + 1, .col = (int)m.column + 1};
}

static void yaml_fail(struct yaml_read *y, enum diag_code code, yaml_mark_t m, const char *what)
{
    diag_add(y->d, code, mark(y, m), NULL, "%s", what);
    y->failed = true;
}

static void type_scalar(struct tree *t, size_t n, bool plain)
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

/* Puts t where the stream stands: as the root, a list entry or a map value. */
static void yaml_put(struct yaml_read *y, struct tree *t)
{
    if (y->depth == 0) {
        y->root = t;
        return;
    }
    struct tree *parent = y->open[y->depth - 1];
    t->key = y->key;
    adopt(parent, t);
    if (parent->type == TREE_MAP) {
        const struct origin value_at = t->at;
        t->at = y->key_at;
        const int errors = y->d->errors;
        refuse_twins(y->d, parent, t);
        y->failed |= y->d->errors > errors;
        t->at = value_at;
    }
    y->key = NULL;
}

static void yaml_scalar(struct yaml_read *y, const yaml_event_t *e)
{
    const char *text = arena_strndup(y->arena, (const char *)e->data.scalar.value, e->data.scalar.length);
    const bool plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (y->depth > 0 && y->open[y->depth - 1]->type == TREE_MAP && !y->key) {
        if (plain && strcmp(text, "<<") == 0)
            yaml_fail(y, DIAG_YAML_ALIAS, e->start_mark, "merge keys are not accepted");
        y->key = text;
        y->key_at = mark(y, e->start_mark);
        return;
    }
    struct tree *t = ARENA_NEW(y->arena, struct tree);
    t->at = mark(y, e->start_mark);
    t->text = text;
    type_scalar(t, e->data.scalar.length, plain);
    yaml_put(y, t);
}

static void yaml_open(struct yaml_read *y, const yaml_event_t *e, enum tree_type type)
{
    if (y->depth > 0 && y->open[y->depth - 1]->type == TREE_MAP && !y->key) {
        yaml_fail(y, DIAG_SYNTAX_YAML, e->start_mark, "a key must be a plain word");
        return;
    }
    if (y->depth == DEEPEST) {
        yaml_fail(y, DIAG_TOO_DEEP, e->start_mark, "nested too deep");
        return;
    }
    struct tree *t = ARENA_NEW(y->arena, struct tree);
    t->type = type;
    t->at = mark(y, e->start_mark);
    yaml_put(y, t);
    y->open[y->depth++] = t;
}

/* libyaml lets "[1, 2,]" pass. */
static void refuse_trailing_comma(struct yaml_read *y, const yaml_event_t *e)
{
    while (y->at_char < e->start_mark.index) {
        y->at_byte += utf8_length((const unsigned char *)y->text + y->at_byte, 4);
        y->at_char++;
    }
    size_t i = y->at_byte;
    if (y->text[i] != ']' && y->text[i] != '}')
        return;
    while (i > 0 && strchr(" \t\r\n", y->text[i - 1]))
        i--;
    if (i > 0 && y->text[i - 1] == ',')
        yaml_fail(y, DIAG_SYNTAX_YAML, e->start_mark, "a comma before the closing bracket");
}

static void refuse_anchor_and_tag(struct yaml_read *y, const yaml_event_t *e, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        yaml_fail(y, DIAG_YAML_ALIAS, e->start_mark, "anchors are not accepted");
    if (tag)
        yaml_fail(y, DIAG_YAML_TAG, e->start_mark, "tags are not accepted");
}

static void yaml_event(struct yaml_read *y, const yaml_event_t *e, int *documents)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++*documents > 1)
            yaml_fail(y, DIAG_YAML_SECOND, e->start_mark, "a second document starts here");
        break;
    case YAML_ALIAS_EVENT:
        yaml_fail(y, DIAG_YAML_ALIAS, e->start_mark, "aliases are not accepted");
        break;
    case YAML_SCALAR_EVENT:
        refuse_anchor_and_tag(y, e, e->data.scalar.anchor, e->data.scalar.tag);
        yaml_scalar(y, e);
        break;
    case YAML_SEQUENCE_START_EVENT:
        refuse_anchor_and_tag(y, e, e->data.sequence_start.anchor, e->data.sequence_start.tag);
        yaml_open(y, e, TREE_LIST);
        break;
    case YAML_MAPPING_START_EVENT:
        refuse_anchor_and_tag(y, e, e->data.mapping_start.anchor, e->data.mapping_start.tag);
        yaml_open(y, e, TREE_MAP);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        refuse_trailing_comma(y, e);
        y->depth--;
        break;
    default:
        break;
    }
}

/* A fault that ends the reading; other faults let it go on so that all are told. */
static bool yaml_lost(const struct yaml_read *y, int errors)
{
    return y->failed && y->d->errors > errors && y->d->last &&
           (y->d->last->code == DIAG_TOO_DEEP || y->d->last->code == DIAG_YAML_ALIAS || y->d->last->code == DIAG_SYNTAX_YAML ||
            y->d->last->code == DIAG_YAML_SECOND);
}

struct tree *tree_yaml(struct arena *a, struct diags *d, const char *file, const char *text, size_t size)
{
    if (!is_text(d, file, text, size))
        return NULL;
    yaml_parser_t parser;
    BUG_UNLESS(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    struct yaml_read y = {.arena = a, .d = d, .file = file, .text = text};
    const int errors = d->errors;
    int documents = 0;
    for (bool more = true; more;) {
        yaml_event_t e;
        if (!yaml_parser_parse(&parser, &e)) {
            yaml_fail(&y, DIAG_SYNTAX_YAML, parser.problem_mark, parser.problem ? parser.problem : "not valid YAML");
            break;
        }
        more = e.type != YAML_STREAM_END_EVENT;
        yaml_event(&y, &e, &documents);
        yaml_event_delete(&e);
        more = more && !yaml_lost(&y, errors);
    }
    yaml_parser_delete(&parser);
    if (!y.failed && !y.root)
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file is empty");
    return y.failed ? NULL : y.root;
}

struct tree *tree_parse(struct arena *a, struct diags *d, const char *file, const char *text, size_t size)
{
    if (strspn(text, " \t\r\n") == size) {
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file is empty");
        return NULL;
    }
    if (str_ends(file, ".yaml") || str_ends(file, ".yml"))
        return tree_yaml(a, d, file, text, size);
    return tree_json(a, d, file, text, size);
}

void tree_fill(struct tree *map, const struct tree *more, struct arena *a)
{
    for (const struct tree *t = more->first; t; t = t->next) {
        if (tree_get(map, t->key))
            continue;
        struct tree *copy = ARENA_NEW(a, struct tree);
        *copy = *t;
        copy->next = NULL;
        adopt(map, copy);
    }
}

/* ---- --set ---- */

static struct tree *child_by_name(struct tree *t, const char *name)
{
    size_t index = 0;
    for (struct tree *c = t->first; c; c = c->next, index++) {
        const struct tree *id = tree_get(c, "id");
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

/* The next step of "a[2].b": cuts it off *path. */
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
            adopt(t, child);
        }
        if (!child) {
            diag_add(d, DIAG_SET_PATH, at, path, "there is no '%s' here", step);
            return false;
        }
        t = child;
    }
    if (t == root) {
        diag_add(d, DIAG_SET_PATH, at, path, "the path is empty");
        return false;
    }
    t->first = t->last = NULL;
    t->n = 0;
    t->text = arena_strdup(a, value);
    t->at = at;
    type_scalar(t, strlen(value), true);
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
