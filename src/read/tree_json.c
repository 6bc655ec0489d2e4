#include "tree_json.h"

#include "arena.h"
#include "diag.h"
#include "numtext.h"
#include "str.h"

#include <cjson/cJSON.h>
#include <string.h>

/* cJSON parses the text but keeps no positions. A second walk over the same text adds them. */

struct walk {
    struct diags *d;
    const char *file, *at, *line_start;
    int line;
    struct tree_keys keys[TREE_DEEPEST + 1]; /* of each level */
};

static struct origin here(const struct walk *w)
{
    return (struct origin){.file = w->file, .line = w->line, .col = (int)(w->at - w->line_start) + 1};
}

/* Skips white space, commas and colons. */
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
        diag_add(w->d, DIAG_SYNTAX_JSON, t->at, NULL, "expected a number, got '%.*s'", (int)n, w->at);
    w->at += n;
}

/* Sets the positions of t and its children. w is at the text of t, valid JSON; convert has bounded the depth. */
static void place(struct walk *w, struct tree *t, int depth)
{
    skip_gaps(w);
    t->at = here(w);
    if (t->type != TREE_LIST && t->type != TREE_MAP) {
        skip_scalar(w, t);
        return;
    }
    BUG_UNLESS(*w->at == '[' || *w->at == '{');
    w->at++;
    tree_keys_begin(&w->keys[depth], w->d->arena);
    for (struct tree *child = t->first; child; child = child->next) {
        skip_gaps(w);
        const struct origin key_at = here(w);
        if (t->type == TREE_MAP)
            skip_string(w);
        place(w, child, depth + 1);
        if (t->type == TREE_MAP) {
            const struct origin value_at = child->at;
            child->at = key_at;
            tree_refuse_twins(w->d, &w->keys[depth], t, child);
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

/* Returns the tree; NULL when it is nested too deep. */
static struct tree *convert(struct arena *a, const cJSON *j, int depth)
{
    if (depth > TREE_DEEPEST)
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
        tree_adopt(t, c);
    }
    return t;
}

static struct origin position(const char *file, const char *text, int line, const char *at)
{
    struct origin o = {.file = file, .line = line, .col = 1};
    for (const char *p = text; p < at; p++) {
        o.col++;
        if (*p == '\n') {
            o.line++;
            o.col = 1;
        }
    }
    return o;
}

/* Returns the first control character that JSON does not allow, NULL when there is none. cJSON takes any of them for
   white space. */
static const char *control_character(const char *text)
{
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' && *p != '\t' && *p != '\n' && *p != '\r')
            return p;
    return NULL;
}

/* Returns false, with a diagnostic, when the text has more values than are accepted, which each bracket and comma
   outside of texts may begin. */
static bool has_few_values(struct diags *d, const char *file, const char *text, int line)
{
    bool inside = false;
    size_t n = 1;
    for (const char *p = text; *p; p++) {
        if (inside && *p == '\\' && p[1])
            p++;
        else if (*p == '"')
            inside = !inside;
        else if (!inside && (*p == ',' || *p == '[' || *p == '{') && ++n > TREE_MOST_VALUES) {
            tree_refuse_size(d, position(file, text, line, p));
            return false;
        }
    }
    return true;
}

/* Parses json, which cJSON reads in the place of text: they differ in scalars alone. Positions are those of text. */
static struct tree *parse(struct arena *a, struct diags *d, const char *file, const char *text, const char *json,
                          size_t size, int line)
{
    const char *end = json;
    if (line == 1 && strspn(text, " \t\r\n") == strlen(text)) {
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file is empty");
        return NULL;
    }
    if (!has_few_values(d, file, json, line))
        return NULL;
    cJSON *j = cJSON_ParseWithLengthOpts(json, size + 1, &end, 1);
    if (!j) {
        diag_add(d, DIAG_SYNTAX_JSON, position(file, json, line, end), NULL, "not valid JSON here");
        return NULL;
    }
    struct tree *t = convert(a, j, 0);
    cJSON_Delete(j);
    if (!t) {
        diag_add(d, DIAG_TOO_DEEP, diag_file(file), NULL, "nested deeper than %d levels", TREE_DEEPEST);
        return NULL;
    }
    struct walk w = {.d = d, .file = file, .at = text, .line_start = text, .line = line};
    if (str_starts(text, "\xEF\xBB\xBF"))
        w.at += 3;
    const int errors = d->errors;
    place(&w, t, 0);
    return d->errors == errors ? t : NULL;
}

/* Returns false with a diagnostic when the text has a control character. */
static bool has_no_control(struct diags *d, const char *file, const char *text, int line)
{
    const char *control = control_character(text);
    if (control)
        diag_add(d, DIAG_SYNTAX_JSON, position(file, text, line, control), NULL,
                 "expected text, got a control character (%d)", *control);
    return !control;
}

struct tree *tree_json_line(struct arena *a, struct diags *d, const char *file, const char *text, size_t size, int line)
{
    return has_no_control(d, file, text, line) ? parse(a, d, file, text, text, size, line) : NULL;
}

struct tree *tree_json(struct arena *a, struct diags *d, const char *file, const char *text, size_t size)
{
    return tree_is_text(d, file, text, size) ? tree_json_line(a, d, file, text, size, 1) : NULL;
}

/* ---- numbers that only Python writes ---- */

/* Returns the length of Infinity, -Infinity or NaN at p, where a value may start; 0 when none is there. */
static size_t no_number(const char *text, const char *p)
{
    static const char *const words[] = {"Infinity", "-Infinity", "NaN"};
    if (p > text && !strchr(" \t\r\n:,[", p[-1]))
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(p, words[i]) && strchr(" \t\r\n,]}", p[strlen(words[i])]))
            return strlen(words[i]);
    return 0;
}

/* Returns the text with null in the place of each of them, padded to its length. (After a NaN, a fault in the same line
   is shown one column too far right.) */
static const char *without_them(struct arena *a, const char *text)
{
    struct str out = str_new(a);
    bool in_string = false;
    for (const char *p = text; *p; p++) {
        const size_t n = in_string ? 0 : no_number(text, p);
        if (n > 0) {
            str_addf(&out, "%-*s", (int)n, "null");
            p += n - 1;
            continue;
        }
        if (in_string && *p == '\\' && p[1])
            str_addn(&out, p++, 1);
        else if (*p == '"')
            in_string = !in_string;
        str_addn(&out, p, 1);
    }
    return out.text;
}

struct tree *tree_json_python(struct arena *a, struct diags *d, const char *file, const char *text, size_t size)
{
    if (!tree_is_text(d, file, text, size) || !has_no_control(d, file, text, 1))
        return NULL;
    const char *json = without_them(a, text);
    return parse(a, d, file, text, json, strlen(json), 1);
}
