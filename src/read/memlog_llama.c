/* memlog_llama.c: lines of llama.cpp's start log.

   Idea: a function's name and a colon say what a line is about, wherever they stand in it. A new model starts where the
   loader names a file, or where a value of the loader comes again; a new context starts where one is constructed.
   Source: llama-model.cpp, llama-model-loader.cpp, llama-context.cpp, llama.cpp, common/fit.cpp and ggml-*.c* of
   ggml-org/llama.cpp, 2024-01 to 2026-08; src/llama.cpp of ikawrakow/ik_llama.cpp; server logs of ollama/ollama. */
#include "memlog_llama.h"

#include "arena.h"
#include "bench_around.h"
#include "bench_format.h"
#include "file.h"
#include "memlog_buffers.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* What ollama's own engine prints of the weights, in GiB with one digit. */
#define OWN_ENGINE "msg=\"model weights\" device="

/* Devices that the log lists before a model is loaded. */
struct listed {
    const char *name[MEMLOG_DEVICES]; /* by number */
    double total_mib[MEMLOG_DEVICES];
};

struct reader {
    struct memlog_text *t;
    struct memlog_load *load; /* the last one; NULL: none yet */
    struct listed listed;
    const char *engine, *date, *build, *fit;
    double ubatch, ram_gib; /* of the command; of the machine */
    int line;
};

bool memlog_llama_has(const char *text)
{
    static const char *const signs[] = {"model buffer size =",
                                        "KV buffer size =",
                                        "KV self size",
                                        "llm_load_print_meta:",
                                        "print_info: file size",
                                        "llm_load_tensors:",
                                        "load_tensors: offloaded",
                                        OWN_ENGINE};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(text, signs[i]))
            return true;
    return false;
}

/* ---- loads ---- */

static bool has_buffers(const struct memlog_load *l)
{
    for (int i = 0; i < l->n_devices; i++)
        if (!isnan(l->device[i].mib[MEMLOG_WEIGHTS]))
            return true;
    return false;
}

/* Gives a device of the load the name that was listed under its number. */
static void name_devices(const struct listed *all, struct memlog_load *l)
{
    for (int i = 0; i < l->n_devices; i++) {
        struct memlog_device *dev = &l->device[i];
        const size_t letters = strcspn(dev->label, "0123456789"), digits = strlen(dev->label + letters);
        const double n = digits ? memlog_number(dev->label + letters) : 0;
        if (dev->host || dev->shared || digits > 2 || !(n < MEMLOG_DEVICES) || strchr(dev->label, '['))
            continue;
        if (!dev->name)
            dev->name = all->name[(int)n];
        if (isnan(dev->total_mib) && all->name[(int)n] && dev->name && strcmp(all->name[(int)n], dev->name) == 0)
            dev->total_mib = all->total_mib[(int)n];
    }
}

static void end(struct reader *r)
{
    if (!r->load)
        return;
    memlog_buffers_close(r->load);
    name_devices(&r->listed, r->load);
    if (isnan(r->load->ubatch))
        r->load->ubatch = r->ubatch;
    if (r->load->draft)
        memlog_tell(r->t, r->load->at.line,
                    "the context of the prediction layers is left out: a row has the cache of one context");
}

static struct memlog_load *begin(struct reader *r)
{
    end(r);
    r->load = memlog_new(r->t, r->line, r->engine);
    r->load->date = r->date;
    r->load->build = r->build;
    r->load->note = r->fit;
    r->load->ram_gib = r->ram_gib;
    r->fit = NULL;
    return r->load;
}

static struct memlog_load *now(struct reader *r)
{
    return r->load ? r->load : begin(r);
}

static void begin_context(struct reader *r)
{
    struct memlog_load *l = now(r);
    if (l->context) {
        end(r);
        r->load = memlog_again(r->t, r->line, l);
    }
    r->load->context = true;
}

/* ---- devices ---- */

/* Reads "llama_model_load_from_file_impl: using device CUDA0 (NVIDIA GeForce RTX 3090) (0000:01:00.0) - 23982 MiB
   free". */
