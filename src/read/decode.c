#include "decode.h"

#include "arena.h"
#include "catalogue.h"
#include "diag.h"
#include "month.h"
#include "names_unknown.h"
#include "near.h"
#include "numtext.h"
#include "str.h"
#include "tree.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One value and the field that it fills. */
struct value {
    struct decode *dec;
    const struct field *f;
    const struct tree *node;       /* the value, without its {"value": ...} */
    const struct tree *low, *high; /* of a range; NULL: not stated */
    const struct decode_path *path;
    void *record;
    struct origin *at;
};

static void *member(const struct value *v)
{
    return (char *)v->record + v->f->offset;
}

const char *decode_path_text(struct arena *a, const struct decode_path *p)
{
    if (!p)
        return "";
    const char *above = decode_path_text(a, p->above), *dot = *above ? "." : "";
    return p->entry ? str_format(a, "%s%s%s[%zu]", above, dot, p->name, p->index)
                    : str_format(a, "%s%s%s", above, dot, p->name);
}

/* The path of a value as text, for messages. */
static const char *path_of(const struct value *v)
{
    return diag_is_full(v->dec->d, DIAG_WRONG_TYPE) ? NULL : decode_path_text(v->dec->arena, v->path);
}

static const char *expected_number(struct arena *a, const struct field *f)
{
    const char *label = unit_label(f->unit);
    return str_format(a, "expected a %s from %g to %g%s%s", f->type == FIELD_INT ? "whole number" : "number", f->low,
                      f->high, *label ? " " : "", label);
}

static void wrong_type(const struct value *v, const char *expected)
{
    struct arena *a = v->dec->arena;
    diag_add(v->dec->d, DIAG_WRONG_TYPE, v->node->at, path_of(v), "%s, got %s", expected, tree_describe(a, v->node));
}

static void wrong_number(const struct value *v, enum diag_code code, const struct tree *node)
{
    struct arena *a = v->dec->arena;
    const char *got = code == DIAG_WRONG_TYPE ? tree_describe(a, node) : str_format(a, "%.10g", node->number);
    diag_add(v->dec->d, code, node->at, path_of(v), "%s, got %s", expected_number(a, v->f), got);
}

static bool take_number(const struct value *v, const struct tree *node, double *out)
{
    if (node->type != TREE_NUMBER) {
        wrong_number(v, DIAG_WRONG_TYPE, node);
        return false;
    }
    if (node->number < v->f->low || node->number > v->f->high) {
        wrong_number(v, DIAG_OUT_OF_RANGE, node);
        return false;
    }
    if (v->f->type == FIELD_INT && !numtext_is_whole(node->number)) {
        wrong_number(v, DIAG_NOT_WHOLE, node);
        return false;
    }
    *out = node->number;
    return true;
}

static void take_span(const struct value *v)
{
    double mid, low, high;
    if (!take_number(v, v->node, &mid))
        return;
    struct range *out = member(v);
    *out = range_exact(mid);
    if (!v->low && !v->high)
        return;
    if (!v->low || !v->high) {
        diag_add(v->dec->d, DIAG_BAD_RANGE, v->node->at, path_of(v), "expected both low and high, got only %s",
                 v->low ? "low" : "high");
        return;
    }
    if (!take_number(v, v->low, &low) || !take_number(v, v->high, &high))
        return;
    if (low > mid || mid > high) {
        diag_add(v->dec->d, DIAG_BAD_RANGE, v->node->at, path_of(v), "expected low <= value <= high, got %g, %g, %g",
                 low, mid, high);
        return;
    }
    *out = (struct range){low, low, mid, high, high};
}

static bool is_id(const char *text)
{
    const size_t n = strlen(text);
    for (const char *p = text; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr(".-_+()", *p))
            return false;
    return n > 0 && n <= 160;
}

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)s[i]))
            return false;
    return true;
}

