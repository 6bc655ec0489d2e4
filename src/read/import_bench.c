#include "import_bench.h"

#include "arena.h"
#include "bench.h"
#include "bench_row.h"
#include "decode.h"
#include "diag.h"
#include "file.h"
#include "tree_make.h"
#include "import_vllm.h"
#include "str.h"

#include <math.h>
#include <string.h>

enum { MOST_ERRORS = 20 };

/* ---- llama-bench ---- */

/* Names of backends: ggml_backend_reg_name, the key of llama-bench before 2024-10, and the catalogue's word. */
static const struct {
    const char *word, *old_key, *backend;
} backend_words[] = {{"CUDA", "cuda", "cuda"},    {"ROCm", NULL, "rocm"}, {"HIP", NULL, "rocm"},
                     {"Metal", "metal", "metal"}, {"MTL", NULL, "metal"}, {"Vulkan", "vulkan", "vulkan"},
                     {"SYCL", "sycl", "sycl"}};
enum { N_BACKENDS = sizeof backend_words / sizeof *backend_words };

static bool has_word(const char *list, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, word, n) == 0 && (at[n] == ',' || at[n] == '\0'))
            return true;
    return false;
}

static bool is_true(const struct tree *t, const char *key)
{
    const struct tree *value = key ? tree_get(t, key) : NULL;
    return value && value->type == TREE_BOOL && value->number != 0;
}

/* Sets *out to the backend; NULL leaves it to the user's choice. Returns false with a diagnostic when the result is
   left out or the backend must be stated. */
static bool backend(struct bench_row_job *job, const struct tree *t, const char **out)
{
    const char *list = bench_row_text(job, t, "backends");
    *out = NULL;
    if (job->ask->backend)
        return true;
    if (list && has_word(list, "RPC")) {
        bench_row_leave(job, t, "it ran over RPC, and a row cannot state the network between machines");
        return false;
    }
    for (size_t i = 0; i < N_BACKENDS; i++) {
        if (list ? !has_word(list, backend_words[i].word) : !is_true(t, backend_words[i].old_key))
            continue;
        if (*out && strcmp(*out, backend_words[i].backend) != 0) {
            bench_row_tell(job, t->at, "backends",
                           "the result lists several backends: state the one that ran with --backend NAME");
            return false;
        }
        *out = backend_words[i].backend;
    }
    if (!*out && list)
        bench_row_leave(job, t, "its backend is not in the catalogue (cuda, metal, rocm, vulkan, sycl)");
    else if (!*out)
        bench_row_tell(job, t->at, "backends", "the file does not state the backend: state it with --backend NAME");
    return *out != NULL;
}

