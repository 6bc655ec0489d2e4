#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include "arena.h"
#include "builtin.h"
#include "decode.h"
#include "engine_quant.h"
#include "escape.h"
#include "file.h"
#include "file_write.h"
#include "load.h"
#include "names.h"
#include "names_quant.h"
#include "names_search.h"
#include "names_words.h"
#include "price_book.h"
#include "price_fit.h"
#include "quant_format.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void command_say_messages(struct command_run *r)
{
    struct str text = str_new(r->arena);
    diag_print(&(struct diags){.first = r->said ? r->said->next : r->d.first,
                               .more_errors = r->d.more_errors,
                               .more_warnings = r->d.more_warnings},
               &text);
    r->untold |= !file_write_message(text.text);
    r->said = r->d.last;
    r->d.more_errors = r->d.more_warnings = 0;
}

bool command_say(struct command_run *r, const struct str *s)
{
    struct str shown = str_new(r->arena);
    command_say_messages(r);
    escape_terminal(&shown, s->text);
    return file_write(r->arena, &r->d, "-", shown.text, shown.len);
}

bool command_say_coloured(struct command_run *r, const struct str *s)
{
    command_say_messages(r);
    return file_write(r->arena, &r->d, "-", s->text, s->len);
}

bool command_is_new(struct command_run *r, const char *path)
{
    const enum file_kind k = file_look(&r->d, path);
    if (k != FILE_NOTHING && k != FILE_UNKNOWN)
        diag_add(&r->d, DIAG_FILE_WRITE, diag_file(path), NULL,
                 "the file exists; remove it or give another name with -o");
    return k == FILE_NOTHING;
}

char *command_read(struct command_run *r, const char *path, size_t *size)
{
    if (!file_reads_once(path))
        return file_read(r->arena, &r->d, path, size);
    const struct command_piped *p = r->piped;
    while (p && strcmp(p->path, path) != 0)
        p = p->next;
    if (!p) {
        struct command_piped *fresh = ARENA_NEW(r->arena, struct command_piped);
        *fresh = (struct command_piped){.path = path, .next = r->piped};
        fresh->text = file_read(r->arena, &r->d, path, &fresh->size);
        if (!fresh->text)
            return NULL;
        r->piped = p = fresh;
    }
    *size = p->size;
    return arena_strndup(r->arena, p->text, p->size); /* readers may change it */
}

bool command_say_data(struct command_run *r, const struct str *s)
{
    return isatty(STDOUT_FILENO) ? command_say(r, s) : command_say_coloured(r, s);
}

const char *command_today(struct arena *a)
{
    char text[16];
    struct tm tm;
    const time_t now = time(NULL);
    BUG_UNLESS(gmtime_r(&now, &tm) && strftime(text, sizeof text, "%Y-%m-%d", &tm) > 0);
    return arena_strdup(a, text);
}

void command_usage(struct command_run *r, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    diag_add(&r->d, DIAG_USAGE, (struct origin){0}, NULL, "%s", str_vformat(r->arena, fmt, args));
    va_end(args);
}

/* True if the record has each of the first n words. Words like "NVIDIA" are not looked for. */
static bool holds_words(struct command_run *r, const struct kind *k, const void *record,
                        const struct names_words *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!names_words_is_noise(k, words->v[i]) && !names_search_holds(r->arena, k, record, NULL, words->v[i]))
            return false;
    return true;
}

/* The first words of a name, which records of the catalogue have. */
struct listed {
    const char *words; /* " rtx 5090"; "": no record has the first word */
    size_t n;          /* records that have them */
    bool number_left;  /* a word behind them has a digit: these records have another model number */
    struct names_found some;
};

