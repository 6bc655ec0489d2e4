/* csvtext.c: parses CSV in place. Cells are zero-terminated inside the caller's text, so that no cell is copied. Empty
   lines are skipped. */
#include "csvtext.h"

#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "numtext.h"
#include "str.h"

#include <stdbool.h>
#include <string.h>

struct scan {
    char *at, *end;
    int line, col;   /* of `at`, from 1; columns in characters of UTF-8 */
    bool open_quote; /* a quote is still open at the end of the text */
};

/* Goes on by one byte. */
static void step(struct scan *s)
{
    const bool inner = (*s->at & 0xC0) == 0x80;
    s->line += *s->at == '\n';
    s->col = *s->at == '\n' ? 1 : s->col + !inner;
    s->at++;
}

/* Returns the next cell, unquoted and zero-terminated inside the text; *last becomes true at the end of a row. */
static char *next_cell(struct scan *s, bool *last)
{
    bool inside = s->at < s->end && *s->at == '"';
    if (inside)
        step(s);
    char *from = s->at, *to = from;
    for (; s->at < s->end; step(s)) {
        if (inside && *s->at == '"') {
            if (s->at + 1 < s->end && s->at[1] == '"')
                step(s);
            else {
                inside = false;
                continue;
            }
        } else if (!inside && (*s->at == ',' || *s->at == '\n' || *s->at == '\r'))
            break;
        *to++ = *s->at;
    }
    s->open_quote = inside;
    const char stop = s->at < s->end ? *s->at : '\n';
    if (stop == '\r' && s->at + 1 < s->end && s->at[1] == '\n')
        s->at++;
    const int line = s->line;
    if (s->at < s->end)
        step(s);
    *last = stop != ',';
    if (*last) {
        s->line = line + 1;
        s->col = 1;
    }
    *to = '\0';
    return from;
}

/* Returns the number of cells in the header line. */
static size_t count_head(const char *text, size_t size)
{
    size_t n = 1;
    bool inside = false;
    for (size_t i = 0; i < size && (inside || (text[i] != '\n' && text[i] != '\r')); i++) {
        inside ^= text[i] == '"';
        n += !inside && text[i] == ',';
    }
    return n;
}

/* Reads one row and stores its first n_cols cells, and the columns in which they start; *got becomes the number of
   cells read. Returns false when that is not n_cols or a quote is left open. */
static bool read_row(struct scan *s, const char **cells, int *cols, size_t n_cols, size_t *got)
{
    const int line = s->line;
    bool last = false;
    *got = 0;
    while (!last) {
        const int col = s->line == line ? s->col : 1;
        char *cell = next_cell(s, &last);
        if (*got < n_cols) {
            cells[*got] = csvtext_plain(cell);
            cols[*got] = col;
        }
        ++*got;
    }
    return *got == n_cols && !s->open_quote;
}

int csvtext_is_text(struct diags *d, const char *file, const char *text, size_t size)
{
    if (!memchr(text, '\0', size))
        return true;
    diag_add(d, DIAG_SYNTAX_BINARY, diag_file(file), NULL, "it holds a zero byte");
    return false;
}

static struct origin line_at(const struct csvtext *t, int line)
{
    return (struct origin){.file = t->file, .line = line, .col = 1};
}

/* Room for the rows of a table: grows with them, not with the lines, which may be empty. */
struct rows {
    struct arena *arena;
    const char **cells;
    int *cols, *lines;
    size_t room; /* rows */
};

static void make_room(struct rows *r, size_t n, size_t n_cols)
{
    if (n < r->room)
        return;
    const size_t room = r->room ? 2 * r->room : 16;
    struct rows more = {r->arena, ARENA_ARRAY(r->arena, room * n_cols, const char *),
                        ARENA_ARRAY(r->arena, room * n_cols, int), ARENA_ARRAY(r->arena, room, int), room};
    if (n > 0) {
        memcpy(more.cells, r->cells, n * n_cols * sizeof *more.cells);
        memcpy(more.cols, r->cols, n * n_cols * sizeof *more.cols);
        memcpy(more.lines, r->lines, n * sizeof *more.lines);
    }
    *r = more;
}

