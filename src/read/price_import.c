#include "price_import.h"

#include "arena.h"
#include "bug.h"
#include "csvtext.h"
#include "decode.h"
#include "file.h"
#include "priced.h"
#include "str.h"
#include "title_match.h"

#include <math.h>
#include <string.h>

struct price_import price_import_new(struct arena *a)
{
    return (struct price_import){.arena = a};
}

/* What a row of a feed sells. */
struct thing {
    const char *id;           /* NULL: none was found */
    double pieces;            /* that the title states; the reader has divided by those of a column */
    enum condition condition; /* that the title states */
};

/* Returns the text of a feed as a book may hold it: with blanks for line breaks and other control characters, so that a
   row stays one line. */
static const char *plain(struct arena *a, const char *text)
{
    const char *p = text;
    while (*p && (unsigned char)*p >= ' ' && *p != '\x7f')
        p++;
    if (!*p)
        return text;
    char *copy = arena_strdup(a, text);
    for (char *q = copy; *q; q++)
        if ((unsigned char)*q < ' ' || *q == '\x7f')
            *q = ' ';
    return copy;
}

/* Returns "rtx-3080-10gb or rtx-3080-12gb". */
static const char *candidates(struct arena *a, const struct title_match *m)
{
    struct str s = str_new(a);
    for (size_t i = 0; i < m->n && i < TITLE_NEAR_MOST; i++)
        str_addf(&s, "%s%s", i ? " or " : "", schema_id(m->near_kind[i], m->near[i]));
    if (m->n > TITLE_NEAR_MOST)
        str_addf(&s, " or one of %zu more", m->n - TITLE_NEAR_MOST);
    return s.text;
}

static void set_fate(struct price_import_line *l, enum price_import_fate fate, const char *why)
{
    l->fate = fate;
    l->why = why;
}

/* Fills *t from the title. Sets the fate of the line where it names no component. */
static void match_title(struct price_import *p, const struct feed_row *r, const struct title_index *titles,
                        struct price_import_line *l, struct thing *t)
{
    const struct title_match m = title_match_find(titles, p->arena, r->title, r->category);
    t->condition = m.condition;
    t->pieces = m.qty > 0 ? m.qty : 1;
    switch (m.how) {
    case TITLE_ONE: t->id = schema_id(m.kind, m.record); break;
    case TITLE_SEVERAL: set_fate(l, PRICE_IMPORT_SEVERAL, candidates(p->arena, &m)); break;
    case TITLE_NONE: set_fate(l, PRICE_IMPORT_UNMATCHED, NULL); break;
    case TITLE_DROPPED: set_fate(l, PRICE_IMPORT_DROPPED, m.why); break;
    }
}

static void find_thing(struct price_import *p, const struct feed_row *r, const struct priced_index *index,
                       const struct title_index *titles, struct price_import_line *l, struct thing *t)
{
    *t = (struct thing){.pieces = 1};
    const struct priced *found = r->component ? priced_find(index, r->component) : NULL;
    if (found)
        t->id = found->id;
    else if (r->title) /* a column "id" may hold the seller's number */
        match_title(p, r, titles, l, t);
    else
        set_fate(l, PRICE_IMPORT_UNMATCHED, "no component has this id");
    if (t->id && t->pieces > 1 && r->qty > 1) {
        set_fate(l, PRICE_IMPORT_DROPPED, "its title and its quantity both state several pieces");
        t->id = NULL;
    } else if (r->qty > 1 && !r->of_one)
        t->pieces = r->qty;
}

/* Returns what the row lacks, with the option that states it; NULL: nothing. */
static const char *lacks(const struct feed_row *r, enum condition condition)
{
    return !r->currency               ? "no currency: give --currency"
           : !condition               ? "no condition: give --condition"
           : !r->kind                 ? "no kind of price: give --kind"
           : !r->date                 ? "no date: give --date"
           : !decode_is_date(r->date) ? "the date is not written YYYY-MM-DD"
                                      : NULL;
}

/* Adds a row to be written. */
static void take(struct price_import *p, const struct feed_row *r, const char *file, const struct thing *t,
                 enum condition condition, struct price_import_line *l)
{
    const double shipping = r->shipping > 0 ? r->shipping : 0;
    BUG_UNLESS(t->pieces > 0 && r->amount > 0);
    p->row = arena_more(p->arena, p->row, p->n_rows, &p->room_rows, sizeof *p->row);
    p->row[p->n_rows] = (struct price_book_row){
        .date = r->date,
        .component = t->id,
        .country = r->country,
        .source = plain(p->arena, r->source && *r->source ? r->source : file_base(file)),
        .title = r->title ? plain(p->arena, r->title) : NULL,
        .amount = (r->amount + shipping) / t->pieces,
        .low = (r->low + shipping) / t->pieces,
        .high = (r->high + shipping) / t->pieces,
        .currency = r->currency,
        .condition = condition,
        .kind = r->kind,
        .tax = r->tax,
    };
    l->fate = PRICE_IMPORT_TAKEN;
    l->row = p->n_rows++;
}

static void import_row(struct price_import *p, const struct feed_row *r, const char *file,
                       const struct priced_index *index, const struct title_index *titles, enum condition condition)
{
    p->line = arena_more(p->arena, p->line, p->n_lines, &p->room_lines, sizeof *p->line);
    struct price_import_line *l = &p->line[p->n_lines++];
    struct thing t;
    *l = (struct price_import_line){.file = file, .line = r->line, .title = r->title ? r->title : r->component};
    if (r->total) {
        set_fate(l, PRICE_IMPORT_DROPPED, "a total");
        return;
    }
    if (!(r->amount > 0)) {
        set_fate(l, PRICE_IMPORT_DROPPED, r->fault ? r->fault : "no price");
        return;
    }
    find_thing(p, r, index, titles, l, &t);
    if (!t.id)
        return;
    const enum condition mine = r->condition ? r->condition : t.condition ? t.condition : condition;
    const char *lack = lacks(r, mine);
    if (lack)
        set_fate(l, PRICE_IMPORT_DROPPED, lack);
    else
        take(p, r, file, &t, mine, l);
}

void price_import_feed(struct price_import *p, const struct feed *feed, const char *file,
                       const struct priced_index *index, const struct title_index *titles, enum condition condition)
{
    p->n_text += feed->text;
    for (size_t i = 0; i < feed->n; i++)
        import_row(p, &feed->row[i], file, index, titles, condition);
}
