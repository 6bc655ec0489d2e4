#include "import_memlog.h"

#include "arena.h"
#include "bench_command.h"
#include "bench_format.h"
#include "bench_row.h"
#include "decode.h"
#include "diag.h"
#include "feed_text.h"
#include "file.h"
#include "memlog.h"
#include "memlog_buffers.h"
#include "memlog_llama.h"
#include "memlog_sglang.h"
#include "memlog_vllm.h"
#include "names.h"
#include "str.h"
#include "tree_make.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* A card with less free memory than its size by more than this holds other programs. Drivers keep a part, too. */
static const double free_gib = 1, free_frac = 0.02;
/* A card whose memory differs by more than this from the catalogue's is another than is sold. */
static const double size_frac = 0.1;
/* Buffers of the weights may be larger than the file by the output matrix, which is on a device and in system RAM where
   it is shared, and smaller by the prediction layers that were not loaded. */
static const double most_frac = 1.05, least_frac = 0.9;

bool import_memlog_has(const char *text)
{
    return memlog_llama_has(text) || memlog_vllm_has(text) || memlog_sglang_has(text);
}

struct job {
    struct bench_row_job *bench;
    struct memlog_text *text;
    struct tree *rows;
};

/* ---- which devices ---- */

static bool in_use(const struct memlog_device *dev)
{
    bool any = false;
    for (int part = 0; part < MEMLOG_PARTS; part++)
        any = any || dev->mib[part] > 0;
    return any && !dev->host && !dev->shared && *dev->label != '(';
}

/* Returns the number of devices that hold something, or that a failed start was to use. */
static int count_used(const struct memlog_load *l)
{
    int n = 0, all = 0;
    for (int i = 0; i < l->n_devices; i++) {
        n += in_use(&l->device[i]);
        all += !l->device[i].host && !l->device[i].shared && *l->device[i].label != '(';
    }
    return n ? n : l->failed && !(l->offloaded <= 0) ? all : 0;
}

/* Returns the names of the devices in use, joined by ", "; NULL: not all have one. */
static const char *names(struct arena *a, const struct memlog_load *l, int used)
{
    struct str out = str_new(a);
    int n = 0;
    for (int i = 0; i < l->n_devices; i++) {
        const struct memlog_device *dev = &l->device[i];
        if (dev->name && !dev->host && (in_use(dev) || n < used - (l->n_devices - i)))
            str_addf(&out, "%s%s", n++ ? ", " : "", dev->name);
    }
    return n > 0 && n == used ? out.text : NULL;
}

/* ---- the model ---- */

static bool is_blob(const char *file)
{
    return !file || str_starts(file, "sha256") || strchr(file, '.') == NULL;
}

/* Sets the quant that the settings of vLLM or SGLang state, where the model's name does not. */
static void pool_quant(struct arena *a, const struct catalogue *c, const struct memlog_load *l,
                       struct import_bench_ask *own)
{
    static const char *const words[][2] = {{"fp8", "FP8"}, {"bfloat16", "BF16"}, {"float16", "F16"}};
    const char *said = l->kind ? l->kind : l->ftype;
    if (own->quant || !said || !l->file || names_find(a, c, &kind_model, l->file).quant)
        return;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], said) == 0)
            own->quant = catalogue_find(c, &kind_quant, words[i][1]);
}

static bool has_pool(const struct memlog_load *l)
{
    return strcmp(l->engine, "vllm") == 0 || strcmp(l->engine, "sglang") == 0;
}

/* Returns the model of the server's command in the text, before or behind the log, and sets *cards to those that it
   splits the layers over, 0: not stated. NULL: there is no such command. */
static const char *served(struct arena *a, const char *text, int *cards)
{
    struct bench_command c = {0};
    struct bench_format_lines lines = {.rest = text};
    for (const char *line = bench_format_next(a, &lines); line; line = bench_format_next(a, &lines))
        bench_command_line(a, &c, line);
    struct tree *said = tree_make_map(a, NULL, NULL, (struct origin){.line = 1, .col = 1});
    c.client = NULL;
    bench_command_fill(a, &c, said, false);
    const struct tree *model = tree_get(said, "model_id"), *tensor = tree_get(said, "tensor_parallel");
    *cards = tensor && tensor->type == TREE_NUMBER ? (int)tensor->number : 0;
    return model && model->type == TREE_TEXT ? model->text : NULL;
}

