#include "feed_lines.h"

#include "arena.h"
#include "feed_cell.h"
#include "feed_date.h"
#include "feed_picker.h"
#include "feed_words.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_LOOSE = 200, MOST_PRICES = 8 };

/* ---- list entries ---- */

/* Returns the text behind the mark of a list entry ("- ", "* ", "1. ", "> "); NULL: the line has none. */
static const char *behind_mark(const char *line)
{
    bool marked = false;
    for (;;) {
        while (*line == ' ' || *line == '\t')
            line++;
        const size_t digits = strspn(line, "0123456789");
        if (*line == '>')
            line++;
        else if (strchr("-*+", *line) && *line && (line[1] == ' ' || line[1] == '\t')) {
            marked = true;
            line++;
        } else if (strncmp(line, "\xE2\x80\xA2", 3) == 0) {
            marked = true;
            line += 3;
        } else if (digits > 0 && digits < 3 && (line[digits] == '.' || line[digits] == ')') &&
                   line[digits + 1] == ' ') {
            marked = true;
            line += digits + 1;
        } else
            return marked ? line : NULL;
    }
}

bool feed_lines_is_entry(struct arena *a, const char *line)
{
    const char *title;
    return behind_mark(line) || feed_picker_category(a, line, false, &title);
}

/* ---- titles ---- */

/* Returns the length of a title without the marks and words that lead to its price. */
static size_t title_length(const char *s, size_t n)
{
    static const char *const words[] = {"around", "about", "approx", "approximately", "circa", "ca",     "for",
                                        "at",     "is",    "are",    "price",         "sold",  "listed", "roughly",
                                        "asking", "paid",  "now",    "msrp",          "rrp",   "list"};
    for (;;) {
        while (n > 0 && (isspace((unsigned char)s[n - 1]) || strchr(":-~=(,.|@;", s[n - 1])))
            n--;
        if (n >= 3 && ((unsigned char)s[n - 3] == 0xE2) &&
            ((unsigned char)s[n - 2] == 0x80 || (unsigned char)s[n - 2] == 0x89)) {
            n -= 3; /* a long dash or the sign for about */
            continue;
        }
        size_t i = 0, m = 0;
        for (; i < sizeof words / sizeof *words; i++) {
            m = strlen(words[i]);
            if (n > m && strncasecmp(s + n - m, words[i], m) == 0 && isspace((unsigned char)s[n - m - 1]))
                break;
        }
        if (i == sizeof words / sizeof *words)
            return n;
        n -= m;
    }
}

/* Returns the title in the n bytes in front of the first price. */
static const char *title_before(struct arena *a, const char *s, size_t n)
{
    while (n > 0 && (isspace((unsigned char)*s) || *s == ':' || *s == '-' || *s == ',')) {
        s++;
        n--;
    }
    return arena_strndup(a, s, title_length(s, n));
}

/* ---- prices ---- */

/* Prices of a line with the words that belong to each. */
struct priced {
    size_t n;
    struct feed_money price[MOST_PRICES];
    const char *words[MOST_PRICES];
};

/* Returns where the words between two prices part: at a comma, semicolon, bar, slash or "and". */
static const char *parting(const char *from, const char *to)
{
    for (const char *s = from; s < to; s++)
        if (strchr(",;|/", *s) || (to - s >= 5 && strncasecmp(s, " and ", 5) == 0))
            return s;
    return to;
}

static struct priced find_prices(struct arena *a, const char *text)
{
    struct priced p = {.n = 0};
    const char *from = text;
    while (p.n < MOST_PRICES && feed_money_find(from, &p.price[p.n])) {
        from = p.price[p.n].end;
        p.n++;
    }
    for (size_t i = 0; i < p.n; i++) {
        const char *next = i + 1 < p.n ? p.price[i + 1].at : p.price[i].end + strlen(p.price[i].end);
        const char *before = i > 0 ? parting(p.price[i - 1].end, p.price[i].at)
                                   : text + title_length(text, (size_t)(p.price[0].at - text));
        const char *after = i + 1 < p.n ? parting(p.price[i].end, next) : next;
        p.words[i] = str_format(a, "%.*s %.*s", (int)(p.price[i].at - before), before, (int)(after - p.price[i].end),
                                p.price[i].end);
    }
    return p;
}

/* Returns the kind that words of a loose line state; words like "offer" say nothing there. */
static enum pricekind kind_in(const char *words)
{
    const enum pricekind kind = feed_words_kind(words);
    return kind == pricekind_sold || kind == pricekind_list || kind == pricekind_asking ? kind : pricekind_unknown;
}

