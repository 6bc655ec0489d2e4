#define _POSIX_C_SOURCE 200809L
#include "price_book_write.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "file_lock.h"
#include "file_replace.h"
#include "price_book.h"
#include "str.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const double lock_wait_s = 30;

/* What one call works with. */
struct job {
    struct arena *arena;
    struct diags *d;
    const struct price_book_row *rows;
    size_t n;
    bool dry;
    enum price_book_fate *fate;
    struct price_keys *keys; /* of all rows that the book has */
    struct price_book_written *out;
};

/* ---- cells ---- */

static const char *known(const char *text)
{
    return text ? text : "";
}

/* Returns the amount in whole hundredths, so that it is what its text reads back as. */
static double hundredths(double x)
{
    const double parts = 100;
    return round(x * parts) / parts;
}

/* Returns an amount with at most two decimals: 1250 or 0.07. */
static const char *number(char *buf, size_t size, double x)
{
    if (isnan(x))
        return "";
    int n = snprintf(buf, size, "%.2f", hundredths(x));
    BUG_UNLESS(n > 3 && (size_t)n < size);
    while (buf[n - 1] == '0')
        buf[--n] = '\0';
    if (buf[n - 1] == '.')
        buf[n - 1] = '\0';
    return buf;
}

/* Writes the cells of a row in the order of price_book_columns. */
enum { COLUMNS = 12, NUMBER = 32 };
struct cells {
    const char *text[COLUMNS];
    char numbers[3][NUMBER];
};

static void fill_cells(const struct price_book_row *r, struct cells *c)
{
    const char *const text[COLUMNS] = {r->date,
                                       r->component,
                                       known(enums_text(&enums_condition, (int)r->condition)),
                                       known(enums_text(&enums_pricekind, (int)r->kind)),
                                       number(c->numbers[0], NUMBER, r->amount),
                                       number(c->numbers[1], NUMBER, r->low),
                                       number(c->numbers[2], NUMBER, r->high),
                                       known(enums_text(&enums_currency, (int)r->currency)),
                                       known(enums_text(&enums_taxed, (int)r->tax)),
                                       known(r->country),
                                       r->source,
                                       known(r->title)};
    BUG_UNLESS(price_book_n_columns == COLUMNS && r->date && r->component && r->source);
    memcpy(c->text, text, sizeof text);
}

static struct price_key key_of(const struct price_book_row *r)
{
    return (struct price_key){r->date,
                              r->component,
                              known(enums_text(&enums_currency, (int)r->currency)),
                              known(enums_text(&enums_condition, (int)r->condition)),
                              known(enums_text(&enums_pricekind, (int)r->kind)),
                              r->source,
                              known(r->title),
                              hundredths(r->amount)};
}

/* ---- one file ---- */

/* A book as it is on disk. */
struct old_book {
    const char *text; /* not modified */
    size_t size;
    struct price_book book; /* its cells; table.n_cols of 0: it is empty */
    enum price_book_end end;
};

/* Reads the book at path; one that is not there is empty. */
static bool read_old(struct job *j, const char *path, struct old_book *old)
{
    *old = (struct old_book){.text = ""};
    const enum file_kind k = file_look(j->d, path);
    if (k == FILE_NOTHING || k == FILE_UNKNOWN)
        return k == FILE_NOTHING;
    old->text = file_read(j->arena, j->d, path, &old->size);
    if (!old->text)
        return false;
    size_t last;
    int line;
    old->end = price_book_ending(old->text, old->size, &last, &line);
    if (old->end == PRICE_BOOK_CUT) {
        diag_add(j->d, DIAG_SYNTAX_CSV, (struct origin){.file = path, .line = line, .col = 1}, NULL,
                 "the last line is not complete: \"%.60s\"; complete or delete it, then import again",
                 old->text + last);
        return false;
    }
    return price_book_open(j->arena, j->d, path, "", arena_strndup(j->arena, old->text, old->size), old->size,
                           &old->book);
}

static void add_keys(struct price_keys *keys, const struct price_book *b)
{
    for (size_t i = 0; i < b->table.n_rows; i++) {
        const struct price_key key = price_book_key(b, i);
        price_keys_add(keys, &key);
    }
}

/* Where each column of a book comes from: an index into price_book_columns, COLUMNS: the cell stays empty. */
struct columns {
    size_t n;
    const size_t *from;
    const char *line_end;
};

/* Fills *out for the header of the old book, or for a new one. Returns false, with a diagnostic, where the header lacks
   a column that a row needs. */