/* Returns whether the text starts with YYYY-MM, a month of 01 to 12. */
static bool starts_with_month(const char *s)
{
    return strlen(s) >= sizeof "YYYY-MM" - 1 && all_digits(s, 4) && s[4] == '-' && all_digits(s + 5, 2) &&
           strncmp(s + 5, "01", 2) >= 0 && strncmp(s + 5, "12", 2) <= 0;
}

/* Returns the last day of the month that the text starts with. */
static int last_day_of(const char *s)
{
    return month_last_day(atoi(s), atoi(s + 5));
}

bool decode_is_date(const char *s)
{
    const size_t n = strlen(s);
    if (n == 4)
        return all_digits(s, 4);
    if ((n != 7 && n != 10) || !starts_with_month(s))
        return false;
    return n == 7 || (s[7] == '-' && all_digits(s + 8, 2) && atoi(s + 8) >= 1 && atoi(s + 8) <= last_day_of(s));
}

const char *decode_date_expected(struct arena *a, const char *text)
{
    if (strlen(text) != sizeof "YYYY-MM-DD" - 1 || !starts_with_month(text) || text[7] != '-' ||
        !all_digits(text + 8, 2))
        return DECODE_DATE;
    return str_format(a, "a day of 01 to %d in %.7s", last_day_of(text), text);
}

bool decode_is_month(const char *s)
{
    return strlen(s) == sizeof "YYYY-MM" - 1 && decode_is_date(s);
}

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Checks a text that its field's name says is a date, or a month of builds. */
static void check_date(const struct value *v, const char *text)
{
    static const char *const dates[] = {"date", "as_of", "released", "engine_date", "launch", "withdrawn"};
    static const char *const months[] = {
        "since", "until", "tensor_since", "sorts_on_host_until", "pipelined_since", "pipeline_dropped_since"};
    const char *name = v->f->name;
    const bool month = is_one_of(name, months, sizeof months / sizeof *months);
    if (month ? decode_is_month(text) : !is_one_of(name, dates, sizeof dates / sizeof *dates) || decode_is_date(text))
        return;
    diag_add(v->dec->d, DIAG_BAD_DATE, v->node->at, path_of(v), "expected %s, got \"%.60s\"",
             month ? DECODE_MONTH : decode_date_expected(v->dec->arena, text), text);
}

/* Returns "one of a, b, c"; of many words only what they are: "a code of a currency, such as AED". */
static const char *words_of(struct arena *a, const struct enum_info *e)
{
    enum { MOST_LISTED = 60 };
    struct str list = str_new(a);
    if (e->n > MOST_LISTED)
        return e == &enums_currency ? "an ISO 4217 code of a currency, such as AUD, EUR or USD"
                                    : str_format(a, "a %s, such as %s", e->name, e->word[1].text);
    str_add(&list, "one of ");
    for (int i = 1; i < e->n; i++)
        str_addf(&list, "%s%s", i > 1 ? ", " : "", e->word[i].text);
    return list.text;
}

static void take_text(const struct value *v)
{
    struct diags *d = v->dec->d;
    if (v->node->type != TREE_TEXT) {
        wrong_type(v, "expected a text (in quotes)");
        return;
    }
    const char *name = v->f->name, *text = v->node->text;
    if (strcmp(name, "id") == 0 && !is_id(text))
        diag_add(d, DIAG_BAD_ID, v->node->at, path_of(v),
                 "expected 1 to 160 letters, digits or . - _ + ( ), got \"%.60s\"", text);
    check_date(v, text);
    const bool open = v->f->need == NEED_OPTIONAL; /* then "unknown" is as good as no text */
    if (v->f->words && !enums_find(v->f->words, text) && !(open && strcmp(text, "unknown") == 0))
        diag_add(d, DIAG_UNKNOWN_WORD, v->node->at, path_of(v), "expected %s%s; got %s",
                 words_of(v->dec->arena, v->f->words), open ? ", or unknown" : "",
                 tree_describe(v->dec->arena, v->node));
    *(const char **)member(v) = text;
}

