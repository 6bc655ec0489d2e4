#include "price_book.h"

#include "arena.h"
#include "decode.h"
#include "diag.h"
#include "file.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <string.h>

const char *const price_book_columns[] = {"date", "component", "condition", "kind",    "amount", "low",
                                          "high", "currency",  "tax",       "country", "source", "title"};
const size_t price_book_n_columns = sizeof price_book_columns / sizeof *price_book_columns;

bool price_book_is(const char *file)
{
    return str_ends(file, ".csv");
}

/* ---- the header ---- */

static struct origin in_header(const struct csvtext *t)
{
    return (struct origin){.file = t->file, .line = 1, .col = 1};
}

/* Returns false with a diagnostic where a column has no meaning or one that every price needs is missing. */
static bool lay_out(struct arena *a, struct diags *d, struct price_book *b)
{
    const int errors = d->errors;
    const struct csvtext *t = &b->table;
    b->field = ARENA_ARRAY(a, t->n_cols + 1, const struct field *);
    b->field[t->n_cols] = &kind_price.fields[F_price_id];
    b->low = b->high = t->n_cols;
    for (size_t f = 0; f < kind_price.n_fields; f++)
        b->column[f] = t->n_cols;
    for (size_t i = 0; i < t->n_cols; i++) {
        const size_t f = schema_find(&kind_price, t->head[i]);
        size_t *const place = strcmp(t->head[i], "low") == 0    ? &b->low
                              : strcmp(t->head[i], "high") == 0 ? &b->high
                              : f < kind_price.n_fields         ? &b->column[f]
                                                                : NULL;
        if (place && *place < t->n_cols)
            diag_add(d, DIAG_DUPLICATE_KEY, in_header(t), t->head[i], "the column is there twice");
        else if (place == &b->low || place == &b->high)
            *place = i;
        else if (f == kind_price.n_fields || f == F_price_id || kind_price.fields[f].type == FIELD_TEXTS)
            diag_add(d, DIAG_UNKNOWN_FIELD, in_header(t), t->head[i], "a price book has no such column");
        else {
            b->field[i] = &kind_price.fields[f];
            b->column[f] = i;
        }
    }
    static const size_t needed[] = {F_price_date,   F_price_component, F_price_condition, F_price_kind,
                                    F_price_amount, F_price_currency,  F_price_source};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (b->column[needed[i]] == t->n_cols)
            diag_add(d, DIAG_MISSING_FIELD, in_header(t), NULL, "a price book must have the column '%s' (%s)",
                     kind_price.fields[needed[i]].name, kind_price.fields[needed[i]].doc);
    return d->errors == errors;
}

/* ---- the last line ---- */

/* Returns the number of cells of the first line of the text, 0 where a quote is left open. */
static size_t count_cells(const char *text, size_t size)
{
    size_t n = 1;
    bool inside = false;
    for (size_t i = 0; i < size && (inside || (text[i] != '\n' && text[i] != '\r')); i++) {
        inside ^= text[i] == '"';
        n += !inside && text[i] == ',';
    }
    return inside ? 0 : n;
}

enum price_book_end price_book_ending(const char *text, size_t size, size_t *last, int *line)
{
    *last = 0;
    *line = 1;
    for (size_t i = 0; i + 1 < size; i++)
        if (text[i] == '\n') {
            *last = i + 1;
            ++*line;
        }
    BUG_UNLESS(*last <= size);
    if (size == 0 || text[size - 1] == '\n')
        return PRICE_BOOK_WHOLE;
    return count_cells(text + *last, size - *last) == count_cells(text, size) ? PRICE_BOOK_OPEN : PRICE_BOOK_CUT;
}

/* Returns the size of the text without a last line that was cut, which it warns of. */
static size_t whole_lines(struct diags *d, const char *file, const char *text, size_t size)
{
    size_t last;
    int line;
    const enum price_book_end end = price_book_ending(text, size, &last, &line);
    if (end == PRICE_BOOK_WHOLE || last == 0)
        return size;
    diag_add(d, DIAG_BOOK_CUT, (struct origin){.file = file, .line = line, .col = 1}, NULL,
             end == PRICE_BOOK_CUT ? "the last line is not complete and is left out: \"%.60s\""
                                   : "the last line has no line break, so it may be cut: \"%.60s\"",
             text + last);
    return end == PRICE_BOOK_CUT ? last : size;
}

