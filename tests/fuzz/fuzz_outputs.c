#include "fuzz.h"

#include "arena.h"
#include "builtin.h"
#include "check.h"
#include "diag.h"
#include "import_bench.h"
#include "import_guess.h"
#include "import_memlog.h"
#include "import_rig.h"
#include "import_weights.h"
#include "load.h"
#include "load_machine.h"
#include "load_measured.h"
#include "page_rows.h"
#include "plot_svg.h"

#include <math.h>

/* Nothing is said beside the file, or, for every other size, everything. */
void fuzz_bench(const struct fuzz_input *in)
{
    const struct catalogue *c = &builtin_catalogue;
    const struct bench_weights weights = import_weights(in->a, c);
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
    struct str out = str_new(in->a);
    struct diags mine = diag_none(in->a);
    char *copy = arena_strndup(in->a, in->text, in->size);
    const struct import_bench rows = import_bench_all(in->a, &mine, c, "fuzz.txt", copy, in->size,
                                                      &asks[in->size % (sizeof asks / sizeof *asks)]);
    if (rows.loads.n > 0)
        page_rows_csv(&kind_serving_row, &(struct any_list){rows.loads.n, rows.loads.v}, &out);
    else
        page_rows_csv(&kind_speed_row, &(struct any_list){rows.speeds.n, rows.speeds.v}, &out);
    BUG_UNLESS(mine.errors > 0 || load_measured(in->a, in->d, c, &check_kinds, "rows.csv", out.text, out.len) != NULL);
    fuzz_show(in->a, &mine);
}

/* Start logs: what is imported is a file that can be read again. */
void fuzz_memlog(const struct fuzz_input *in)
{
    const struct catalogue *c = &builtin_catalogue;
    const struct import_bench_ask asks[] = {
        {.batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN},
        {.gpu = "rtx-3090", .gpu_count = 1, .model = c->models.v, .quant = c->quants.v, .flash_attn = "1"}};
    if (!import_memlog_has(in->text))
        return;
    struct str out = str_new(in->a);
    struct diags mine = diag_none(in->a);
    char *copy = arena_strndup(in->a, in->text, in->size);
    const struct log_row_list rows = import_memlog(in->a, &mine, c, "fuzz.txt", copy, in->size,
                                                   &asks[in->size % (sizeof asks / sizeof *asks)]);
    page_rows_csv(&kind_log_row, &(struct any_list){rows.n, rows.v}, &out);
    BUG_UNLESS(mine.errors > 0 || load_measured(in->a, in->d, c, &check_kinds, "rows.csv", out.text, out.len) != NULL);
    fuzz_show(in->a, &mine);
}

/* What programs print about a machine. The file that is made of it can be read. */
void fuzz_rig(const struct fuzz_input *in)
{
    struct diags mine = diag_none(in->a);
    struct str out = str_new(in->a);
    const struct import_rig_text one = {"fuzz.txt", arena_strndup(in->a, in->text, in->size), in->size};
    if (import_rig(in->a, &mine, &builtin_catalogue, false, &one, 1, &out)) {
        const struct load_text made = {.file = "made.yaml", .text = out.text, .size = out.len};
        struct diags none = diag_none(in->a);
        load_machine(in->a, &none, &builtin_catalogue, &made);
        for (const struct diag *d = none.first; d; d = d->next)
            BUG_UNLESS(d->code == DIAG_SENSE || d->code == DIAG_OUT_OF_RANGE || d->code == DIAG_LIST_LENGTH ||
                       diag_severity(d->code) == DIAG_WARNING);
    }
    fuzz_show(in->a, &mine);
}

void fuzz_svg(const struct fuzz_input *in)
{
    plot_svg(in->a, in->text, "a picture");
}

void fuzz_guess(const struct fuzz_input *in)
{
    BUG_UNLESS(import_guess_text(in->a, in->text, in->size) != NULL);
}
