#include "feed_markdown.h"

#include "arena.h"
#include "diag.h"
#include "feed_cell.h"
#include "feed_lines.h"
#include "feed_picker.h"
#include "feed_table.h"
#include "feed_text.h"
#include "feed_words.h"

#include <ctype.h>
#include <string.h>

enum { MOST_CELLS = 64, MOST_PROBED = 200 };

/* ---- tables ---- */

/* Returns whether a line of n bytes is the rule under a header: bars, dashes, colons and blanks. */
static bool is_rule(const char *line, size_t n)
{
    size_t dashes = 0, bars = 0;
    for (size_t i = 0; i < n; i++) {
        dashes += line[i] == '-';
        bars += line[i] == '|';
        if (!strchr("-|: \t\r>", line[i]))
            return false;
    }
    return dashes > 0 && bars > 0;
}

bool feed_markdown_has_table(const char *text)
{
    bool bars = false;
    for (const char *line = text; *line;) {
        const size_t n = strcspn(line, "\n");
        if (bars && is_rule(line, n))
            return true;
        bars = memchr(line, '|', n) != NULL;
        line += n + (line[n] == '\n');
    }
    return false;
}

/* A piece of a line between two bars. */
struct piece {
    const char *text, *address;
};

/* Splits a line at its bars. Returns the number of cells. */
static size_t split(struct arena *a, const char *line, struct piece *cells)
{
    while (isspace((unsigned char)*line) || *line == '>')
        line++;
    size_t n = 0, all = strlen(line);
    while (all > 0 && isspace((unsigned char)line[all - 1]))
        all--;
    if (all > 1 && *line == '|') {
        line++;
        all--;
    }
    if (all > 1 && line[all - 1] == '|' && line[all - 2] != '\\')
        all--;
    for (const char *end = line + all, *from = line; n < MOST_CELLS;) {
        const char *bar = from;
        while (bar < end && !(*bar == '|' && (bar == line || bar[-1] != '\\')))
            bar++;
        cells[n].text = feed_cell_markdown(a, from, (size_t)(bar - from), &cells[n].address);
        n++;
        if (bar >= end)
            break;
        from = bar + 1;
    }
    return n;
}

/* Lines of one table. */
struct table {
    size_t n_rows;
    struct piece **rows;
    size_t *widths;
    int *lines;
};

/* Marks the columns whose cells hold prices, of a table whose header names none: their names may state a condition. */
static void probe(const struct table *t, struct feed_layout *l)
{
    if (!l->has[FEED_FIELD_PRICE])
        for (size_t c = 0; c < l->n; c++) {
            size_t priced = 0, filled = 0;
            for (size_t r = 0; r < t->n_rows && r < MOST_PROBED; r++) {
                struct feed_money m;
                const char *text = c < t->widths[r] ? t->rows[r][c].text : "";
                filled += !feed_money_blank(text);
                priced += feed_money_find(text, &m);
            }
            if (l->columns[c].field == FEED_FIELD_NONE && priced > 0 && 2 * priced >= filled) {
                l->columns[c] = (struct feed_column){.field = FEED_FIELD_PRICE,
                                                     .rank = (int)c,
                                                     .condition = feed_words_in_text(l->names[c]),
                                                     .kind = feed_words_kind(l->names[c])};
                l->has[FEED_FIELD_PRICE] = true;
            }
        }
    for (size_t c = 0; !l->has[FEED_FIELD_TITLE] && !l->has[FEED_FIELD_COMPONENT] && c < l->n; c++)
        if (l->columns[c].field == FEED_FIELD_NONE) {
            l->columns[c].field = FEED_FIELD_TITLE;
            l->has[FEED_FIELD_TITLE] = true;
        }
}

static void add_row(struct feed_job *job, const struct feed_layout *l, const struct table *t, size_t r, bool picker)
{
    struct feed_cell cells[MOST_CELLS];
    for (size_t c = 0; c < l->n; c++) {
        const bool there = c < t->widths[r];
        const struct piece *p = there ? &t->rows[r][c] : NULL;
        cells[c] = (struct feed_cell){there ? p->text : NULL, false};
        if (there && p->address && strstr(p->address, "://") && l->columns[c].field == FEED_FIELD_SOURCE)
            cells[c].text = p->address;
        if (there && picker && feed_picker_is_remark(p->text))
            return;
    }
    feed_table_add(job, l, cells, t->lines[r]);
}

/* Reads the table whose header is the line, and takes its lines off. */
static void read_table(struct feed_job *job, struct feed_text_lines *lines, const char *head, bool picker)
{
    struct arena *a = job->arena;
    struct piece cells[MOST_CELLS];
    const int head_line = lines->line;
    const size_t n = split(a, head, cells);
    const char **names = ARENA_ARRAY(a, n, const char *);
    struct table t = {.n_rows = 0};
    size_t room = 0, widths_room = 0, lines_room = 0;
    for (size_t i = 0; i < n; i++)
        names[i] = cells[i].text;
    feed_text_next(lines); /* the rule */
    while (lines->rest && memchr(lines->rest, '|', strcspn(lines->rest, "\r\n"))) {
        const char *line = feed_text_next(lines);
        t.rows = arena_more(a, t.rows, t.n_rows, &room, sizeof *t.rows);
        t.widths = arena_more(a, t.widths, t.n_rows, &widths_room, sizeof *t.widths);
        t.lines = arena_more(a, t.lines, t.n_rows, &lines_room, sizeof *t.lines);
        const size_t width = split(a, line, cells);
        t.rows[t.n_rows] = ARENA_ARRAY(a, width, struct piece);
        memcpy(t.rows[t.n_rows], cells, width * sizeof *cells);
        t.widths[t.n_rows] = width;
        t.lines[t.n_rows++] = lines->line;
    }
    struct feed_layout l = feed_layout_of(a, names, n);
    probe(&t, &l);
    if (!feed_layout_is_feed(&l)) {
        feed_job_skip(job, lines->line, "the table that ends here is left out: no column is a price");
        return;
    }
    if (!feed_table_is_clear(job, &l, head_line))
        return;
    feed_table_begin(job, &l);
    for (size_t r = 0; r < t.n_rows; r++)
        add_row(job, &l, &t, r, picker);
}

/* ---- the text ---- */

void feed_markdown_read(struct feed_job *job, char *text)
{
    const bool picker = feed_picker_is(text);
    const struct feed_lines as = {job, picker};
    struct feed_text_lines lines = {text, 0};
    size_t loose = 0;
    for (char *line; (line = feed_text_next(&lines)) != NULL;) {
        const char *next = lines.rest;
        if (strchr(line, '|') && next && is_rule(next, strcspn(next, "\r\n")))
            read_table(job, &lines, line, picker);
        else {
            const size_t n = strlen(line);
            loose += n + 1;
            if (loose > (size_t)FEED_MARKDOWN_MOST_MIB << 20) {
                diag_add(job->d, DIAG_TOO_LARGE, (struct origin){.file = job->file, .line = lines.line, .col = 1}, NULL,
                         "expected at most %d MiB of lines outside tables, got more", (int)FEED_MARKDOWN_MOST_MIB);
                return;
            }
            feed_lines_add(&as, line, n, lines.line);
        }
    }
}