static bool using_device(struct reader *r, const char *line)
{
    static const char phrase[] = "using device ";
    const char *at = strstr(line, phrase), *tail = strstr(line, " MiB free");
    struct arena *a = r->t->arena;
    if (!at || !tail || tail < at)
        return false;
    at += strlen(phrase);
    const char *label = memlog_word(a, at, " (");
    if (str_starts(label, "CPU") || !*label)
        return true;
    struct memlog_load *l = now(r);
    if (l->file || l->ftype || has_buffers(l) || l->failed)
        l = begin(r);
    struct memlog_device *dev = memlog_buffers_device(r->t, l, label);
    const char *open = strchr(at, '(');
    if (!dev || !open || open > tail)
        return true;
    size_t n = 1;
    for (int depth = 1; open[n] && depth > 0; n++)
        depth += open[n] == '(' ? 1 : open[n] == ')' ? -1 : 0;
    dev->name = arena_strndup(a, open + 1, n - 2);
    while (tail > at && str_is_digit(tail[-1]))
        tail--;
    dev->free_mib = memlog_number(tail);
    return true;
}

/* Reads the list of a backend's devices: "Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes, VRAM:
   24575 MiB". */
static bool list_device(struct reader *r, const char *line)
{
    static const char *const numbered[] = {"Device ", "ggml_vulkan: ", "gpu:"};
    const char *name = bench_around_device(r->t->arena, line);
    double n = 0;
    if (!name || strstr(line, "using device "))
        return false;
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++) {
        const char *at = strstr(line, numbered[i]);
        if (at && str_is_digit(at[strlen(numbered[i])])) {
            n = memlog_number(at + strlen(numbered[i]));
            break;
        }
    }
    if (!(n < MEMLOG_DEVICES))
        return true;
    const char *open = strchr(name, '(');
    if (str_starts(name, "MTL")) /* "MTL0 (Apple M4)", and "MTL0", which says nothing */
        name = open ? memlog_word(r->t->arena, open + 1, ")") : NULL;
    const double total = bench_format_after(line, "VRAM:");
    r->listed.name[(int)n] = name;
    r->listed.total_mib[(int)n] = total > 0 ? total : NAN;
    return true;
}

/* ---- the model ---- */

static const char *file_name(struct arena *a, const char *path)
{
    const char *base = file_base(path), *back = strrchr(base, '\\');
    return arena_strdup(a, back ? back + 1 : base);
}

/* Reads "llama_model_loader: loaded meta data with 35 key-value pairs and 851 tensors from FILE (version GGUF V3
   (latest))". */
static bool names_file(struct reader *r, const char *line)
{
    const char *at = strstr(line, "loaded meta data with"), *from = at ? strstr(at, " tensors from ") : NULL;
    if (!from)
        return false;
    struct memlog_load *l = now(r);
    if (l->file || l->ftype || has_buffers(l) || l->context)
        l = begin(r);
    l->at.line = r->line;
    from += strlen(" tensors from ");
    const char *version = strstr(from, " (version");
    l->file = file_name(r->t->arena, version ? arena_strndup(r->t->arena, from, (size_t)(version - from)) : from);
    return true;
}

/* Sets the parameters of "26.90 B" or "494.03 M". */
static void params(struct memlog_load *l, const char *s)
{
    double x = NAN;
    const char *at = s;
    if (!bench_format_number(&at, &x) || !(x > 0))
        return;
    const char *point = memchr(s, '.', (size_t)(at - s));
    double last = 1;
    for (const char *p = point ? point + 1 : at; p < at; p++)
        last /= 10;
    at += strspn(at, " ");
    const double scale = *at == 'B' ? 1e9 : *at == 'M' ? 1e6 : *at == 'T' ? 1e12 : *at == 'K' ? 1e3 : NAN;
    l->params = x * scale;
    l->round_frac = last / 2 / x;
}

/* Reads a line of llm_load_print_meta or print_info. */
static bool meta(struct reader *r, const char *line)
{
    struct arena *a = r->t->arena;
    const char *s = memlog_behind(line, "print_info"), *v;
    s = s ? s : memlog_behind(line, "llm_load_print_meta");
    if (!s)
        return false;
    struct memlog_load *l = now(r);
    const bool again = memlog_value(s, "file format") || memlog_value(s, "format");
    if (again && (l->ftype || has_buffers(l)))
        l = begin(r);
    if ((v = memlog_value(s, "file type")) || (v = memlog_value(s, "model ftype")))
        l->ftype = memlog_word(a, v, "");
    else if ((v = memlog_value(s, "file size")) || (v = memlog_value(s, "model size"))) {
        l->size_b = memlog_size_b(v, false);
        if (isnan(l->size_b))
            memlog_tell(r->t, r->line, "the size of the model file is not read: expected GiB or MiB");
    } else if ((v = memlog_value(s, "model params")))
        params(l, v);
    else if ((v = memlog_value(s, "model type")))
        l->kind = memlog_word(a, v, " ");
    else if ((v = memlog_value(s, "arch")))
        l->arch = memlog_word(a, v, " ");
    else if ((v = memlog_value(s, "general.name")))
        l->title = memlog_word(a, v, "");
    else if ((v = memlog_value(s, "n_vocab")))
        l->vocab = memlog_number(v);
    else if ((v = memlog_value(s, "n_embd")))
        l->hidden = memlog_number(v);
    else if ((v = memlog_value(s, "vocab_only")) || (v = memlog_value(s, "no_alloc")))
        l->plan |= memlog_number(v) > 0;
    return true;
}