static struct listed words_to_list(struct command_run *r, const struct kind *k, const char *name)
{
    size_t kind = 0;
    while (kind < catalogue_n_kinds && catalogue_kinds[kind].kind != k)
        kind++;
    BUG_UNLESS(kind < catalogue_n_kinds);
    const struct any_list *list = catalogue_list(r->catalogue, &catalogue_kinds[kind]);
    const char *slash = strrchr(name, '/');
    const struct names_words all = names_words_all(r->arena, slash ? slash + 1 : name);
    struct str out = str_new(r->arena);
    struct listed l = {.n = list->n};
    for (size_t i = 0; i < all.n; i++) {
        struct names_found held = {.how = NAMES_SEVERAL};
        for (size_t j = 0; j < list->n; j++)
            if (holds_words(r, k, schema_at(k, list, j), &all, i + 1)) {
                if (held.n < NAMES_MOST)
                    held.near[held.n] = schema_at(k, list, j);
                held.n++;
            }
        if (held.n == 0) {
            for (size_t j = i; j < all.n; j++)
                l.number_left |= names_words_numbered(all.v[j]);
            break;
        }
        l.n = held.n;
        l.some = held;
        if (!names_words_is_noise(k, all.v[i]))
            str_addf(&out, " %s", all.v[i]);
    }
    l.words = out.text;
    return l;
}

/* Returns what to do about a record that the catalogue lacks, with "; " before it; "" where the command cannot. */
static const char *how_to_add(struct command_run *r, const struct kind *k, const char *option)
{
    bool data = false;
    for (size_t i = 0; i < r->opts.n_rows; i++)
        data |= strcmp(r->opts.rows[i].name, "--data") == 0;
    if (!option || !data)
        return "";
    return k == &kind_model                         ? "; to add one: rigplan import"
           : k == &kind_device || k == &kind_system ? "; to add one: --data DIR, docs/catalogue.md"
                                                    : "";
}

/* Returns what the message says when nothing is near: the command that lists, and cards that begin like the name. */
static const char *where_to_look(struct command_run *r, const struct kind *k, const char *name, const char *option)
{
    enum { MOST_LISTED = 15 };
    const struct listed l = words_to_list(r, k, name);
    const bool few = l.n <= MOST_LISTED, adds = *how_to_add(r, k, option) != '\0',
               named = few && !l.number_left && k == &kind_device && l.some.n > 0 && l.n <= NAMES_MOST;
    struct str out = str_new(r->arena);
    if (named)
        str_add(&out, !adds      ? "; the catalogue has "
                      : l.n == 1 ? " in the catalogue; the nearest known card is "
                                 : " in the catalogue; the nearest known cards are ");
    for (size_t i = 0; named && i < l.n; i++)
        str_addf(&out, "%s'%s'", i == 0 ? "" : i + 1 == l.n ? " and " : ", ", schema_id(k, l.some.near[i]));
    if (named && adds) {
        str_addf(&out, ": try %s %s, or add a record with --data DIR (docs/catalogue.md)", option,
                 schema_id(k, l.some.near[0]));
        return out.text;
    }
    str_addf(&out, " (see: rigplan list %s%s%s)", k->name, few ? l.words : "", how_to_add(r, k, option));
    return out.text;
}

/* Returns "; that is a machine: --system ID" for a machine in --gpu and the reverse for a card in --system; else "". */
static const char *other_option(struct command_run *r, const struct kind *k, const char *name, const char *option)
{
    const bool gpu = option && strcmp(option, "--gpu") == 0, system = option && strcmp(option, "--system") == 0;
    const struct kind *other = gpu ? &kind_system : &kind_device;
    if ((gpu && k != &kind_device) || (system && k != &kind_system) || !(gpu || system))
        return "";
    const struct names_found found = names_find(r->arena, r->catalogue, other, name);
    const char *what = gpu ? "machine: --system" : "device: --gpu";
    if (found.record)
        return str_format(r->arena, "; that is a %s %s", what, schema_id(other, found.record));
    if (found.how != NAMES_SEVERAL)
        return "";
    return str_format(r->arena, "; that is a %s: %s", gpu ? "machine, for --system" : "device, for --gpu",
                      names_hint(r->arena, other, &found));
}

