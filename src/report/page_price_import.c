#include "page_price_import.h"

#include "arena.h"
#include "csvtext.h"
#include "jsonout.h"
#include "wrap.h"

#include <stdlib.h>
#include <string.h>

static const char *const fate_words[PAGE_PRICE_END] = {"added",     "already there", "dropped",
                                                       "ambiguous", "unmatched",     "not written"};
enum { LISTED = 20, COUNT_WIDTH = 15 };

static void count_fates(const struct page_price_import *p, size_t n[PAGE_PRICE_END])
{
    memset(n, 0, PAGE_PRICE_END * sizeof *n);
    for (size_t i = 0; i < p->n_lines; i++) {
        BUG_UNLESS(p->line[i].fate < PAGE_PRICE_END);
        n[p->line[i].fate]++;
    }
}

/* ---- why rows are dropped ---- */

struct reason {
    const char *why;
    size_t n;
};

/* The most frequent first. */
static int by_count(const void *a, const void *b)
{
    const struct reason *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n ? 1 : -1) : strcmp(x->why, y->why);
}

/* Returns the reasons for which rows are dropped; *n becomes their number. There are few, so they are searched. */
static struct reason *reasons(struct arena *a, const struct page_price_import *p, size_t *n)
{
    struct reason *v = NULL;
    size_t room = 0;
    *n = 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        const char *why = p->line[i].fate == PAGE_PRICE_DROPPED ? p->line[i].why : NULL;
        size_t j = 0;
        while (why && j < *n && v[j].why != why && strcmp(v[j].why, why) != 0)
            j++;
        if (!why)
            continue;
        if (j == *n) {
            v = arena_more(a, v, *n, &room, sizeof *v);
            v[(*n)++] = (struct reason){why, 0};
        }
        v[j].n++;
    }
    if (*n > 0)
        qsort(v, *n, sizeof *v, by_count);
    return v;
}

/* ---- text ---- */

/* Adds "added           57  prices/2026-06.csv 37, prices/2026-05.csv 20". */
static void count_line(struct str *out, const char *what, size_t n, const char *more)
{
    struct str line = str_new(out->arena);
    str_addf(&line, "%-*s%8zu", COUNT_WIDTH, what, n);
    if (!*more) {
        str_addf(out, "%s\n", line.text);
        return;
    }
    str_addf(out, "%s  ", line.text);
    wrap_add(out, line.len + 2, line.len + 2, more);
}

/* Adds the rows with that fate, LISTED at most. */
static void add_lines(const struct page_price_import *p, enum page_price_fate fate, const char *heading,
                      struct str *out)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        const struct page_price_line *l = &p->line[i];
        if (l->fate != fate)
            continue;
        if (n == 0) {
            str_add(out, "\n");
            wrap_text(out, heading, 0, 0);
        }
        if (++n > LISTED)
            continue;
        wrap_text(out,
                  str_format(out->arena, "%s:%d: %s", l->file, l->line,
                             wrap_plain(out->arena, l->title ? l->title : "", " ")),
                  2, 4);
        if (l->why)
            wrap_text(out, l->why, 4, 4);
    }
    if (n > LISTED)
        str_addf(out, "  and %zu more (all of them: --report FILE)\n", n - LISTED);
}

