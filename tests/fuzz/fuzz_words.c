#include "fuzz.h"

#include "arena.h"
#include "builtin.h"
#include "command.h"
#include "commands.h"
#include "load.h"
#include "names.h"
#include "names_search.h"
#include "own_prices.h"
#include "word_filter.h"

#include <gsl/gsl_errno.h>
#include <string.h>

enum { MOST_LINES = 40 };

static const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_cpu,  &kind_model,
                                           &kind_quant,  &kind_engine, &kind_part, &kind_psu};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static struct command_run run_of(const struct fuzz_input *in)
{
    return (struct command_run){.arena = in->a,
                                .program = "rigplan",
                                .d = diag_none(in->a),
                                .commands = &commands_all,
                                .catalogue = &builtin_catalogue};
}

/* The words of the catalogue's names, which all inputs share. */
static struct names_index *names(void)
{
    static struct names_index *made;
    static struct arena *kept;
    if (!made) {
        kept = arena_new();
        made = names_index_new(kept, &builtin_catalogue);
    }
    return made;
}

void fuzz_names(const struct fuzz_input *in)
{
    enum { FEW = 12 };
    size_t n;
    const char *const *lines = fuzz_lines(in, FEW, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < N_KINDS; k++) {
            const struct names_found f = names_find_in(names(), in->a, kinds[k], lines[i]);
            BUG_UNLESS((f.how == NAMES_ONE) == (f.record != NULL));
            names_hint(in->a, kinds[k], &f);
            if (!f.record)
                continue;
            names_longer_in(names(), in->a, kinds[k], lines[i], f.record);
            names_others_in(names(), in->a, kinds[k], lines[i], f.record);
        }
}

/* The words of `rigplan list` against some records of each kind. */
void fuzz_search(const struct fuzz_input *in)
{
    enum { STEP = 16 };
    struct command_run r = run_of(in);
    size_t n;
    const char *const *lines = fuzz_lines(in, MOST_LINES, &n);
    for (size_t i = 0; i < n && i < OPT_WORDS; i++)
        r.opts.words[r.opts.n_words++] = lines[i];
    size_t n_words;
    const char *const *words = word_filter_words(&r, 0, &n_words);
    for (size_t k = 0; k < catalogue_n_kinds; k++) {
        const struct any_list *list = catalogue_list(&builtin_catalogue, &catalogue_kinds[k]);
        for (size_t i = 0; i < list->n; i += STEP)
            word_filter_holds(&r, catalogue_kinds[k].kind, schema_at(catalogue_kinds[k].kind, list, i), words, n_words);
    }
}

/* Values of --set, over a scenario. */
void fuzz_sets(const struct fuzz_input *in)
{
    static const char text[] = "schema: rigplan-scenario-2\n"
                               "id: s\n"
                               "site: {country: AU, ambient_c: 30, tariff: au-nsw-average}\n"
                               "workloads: [{id: chat, model: qwen3-8b, quant: Q4_K_M}]\n"
                               "options:\n"
                               "  - id: one\n"
                               "    machines: [{id: pc, devices: [{device: rtx-3090}]}]\n";
    const struct load_text one = {.file = "fuzz.yaml", .text = text, .size = sizeof text - 1};
    struct load_set sets[MOST_LINES];
    size_t n, n_sets = 0;
    const char *const *lines = fuzz_lines(in, MOST_LINES, &n);
    for (size_t i = 0; i < n; i++) {
        const char *value;
        const char *path = str_split(in->a, lines[i], '=', &value);
        if (value)
            sets[n_sets++] = (struct load_set){path, value};
    }
    load_scenario(in->a, in->d, &builtin_catalogue, &one, sets, n_sets);
}

void fuzz_own_prices(const struct fuzz_input *in)
{
    enum { FEW = 2 };
    size_t n;
    const char *const *lines = fuzz_lines(in, FEW, &n);
    const struct own_price_list none = {0};
    for (size_t i = 0; i < n; i++) {
        struct command_run r = run_of(in);
        char price[] = "--price", *value = arena_strdup(in->a, lines[i]), *argv[] = {price, value};
        opt_parse(in->a, &r.d, command_run.rows, command_run.n_rows, 2, argv, &r.opts);
        const struct own_price_list got = own_prices_add(&r, &none);
        BUG_UNLESS(r.d.errors > 0 || got.n == 1);
        fuzz_show(in->a, &r.d);
    }
}

/* Commands that write no file; compare, whose words name files, options and dates. */
static bool is_harmless(const struct command *c)
{
    static const struct command *const few[] = {&command_list,   &command_show,       &command_predict,
                                                &command_schema, &command_completion, &command_compare};
    for (size_t i = 0; i < sizeof few / sizeof *few; i++)
        if (few[i] == c)
            return true;
    return false;
}

/* The first line names a command, the others are its arguments: parsed by each command, run by the one that is named.
   What a command says of a fault is told by its exit code too. */
void fuzz_command_line(const struct fuzz_input *in)
{
    size_t n;
    const char *const *lines = fuzz_lines(in, MOST_LINES, &n);
    char **argv = ARENA_ARRAY(in->a, n + 1, char *);
    gsl_set_error_handler_off();
    for (size_t i = 1; i < n; i++)
        argv[i - 1] = arena_strdup(in->a, lines[i]);
    for (size_t i = 0; n > 0 && i < commands_all.n; i++) {
        const struct command *c = commands_all.v[i];
        struct command_run r = run_of(in);
        r.command = c;
        opt_parse(in->a, &r.d, c->rows, c->n_rows, (int)n - 1, argv, &r.opts);
        if (r.d.errors > 0 || r.opts.help || strcmp(c->name, lines[0]) != 0 || !is_harmless(c))
            continue;
        const char *data = c->needs_catalogue ? opt_text(&r.opts, "--data") : NULL;
        r.catalogue = data ? command_catalogue(&r, data) : &builtin_catalogue;
        const int code = r.catalogue ? c->run(&r) : diag_exit_code(&r.d);
        BUG_UNLESS(r.d.errors == 0 || code >= EXIT_CODE_USAGE);
        command_say_messages(&r);
    }
}