/* Reads "offloaded 26/65 layers to GPU", and that tensors were placed by hand. */
static bool offload(struct reader *r, const char *line)
{
    if (strstr(line, "buffer type overri")) {
        now(r)->overridden = true;
        return true;
    }
    const char *at = strstr(line, "load_tensors: offloaded ");
    double some, all;
    if (!at)
        return false;
    at += strlen("load_tensors: offloaded ");
    const char *from = at;
    struct memlog_load *l = now(r);
    if (!isnan(l->offloaded))
        l = begin(r);
    if (!bench_format_number(&at, &some) || *at++ != '/' || !bench_format_number(&at, &all) || !(some <= all)) {
        memlog_tell(r->t, r->line, str_format(r->t->arena, "the layers on the devices are not read: '%.40s'", from));
        return true;
    }
    l->offloaded = some;
    l->layers = all;
    return true;
}

/* ---- the context ---- */

static const char *on_off(const char *v)
{
    if (*v == '1' || str_starts(v, "on") || str_starts(v, "enabled"))
        return "1";
    return *v == '0' || str_starts(v, "off") || str_starts(v, "disabled") ? "0" : NULL;
}

static void context_value(struct reader *r, const char *s)
{
    struct memlog_load *l = r->load;
    const char *v;
    if ((v = memlog_value(s, "n_ctx")))
        memlog_put(r->t, r->line, &l->ctx, memlog_number(v), 0, "n_ctx");
    else if ((v = memlog_value(s, "n_batch")))
        memlog_put(r->t, r->line, &l->batch, memlog_number(v), 0, "n_batch");
    else if ((v = memlog_value(s, "n_ubatch")))
        memlog_put(r->t, r->line, &l->ubatch, memlog_number(v), 0, "n_ubatch");
    else if ((v = memlog_value(s, "n_seq_max")))
        memlog_put(r->t, r->line, &l->n_seq, memlog_number(v), 0, "n_seq_max");
    else if ((v = memlog_value(s, "flash_attn")))
        l->flash_attn = on_off(v);
    else if ((v = memlog_value(s, "mla_attn"))) {
        l->mla = memlog_number(v);
        l->engine = "ik_llama.cpp";
    } else if ((v = memlog_value(s, "attn_max_b"))) {
        l->amb_mib = memlog_number(v) > 0 ? memlog_number(v) : NAN;
        l->engine = "ik_llama.cpp";
    }
}

static bool context(struct reader *r, const char *line)
{
    static const char *const functions[] = {"llama_context", "llama_new_context_with_model", "llama_init_from_model"};
    const char *s = NULL, *found = strstr(line, "Flash Attention was auto, set to ");
    for (size_t i = 0; i < sizeof functions / sizeof *functions && !s; i++)
        s = memlog_behind(line, functions[i]);
    if (found) {
        now(r)->flash_attn = on_off(found + strlen("Flash Attention was auto, set to "));
        return true;
    }
    if (!s)
        return false;
    struct memlog_load *l = now(r);
    const bool starts = str_starts(s, "constructing llama_context");
    if (starts || (memlog_value(s, "n_ctx") && (l->ran || l->failed)) || !l->context)
        begin_context(r);
    context_value(r, s);
    return true;
}

/* Reads what the server says of its slots, and of a context for prediction layers. */
static bool server(struct reader *r, const char *line)
{
    if (strstr(line, "creating MTP draft context")) {
        end(r);
        r->load = memlog_again(r->t, r->line, now(r));
        r->load->context = r->load->draft = true;
        return true;
    }
    const double slots = strstr(line, "initializing slots") || strstr(line, "initializing, n_slots")
                             ? bench_format_after(line, "n_slots")
                             : NAN;
    if (slots > 0 && r->load && isnan(r->load->n_seq))
        r->load->n_seq = slots;
    return slots > 0;
}