void page_price_import_text(const struct page_price_import *p, struct str *out)
{
    struct arena *a = out->arena;
    size_t n[PAGE_PRICE_END], n_reasons;
    struct str files = str_new(a), dropped = str_new(a);
    const struct reason *why = reasons(a, p, &n_reasons);
    count_fates(p, n);
    for (size_t i = 0; i < p->n_files; i++)
        str_addf(&files, "%s%s %zu", i ? ", " : "", p->file[i].path, p->file[i].added);
    for (size_t i = 0; i < n_reasons; i++)
        str_addf(&dropped, "%s%s %zu", i ? ", " : "", why[i].why, why[i].n);
    count_line(out, "rows read", p->n_lines, "");
    count_line(out, p->dry ? "would be added" : fate_words[PAGE_PRICE_ADDED], n[PAGE_PRICE_ADDED], files.text);
    count_line(out, fate_words[PAGE_PRICE_THERE], n[PAGE_PRICE_THERE], "");
    count_line(out, fate_words[PAGE_PRICE_DROPPED], n[PAGE_PRICE_DROPPED], dropped.text);
    count_line(out, fate_words[PAGE_PRICE_AMBIGUOUS], n[PAGE_PRICE_AMBIGUOUS], "");
    count_line(out, fate_words[PAGE_PRICE_UNMATCHED], n[PAGE_PRICE_UNMATCHED], "");
    if (p->n_text)
        count_line(out, "lines of text", p->n_text, "");
    if (n[PAGE_PRICE_LEFT])
        count_line(out, fate_words[PAGE_PRICE_LEFT], n[PAGE_PRICE_LEFT], "");
    add_lines(p, PAGE_PRICE_AMBIGUOUS, "Ambiguous: the title may mean several components.", out);
    add_lines(p, PAGE_PRICE_UNMATCHED, "Unmatched: the catalogue has no such component.", out);
}

/* ---- files ---- */

void page_price_import_csv(const struct page_price_import *p, struct str *out)
{
    str_add(out, "file,line,fate,component,why,title\n");
    for (size_t i = 0; i < p->n_lines; i++) {
        const struct page_price_line *l = &p->line[i];
        csvtext_quote(out, l->file);
        str_addf(out, ",%d,%s,%s,", l->line, fate_words[l->fate], l->component ? l->component : "");
        csvtext_quote(out, l->why ? l->why : "");
        str_add(out, ",");
        csvtext_quote(out, l->title ? l->title : "");
        str_add(out, "\n");
    }
}

static void add_list(struct cJSON *root, const char *key, const struct page_price_import *p, enum page_price_fate fate)
{
    struct cJSON *list = jsonout_array(root, key);
    for (size_t i = 0; i < p->n_lines; i++) {
        const struct page_price_line *l = &p->line[i];
        if (l->fate != fate)
            continue;
        struct cJSON *o = jsonout_row(list);
        jsonout_text(o, "file", l->file);
        jsonout_number(o, "line", l->line);
        jsonout_text(o, "title", l->title ? l->title : "");
        if (l->why)
            jsonout_text(o, "why", l->why);
    }
}

void page_price_import_json(const struct page_price_import *p, struct str *out)
{
    size_t n[PAGE_PRICE_END], n_reasons;
    const struct reason *why = reasons(out->arena, p, &n_reasons);
    struct cJSON *root = jsonout_new();
    count_fates(p, n);
    jsonout_number(root, "read", (double)p->n_lines);
    jsonout_number(root, "text_lines", (double)p->n_text);
    jsonout_number(root, p->dry ? "would_add" : "added", (double)n[PAGE_PRICE_ADDED]);
    jsonout_number(root, "already_there", (double)n[PAGE_PRICE_THERE]);
    jsonout_number(root, "not_written", (double)n[PAGE_PRICE_LEFT]);
    struct cJSON *files = jsonout_array(root, "files");
    for (size_t i = 0; i < p->n_files; i++) {
        struct cJSON *o = jsonout_row(files);
        jsonout_text(o, "path", p->file[i].path);
        jsonout_number(o, "added", (double)p->file[i].added);
    }
    struct cJSON *dropped = jsonout_object(root, "dropped");
    for (size_t i = 0; i < n_reasons; i++)
        jsonout_number(dropped, why[i].why, (double)why[i].n);
    add_list(root, "ambiguous", p, PAGE_PRICE_AMBIGUOUS);
    add_list(root, "unmatched", p, PAGE_PRICE_UNMATCHED);
    jsonout_print(root, out);
}