static void not_found(struct command_run *r, const struct kind *k, const char *name, const char *option,
                      const struct names_found *found)
{
    if (!*name) {
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, option, "no %s is named (see: rigplan list %s)", k->name,
                 k->name);
        return;
    }
    const char *hint = names_hint(r->arena, k, found);
    if (found->how == NAMES_SEVERAL && found->n > 1) {
        const char *more = found->n <= NAMES_MOST ? ""
                                                  : str_format(r->arena, " (see: rigplan list %s%s)", k->name,
                                                               words_to_list(r, k, name).words);
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, option, "%s '%s' is ambiguous: %s%s", k->name, name, hint,
                 more);
        return;
    }
    const char *other = other_option(r, k, name, option);
    hint = *other ? other : *hint ? str_format(r->arena, "; %s", hint) : where_to_look(r, k, name, option);
    if (found->how == NAMES_SIZE)
        hint = str_format(r->arena, "%s%s", hint, how_to_add(r, k, option));
    diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, option, "no %s '%s'%s", k->name, name, hint);
}

/* Returns true if the record's id states a memory size that the name leaves out: "RTX 3080" for rtx-3080-10gb. */
static bool leaves_memory_out(struct command_run *r, const struct kind *k, const char *name, const void *record)
{
    return k == &kind_device && !isnan(names_words_of(r->arena, k, schema_id(k, record)).gib) &&
           isnan(names_words_of(r->arena, k, name).gib);
}

/* Returns what a record is called without its maker's line and its size: "RTX 3060"; "one of that name" but for cards.
 */
static const char *product(struct command_run *r, const struct kind *k, const void *record)
{
    const char *name = k == &kind_device ? ((const struct device *)record)->name : NULL;
    if (!name || (!str_starts(name, "GeForce ") && !str_starts(name, "Radeon ")))
        return "one of that name";
    const char *from = strchr(name, ' ') + 1, *last = strrchr(from, ' ');
    const bool size = last && !isnan(names_words_of(r->arena, k, last).gib);
    return size ? arena_strndup(r->arena, from, (size_t)(last - from)) : from;
}

/* Returns what a device's name leaves out, its memory or its cores; NULL: nothing that its record knows. */
static const char *left_open(struct command_run *r, const char *name, const struct device *d)
{
    const struct names_words said = names_words_of(r->arena, &kind_device, name);
    if (isnan(said.gib))
        return "size";
    return isnan(said.cores) && !isnan(names_words_of(r->arena, &kind_device, d->id).cores) ? "number of GPU cores"
                                                                                            : NULL;
}

/* Returns the other records that a name may mean: those of other sizes where it leaves a size open, else those whose
   names say more. */
static struct names_found others_of(struct command_run *r, const struct kind *k, const char *name, const void *record,
                                    bool size)
{
    const struct names_found longer = names_longer(r->arena, r->catalogue, k, name, record);
    const bool only_longer = k == &kind_device && longer.n > 0 && !size;
    return only_longer ? longer : names_others(r->arena, r->catalogue, k, name, record);
}

/* Warns that other records, or products that the catalogue lacks, may have the name. */
static void name_open(struct command_run *r, const struct kind *k, const char *name, const char *option,
                      const void *record)
{
    const bool size = k != &kind_device || isnan(names_words_of(r->arena, k, name).gib);
    const struct names_found sizes = others_of(r, k, name, record, size),
                             others = sizes.n > 0 ? sizes : others_of(r, k, name, record, false);
    struct str also = str_new(r->arena);
    const char *open = k == &kind_device ? left_open(r, name, record) : "size";
    if (others.n == 0 && !open)
        return;
    if (others.n == 0) {
        diag_add(&r->d, DIAG_NAME_OPEN, (struct origin){0}, option,
                 "'%s' states no %s: taken as %s, the only %s in the catalogue", name, open, schema_id(k, record),
                 product(r, k, record));
        return;
    }
    str_add(&also, "; the catalogue also has ");
    for (size_t i = 0; i < others.n && i < NAMES_MOST; i++)
        str_addf(&also, "%s'%s'", i == 0 ? "" : i + 1 == others.n ? " and " : ", ", schema_id(k, others.near[i]));
    if (others.n > NAMES_MOST)
        str_addf(&also, " ... (see: rigplan list %s%s)", k->name, words_to_list(r, k, name).words);
    diag_add(&r->d, DIAG_NAME_OPEN, (struct origin){0}, option, "'%s' can be more than one %s: taken as '%s'%s", name,
             k->name, schema_id(k, record), also.text);
}

