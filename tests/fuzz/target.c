/* Every reader of files, on bytes that anyone could have written. The entry point is libFuzzer's; driver.c calls it
   without libFuzzer. Which readers get the bytes is seen from how they begin: GGUF, a brace, or anything else. */
#include "arena.h"
#include "builtin.h"
#include "diag.h"
#include "feed.h"
#include "gguf_file.h"
#include "import.h"
#include "import_bench.h"
#include "import_memlog.h"
#include "import_weights.h"
#include "import_parts.h"
#include "import_rig.h"
#include "llm.h"
#include "load_machine.h"
#include "load_measured.h"
#include "page_record.h"
#include "page_rows.h"
#include "price_fit.h"
#include "stream.h"
#include "check.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct import_ask ask = {NULL, NULL, "2026-11"};

static void show(struct arena *a, struct diags *d)
{
    struct str out = str_new(a);
    diag_print(d, &out);
}

/* Formats and policies, and what was imported over them, written and counted as `rigplan import` does. */
static void judge(struct arena *a, struct diags *d, const struct import *got)
{
    const struct catalogue base = {.formats = builtin_catalogue.formats, .policies = builtin_catalogue.policies};
    const struct load_text text = {.file = "imported", .tree = got->root};
    struct str out = str_new(a);
    if (!got->root)
        return;
    const struct catalogue *c = load_catalogue(a, d, &base, &text, 1);
    if (!c)
        return;
    const struct model *m = catalogue_find(c, &kind_model, got->model);
    const struct quant *q = got->quant ? catalogue_find(c, &kind_quant, got->quant)
                                       : catalogue_find(&builtin_catalogue, &kind_quant, "F16");
    page_record_json(&kind_model, m, &out);
    page_record_json(&kind_quant, q, &out);
    llm_prepare(m, q, ARENA_NEW(a, struct llm));
}

static void gguf(struct arena *a, struct diags *d, const uint8_t *bytes, size_t size)
{
    struct stream s = stream_memory("fuzz.gguf", bytes, size);
    const struct gguf *g = gguf_read(a, d, &builtin_catalogue, &s, true);
    const struct gguf_file *f = g ? gguf_file_of(a, d, g) : NULL;
    if (!f)
        return;
    const struct import got = import_gguf(a, d, f, &ask);
    judge(a, d, &got);
}

static void json(struct arena *a, struct diags *d, const char *text, size_t size)
{
    const struct load_text one = {.file = "fuzz.json", .text = text, .size = size};
    load_catalogue(a, d, NULL, &one, 1);
    const struct import got = import_hf(a, d, "config.json", text, size, &ask);
    judge(a, d, &got);
}

/* A price book over the built-in catalogue. A market of what it holds has a price for all that was ever seen. */
static void book(struct arena *a, struct diags *d, const char *text, size_t size)
{
    const struct load_text one = {.file = "fuzz.csv", .text = text, .size = size};
    const struct catalogue *all = load_catalogue(a, d, &builtin_catalogue, &one, 1);
    if (!all)
        return;
    struct catalogue c = *all;
    c.prices.v += builtin_catalogue.prices.n; /* only the book's */
    c.prices.n -= builtin_catalogue.prices.n;
    const struct market *m = price_fit(a, &c, NULL, "2026-11-21");
    for (size_t i = 0; i < m->n_things; i++) {
        const struct market_ask what = {
            .thing = &m->thing[i], .condition = condition_used, .region = currency_aud, .month = NAN};
        const struct market_estimate e = market_estimate(m, &what);
        BUG_UNLESS(e.n == 0 || (isfinite(e.ln_usd) && e.price_sigma > 0 && isfinite(e.price_sigma)));
    }
}

static void other(struct arena *a, struct diags *d, const char *text, size_t size)
{
    const struct load_text one = {.file = "fuzz.yaml", .text = text, .size = size};
    load_scenario(a, d, &builtin_catalogue, &one, NULL, 0);
    load_machine(a, d, &builtin_catalogue, &one);
    char *copy = arena_strndup(a, text, size); /* the table reader cuts its text up in place */
    load_measured(a, d, &builtin_catalogue, &check_kinds, "fuzz.csv", copy, size);
    if (size > 5 && memcmp(text, "date,", 5) == 0)
        book(a, d, text, size);
}

