#include "import_parts.h"

#include "arena.h"
#include "escape.h"
#include "diag.h"
#include "file.h"
#include "names.h"
#include "str.h"
#include "title_match.h"
#include "tree_make.h"
#include "tree_write.h"

#include <math.h>
#include <string.h>

/* Where records of a kind stand in a machine. A machine has one of what is not a list. */
static const struct place {
    const struct kind *kind;
    const char *key, *link;
    bool list;
} places[] = {{&kind_system, "system", "system", false}, {&kind_cpu, "cpu", "cpu", false},
              {&kind_board, "board", "board", false},    {&kind_device, "devices", "device", true},
              {&kind_psu, "psus", "psu", true},          {&kind_part, "parts", "part", true}};
enum { N_PLACES = sizeof places / sizeof *places };

/* A line of the machine. */
struct line {
    const struct kind *kind;
    const char *id;
    double qty, price; /* price NaN: none */
    enum condition condition;
    bool paid;
    struct origin at;
};

struct job {
    struct arena *arena;
    struct diags *d;
    const struct catalogue *catalogue;
    const struct title_index *titles;
    const char *file;
    enum currency currency; /* of the first price */
    struct line *lines;
    size_t n, room;
    struct str unknown; /* comments on what names no record */
};

/* ---- what a row names ---- */

/* Returns whether machines have no records of that kind of thing: it is no fault that the catalogue lacks it. */
static bool is_apart(const char *category)
{
    static const char *const apart[] = {
        "Monitor",          "Keyboard",      "Mouse",      "Headphones",       "Speakers", "Webcam",
        "Operating System", "Optical Drive", "Sound Card", "Thermal Compound", "Custom"};
    for (size_t i = 0; category && i < sizeof apart / sizeof *apart; i++)
        if (str_same_word(category, apart[i]))
            return true;
    return false;
}

/* Returns the kind of records that a category means; NULL: not known, or other parts. */
static const struct kind *kind_of(const char *category)
{
    static const struct {
        const char *category;
        const struct kind *kind;
    } kinds[] = {{"CPU", &kind_cpu},           {"Processor", &kind_cpu},
                 {"Motherboard", &kind_board}, {"Mainboard", &kind_board},
                 {"Mobo", &kind_board},        {"Video Card", &kind_device},
                 {"GPU", &kind_device},        {"Graphics Card", &kind_device},
                 {"video-card", &kind_device}, {"Power Supply", &kind_psu},
                 {"PSU", &kind_psu},           {"power-supply", &kind_psu}};
    for (size_t i = 0; category && i < sizeof kinds / sizeof *kinds; i++)
        if (str_same_word(category, kinds[i].category))
            return kinds[i].kind;
    return category ? &kind_part : NULL;
}

/* Returns the ids that a title may mean, as "'a', 'b'"; "" when nothing is near. */
static const char *near_ids(struct job *job, const struct title_match *m, const struct feed_row *row)
{
    struct str out = str_new(job->arena);
    const struct kind *kind = kind_of(row->category);
    for (size_t i = 0; i < m->n && i < TITLE_NEAR_MOST; i++)
        str_addf(&out, "%s'%s'", i ? ", " : "", schema_id(m->near_kind[i], m->near[i]));
    if (out.len > 0 || !kind)
        return out.text;
    const struct names_found found = names_find(job->arena, job->catalogue, kind, row->title);
    if (found.how == NAMES_ONE)
        return str_format(job->arena, "'%s'", schema_id(kind, found.record));
    for (size_t i = 0; i < found.n && i < NAMES_MOST; i++)
        str_addf(&out, "%s'%s'", i ? ", " : "", schema_id(kind, found.near[i]));
    return out.text;
}