/* True if the name of a device is a part of the names of others, as RTX PRO 6000 is, and leaves words of the record's
   own name out. */
static bool begins_others(struct command_run *r, const struct kind *k, const char *name, const void *record)
{
    const struct device *d = k == &kind_device ? record : NULL;
    if (!d || !d->name || strcmp(d->id, name) == 0)
        return false;
    const struct names_words said = names_words_all(r->arena, name),
                             own = names_words_all(r->arena, arena_strndup(r->arena, d->name, strcspn(d->name, "(")));
    return !names_words_within(&own, &said) && names_longer(r->arena, r->catalogue, k, name, record).n > 0;
}

const void *command_find(struct command_run *r, const struct kind *k, const char *name, const char *option)
{
    const struct names_found found = names_find(r->arena, r->catalogue, k, name);
    if (!found.record)
        not_found(r, k, name, option, &found);
    else if (found.taken)
        diag_add(&r->d, DIAG_NAME_OPEN, (struct origin){0}, option, "'%s' %s '%s', and is taken as that", name,
                 found.taken, schema_id(k, found.record));
    else if (found.open || leaves_memory_out(r, k, name, found.record) || begins_others(r, k, name, found.record))
        name_open(r, k, name, option, found.record);
    return found.record;
}

/* Returns what a name that states only bits may mean: usual quants of GGUF or, for an engine that loads none of those,
   the usual ones that it loads. */
static struct names_found usual_of_bits(struct command_run *r, int bits, const struct engine *e)
{
    const struct names_found gguf = names_of_bits(r->arena, r->catalogue, bits);
    struct names_found own = {.how = NAMES_SEVERAL};
    for (size_t i = 0; e && !engine_quant_scheme(e, scheme_gguf) && i < r->catalogue->quants.n; i++) {
        const struct quant *q = &r->catalogue->quants.v[i];
        if (q->usual != flag_yes || !engine_quant_loads(e, q) || (int)quant_format_bits(q->base) != bits)
            continue;
        if (own.n < NAMES_MOST)
            own.near[own.n] = q;
        own.n++;
    }
    return own.n > 0 ? own : gguf;
}

const struct quant *command_find_quant(struct command_run *r, const char *name, const char *option,
                                       const struct engine *e)
{
    const int bits = names_quant_bits(r->arena, name);
    const struct names_found found = names_find(r->arena, r->catalogue, &kind_quant, name);
    const struct quant *q = found.record;
    const bool meant = q && (found.taken ? !e || engine_quant_loads(e, q)
                                         : q->scheme != scheme_gguf && e && engine_quant_loads(e, q));
    if (bits == 0 || meant)
        return command_find(r, &kind_quant, name, option);
    const struct names_found usual = usual_of_bits(r, bits, e);
    not_found(r, &kind_quant, name, option, &usual);
    return NULL;
}

/* The texts that lie over the built-in catalogue. */
enum { MOST_FILES = 1024 };
struct texts {
    struct load_text v[MOST_FILES + 1];
    size_t n;
};

static bool read_text(struct command_run *r, const char *path, const char *prefix, struct texts *t)
{
    struct load_text *one = &t->v[t->n];
    *one = (struct load_text){.file = path, .prefix = prefix};
    one->text = command_read(r, path, &one->size);
    t->n += one->text != NULL;
    return one->text != NULL;
}

