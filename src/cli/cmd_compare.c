/* rigplan compare: what two options differ in, and why, term by term. */
#include "arena.h"
#include "command.h"
#include "compare.h"
#include "decode.h"
#include "file.h"
#include "load_machine.h"
#include "near.h"
#include "page_differ.h"
#include "refuse.h"
#include "scenario.h"
#include "terminal.h"
#include "wrap.h"

#include <string.h>

static const struct opt rows[] = {
    {"--in", OPT_TEXT, "SCENARIO", 0, 0, "scenario whose options A and B name"},
    {"--as-of", OPT_TEXT, "DATE", 0, 0, "compare at that date: later prices, rates and offers are ignored"},
    {"--format", OPT_TEXT, "NAME", 0, 0, "text (default, 80 columns wide), md, html, json or csv"},
    {"--full", OPT_FLAG, NULL, 0, 0, "with every term and each device; formats other than text always have them"},
    {"--set", OPT_REPEAT, "PATH=VALUE", 0, 0, "change a value of both scenarios first, such as site.ambient_c=35"},
    {"--price", OPT_REPEAT, "ID=AMOUNT", 0, 0, "price of one with tax, over all others: rtx-3090=1100, or =1100USD"},
    COMMAND_DATA,
    COMMAND_BOOK,
};

/* One side as it was asked for. */
struct asked {
    const char *path;    /* of the scenario */
    const char *option;  /* NULL: the first by rank */
    const char *date;    /* NULL: that of the scenario */
    const char *machine; /* path of a file of one machine, which stands for the options; NULL: none */
    const char *name;    /* what a reader calls it: file and option */
};

/* aud-8343 stands for scenarios/aud-8343.yaml where that is there. Returns NULL if there is neither. */
static const char *path_of(struct arena *a, const char *word)
{
    const char *shipped = str_format(a, "scenarios/%s.yaml", word);
    return file_exists(word) ? word : file_exists(shipped) ? shipped : NULL;
}

/* Cuts "@2026-05" from the end of a word. Returns false after a fault. */
static bool cut_date(struct command_run *r, const char **word, const char **date)
{
    const char *at = strrchr(*word, '@');
    *date = opt_text(&r->opts, "--as-of");
    if (!at || path_of(r->arena, *word))
        return true;
    if (!decode_is_date(at + 1)) {
        command_usage(r, "%s: expected a date behind @, %s, got '%.40s'", *word, decode_date_expected(r->arena, at + 1),
                      at + 1);
        return false;
    }
    *date = at + 1;
    *word = arena_strndup(r->arena, *word, (size_t)(at - *word));
    return true;
}

/* Returns whether the file describes one machine, as `rigplan init` and `import` write it. */
static bool is_machine(struct command_run *r, const char *path)
{
    struct load_text t = {.file = path};
    t.text = command_read(r, path, &t.size);
    return t.text && load_machine_is(r->arena, &r->d, &t);
}

/* Puts a machine's scenario in its place: that of --in or of the other side. Returns false after a fault. */
static bool seat_machines(struct command_run *r, const char *in, struct asked asked[])
{
    for (int k = 0; k < DIFFER_SIDES; k++)
        if (is_machine(r, asked[k].path))
            asked[k].machine = asked[k].path;
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const struct asked *other = &asked[1 - k];
        if (!asked[k].machine)
            continue;
        asked[k].path = in ? in : other->machine ? NULL : other->path;
        if (!asked[k].path)
            command_usage(r,
                          "%s and %s are files of machines: name the scenario that says what they are to run with "
                          "--in",
                          asked[0].machine, asked[1].machine);
        if (!asked[k].path)
            return false;
    }
    return r->d.errors == 0;
}

/* Returns the scenario with the machine as its only option; NULL with diagnostics. */
static const struct scenario *with_machine(struct command_run *r, const struct scenario *s, const char *path)
{
    struct load_text t = {.file = path};
    t.text = command_read(r, path, &t.size);
    const struct scenario *m = t.text ? load_machine(r->arena, &r->d, r->catalogue, &t) : NULL;
    struct scenario *out = ARENA_NEW(r->arena, struct scenario);
    if (!m)
        return NULL;
    *out = *s;
    out->options = m->options;
    return refuse_scenario(r, out) ? NULL : out;
}

/* Fills *out from A or B. in: the scenario that --in or a third word names, or that of A for ":OPTION"; NULL: none. */
static bool parse(struct command_run *r, const char *word, const char *in, struct asked *out)
{
    const char *rest = word;
    *out = (struct asked){0};
    if (!cut_date(r, &rest, &out->date))
        return false;
    const char *colon = strrchr(rest, ':'),
               *head = colon ? arena_strndup(r->arena, rest, (size_t)(colon - rest)) : rest;
    out->path = *head ? path_of(r->arena, head) : in;
    out->option = colon && colon[1] ? colon + 1 : NULL;
    if (!out->path && in) {
        out->path = in;
        out->option = rest;
    }
    if (out->path)
        return true;
    if (str_ends(head, ".yaml") || strchr(head, '/'))
        diag_add(&r->d, DIAG_FILE_READ, diag_file(head), NULL, "no such file");
    else
        command_usage(r, "'%s' is no file: write SCENARIO.yaml:OPTION, or name the scenario of an option with --in",
                      head);
    return false;
}