static void add_prices(const struct feed_lines *l, const struct feed_row *common, const struct priced *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct feed_row row = *common;
        row.condition = feed_words_in_text(p->words[i]);
        if (!row.condition)
            row.condition = feed_words_in_text(row.title);
        row.kind = kind_in(p->words[i]);
        row.tax = feed_words_tax_in_text(str_format(l->job->arena, "1 %s", p->words[i]));
        feed_job_add(l->job, &row, &p->price[i], FEED_SIGN_NONE);
    }
}

/* ---- lines ---- */

/* Returns the last group in parentheses of a line of PCPartPicker if it states a price, and cuts the title there. */
static const char *picker_price(struct arena *a, const char **title)
{
    const char *open = strrchr(*title, '('), *close = open ? strchr(open, ')') : NULL;
    struct feed_money m;
    if (!close)
        return NULL;
    const char *inner = arena_strndup(a, open + 1, (size_t)(close - open) - 1);
    if (strncasecmp(inner, "purchased for", strlen("purchased for")) != 0 && !feed_money_find(inner, &m))
        return NULL;
    *title = arena_strndup(a, *title, title_length(*title, (size_t)(open - *title)));
    return inner;
}

/* Adds a line of a part list: "CPU: AMD ... ($318.00 @ Newegg)". Returns false when its price is not in parentheses. */
static bool add_picker(const struct feed_lines *l, const struct feed_row *common, const char *title)
{
    struct feed_row row = *common;
    struct feed_money m;
    const char *inner = picker_price(l->job->arena, &title), *shop = NULL;
    if (!inner)
        return false;
    row.title = title;
    const char *fault = feed_money_cell(feed_picker_price(l->job->arena, inner, &shop), &m);
    row.paid = strncasecmp(inner, "purchased", strlen("purchased")) == 0;
    row.kind = row.paid ? pricekind_sold : pricekind_unknown;
    row.condition = row.paid ? condition_used : feed_words_in_text(title);
    row.source = shop ? feed_picker_source(l->job, shop) : NULL;
    if (fault)
        feed_job_tell(l->job, row.line, "the price \"%.40s\" is left out: %s", inner, fault);
    feed_job_add(l->job, &row, fault ? NULL : &m, FEED_SIGN_NONE);
    return true;
}

/* Adds a line with the title of a thing and its prices, or without prices if it is an entry of a list. */
static void add_loose(const struct feed_lines *l, struct feed_row *row, const char *text, bool entry)
{
    struct arena *a = l->job->arena;
    const struct priced p = find_prices(a, text);
    if (p.n == 0) {
        row->title = title_before(a, text, strlen(text));
        if (!entry || !*row->title)
            return;
        if (strpbrk(text, "$\xC2\xE2") && strpbrk(text, "0123456789"))
            feed_job_tell(l->job, row->line, "no price of one thing is found in \"%.60s\"", text);
        row->condition = feed_words_in_text(row->title);
        feed_job_add(l->job, row, NULL, FEED_SIGN_NONE);
        return;
    }
    row->title = title_before(a, text, (size_t)(p.price[0].at - text));
    if (!*row->title) /* the price comes first */
        row->title = title_before(a, p.price[0].end, strlen(p.price[0].end));
    row->date = feed_date_find(a, p.price[0].end);
    row->total = feed_words_is_total(row->title);
    if (row->total && l->picker)
        return;
    if (!*row->title)
        feed_job_skip(l->job, row->line, "the line is left out: it names nothing");
    else
        add_prices(l, row, &p);
}

void feed_lines_add(const struct feed_lines *l, const char *line, size_t n, int number)
{
    struct arena *a = l->job->arena;
    const char *marked = behind_mark(line), *address, *title;
    const char *text = feed_cell_markdown(a, marked ? marked : line, marked ? n - (size_t)(marked - line) : n,
                                          &address);
    struct feed_row row = feed_job_row(number);
    if (!*text || *text == '#' || feed_picker_is_remark(text))
        return;
    row.category = feed_picker_category(a, text, l->picker, &title);
    if (row.category && strcmp(title, "") != 0) {
        if (!add_picker(l, &row, title)) {
            row.source = l->picker ? NULL : address;
            add_loose(l, &row, title, true);
        }
        return;
    }
    row.category = NULL;
    row.source = address && strstr(address, "://") ? address : NULL;
    if (marked || (l->loose && n <= LONGEST_LOOSE))
        add_loose(l, &row, text, marked != NULL);
}