static struct bench_row_who who_of(struct job *j, const struct memlog_load *l, struct import_bench_ask *own)
{
    struct arena *a = j->bench->arena;
    struct bench_row_who who = {.params = NAN, .size_b = NAN, .engine = l->engine, .date = l->date, .split = "layer"};
    if (has_pool(l)) {
        const char *file = served(a, j->text->text, &who.used);
        who.model_file = l->file ? l->file : file;
        who.repository = l->file == NULL;
        pool_quant(a, j->bench->catalogue, l, own);
        return who;
    }
    const int used = count_used(l);
    who.gpus = used > 0 ? names(a, l, used) : NULL;
    who.model_file = is_blob(l->file) && l->title ? l->title : l->file;
    who.params = l->params;
    who.round_frac = l->round_frac;
    who.size_b = l->size_b;
    if (l->arch || l->ftype)
        who.model_type = str_format(a, "%s %s %s", l->arch ? l->arch : "?", l->kind ? l->kind : "",
                                    l->ftype ? l->ftype : "");
    return who;
}

/* ---- figures ---- */

static void put(struct job *j, struct tree *row, const char *key, double x)
{
    if (isfinite(x))
        tree_make_number(j->bench->arena, row, key, x, row->at);
}

static void put_text(struct job *j, struct tree *row, const char *key, const char *text)
{
    tree_make_text(j->bench->arena, row, key, text, row->at);
}

static double plus(double x, double y)
{
    return isnan(x) ? y : isnan(y) ? x : x + y;
}

/* Sets what the log says of the cards' memory: other than is sold, or held by other programs. */
static void cards(struct job *j, const struct memlog_load *l, const char *gpu, struct tree *row)
{
    const struct device *d = gpu && !strchr(gpu, '+') ? catalogue_find(j->bench->catalogue, &kind_device, gpu) : NULL;
    bool shared = false;
    double other_gib = d && d->unified == flag_yes ? round(l->ram_gib) : NAN;
    for (int i = 0; d && d->unified != flag_yes && i < l->n_devices; i++) {
        const struct memlog_device *dev = &l->device[i];
        if (dev->host || !dev->name)
            continue;
        const double said = unit_b_to_gib(unit_mib_to_b(dev->total_mib)), size = isnan(said) ? d->mem_gib : said,
                     spare = unit_b_to_gib(unit_mib_to_b(dev->free_mib));
        if (fabs(said / d->mem_gib - 1) > size_frac)
            other_gib = round(said);
        shared |= size - spare > free_gib + free_frac * size;
    }
    put(j, row, "gpu_mem_gib", other_gib);
    if (shared)
        tree_make_yes(j->bench->arena, row, "card_shared", true, row->at);
}

/* Returns all weights, MiB; NAN where the buffers contradict the file. *twice becomes what devices hold only as pages
   of the file that are in system RAM, too. */
static double all_weights(struct job *j, const struct memlog_load *l, const struct model *m, double *twice)
{
    const double size_mib = unit_b_to_mib(l->size_b), there = memlog_buffers_sum(l, MEMLOG_WEIGHTS, false),
                 sum = plus(there, memlog_buffers_sum(l, MEMLOG_WEIGHTS, true)),
                 shared = m->tied == flag_yes ? unit_b_to_mib(m->vocab * m->hidden * sizeof(float)) : 0,
                 rounding = unit_b_to_mib(unit_gib_to_b(0.01)), most = size_mib + shared + rounding;
    bool mapped = false, mapped_there = false;
    for (int i = 0; i < l->n_devices; i++)
        if (l->device[i].mapped && l->device[i].mib[MEMLOG_WEIGHTS] > 0) {
            mapped = true;
            mapped_there |= !l->device[i].host;
        }
    *twice = 0;
    if (!isfinite(sum) || !isfinite(size_mib))
        return sum;
    if (mapped && sum > most && !(there > most)) {
        *twice = mapped_there ? sum - size_mib : 0;
        memlog_tell(j->text, l->at.line,
                    str_format(j->bench->arena,
                               "pages of the file are counted on a device and in system RAM (%.10g MiB in all, the "
                               "file has %.6g MiB): the weights are those of the file",
                               sum, size_mib));
        return size_mib;
    }
    if (sum <= most_frac * size_mib + shared && sum >= least_frac * size_mib)
        return sum;
    memlog_tell(j->text, l->at.line,
                str_format(j->bench->arena,
                           "the buffers of the weights add up to %.10g MiB, and the file has %.6g MiB: the weights are "
                           "left empty",
                           sum, size_mib));
    return NAN;
}

