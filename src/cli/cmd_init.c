/* rigplan init: writes a commented scenario to start from. */
#include "arena.h"
#include "command.h"
#include "decode.h"
#include "file.h"
#include "file_write.h"
#include "tariff.h"

#include <math.h>
#include <string.h>

static const struct opt rows[] = {
    {"--budget", OPT_NUMBER, "AMOUNT", 1, 1e9, "budget, in the currency of the country (default: 5000)"},
    {"--country", OPT_TEXT, "CC", 0, 0, "ISO code of the country, for currency, tax, outlet and tariff (default: AU)"},
    {"--model", OPT_TEXT, "ID", 0, 0, "model to run (default: llama-3.1-8b)"},
    {"--quant", OPT_TEXT, "Q", 0, 0, "how it is stored (default: the best for each option)"},
    {"--as-of", OPT_TEXT, "DATE", 0, 0,
     "date of the report; later prices are not used (default: date of the newest price)"},
    {"-o", OPT_TEXT, "FILE", 0, 0, "file to write (default: standard output)"},
    COMMAND_DATA,
    COMMAND_BOOK,
};

static const char usual_quant[] = "Q4_K_M"; /* of the command that a comment shows */

static const char owned_text[] =
    "# What is there already, and what options start from. Take the # away and write what your own machine has.\n"
    "# machines:\n"
    "#   - id: my-pc\n"
    "#     owned: yes\n"
    "#     devices: [{device: rtx-3060-12gb}]\n"
    "#     board: {board: tuf-b550-plus}\n"
    "#     cpu: {cpu: ryzen-5700x}\n"
    "#     psus: [{psu: rm850x-2021}]\n"
    "#     parts: [{part: ddr4-3600-2x32}, {part: nvme-2tb}, {part: nh-u12s}, {part: meshify-2}]\n\n";

static const char options_text[] =
    "options:\n"
    "  - id: one-3090\n"
    "    title: One used RTX 3090\n"
    "    machines:\n"
    "      - id: pc\n"
    "        devices: [{device: rtx-3090, condition: used}]\n"
    "        board: {board: tuf-b550-plus}\n"
    "        cpu: {cpu: ryzen-5700x}\n"
    "        psus: [{psu: rm850x-2021}]\n"
    "        parts:\n"
    "          - {part: ddr4-3600-2x32}\n"
    "          - {part: ssd-sn850x-2tb}\n"
    "          - {part: nh-u12s}\n"
    "          - {part: meshify-2}\n"
    "\n"
    "  # - id: my-pc-with-3090\n"
    "  #   title: A used RTX 3090 instead of the card in my PC\n"
    "  #   machines:\n"
    "  #     - extends: my-pc\n"
    "  #       replace: [{old: rtx-3060-12gb, with: {devices: [{device: rtx-3090, condition: used}]}}]\n"
    "\n"
    "  - id: dual-3090\n"
    "    title: Two used RTX 3090\n"
    "    machines:\n"
    "      - id: pc\n"
    "        devices: [{device: rtx-3090, qty: 2, condition: used}]\n"
    "        board: {board: crosshair-viii-dark-hero}\n"
    "        cpu: {cpu: ryzen-5900x}\n"
    "        psus: [{psu: hx1200i}]\n"
    "        parts:\n"
    "          - {part: ddr4-3600-4x32}\n"
    "          - {part: nvme-2tb}\n"
    "          - {part: nh-u12s}\n"
    "          - {part: meshify-2-xl}\n"
    "        split: layer            # tensor is faster, and needs a fast link\n"
    "\n"
    "  - id: mac-mini-m4-pro\n"
    "    title: Mac mini M4 Pro, 48 GB\n"
    "    machines: [{id: mac, system: {system: mac-mini-m4-pro-48}}]\n"
    "\n"
    "  - id: mac-studio-m3-ultra\n"
    "    title: Mac Studio M3 Ultra, 96 GB\n"
    "    machines: [{id: mac, system: {system: mac-studio-m3-ultra-96}}]\n"
    "\n"
    "  - id: cloud-2x-4090\n"
    "    title: Two RTX 4090 rented by the hour\n"
    "    machines: [{id: rented, cloud: {offer: runpod-rtx-4090-secure, qty: 2}}]\n"
    "\n"
    "# The ranking: figures of the report and their weights.\n"
    "priorities:\n"
    "  - {figure: speed_tok_s, weight: 2}\n"
    "  - {figure: life_cost, weight: 2}\n"
    "  - {figure: decode_wall_w, weight: 1}\n";

