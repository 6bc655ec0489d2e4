/* rigplan import: prints a model file as catalogue records, a benchmark result or a start log as measured rows, and a
   list of parts or what programs print about a machine as a machine. */
#include "arena.h"
#include "command.h"
#include "decode.h"
#include "feed.h"
#include "feed_country.h"
#include "feed_money.h"
#include "file.h"
#include "gguf_file.h"
#include "import.h"
#include "import_bench.h"
#include "import_guess.h"
#include "import_memlog.h"
#include "import_parts.h"
#include "import_rig.h"
#include "import_weights.h"
#include "llm.h"
#include "load.h"
#include "numtext.h"
#include "page_record.h"
#include "page_rows.h"
#include "request_options.h"

#include <string.h>

static const struct opt rows[] = {
    {"--id", OPT_TEXT, "ID", 0, 0, "hf, gguf: id of the record (default: from the file's name)"},
    {"--vendor", OPT_TEXT, "NAME", 0, 0, "hf, gguf: maker of the model (default: as the file says)"},
    {"--date", OPT_TEXT, "DATE", 0, 0,
     "hf, gguf: when the file was read (default: today); llama-bench, vllm, memory: when the engine was built "
     "(default: the month of the run); parts: of the prices, where the list states none"},
    {"--header", OPT_FLAG, NULL, 0, 0, "gguf: accept a file that has a complete header but not all its tensors"},
    {"--gpu", OPT_TEXT, "ID[+ID...][:N]", 0, 0,
     "llama-bench, vllm, memory: devices it ran on, N in all (default: as the file says)"},
    {"--model", OPT_TEXT, "ID", 0, 0, "llama-bench, vllm, memory: model (default: as the file says)"},
    {"--quant", OPT_TEXT, "Q", 0, 0, "llama-bench, vllm, memory: weight format (default: as the file says)"},
    {"--engine", OPT_TEXT, "E", 0, 0,
     "llama-bench, vllm, memory: engine that ran it (default: llama.cpp for llama-bench, vllm for vllm, as a log "
     "says)"},
    {"--backend", OPT_TEXT, "B", 0, 0,
     "llama-bench, vllm: cuda, metal, rocm, vulkan or sycl (default: as the file says)"},
    {"--split", OPT_TEXT, "S", 0, 0,
     "llama-bench, vllm: split over devices: layer, row, tensor or pipeline (default: as the file says)"},
    {"--flash-attn", OPT_TEXT, "on|off", 0, 0,
     "llama-bench, vllm, memory: flash attention (default: as the file says)"},
    {"--batch", OPT_WHOLE, "N", 1, 1e5, "vllm: requests at once (default: max_concurrency in the file)"},
    {"--prompt", OPT_WHOLE, "N", 1, 1e8, "llama-bench, vllm: tokens of a prompt, if the file does not state them"},
    {"--gen", OPT_WHOLE, "N", 1, 1e8, "llama-bench, vllm: tokens generated, if the file does not state them"},
    {"--cpu", OPT_TEXT, "ID", 0, 0, "llama-bench: processor, of results with layers or experts in system RAM"},
    {"--ram-gb-s", OPT_NUMBER, "N", 1, 1e4, "llama-bench: bandwidth of that RAM, GB/s (default: the processor's)"},
    {"--source", OPT_TEXT, "TEXT", 0, 0, "llama-bench, vllm, memory: where the measurement is published"},
    {"--currency", OPT_TEXT, "CODE", 0, 0, "parts: currency of prices that do not state one"},
    {"--country", OPT_TEXT, "CODE", 0, 0, "parts: country of the list, which tells what $ and 03/12/2026 mean"},
    COMMAND_DATA,
};

/* What is read: a file, or a text that is here already. */
struct input {
    const char *path;
    char *text; /* of a pipe, whose kind was told by it; NULL: the file is not read yet */
    size_t size;
};

/* One kind of file. run reads the file, prints what it makes and returns the exit code. */
struct importer {
    const char *name;
    const char *const *refused; /* options that do not apply to it; NULL at the end */
    int (*run)(struct command_run *r, const struct input *in, const struct import_ask *ask);
};

/* Returns the text of the input; NULL with a diagnostic. */
static char *text_of(struct command_run *r, const struct input *in, size_t *size)
{
    *size = in->size;
    return in->text ? in->text : command_read(r, in->path, size);
}

/* Returns a copy of the model with params_total computed from the tensor shapes, because a config.json does not state
   it. It stays as it was if the shapes cannot be computed. */