static void take_texts(const struct value *v)
{
    if (v->node->type != TREE_LIST) {
        wrong_type(v, "expected a list of texts");
        return;
    }
    const char **words = ARENA_ARRAY(v->dec->arena, v->node->n, const char *);
    size_t n = 0;
    for (const struct tree *t = v->node->first; t; t = t->next) {
        if (t->type == TREE_TEXT)
            words[n++] = t->text;
        else
            diag_add(v->dec->d, DIAG_WRONG_TYPE, t->at, path_of(v), "expected a text, got %s",
                     tree_describe(v->dec->arena, t));
    }
    *(struct text_list *)member(v) = (struct text_list){n, words};
}

static void take_word(const struct value *v)
{
    const struct enum_info *e = v->f->words;
    const char *text = v->node->type == TREE_TEXT ? v->node->text : NULL;
    if (e == &enums_flag && v->node->type == TREE_BOOL)
        text = v->node->number != 0 ? "yes" : "no";
    const int found = text ? enums_find(e, text) : 0;
    if (found) {
        *(int *)member(v) = found;
        return;
    }
    const enum diag_code code = text ? DIAG_UNKNOWN_WORD : DIAG_WRONG_TYPE;
    diag_add(v->dec->d, code, v->node->at, path_of(v), "expected %s; got %s", words_of(v->dec->arena, e),
             tree_describe(v->dec->arena, v->node));
}

static void take_link(const struct value *v)
{
    if (v->node->type != TREE_TEXT) {
        wrong_type(v, str_format(v->dec->arena, "expected the id of a %s", v->f->kind->name));
        return;
    }
    struct decode_link *l = ARENA_NEW(v->dec->arena, struct decode_link);
    *l = (struct decode_link){member(v), v->f->kind, v->node->text, *v->path, v->node->at, v->dec->links};
    v->dec->links = l;
}

static void take_one(const struct value *v)
{
    if (v->node->type != TREE_MAP) {
        wrong_type(v, "expected a mapping");
        return;
    }
    void *inner = arena_alloc(v->dec->arena, v->f->kind->size);
    struct decode_path *path = ARENA_NEW(v->dec->arena, struct decode_path);
    *path = *v->path;
    decode_record(v->dec, v->f->kind, v->node, path, inner);
    *(const void **)member(v) = inner;
}

static void take_list(const struct value *v)
{
    struct arena *a = v->dec->arena;
    const struct field *f = v->f;
    if (v->node->type != TREE_LIST) {
        wrong_type(v, "expected a list");
        return;
    }
    const double n = (double)v->node->n;
    if (n < f->low || n > f->high)
        diag_add(v->dec->d, DIAG_LIST_LENGTH, v->node->at, path_of(v), "expected %g to %g entries, got %g", f->low,
                 f->high, n);
    const size_t taken = n < f->high ? v->node->n : (size_t)f->high; /* what is beyond the limit is not looked at */
    char *items = arena_array(a, taken, f->kind->size);
    struct decode_path *paths = ARENA_ARRAY(a, taken, struct decode_path);
    const struct tree *t = v->node->first;
    for (size_t i = 0; i < taken; i++, t = t->next) {
        paths[i] = (struct decode_path){v->path->above, v->path->name, true, i};
        decode_record(v->dec, f->kind, t, &paths[i], items + i * f->kind->size);
    }
    *(struct any_list *)member(v) = (struct any_list){taken, items};
}

static void take(const struct value *v)
{
    switch (v->f->type) {
    case FIELD_TEXT: take_text(v); break;
    case FIELD_TEXTS: take_texts(v); break;
    case FIELD_NUM:
    case FIELD_INT: take_number(v, v->node, member(v)); break;
    case FIELD_SPAN: take_span(v); break;
    case FIELD_ENUM: take_word(v); break;
    case FIELD_LINK: take_link(v); break;
    case FIELD_ONE: take_one(v); break;
    case FIELD_LIST: take_list(v); break;
    }
}

