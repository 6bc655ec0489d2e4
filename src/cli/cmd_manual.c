/* rigplan manual and completion: the man page and shell completions, from the same tables as --help. */
#include "command.h"
#include "version.h"

#include <string.h>

/* ---- man page ---- */

/* Text for roff: a leading dot or quote and every backslash and dash are escaped. */
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
    "\" \"User Commands\"\n.SH NAME\nrigplan \\- size machines that run language models locally\n"
    ".SH SYNOPSIS\n.B rigplan\n.I COMMAND\n[\\fIOPTIONS\\fP] [\\fIARGUMENTS\\fP]\n.br\n.B rigplan \\-\\-version\n"
    ".SH DESCRIPTION\nFrom catalogues and a scenario rigplan computes what each way of buying a machine holds in "
    "memory, how fast it decodes and\n"
    "prefills, what it draws from the wall, and what it costs, and writes a report. Figures carry 80 % ranges.\n.SH "
    "COMMANDS\n";

static const char man_tail[] =
    ".SH EXIT STATUS\n0: yes. 1: the answer is no, a model does not fit or nothing can be bought. 2: usage. 3: bad "
    "input. 4: the world failed, a file\n"
    "or a disk.\n.SH ENVIRONMENT\nMessages carry no colour, so\n.B NO_COLOR\nis always respected.\n"
    ".SH FILES\nScenarios are YAML, catalogues JSON; `rigplan schema KIND` prints the schema of each kind.\n"
    ".SH EXAMPLES\n.nf\nrigplan init \\-\\-budget 5000 \\-\\-model llama\\-3.1\\-70b \\-o my.yaml\nrigplan run "
    "my.yaml\n"
    "rigplan predict \\-\\-gpu rtx\\-3090:2 \\-\\-model llama\\-3.1\\-70b \\-\\-quant Q4_K_M\nrigplan explain my.yaml "
    "dual\\-3090 decode_tok_s\nrigplan explain \\-\\-gpu rtx\\-3090 \\-\\-model llama\\-3.1\\-8b \\-\\-quant "
    "Q4_K_M\n.fi\n"
    ".SH SEE ALSO\n.BR gnuplot (1)\n";

static int run_manual(struct command_run *r)
{
    struct str out = str_new(r->arena);
    str_addf(&out, ".TH RIGPLAN 1 \"\" \"rigplan %s", version_text);
    str_add(&out, man_head);
    for (size_t i = 0; i < r->commands->n; i++) {
        const struct command *c = r->commands->v[i];
        str_addf(&out, ".SS %s ", c->name);
        roff(&out, c->arguments);
        str_add(&out, "\n");
        roff(&out, c->help);
        str_add(&out, ".\n");
        roff_options(&out, c);
    }
    str_add(&out, man_tail);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

/* ---- completions ---- */

static void words(const struct command_table *all, struct str *out)
{
    for (size_t i = 0; i < all->n; i++)
        str_addf(out, "%s%s", i ? " " : "", all->v[i]->name);
}

static void option_words(struct str *out, const struct command *c)
{
    for (size_t i = 0; i < c->n_rows; i++)
        str_addf(out, "%s%s", i ? " " : "", c->rows[i].name);
    str_addf(out, "%s--help", c->n_rows ? " " : "");
}

/* Inside single quotes: an apostrophe is written as the shell wants it. */
static const char *quoted(struct str *out, const char *text, const char *apostrophe)
{
    struct str s = str_new(out->arena);
    for (const char *p = text; *p; p++)
        str_addn(&s, *p == '\'' ? apostrophe : p, *p == '\'' ? strlen(apostrophe) : 1);
    return s.text;
}

static void bash(const struct command_table *all, struct str *out)
{
    str_add(out, "# bash completion for rigplan, made by `rigplan completion bash`\n_rigplan()\n{\n    local "
                 "cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} options=\n"
                 "    COMPREPLY=()\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W \"");
    words(all, out);
    str_add(out, " help\" -- \"$cur\"))\n        return\n    fi\n    case $prev in\n");
    static const char *const ids[][2] = {{"--model", "model"},   {"--quant", "quant"},   {"--gpu", "device"},
                                         {"--system", "system"}, {"--engine", "engine"}, {"--link", "link"},
                                         {"--bridge", "link"}};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        str_addf(out,
                 "    %s) COMPREPLY=($(compgen -W \"$(rigplan list %s 2>/dev/null | sed 1d | cut -d' ' -f1)\" -- "
                 "\"$cur\")); return ;;\n",
                 ids[i][0], ids[i][1]);
    str_add(out, "    list|show|schema) COMPREPLY=($(compgen -W \"$(rigplan list 2>/dev/null | cut -d' ' -f1)\" -- "
                 "\"$cur\")); return ;;\n    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < all->n; i++) {
        str_addf(out, "    %s) options=\"", all->v[i]->name);
        option_words(out, all->v[i]);
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
    str_add(
        out,
        "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n  case $words[2] in\n");
    for (size_t i = 0; i < all->n; i++) {
        str_addf(out, "    %s) compadd -- ", all->v[i]->name);
        option_words(out, all->v[i]);
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
        for (size_t j = 0; j < c->n_rows; j++)
            if (str_starts(c->rows[j].name, "--"))
                str_addf(out, "complete -c rigplan -n '__fish_seen_subcommand_from %s' -l %s%s -d '%s'\n", c->name,
                         c->rows[j].name + 2, c->rows[j].arg ? " -r" : "", quoted(out, c->rows[j].help, "\\'"));
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
            return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
        }
    command_usage(r, "expected bash, zsh or fish");
    return DIAG_EXIT_USAGE;
}

static const struct opt none[] = {{0}};
const struct command command_manual = {"manual", "",        "the man page, for man -l or installation", none, 0,
                                       false,    run_manual};
const struct command command_completion = {
    "completion", "bash|zsh|fish", "shell completion, from the same tables as this help", none, 0,
    false,        run_completion};