/* Nothing is said beside the file, and everything. */
static void bench(struct arena *a, struct diags *d, const char *text, size_t size)
{
    const struct catalogue *c = &builtin_catalogue;
    const struct bench_weights weights = import_weights(a, c);
    const struct import_bench_ask asks[] = {
        {.batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN, .ram_gb_s = NAN, .weights = &weights},
        {.gpu = "rtx-3090",
         .gpu_count = 2,
         .model = c->models.v,
         .quant = c->quants.v,
         .backend = "cuda",
         .batch = 1,
         .prompt_tokens = 1,
         .gen_tokens = 2,
         .ram_gb_s = 60}};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        struct str out = str_new(a);
        struct diags mine = diag_none(a);
        const struct import_bench rows = import_bench_all(a, &mine, c, "fuzz.txt", arena_strndup(a, text, size), size,
                                                          &asks[i]);
        if (rows.loads.n > 0)
            page_rows_csv(&kind_serving_row, &(struct any_list){rows.loads.n, rows.loads.v}, &out);
        else
            page_rows_csv(&kind_speed_row, &(struct any_list){rows.speeds.n, rows.speeds.v}, &out);
        BUG_UNLESS(mine.errors > 0 ||
                   load_measured(a, d, &builtin_catalogue, &check_kinds, "rows.csv", out.text, out.len) != NULL);
        show(a, &mine);
    }
}

/* Start logs: what is imported is a file that can be read again. */
static void memlog(struct arena *a, struct diags *d, const char *text, size_t size)
{
    const struct catalogue *c = &builtin_catalogue;
    const struct import_bench_ask asks[] = {
        {.batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN},
        {.gpu = "rtx-3090", .gpu_count = 1, .model = c->models.v, .quant = c->quants.v, .flash_attn = "1"}};
    if (!import_memlog_has(text))
        return;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        struct str out = str_new(a);
        struct diags mine = diag_none(a);
        const struct log_row_list rows = import_memlog(a, &mine, c, "fuzz.txt", arena_strndup(a, text, size), size,
                                                       &asks[i]);
        page_rows_csv(&kind_log_row, &(struct any_list){rows.n, rows.v}, &out);
        BUG_UNLESS(mine.errors > 0 || load_measured(a, d, c, &check_kinds, "rows.csv", out.text, out.len) != NULL);
        show(a, &mine);
    }
}

/* Price feeds, and a machine of their parts. A price is above 0 or unknown. */
static void feed(struct arena *a, const char *text, size_t size)
{
    const struct feed_terms asks[] = {{.currency = currency_unknown}, {.currency = currency_usd, .country = "US"}};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        struct diags mine = diag_none(a);
        struct feed got;
        struct str out = str_new(a);
        if (feed_read(a, &mine, &builtin_catalogue, "fuzz.txt", arena_strndup(a, text, size), size, &asks[i], &got))
            import_parts(a, &mine, &builtin_catalogue, "fuzz.txt", &got, &out);
        for (size_t r = 0; r < got.n; r++)
            BUG_UNLESS(got.row[r].title && !(got.row[r].amount <= 0) && !(got.row[r].low > got.row[r].high));
        show(a, &mine);
    }
}

/* What programs print about a machine. The file that is made of it can be read. */
static void rig(struct arena *a, const char *text, size_t size)
{
    struct diags mine = diag_none(a);
    struct str out = str_new(a);
    const struct import_rig_text one = {"fuzz.txt", arena_strndup(a, text, size), size};
    if (import_rig(a, &mine, &builtin_catalogue, false, &one, 1, &out)) {
        const struct load_text made = {.file = "made.yaml", .text = out.text, .size = out.len};
        struct diags none = diag_none(a);
        load_machine(a, &none, &builtin_catalogue, &made);
        for (const struct diag *d = none.first; d; d = d->next)
            BUG_UNLESS(d->code == DIAG_SENSE || d->code == DIAG_OUT_OF_RANGE || d->code == DIAG_LIST_LENGTH ||
                       diag_severity(d->code) == DIAG_WARNING);
    }
    show(a, &mine);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct diags d = diag_none(a);
    char *text = arena_strndup(a, (const char *)bytes, size);
    if (size >= 4 && memcmp(bytes, "GGUF", 4) == 0)
        gguf(a, &d, bytes, size);
    else if (size > 0 && bytes[0] == '{')
        json(a, &d, text, size);
    else
        other(a, &d, text, size);
    if (size < 4 || memcmp(bytes, "GGUF", 4) != 0)
        bench(a, &d, text, size);
    if (size < 4 || memcmp(bytes, "GGUF", 4) != 0)
        memlog(a, &d, text, size);
    if (size < 4 || memcmp(bytes, "GGUF", 4) != 0)
        feed(a, text, size);
    if (size < 4 || memcmp(bytes, "GGUF", 4) != 0)
        rig(a, text, size);
    show(a, &d);
    arena_free(a);
    return 0;
}
