#define _POSIX_C_SOURCE 200809L
/* rigplan run: compares the options of a scenario and writes the report with plots. */
#include "arena.h"
#include "command.h"
#include "compare.h"
#include "escape.h"
#include "file.h"
#include "folder_replace.h"
#include "leftover.h"
#include "numtext.h"
#include "page_compare.h"
#include "plot_svg.h"
#include "proc.h"
#include "progress.h"
#include "scenario.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct opt rows[] = {
    {"-o", OPT_TEXT, "DIR", 0, 0, "folder to write to (default: reports/NAME of the scenario); - prints one format"},
    {"--format", OPT_TEXT, "md,html,json,csv", 0, 0, "formats to write (default: all)"},
    {"--set", OPT_REPEAT, "PATH=VALUE", 0, 0, "change a value of the scenario first, such as site.ambient_c=35"},
    {"--price", OPT_REPEAT, "ID=AMOUNT", 0, 0, "price of one with tax, over all others: rtx-3090=1100, or =1100USD"},
    {"--as-of", OPT_TEXT, "DATE", 0, 0, "make the report for that date: later prices, rates and offers are ignored"},
    {"--budgets", OPT_TEXT, "AMOUNT,...", 0, 0,
     "also say which option comes first with each of these amounts of money"},
    {"--no-plots", OPT_FLAG, NULL, 0, 0, "write no plots and no plot scripts"},
    {"--full", OPT_FLAG, NULL, 0, 0, "write the report with every section open"},
    COMMAND_DATA,
    COMMAND_BOOK,
};

struct rendering {
    const char *name, *file, *brief; /* brief: the file of the first page alone; NULL: none */
    void (*render)(const struct doc *d, struct str *out);
    bool wanted;
};

/* What is written: the report, and its first page alone. */
struct output {
    struct doc *report, *brief;
    struct plot_list plots;
};

static bool choose_formats(struct command_run *r, struct rendering *formats, size_t n)
{
    const char *rest = opt_text(&r->opts, "--format");
    for (size_t i = 0; i < n; i++)
        formats[i].wanted = !rest;
    while (rest) {
        const char *word = str_split(r->arena, rest, ',', &rest);
        size_t i = 0;
        while (i < n && strcmp(formats[i].name, word) != 0)
            i++;
        if (i == n) {
            command_usage(r, "--format: expected md, html, json or csv, joined by ','; got '%s'", word);
            return false;
        }
        formats[i].wanted = true;
    }
    return true;
}

/* Returns reports/aud-8343 for scenarios/aud-8343.yaml. */
static const char *default_folder(struct arena *a, const char *scenario)
{
    return str_format(a, "reports/%s", file_stem(a, scenario));
}

/* Puts the amounts of --budgets in the place of the scenario's budgets. Returns NULL after a fault. */
static const struct scenario *with_budgets(struct command_run *r, const struct scenario *s)
{
    const double most = kind_budget.fields[F_budget_amount].high;
    const char *rest = opt_text(&r->opts, "--budgets");
    struct scenario *out = ARENA_NEW(r->arena, struct scenario);
    *out = *s;
    if (!rest)
        return out;
    struct budget *v = ARENA_ARRAY(r->arena, strlen(rest) + 1, struct budget);
    out->budgets = (struct budget_list){0, v};
    while (rest) {
        const char *word = str_split(r->arena, rest, ',', &rest);
        double amount = 0;
        if (!numtext_parse(word, strlen(word), &amount) || amount < 0 || amount > most) {
            command_usage(r,
                          "--budgets: expected amounts of 0 to %.0f joined by ',', such as 3000,5000,8000; got '%.60s'",
                          most, word);
            return NULL;
        }
        v[out->budgets.n++] = (struct budget){.amount = amount};
    }
    return out;
}

/* Returns true for the name of a file that a report may have: those of an older one go when a new one comes. Any other
   file, memory.csv or machine-room.md, is the user's, and stays. */
static bool is_of_report(const char *name)
{
    enum { ENDINGS = 4 };
    static const struct {
        const char *base, *endings[ENDINGS];
    } files[] = {
        {"report", {"md", "html", "json", "csv"}},
        {"brief", {"md", "html"}},
        {"price", {"tsv", "gp", "svg"}},
        {"memory", {"tsv", "gp", "svg"}},
        {"power", {"tsv", "gp", "svg"}},
        {"years", {"tsv", "gp", "svg"}},
        {"context", {"tsv", "gp", "svg"}},
        {"roofline", {"tsv", "gp", "svg"}},
        {"cap", {"tsv", "gp", "svg"}},
        {"speed-*", {"tsv", "gp", "svg"}},
        {"machine-*", {"svg"}},
        {"links-*", {"svg"}},
    };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof files / sizeof *files; i++) {
        const size_t n = strcspn(files[i].base, "*");
        if (strncmp(name, files[i].base, n) != 0 || (files[i].base[n] != '*' && name + n != dot))
            continue;
        for (size_t k = 0; k < ENDINGS && files[i].endings[k]; k++)
            if (strcmp(dot + 1, files[i].endings[k]) == 0)
                return true;
    }
    return false;
}

