/* rigplan manual and completion: print the man page and shell completions, made of the same tables as --help. */
#include "command.h"
#include "version.h"

#include <string.h>

/* ---- man page ---- */

/* Appends text for roff: a leading dot or quote and every backslash and dash are escaped. */
static void roff(struct str *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        str_add(out, "\\&");
    for (const char *p = text; *p; p++) {
        if (*p == '\\' || *p == '-')
            str_add(out, "\\");
        str_addn(out, p, 1);
    }
}

static void roff_options(struct str *out, const struct command *c)
{
    for (size_t i = 0; i < c->n_rows; i++) {
        str_add(out, ".TP\n.B ");
        roff(out, c->rows[i].name);
        if (c->rows[i].arg) {
            str_add(out, " \\fI");
            roff(out, c->rows[i].arg);
            str_add(out, "\\fP");
        }
        str_add(out, "\n");
        roff(out, c->rows[i].help);
        str_add(out, "\n");
    }
}

static const char man_head[] =
    "\" \"User Commands\"\n"
    ".SH NAME\n"
    "rigplan \\- size machines for running language models at home\n"
    ".SH SYNOPSIS\n"
    ".B rigplan\n"
    ".I COMMAND\n"
    "[\\fIOPTIONS\\fP] [\\fIARGUMENTS\\fP]\n"
    ".br\n"
    ".B rigplan \\-\\-version\n"
    ".SH DESCRIPTION\n"
    "From a catalogue of hardware and models, rigplan predicts what fits in the memory of a machine, how fast it\n"
    "decodes and prefills, how much power it draws and what it costs. It answers questions about one machine, or\n"
    "compares the options of a scenario and writes a report. Predictions come with 80 % prediction intervals.\n"
    ".SH COMMANDS\n";

static const char man_tail[] =
    ".SH EXIT STATUS\n"
    ".TP\n0\nyes\n"
    ".TP\n1\nno: the model does not fit, or nothing can be bought\n"
    ".TP\n2\nwrong usage\n"
    ".TP\n3\nbad input\n"
    ".TP\n4\na file cannot be read or written, memory ran out, or another program failed\n"
    ".SH FILES\n"
    "Scenarios are YAML files, catalogue files are JSON, measurements are CSV.\n"
    "`rigplan schema KIND` prints the JSON Schema of a kind of record.\n"
    ".SH EXAMPLES\n"
    ".nf\n"
    "rigplan predict \\-\\-gpu rtx\\-3090:2 \\-\\-model llama\\-3.1\\-70b \\-\\-quant Q4_K_M\n"
    "rigplan fit \\-\\-gpu rtx\\-3090 \\-\\-model qwen3\\-32b\n"
    "rigplan explain \\-\\-gpu rtx\\-3090 \\-\\-model llama\\-3.1\\-8b \\-\\-quant Q4_K_M\n"
    "rigplan init \\-\\-budget 5000 \\-\\-model llama\\-3.1\\-70b \\-o my.yaml\n"
    "rigplan run my.yaml\n"
    "rigplan explain my.yaml dual\\-3090 decode_tok_s\n"
    ".fi\n"
    ".SH SEE ALSO\n"
    ".BR gnuplot (1)\n";

/* The name, each way to use it, what it does and its options. */
static void roff_command(struct str *out, const struct command *c)
{
    str_addf(out, ".SS %s\n", c->name);
    for (const char *rest = c->arguments; rest;) {
        str_addf(out, ".B rigplan %s\n", c->name);
        roff(out, str_split(out->arena, rest, '\n', &rest));
        str_add(out, rest ? "\n.br\n" : "\n");
    }
    str_add(out, ".PP\n");
    roff(out, c->help);
    str_add(out, ".\n");
    roff_options(out, c);
}

