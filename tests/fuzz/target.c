/* Every reader of outside bytes. The entry point is libFuzzer's; driver.c calls it without libFuzzer. FUZZ_READER=NAME
   gives the bytes to that reader alone. Without it they go to each reader of whole files that may get them: which ones
   is seen from how they begin, with GGUF, a brace, or anything else. */
#define _XOPEN_SOURCE 700
#include "fuzz.h"

#include "arena.h"
#include "diag.h"
#include "str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define SEEDS "tests/fuzz/corpus/"
const struct fuzz_reader fuzz_readers[] = {
    {"gguf", fuzz_gguf, SEEDS "*.gguf", false},
    {"hf", fuzz_hf, "tests/hf/*.json", false},
    {"catalogue_json", fuzz_catalogue_json, SEEDS "c*.json data/formats.json data/outlets.json", false},
    {"catalogue_yaml", fuzz_catalogue_yaml, SEEDS "catalogue*.yaml " SEEDS "yaml_*.yaml", false},
    {"scenario", fuzz_scenario, SEEDS "init.yaml " SEEDS "yaml_*.yaml " SEEDS "unknown_field.yaml scenarios/*.yaml",
     false},
    {"scenario_json", fuzz_scenario_json, SEEDS "scenario*.json", false},
    {"scenario_1", fuzz_scenario_1, SEEDS "version-1*.yaml", false},
    {"include", fuzz_include, SEEDS "init.yaml " SEEDS "include*.yaml " SEEDS "yaml_*.yaml", false},
    {"machine", fuzz_machine, SEEDS "machine*.yaml scenarios/machines/*.yaml tests/rigs/*.yaml", false},
    {"measured", fuzz_measured,
     SEEDS "measured_*.csv " SEEDS "speed*.csv " SEEDS "memory*.csv " SEEDS "gguf_sizes.csv " SEEDS "*_source.csv",
     false},
    {"book", fuzz_book, SEEDS "book*.csv", false},
    {"book_append", fuzz_book_append, SEEDS "book*.csv", false},
    {"offers", fuzz_offers, SEEDS "offers_*.csv", false},
    {"tree", fuzz_tree, SEEDS "c*.json " SEEDS "*.yaml tests/rigs/*.yaml", false},
    {"bench_json", fuzz_bench, SEEDS "serving_*.json* tests/benchmarks/*.json*", false},
    {"bench_text", fuzz_bench,
     SEEDS "serving_*.txt tests/benchmarks/*.txt tests/benchmarks/*.md tests/benchmarks/*.csv", false},
    {"server_log", fuzz_bench, "tests/benchmarks/*.log", false},
    {"memlog", fuzz_memlog, "tests/memlogs/*.log", false},
    {"rig", fuzz_rig, "tests/rigs/*.txt tests/rigs/*.csv tests/rigs/*.json", false},
    {"svg", fuzz_svg, SEEDS "*.svg", false},
    {"guess", fuzz_guess,
     SEEDS "*.gguf " SEEDS "feed* tests/benchmarks/*.[jltcm]* tests/memlogs/*.log tests/rigs/*.txt tests/hf/*.json",
     false},
    {"feed_csv", fuzz_feed, SEEDS "feed*.csv " SEEDS "feed_table*", false},
    {"feed_json", fuzz_feed, SEEDS "feed*.json*", false},
    {"feed_text", fuzz_feed, SEEDS "feed*.md " SEEDS "feed*.txt " SEEDS "feed*.bbcode", false},
    {"feed_html", fuzz_feed, SEEDS "feed*.html", false},
    {"price_import", fuzz_price_import, SEEDS "feed*", false},
    {"parts", fuzz_parts, SEEDS "feed*", false},
    {"titles", fuzz_titles, SEEDS "words_titles*", false},
    {"names", fuzz_names, SEEDS "words_names*", false},
    {"search", fuzz_search, SEEDS "words_search* " SEEDS "words_names*", false},
    {"sets", fuzz_sets, SEEDS "words_sets*", false},
    {"own_prices", fuzz_own_prices, SEEDS "words_prices*", false},
    {"command_line", fuzz_command_line, SEEDS "words_command*", true},
};
const size_t fuzz_n_readers = sizeof fuzz_readers / sizeof *fuzz_readers;