/* Returns whether some of the weights were placed in system RAM by hand: more than the embedding is there, though all
   layers are on devices. */
static bool by_hand(const struct memlog_load *l, const struct model *m, double host_mib)
{
    const double embedding_mib = unit_b_to_mib(m->vocab * m->hidden * sizeof(short)), slack_mib = 64;
    return l->overridden || (!(l->offloaded < l->layers) && host_mib > 1.05 * embedding_mib + slack_mib);
}

/* Sets the buffers of llama.cpp. used: devices that hold something. */
static void buffers(struct job *j, const struct memlog_load *l, const struct model *m, int used, struct tree *row)
{
    double twice;
    const double there = memlog_buffers_sum(l, MEMLOG_WEIGHTS, false),
                 host = memlog_buffers_sum(l, MEMLOG_WEIGHTS, true), weights = all_weights(j, l, m, &twice),
                 state = plus(memlog_buffers_sum(l, MEMLOG_STATE, false), memlog_buffers_sum(l, MEMLOG_STATE, true)),
                 cache_there = plus(memlog_buffers_sum(l, MEMLOG_CACHE, false),
                                    memlog_buffers_sum(l, MEMLOG_STATE, false)),
                 cache_host = plus(memlog_buffers_sum(l, MEMLOG_CACHE, true),
                                   memlog_buffers_sum(l, MEMLOG_STATE, true)),
                 compute = memlog_buffers_sum(l, MEMLOG_COMPUTE, used == 0),
                 compute_host = used > 0 ? memlog_buffers_sum(l, MEMLOG_COMPUTE, true) : NAN;
    double total = used > 0 ? there - twice + cache_there + compute : weights + cache_host + compute;
    for (int i = 0; i < l->n_devices; i++)
        if (*l->device[i].label == '(' || isnan(weights)) /* it is not known where or how much */
            total = NAN;
    if (used > 0 && cache_host > 0 && !(l->offloaded < l->layers)) {
        memlog_tell(j->text, l->at.line,
                    "the cache is in system RAM (--no-kv-offload), which a row cannot state: the total of the devices "
                    "is left empty");
        total = NAN;
    }
    if (used > 0 && l->offloaded < l->layers)
        put(j, row, "ngl", l->offloaded);
    put(j, row, "weights_mib", weights);
    if (used > 0 && by_hand(l, m, host))
        put(j, row, "gpu_weights_mib", there);
    put(j, row, "kv_mib", plus(cache_there, cache_host));
    if (state > 0)
        tree_make_yes(j->bench->arena, row, "kv_state", true, row->at);
    put(j, row, "compute_mib", compute);
    put(j, row, "host_mib", compute_host);
    put(j, row, "total_mib", total);
}

/* Sets the format of the cache. The catalogue's word for vLLM's fp8 is found by its aliases; another one is told. */
static void cache_format(struct job *j, const struct memlog_load *l, const char *key, const char *word,
                         struct tree *row)
{
    if (!word)
        return;
    if (catalogue_find(j->bench->catalogue, &kind_format, word))
        put_text(j, row, key, word);
    else
        memlog_tell(j->text, l->at.line,
                    str_format(j->bench->arena, "the catalogue has no cache format '%.40s': it is left empty", word));
}

