#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include "arena.h"
#include "builtin.h"
#include "file.h"
#include "load.h"
#include "names.h"
#include "names_search.h"
#include "names_words.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

bool command_say(struct command_run *r, const struct str *s)
{
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

/* Returns the first words of a name that records of the catalogue have, to list them: " rtx 5090". Returns "" when
   there are none, or more than MOST_LISTED records have them. */
static const char *words_to_list(struct command_run *r, const struct kind *k, const struct any_list *list,
                                 const char *name)
{
    enum { MOST_LISTED = 15 };
    const char *slash = strrchr(name, '/');
    const struct names_words all = names_words_all(r->arena, slash ? slash + 1 : name);
    struct str out = str_new(r->arena);
    size_t listed = list->n;
    for (size_t i = 0; i < all.n; i++) {
        size_t held = 0;
        for (size_t j = 0; j < list->n; j++)
            held += holds_words(r, k, schema_at(k, list, j), &all, i + 1);
        if (held == 0)
            break;
        listed = held;
        if (!names_words_is_noise(k, all.v[i]))
            str_addf(&out, " %s", all.v[i]);
    }
    return listed <= MOST_LISTED ? out.text : "";
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
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, option, "%s '%s' is ambiguous: %s", k->name, name, hint);
        return;
    }
    size_t i = 0;
    while (i < catalogue_n_kinds && catalogue_kinds[i].kind != k)
        i++;
    BUG_UNLESS(i < catalogue_n_kinds);
    const char *see = *hint ? "" : words_to_list(r, k, catalogue_list(r->catalogue, &catalogue_kinds[i]), name);
    hint = *hint ? str_format(r->arena, "; %s", hint) : str_format(r->arena, " (see: rigplan list %s%s)", k->name, see);
    diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, option, "no %s '%s'%s", k->name, name, hint);
}

const void *command_find(struct command_run *r, const struct kind *k, const char *name, const char *option)
{
    const struct names_found found = names_find(r->arena, r->catalogue, k, name);
    if (!found.record)
        not_found(r, k, name, option, &found);
    else if (found.open)
        diag_add(&r->d, DIAG_NAME_OPEN, (struct origin){0}, option, "'%s' can be more than one %s: taken as '%s'", name,
                 k->name, schema_id(k, found.record));
    return found.record;
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
