#include "fuzz.h"

#include "arena.h"
#include "builtin.h"
#include "diag.h"
#include "gguf_file.h"
#include "import.h"
#include "llm.h"
#include "load.h"
#include "page_record.h"
#include "stream.h"

static const struct import_ask ask = {NULL, NULL, "2026-11"};

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

void fuzz_gguf(const struct fuzz_input *in)
{
    struct stream s = stream_memory("fuzz.gguf", in->bytes, in->size);
    const struct gguf *g = gguf_read(in->a, in->d, &builtin_catalogue, &s, true);
    const struct gguf_file *f = g ? gguf_file_of(in->a, in->d, g) : NULL;
    if (!f)
        return;
    const struct import got = import_gguf(in->a, in->d, f, &ask);
    judge(in->a, in->d, &got);
}

void fuzz_hf(const struct fuzz_input *in)
{
    const struct import got = import_hf(in->a, in->d, "config.json", in->text, in->size, &ask);
    judge(in->a, in->d, &got);
}