/* The folder of a report that is being made. */
struct report_folder {
    const char *dir; /* as the user wrote it */
    struct folder_replace to;
};

static bool put(struct command_run *r, const struct report_folder *f, const char *id, const char *ending,
                const char *text)
{
    return folder_replace_put(r->arena, &r->d, &f->to, str_format(r->arena, "%s.%s", id, ending), text, strlen(text));
}

static bool write_plots(struct command_run *r, const struct report_folder *f, const struct plot_list *plots)
{
    for (size_t i = 0; i < plots->n; i++) {
        const struct plot *p = &plots->v[i];
        if (!p->left_out && (!put(r, f, p->id, "tsv", p->tsv) || !put(r, f, p->id, "gp", p->gp)))
            return false;
    }
    return true;
}

/* Returns the first line of gnuplot's that is an error ("price.gp" line 30: x range is invalid), else its first line.
 */
static const char *first_error(struct arena *a, const char *said)
{
    const char *first = NULL;
    for (const char *line = said; *line;) {
        const size_t n = strcspn(line, "\n");
        const char *text = arena_strndup(a, line, n);
        if (strstr(text, "\" line ") && !strstr(text, "warning:"))
            return text;
        first = first || n == 0 ? first : text;
        line += n + (line[n] == '\n');
    }
    return first ? first : "it did not say why";
}

static const char *alt_of(const struct plot_list *plots, const char *id)
{
    for (size_t i = 0; i < plots->n; i++)
        if (strcmp(plots->v[i].id, id) == 0)
            return plots->v[i].alt;
    BUG(id);
}

/* Draws one plot with gnuplot and puts its SVG into the document. Returns false if gnuplot cannot draw any. */
static bool draw_plot(struct command_run *r, const struct report_folder *f, const struct plot_list *plots,
                      struct doc_block *b)
{
    enum { ENOUGH = 4096 };
    char said[ENOUGH];
    const char *script = str_format(r->arena, "%s.gp", b->id);
    const char *const argv[] = {"gnuplot", script, NULL};
    const struct origin at = diag_file(file_join(r->arena, f->dir, script));
    size_t size = 0;
    const int status = proc_run(f->to.fresh, argv, said, sizeof said);
    if (status == PROC_MISSING || status == PROC_FAILED) {
        diag_add(&r->d, DIAG_NO_GNUPLOT, at, NULL,
                 "gnuplot %s; its scripts are written: draw them later with cd %s && gnuplot *.gp",
                 status == PROC_MISSING ? "is missing"
                                        : str_format(r->arena, "cannot be started (%s)", strerror(errno)),
                 escape_shell(r->arena, f->dir));
        return false;
    }
    const char *picture = file_join(r->arena, f->to.fresh, str_format(r->arena, "%s.svg", b->id));
    if (status == 0 && file_exists(picture))
        b->svg = file_read(r->arena, &r->d, picture, &size);
    b->svg = b->svg ? plot_svg(r->arena, b->svg, alt_of(plots, b->id)) : NULL;
    if (b->svg)
        return put(r, f, b->id, "svg", b->svg);
    leftover_remove(picture); /* half a picture is none */
    diag_add(&r->d, DIAG_PLOT_FAILED, at, NULL, "gnuplot failed: %s",
             status == 0 ? "it wrote no whole picture" : first_error(r->arena, said)); /* as on a full disk */
    return true;
}

/* Returns the picture of a figure that is drawn already, or NULL. */
static const char *drawn(const struct doc *doc, const char *id)
{
    for (const struct doc_block *b = doc->first; b; b = b->next)
        if (b->type == DOC_FIGURE && b->svg && strcmp(b->id, id) == 0)
            return b->svg;
    return NULL;
}

/* Draws the plots of a document, or takes them from one that has them all (done; NULL: none). Returns false without
   gnuplot. */
static bool draw_plots(struct command_run *r, const struct report_folder *f, const struct plot_list *plots,
                       struct doc *doc, const struct doc *done)
{
    for (struct doc_block *b = doc->first; b; b = b->next) {
        if (b->type != DOC_FIGURE || b->svg)
            continue;
        if (done)
            b->svg = drawn(done, b->id);
        else if (!draw_plot(r, f, plots, b))
            return false;
    }
    return true;
}

