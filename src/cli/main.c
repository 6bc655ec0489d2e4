/* rigplan: finds the command, runs it, prints the diagnostics and returns the exit code. */
#include "arena.h"
#include "commands.h"
#include "fd.h"
#include "file_write.h"
#include "leftover.h"
#include "heap.h"
#include "near.h"
#include "version.h"
#include "wrap.h"

#include <gsl/gsl_errno.h>
#include <string.h>

static const char data_option[] = "--data";

static void overview(struct str *out)
{
    enum { COLUMN = 13 }; /* of the texts */
    str_addf(out, "rigplan %s: sizes machines for running language models at home.\n\n", version_text);
    str_add(out, "usage: rigplan COMMAND [OPTIONS] [ARGUMENTS]\n\n");
    for (size_t i = 0; i < commands_all.n; i++)
        wrap_row(out, commands_all.v[i]->name, commands_all.v[i]->help, COLUMN);
    wrap_row(out, "help", "this overview; rigplan help COMMAND: a command and its options", COLUMN);
    wrap_row(out, "--version", "print the version", COLUMN);
    str_add(out, "\nexit codes: 0 yes; 1 no (it does not fit, nothing can be bought); 2 wrong usage;\n"
                 "3 bad input; 4 a file, memory or another program failed\n");
}

/* One line for each way to use the command. */
static void usage_of(const struct command *c, struct str *out)
{
    const char *rest = c->arguments;
    for (const char *start = "usage: "; rest; start = "       ") {
        const char *way = str_split(out->arena, rest, '\n', &rest);
        str_addf(out, "%srigplan %s%s%s\n", start, c->name, *way ? " " : "", way);
    }
}

/* Returns the number of options that come before the last group. */
static size_t count_main(const struct command *c)
{
    size_t n = 0;
    while (n < c->n_rows && !(c->last_group && strcmp(c->rows[n].name, c->last_group) == 0))
        n++;
    return n;
}

static void help_of(const struct command *c, struct str *out)
{
    usage_of(c, out);
    str_add(out, "\n");
    wrap_text(out, c->help, 0, 0);
    str_add(out, "\n");
    if (c->note) {
        wrap_text(out, c->note, 0, 0);
        str_add(out, "\n");
    }
    const size_t n = count_main(c);
    opt_help(c->rows, n, out);
    opt_help_row("--help", "print this text", out);
    if (n < c->n_rows)
        str_addf(out, "\nonly with %s:\n", c->last_group);
    opt_help(c->rows + n, c->n_rows - n, out);
}

static const struct command *find(struct command_run *r, const char *name)
{
    struct near best = {0};
    for (size_t i = 0; i < commands_all.n; i++) {
        if (strcmp(commands_all.v[i]->name, name) == 0)
            return commands_all.v[i];
        near_consider(&best, name, commands_all.v[i]->name);
    }
    if (best.name)
        command_usage(r, "unknown command '%s'; did you mean '%s'? (see: rigplan help)", name, best.name);
    else
        command_usage(r, "unknown command '%s' (see: rigplan help)", name);
    return NULL;
}

static int say_help(struct command_run *r, const struct command *c)
{
    struct str out = str_new(r->arena);
    if (c)
        help_of(c, &out);
    else
        overview(&out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

static int say_version(struct command_run *r)
{
    struct str out = str_new(r->arena);
    str_addf(&out, "rigplan %s\n", version_text);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

static int run_command(struct command_run *r, const struct command *c, int argc, char *const argv[])
{
    opt_parse(r->arena, &r->d, c->rows, c->n_rows, argc, argv, &r->opts);
    if (r->opts.help)
        return say_help(r, c);
    if (r->d.errors)
        return EXIT_CODE_USAGE;
    if (c->needs_catalogue) {
        r->catalogue = command_catalogue(r, opt_text(&r->opts, data_option));
        if (!r->catalogue)
            return diag_exit_code(&r->d);
    }
    return c->run(r);
}

static int dispatch(struct command_run *r, int argc, char *const argv[])
{
    if (argc < 2) {
        struct str out = str_new(r->arena);
        overview(&out);
        r->untold |= !file_write_message(out.text);
        return EXIT_CODE_USAGE;
    }
    if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
        return say_version(r);
    const bool help = strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    if (help && argc == 2)
        return say_help(r, NULL);
    const struct command *c = find(r, argv[help ? 2 : 1]);
    if (!c)
        return EXIT_CODE_USAGE;
    r->command = c;
    if (help && argc > 3) {
        command_usage(r, "unexpected argument '%s': help takes one command", argv[3]);
        return EXIT_CODE_USAGE;
    }
    return help ? say_help(r, c) : run_command(r, c, argc - 2, argv + 2);
}

/* Prints the messages that are left; after a usage error also where the options are described. */
static void say_messages(struct command_run *r)
{
    command_say_messages(r);
    if (r->command && diag_exit_code(&r->d) == EXIT_CODE_USAGE)
        r->untold |= !file_write_message(
            str_format(r->arena, "usage and options: rigplan help %s\n", r->command->name));
}

/* Returns the path that called the program, if it is one, so that proposed commands can be pasted; else its name. */
static const char *program_of(int argc, char *const argv[])
{
    return argc > 0 && strchr(argv[0], '/') ? argv[0] : "rigplan";
}

/* Returns the exit code of a run whose command returned `code`. A message that could not be written is part of a yes or
   no that is then not whole, so that is a failure; 2 and 3 tell of one themselves. */
static int exit_code(const struct command_run *r, int code)
{
    const int worst = diag_exit_code(&r->d);
    if (worst && worst > code)
        code = worst;
    if (r->untold && code < EXIT_CODE_USAGE)
        code = EXIT_CODE_WORLD;
    BUG_UNLESS(code >= EXIT_CODE_NONE && code <= EXIT_CODE_WORLD);
    return code;
}

int main(int argc, char *argv[])
{
    if (!fd_fill_standard())
        return EXIT_CODE_WORLD;
    gsl_set_error_handler_off();
    leftover_watch();
    heap_serve_cjson();
    struct command_run r = {.arena = arena_new(), .program = program_of(argc, argv), .commands = &commands_all};
    r.d = diag_none(r.arena);
    const int answer = dispatch(&r, argc, argv);
    say_messages(&r);
    const int code = exit_code(&r, answer);
    arena_free(r.arena);
    return code;
}