/* Returns the country with that code, or NULL with a usage error. */
static const struct country *find_country(struct command_run *r, const char *code)
{
    const struct country *c = catalogue_find(r->catalogue, &kind_country, code);
    if (!c)
        command_usage(r,
                      "--country: no country '%s' is on record, expected an ISO code such as AU, DE or US (see: "
                      "rigplan list country)",
                      code);
    return c;
}

/* Returns the first outlet of the country, else of the country whose outlets it uses, or NULL with a usage error. */
static const struct outlet *first_outlet(struct command_run *r, const struct country *country)
{
    const struct outlet_list *all = &r->catalogue->outlets;
    const char *const of[] = {country->id, country->outlets_of};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++)
        for (size_t i = 0; of[k] && i < all->n; i++)
            if (strcmp(all->v[i].country, of[k]) == 0)
                return &all->v[i];
    command_usage(r, "--country: the catalogue has no outlet of '%s' (see: rigplan list outlet)", country->id);
    return NULL;
}

/* Returns how well a tariff stands for its whole country: most when it is an average of all states. */
static int breadth(const struct tariff *t, const struct country *country)
{
    return (str_ends(t->id, "-average") ? 2 : 0) + (strcmp(t->region, country->id) == 0 ? 1 : 0);
}

/* Returns the average tariff of the country, else the first that stands for all of it, else its first one, or NULL with
   a usage error. */
static const struct tariff *first_tariff(struct command_run *r, const struct country *country)
{
    const struct tariff_list *all = &r->catalogue->tariffs;
    const struct tariff *best = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const struct tariff *t = &all->v[i];
        if (tariff_country(r->catalogue, t) == country && (!best || breadth(t, country) > breadth(best, country)))
            best = t;
    }
    if (!best)
        command_usage(r, "--country: the catalogue has no tariff of '%s' (see: rigplan list tariff)", country->id);
    return best;
}

/* Returns the date of the newest price. */
static const char *newest_price(const struct catalogue *c)
{
    BUG_UNLESS(c->prices.n > 0);
    const char *newest = c->prices.v[0].date;
    for (size_t i = 1; i < c->prices.n; i++)
        if (strcmp(c->prices.v[i].date, newest) > 0)
            newest = c->prices.v[i].date;
    return newest;
}

/* Writes the quant that is stated, or leaves it open and says what may be stated instead. */
static void write_quant(struct command_run *r, const struct model *m, const struct quant *q, struct str *out)
{
    if (q) {
        str_addf(out, "    quant: %s\n", q->id);
        return;
    }
    if (m->native) {
        str_addf(out,
                 "    # How it is stored, and the engine that runs it, are chosen for each option: %s, as it was "
                 "released, or the\n"
                 "    # same numbers in another container. To decide it yourself, take a # away:\n"
                 "    # quants: [%s]\n",
                 m->native->id, m->native->id);
    } else
        str_addf(out,
                 "    # How it is stored, and the engine that runs it, are chosen for each option: the fastest of at "
                 "least %g bits per\n"
                 "    # weight. To decide it yourself, take a # away:\n"
                 "    # quants: [Q4_K_M, AWQ-INT4, 4bit]   # these would do: GGUF, AWQ and MLX, each for the engines "
                 "that load it\n"
                 "    # bits_min: 6                        # instead of quants: fewest bits per weight\n",
                 catalogue_policy(r->catalogue)->bits_min);
    str_add(out, "    # engines: [llama.cpp, vllm, mlx]    # these would do\n");
}

static void write_workload(struct command_run *r, const struct model *m, const struct quant *q, struct str *out)
{
    const double ctx = fmin(catalogue_policy(r->catalogue)->ctx_tokens, m->max_ctx_tokens);
    str_addf(out,
             "# What to run, and how fast it has to be.\n"
             "workloads:\n"
             "  - id: main\n"
             "    title: %s%s%s\n"
             "    model: %s\n",
             m->name ? m->name : m->id, q ? ", " : "", q ? q->id : "", m->id);
    write_quant(r, m, q, out);
    str_addf(out,
             "    ctx_tokens: %.0f\n"
             "    prompt_tokens: %.0f\n"
             "    gen_tokens: %.0f\n"
             "    users: 1                # at the same time\n"
             "    need_tok_s: 8           # lowest acceptable decode speed per user, tokens per second\n"
             "    need_ttft_s: 15         # longest acceptable time to first token, seconds\n"
             "    use_h_day: 3            # hours of use per day\n\n",
             ctx, floor(ctx / 8), floor(ctx / 16));
}

