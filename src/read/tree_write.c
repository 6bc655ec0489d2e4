#include "tree_write.h"

#include "escape.h"
#include "heap.h"
#include "str.h"
#include "tree.h"

#include <ctype.h>
#include <string.h>
#include <yaml.h>

/* Characters of a list or map that stands on one line. */
enum { LONGEST_LINE = 100 };

/* ---- scalars ---- */

/* Returns whether YAML reads the text as a number, date or time, or might: "3:1", "2026-11-21". */
static bool looks_numeric(const char *text)
{
    return strspn(text, "0123456789.:+-_eExX") == strlen(text) && strpbrk(text, "0123456789") != NULL;
}

/* Returns whether the text reads back as itself without quotes. flow: inside a list or map on one line. */
static bool is_plain(const char *text, bool flow)
{
    const size_t n = strlen(text);
    struct tree read = {.text = text};
    tree_type_scalar(&read, n, true);
    if (read.type != TREE_TEXT || looks_numeric(text) || !isalnum((unsigned char)text[0]))
        return false;
    for (size_t i = 0; i < n; i++)
        if (str_unseen(text + i) || strchr(flow ? ",[]{}\"\\#" : "\"\\#", text[i]) || (unsigned char)text[i] < ' ' ||
            text[i] == 127 || (text[i] == ':' && !isalnum((unsigned char)text[i + 1])))
            return false;
    return text[n - 1] != ' ';
}

/* Returns the shortest digits that read back as the number. */
static const char *digits(double number, char *room, size_t size)
{
    for (int precision = 1; precision <= 17; precision++) {
        str_fill(room, size, "%.*g", precision, number);
        if (strtod(room, NULL) == number)
            break;
    }
    return room;
}

static const char *text_of(const struct tree *t, char *room, size_t size)
{
    switch (t->type) {
    case TREE_NULL: return "null";
    case TREE_BOOL: return t->number != 0 ? "true" : "false";
    case TREE_NUMBER: return t->text ? t->text : digits(t->number, room, size);
    default: return t->text;
    }
}

/* ---- style ---- */

static bool is_scalar(const struct tree *t)
{
    return t->type != TREE_LIST && t->type != TREE_MAP;
}

/* Returns the characters that a node takes on one line. */
static size_t width(const struct tree *t)
{
    enum { KEY_AND_COMMA = 4, QUOTES = 2, BRACKETS = 2 };
    char room[32];
    size_t n = BRACKETS;
    if (is_scalar(t))
        return strlen(text_of(t, room, sizeof room)) + QUOTES;
    for (const struct tree *c = t->first; c && n <= LONGEST_LINE; c = c->next)
        n += width(c) + (c->key ? strlen(c->key) : 0) + KEY_AND_COMMA;
    return n;
}

/* Returns whether a list or map stands on one line: it is short, and its members are scalars, or it is a list of one
   member that does. */
static bool is_flow(const struct tree *t)
{
    if (t->type == TREE_LIST && t->n == 1 && !is_scalar(t->first))
        return is_flow(t->first) && width(t) <= LONGEST_LINE;
    for (const struct tree *c = t->first; c; c = c->next)
        if (!is_scalar(c))
            return false;
    return width(t) <= LONGEST_LINE;
}

/* ---- events ---- */

/* made: what libyaml said when it made the event. Texts are UTF-8 here, so that it fails for lack of memory only. */
static void emit(yaml_emitter_t *e, yaml_event_t *event, int made)
{
    if (!made)
        heap_out();
    if (!yaml_emitter_emit(e, event)) {
        BUG_UNLESS(e->error == YAML_MEMORY_ERROR);
        heap_out();
    }
}

static bool is_utf8(const char *text, size_t left)
{
    size_t n = 1;
    for (; left > 0 && n > 0; text += n, left -= n)
        n = tree_utf8_length((const unsigned char *)text, left);
    return n > 0;
}