static bool match_columns(struct job *j, const struct old_book *old, const char *path, const struct cells *any,
                          struct columns *out)
{
    const struct csvtext *t = &old->book.table;
    const size_t n = t->n_cols ? t->n_cols : price_book_n_columns;
    size_t *from = ARENA_ARRAY(j->arena, n, size_t);
    bool has[COLUMNS] = {false};
    for (size_t i = 0; i < n; i++) {
        from[i] = t->n_cols ? 0 : i;
        while (t->n_cols && from[i] < COLUMNS && strcmp(price_book_columns[from[i]], t->head[i]) != 0)
            from[i]++;
        if (from[i] < COLUMNS)
            has[from[i]] = true;
    }
    for (size_t i = 0; i < COLUMNS; i++)
        if (!has[i] && *any->text[i]) {
            diag_add(j->d, DIAG_MISSING_FIELD, (struct origin){.file = path, .line = 1, .col = 1}, NULL,
                     "the book has no column '%s', which new rows need: add it to every line, or import to another "
                     "book",
                     price_book_columns[i]);
            return false;
        }
    const char *first = strchr(old->text, '\n');
    *out = (struct columns){n, from, first && first > old->text && first[-1] == '\r' ? "\r\n" : "\n"};
    return true;
}

/* Notes in *any which cells the rows fill. */
static void merge_cells(struct cells *any, const struct cells *c)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (*c->text[i])
            any->text[i] = "x";
}

static void add_line(struct str *s, const struct columns *columns, const struct cells *c)
{
    for (size_t i = 0; i < columns->n; i++) {
        if (i)
            str_addn(s, ",", 1);
        if (columns->from[i] < COLUMNS)
            csvtext_quote(s, c->text[columns->from[i]]);
    }
    str_add(s, columns->line_end);
}

/* Sets the fate of the rows with these numbers. Returns how many the book lacks; *any notes which cells they fill. */
static size_t judge(struct job *j, const size_t *of, size_t n, struct cells *any)
{
    size_t added = 0;
    for (size_t i = 0; i < COLUMNS; i++)
        any->text[i] = "";
    for (size_t i = 0; i < n; i++) {
        const struct price_book_row *r = &j->rows[of[i]];
        const struct price_key key = key_of(r);
        struct cells c;
        j->fate[of[i]] = price_keys_add(j->keys, &key) ? PRICE_BOOK_ADDED : PRICE_BOOK_THERE;
        if (j->fate[of[i]] == PRICE_BOOK_THERE)
            continue;
        added++;
        fill_cells(r, &c);
        merge_cells(any, &c);
    }
    return added;
}

/* Replaces the book by its text and the rows that it lacks. */
static enum file_replaced write_new(struct job *j, const char *path, const struct old_book *old, const size_t *of,
                                    size_t n, const struct cells *any)
{
    struct columns columns;
    struct str added = str_new(j->arena);
    if (!match_columns(j, old, path, any, &columns))
        return FILE_REPLACE_NOT;
    if (old->end == PRICE_BOOK_OPEN)
        str_add(&added, columns.line_end);
    if (!old->book.table.n_cols) {
        struct cells head;
        memcpy(head.text, price_book_columns, sizeof head.text);
        add_line(&added, &columns, &head);
    }
    for (size_t i = 0; i < n; i++) {
        struct cells c;
        if (j->fate[of[i]] != PRICE_BOOK_ADDED)
            continue;
        fill_cells(&j->rows[of[i]], &c);
        add_line(&added, &columns, &c);
    }
    const struct file_piece pieces[] = {{old->text, old->size}, {added.text, added.len}};
    return file_replace(j->arena, j->d, path, pieces, sizeof pieces / sizeof *pieces);
}

/* Reads the book, judges the rows with these numbers and writes those that it lacks. The caller has the lock. */
static bool add_locked(struct job *j, const char *path, const size_t *of, size_t n)
{
    struct old_book old;
    struct cells any;
    if (!read_old(j, path, &old))
        return false;
    add_keys(j->keys, &old.book);
    const size_t added = judge(j, of, n, &any);
    const enum file_replaced got = added > 0 && !j->dry ? write_new(j, path, &old, of, n, &any) : FILE_REPLACE_DONE;
    if (got == FILE_REPLACE_NOT) {
        for (size_t i = 0; i < n; i++)
            j->fate[of[i]] = PRICE_BOOK_LEFT;
        return false;
    }
    if (added > 0)
        j->out->file[j->out->n_files++] = (struct price_book_file){path, added};
    return got == FILE_REPLACE_DONE;
}

/* Adds the rows with these numbers to one file. */
static bool add_to_file(struct job *j, const char *path, const size_t *of, size_t n)
{
    struct file_lock lock;
    const char *target = file_replace_target(j->arena, j->d, path);
    if (!target)
        return false;
    const char *base = file_base(target);
    const char *locked = str_format(j->arena, "%.*s.%s.lock", (int)(base - target), target, base);
    if (j->dry)
        return add_locked(j, target, of, n);
    const char *under = arena_strndup(j->arena, target, (size_t)(base - target));
    const enum file_kind k = target != path && *under ? file_look(j->d, under) : FILE_FOLDER;
    if (k == FILE_UNKNOWN)
        return false;
    if (k == FILE_NOTHING) {
        diag_add(j->d, DIAG_FILE_WRITE, diag_file(path), NULL,
                 "the price book is a symbolic link into a folder that does not exist: '%.*s'", (int)(base - target),
                 target);
        return false;
    }
    if (*under && !file_make_dirs(j->arena, j->d, under))
        return false;
    if (!file_lock_take(j->arena, j->d, locked, lock_wait_s, &lock))
        return false;
    const bool done = add_locked(j, target, of, n);
    file_lock_release(&lock);
    return done;
}

