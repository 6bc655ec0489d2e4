/* rigplan convert: writes a scenario of version 1 as one of version 2. */
#include "arena.h"
#include "command.h"
#include "file.h"
#include "file_write.h"
#include "load.h"
#include "records.h"
#include "tree.h"
#include "tree_write.h"

#include <string.h>

static const struct opt rows[] = {
    {"-o", OPT_TEXT, "FILE", 0, 0, "file to write (default: standard output)"},
    COMMAND_DATA,
};

static const char header[] =
    "# Written by `rigplan convert` from a scenario of version 1. An option lists machines now: what each machine has\n"
    "# stands in its own list. All fields: docs/formats.md, or rigplan schema scenario.\n";

/* Returns whether a text that is valid YAML may hold a comment: a # that begins a line or stands behind a blank. */
static bool has_comment(const char *text)
{
    for (const char *p = strchr(text, '#'); p; p = strchr(p + 1, '#'))
        if (p == text || strchr(" \t\n\r", p[-1]))
            return true;
    return false;
}

/* Returns whether the scenario has no faults; reports those that it has. */
static bool is_right(struct command_run *r, const struct load_text *text)
{
    struct diags d = diag_none(r->arena);
    if (load_scenario(r->arena, &d, r->catalogue, text, NULL, 0))
        return true;
    r->d = d;
    return false;
}

/* Returns a copy of a node of kind k whose members have the order of docs/formats.md; lists of records too. The list of
   included files is left out: the scenario has their fields now. */
static struct tree *ordered(struct arena *a, const struct kind *k, const struct tree *t)
{
    struct tree *copy = ARENA_NEW(a, struct tree);
    *copy = *t;
    copy->next = NULL;
    if (!k || (t->type != TREE_MAP && t->type != TREE_LIST))
        return copy;
    copy->first = copy->last = NULL;
    copy->n = 0;
    for (const struct tree *c = t->type == TREE_LIST ? t->first : NULL; c; c = c->next)
        tree_adopt(copy, ordered(a, k, c));
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const struct tree *member = strcmp(f->name, "include") == 0 ? NULL : tree_get(t, f->name);
        if (member)
            tree_adopt(copy, ordered(a, f->type == FIELD_LIST || f->type == FIELD_ONE ? f->kind : NULL, member));
    }
    return copy;
}

static int convert(struct command_run *r, const struct load_text *text, const char *to)
{
    struct str out = str_new(r->arena);
    const struct tree *root = load_converted(r->arena, &r->d, r->catalogue, text);
    if (!root)
        return diag_exit_code(&r->d);
    if (has_comment(text->text))
        diag_add(&r->d, DIAG_COMMENTS_LOST, diag_file(text->file), NULL,
                 "its comments are not in the new file; copy those that you need");
    str_add(&out, header);
    tree_write(ordered(r->arena, &kind_scenario, root), &out);
    if (!to)
        return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
    command_say_messages(r);
    return file_write(r->arena, &r->d, to, out.text, out.len) ? 0 : EXIT_CODE_WORLD;
}

/* Returns whether the file is of version 1; says so if it is not. */
static bool is_old(struct command_run *r, const struct load_text *text)
{
    if (load_is_old(r->arena, &r->d, text))
        return true;
    if (r->d.errors == 0)
        diag_add(&r->d, DIAG_NOT_OLD, diag_file(text->file), NULL,
                 "the scenario is of version 2: there is nothing to convert, and nothing was written");
    return false;
}

static int run(struct command_run *r)
{
    const char *to = opt_text(&r->opts, "-o");
    if (r->opts.n_words != 1) {
        command_usage(r, "name one scenario: rigplan convert FILE, or rigplan convert FILE -o NEW.yaml");
        return EXIT_CODE_USAGE;
    }
    struct load_text text = {.file = r->opts.words[0]};
    if (to && strcmp(to, "-") != 0 && !command_is_new(r, to))
        return EXIT_CODE_WORLD;
    text.text = command_read(r, text.file, &text.size);
    if (!text.text)
        return diag_exit_code(&r->d);
    if (!is_old(r, &text))
        return r->d.errors ? diag_exit_code(&r->d) : 1;
    return is_right(r, &text) ? convert(r, &text, to) : diag_exit_code(&r->d);
}

const struct command command_convert = {
    .name = "convert",
    .arguments = "FILE [-o NEW.yaml]",
    .help = "write a scenario of version 1 as one of version 2",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