/* Appends the text of each file of the folder with that ending. */
static bool read_folder(struct command_run *r, const char *dir, const char *ending, const char *prefix, struct texts *t)
{
    size_t count = 0;
    const enum file_kind k = file_look(&r->d, dir);
    if (k == FILE_UNKNOWN)
        return false;
    if (k != FILE_NOTHING && k != FILE_FOLDER) {
        diag_add(&r->d, DIAG_FILE_READ, diag_file(dir), NULL, "it is a file, not a folder: name the folder it lies in");
        return false;
    }
    const char **names = file_list(r->arena, &r->d, dir, ending, &count);
    if (!names)
        return false;
    if (count > MOST_FILES - t->n) {
        diag_add(&r->d, DIAG_FILE_READ, diag_file(dir), NULL, "the folder has %zu %s files; at most %zu are read",
                 count, ending, MOST_FILES - t->n);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        read_text(r, file_join(r->arena, dir, names[i]), prefix, t);
    return r->d.errors == 0;
}

/* The prefixes keep the ids of rows of equally named books apart. */
static const char data_prefix[] = "data.", book_prefix[] = "book.";

static bool read_book(struct command_run *r, const char *path, struct texts *t)
{
    const enum file_kind k = file_look(&r->d, path);
    if (k == FILE_UNKNOWN)
        return false;
    if (k == FILE_FOLDER)
        return read_folder(r, path, ".csv", book_prefix, t);
    if (price_book_is(path))
        return read_text(r, path, book_prefix, t);
    command_usage(r, "--book: expected a folder or a file whose name ends with .csv, got '%s'", path);
    return false;
}

const char *command_book(struct command_run *r)
{
    bool has = false;
    for (size_t i = 0; i < r->opts.n_rows; i++)
        has |= strcmp(r->opts.rows[i].name, "--book") == 0;
    if (!has)
        return NULL;
    const char *given = opt_text(&r->opts, "--book"), *usual = getenv("RIGPLAN_BOOK");
    return given ? given : usual && *usual ? usual : NULL;
}

static const struct catalogue *catalogue_of(struct command_run *r, const char *data_dir, const char *book,
                                            const struct load_text *last)
{
    if (!data_dir && !book && !last)
        return &builtin_catalogue;
    struct texts *t = ARENA_NEW(r->arena, struct texts);
    if (data_dir && !(read_folder(r, data_dir, ".json", NULL, t) && read_folder(r, data_dir, ".csv", data_prefix, t)))
        return NULL;
    if (book && !read_book(r, book, t))
        return NULL;
    if (last)
        t->v[t->n++] = *last;
    return load_catalogue(r->arena, &r->d, &builtin_catalogue, t->v, t->n);
}

const struct catalogue *command_catalogue(struct command_run *r, const char *data_dir)
{
    return catalogue_of(r, data_dir, command_book(r), NULL);
}

const struct catalogue *command_catalogue_with(struct command_run *r, const char *data_dir,
                                               const struct load_text *last)
{
    return catalogue_of(r, data_dir, command_book(r), last);
}

const struct catalogue *command_catalogue_bare(struct command_run *r, const char *data_dir)
{
    return catalogue_of(r, data_dir, NULL, NULL);
}

const struct market *command_market(struct command_run *r, const struct scenario *s)
{
    return price_fit(r->arena, r->catalogue, &s->rates, s->as_of);
}

const char *command_option_text(struct command_run *r, const char *name)
{
    for (size_t i = 0; i < r->opts.n_rows; i++)
        if (strcmp(r->opts.rows[i].name, name) == 0)
            return opt_text(&r->opts, name);
    return NULL;
}

const char *command_newest_price(const struct catalogue *c)
{
    const char *newest = "";
    for (size_t i = 0; i < c->prices.n; i++)
        if (strcmp(c->prices.v[i].date, newest) > 0)
            newest = c->prices.v[i].date;
    return *newest ? newest : catalogue_policy(c)->date;
}

struct money_terms command_terms(struct command_run *r)
{
    const char *country = command_option_text(r, "--country"), *as_of = command_option_text(r, "--as-of");
    if (country && !catalogue_find(r->catalogue, &kind_country, country))
        command_usage(r, "--country: no country '%s' is on record (see: rigplan list country)", country);
    if (as_of && !decode_is_date(as_of)) {
        command_usage(r, "--as-of: expected %s, got '%.40s'", decode_date_expected(r->arena, as_of), as_of);
        as_of = NULL;
    }
    return money_terms_in(price_fit(r->arena, r->catalogue, NULL, as_of ? as_of : command_newest_price(r->catalogue)),
                          country ? country : catalogue_policy(r->catalogue)->country);
}
