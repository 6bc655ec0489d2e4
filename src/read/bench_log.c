/* bench_log.c: lines of llama.cpp's log, with whatever stands before them (times, names of containers).
   Source: src/llama-model.cpp (print_info), src/llama-context.cpp, src/llama-kv-cache.cpp, ggml/src/ggml-*.c* and
   tools/server of ggml-org/llama.cpp, 2024-01 to 2026-11; the same files of ikawrakow/ik_llama.cpp. */
#include "bench_log.h"

#include "arena.h"
#include "bench_around.h"
#include "bench_facts.h"
#include "bench_format.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

struct bench_log bench_log_new(struct arena *a)
{
    return (struct bench_log){.arena = a, .facts = bench_facts_new(a)};
}

char *bench_log_plain(struct arena *a, const char *line)
{
    char *copy = arena_strdup(a, line), *to = copy;
    for (const char *p = copy; *p; p++) {
        if (*p == '\x1B' && p[1] == '[') {
            p += 2;
            p += strspn(p, "0123456789;");
            if (!*p)
                break;
        } else
            *to++ = *p;
    }
    *to = '\0';
    return copy;
}

const char *bench_log_bare(const char *line)
{
    for (;;) {
        const char *at = line + strspn(line, " \t>-*`|"), *end = at + strcspn(at, " \t");
        const char *bar = end + strspn(end, " \t");
        const bool box = bar[0] == '|' && bar[1] == ' ' && !memchr(at, ':', (size_t)(end - at)),
                   time = (*at == '[' || str_is_digit(*at)) && memchr(at, ':', (size_t)(end - at)) && *end;
        if (end == at || (!box && !time))
            return at;
        line = box ? bar + 1 : end;
    }
}

static void set(struct bench_log *log, const char *key, const char *text)
{
    bench_facts_set(log->arena, log->facts, key, text);
}

static void set_number(struct bench_log *log, const char *key, double x)
{
    set(log, key, isnan(x) ? NULL : str_format(log->arena, "%.12g", x));
}

/* Returns the text behind a key and '=' or ':' to the end of the line; NULL: not there. */
static const char *behind(struct arena *a, const char *line, const char *key)
{
    const char *at = strstr(line, key);
    if (!at)
        return NULL;
    at += strlen(key);
    at += strspn(at, " ");
    if (*at != '=' && *at != ':')
        return NULL;
    at += 1 + strspn(at + 1, " ");
    size_t n = strlen(at);
    while (n > 0 && isspace((unsigned char)at[n - 1]))
        n--;
    return n ? arena_strndup(a, at, n) : NULL;
}

/* ---- devices ---- */

/* What announces a device, and the backend that it tells; NULL: the line says it otherwise. */
static const struct {
    const char *phrase, *backend;
    bool in_use;
} announcers[] = {{"using device CUDA", "CUDA", true},
                  {"using device ROCm", "ROCm", true},
                  {"using device Vulkan", "Vulkan", true},
                  {"using device SYCL", "SYCL", true},
                  {"ggml_vulkan: ", "Vulkan", false},
                  {"GPU name:", "Metal", false},
                  {"Device ", NULL, false}};

/* Returns the first number behind the phrase: the device's index. */
static const char *index_of(struct arena *a, const char *at)
{
    at += strcspn(at, "0123456789");
    return arena_strndup(a, at, strspn(at, "0123456789"));
}

static void device_line(struct bench_log *log, const char *line)
{
    for (size_t i = 0; i < sizeof announcers / sizeof *announcers; i++) {
        const char *at = strstr(line, announcers[i].phrase), *name = at ? bench_around_device(log->arena, at) : NULL;
        if (!name)
            continue;
        const char *key = index_of(log->arena, at + strlen(announcers[i].phrase) - 1);
        bool again = log->gpus_used || log->gpus == BENCH_LOG_DEVICES || (announcers[i].in_use && !log->in_use);
        if (!announcers[i].in_use && log->in_use && !log->gpus_used)
            return;
        for (int k = 0; k < log->gpus; k++)
            again |= strcmp(log->gpu_key[k], key) == 0;
        log->gpus = again ? 0 : log->gpus;
        log->gpus_used = false;
        log->in_use = announcers[i].in_use;
        log->gpu_key[log->gpus] = key;
        log->gpu[log->gpus++] = name;
        struct str all = str_new(log->arena);
        for (int k = 0; k < log->gpus; k++)
            str_addf(&all, "%s%s", k ? ", " : "", log->gpu[k]);
        set(log, "gpu_info", all.text);
        if (announcers[i].backend)
            set(log, "backends", announcers[i].backend);
        return;
    }
    if (strstr(line, "ggml_cuda_init: found") && strstr(line, " devices"))
        set(log, "backends", strstr(line, "ROCm") ? "ROCm" : "CUDA");
}

