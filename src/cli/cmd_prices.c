/* rigplan prices: adds street prices to a price book and shows what is known of prices. */
#define _POSIX_C_SOURCE 200809L
#include "arena.h"
#include "check_prices.h"
#include "command.h"
#include "kind_name.h"
#include "names.h"
#include "near.h"
#include "page_price_check.h"
#include "page_prices.h"
#include "prices_import.h"
#include "prices_known.h"
#include "word_filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct opt rows[] = {
    {"--book", OPT_TEXT, "PATH", 0, 0,
     "price book: a .csv file, or a folder with a file for each month (default: $RIGPLAN_BOOK); import adds rows to "
     "it, the others read it beside the built-in prices"},
    COMMAND_DATA,
    {"--currency", OPT_TEXT, "CODE", 0, 0,
     "import: currency of rows that state none; list, show: currency of the amounts (default: that of the country)"},
    {"--condition", OPT_TEXT, "WORD", 0, 0,
     "import: condition (new, used or refurbished) of rows and titles that state none; else: only these"},
    {"--kind", OPT_TEXT, "WORD", 0, 0,
     "import: kind of rows that state none (retail, sold, asking, list, plan or market); else: only these"},
    {"--country", OPT_TEXT, "CC", 0, 0,
     "import: country of rows that state none; else: only prices of its market, estimates for a buyer there"},
    {"--tax", OPT_TEXT, "WORD", 0, 0,
     "import: included or excluded: whether amounts include sales tax, where rows do not say (default: as shops of the "
     "country show them)"},
    {"--date", OPT_TEXT, "DATE", 0, 0, "import: date of rows that state none"},
    {"--source", OPT_TEXT, "TEXT", 0, 0, "import: source of rows that state none (default: the feed's file name)"},
    {"--dry-run", OPT_FLAG, NULL, 0, 0, "import: say what would be added, write nothing"},
    {"--report", OPT_TEXT, "FILE", 0, 0, "import: write what became of each row to this CSV file"},
    {"--as-of", OPT_TEXT, "DATE", 0, 0, "list, show, stale: ignore later prices (default: today)"},
    {"--months", OPT_NUMBER, "N", 0, 1200, "stale: prices older than this are old (default: 6)"},
    {"--all", OPT_FLAG, NULL, 0, 0, "show: list all prices, not only the newest 15"},
    {"--ascii", OPT_FLAG, NULL, 0, 0, "show: draw the plot without special characters"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON"},
};

/* ---- list and stale ---- */

/* What the first word says of the things to list. */
struct sort_of {
    const struct kind *kind; /* NULL: things of all kinds */
    enum category category;  /* of a part; unknown: all */
    size_t words;            /* words that said it: 0 or 1 */
};

/* Reads the first word as a kind of component (gpu, board, system) or a category of parts (ram, cooler). Words that are
   also in the names of things, such as "mac", are none. */
static struct sort_of sort_of_first(const struct command_run *r)
{
    static const char *const in_names[] = {"mac", "box", "chip", "cost"};
    const char *word = r->opts.n_words > 1 ? r->opts.words[1] : "";
    const int category = enums_find(&enums_category, word);
    if (category)
        return (struct sort_of){&kind_part, (enum category)category, 1};
    for (size_t i = 0; i < sizeof in_names / sizeof *in_names; i++)
        if (strcasecmp(word, in_names[i]) == 0)
            return (struct sort_of){.words = 0};
    const struct catalogue_kind *known = kind_name_known(word);
    return known && priced_kind(known->kind) ? (struct sort_of){known->kind, category_unknown, 1}
                                             : (struct sort_of){.words = 0};
}

static bool is_sort(const struct sort_of *s, const struct priced *p)
{
    return (!s->kind || p->kind == s->kind) &&
           (!s->category || ((const struct part *)p->record)->category == s->category);
}