static void context(struct job *j, const struct memlog_load *l, struct tree *row)
{
    const char *flash = j->bench->ask->flash_attn ? j->bench->ask->flash_attn : l->flash_attn;
    put(j, row, "ctx", l->ctx);
    put(j, row, "ubatch", l->batch < l->ubatch ? l->batch : l->ubatch); /* llama.cpp uses the smaller one */
    put_text(j, row, "flash_attn", flash);
    put(j, row, "n_seq", l->n_seq);
    cache_format(j, l, "kv_type", l->kv_type, row);
    if (l->kv_type_v && l->kv_type && strcmp(l->kv_type, l->kv_type_v) != 0)
        cache_format(j, l, "kv_type_v", l->kv_type_v, row);
    put_text(j, row, "kv_latent", l->kv_latent);
    put(j, row, "mla", l->mla);
    put(j, row, "amb_mib", l->amb_mib);
}

/* Sets the pool of vLLM or SGLang. */
static void pool(struct job *j, const struct memlog_load *l, struct tree *row)
{
    if (l->tensor_parallel < l->cards)
        put(j, row, "tensor_parallel", l->tensor_parallel);
    put(j, row, "util_frac", l->util_frac);
    put(j, row, "card_gib", l->card_gib);
    put(j, row, "outside_gib", unit_b_to_gib(unit_mib_to_b(l->outside_mib)));
    put(j, row, "pool_tokens", l->pool_tokens);
    put(j, row, "weights_mib", l->weights_mib);
    put(j, row, "kv_mib", l->pool_mib);
    put(j, row, "compute_mib", l->activation_mib);
}

static const char *note(struct job *j, const struct memlog_load *l)
{
    struct str s = str_new(j->bench->arena);
    str_add(&s, "start log");
    if (l->build)
        str_addf(&s, "; build %.40s", l->build);
    if (l->date && !j->bench->ask->date)
        str_add(&s, "; date of the run, not of the build");
    if (l->offloaded >= 0)
        str_addf(&s, "; %.0f of %.0f layers on devices", l->offloaded, l->layers);
    if (l->note)
        str_addf(&s, "; %.100s", l->note);
    return s.text;
}

/* ---- rows ---- */

/* Returns whether the user's count of devices is another than the log's. */
static bool other_count(struct job *j, const struct memlog_load *l, int used)
{
    const struct import_bench_ask *ask = j->bench->ask;
    const double n = has_pool(l) ? l->cards : used;
    return ask->gpu && n > 0 && ask->gpu_count != (int)n &&
           bench_row_differs(
               j->bench, l->at,
               str_format(j->bench->arena, "it ran on %.0f device%s, not on %d", n, n > 1 ? "s" : "", ask->gpu_count));
}

/* Copies the part of a row that names devices, model and engine. */
static struct tree *row_of(struct job *j, const struct tree *begun, bool cpu)
{
    static const char *const texts[] = {"id", "engine", "engine_date", "model", "quant", "source", "gpu"};
    struct tree *row = tree_make_map(j->bench->arena, j->rows, NULL, begun->at);
    for (size_t i = 0; i < sizeof texts / sizeof *texts - cpu; i++) { /* gpu is the last */
        const struct tree *t = tree_get(begun, texts[i]);
        put_text(j, row, texts[i], t ? t->text : NULL);
    }
    return row;
}

static bool on_cpu(const struct memlog_load *l, int used)
{
    return !has_pool(l) && used == 0 && isfinite(memlog_buffers_sum(l, MEMLOG_WEIGHTS, true));
}