static const char *plain_text(const struct value *v, const struct tree *t)
{
    if (t->type == TREE_TEXT)
        return t->text;
    diag_add(v->dec->d, DIAG_WRONG_TYPE, t->at, path_of(v), "%s: expected a text, got %s", t->key,
             tree_describe(v->dec->arena, t));
    return NULL;
}

/* Takes {"value": x, "source": ..., "date": ..., "low": ..., "high": ...} apart: x with its own source. Returns false
   when there is no value. */
static bool unwrap(struct value *v)
{
    const bool nested = v->f->type == FIELD_ONE || v->f->type == FIELD_LIST;
    const struct tree *map = v->node;
    if (nested || map->type != TREE_MAP)
        return true;
    v->node = tree_get(map, "value");
    for (const struct tree *t = map->first; t; t = t->next) {
        if (strcmp(t->key, "source") == 0)
            v->at->source = plain_text(v, t);
        else if (strcmp(t->key, "date") == 0)
            v->at->date = plain_text(v, t);
        else if (v->f->type == FIELD_SPAN && strcmp(t->key, "low") == 0)
            v->low = t;
        else if (v->f->type == FIELD_SPAN && strcmp(t->key, "high") == 0)
            v->high = t;
        else if (strcmp(t->key, "value") != 0)
            diag_add(v->dec->d, DIAG_UNKNOWN_FIELD, t->at, path_of(v),
                     "a value has no field '%s', only value, source, date%s", t->key,
                     v->f->type == FIELD_SPAN ? ", low, high" : "");
    }
    if (!v->node)
        diag_add(v->dec->d, DIAG_MISSING_FIELD, map->at, path_of(v), "expected 'value' in the mapping, got none");
    if (v->at->date && !decode_is_date(v->at->date))
        diag_add(v->dec->d, DIAG_BAD_DATE, map->at, path_of(v), "expected %s, got \"%.60s\"",
                 decode_date_expected(v->dec->arena, v->at->date), v->at->date);
    return v->node != NULL;
}

static const char *article(const struct kind *k)
{
    return strchr("aeiou", k->name[0]) ? "an" : "a";
}

/* Returns the field of k whose nested records have a field of that name; NULL: none. */
static const char *holder_of(const struct kind *k, const char *name)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        if ((f->type == FIELD_LIST || f->type == FIELD_ONE) && schema_find(f->kind, name) < f->kind->n_fields)
            return f->name;
    }
    return NULL;
}

static void unknown_field(struct decode *dec, const struct kind *k, const struct tree *t, const struct decode_path *at)
{
    if (diag_is_full(dec->d, DIAG_UNKNOWN_FIELD)) { /* the nearest name is the dearest part of a message */
        diag_add(dec->d, DIAG_UNKNOWN_FIELD, t->at, NULL, "%s", t->key);
        return;
    }
    const char *path = decode_path_text(dec->arena, at), *holder = holder_of(k, t->key);
    struct near best = {0};
    for (size_t i = 0; i < k->n_fields; i++)
        near_consider(&best, t->key, k->fields[i].name);
    const char *hint = best.name ? str_format(dec->arena, "; did you mean '%s'?", best.name)
                       : holder  ? str_format(dec->arena, "; it is a field of '%s'", holder)
                                 : "";
    diag_add(dec->d, DIAG_UNKNOWN_FIELD, t->at, path, "%s %s has no field '%s'%s", article(k), k->name, t->key, hint);
}

static void missing_fields(struct decode *dec, const struct kind *k, struct origin at, const struct decode_path *path,
                           const void *record)
{
    for (size_t i = 0; i < k->n_fields; i++)
        if (k->fields[i].need == NEED_REQUIRED && !schema_origin(record, i)->file)
            diag_add(dec->d, DIAG_MISSING_FIELD, at, decode_path_text(dec->arena, path), "%s %s must state '%s' (%s)",
                     article(k), k->name, k->fields[i].name, k->fields[i].doc);
}

