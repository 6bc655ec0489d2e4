#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include "arena.h"
#include "builtin.h"
#include "engine_quant.h"
#include "file.h"
#include "load.h"
#include "names.h"
#include "names_search.h"
#include "names_words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void command_say_messages(struct command_run *r)
{
    struct str text = str_new(r->arena);
    diag_print(&(struct diags){.first = r->said ? r->said->next : r->d.first}, &text);
    fputs(text.text, stderr);
    r->said = r->d.last;
}

bool command_say(struct command_run *r, const struct str *s)
{
    command_say_messages(r);
    return file_write(r->arena, &r->d, "-", s->text, s->len);
}

const char *command_today(struct arena *a)
{
    char text[16];
    struct tm tm;
    const time_t now = time(NULL);
    gmtime_r(&now, &tm);
    strftime(text, sizeof text, "%Y-%m-%d", &tm);
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

/* Warns that other records, or products that the catalogue lacks, may have the name. */
static void name_open(struct command_run *r, const struct kind *k, const char *name, const char *option,
                      const void *record)
{
    const struct names_found others = names_others(r->arena, r->catalogue, k, name, record);
    struct str also = str_new(r->arena);
    if (others.n == 0) {
        diag_add(&r->d, DIAG_NAME_OPEN, (struct origin){0}, option,
                 "'%s' states no size: taken as %s, the only %s in the "
                 "catalogue",
                 name, schema_id(k, record), product(r, k, record));
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

const void *command_find(struct command_run *r, const struct kind *k, const char *name, const char *option)
{
    const struct names_found found = names_find(r->arena, r->catalogue, k, name);
    if (!found.record)
        not_found(r, k, name, option, &found);
    else if (found.open || leaves_memory_out(r, k, name, found.record))
        name_open(r, k, name, option, found.record);
    return found.record;
}

const struct quant *command_find_quant(struct command_run *r, const char *name, const char *option,
                                       const struct engine *e)
{
    const int bits = names_bits(r->arena, name);
    const struct names_found found = names_find(r->arena, r->catalogue, &kind_quant, name);
    const struct quant *q = found.record;
    const bool meant = q && q->scheme != scheme_gguf && e && engine_quant_loads(e, q);
    if (bits == 0 || meant)
        return command_find(r, &kind_quant, name, option);
    const char *q_bits = str_format(r->arena, "Q%d", bits);
    const struct names_found usual = names_find(r->arena, r->catalogue, &kind_quant, q_bits);
    not_found(r, &kind_quant, name, option, &usual);
    return NULL;
}

/* Appends the text of each .json file of the folder. texts has room for `most`; *n counts them. */
static bool read_folder(struct command_run *r, const char *dir, struct load_text *texts, size_t most, size_t *n)
{
    size_t count = 0;
    const char **names = file_list(r->arena, &r->d, dir, ".json", &count);
    if (!names)
        return false;
    if (count > most) {
        diag_add(&r->d, DIAG_FILE_READ, diag_file(dir), NULL, "the folder has %zu .json files; at most %zu are read",
                 count, most);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct load_text *t = &texts[*n];
        t->file = file_join(r->arena, dir, names[i]);
        t->text = file_read(r->arena, &r->d, t->file, &t->size);
        *n += t->text != NULL;
    }
    return r->d.errors == 0;
}

const struct catalogue *command_catalogue(struct command_run *r, const char *data_dir)
{
    return command_catalogue_with(r, data_dir, NULL);
}

const struct catalogue *command_catalogue_with(struct command_run *r, const char *data_dir,
                                               const struct load_text *last)
{
    enum { MOST_FILES = 1024 };
    if (!data_dir && !last)
        return &builtin_catalogue;
    struct load_text *texts = ARENA_ARRAY(r->arena, MOST_FILES + 1, struct load_text);
    size_t n = 0;
    if (data_dir && !read_folder(r, data_dir, texts, MOST_FILES, &n))
        return NULL;
    if (last)
        texts[n++] = *last;
    return load_catalogue(r->arena, &r->d, &builtin_catalogue, texts, n);
}
