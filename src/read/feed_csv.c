/* feed_csv.c: cells are zero-terminated inside the text, as in csvtext.c; but a line's faults stay within it, and a
   quote that is left open ends with its line. */
#include "feed_csv.h"

#include "arena.h"
#include "feed_table.h"
#include "str.h"

#include <string.h>

enum { HEADER_WITHIN = 20, MOST_CELLS = 200, MOST_SURPLUS = 16 };

struct scan {
    char *at;
    char separator;
    int line;
};

static bool is_end(char c)
{
    return c == '\0' || c == '\n' || c == '\r';
}

/* Returns whether a quoted cell that starts behind a quote is closed: by a quote in front of a separator or line end.
 */
static bool closes(const struct scan *s, const char *from)
{
    for (const char *p = from; *p; p++)
        if (*p == '"' && p[1] == '"')
            p++;
        else if (*p == '"')
            return p[1] == s->separator || is_end(p[1]) || p[1] == ' ';
    return false;
}

/* Returns the next cell, zero-terminated in the text; *last becomes true at the end of the line. */
static char *next_cell(struct scan *s, bool *last)
{
    bool inside = *s->at == '"' && closes(s, s->at + 1);
    char *from = s->at += inside, *to = from;
    for (; *s->at; s->at++) {
        if (inside && *s->at == '"') {
            if (s->at[1] == '"')
                s->at++;
            else {
                inside = false;
                continue;
            }
        } else if (!inside && (*s->at == s->separator || is_end(*s->at)))
            break;
        s->line += *s->at == '\n';
        *to++ = *s->at;
    }
    const char stop = *s->at;
    if (stop == '\r' && s->at[1] == '\n')
        s->at++;
    if (stop)
        s->at++;
    *last = stop != s->separator || stop == '\0';
    s->line += *last && stop != '\0';
    *to = '\0';
    return from;
}

/* Reads one line. Returns its cells; those over `most` are counted in *extra if they are not empty. */
static size_t read_line(struct scan *s, char **cells, size_t most, size_t *extra)
{
    size_t n = 0;
    bool last = false;
    *extra = 0;
    while (!last) {
        char *cell = next_cell(s, &last);
        if (n < most)
            cells[n++] = cell;
        else
            *extra += *cell != '\0';
    }
    return n;
}

/* Joins cells that begin with a blank to the cell in front, if the line then has as many cells as wanted: people leave
   out the quotes around "Australia, July 2026", and a comma that separates cells has no blank behind it there. Returns
   the number of cells. */
static size_t join(struct arena *a, char **cells, size_t n, size_t wanted)
{
    size_t blanks = 0, to = 0;
    for (size_t i = 1; i < n; i++)
        blanks += cells[i][0] == ' ' && cells[i][1] != '\0';
    if (n - blanks != wanted)
        return n;
    for (size_t i = 0; i < n; i++)
        if (i > 0 && cells[i][0] == ' ' && cells[i][1] != '\0')
            cells[to - 1] = str_format(a, "%s,%s", cells[to - 1], cells[i]);
        else
            cells[to++] = cells[i];
    return to;
}

/* Returns whether a line is a header. line is changed; its names lie in it. */
static bool header(struct arena *a, char *line, char separator, struct feed_layout *l)
{
    struct scan s = {line, separator, 1};
    char **cells = ARENA_ARRAY(a, MOST_CELLS, char *);
    size_t extra;
    const size_t n = read_line(&s, cells, MOST_CELLS, &extra);
    *l = feed_layout_of(a, (const char *const *)cells, n);
    return extra == 0 && feed_layout_is_feed(l);
}

/* Returns how many columns of the layout mean something. */
static size_t known(const struct feed_layout *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        n += l->columns[i].field != FEED_FIELD_NONE;
    return n;
}

char feed_csv_separator(struct arena *a, const char *text)
{
    static const char separators[] = {',', ';', '\t'};
    const char *at = text;
    for (int line = 0; line < HEADER_WITHIN && *at; line++) {
        const size_t n = strcspn(at, "\r\n");
        size_t most = 0;
        char found = '\0';
        for (size_t i = 0; i < sizeof separators && n < 8192; i++) {
            struct feed_layout l;
            if (memchr(at, separators[i], n) && header(a, arena_strndup(a, at, n), separators[i], &l) &&
                known(&l) > most) {
                most = known(&l);
                found = separators[i];
            }
        }
        if (found)
            return found;
        at += n + strspn(at + n, "\r\n");
    }
    return '\0';
}