void decode_record(struct decode *dec, const struct kind *k, const struct tree *node, const struct decode_path *path,
                   void *record)
{
    struct origin *at = record;
    for (size_t i = 0; i < k->n_fields; i++)
        schema_absent(k, i, record);
    if (node->type != TREE_MAP) {
        diag_add(dec->d, DIAG_WRONG_TYPE, node->at, decode_path_text(dec->arena, path),
                 "expected a mapping such as {%s: ...}, got %s", k->fields[0].name, tree_describe(dec->arena, node));
        return;
    }
    for (const struct tree *t = node->first; t; t = t->next) {
        const size_t i = schema_find(k, t->key);
        if (i == k->n_fields) {
            unknown_field(dec, k, t, path);
            continue;
        }
        at[i] = t->at;
        const struct decode_path here = {.above = path, .name = t->key};
        struct value v = {.dec = dec, .f = &k->fields[i], .node = t, .path = &here, .record = record, .at = &at[i]};
        if (unwrap(&v))
            take(&v);
    }
    missing_fields(dec, k, node->at, path, record);
}

void decode_row(struct decode *dec, const struct kind *k, const struct decode_cells *cells, struct origin at,
                void *record)
{
    struct origin *origins = record;
    for (size_t i = 0; i < k->n_fields; i++)
        schema_absent(k, i, record);
    for (size_t c = 0; c < cells->n; c++) {
        const struct field *f = cells->columns[c];
        const char *text = cells->text[c];
        if (!f || !*text)
            continue;
        struct tree cell = {.type = TREE_TEXT, .text = text, .at = at};
        cell.at.col = cells->cols ? cells->cols[c] : at.col;
        const bool numeric = f->type == FIELD_NUM || f->type == FIELD_INT || f->type == FIELD_SPAN;
        if (numeric && numtext_parse(text, strlen(text), &cell.number))
            cell.type = TREE_NUMBER;
        BUG_UNLESS(f >= k->fields && f < k->fields + k->n_fields);
        struct origin *mine = &origins[f - k->fields];
        *mine = cell.at;
        const struct decode_path here = {.name = f->name};
        struct value v = {.dec = dec, .f = f, .node = &cell, .path = &here, .record = record, .at = mine};
        take(&v);
    }
    missing_fields(dec, k, at, NULL, record);
}

/* Reverses the list, which has the last link first. */
static struct decode_link *in_file_order(struct decode_link *l)
{
    struct decode_link *head = NULL;
    while (l) {
        struct decode_link *next = l->next;
        l->next = head;
        head = l;
        l = next;
    }
    return head;
}

void decode_resolve(struct decode *dec, const struct catalogue *c)
{
    struct names_index *index = names_index_new(dec->arena, c);
    for (struct decode_link *l = in_file_order(dec->links); l; l = l->next) {
        BUG_UNLESS(l->slot && !*l->slot);
        *l->slot = names_index_id(index, l->kind, l->id);
        if (*l->slot)
            continue;
        if (diag_is_full(dec->d, DIAG_UNKNOWN_ID)) { /* a name is dear to look up, and nobody would read what is near */
            diag_add(dec->d, DIAG_UNKNOWN_ID, l->at, NULL, "%s", l->id);
            continue;
        }
        const struct names_found found = names_find_in(index, dec->arena, l->kind, l->id);
        if (dec->by_name && found.record && !found.open)
            *l->slot = found.record;
        else
            diag_add(dec->d, DIAG_UNKNOWN_ID, l->at, decode_path_text(dec->arena, &l->path), "%s",
                     names_unknown(dec->arena, c, l->kind, l->id, &found));
    }
    dec->links = NULL;
}