static int run_manual(struct command_run *r)
{
    BUG_UNLESS(r->commands && r->commands->n > 0);
    if (r->opts.n_words > 0) {
        command_usage(r, "unexpected argument '%s': manual takes none", r->opts.words[0]);
        return EXIT_CODE_USAGE;
    }
    struct str out = str_new(r->arena);
    str_addf(&out, ".TH RIGPLAN 1 \"\" \"rigplan %s", version_text);
    str_add(&out, man_head);
    for (size_t i = 0; i < r->commands->n; i++)
        roff_command(&out, r->commands->v[i]);
    str_add(&out, man_tail);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- completions ---- */

/* Appends the names of all commands. */
static void command_names(const struct command_table *all, struct str *out)
{
    for (size_t i = 0; i < all->n; i++)
        str_addf(out, "%s%s", i ? " " : "", all->v[i]->name);
}

/* Appends the names of all options of a command. */
static void option_names(struct str *out, const struct command *c)
{
    for (size_t i = 0; i < c->n_rows; i++)
        str_addf(out, "%s%s", i ? " " : "", c->rows[i].name);
    str_addf(out, "%s--help", c->n_rows ? " " : "");
}

/* Returns text to stand in single quotes, each apostrophe replaced by the shell's way to write one. */
static const char *quoted(struct str *out, const char *text, const char *apostrophe)
{
    struct str s = str_new(out->arena);
    for (const char *p = text; *p; p++)
        str_addn(&s, *p == '\'' ? apostrophe : p, *p == '\'' ? strlen(apostrophe) : 1);
    return s.text;
}

static void bash(const struct command_table *all, struct str *out)
{
    /* options whose value is the id of a record */
    static const char *const ids[][2] = {{"--model", "model"},   {"--quant", "quant"},   {"--gpu", "device"},
                                         {"--system", "system"}, {"--engine", "engine"}, {"--link", "link"},
                                         {"--bridge", "link"}};
    str_add(out, "# bash completion for rigplan, made by `rigplan completion bash`\n_rigplan()\n{\n    local "
                 "cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} options=\n"
                 "    COMPREPLY=()\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W \"");
    command_names(all, out);
    str_add(out, " help\" -- \"$cur\"))\n        return\n    fi\n    case $prev in\n");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        str_addf(out,
                 "    %s) COMPREPLY=($(compgen -W \"$(rigplan list %s 2>/dev/null | sed 1d | cut -d' ' -f1)\" -- "
                 "\"$cur\")); return ;;\n",
                 ids[i][0], ids[i][1]);
    str_add(out, "    list|show|schema) [[ $cur == -* ]] || { COMPREPLY=($(compgen -W \"$(rigplan list 2>/dev/null | "
                 "cut -d' ' -f1)\" -- \"$cur\")); return; } ;;\n    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < all->n; i++) {
        str_addf(out, "    %s) options=\"", all->v[i]->name);
        option_names(out, all->v[i]);
        str_add(out, "\" ;;\n");
    }
    str_add(out, "    esac\n    case $cur in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n    *) "
                 "COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n    esac\n}\ncomplete -o filenames -F _rigplan rigplan\n");
}

static void zsh(const struct command_table *all, struct str *out)
{
    str_add(out,
            "#compdef rigplan\n# made by `rigplan completion zsh`\n_rigplan() {\n  local -a commands\n  commands=(\n");
    for (size_t i = 0; i < all->n; i++)
        str_addf(out, "    '%s:%s'\n", all->v[i]->name, quoted(out, all->v[i]->help, "'\\''"));
    str_add(out, "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
                 "  case $words[2] in\n");
    for (size_t i = 0; i < all->n; i++) {
        str_addf(out, "    %s) compadd -- ", all->v[i]->name);
        option_names(out, all->v[i]);
        str_add(out, " ;;\n");
    }
    str_add(out, "  esac\n  _files\n}\n_rigplan \"$@\"\n");
}

static void fish(const struct command_table *all, struct str *out)
{
    str_add(out, "# fish completion for rigplan, made by `rigplan completion fish`\n");
    for (size_t i = 0; i < all->n; i++) {
        const struct command *c = all->v[i];
        str_addf(out, "complete -c rigplan -n __fish_use_subcommand -a %s -d '%s'\n", c->name,
                 quoted(out, c->help, "\\'"));
        for (size_t j = 0; j < c->n_rows; j++) {
            const char *name = c->rows[j].name; /* -o or --json */
            const bool word = str_starts(name, "--");
            str_addf(out, "complete -c rigplan -n '__fish_seen_subcommand_from %s' -%c %s%s -d '%s'\n", c->name,
                     word ? 'l' : 's', name + (word ? 2 : 1), c->rows[j].arg ? " -r" : "",
                     quoted(out, c->rows[j].help, "\\'"));
        }
    }
}

static int run_completion(struct command_run *r)
{
    static const struct {
        const char *shell;
        void (*write)(const struct command_table *, struct str *);
    } shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    struct str out = str_new(r->arena);
    for (size_t i = 0; r->opts.n_words == 1 && i < sizeof shells / sizeof *shells; i++)
        if (strcmp(r->opts.words[0], shells[i].shell) == 0) {
            shells[i].write(r->commands, &out);
            return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
        }
    command_usage(r, "expected a shell: rigplan completion bash, zsh or fish");
    return EXIT_CODE_USAGE;
}

const struct command command_manual = {
    .name = "manual",
    .arguments = "",
    .help = "print the man page: rigplan manual | man -l -",
    .run = run_manual,
};
const struct command command_completion = {
    .name = "completion",
    .arguments = "bash|zsh|fish",
    .help = "print the completion script of a shell",
    .run = run_completion,
};
