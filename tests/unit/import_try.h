/* import_try.h: what tests of serving outputs share: a rig that no output names, and a text or a file read with all
   that was said of it. */
#ifndef IMPORT_TRY_H
#define IMPORT_TRY_H

#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "import_bench.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* One card that no file names, and a model and quant that the laws know. */
static inline struct import_bench_ask rig(void)
{
    return (struct import_bench_ask){.gpu = "h100-sxm-80gb",
                                     .gpu_count = 1,
                                     .model = FIND(model, "llama-3.1-8b"),
                                     .quant = FIND(quant, "BF16"),
                                     .batch = NAN,
                                     .prompt_tokens = NAN,
                                     .gen_tokens = NAN,
                                     .ram_gb_s = NAN};
}

static inline struct import_bench read(const char *name, const char *text, size_t size,
                                       const struct import_bench_ask *ask, const char **said)
{
    struct diags d = diag_none(test_arena());
    struct str all = str_new(test_arena());
    const struct import_bench got = import_bench_all(test_arena(), &d, test_catalogue(), name,
                                                     arena_strndup(test_arena(), text, size), size, ask);
    diag_print(&d, &all);
    *said = all.text ? all.text : "";
    return got;
}

static inline struct import_bench from_text(const char *text, const struct import_bench_ask *ask, const char **said)
{
    return read("x.txt", text, strlen(text), ask, said);
}

static inline struct import_bench from_file(const char *path, const struct import_bench_ask *ask, const char **said)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *text = file_read(test_arena(), &d, path, &size);
    THAT(text != NULL);
    return read(path, text ? text : "", text ? size : 0, ask, said);
}

static inline const char *load_of(const struct serving_row *r)
{
    return enums_text(&enums_arrivals, (int)r->load);
}

#endif
