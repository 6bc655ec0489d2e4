/* rigplan: which command, and what its exit code is. */
#include "arena.h"
#include "commands.h"
#include "near.h"
#include "version.h"

#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <string.h>

static const char data_option[] = "--data";

static void overview(struct str *out)
{
    str_addf(out, "rigplan %s: ", version_text);
    str_add(out, "sizes machines that run language models locally, before anyone buys them.\n\nusage: rigplan COMMAND "
                 "[OPTIONS] [ARGUMENTS]\n\n");
    for (size_t i = 0; i < commands_all.n; i++)
        str_addf(out, "  %-10s %s\n", commands_all.v[i]->name, commands_all.v[i]->help);
    str_add(out, "  help       this overview, or `rigplan help COMMAND`\n"
                 "  --version  print the version\n\n"
                 "exit codes: 0 yes, 1 the answer is no, 2 usage, 3 bad input, 4 the world failed\n");
}

static void help_of(const struct command *c, struct str *out)
{
    str_addf(out, "usage: rigplan %s %s\n\n%s\n\n", c->name, c->arguments, c->help);
    opt_help(c->rows, c->n_rows, out);
    str_add(out, "  --help                          this text\n");
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
        command_usage(r, "unknown command '%s'; did you mean '%s'?", name, best.name);
    else
        command_usage(r, "unknown command '%s'; see: rigplan help", name);
    return NULL;
}

static int say_help(struct command_run *r, const struct command *c)
{
    struct str out = str_new(r->arena);
    if (c)
        help_of(c, &out);
    else
        overview(&out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int say_version(struct command_run *r)
{
    struct str out = str_new(r->arena);
    str_addf(&out, "rigplan %s\n", version_text);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int run_command(struct command_run *r, const struct command *c, int argc, char *const argv[])
{
    opt_parse(r->arena, &r->d, c->rows, c->n_rows, argc, argv, &r->opts);
    if (r->opts.help)
        return say_help(r, c);
    if (r->d.errors)
        return DIAG_EXIT_USAGE;
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
        fputs(out.text, stderr);
        return DIAG_EXIT_USAGE;
    }
    if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
        return say_version(r);
    const bool help = strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    if (help && argc == 2)
        return say_help(r, NULL);
    const struct command *c = find(r, argv[help ? 2 : 1]);
    if (!c)
        return DIAG_EXIT_USAGE;
    return help ? say_help(r, c) : run_command(r, c, argc - 2, argv + 2);
}

int main(int argc, char *argv[])
{
    gsl_set_error_handler_off();
    struct command_run r = {.arena = arena_new(), .commands = &commands_all};
    r.d = diag_none(r.arena);
    int code = dispatch(&r, argc, argv);
    struct str messages = str_new(r.arena);
    diag_print(&r.d, &messages);
    fputs(messages.text, stderr);
    const int worst = diag_exit_code(&r.d);
    if (worst && worst > code)
        code = worst;
    arena_free(r.arena);
    return code;
}