/* ---- rows ---- */

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* Returns true if the text has only blanks and line breaks. */
static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

bool price_book_open(struct arena *a, struct diags *d, const char *file, const char *prefix, char *text, size_t size,
                     struct price_book *out)
{
    const char *base = file_base(file);
    const size_t base_n = strlen(base) - (str_ends(base, ".csv") ? strlen(".csv") : 0);
    *out = (struct price_book){.table = {.file = file}};
    out->name = tree_make_id(a, str_format(a, "%s%.*s", prefix, (int)base_n, base));
    if (!csvtext_is_text(d, file, text, size))
        return false;
    if (str_starts(text, byte_order_mark)) {
        text += strlen(byte_order_mark);
        size -= strlen(byte_order_mark);
    }
    if (is_blank(text))
        return true;
    size = whole_lines(d, file, text, size);
    text[size] = '\0';
    return csvtext_parse(a, d, file, text, size, &out->table) && lay_out(a, d, out);
}

/* Sets the range of the amount from the cells low and high. */
static void set_range(struct diags *d, const struct price_book *b, size_t row, struct price *p)
{
    const struct csvtext *t = &b->table;
    const char *low = b->low < t->n_cols ? csvtext_cell(t, row, b->low) : "",
               *high = b->high < t->n_cols ? csvtext_cell(t, row, b->high) : "";
    double from = 0, to = 0;
    if (!*low && !*high)
        return;
    if (!numtext_parse(low, strlen(low), &from) || !numtext_parse(high, strlen(high), &to) || from < 0 ||
        from > p->amount.mid || to < p->amount.mid) {
        diag_add(d, DIAG_BAD_RANGE, p->at[F_price_amount], "amount",
                 "expected low <= amount <= high, both or neither, got low \"%.40s\", high \"%.40s\"", low, high);
        return;
    }
    p->amount = (struct range){from, from, p->amount.mid, to, to};
}

void price_book_record(const struct price_book *b, struct decode *dec, size_t row, struct price *out)
{
    enum { MOST_COLUMNS = F_price_END + 3 };
    const struct csvtext *t = &b->table;
    const struct origin at = {.file = t->file, .line = t->lines[row], .col = 1};
    const char *text[MOST_COLUMNS];
    int cols[MOST_COLUMNS];
    BUG_UNLESS(row < t->n_rows && t->n_cols < MOST_COLUMNS);
    memcpy(text, t->cells + row * t->n_cols, t->n_cols * sizeof *text);
    memcpy(cols, t->cols + row * t->n_cols, t->n_cols * sizeof *cols);
    text[t->n_cols] = str_format(dec->arena, "%s-%d", b->name, t->lines[row]);
    cols[t->n_cols] = at.col;
    decode_row(dec, &kind_price, &(struct decode_cells){t->n_cols + 1, b->field, text, cols}, at, out);
    set_range(dec->d, b, row, out);
}

static const char *cell_of(const struct price_book *b, size_t row, size_t field)
{
    return b->column[field] < b->table.n_cols ? csvtext_cell(&b->table, row, b->column[field]) : "";
}

struct price_key price_book_key(const struct price_book *b, size_t row)
{
    struct price_key k = {cell_of(b, row, F_price_date),     cell_of(b, row, F_price_component),
                          cell_of(b, row, F_price_currency), cell_of(b, row, F_price_condition),
                          cell_of(b, row, F_price_kind),     cell_of(b, row, F_price_source),
                          cell_of(b, row, F_price_title),    0};
    const char *amount = cell_of(b, row, F_price_amount);
    if (!numtext_parse(amount, strlen(amount), &k.amount))
        k.amount = 0;
    return k;
}