/* ---- a folder ---- */

/* The rows that belong into one file of a folder. */
struct month {
    const char *name; /* "2026-06.csv" */
    size_t *of, n, room;
};

/* Returns the length of the part of a date that names its file: YYYY-MM, or YYYY where there is no month. */
static size_t month_length(const char *date)
{
    enum { YEAR = 4, MONTH = 7 };
    const size_t n = strlen(date);
    return n >= MONTH ? MONTH : n < YEAR ? n : YEAR;
}

static struct month *month_of_row(struct job *j, struct month **months, size_t *n, size_t *room, size_t *near,
                                  const char *date)
{
    const size_t length = month_length(date);
    for (size_t i = 0; i < *n; i++) { /* most rows are of the month of the row before */
        struct month *m = &(*months)[(*near + i) % *n];
        if (strncmp(m->name, date, length) == 0 && m->name[length] == '.') {
            *near = (*near + i) % *n;
            return m;
        }
    }
    *months = arena_more(j->arena, *months, *n, room, sizeof **months);
    (*months)[*n] = (struct month){.name = str_format(j->arena, "%.*s.csv", (int)length, date)};
    *near = *n;
    return &(*months)[(*n)++];
}

/* Splits the rows by month. */
static struct month *split(struct job *j, size_t *n)
{
    struct month *months = NULL;
    size_t room = 0, near = 0;
    *n = 0;
    for (size_t i = 0; i < j->n; i++) {
        struct month *m = month_of_row(j, &months, n, &room, &near, j->rows[i].date);
        m->of = arena_more(j->arena, m->of, m->n, &m->room, sizeof *m->of);
        m->of[m->n++] = i;
    }
    return months;
}

static bool is_target(const struct month *months, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(months[i].name, name) == 0)
            return true;
    return false;
}

/* Adds the keys of the files of the folder that get no rows. */
static bool read_others(struct job *j, const char *dir, const struct month *months, size_t n)
{
    size_t count = 0;
    const char **names = file_list(j->arena, j->d, dir, ".csv", &count);
    for (size_t i = 0; names && i < count; i++) {
        struct old_book old;
        if (is_target(months, n, names[i]))
            continue;
        if (!read_old(j, file_join(j->arena, dir, names[i]), &old))
            return false;
        add_keys(j->keys, &old.book);
    }
    return names != NULL;
}

static bool add_to_folder(struct job *j, const char *dir, bool there)
{
    size_t n;
    const struct month *months = split(j, &n);
    if (there && !read_others(j, dir, months, n))
        return false;
    j->out->file = ARENA_ARRAY(j->arena, n, struct price_book_file);
    for (size_t i = 0; i < n; i++)
        if (!add_to_file(j, file_join(j->arena, dir, months[i].name), months[i].of, months[i].n))
            return false;
    return true;
}

bool price_book_write(struct arena *a, struct diags *d, const char *path, const struct price_book_row *rows, size_t n,
                      bool dry, enum price_book_fate *fate, struct price_book_written *out)
{
    struct stat st;
    struct job j = {a, d, rows, n, dry, fate, price_keys_new(a), out};
    enum file_kind k = file_look(d, path);
    const bool dangles = k == FILE_NOTHING && lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
    if (k == FILE_NOTHING && !dangles)
        k = file_look(d, path); /* another program may have made it in between */
    const bool there = k != FILE_NOTHING, folder = there ? k == FILE_FOLDER : !price_book_is(path);
    *out = (struct price_book_written){0};
    for (size_t i = 0; i < n; i++)
        fate[i] = PRICE_BOOK_LEFT;
    if (k == FILE_UNKNOWN || n == 0)
        return n == 0;
    if (there && !folder && !price_book_is(path)) {
        diag_add(d, DIAG_USAGE, diag_file(path), NULL, "the name of a price book must end with .csv");
        return false;
    }
    if (dangles && folder) {
        diag_add(
            d, DIAG_FILE_WRITE, diag_file(path), NULL,
            "the price book is a symbolic link to a folder that does not exist: make that folder, or name another");
        return false;
    }
    if (folder)
        return add_to_folder(&j, path, there);
    size_t *of = ARENA_ARRAY(a, n, size_t);
    for (size_t i = 0; i < n; i++)
        of[i] = i;
    out->file = ARENA_NEW(a, struct price_book_file);
    return add_to_file(&j, path, of, n);
}