static const struct model *with_params(struct command_run *r, const struct catalogue *c, const struct model *m)
{
    struct model *copy = ARENA_NEW(r->arena, struct model);
    struct llm *l = ARENA_NEW(r->arena, struct llm);
    *copy = *m;
    const struct field *f = &kind_model.fields[F_model_params_total];
    if (llm_prepare(m, catalogue_find(c, &kind_quant, "F16"), l))
        copy->params_total = l->params;
    if (copy->params_total < f->low || copy->params_total > f->high)
        diag_add(&r->d, DIAG_OUT_OF_RANGE, m->at[F_model_params_total], f->name,
                 "the tensors that the file describes have %.0f elements; expected %g to %g", copy->params_total,
                 f->low, f->high);
    return copy;
}

/* Checks what was imported together with the catalogue and prints it as a catalogue file. */
static int say(struct command_run *r, const char *path, struct import got)
{
    const struct load_text text = {.file = path, .tree = got.root};
    const struct catalogue *c = got.root && !r->d.errors
                                    ? command_catalogue_with(r, opt_text(&r->opts, "--data"), &text)
                                    : NULL;
    if (!c)
        return diag_exit_code(&r->d);
    const struct model *m = catalogue_find(c, &kind_model, got.model);
    const struct kind *const kinds[] = {&kind_model, &kind_quant};
    const void *const records[] = {got.quant ? m : with_params(r, c, m),
                                   got.quant ? catalogue_find(c, &kind_quant, got.quant) : NULL};
    struct str out = str_new(r->arena);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    page_record_catalogue(kinds, records, got.quant ? 2 : 1, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

static bool is_kind(const char *word);

static int from_gguf(struct command_run *r, const struct input *in, const struct import_ask *ask)
{
    const bool header = opt_given(&r->opts, "--header");
    const struct gguf_file *f = in->text ? gguf_file_text(r->arena, &r->d, r->catalogue, in->path, in->text, in->size,
                                                          header)
                                         : gguf_file_read(r->arena, &r->d, r->catalogue, in->path, header);
    return say(r, in->path, f ? import_gguf(r->arena, &r->d, f, ask) : (struct import){0});
}

static int from_hf(struct command_run *r, const struct input *in, const struct import_ask *ask)
{
    size_t size = 0;
    const char *text = text_of(r, in, &size);
    return say(r, in->path, text ? import_hf(r->arena, &r->d, in->path, text, size, ask) : (struct import){0});
}

/* ---- benchmarks ---- */

/* Reads --gpu ID[+ID...][:N]. Without N there is one device of each id. */
static void devices(struct command_run *r, struct import_bench_ask *ask)
{
    const char *text = opt_text(&r->opts, "--gpu"), *count_text;
    double count = 0;
    if (!text)
        return;
    struct str ids = str_new(r->arena);
    for (const char *rest = str_split(r->arena, text, ':', &count_text); rest; count++) {
        const struct device *d = command_find(r, &kind_device, str_split(r->arena, rest, '+', &rest), "--gpu");
        str_addf(&ids, "%s%s", ids.len ? "+" : "", d ? d->id : "");
    }
    ask->gpu = ids.text;
    BUG_UNLESS(count >= 1);
    const double kinds = count;
    if (count_text && (!numtext_parse(count_text, strlen(count_text), &count) || !numtext_is_whole(count) ||
                       count < kinds || count > RIG_MAX_DEVICES))
        command_usage(r, "--gpu: expected a count from %.0f to %d after '%s:', got '%s'", kinds, RIG_MAX_DEVICES,
                      ask->gpu, count_text);
    else
        ask->gpu_count = (int)count;
}

static const void *record(struct command_run *r, const struct kind *k, const char *option)
{
    const char *id = opt_text(&r->opts, option);
    return id ? command_find(r, k, id, option) : NULL;
}

static struct import_bench_ask bench_ask(struct command_run *r)
{
    struct import_bench_ask ask = {.batch = opt_number(&r->opts, "--batch"),
                                   .prompt_tokens = opt_number(&r->opts, "--prompt"),
                                   .gen_tokens = opt_number(&r->opts, "--gen")};
    const struct engine *e = record(r, &kind_engine, "--engine");
    const enum flag flash = request_options_on_off(r, "--flash-attn");
    devices(r, &ask);
    ask.model = record(r, &kind_model, "--model");
    ask.quant = record(r, &kind_quant, "--quant");
    ask.engine = e ? e->id : NULL;
    ask.backend = enums_text(&enums_backend, request_options_word(r, "--backend", &enums_backend));
    ask.split = enums_text(&enums_split, request_options_word(r, "--split", &enums_split));
    ask.flash_attn = flash == flag_unknown ? NULL : flash == flag_yes ? "1" : "0";
    ask.cpu = record(r, &kind_cpu, "--cpu");
    ask.ram_gb_s = opt_number(&r->opts, "--ram-gb-s");
    ask.date = opt_text(&r->opts, "--date");
    ask.source = opt_text(&r->opts, "--source");
    return ask;
}

/* A text of results and what was asked about it. */
struct bench_input {
    struct import_bench_ask ask;
    struct bench_weights weights; /* of the catalogue, to which `ask` points */
    char *text;
    size_t size;
};

/* Loads the catalogue and fills *out. Returns false, with an error told, if the options or the input are wrong. */
static bool bench_input(struct command_run *r, const struct input *in, struct bench_input *out)
{
    r->catalogue = command_catalogue(r, opt_text(&r->opts, "--data"));
    if (!r->catalogue)
        return false;
    *out = (struct bench_input){.ask = bench_ask(r), .weights = import_weights(r->arena, r->catalogue)};
    out->ask.weights = &out->weights;
    out->text = r->d.errors ? NULL : text_of(r, in, &out->size);
    return out->text != NULL;
}

static int from_bench(struct command_run *r, const struct input *in, const struct import_ask *ignored)
{
    struct bench_input b;
    (void)ignored;
    if (!bench_input(r, in, &b))
        return diag_exit_code(&r->d);
    const struct import_bench got = import_bench_all(r->arena, &r->d, r->catalogue, in->path, b.text, b.size, &b.ask);
    struct str out = str_new(r->arena);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    if (got.loads.n > 0)
        page_rows_csv(&kind_serving_row, &(struct any_list){got.loads.n, got.loads.v}, &out);
    else
        page_rows_csv(&kind_speed_row, &(struct any_list){got.speeds.n, got.speeds.v}, &out);
    return command_say_data(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- start logs ---- */

static int from_memlog(struct command_run *r, const struct input *in, const struct import_ask *ignored)
{
    struct bench_input b;
    (void)ignored;
    if (!bench_input(r, in, &b))
        return diag_exit_code(&r->d);
    const struct log_row_list got = import_memlog(r->arena, &r->d, r->catalogue, in->path, b.text, b.size, &b.ask);
    struct str out = str_new(r->arena);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    page_rows_csv(&kind_log_row, &(struct any_list){got.n, got.v}, &out);
    return command_say_data(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- lists of parts ---- */

static int from_parts(struct command_run *r, const struct input *in, const struct import_ask *ignored)
{
    (void)ignored;
    struct feed_terms terms = {.date = opt_text(&r->opts, "--date"), .guessed = !is_kind(r->opts.words[0])};
    const char *country = opt_text(&r->opts, "--country");
    const char *currency = opt_text(&r->opts, "--currency");
    enum feed_sign sign;
    terms.currency = currency ? feed_money_currency(currency, &sign) : currency_unknown;
    if (currency && !terms.currency)
        command_usage(r, "--currency: expected the code of a currency, such as USD, AUD or EUR, got '%s'", currency);
    r->catalogue = command_catalogue(r, opt_text(&r->opts, "--data"));
    terms.country = country && r->catalogue ? feed_country_code(r->catalogue, country) : NULL;
    if (country && r->catalogue && !terms.country)
        command_usage(r, "--country: expected the code of a country, such as AU or US, got '%s'", country);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    size_t size = 0;
    char *text = r->catalogue ? text_of(r, in, &size) : NULL;
    struct feed feed;
    struct str out = str_new(r->arena);
    if (!text || !feed_read(r->arena, &r->d, r->catalogue, in->path, text, size, &terms, &feed) ||
        !import_parts(r->arena, &r->d, r->catalogue, in->path, &feed, &out))
        return diag_exit_code(&r->d);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- what programs print about a machine ---- */

/* Reads all files that are named. */
static int from_rig(struct command_run *r, const struct input *in, const struct import_ask *ignored)
{
    (void)ignored;
    const size_t from = is_kind(r->opts.words[0]) ? 1 : 0, n = r->opts.n_words - from;
    struct import_rig_text *texts = ARENA_ARRAY(r->arena, n, struct import_rig_text);
    struct str out = str_new(r->arena);
    for (size_t i = 0; i < n; i++) {
        texts[i].file = r->opts.words[from + i];
        const bool here = in->text && strcmp(texts[i].file, in->path) == 0;
        texts[i].size = in->size;
        texts[i].text = here ? in->text : command_read(r, texts[i].file, &texts[i].size);
    }
    r->catalogue = r->d.errors ? NULL : command_catalogue(r, opt_text(&r->opts, "--data"));
    if (!r->catalogue || !import_rig(r->arena, &r->d, r->catalogue, false, texts, n, &out))
        return diag_exit_code(&r->d);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* ---- which importer ---- */

static const char *const bench_options[] = {
    "--gpu",    "--model", "--quant", "--engine",   "--backend", "--split",    "--flash-attn", "--batch",
    "--prompt", "--gen",   "--cpu",   "--ram-gb-s", "--source",  "--currency", "--country",    NULL};
static const char *const memory_options[] = {"--id",      "--vendor",   "--header", "--currency", "--country",
                                             "--backend", "--split",    "--batch",  "--prompt",   "--gen",
                                             "--cpu",     "--ram-gb-s", NULL};
static const char *const record_options[] = {"--id", "--vendor", "--header", "--currency", "--country", NULL};
static const char *const parts_options[] = {
    "--id",         "--vendor", "--header", "--gpu", "--model", "--quant",    "--engine", "--backend", "--split",
    "--flash-attn", "--batch",  "--prompt", "--gen", "--cpu",   "--ram-gb-s", "--source", NULL};
static const char *const rig_options[] = {"--id",       "--vendor",     "--date",   "--header",   "--gpu",
                                          "--model",    "--quant",      "--engine", "--backend",  "--split",
                                          "--batch",    "--flash-attn", "--prompt", "--gen",      "--source",
                                          "--currency", "--country",    "--cpu",    "--ram-gb-s", NULL};
static const struct importer importers[] = {{"hf", bench_options, from_hf},
                                            {"gguf", bench_options, from_gguf},
                                            {"llama-bench", record_options, from_bench},
                                            {"vllm", record_options, from_bench},
                                            {"memory", memory_options, from_memlog},
                                            {"parts", parts_options, from_parts},
                                            {"rig", rig_options, from_rig}};
enum { N_IMPORTERS = sizeof importers / sizeof *importers };

static const struct importer *importer_named(struct command_run *r, const char *name)
{
    struct str known = str_new(r->arena);
    for (size_t i = 0; i < N_IMPORTERS; i++) {
        if (strcmp(importers[i].name, name) == 0)
            return &importers[i];
        str_addf(&known, "%s%s", i ? ", " : "", importers[i].name);
    }
    command_usage(r, "cannot import '%s'; expected one of %s, then a file", name, known.text);
    return NULL;
}

/* Returns whether the word is the name of an importer. */
static bool is_kind(const char *word)
{
    for (size_t i = 0; i < N_IMPORTERS; i++)
        if (strcmp(importers[i].name, word) == 0)
            return true;
    return false;
}

static bool read_ask(struct command_run *r, struct import_ask *ask)
{
    *ask = (struct import_ask){opt_text(&r->opts, "--id"), opt_text(&r->opts, "--vendor"),
                               opt_text(&r->opts, "--date")};
    if (ask->date && !decode_is_date(ask->date))
        command_usage(r, "--date: expected %s, got '%s'", decode_date_expected(r->arena, ask->date), ask->date);
    if (!ask->date)
        ask->date = command_today(r->arena);
    return r->d.errors == 0;
}

static void usage(struct command_run *r)
{
    command_usage(r,
                  "expected one file, or its kind and the file: rigplan import FILE, rigplan import KIND FILE (KIND: "
                  "hf, gguf, llama-bench, vllm, memory, parts), or rigplan import rig FILE...; - is standard input");
}

static int run(struct command_run *r)
{
    struct import_ask ask;
    const size_t named = r->opts.n_words > 0 && is_kind(r->opts.words[0]);
    if (r->opts.n_words == named) {
        usage(r);
        return EXIT_CODE_USAGE;
    }
    const char *first = r->opts.words[0];
    const bool two = r->opts.n_words == 2 && !named && strcmp(first, "-") != 0 &&
                     !file_exists(first); /* no such kind */
    struct input in = {.path = r->opts.words[named + two]};
    const bool once = !named && !two && file_reads_once(in.path);
    if (once && !(in.text = command_read(r, in.path, &in.size)))
        return diag_exit_code(&r->d);
    const char *kind = named || two ? r->opts.words[0]
                       : once       ? import_guess_text(r->arena, in.text, in.size)
                                    : import_guess(r->arena, &r->d, in.path);
    if (!kind)
        return diag_exit_code(&r->d);
    if (r->opts.n_words > named + two + 1 && strcmp(kind, "rig") != 0) { /* only these may be several files */
        usage(r);
        return EXIT_CODE_USAGE;
    }
    const struct importer *importer = importer_named(r, kind);
    for (size_t i = 0; importer && importer->refused[i]; i++)
        if (opt_given(&r->opts, importer->refused[i]))
            command_usage(r, "%s does not apply to rigplan import %s", importer->refused[i], importer->name);
    if (!importer || !read_ask(r, &ask))
        return EXIT_CODE_USAGE;
    return importer->run(r, &in, &ask);
}

const struct command command_import = {
    .name = "import",
    .arguments = "[hf|gguf|llama-bench|vllm|memory|parts] FILE\nrig FILE...",
    .help =
        "convert a model file, a benchmark result, a start log, a list of parts or what nvidia-smi and the like print "
        "to rigplan's records",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