/* Notes a row that became no line of the machine. */
static void note_unknown(struct job *job, const struct feed_row *row, const struct title_match *m)
{
    const struct origin at = {.file = job->file, .line = row->line, .col = 1};
    const char *what = row->category ? str_format(job->arena, "%s: %s", row->category, row->title) : row->title;
    const char *near = m->how == TITLE_DROPPED || is_apart(row->category) ? "" : near_ids(job, m, row);
    const char *why = m->how == TITLE_DROPPED ? str_format(job->arena, " (%s)", m->why) : "";
    const char *price = isnan(row->amount) ? ""
                                           : str_format(job->arena, ", %.10g %s", row->amount,
                                                        enums_words(&enums_currency, (int)row->currency));
    str_add(&job->unknown, "#   ");
    escape_line(&job->unknown, str_format(job->arena, "%s%s%s%s%s", what, why, price, *near ? "; perhaps " : "", near));
    str_add(&job->unknown, "\n");
    if (is_apart(row->category))
        return;
    if (m->how == TITLE_DROPPED)
        diag_add(job->d, DIAG_FEED_LINE, at, NULL, "\"%.100s\" is left out: %s", row->title, m->why);
    else
        diag_add(job->d, DIAG_FEED_LINE, at, NULL, "\"%.100s\" is left out: the catalogue %s%s%s", row->title,
                 m->how == TITLE_SEVERAL ? "has several such things" : "has no such thing", *near ? "; perhaps " : "",
                 near);
}

/* ---- lines ---- */

/* Returns the price of one; NaN: none is stated in the list's currency. */
static double price_of(struct job *job, const struct feed_row *row, double pieces)
{
    if (isnan(row->amount))
        return NAN;
    if (!job->currency)
        job->currency = row->currency;
    if (row->currency == job->currency)
        return row->amount / pieces;
    diag_add(job->d, DIAG_FEED_LINE, (struct origin){.file = job->file, .line = row->line, .col = 1}, NULL,
             "the price of \"%.100s\" is left out: it is in %s, the first one in %s", row->title,
             enums_words(&enums_currency, (int)row->currency), enums_words(&enums_currency, (int)job->currency));
    return NAN;
}

static const struct place *place_of(const struct kind *k)
{
    for (size_t i = 0; i < N_PLACES; i++)
        if (places[i].kind == k)
            return &places[i];
    return NULL;
}

/* Adds a line or counts up an equal one. */
static void add_line(struct job *job, const struct line *fresh)
{
    const struct place *place = place_of(fresh->kind);
    for (size_t i = 0; i < job->n; i++) {
        struct line *l = &job->lines[i];
        const bool same = l->kind == fresh->kind && strcmp(l->id, fresh->id) == 0;
        const bool price = l->price == fresh->price || (isnan(l->price) && isnan(fresh->price));
        if (same && place->list && price && l->condition == fresh->condition) {
            l->qty += fresh->qty;
            return;
        }
        if (l->kind == fresh->kind && !place->list) {
            diag_add(job->d, DIAG_FEED_LINE, fresh->at, NULL, "'%s' is left out: the machine has '%s' already",
                     fresh->id, l->id);
            return;
        }
    }
    job->lines = arena_more(job->arena, job->lines, job->n, &job->room, sizeof *job->lines);
    job->lines[job->n++] = *fresh;
}

/* Returns what a row names: by the id that it states, else by its title. */
static struct title_match match(struct job *job, const struct feed_row *row)
{
    const struct kind *k = NULL;
    const void *record = row->component ? catalogue_find_any(job->catalogue, row->component, &k) : NULL;
    if (record && place_of(k))
        return (struct title_match){.how = TITLE_ONE, .kind = k, .record = record, .qty = 1};
    return title_match_find(job->titles, job->arena, row->title, row->category);
}

static void add_row(struct job *job, const struct feed_row *row)
{
    if (row->total)
        return;
    const struct title_match m = match(job, row);
    if (m.how != TITLE_ONE || !place_of(m.kind)) {
        note_unknown(job, row, &m);
        return;
    }
    /* a price is of one already where the row states a quantity */
    const bool stated = row->qty >= 1;
    const double pieces = !stated && m.qty >= 1 ? m.qty : 1;
    const struct line l = {.kind = m.kind,
                           .id = schema_id(m.kind, m.record),
                           .qty = stated ? row->qty : pieces,
                           .price = price_of(job, row, pieces),
                           .condition = m.condition && !row->paid ? m.condition : row->condition,
                           .paid = row->paid,
                           .at = {.file = job->file, .line = row->line, .col = 1}};
    add_line(job, &l);
}