/* Reads the rows below the header. */
static void read_rows(struct scan *s, struct rows *rows, struct diags *d, struct csvtext *out)
{
    const size_t n_cols = out->n_cols;
    size_t got = 0;
    while (s->at < s->end) {
        const int line = s->line;
        if (*s->at == '\n' || *s->at == '\r') {
            bool last;
            next_cell(s, &last);
            continue;
        }
        if ((out->n_rows + 1) * n_cols > CSVTEXT_MOST_CELLS) {
            diag_add(d, DIAG_SYNTAX_CSV, line_at(out, line), NULL,
                     "expected at most %d cells in all (%zu rows of %zu cells), got more", (int)CSVTEXT_MOST_CELLS,
                     out->n_rows, n_cols);
            break;
        }
        make_room(rows, out->n_rows, n_cols);
        rows->lines[out->n_rows] = line;
        const size_t at = out->n_rows * n_cols;
        if (read_row(s, rows->cells + at, rows->cols + at, n_cols, &got))
            out->n_rows++;
        else
            diag_add(d, DIAG_SYNTAX_CSV, line_at(out, line), NULL, "expected %zu cells as in the header, found %zu%s",
                     n_cols, got, s->open_quote ? " (a quote is left open)" : "");
    }
    out->cells = rows->cells;
    out->cols = rows->cols;
    out->lines = rows->lines;
}

int csvtext_parse(struct arena *a, struct diags *d, const char *file, char *text, size_t size, struct csvtext *out)
{
    if (!csvtext_is_text(d, file, text, size))
        return false;
    struct scan s = {text, text + size, 1, 1, false};
    struct rows rows = {.arena = a};
    const int errors = d->errors;
    size_t got = 0;
    *out = (struct csvtext){.file = file, .n_cols = count_head(text, size)};
    if (out->n_cols > CSVTEXT_MOST_COLS) {
        diag_add(d, DIAG_SYNTAX_CSV, line_at(out, 1), NULL, "expected at most %d columns in the header, found %zu",
                 (int)CSVTEXT_MOST_COLS, out->n_cols);
        return false;
    }
    out->head = ARENA_ARRAY(a, out->n_cols, const char *);
    if (!read_row(&s, out->head, ARENA_ARRAY(a, out->n_cols, int), out->n_cols, &got)) {
        diag_add(d, DIAG_SYNTAX_CSV, line_at(out, 1), NULL, "the header cannot be read%s",
                 s.open_quote ? " (a quote is left open)" : "");
        return false;
    }
    read_rows(&s, &rows, d, out);
    return d->errors == errors;
}

const char *csvtext_cell(const struct csvtext *t, size_t row, size_t col)
{
    BUG_UNLESS(row < t->n_rows && col < t->n_cols);
    return t->cells[row * t->n_cols + col];
}

/* Returns whether a text begins as a formula of a spreadsheet, behind n apostrophes: with =, +, - or @ (also their wide
   forms, also behind blanks), or with a tab or the end of a line. */
static bool is_formula(const char *text)
{
    static const char *const live[] = {"=",           "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                       "\xEF\xBC\xA0"};
    if (*text && strchr("\t\r\n", *text))
        return true;
    const char *first = text + strspn(text, " \t\r\n");
    for (size_t i = 0; i < sizeof live / sizeof *live; i++)
        if (str_starts(first, live[i]))
            return true;
    return false;
}

static bool is_number(const char *text)
{
    double v;
    return numtext_parse(text, strlen(text), &v);
}

static const char apostrophe = '\'';

/* Returns the text behind its apostrophes. */
static const char *behind(const char *text)
{
    while (*text == apostrophe)
        text++;
    return text;
}

void csvtext_quote(struct str *out, const char *cell)
{
    const char *guard = is_formula(behind(cell)) && !is_number(cell) ? "'" : "";
    if (!strpbrk(cell, ",\"\r\n")) {
        str_addf(out, "%s%s", guard, cell);
        return;
    }
    str_addf(out, "\"%s", guard);
    for (const char *p = cell; *p; p++)
        str_addn(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    str_add(out, "\"");
}

const char *csvtext_plain(const char *cell)
{
    return *cell == apostrophe && is_formula(behind(cell)) ? cell + 1 : cell;
}