/* q: the quant that is stated; NULL: it is left open. */
static void write_scenario(struct command_run *r, const struct model *m, const struct quant *q,
                           const struct country *country, const struct outlet *o, const struct tariff *t,
                           struct str *out)
{
    const char *currency = enums_text(&enums_currency, (int)country->currency);
    const double budget = opt_number(&r->opts, "--budget");
    const char *as_of = opt_text(&r->opts, "--as-of");
    const struct quant *usual = catalogue_find(r->catalogue, &kind_quant, usual_quant);
    BUG_UNLESS(usual);
    str_addf(out,
             "# A scenario for rigplan: check it with `rigplan check FILE`, run it with `rigplan run FILE`.\n"
             "# All fields: docs/formats.md, or rigplan schema scenario.\n"
             "schema: rigplan-scenario-2\n"
             "title: %s for %s %.0f\n"
             "as_of: \"%s\"        # date of the report: later prices are not used\n\n",
             m->name ? m->name : m->id, currency, isnan(budget) ? 5000 : budget,
             as_of ? as_of : newest_price(r->catalogue));
    str_addf(out,
             "# Money. A fund may be tied to a vendor, as gift cards are: {id: gift, amount: 900, vendor: Apple}.\n"
             "# The report is in this currency, with the tax of the country (and of site.state in the US and Canada).\n"
             "currency: %s\n"
             "funds:\n"
             "  - {id: cash, amount: %.0f}\n\n",
             currency, isnan(budget) ? 5000 : budget);
    str_addf(out,
             "# Where the machine stands. See: rigplan list outlet %s, rigplan list tariff %s. Your own price per kWh: "
             "tariff: 0.31\n"
             "site:\n"
             "  country: %s\n"
             "  outlet: %s\n"
             "  breaker_a: %g\n"
             "  other_load_w: 300       # other devices on the same circuit\n"
             "  tariff: %s\n"
             "  on_h_day: 24            # hours a day that the machine is switched on\n"
             "  ambient_c: 25           # room temperature\n"
             "  use_days_year: 330\n"
             "  headless: yes           # no: a desktop takes memory of the first card\n\n",
             country->id, country->id, country->id, o->id, o->breaker_a, t->id);
    write_workload(r, m, q, out);
    str_add(out, owned_text);
    str_addf(
        out,
        "# Options to compare: a few usual ones, the same for every model and budget. Cards and machines that hold "
        "the\n"
        "# model: rigplan fit --model %s --quant %s\n"
        "# Each option lists its machines, and what they have. Ids are in the catalogue: rigplan list device, system,\n"
        "# board, cpu, psu, part, cloud.\n",
        m->id,
        (q           ? q
         : m->native ? m->native
                     : usual)
            ->id);
    str_add(out, options_text);
}

static int run(struct command_run *r)
{
    const char *model = opt_text(&r->opts, "--model"), *quant = opt_text(&r->opts, "--quant");
    const char *country = opt_text(&r->opts, "--country"), *path = opt_text(&r->opts, "-o");
    const struct model *m = command_find(r, &kind_model, model ? model : "llama-3.1-8b", "--model");
    const struct quant *q = quant ? command_find_quant(r, quant, "--quant", NULL) : NULL;
    const struct country *c = find_country(r, country ? country : catalogue_policy(r->catalogue)->country);
    const struct outlet *o = c ? first_outlet(r, c) : NULL;
    const struct tariff *t = c ? first_tariff(r, c) : NULL;
    if (r->opts.n_words > 0)
        command_usage(r, "unexpected argument '%s': name the file to write with -o", r->opts.words[0]);
    const char *as_of = opt_text(&r->opts, "--as-of");
    if (as_of && !decode_is_date(as_of))
        command_usage(r, "--as-of: expected %s, got '%s'", decode_date_expected(r->arena, as_of), as_of);
    if (!m || (quant && !q) || !o || !t || r->d.errors)
        return diag_exit_code(&r->d);
    if (path && strcmp(path, "-") != 0 && !command_is_new(r, path))
        return EXIT_CODE_WORLD;
    struct str out = str_new(r->arena);
    write_scenario(r, m, q, c, o, t, &out);
    if (!path)
        return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
    command_say_messages(r);
    return file_write(r->arena, &r->d, path, out.text, out.len) ? 0 : EXIT_CODE_WORLD;
}

const struct command command_init = {
    .name = "init",
    .arguments = "[--budget AMOUNT] [--country CC] [--model ID] [-o FILE]",
    .help = "write a commented scenario to start from",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
