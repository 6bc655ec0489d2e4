#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include "arena.h"
#include "builtin.h"
#include "file.h"
#include "load.h"
#include "near.h"

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

const void *command_find(struct command_run *r, const struct kind *k, const char *id, const char *option)
{
    const void *found = catalogue_find(r->catalogue, k, id);
    if (found)
        return found;
    struct near best = {0};
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct any_list *list = catalogue_list(r->catalogue, &catalogue_kinds[i]);
        for (size_t j = 0; catalogue_kinds[i].kind == k && j < list->n; j++)
            near_consider(&best, id, schema_id(k, schema_at(k, list, j)));
    }
    const char *hint = best.name ? str_format(r->arena, "; did you mean '%s'?", best.name)
                                 : str_format(r->arena, " (see: rigplan list %s)", k->name);
    diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, option, "no %s '%s'%s", k->name, id, hint);
    return NULL;
}

static bool read_folder(struct command_run *r, const char *dir, struct load_text *texts, size_t room, size_t *n)
{
    size_t count = 0;
    const char **names = file_list(r->arena, &r->d, dir, ".json", &count);
    if (!names)
        return false;
    for (size_t i = 0; i < count && *n < room; i++) {
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
