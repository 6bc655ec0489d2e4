#include "offer_book.h"

#include "arena.h"
#include "catalogue.h"
#include "csvtext.h"
#include "decode.h"
#include "diag.h"
#include "numtext.h"
#include "price_book.h"
#include "str.h"
#include "tree_make.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The two kinds of offers, and the fields whose values make the id. */
static const struct offer_kind {
    const struct kind *kind;
    const char *key, *told_by,
        *span; /* list in the catalogue; a column that the other kind lacks; column with low, high */
    const char *named_by[5];
    const char *needed[7];
} kinds[] = {
    {&kind_cloud,
     "clouds",
     "device",
     "rate_h",
     {"provider", "device", "terms", NULL},
     {"date", "provider", "device", "terms", "rate_h", "source", NULL}},
    {&kind_api,
     "apis",
     "input_mtok",
     NULL,
     {"provider", "model", "closed", "version", "stored"},
     {"date", "provider", "model", "input_mtok", "output_mtok", "source", NULL}},
};

enum { MONTH_LENGTH = sizeof "YYYY-MM" - 1 };

bool offer_book_is(const char *file, const char *text, size_t size)
{
    static const char word[] = "provider";
    if (!price_book_is(file))
        return false;
    for (size_t i = 0; i + sizeof word - 1 <= size && text[i] != '\n'; i++)
        if (strncmp(text + i, word, sizeof word - 1) == 0)
            return true;
    return false;
}

static size_t column(const struct csvtext *t, const char *name)
{
    size_t i = 0;
    while (i < t->n_cols && strcmp(t->head[i], name) != 0)
        i++;
    return i;
}

static const char *cell(const struct csvtext *t, size_t row, const char *name)
{
    const size_t i = column(t, name);
    return i < t->n_cols ? csvtext_cell(t, row, i) : "";
}

/* Returns the member of a record that a column fills; NULL: none. */
static const char *member_of(const struct kind *k, const char *head)
{
    if (strcmp(head, "title") == 0)
        return "name";
    const size_t f = schema_find(k, head);
    const bool usable = f < k->n_fields && k->fields[f].type != FIELD_TEXTS && strcmp(head, "id") != 0;
    return usable ? k->fields[f].name : NULL;
}

static bool is_range(const struct offer_kind *k, const char *head)
{
    return k->span && (strcmp(head, "low") == 0 || strcmp(head, "high") == 0);
}

/* Returns false with a diagnostic where a column has no meaning or one that every row needs is missing. */
static bool check_columns(struct diags *d, const struct csvtext *t, const struct offer_kind *k)
{
    const int errors = d->errors;
    const struct origin at = {.file = t->file, .line = 1, .col = 1};
    for (size_t i = 0; i < t->n_cols; i++)
        if (!is_range(k, t->head[i]) && !member_of(k->kind, t->head[i]))
            diag_add(d, DIAG_UNKNOWN_FIELD, at, t->head[i], "a table of %s has no such column", k->key);
    for (size_t i = 0; k->needed[i]; i++)
        if (column(t, k->needed[i]) == t->n_cols)
            diag_add(d, DIAG_MISSING_FIELD, at, NULL, "a table of %s must have the column '%s'", k->key, k->needed[i]);
    return d->errors == errors;
}

/* Appends the text in lower case, with one '-' for other characters than letters, digits and '.'. */
static void add_slug(struct str *s, const char *text)
{
    bool gap = s->len > 0;
    for (; *text; text++) {
        if (!isalnum((unsigned char)*text) && *text != '.') {
            gap = s->len > 0;
            continue;
        }
        const char c = (char)tolower((unsigned char)*text);
        str_addn(s, gap ? "-" : "", gap);
        str_addn(s, &c, 1);
        gap = false;
    }
}

/* Returns the id of the offer that the row observes. */
static const char *offer_id(struct arena *a, const struct csvtext *t, const struct offer_kind *k, size_t row)
{
    struct str s = str_new(a);
    for (size_t i = 0; i < sizeof k->named_by / sizeof *k->named_by && k->named_by[i]; i++)
        add_slug(&s, cell(t, row, k->named_by[i]));
    return s.text;
}

/* One row, sorted by offer and date. */
struct row {
    const char *id, *date;
    size_t at;
};

static int by_offer(const void *x, const void *y)
{
    const struct row *a = x, *b = y;
    const int id = strcmp(a->id, b->id), date = strcmp(a->date, b->date);
    return id ? id : date ? date : (a->at > b->at) - (a->at < b->at);
}

static bool same_month(const struct row *a, const struct row *b)
{
    return strcmp(a->id, b->id) == 0 && strncmp(a->date, b->date, MONTH_LENGTH) == 0;
}