/* Returns how often a separator stands in a line of n bytes, outside of quotes. */
static size_t count(const char *line, size_t n, char separator)
{
    size_t found = 0;
    bool inside = false;
    for (size_t i = 0; i < n; i++) {
        inside ^= line[i] == '"';
        found += !inside && line[i] == separator;
    }
    return found;
}

/* Returns whether a line of n bytes may be a header: few digits, no sign of money, no mark of a list. */
static bool may_be_header(const char *line, size_t n)
{
    enum { MOST_SHARE = 10 };
    size_t digits = 0;
    for (size_t i = 0; i < n; i++) {
        digits += line[i] >= '0' && line[i] <= '9';
        if (line[i] == '$')
            return false;
    }
    return MOST_SHARE * digits < n && !strchr("-*>#", *line);
}

bool feed_csv_looks(const char *text)
{
    static const char separators[] = {',', ';', '\t'};
    enum { LINES = 3, LEAST = 2 };
    for (size_t i = 0; i < sizeof separators; i++) {
        size_t wanted = 0;
        int same = 0;
        const char *at = text;
        for (int line = 0; line < LINES && *at; line++) {
            const size_t n = strcspn(at, "\r\n"), found = count(at, n, separators[i]);
            if (line == 0)
                wanted = may_be_header(at, n) ? found : 0;
            same += found == wanted;
            at += n + strspn(at + n, "\r\n");
        }
        if (wanted >= LEAST && (same == LINES || (same == 2 && !*at)))
            return true;
    }
    return false;
}

/* Finds the header and skips what stands above it. */
static bool find_header(struct feed_job *job, struct scan *s, struct feed_layout *l)
{
    while (*s->at) {
        const size_t n = strcspn(s->at, "\r\n");
        if (n > 0 && header(job->arena, arena_strndup(job->arena, s->at, n), s->separator, l)) {
            s->at += n + (s->at[n] == '\r' && s->at[n + 1] == '\n');
            s->at += *s->at != '\0';
            s->line++;
            return true;
        }
        s->at += n + (s->at[n] == '\r' && s->at[n + 1] == '\n');
        s->at += *s->at != '\0';
        s->line++;
    }
    return false;
}

/* Drops empty cells behind the last column, and joins cells that a comma in prose has split. Returns the number of
   cells. */
static size_t settle_surplus(struct arena *a, char **cells, size_t n, size_t wanted, char separator)
{
    size_t left = n;
    while (left > wanted && !*cells[left - 1])
        left--;
    return left > wanted && separator == ',' ? join(a, cells, left, wanted) : left;
}

void feed_csv_read(struct feed_job *job, char *text, char separator)
{
    struct scan s = {text, separator, 1};
    struct feed_layout l;
    size_t extra;
    job->commas = separator == ';';
    if (!find_header(job, &s, &l) || !feed_table_is_clear(job, &l, s.line - 1))
        return;
    feed_table_begin(job, &l);
    char **cells = ARENA_ARRAY(job->arena, l.n + MOST_SURPLUS, char *);
    struct feed_cell *row = ARENA_ARRAY(job->arena, l.n, struct feed_cell);
    while (*s.at) {
        const int line = s.line;
        size_t n = read_line(&s, cells, l.n + MOST_SURPLUS, &extra);
        if (n > l.n)
            n = settle_surplus(job->arena, cells, n, l.n, separator);
        if (n == 1 && !*cells[0] && l.n > 1)
            continue;
        if (n != l.n || extra > 0) {
            feed_job_skip(job, line, "the line is left out: expected %zu cells as in the header, found %zu", l.n,
                          n + extra);
            continue;
        }
        for (size_t i = 0; i < l.n; i++)
            row[i] = (struct feed_cell){cells[i], false};
        feed_table_add(job, &l, row, line);
    }
}