/* Returns the components of that sort that have each word; with_prices: only those with observations. */
static struct page_prices chosen(struct command_run *r, const struct prices_known *known, bool with_prices)
{
    const struct priced_list all = priced_all(known->index);
    struct page_prices_row *v = ARENA_ARRAY(r->arena, all.n, struct page_prices_row);
    struct page_prices p = {v, 0, known->ask.terms.currency, known->ask.terms.as_of, known->ask.condition};
    size_t n_words;
    const struct sort_of sort = sort_of_first(r);
    const char *const *words = word_filter_words(r, 1 + sort.words, &n_words);
    for (size_t i = 0; i < all.n; i++)
        if (is_sort(&sort, &all.v[i]) && word_filter_holds(r, all.v[i].kind, all.v[i].record, words, n_words)) {
            v[p.n] = prices_known_row(known, i);
            p.n += !with_prices || v[p.n].n > 0;
        }
    if (p.n == 0 && n_words + sort.words > 0)
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "no %s matches '%s' (see: rigplan prices list)",
                 with_prices ? "component with such a price" : "component", word_filter_text(r, 1));
    return p;
}

static int run_list(struct command_run *r, const struct prices_ask *ask)
{
    const struct prices_known known = prices_known_read(r, ask);
    const struct page_prices p = chosen(r, &known, true);
    struct str out = str_new(r->arena);
    if (r->d.errors)
        return EXIT_CODE_INPUT;
    if (opt_given(&r->opts, "--json"))
        page_prices_list_json(&p, &out);
    else if (p.n == 0)
        str_add(&out, "no price is known\n");
    else
        page_prices_list(&p, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* The oldest first, of components that have prices. */
static int by_age(const void *a, const void *b)
{
    const struct page_prices_row *x = a, *y = b;
    const int order = strcmp(x->newest, y->newest);
    return order ? order : strcmp(x->id, y->id);
}

/* Moves the components that have prices to the front, the oldest first. */
static void sort_by_age(struct arena *a, struct page_prices *p)
{
    struct page_prices_row *v = ARENA_ARRAY(a, p->n, struct page_prices_row);
    size_t n = 0, with;
    for (size_t i = 0; i < p->n; i++)
        if (p->row[i].n > 0)
            v[n++] = p->row[i];
    with = n;
    for (size_t i = 0; i < p->n; i++)
        if (p->row[i].n == 0)
            v[n++] = p->row[i];
    qsort(v, with, sizeof *v, by_age);
    p->row = v;
}

static int run_stale(struct command_run *r, const struct prices_ask *ask)
{
    static const double usual_months = 6;
    const double given = opt_number(&r->opts, "--months"), months = isnan(given) ? usual_months : given;
    const struct prices_known known = prices_known_read(r, ask);
    struct page_prices p = chosen(r, &known, false);
    struct str out = str_new(r->arena);
    if (r->d.errors)
        return EXIT_CODE_INPUT;
    sort_by_age(r->arena, &p);
    if (opt_given(&r->opts, "--json"))
        page_prices_stale_json(&p, months, &out);
    else
        page_prices_stale(&p, months, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- show ---- */

/* Returns the component with that id or name, or NULL with a diagnostic. */
static const struct priced *find(struct command_run *r, const struct priced_index *index, const char *name)
{
    static const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_psu,
                                               &kind_board,  &kind_cpu,    &kind_part};
    const struct priced *exact = priced_find(index, name);
    const char *hint = "";
    for (size_t i = 0; !exact && i < sizeof kinds / sizeof *kinds; i++) {
        const struct names_found found = names_find(r->arena, r->catalogue, kinds[i], name);
        exact = found.record ? priced_find(index, schema_id(kinds[i], found.record)) : NULL;
        const char *near = found.record ? "" : names_hint(r->arena, kinds[i], &found);
        if (!*hint && *near)
            hint = str_format(r->arena, "; %s", near);
    }
    struct near best = {0};
    for (size_t i = 0; !exact && !*hint && i < priced_all(index).n; i++)
        near_consider(&best, name, priced_all(index).v[i].id);
    if (best.name)
        hint = str_format(r->arena, "; did you mean '%s'?", best.name);
    if (!exact)
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "no component '%s'%s", name,
                 *hint ? hint : " (see: rigplan prices list)");
    return exact;
}

/* Returns false where the locale has UTF-8. */
static bool terminal_is_ascii(void)
{
    const char *const names[] = {getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i] && *names[i]) {
            const char *dot = strchr(names[i], '.');
            return !dot || (strncasecmp(dot, ".utf-8", 6) != 0 && strncasecmp(dot, ".utf8", 5) != 0);
        }
    return true;
}

static int run_show(struct command_run *r, const struct prices_ask *ask)
{
    enum { SHOWN = 15 };
    if (r->opts.n_words < 2) {
        command_usage(r, "expected the id or name of a component: rigplan prices show rtx-3090");
        return EXIT_CODE_USAGE;
    }
    const struct prices_known known = prices_known_read(r, ask);
    const struct priced *thing = find(r, known.index, word_filter_text(r, 1));
    if (!thing)
        return EXIT_CODE_INPUT;
    const size_t i = (size_t)(thing - priced_all(known.index).v);
    const bool json = opt_given(&r->opts, "--json"), all = json || opt_given(&r->opts, "--all");
    struct page_prices_show p = {.row = prices_known_row(&known, i),
                                 .currency = ask->terms.currency,
                                 .as_of = ask->terms.as_of,
                                 .condition = ask->condition,
                                 .seen = known.seen + known.first[i],
                                 .n = known.first[i + 1] - known.first[i],
                                 .ascii = opt_given(&r->opts, "--ascii") || terminal_is_ascii()};
    p.most = all ? p.n : SHOWN;
    struct str out = str_new(r->arena);
    if (json)
        page_prices_show_json(&p, &out);
    else
        page_prices_show(&p, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- check ---- */

static int run_check(struct command_run *r, const struct prices_ask *ask)
{
    static const char from[] = "2025-01"; /* older observations are too few to judge by */
    const struct market *m = ask->terms.market;
    if (m->catalogue->prices.n > CHECK_PRICES_MOST) {
        diag_add(&r->d, DIAG_TOO_LARGE, (struct origin){0}, NULL,
                 "expected at most %d prices to check, those on record with the books are %zu", (int)CHECK_PRICES_MOST,
                 m->catalogue->prices.n);
        return diag_exit_code(&r->d);
    }
    const struct check_prices *k = check_prices_run(r->arena, m, market_month(from));
    struct str out = str_new(r->arena);
    (opt_given(&r->opts, "--json") ? page_price_check_json : page_price_check)(k, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- the command ---- */

/* A way to use the command. */
static const struct way {
    const char *name;
    int (*run)(struct command_run *r, const struct prices_ask *ask); /* NULL: import */
    const char *const *refused; /* options that do not apply to it; NULL at the end */
} ways[] = {
    {"import", NULL, (const char *const[]){"--as-of", "--months", "--all", "--ascii", NULL}},
    {"list", run_list,
     (const char *const[]){"--tax", "--date", "--source", "--dry-run", "--report", "--months", "--all", "--ascii",
                           NULL}},
    {"show", run_show, (const char *const[]){"--tax", "--date", "--source", "--dry-run", "--report", "--months", NULL}},
    {"check", run_check,
     (const char *const[]){"--currency", "--condition", "--kind", "--tax", "--date", "--source", "--dry-run",
                           "--report", "--months", "--all", "--ascii", NULL}},
    {"stale", run_stale,
     (const char *const[]){"--tax", "--date", "--source", "--dry-run", "--report", "--all", "--ascii", NULL}},
};

static const struct way *way_named(struct command_run *r)
{
    const char *name = r->opts.n_words > 0 ? r->opts.words[0] : NULL;
    for (size_t i = 0; name && i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].name, name) == 0)
            return &ways[i];
    command_usage(r, "expected import, list, show, stale or check%s%s%s", name ? ", got '" : "", name ? name : "",
                  name ? "'" : "");
    return NULL;
}

static int run(struct command_run *r)
{
    struct prices_ask ask;
    const struct way *way = way_named(r);
    for (size_t i = 0; way && way->refused[i]; i++)
        if (opt_given(&r->opts, way->refused[i]))
            command_usage(r, "%s does not apply to rigplan prices %s", way->refused[i], way->name);
    if (!way || r->d.errors)
        return EXIT_CODE_USAGE;
    if (!way->run)
        return prices_import_run(r);
    r->catalogue = command_catalogue(r, opt_text(&r->opts, "--data"));
    if (!r->catalogue)
        return diag_exit_code(&r->d);
    return prices_known_ask(r, &ask) ? way->run(r, &ask) : EXIT_CODE_USAGE;
}

const struct command command_prices = {
    .name = "prices",
    .arguments = "import FEED... --book PATH\nlist [KIND] [WORDS...]\nshow NAME\nstale [KIND] [WORDS...]\ncheck",
    .help = "add street prices to a price book; show prices, their range and age",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .run = run,
};
