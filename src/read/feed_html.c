/* feed_html.c: no parser of HTML, only its tables: cells are what stands between <td> or <th> and the next tag that
   ends a cell, which its end tag may be missing for. */
#include "feed_html.h"

#include "arena.h"
#include "feed_cell.h"
#include "feed_picker.h"
#include "feed_table.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MOST_CELLS = 64 };

/* Returns whether a tag of that name begins at s. */
static bool is_tag(const char *s, const char *name)
{
    const size_t n = strlen(name);
    return *s == '<' && strncasecmp(s + 1, name, n) == 0 && (s[n + 1] == '>' || isspace((unsigned char)s[n + 1]));
}

static bool is_any(const char *s, const char *const *names)
{
    for (; *names; names++)
        if (is_tag(s, *names))
            return true;
    return false;
}

struct walk {
    struct feed_job *job;
    const char *at;
    int line;
    bool picker;
};

static void step(struct walk *w)
{
    w->line += *w->at == '\n';
    w->at++;
}

/* Moves behind the tag. */
static void skip_tag(struct walk *w)
{
    while (*w->at && *w->at != '>')
        step(w);
    if (*w->at)
        step(w);
}

/* One line of a table. */
struct row {
    size_t n;
    const char *text[MOST_CELLS], *address[MOST_CELLS];
    int line;
};

static void read_cell(struct walk *w, struct row *r)
{
    static const char *const ends[] = {"/td", "/th", "td", "th", "tr", "/tr", "/table", "/thead", "/tbody", NULL};
    skip_tag(w);
    const char *from = w->at;
    while (*w->at && !is_any(w->at, ends))
        step(w);
    if (r->n < MOST_CELLS) {
        r->text[r->n] = feed_cell_html(w->job->arena, from, (size_t)(w->at - from), &r->address[r->n]);
        r->n++;
    }
}

/* Reads the cells up to the end of the line. */
static void read_row(struct walk *w, struct row *r)
{
    static const char *const ends[] = {"/tr", "tr", "/table", "/thead", "/tbody", NULL};
    r->n = 0;
    r->line = w->line;
    skip_tag(w);
    while (*w->at && !is_any(w->at, ends))
        if (is_tag(w->at, "td") || is_tag(w->at, "th"))
            read_cell(w, r);
        else
            step(w);
}

static void add(struct walk *w, const struct feed_layout *l, const struct row *r)
{
    struct feed_cell cells[MOST_CELLS];
    for (size_t i = 0; i < r->n; i++)
        if (w->picker && feed_picker_is_remark(r->text[i]))
            return;
    for (size_t i = 0; i < l->n; i++) {
        const bool address = i < r->n && l->columns[i].field == FEED_FIELD_SOURCE && r->address[i];
        cells[i] = (struct feed_cell){i >= r->n ? NULL : address ? r->address[i] : r->text[i], false};
    }
    feed_table_add(w->job, l, cells, r->line);
}

void feed_html_read(struct feed_job *job, const char *text)
{
    struct walk w = {job, text, 1, feed_picker_is(text)};
    struct feed_layout l = {.n = 0};
    struct row r;
    while (*w.at) {
        if (is_tag(w.at, "table"))
            l.n = 0;
        if (!is_tag(w.at, "tr")) {
            step(&w);
            continue;
        }
        read_row(&w, &r);
        if (l.n > 0) {
            add(&w, &l, &r);
            continue;
        }
        const char **names = ARENA_ARRAY(job->arena, r.n, const char *);
        for (size_t i = 0; i < r.n; i++)
            names[i] = r.text[i];
        l = feed_layout_of(job->arena, names, r.n);
        if (feed_layout_is_feed(&l) && feed_table_is_clear(job, &l, r.line))
            feed_table_begin(job, &l);
        else
            l.n = 0;
    }
}