const struct fuzz_reader *fuzz_reader_named(const char *name)
{
    for (size_t i = 0; i < fuzz_n_readers; i++)
        if (strcmp(fuzz_readers[i].name, name) == 0)
            return &fuzz_readers[i];
    return NULL;
}

void fuzz_show(struct arena *a, struct diags *d)
{
    struct str out = str_new(a);
    diag_print(d, &out);
}

/* ---- files ---- */

enum { MOST_FILES = 8, LONGEST_PATH = 512 };
static char folder[LONGEST_PATH], written[MOST_FILES][LONGEST_PATH];
static size_t n_written;

static void remove_files(void)
{
    for (size_t i = 0; i < n_written; i++)
        unlink(written[i]);
    rmdir(folder);
}

static void make_folder(void)
{
    const char *parent = getenv("TMPDIR");
    const int n = snprintf(folder, sizeof folder, "%s/rigplan-fuzz-XXXXXX", parent ? parent : "/tmp");
    if (n < 0 || (size_t)n >= sizeof folder || !mkdtemp(folder) || atexit(remove_files) != 0) {
        perror("fuzz: cannot make a folder");
        exit(EXIT_FAILURE);
    }
}

/* Keeps the path, to remove the file at the end. */
static void keep(const char *path)
{
    for (size_t i = 0; i < n_written; i++)
        if (strcmp(written[i], path) == 0)
            return;
    BUG_UNLESS(n_written < MOST_FILES && strlen(path) < LONGEST_PATH);
    strcpy(written[n_written++], path);
}

const char *fuzz_file(struct arena *a, const char *name, const void *bytes, size_t size)
{
    if (!*folder)
        make_folder();
    const char *path = str_format(a, "%s/%s", folder, name);
    keep(path);
    FILE *f = fopen(path, "wb");
    const bool whole = f && fwrite(bytes, 1, size, f) == size;
    if (!f || fclose(f) != 0 || !whole) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    return path;
}

const char *const *fuzz_lines(const struct fuzz_input *in, size_t most, size_t *n)
{
    const char **v = ARENA_ARRAY(in->a, most, const char *);
    *n = 0;
    for (const char *rest = in->text; rest && *rest && *n < most;)
        v[(*n)++] = str_split(in->a, rest, '\n', &rest);
    return v;
}

/* ---- the target ---- */

/* Gives the bytes to each reader of whole files that may get them. */
static void read_all(const struct fuzz_input *in)
{
    static const char *const other[] = {"scenario", "machine", "measured"}, *const texts[] = {"bench_text", "memlog",
                                                                                              "parts", "rig"};
    const bool gguf = in->size >= 4 && memcmp(in->bytes, "GGUF", 4) == 0, brace = in->size > 0 && in->bytes[0] == '{';
    if (gguf) {
        fuzz_gguf(in);
        return;
    }
    if (brace) {
        fuzz_catalogue_json(in);
        fuzz_hf(in);
    }
    for (size_t i = 0; !brace && i < sizeof other / sizeof *other; i++)
        fuzz_reader_named(other[i])->read(in);
    if (in->size > 5 && memcmp(in->text, "date,", 5) == 0)
        fuzz_book(in);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        fuzz_reader_named(texts[i])->read(in);
}

/* Returns the reader that FUZZ_READER names, which is looked up once; NULL: all. */
static const struct fuzz_reader *asked(void)
{
    static bool looked;
    static const struct fuzz_reader *one;
    const char *name = looked ? NULL : getenv("FUZZ_READER");
    looked = true;
    if (name && *name) {
        one = fuzz_reader_named(name);
        if (!one) {
            fprintf(stderr, "fuzz: there is no reader '%s'\n", name);
            exit(EXIT_FAILURE);
        }
    }
    return one;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct diags d = diag_none(a);
    const struct fuzz_input in = {
        .a = a, .d = &d, .bytes = bytes, .text = arena_strndup(a, (const char *)bytes, size), .size = size};
    const struct fuzz_reader *one = asked();
    if (one)
        one->read(&in);
    else
        read_all(&in);
    fuzz_show(a, &d);
    arena_free(a);
    return 0;
}