/* ---- model ---- */

/* Returns the number behind a key in the base of its unit, "8.03 B" or "4.58 GiB". *round_frac: half of its last digit,
   as a part of it. NAN: not there. */
static double amount(struct arena *a, const char *line, const char *key, double *round_frac)
{
    static const struct {
        const char *word;
        double factor;
    } units[] = {
        {"GiB", 1073741824.0}, {"MiB", 1048576.0}, {"TiB", 1099511627776.0}, {"B", 1e9}, {"M", 1e6}, {"T", 1e12}};
    const char *text = behind(a, line, key), *at = text;
    double x = NAN;
    if (!text || !bench_format_number(&at, &x))
        return NAN;
    const char *point = memchr(text, '.', (size_t)(at - text));
    *round_frac = 0.5 * pow(10, point ? -(double)(at - point - 1) : 0) / x;
    at += strspn(at, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_starts(at, units[i].word))
            return x * units[i].factor;
    return NAN;
}

static void forget_model(struct bench_log *log)
{
    static const char *const keys[] = {"model_filename",    "model_type", "model_n_params",
                                       "params_round_frac", "model_size", "on_devices_b"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        set(log, keys[i], NULL);
    log->arch = log->size = log->type = NULL;
    log->device_b = 0;
}

/* Returns the file between quotes, or behind "from" to the next blank. */
static const char *file_named(struct arena *a, const char *line, const char *phrase)
{
    const char *at = strstr(line, phrase);
    if (!at)
        return NULL;
    at += strlen(phrase);
    const size_t n = *at == '\'' ? strcspn(at + 1, "'") : strcspn(at, " \t\r");
    at += *at == '\'';
    return n ? arena_strndup(a, at, n) : NULL;
}

/* A file in the store of ollama is named by its hash. */
static bool is_name(const char *file)
{
    return file && !strstr(file, "sha256-");
}

static void loading_line(struct bench_log *log, const char *line)
{
    const char *server = file_named(log->arena, line, "loading model "),
               *loader = strstr(line, "meta data with") ? file_named(log->arena, line, "tensors from ") : NULL;
    if (strstr(line, "loading draft model") || strstr(line, "draft model '"))
        log->draft = true;
    else if (server && strstr(line, "'")) {
        log->draft = false;
        forget_model(log);
        set(log, "model_filename", is_name(server) ? server : NULL);
    } else if (loader && !log->draft) {
        forget_model(log);
        set(log, "model_filename", is_name(loader) ? loader : NULL);
    }
}

static void model_line(struct bench_log *log, const char *line)
{
    struct arena *a = log->arena;
    const bool info = strstr(line, "print_info:") || strstr(line, "print_meta:") || strstr(line, "- kv ");
    double round_frac = NAN;
    loading_line(log, line);
    if (!info || log->draft)
        return;
    const char *arch = behind(a, line, "print_info: arch"), *size = behind(a, line, "model type"),
               *type = behind(a, line, "file type"), *name = behind(a, line, "general.name");
    arch = arch ? arch : behind(a, line, "print_meta: arch");
    type = type ? type : behind(a, line, "model ftype");
    name = name ? name : behind(a, line, "general.name str");
    log->arch = arch ? arch : log->arch;
    log->size = size ? size : log->size;
    log->type = type ? type : log->type;
    if ((arch || size || type) && (log->size || log->type))
        set(log, "model_type",
            str_format(a, "%s %s %s", log->arch ? log->arch : "", log->size ? log->size : "",
                       log->type ? log->type : ""));
    if (name && !bench_facts_get(log->facts, "model_filename"))
        set(log, "model_filename", name);
    const double params = amount(a, line, "model params", &round_frac);
    if (!isnan(params)) {
        set_number(log, "model_n_params", params);
        set_number(log, "params_round_frac", round_frac);
    }
    double bytes = amount(a, line, "file size", &round_frac);
    bytes = isnan(bytes) ? amount(a, line, "model size", &round_frac) : bytes;
    if (!isnan(bytes))
        set_number(log, "model_size", bytes);
}

/* ---- how it ran ---- */

static void cache_type(struct bench_log *log, const char *line, const char *phrase, const char *key)
{
    const char *at = strstr(line, phrase);
    if (at)
        set(log, key, arena_strndup(log->arena, at + strlen(phrase), strcspn(at + strlen(phrase), ")")));
}

static void flash_line(struct bench_log *log, const char *line)
{
    const char *word = behind(log->arena, line, "flash_attn");
    if (word && !str_starts(word, "auto") && *word != '-')
        set(log, "flash_attn", str_starts(word, "1") || str_starts(word, "enabled") ? "1" : "0");
}

/* Reads "load_tensors:        CUDA0 model buffer size =   135.76 MiB": the weights that a device has. What the
   processor has is not counted: of a file that is mapped, its buffer spans tensors of the devices too. */
static void buffer_line(struct bench_log *log, const char *line)
{
    const char *at = strstr(line, "load_tensors:");
    double round_frac;
    if (!at || log->draft || !strstr(at, "buffer size"))
        return;
    at += strlen("load_tensors:");
    at += strspn(at, " ");
    const char *word = arena_strndup(log->arena, at, strcspn(at, " "));
    const double bytes = amount(log->arena, at, "buffer size", &round_frac);
    if (isnan(bytes))
        return;
    log->device_b += str_starts(word, "CPU") || str_ends(word, "Host") ? 0 : bytes;
    set_number(log, "on_devices_b", log->device_b);
}

static void run_line(struct bench_log *log, const char *line)
{
    static const char *const keys[] = {"n_batch", "n_ubatch", "n_gpu_layers"};
    const bool main_line = strstr(line, "n_kv_max") && !strchr(line, '{'),
               context = strstr(line, "llama_context:") || strstr(line, "llama_new_context_with_model:") ||
                         strstr(line, "llama_init_from_model:");
    for (size_t i = 0; (main_line || context) && i < sizeof keys / sizeof *keys; i++) {
        const double x = bench_format_after(line, keys[i]);
        if (!isnan(x) && !log->draft)
            set_number(log, keys[i], x);
    }
    if ((main_line || context) && !log->draft)
        flash_line(log, line);
    if (strstr(line, "KV ") || strstr(line, "kv_cache") || strstr(line, "KV self size")) {
        cache_type(log, line, "K (", "type_k");
        cache_type(log, line, "V (", "type_v");
    }
    const char *on = strstr(line, "offloaded ");
    const double on_device = on && !log->draft ? bench_format_after(on, "offloaded ") : NAN,
                 all = on && strchr(on, '/') ? bench_format_after(on, "/") : NAN;
    if (on_device < all)
        set_number(log, "n_gpu_layers", on_device);
    const bool moved = strstr(line, "buffer type overriden to CPU") || strstr(line, "buffer type overridden to CPU");
    if (moved && !bench_facts_get(log->facts, "tensor_buft_overrides"))
        set(log, "tensor_buft_overrides", "CPU");
}

bool bench_log_line(struct bench_log *log, const char *line)
{
    if (bench_line_line(log->arena, &log->command, log->facts, line)) {
        log->draft = false;
        log->arch = log->size = log->type = NULL;
        log->device_b = 0;
        return true;
    }
    device_line(log, line);
    model_line(log, line);
    buffer_line(log, line);
    run_line(log, line);
    const char *info = strstr(line, "build_info: "), *build = info ? info : strstr(line, "build: ");
    build += build ? strcspn(build, " ") + 1 : 0;
    if (build && (info || str_is_digit(*build)))
        set(log, "build", build);
    return false;
}

void bench_log_fill(struct bench_log *log, struct tree *result)
{
    log->gpus_used = true;
    bench_facts_fill(log->arena, log->facts, result);
}