static void add(struct job *j, const struct memlog_load *l)
{
    const struct import_bench_ask *asked = j->bench->ask;
    struct import_bench_ask own = *asked;
    struct tree at = {.type = TREE_MAP, .at = l->at};
    const int used = count_used(l);
    const bool cpu = on_cpu(l, used);
    if (cpu && asked->gpu) {
        bench_row_leave(j->bench, &at, "it ran on the processor, not on a device");
        return;
    }
    if (other_count(j, l, used))
        return;
    if (cpu) {
        own.gpu = "none";
        own.gpu_count = 0;
    }
    const struct bench_row_who who = who_of(j, l, &own);
    j->bench->ask = &own;
    const struct tree *begun = bench_row_begin(j->bench, &at, &who);
    if (begun) {
        struct tree *row = row_of(j, begun, cpu);
        const struct tree *count = tree_get(begun, "gpu_count"), *gpu = tree_get(row, "gpu");
        put(j, row, "gpu_count", count ? count->number : NAN);
        context(j, l, row);
        if (has_pool(l))
            pool(j, l, row);
        else {
            put(j, row, "file_gib", unit_b_to_gib(l->size_b));
            cards(j, l, gpu ? gpu->text : NULL, row);
            buffers(j, l, bench_row_model(j->bench), used, row);
        }
        put_text(j, row, "fits", l->failed ? "0" : l->ran ? "1" : NULL);
        put_text(j, row, "note", note(j, l));
        if (!tree_get(row, "engine_date"))
            memlog_tell(j->text, l->at.line,
                        "the log does not say when the engine was built, so today's is taken: state it with --date "
                        "YYYY-MM");
    }
    j->bench->ask = asked;
}

static struct log_row_list decode_rows(struct job *j)
{
    struct log_row *rows = ARENA_ARRAY(j->bench->arena, j->rows->n, struct log_row);
    struct decode dec = {.arena = j->bench->arena, .d = j->bench->d};
    size_t n = 0;
    for (const struct tree *t = j->rows->first; t; t = t->next)
        decode_record(&dec, &kind_log_row, t, NULL, &rows[n++]);
    return j->bench->d->errors ? (struct log_row_list){0} : (struct log_row_list){n, rows};
}

/* Returns whether an earlier load of the list says the same, as each run of llama-bench -v does. */
static bool said_before(const struct memlog_loads *all, size_t k)
{
    const struct memlog_load *l = all->v[k];
    for (size_t i = 0; i < k; i++) {
        const struct memlog_load *o = all->v[i];
        bool same = ((!o->file && !l->file) || (o->file && l->file && strcmp(o->file, l->file) == 0)) &&
                    !(fabs(o->ctx - l->ctx) > 0) && !(fabs(o->ubatch - l->ubatch) > 0) &&
                    o->n_devices == l->n_devices && o->failed == l->failed && !has_pool(l) && memlog_says(o);
        for (int dev = 0; dev < l->n_devices && same; dev++)
            for (int part = 0; part < MEMLOG_PARTS; part++) {
                const double x = o->device[dev].mib[part], y = l->device[dev].mib[part];
                same = same && ((isnan(x) && isnan(y)) || !(x < y || x > y || isnan(x) || isnan(y)));
            }
        if (same)
            return true;
    }
    return false;
}

struct log_row_list import_memlog(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                  char *text, size_t size, const struct import_bench_ask *ask)
{
    const struct origin at = {.file = file, .line = 1, .col = 1};
    const char *utf8 = feed_text_utf8(a, d, file, text, &size);
    struct memlog_loads loads = {0};
    struct memlog_text t = {.arena = a, .d = d, .file = file, .text = utf8, .loads = &loads};
    struct bench_row_job bench = bench_row_start(a, d, c, file, ask);
    struct job j = {&bench, &t, tree_make_list(a, NULL, NULL, at)};
    if (!utf8)
        return (struct log_row_list){0};
    if (!ask->gpu)
        bench.said = bench_said_read(a, c, utf8);
    if (memlog_llama_has(utf8))
        memlog_llama_read(&t);
    if (memlog_vllm_has(utf8))
        memlog_vllm_read(&t);
    if (memlog_sglang_has(utf8))
        memlog_sglang_read(&t);
    for (size_t i = 0; i < loads.n; i++)
        if (memlog_says(loads.v[i]) && !said_before(&loads, i))
            add(&j, loads.v[i]);
    if (!d->errors && j.rows->n == 0)
        diag_add(d, loads.n > 0 ? DIAG_BENCH : DIAG_BAD_SCHEMA, at, NULL,
                 loads.n > 0 ? "no load of the log can be imported"
                             : "expected the start log of llama.cpp, ollama, vLLM or SGLang");
    return d->errors ? (struct log_row_list){0} : decode_rows(&j);
}