/* Reads that another cache of the context starts, such as that of window layers. */
static bool next_cache(struct reader *r, const char *line)
{
    const char *at = strstr(line, "creating");
    if (!at || !strstr(at, "KV cache") || !r->load)
        return false;
    memlog_buffers_close(r->load);
    r->load->size_line = NULL;
    return true;
}

/* Reads why a start failed. A warning of pinned memory is none. */
static bool failure(struct reader *r, const char *line)
{
    static const char *const signs[] = {
        "cudaMalloc failed: out of memory", "failed to allocate",  "unable to allocate",  "ErrorOutOfDeviceMemory",
        "CUDA error: out of memory",        "hipErrorOutOfMemory", "Insufficient Memory", "ROCm error: out of memory"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(line, signs[i]) && !strstr(line, "pinned memory")) {
            if (r->load)
                r->load->failed = true;
            return true;
        }
    return false;
}

/* Keeps the words of the fit of parameters to the memory. */
static bool fit(struct reader *r, const char *line)
{
    const char *at = strstr(line, "projected to use ");
    if (!at || !strstr(at, "MiB of free device memory"))
        return false;
    r->fit = str_format(r->t->arena, "fit: %s", memlog_word(r->t->arena, at, ""));
    if (r->load && !has_buffers(r->load) && !r->load->note)
        r->load->note = r->fit;
    return true;
}

/* ---- all lines ---- */

/* Reads the micro-batch of a command, and the machine's memory in ollama's log. */
static void command(struct reader *r, const char *line)
{
    static const char memory[] = "msg=\"system memory\" total=\"";
    const char *at = strstr(line, memory);
    if (at)
        r->ram_gib = unit_b_to_gib(memlog_size_b(at + strlen(memory), false));
    if (r->load && isnan(r->load->ram_gib))
        r->load->ram_gib = r->ram_gib;
    if (!strstr(line, "llama-server") && !strstr(line, "llama-cli") && !strstr(line, "llama_server"))
        return;
    at = strstr(line, "--ubatch-size ") ? strstr(line, "--ubatch-size ") : strstr(line, " -ub ");
    if (at)
        r->ubatch = memlog_number(strchr(at + 1, ' '));
}

static void program(struct reader *r, const char *line)
{
    const char *month = memlog_month(r->t->arena, line), *build = strstr(line, "build: ");
    if (month)
        r->date = month;
    if (!build || !str_is_digit(build[strlen("build: ")]))
        build = strstr(line, "build_info: b");
    if (build)
        r->build = memlog_word(r->t->arena, strchr(build, ' ') + 1, " ");
    if (r->load && !r->load->date)
        r->load->date = r->date;
}

void memlog_llama_read(struct memlog_text *t)
{
    struct reader r = {.t = t, .ubatch = NAN, .ram_gib = NAN};
    struct bench_format_lines lines = {.rest = t->text};
    const bool ollama = strstr(t->text, "source=sched.go:") || strstr(t->text, "source=server.go:");
    r.engine = ollama ? "ollama" : "llama.cpp";
    for (int i = 0; i < MEMLOG_DEVICES; i++)
        r.listed.total_mib[i] = NAN;
    for (char *line; (line = bench_format_next(t->arena, &lines));) {
        r.line = lines.number;
        program(&r, line);
        command(&r, line);
        if (using_device(&r, line) || list_device(&r, line) || names_file(&r, line) || offload(&r, line))
            continue;
        if (strstr(line, "buffer size") && memlog_buffers_line(t, now(&r), line, r.line))
            continue;
        if (strstr(line, "size") && memlog_buffers_total(t, now(&r), line, r.line))
            continue;
        if (next_cache(&r, line) || failure(&r, line) || meta(&r, line) || fit(&r, line) || context(&r, line) ||
            server(&r, line))
            continue;
        if (r.load)
            memlog_buffers_table(t, r.load, line, r.line);
    }
    end(&r);
    bool any = false;
    for (size_t i = 0; i < t->loads->n; i++)
        any |= memlog_says(t->loads->v[i]);
    if (!any && strstr(t->text, OWN_ENGINE))
        memlog_tell(t, 1,
                    "ollama's own engine prints sizes with one digit, which are not read: only logs of its runner "
                    "of llama.cpp are");
}