static int print_one(struct command_run *r, const struct doc *doc, const struct rendering *formats, size_t n)
{
    const struct rendering *only = NULL;
    size_t wanted = 0;
    for (size_t i = 0; i < n; i++)
        if (formats[i].wanted) {
            only = &formats[i];
            wanted++;
        }
    if (wanted != 1) {
        command_usage(r, "-o - prints one format: name it, such as --format md");
        return EXIT_CODE_USAGE;
    }
    struct str out = str_new(r->arena);
    only->render(doc, &out);
    return command_say_data(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* Writes a document to a file of the folder and adds its path to said. */
static bool write_one(struct command_run *r, const struct report_folder *f, const char *file, const struct doc *doc,
                      const struct rendering *as, struct str *said)
{
    struct str out = str_new(r->arena);
    as->render(doc, &out);
    escape_line(said, file_join(r->arena, f->dir, file));
    str_add(said, "\n");
    return folder_replace_put(r->arena, &r->d, &f->to, file, out.text, out.len);
}

/* Writes the pictures that need no gnuplot, beside the Markdown that shows them. */
static bool write_drawings(struct command_run *r, const struct report_folder *f, const struct doc *doc)
{
    for (const struct doc_block *b = doc->first; b; b = b->next)
        if (b->type == DOC_FIGURE && b->svg && !put(r, f, b->id, "svg", b->svg))
            return false;
    return true;
}

/* Makes all files of the report. Returns false after an error; `said` lists them. */
static bool make_report(struct command_run *r, const struct report_folder *f, const struct output *o,
                        const struct rendering *formats, size_t n, struct str *said)
{
    const char *no_color = getenv("NO_COLOR");
    const bool colour = isatty(STDOUT_FILENO) && !(no_color && *no_color);
    if (!write_plots(r, f, &o->plots))
        return false;
    for (size_t i = 0; i < n; i++)
        if (formats[i].wanted && formats[i].render == md_render && !write_drawings(r, f, o->report))
            return false;
    if (o->plots.n > 0 && draw_plots(r, f, &o->plots, o->report, NULL))
        draw_plots(r, f, &o->plots, o->brief, o->report);
    text_render(o->brief, colour, said);
    for (size_t i = 0; i < n; i++)
        if (formats[i].wanted &&
            ((formats[i].brief && !write_one(r, f, formats[i].brief, o->brief, &formats[i], said)) ||
             !write_one(r, f, formats[i].file, o->report, &formats[i], said)))
            return false;
    return !r->d.errors;
}

static int write_folder(struct command_run *r, const char *dir, const struct output *o, const struct rendering *formats,
                        size_t n)
{
    static const double wait_s = 60; /* for another run that writes this folder; drawing takes some seconds */
    struct str said = str_new(r->arena);
    struct report_folder f = {.dir = dir};
    if (!folder_replace_start(r->arena, &r->d, dir, is_of_report, wait_s, &f.to))
        return EXIT_CODE_WORLD;
    if (!make_report(r, &f, o, formats, n, &said)) {
        folder_replace_drop(&f.to);
        return EXIT_CODE_WORLD;
    }
    return folder_replace_finish(r->arena, &r->d, &f.to) && command_say_coloured(r, &said) ? 0 : EXIT_CODE_WORLD;
}

static int run(struct command_run *r)
{
    struct rendering formats[] = {{"md", "report.md", "brief.md", md_render, false},
                                  {"html", "report.html", "brief.html", html_render, false},
                                  {"json", "report.json", NULL, json_render, false},
                                  {"csv", "report.csv", NULL, csv_render, false}};
    const size_t n = sizeof formats / sizeof *formats;
    if (r->opts.n_words != 1) {
        command_usage(r, "expected one scenario: rigplan run scenarios/aud-8343.yaml "
                         "(rigplan init writes one to start from)");
        return EXIT_CODE_USAGE;
    }
    if (!choose_formats(r, formats, n))
        return EXIT_CODE_USAGE;
    const struct scenario *read = scenario_read(r, r->opts.words[0]), *s = read ? with_budgets(r, read) : NULL;
    if (!s)
        return diag_exit_code(&r->d);
    progress_start(str_format(r->arena, "Comparing %zu options with %zu workloads ...", s->options.n, s->workloads.n));
    const struct comparison *c = compare_run(r->arena, command_market(r, s), s);
    BUG_UNLESS(c->n > 0);
    const struct plot_list plots = opt_given(&r->opts, "--no-plots") ? (struct plot_list){NULL, 0}
                                                                     : plot_all(r->arena, c);
    progress_stop();
    const struct output o = {page_compare(r->arena, c, plots.v, plots.n),
                             page_compare_brief(r->arena, c, plots.v, plots.n), plots};
    o.report->full = opt_given(&r->opts, "--full");
    const char *dir = opt_text(&r->opts, "-o");
    const bool printed = dir && strcmp(dir, "-") == 0;
    const int code = printed ? print_one(r, o.report, formats, n)
                             : write_folder(r, dir ? dir : default_folder(r->arena, r->opts.words[0]), &o, formats, n);
    return code ? code : c->answered ? 0 : 1;
}

const struct command command_run = {
    .name = "run",
    .arguments = "SCENARIO [-o DIR] [--format md,html,json,csv] [OPTIONS]",
    .help = "compare the options of a scenario and write a report",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