/* Returns whether the row is the newest of its month, and no row is dated with the month alone. */
static bool names_month(const struct row *rows, size_t n, size_t i)
{
    size_t first = i;
    while (first > 0 && same_month(&rows[first - 1], &rows[i]))
        first--;
    const bool newest = i + 1 == n || !same_month(&rows[i + 1], &rows[i]);
    return newest && (first == i || strlen(rows[first].date) != MONTH_LENGTH);
}

static void add_value(struct arena *a, struct tree *map, const char *key, const struct field *f, const char *text,
                      struct origin at)
{
    double number;
    const bool numeric = f->type == FIELD_NUM || f->type == FIELD_INT || f->type == FIELD_SPAN;
    if (numeric && numtext_parse(text, strlen(text), &number))
        tree_make_number(a, map, key, number, at);
    else
        tree_make_text(a, map, key, text, at);
}

/* Adds the row's cell in that column. With low or high it is a mapping. */
static void add_cell(struct arena *a, struct tree *map, const struct csvtext *t, const struct offer_kind *k, size_t row,
                     size_t col)
{
    static const char *const ends[] = {"low", "high"};
    const char *text = csvtext_cell(t, row, col), *name = member_of(k->kind, t->head[col]);
    const struct origin at = {.file = t->file, .line = t->lines[row], .col = t->cols[row * t->n_cols + col]};
    if (!name || !*text)
        return;
    const struct field *f = &k->kind->fields[schema_find(k->kind, name)];
    const bool spans = k->span && strcmp(name, k->span) == 0 && (*cell(t, row, "low") || *cell(t, row, "high"));
    if (!spans) {
        add_value(a, map, name, f, text, at);
        return;
    }
    struct tree *span = tree_make_map(a, map, name, at);
    add_value(a, span, "value", f, text, at);
    for (size_t i = 0; i < 2; i++)
        if (*cell(t, row, ends[i]))
            add_value(a, span, ends[i], f, cell(t, row, ends[i]), at);
}

/* Adds what an offer is called by, and when and where it was seen last. */
static void add_offer(struct arena *a, struct tree *list, const struct csvtext *t, const struct offer_kind *k,
                      const struct row *r)
{
    const struct origin at = {.file = t->file, .line = t->lines[r->at], .col = 1};
    struct tree *map = tree_make_map(a, list, NULL, at);
    tree_make_text(a, map, "id", r->id, at);
    for (size_t i = 0; i < t->n_cols; i++) {
        bool kept = strcmp(t->head[i], "date") == 0 || strcmp(t->head[i], "source") == 0;
        for (size_t j = 0; j < sizeof k->named_by / sizeof *k->named_by && k->named_by[j]; j++)
            kept |= strcmp(t->head[i], k->named_by[j]) == 0;
        if (kept)
            add_cell(a, map, t, k, r->at, i);
    }
}

static void add_row(struct arena *a, struct tree *list, const struct csvtext *t, const struct offer_kind *k,
                    const struct row *r, bool last_of_month)
{
    const struct origin at = {.file = t->file, .line = t->lines[r->at], .col = 1};
    struct tree *map = tree_make_map(a, list, NULL, at);
    const int n = last_of_month ? MONTH_LENGTH : (int)strlen(r->date);
    tree_make_text(a, map, "id", str_format(a, "%s-%.*s", r->id, n, r->date), at);
    for (size_t i = 0; i < t->n_cols; i++)
        add_cell(a, map, t, k, r->at, i);
}

/* Returns false for a row with a fault that would be reported for its offer too. */
static bool is_sound(const struct csvtext *t, const struct row *r)
{
    const char *terms = cell(t, r->at, "terms");
    return decode_is_date(r->date) && (!*terms || enums_find(&enums_rentterms, terms) != 0);
}

const struct tree *offer_book_tree(struct arena *a, struct diags *d, const char *file, char *text, size_t size)
{
    struct csvtext t;
    if (!csvtext_parse(a, d, file, text, size, &t))
        return NULL;
    const struct offer_kind *k = column(&t, kinds[0].told_by) < t.n_cols ? &kinds[0] : &kinds[1];
    if (!check_columns(d, &t, k))
        return NULL;
    struct row *rows = ARENA_ARRAY(a, t.n_rows, struct row);
    for (size_t i = 0; i < t.n_rows; i++)
        rows[i] = (struct row){offer_id(a, &t, k, i), cell(&t, i, "date"), i};
    qsort(rows, t.n_rows, sizeof *rows, by_offer);
    struct tree *root = tree_make_catalogue(a, diag_file(file)),
                *list = tree_make_list(a, root, k->key, diag_file(file));
    for (size_t i = 0; i < t.n_rows; i++) {
        const struct row *r = &rows[i], *next = i + 1 < t.n_rows ? r + 1 : NULL;
        const bool last = !next || strcmp(next->id, r->id) != 0;
        add_row(a, list, &t, k, r, names_month(rows, t.n_rows, i));
        if (last && is_sound(&t, r))
            add_offer(a, list, &t, k, r);
    }
    return root;
}