static const struct compare_option *option_at(const struct comparison *c, size_t i)
{
    return i < c->n ? &c->v[i] : i < c->n + c->n_variants ? &c->variant[i - c->n] : NULL;
}

static const struct compare_option *find_option(struct command_run *r, const struct comparison *c, const char *path,
                                                const char *id)
{
    struct near best = {0};
    struct str all = str_new(r->arena);
    const struct compare_option *o;
    if (!id)
        return c->by_rank[0];
    for (size_t i = 0; (o = option_at(c, i)) != NULL; i++) {
        if (strcmp(o->outcome.id, id) == 0)
            return o;
        near_consider(&best, id, o->outcome.id);
        str_addf(&all, "%s%s", i ? ", " : "", o->outcome.id);
    }
    if (best.name)
        diag_add(&r->d, DIAG_UNKNOWN_ID, diag_file(path), NULL, "no option '%s'; did you mean '%s'? It has %s", id,
                 best.name, all.text);
    else
        diag_add(&r->d, DIAG_UNKNOWN_ID, diag_file(path), NULL, "no option '%s'; it has %s", id, all.text);
    return NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Fills side k. Two sides of one file and date share one comparison. */
static bool read_side(struct command_run *r, struct asked asked[], struct differ_side side[], int k)
{
    struct asked *q = &asked[k];
    if (k == 1 && strcmp(q->path, asked[0].path) == 0 && same_text(q->date, asked[0].date) &&
        same_text(q->machine, asked[0].machine))
        side[1].comparison = side[0].comparison;
    else {
        const struct scenario *s = scenario_read_as_of(r, q->path, q->date);
        if (s && q->machine)
            s = with_machine(r, s, q->machine);
        if (!s)
            return false;
        side[k].comparison = compare_run(r->arena, command_market(r, s), s);
    }
    side[k].option = find_option(r, side[k].comparison, q->machine ? q->machine : q->path, q->option);
    if (!side[k].option)
        return false;
    q->name = str_format(r->arena, "%s:%s", file_base(q->machine ? q->machine : q->path), side[k].option->outcome.id);
    return true;
}

struct rendering {
    const char *name;
    void (*render)(const struct doc *d, struct str *out);
};

static const struct rendering *format_of(struct command_run *r)
{
    static const struct rendering all[] = {{"text", terminal_render},
                                           {"md", md_render},
                                           {"html", html_render},
                                           {"json", json_render},
                                           {"csv", csv_render}};
    const char *word = opt_text(&r->opts, "--format");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!word || strcmp(word, all[i].name) == 0)
            return &all[i];
    command_usage(r, "--format: expected text, md, html, json or csv; got '%.40s'", word);
    return NULL;
}

static int answer(struct command_run *r, const struct rendering *format, struct asked asked[])
{
    struct differ_side side[DIFFER_SIDES] = {{NULL, NULL}, {NULL, NULL}};
    struct str out = str_new(r->arena);
    for (int k = 0; k < DIFFER_SIDES; k++)
        if (!read_side(r, asked, side, k))
            return diag_exit_code(&r->d);
    const bool text = format->render == terminal_render;
    const struct differ *d = differ_run(r->arena, &side[0], &side[1], !text || opt_given(&r->opts, "--full"));
    if (text && differ_none(d))
        wrap_text(&out,
                  str_format(r->arena, "A and B are equal: %s and %s have the same inputs, parts and figures.",
                             asked[0].name, asked[1].name),
                  0, 0);
    else {
        const char *const names[] = {asked[0].name, asked[1].name};
        format->render(page_differ(r->arena, d, names), &out);
    }
    return (text ? command_say(r, &out) : command_say_data(r, &out)) ? 0 : EXIT_CODE_WORLD;
}

static int run(struct command_run *r)
{
    const size_t n = r->opts.n_words;
    struct asked asked[DIFFER_SIDES];
    const struct rendering *format = format_of(r);
    const char *in = opt_text(&r->opts, "--in");
    if (n < 2 || n > 3 || (n == 3 && in))
        command_usage(r, "expected two options, such as rigplan compare aud-8343:dual-3090 aud-8343:quad-3090, or "
                         "rigplan compare dual-3090 quad-3090 --in aud-8343");
    if (r->d.errors)
        return EXIT_CODE_USAGE;
    const char *word = n == 3 ? r->opts.words[2] : in;
    in = word ? path_of(r->arena, word) : NULL;
    if (word && !in) {
        diag_add(&r->d, DIAG_FILE_READ, diag_file(word), NULL,
                 "no such scenario: the third word, or --in, names the scenario of both options");
        return diag_exit_code(&r->d);
    }
    if (!parse(r, r->opts.words[0], in, &asked[0]) || !parse(r, r->opts.words[1], in ? in : asked[0].path, &asked[1]) ||
        !seat_machines(r, in, asked))
        return diag_exit_code(&r->d);
    return answer(r, format, asked);
}

const struct command command_compare = {
    .name = "compare",
    .arguments = "A B [--in SCENARIO] [OPTIONS]",
    .help = "what two options, scenarios or dates differ in, and why, term by term",
    .note = "A and B are each SCENARIO[:OPTION][@DATE]; or, with --in, OPTION[@DATE]; or the file of one machine "
            "(rigplan init), which runs the workloads of the other side. Without an option the first by rank is "
            "taken. B may be :OPTION, of the scenario of A.",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