/* ---- the file ---- */

static void make_price(struct arena *a, struct tree *map, const struct line *l)
{
    tree_make_number(a, map, "price", l->price, l->at);
    map->last->text = str_format(a, "%.10g", l->price); /* 700, not 7e+02 */
}

static void write_line(struct job *job, struct tree *map, const struct place *p, const struct line *l)
{
    tree_make_text(job->arena, map, p->link, l->id, l->at);
    if (l->qty > 1)
        tree_make_number(job->arena, map, "qty", l->qty, l->at);
    if (l->condition == condition_used || l->condition == condition_refurbished)
        tree_make_text(job->arena, map, "condition", enums_text(&enums_condition, (int)l->condition), l->at);
    if (!isnan(l->price))
        make_price(job->arena, map, l);
}

static struct tree *machine_of(struct job *job, const char *title)
{
    const struct origin at = diag_file(job->file);
    struct tree *root = tree_make_map(job->arena, NULL, NULL, at);
    tree_make_text(job->arena, root, "schema", "rigplan-machine-1", at);
    tree_make_text(job->arena, root, "title", title, at);
    for (size_t p = 0; p < N_PLACES; p++) {
        struct tree *list = NULL;
        for (size_t i = 0; i < job->n; i++) {
            if (job->lines[i].kind != places[p].kind)
                continue;
            if (places[p].list && !list)
                list = tree_make_list(job->arena, root, places[p].key, at);
            write_line(job,
                       places[p].list ? tree_make_map(job->arena, list, NULL, at)
                                      : tree_make_map(job->arena, root, places[p].key, at),
                       &places[p], &job->lines[i]);
        }
    }
    return root;
}

static const struct feed_row *first_dated(const struct feed *feed)
{
    for (size_t i = 0; i < feed->n; i++)
        if (feed->row[i].date)
            return &feed->row[i];
    return NULL;
}

static void write_head(struct job *job, const struct feed *feed, struct str *out)
{
    const struct feed_row *dated = first_dated(feed);
    bool paid = false;
    for (size_t i = 0; i < job->n; i++)
        paid |= job->lines[i].paid;
    str_add(out, "# Made by `rigplan import parts` from ");
    escape_line(out, file_stem(job->arena, job->file));
    str_addf(out, " (%s).\n", feed->form);
    if (job->currency)
        str_addf(out, "# Prices: %s%s%s, of one; a scenario in another currency must convert them.\n",
                 enums_text(&enums_currency, (int)job->currency), dated ? ", " : "", dated ? dated->date : "");
    if (paid)
        str_add(out, "# Used parts were bought already: add `owned: yes` to what costs nothing more.\n");
    if (job->unknown.len > 0) {
        str_add(out, "# Not taken over:\n");
        str_add(out, job->unknown.text);
    }
}

bool import_parts(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                  const struct feed *feed, struct str *out)
{
    if (feed->n > IMPORT_PARTS_MOST) {
        diag_add(d, DIAG_TOO_LARGE, (struct origin){.file = file, .line = feed->row[IMPORT_PARTS_MOST].line, .col = 1},
                 NULL,
                 "expected at most %d parts of one machine, got %zu; prices of many things are read by rigplan prices "
                 "import",
                 (int)IMPORT_PARTS_MOST, feed->n);
        return false;
    }
    struct job job = {.arena = a, .d = d, .catalogue = c, .titles = title_index_new(a, c), .file = file};
    job.unknown = str_new(a);
    for (size_t i = 0; i < feed->n; i++)
        add_row(&job, &feed->row[i]);
    if (job.n == 0) {
        diag_add(d, DIAG_FEED, diag_file(file), NULL, "none of its %zu lines names a part of the catalogue", feed->n);
        return false;
    }
    write_head(&job, feed, out);
    tree_write(machine_of(&job, file_stem(a, file)), out);
    return true;
}