static void emit_text(yaml_emitter_t *e, const char *text, bool plain)
{
    yaml_event_t event;
    BUG_UNLESS(is_utf8(text, strlen(text)));
    emit(e, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text), 1, 1,
                                      plain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE));
}

static void emit_node(yaml_emitter_t *e, const struct tree *t, bool flow);

static void emit_members(yaml_emitter_t *e, const struct tree *t, bool flow)
{
    for (const struct tree *c = t->first; c; c = c->next) {
        if (c->key)
            emit_text(e, c->key, is_plain(c->key, flow));
        emit_node(e, c, flow);
    }
}

static void emit_list(yaml_emitter_t *e, const struct tree *t, bool flow)
{
    yaml_event_t event;
    emit(e, &event,
         yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
                                              flow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE));
    emit_members(e, t, flow);
    emit(e, &event, yaml_sequence_end_event_initialize(&event));
}

static void emit_map(yaml_emitter_t *e, const struct tree *t, bool flow)
{
    yaml_event_t event;
    emit(e, &event,
         yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
                                             flow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE));
    emit_members(e, t, flow);
    emit(e, &event, yaml_mapping_end_event_initialize(&event));
}

/* flow: the list or map around the node stands on one line. */
static void emit_node(yaml_emitter_t *e, const struct tree *t, bool flow)
{
    char room[32];
    if (t->type == TREE_LIST)
        emit_list(e, t, flow || is_flow(t));
    else if (t->type == TREE_MAP)
        emit_map(e, t, flow || is_flow(t));
    else
        emit_text(e, text_of(t, room, sizeof room), t->type != TREE_TEXT || is_plain(t->text, flow));
}

/* ---- documents ---- */

static int append(void *to, unsigned char *bytes, size_t n)
{
    str_addn(to, (const char *)bytes, n);
    return 1;
}

/* Appends a map with one member as a document of its own; together they are one document of all members. */
static void write_member(const struct tree *member, struct str *out)
{
    struct tree only = *member, map = {.type = TREE_MAP};
    struct str plain = str_new(out->arena);
    yaml_emitter_t e;
    yaml_event_t event;
    only.next = NULL;
    tree_adopt(&map, &only);
    if (!yaml_emitter_initialize(&e))
        heap_out();
    yaml_emitter_set_output(&e, append, &plain);
    yaml_emitter_set_unicode(&e, 1);
    yaml_emitter_set_width(&e, -1);
    emit(&e, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(&e, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    emit_map(&e, &map, false);
    emit(&e, &event, yaml_document_end_event_initialize(&event, 1));
    emit(&e, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&e);
    escape_json(out, plain.text); /* a text with an unseen character is in double quotes, where YAML reads \u202e too */
}

/* Returns whether an entry of the list takes several lines. */
static bool has_blocks(const struct tree *list)
{
    bool found = false;
    for (const struct tree *t = list->first; t; t = t->next)
        found |= !is_scalar(t) && !is_flow(t);
    return found;
}

/* Appends the lines of a block; an empty line parts the entries of its outermost list. */
static void write_block(const struct tree *member, struct str *out)
{
    struct str text = str_new(out->arena);
    write_member(member, &text);
    const bool apart = member->type == TREE_LIST && has_blocks(member);
    bool first = true;
    for (const char *line = text.text; *line;) {
        const size_t n = strcspn(line, "\n") + 1;
        if (str_starts(line, "- ")) {
            str_add(out, first || !apart ? "" : "\n");
            first = false;
        }
        str_addn(out, line, n);
        line += n;
    }
}

void tree_write(const struct tree *map, struct str *out)
{
    BUG_UNLESS(map->type == TREE_MAP);
    bool block = false;
    for (const struct tree *t = map->first; t; t = t->next) {
        const bool now = !is_scalar(t) && !is_flow(t);
        if (t != map->first && (now || block))
            str_add(out, "\n");
        if (now)
            write_block(t, out);
        else
            write_member(t, out);
        block = now;
    }
}