/* Returns the number of devices that ran; 0: all that the result lists. */
static int devices_used(struct bench_row_job *job, const struct tree *t)
{
    const char *devices = bench_row_text(job, t, "devices"), *shares = bench_row_text(job, t, "tensor_split"),
               *split = bench_row_text(job, t, "split_mode");
    int n = 0, some = 0;
    if (split && strcmp(split, "none") == 0)
        return 1;
    for (const char *at = devices && strcmp(devices, "auto") != 0 ? devices : NULL; at;
         at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
        n++;
    for (const char *at = n == 0 ? shares : NULL; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
        some += strcspn(at, "123456789") < strcspn(at, "/");
    return n ? n : some;
}

/* Returns true when a part of the model or the cache is in system RAM. */
static bool is_partial(struct bench_row_job *job, const struct tree *t)
{
    const double layers = bench_row_number(job, t, "n_gpu_layers"), experts = bench_row_number(job, t, "n_cpu_moe"),
                 host = bench_row_number(job, t, "no_kv_offload");
    const char *overrides = bench_row_text(job, t, "tensor_buft_overrides");
    return (layers >= 0 && layers < bench_row_model(job)->layers + 1) || experts > 0 || host > 0 ||
           (overrides && strcmp(overrides, "none") != 0);
}

static void flash(struct bench_row_job *job, const struct tree *t, struct tree *row)
{
    const struct tree *said = tree_get(t, "flash_attn");
    const bool yes = said &&
                     ((said->type == TREE_TEXT && (strcmp(said->text, "1") == 0 || strcmp(said->text, "on") == 0)) ||
                      (said->type != TREE_TEXT && said->number == 1));
    const bool no = said &&
                    ((said->type == TREE_TEXT && (strcmp(said->text, "0") == 0 || strcmp(said->text, "off") == 0)) ||
                     ((said->type == TREE_NUMBER || said->type == TREE_BOOL) && said->number == 0));
    tree_make_text(job->arena, row, "flash_attn",
                   job->ask->flash_attn ? job->ask->flash_attn
                   : yes                ? "1"
                   : no                 ? "0"
                                        : NULL,
                   t->at);
}

static void cache(struct bench_row_job *job, const struct tree *t, struct tree *row)
{
    const char *k = bench_row_text(job, t, "type_k"), *v = bench_row_text(job, t, "type_v");
    if (k || v)
        tree_make_text(job->arena, row, "kv_type",
                       k && v && strcmp(k, v) != 0 ? str_format(job->arena, "%s/%s", k, v)
                       : k                         ? k
                                                   : v,
                       t->at);
}

static void note(struct bench_row_job *job, const struct tree *t, struct tree *row, bool dated)
{
    struct str s = str_new(job->arena);
    const double gen = bench_row_number(job, t, "n_gen"), depth = bench_row_number(job, t, "n_depth"),
                 spread = bench_row_number(job, t, "stddev_ts"), number = bench_row_number(job, t, "build_number");
    const char *build = bench_row_text(job, t, "build"), *commit = bench_row_text(job, t, "build_commit");
    const struct tree *runs = tree_get(t, "samples_ts");
    str_addf(&s, "llama-bench %s%.0f", gen > 0 ? "tg" : "pp", gen > 0 ? gen : bench_row_number(job, t, "n_prompt"));
    if (depth > 0)
        str_addf(&s, " @ d%.0f", depth);
    if (runs && runs->type == TREE_LIST)
        str_addf(&s, ", %zu runs", runs->n);
    if (spread >= 0)
        str_addf(&s, ", standard deviation %.4g", spread);
    if (build)
        str_addf(&s, "; build %.60s", build);
    else if (commit)
        str_addf(&s, number > 0 ? "; build %.40s (%.0f)" : "; build %.40s", commit, number);
    if (dated)
        str_add(&s, "; date of the run, not of the build");
    if (bench_row_number(job, t, "embeddings") > 0)
        str_add(&s, "; embeddings");
    tree_make_text(job->arena, row, "note", s.text, t->at);
}

/* Returns the month of "2025-04-24T11:57:09Z", "2025-04"; NULL when the text is not a date. */
static const char *month(struct bench_row_job *job, const char *time)
{
    enum { MONTH = sizeof "2025-04" - 1 };
    const char *text = time && strlen(time) >= MONTH ? arena_strndup(job->arena, time, MONTH) : NULL;
    return text && decode_is_date(text) ? text : NULL;
}

static void say_test(struct bench_row_job *job, const struct tree *t, struct tree *row, double prompt, double gen)
{
    const double depth = bench_row_number(job, t, "n_depth"), batch = bench_row_number(job, t, "n_batch"),
                 ubatch = bench_row_number(job, t, "n_ubatch");
    struct arena *a = job->arena;
    BUG_UNLESS((prompt > 0) != (gen > 0));
    tree_make_text(a, row, "phase", gen > 0 ? "decode" : "prefill", t->at);
    tree_make_number(a, row, "depth_tokens", isnan(depth) ? 0 : depth, t->at);
    if (prompt > 0)
        tree_make_number(a, row, "prompt_tokens", prompt, t->at);
    tree_make_number(a, row, "gen_tokens", gen, t->at);
    tree_make_number(a, row, "batch", 1, t->at);
    if (!isnan(ubatch)) /* llama.cpp uses the smaller one */
        tree_make_number(a, row, "ubatch", batch < ubatch ? batch : ubatch, t->at);
    tree_make_number(a, row, "tokens_per_s", bench_row_number(job, t, "avg_ts"), t->at);
}

static void llama(struct bench_row_job *job, const struct tree *t)
{
    const int errors = job->d->errors;
    const double prompt = bench_row_number(job, t, "n_prompt"), gen = bench_row_number(job, t, "n_gen"),
                 speed = bench_row_number(job, t, "avg_ts");
    struct bench_row_who who = {.engine = "llama.cpp"};
    if (isnan(prompt) || isnan(gen) || isnan(speed)) {
        if (job->d->errors == errors)
            bench_row_tell(job, t->at, NULL, "expected n_prompt, n_gen and avg_ts in a result of llama-bench");
        return;
    }
    if ((prompt > 0) == (gen > 0)) {
        bench_row_leave(job, t,
                        prompt > 0 ? "prompt and generation are timed together: run them separately (-p, -n)"
                                   : "it has neither prompt nor generated tokens");
        return;
    }
    if (speed <= 0) {
        diag_add(job->d, DIAG_OUT_OF_RANGE, t->at, "avg_ts", "expected a speed above 0, got %g", speed);
        return;
    }
    if (!backend(job, t, &who.backend))
        return;
    who.gpus = bench_row_text(job, t, "gpu_info");
    who.used = devices_used(job, t);
    who.model_file = bench_row_text(job, t, "model_filename");
    who.model_type = bench_row_text(job, t, "model_type");
    who.params = bench_row_number(job, t, "model_n_params");
    who.split = bench_row_text(job, t, "split_mode");
    who.split = who.split ? who.split : "layer"; /* llama-bench's default, which its Markdown leaves out */
    who.date = month(job, bench_row_text(job, t, "test_time"));
    struct tree *row = job->d->errors == errors ? bench_row_begin(job, t, &who) : NULL;
    if (!row)
        return;
    say_test(job, t, row, prompt, gen);
    flash(job, t, row);
    cache(job, t, row);
    if (is_partial(job, t))
        tree_make_text(job->arena, row, "flags", "partial-offload", t->at);
    tree_make_text(job->arena, row, "fits", is_partial(job, t) ? "partial" : "yes", t->at);
    note(job, t, row, who.date && !job->ask->date);
}

/* ---- all results ---- */

static struct speed_row_list decode_rows(struct bench_row_job *job)
{
    struct speed_row *rows = ARENA_ARRAY(job->arena, job->rows->n, struct speed_row);
    struct decode dec = {.arena = job->arena, .d = job->d};
    size_t n = 0;
    for (const struct tree *t = job->rows->first; t && job->d->errors < MOST_ERRORS; t = t->next)
        decode_record(&dec, &kind_speed_row, t, NULL, &rows[n++]);
    return job->d->errors ? (struct speed_row_list){0} : (struct speed_row_list){n, rows};
}

struct speed_row_list import_bench(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                   char *text, size_t size, const struct import_bench_ask *ask)
{
    const struct origin at = {.file = file, .line = 1, .col = 1};
    const char *base = file_base(file);
    const char *dot = strrchr(base, '.');
    struct bench_row_job job = {
        .arena = a, .d = d, .catalogue = c, .file = file, .ask = ask, .rows = tree_make_list(a, NULL, NULL, at)};
    job.name = dot && dot > base ? arena_strndup(a, base, (size_t)(dot - base)) : base;
    const struct tree *list = bench_read(a, d, file, text, size);
    if (!list)
        return (struct speed_row_list){0};
    for (const struct tree *t = list->first; t && d->errors < MOST_ERRORS; t = t->next) {
        if (t->type == TREE_MAP && tree_get(t, "avg_ts"))
            llama(&job, t);
        else if (!import_vllm(&job, t))
            diag_add(d, DIAG_BENCH, t->at, NULL,
                     "expected a result of llama-bench (avg_ts) or of vllm bench (mean_tpot_ms, avg_latency, "
                     "elapsed_time), got %s",
                     tree_describe(a, t));
    }
    if (!d->errors && job.rows->n == 0)
        diag_add(d, DIAG_BENCH, at, NULL, "no result of the file can be imported");
    return d->errors ? (struct speed_row_list){0} : decode_rows(&job);
}
