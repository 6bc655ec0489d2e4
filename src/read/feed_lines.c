#include "feed_lines.h"

#include "arena.h"
#include "feed_cell.h"
#include "feed_date.h"
#include "feed_loose.h"
#include "feed_picker.h"
#include "feed_words.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* Bytes of a line that may be a title and its price, and of a line that is looked at at all: each mark in it may begin
   a list of prices that runs to its end. */
enum { LONGEST_LOOSE = 200, LONGEST = 4096 };

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

/* Returns where the words between two prices part: at a comma, semicolon, bar, slash or "and". */
static const char *parting(const char *from, const char *to)
{
    for (const char *s = from; s < to; s++)
        if (strchr(",;|/", *s) || (to - s >= 5 && strncasecmp(s, " and ", 5) == 0))
            return s;
    return to;
}

/* Finds the prices with a sign in a line, whatever words stand around them. */
static struct feed_loose find_prices(struct arena *a, const char *text)
{
    struct feed_loose p = {.n = 0};
    const char *from = text;
    while (p.n < FEED_LOOSE_MOST && feed_money_find(from, &p.price[p.n])) {
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
    if (p.n > 0) {
        p.title = arena_strndup(a, text, (size_t)(p.price[0].at - text));
        p.behind = p.price[0].end;
    }
    return p;
}

/* Returns whether another thing may be named between two of the prices: "RTX 3090 $700, RTX 3080 $400". */
static bool names_several(const struct feed_loose *p)
{
    for (size_t i = 1; !p->apart && i < p->n; i++)
        if (feed_loose_has_number(p->price[i - 1].end, p->price[i].at))
            return true;
    return false;
}

/* Returns the kind that words of a loose line state; words like "offer" say nothing there. */
static enum pricekind kind_in(const char *words)
{
    const enum pricekind kind = feed_words_kind(words);
    return kind == pricekind_sold || kind == pricekind_list || kind == pricekind_asking ? kind : pricekind_unknown;
}

static void add_prices(const struct feed_lines *l, const struct feed_row *common, const struct feed_loose *p)
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
    if (fault) {
        row.fault = fault;
        feed_job_tell(l->job, row.line, "the price \"%.40s\" is left out: %s", inner, fault);
    }
    feed_job_add(l->job, &row, fault ? NULL : &m, FEED_SIGN_NONE);
    return true;
}

/* Notes a line that is no row; one that may state a price is reported. */
static void add_text(const struct feed_lines *l, int line, const char *text)
{
    struct feed_money m;
    const bool priced = feed_money_find(text, &m);
    if (priced && feed_words_is_total(title_before(l->job->arena, text, (size_t)(m.at - text))))
        l->job->text++;
    else if (priced ||
             (!feed_loose_is_sentence(text) && !feed_date_stated(l->job->arena, text) && feed_loose_looks_priced(text)))
        feed_job_skip(l->job, line, "no price of one thing is found in \"%.60s\"", text);
    else
        l->job->text++;
}

/* Adds a line without a price: a row if it is an entry of a list. */
static void add_unpriced(const struct feed_lines *l, struct feed_row *row, const char *text, bool entry)
{
    row->title = title_before(l->job->arena, text, strlen(text));
    if (!entry || !*row->title) {
        add_text(l, row->line, text);
        return;
    }
    if (strpbrk(text, "$\xC2\xE2") && strpbrk(text, "0123456789"))
        feed_job_tell(l->job, row->line, "no price of one thing is found in \"%.60s\"", text);
    row->condition = feed_words_in_text(row->title);
    feed_job_add(l->job, row, NULL, FEED_SIGN_NONE);
}

/* Returns the prices of a line. Those without a sign count only where an option or the file states the currency. */
static struct feed_loose prices_of(const struct feed_lines *l, const char *text)
{
    struct arena *a = l->job->arena;
    const struct feed_loose split = feed_loose_split(a, text), found = find_prices(a, text);
    bool stated = l->job->terms->currency || l->job->usual.currency;
    for (size_t i = 0; !stated && i < split.n; i++)
        stated = split.price[i].currency || split.price[i].sign;
    return split.n > 0 && stated ? split : found;
}

/* Adds a line with the title of a thing and its prices, or without prices if it is an entry of a list. */
static void add_loose(const struct feed_lines *l, struct feed_row *row, const char *text, bool entry)
{
    struct arena *a = l->job->arena;
    const struct feed_loose p = prices_of(l, text);
    if (p.n == 0) {
        add_unpriced(l, row, text, entry);
        return;
    }
    row->title = title_before(a, p.title, strlen(p.title));
    if (!*row->title) /* the price comes first */
        row->title = title_before(a, p.behind, strlen(p.behind));
    row->date = feed_date_find(a, p.behind);
    row->total = feed_words_is_total(row->title);
    if (row->total && l->picker)
        l->job->text++;
    else if (!*row->title)
        feed_job_skip(l->job, row->line, "the line is left out: it names nothing");
    else if (feed_loose_is_sentence(text) || (!entry && strlen(text) > LONGEST_LOOSE))
        feed_job_skip(l->job, row->line, "the line is left out: it is a sentence, not a thing and its price");
    else if (names_several(&p))
        feed_job_skip(l->job, row->line, "the line is left out: it may name several things; give each a line");
    else
        add_prices(l, row, &p);
}

void feed_lines_add(const struct feed_lines *l, const char *line, size_t n, int number)
{
    struct arena *a = l->job->arena;
    if (n > LONGEST) {
        feed_job_skip(l->job, number, "the line is left out: it has %zu bytes, and at most %d are read", n,
                      (int)LONGEST);
        return;
    }
    const char *marked = behind_mark(line), *address, *title;
    const char *text = feed_cell_markdown(a, marked ? marked : line, marked ? n - (size_t)(marked - line) : n,
                                          &address);
    struct feed_row row = feed_job_row(number);
    if (line[strspn(line, " \t\r")] == '\0')
        return;
    if (!*text || feed_picker_is_remark(text)) {
        l->job->text++;
        return;
    }
    row.category = *text == '#' ? NULL : feed_picker_category(a, text, l->picker, &title);
    if (row.category && strcmp(title, "") != 0) {
        if (!add_picker(l, &row, title)) {
            row.source = l->picker ? NULL : address;
            add_loose(l, &row, title, true);
        }
        return;
    }
    row.category = NULL;
    row.source = address && strstr(address, "://") ? address : NULL;
    if (*text == '#' || (l->picker && !marked))
        add_text(l, number, text);
    else
        add_loose(l, &row, text, marked != NULL);
}
