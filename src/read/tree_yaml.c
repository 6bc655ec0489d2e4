#include "tree_yaml.h"

#include "arena.h"
#include "diag.h"
#include "heap.h"

#include <string.h>
#include <yaml.h>

struct yaml_read {
    struct arena *arena;
    struct diags *d;
    const char *file, *text;
    size_t at_char, at_byte;             /* one position, in characters and in bytes */
    struct tree *open[TREE_DEEPEST + 1]; /* the lists and maps around the current position */
    struct tree_keys keys[TREE_DEEPEST + 1];
    int depth;
    size_t values;
    const char *key; /* a key whose value follows; NULL: none */
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

/* Adds t at the current position: as the root, a list entry or the value of the key. */
static void yaml_put(struct yaml_read *y, struct tree *t)
{
    if (++y->values > TREE_MOST_VALUES) {
        tree_refuse_size(y->d, t->at);
        y->failed = true;
    }
    if (y->depth == 0) {
        y->root = t;
        return;
    }
    struct tree *parent = y->open[y->depth - 1];
    t->key = y->key;
    tree_adopt(parent, t);
    if (parent->type == TREE_MAP) {
        const struct origin value_at = t->at;
        t->at = y->key_at;
        const int errors = y->d->errors;
        tree_refuse_twins(y->d, &y->keys[y->depth - 1], parent, t);
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
    tree_type_scalar(t, e->data.scalar.length, plain);
    yaml_put(y, t);
}

static void yaml_open(struct yaml_read *y, const yaml_event_t *e, enum tree_type type)
{
    if (y->depth > 0 && y->open[y->depth - 1]->type == TREE_MAP && !y->key) {
        yaml_fail(y, DIAG_SYNTAX_YAML, e->start_mark, "expected a key that is a plain word");
        return;
    }
    if (y->depth == TREE_DEEPEST) {
        yaml_fail(y, DIAG_TOO_DEEP, e->start_mark, "nested deeper than 64 levels");
        return;
    }
    struct tree *t = ARENA_NEW(y->arena, struct tree);
    t->type = type;
    t->at = mark(y, e->start_mark);
    yaml_put(y, t);
    tree_keys_begin(&y->keys[y->depth], y->arena);
    y->open[y->depth++] = t;
}

/* libyaml accepts "[1, 2,]", which is not JSON. */
static void refuse_trailing_comma(struct yaml_read *y, const yaml_event_t *e)
{
    while (y->at_char < e->start_mark.index) {
        y->at_byte += tree_utf8_length((const unsigned char *)y->text + y->at_byte, 4);
        y->at_char++;
    }
    size_t i = y->at_byte;
    if (y->text[i] != ']' && y->text[i] != '}')
        return;
    while (i > 0 && strchr(" \t\r\n", y->text[i - 1]))
        i--;
    if (i > 0 && y->text[i - 1] == ',')
        yaml_fail(y, DIAG_SYNTAX_YAML, e->start_mark, "expected no comma before the closing bracket");
}

static void refuse_anchor_and_tag(struct yaml_read *y, const yaml_event_t *e, const yaml_char_t *anchor,
                                  const yaml_char_t *tag)
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
    case YAML_ALIAS_EVENT: yaml_fail(y, DIAG_YAML_ALIAS, e->start_mark, "aliases are not accepted"); break;
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
        BUG_UNLESS(y->depth > 0);
        y->depth--;
        break;
    default: break;
    }
}

/* Returns true after a fault that ends the reading. After other faults it goes on, so that all are reported. */
static bool yaml_stops(const struct yaml_read *y, int errors)
{
    return y->failed && y->d->errors > errors && y->d->last &&
           (y->values > TREE_MOST_VALUES || y->d->last->code == DIAG_TOO_DEEP || y->d->last->code == DIAG_YAML_ALIAS ||
            y->d->last->code == DIAG_SYNTAX_YAML || y->d->last->code == DIAG_YAML_SECOND);
}

/* Returns whether the line (from 0) begins with blanks of which one is a tab. */
static bool is_indented_by_tab(const char *text, size_t size, size_t line)
{
    const char *at = text, *end = text + size;
    for (; line > 0 && at; line--) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        at = feed ? feed + 1 : NULL;
    }
    while (at && at < end && *at == ' ')
        at++;
    return at && at < end && *at == '\t';
}

static const char *syntax_problem(const yaml_parser_t *p, const char *text, size_t size)
{
    if (is_indented_by_tab(text, size, p->problem_mark.line))
        return "expected spaces at the beginning of the line, got a tab";
    return p->problem ? p->problem : "not valid YAML";
}

struct tree *tree_yaml(struct arena *a, struct diags *d, const char *file, const char *text, size_t size)
{
    if (!tree_is_text(d, file, text, size))
        return NULL;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        heap_out();
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    struct yaml_read y = {.arena = a, .d = d, .file = file, .text = text};
    const int errors = d->errors;
    int documents = 0;
    for (bool more = true; more;) {
        yaml_event_t e;
        if (!yaml_parser_parse(&parser, &e)) {
            if (parser.error == YAML_MEMORY_ERROR)
                heap_out();
            yaml_fail(&y, DIAG_SYNTAX_YAML, parser.problem_mark, syntax_problem(&parser, text, size));
            break;
        }
        more = e.type != YAML_STREAM_END_EVENT;
        yaml_event(&y, &e, &documents);
        yaml_event_delete(&e);
        more = more && !yaml_stops(&y, errors);
    }
    yaml_parser_delete(&parser);
    if (!y.failed && !y.root)
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file is empty");
    return y.failed ? NULL : y.root;
}
