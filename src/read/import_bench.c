#include "import_bench.h"

#include "arena.h"
#include "bench.h"
#include "bench_override.h"
#include "bench_row.h"
#include "decode.h"
#include "diag.h"
#include "feed_text.h"
#include "file.h"
#include "tree_make.h"
#include "import_serving.h"
#include "import_vllm.h"
#include "names.h"
#include "numtext.h"
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
        if (strncmp(at, word, n) == 0 && (at[n] == ',' || at[n] == '\0' || str_starts(at + n, " (")))
            return true;
    return false;
}

static bool is_true(const struct tree *t, const char *key)
{
    const struct tree *value = key ? tree_get(t, key) : NULL;
    return value && value->type == TREE_BOOL && value->number != 0;
}

/* Returns the backend that the result lists; NULL: none that the catalogue has, or *several. */
static const char *listed_backend(const struct tree *t, const char *list, bool *several)
{
    const char *found = NULL;
    for (size_t i = 0; i < N_BACKENDS; i++) {
        if (list ? !has_word(list, backend_words[i].word) : !is_true(t, backend_words[i].old_key))
            continue;
        *several |= found && strcmp(found, backend_words[i].backend) != 0;
        found = backend_words[i].backend;
    }
    return *several ? NULL : found;
}

/* Was it run over RPC? A backend that lists RPC was built with it; a device of it says that it ran. */
static bool over_rpc(struct bench_row_job *job, const struct tree *t, const char *list)
{
    const char *devices = bench_row_text(job, t, "devices");
    const bool built = list && has_word(list, "RPC"),
               ran = (devices && strstr(devices, "RPC")) || bench_row_text(job, t, "rpc");
    if (built && !ran)
        bench_row_say(
            job, t->at,
            "the program was built with RPC, and the result does not say whether it ran over RPC: it is taken "
            "as one machine's; leave it out if it was not");
    return ran;
}

/* Sets *out to the backend; NULL leaves it to the user's choice. Returns false with a diagnostic when the result is
   left out or the backend must be stated. */
static bool backend(struct bench_row_job *job, const struct tree *t, const char **out)
{
    const char *list = bench_row_text(job, t, "backends"), *stated = job->ask->backend;
    const bool asked = !tree_get(t, "program") || tree_get(t, "backend_open");
    bool several = false;
    const char *devices = bench_row_text(job, t, "devices");
    if (devices && strcmp(devices, "none") == 0) {
        bench_row_leave(job, t, "it ran on no device (dev none): a row of the processor alone has no backend");
        return false;
    }
    if (over_rpc(job, t, list)) {
        bench_row_leave(job, t, "it ran over RPC, and a row cannot state the network between machines");
        return false;
    }
    *out = listed_backend(t, list, &several);
    if (!list && !*out && !several && !stated && asked && job->backends) {
        list = job->backends;
        *out = listed_backend(t, list, &several);
        bench_row_say(job, t->at, str_format(job->arena, "%.40s, the backend of the other results, is taken", list));
    }
    if (stated && *out && strcmp(stated, *out) != 0)
        return !bench_row_differs(job, t->at, str_format(job->arena, "it ran on %s, not on %s", *out, stated));
    if (stated)
        return true;
    if (several)
        bench_row_tell(job, t->at, "backends",
                       "the result lists several backends: state the one that ran with --backend NAME");
    else if (!*out && list)
        bench_row_leave(job, t, "its backend is not in the catalogue (cuda, metal, rocm, vulkan, sycl)");
    else if (!*out && asked)
        bench_row_tell(job, t->at, "backends", "the file does not state the backend: state it with --backend NAME");
    return *out != NULL || (!several && !list && !asked);
}

/* Returns the names of the devices. A driver may call a processor's graphics just "AMD Radeon Graphics"; the
   processor's own name, "Ryzen AI Max+ 395 w/ Radeon 8060S", says which they are. */
static const char *graphics(struct bench_row_job *job, const struct tree *t)
{
    const char *gpus = bench_row_text(job, t, "gpu_info"), *cpu = bench_row_text(job, t, "cpu_info"),
               *with = cpu ? strstr(cpu, " w/ ") : NULL;
    const bool bare = gpus && str_starts(gpus, "AMD Radeon") && str_ends(gpus, "Graphics") &&
                      gpus[strcspn(gpus, "0123456789,")] == '\0';
    return bare && with ? with + strlen(" w/ ") : gpus;
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

/* Returns how many layers have all routed experts in system RAM by -ot; NAN: the overrides move something else too.
   Source: src/llama-model-loader.cpp of ggml-org/llama.cpp: a pattern applies where it is found in a tensor's name. */
static double overridden(struct bench_row_job *job, const char *overrides)
{
    static const char *const kinds[] = {"gate", "up", "down"};
    const double layers = bench_row_model(job)->layers;
    double n = 0;
    for (int l = 0; l < layers; l++) {
        int moved = 0;
        for (size_t k = 0; k < 3; k++)
            moved += bench_override_moves(job->arena, overrides,
                                          str_format(job->arena, "blk.%d.ffn_%s_exps.weight", l, kinds[k]));
        if ((moved > 0 && moved < 3) ||
            bench_override_moves(job->arena, overrides, str_format(job->arena, "blk.%d.attn_q.weight", l)))
            return NAN;
        n += moved > 0;
    }
    return n;
}

/* Returns true when the devices hold clearly less than the file: more is missing than the embedding, which stays in
   system RAM. */
static bool lacks_weights(struct bench_row_job *job, const struct tree *t)
{
    static const double halves_b = 2, room_frac = 0.05;
    const struct model *m = bench_row_model(job);
    const double file_b = bench_row_number(job, t, "model_size"), held_b = bench_row_number(job, t, "on_devices_b"),
                 own = isnan(m->ple_width) ? 0 : m->layers * m->ple_width;
    return file_b - held_b > m->vocab * (m->hidden + own) * halves_b + room_frac * file_b;
}

/* Says what is in system RAM. */
static void offload(struct bench_row_job *job, const struct tree *t, struct tree *row)
{
    const struct model *m = bench_row_model(job);
    const double layers = bench_row_number(job, t, "n_gpu_layers"), experts = bench_row_number(job, t, "n_cpu_moe");
    const char *overrides = bench_row_text(job, t, "tensor_buft_overrides"), *cpu = bench_row_text(job, t, "cpu_info");
    const bool moves = overrides && strcmp(overrides, "none") != 0;
    const double moved = moves ? overridden(job, overrides) : experts;
    const struct cpu *found = job->ask->cpu ? job->ask->cpu
                              : cpu         ? names_find(job->arena, job->catalogue, &kind_cpu, cpu).record
                                            : NULL;
    if (layers >= 0 && layers <= m->layers)
        tree_make_number(job->arena, row, "ngl", layers, t->at);
    if (moved > 0)
        tree_make_number(job->arena, row, "n_cpu_moe", moved, t->at);
    if (!isnan(job->ask->ram_gb_s))
        tree_make_number(job->arena, row, "ram_gb_s", job->ask->ram_gb_s, t->at);
    tree_make_text(job->arena, row, "cpu", found ? found->id : NULL, t->at);
    if (!(layers >= 0 && layers <= m->layers) && !(moved > 0) && !moves && lacks_weights(job, t))
        bench_row_say(job, t->at,
                      "the devices hold less than the file, so weights are in system RAM, and the text does not say "
                      "which: the results cannot be predicted");
    if (isnan(job->ask->ram_gb_s) && !found && ((layers >= 0 && layers <= m->layers) || moved > 0))
        bench_row_say(job, t->at,
                      "results with layers or experts in system RAM: state --cpu ID or --ram-gb-s N, or they cannot be "
                      "predicted");
}

/* Returns true when a part of the model or the cache is in system RAM. */
static bool is_partial(struct bench_row_job *job, const struct tree *t)
{
    const double layers = bench_row_number(job, t, "n_gpu_layers"), experts = bench_row_number(job, t, "n_cpu_moe"),
                 host = bench_row_number(job, t, "no_kv_offload");
    const char *overrides = bench_row_text(job, t, "tensor_buft_overrides");
    return (layers >= 0 && layers < bench_row_model(job)->layers + 1) || experts > 0 || host > 0 ||
           (overrides && strcmp(overrides, "none") != 0) || lacks_weights(job, t);
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
    const double gen = bench_row_number(job, row, "gen_tokens"), depth = bench_row_number(job, row, "depth_tokens"),
                 spread = bench_row_number(job, t, "stddev_ts"), number = bench_row_number(job, t, "build_number");
    const char *build = bench_row_text(job, t, "build"), *commit = bench_row_text(job, t, "build_commit");
    const struct tree *runs = tree_get(t, "samples_ts");
    const char *program = bench_row_text(job, t, "program");
    str_addf(&s, "%s %s%.0f", program ? program : "llama-bench", gen > 0 ? "tg" : "pp",
             gen > 0 ? gen : bench_row_number(job, t, "n_prompt"));
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

static void flags(struct bench_row_job *job, const struct tree *t, struct tree *row, bool partial)
{
    const char *said = bench_row_text(job, t, "flags");
    tree_make_text(job->arena, row, "flags",
                   said && partial ? str_format(job->arena, "%s;partial-offload", said)
                   : partial       ? "partial-offload"
                                   : said,
                   t->at);
}

/* Returns the month of "2025-04-24T11:57:09Z", "2025-04"; NULL when the text is not a date. */
static const char *month(struct bench_row_job *job, const char *time)
{
    enum { MONTH = sizeof "2025-04" - 1 };
    const char *text = time && strlen(time) >= MONTH ? arena_strndup(job->arena, time, MONTH) : NULL;
    return text && decode_is_date(text) ? text : NULL;
}

static void say_test(struct bench_row_job *job, const struct tree *t, struct tree *row, double prompt, double gen,
                     double depth)
{
    const double batch = bench_row_number(job, t, "n_batch"), ubatch = bench_row_number(job, t, "n_ubatch"),
                 sequences = bench_row_number(job, t, "sequences");
    struct arena *a = job->arena;
    BUG_UNLESS((prompt > 0) != (gen > 0));
    tree_make_text(a, row, "phase", gen > 0 ? "decode" : "prefill", t->at);
    tree_make_number(a, row, "depth_tokens", isnan(depth) ? 0 : depth, t->at);
    if (prompt > 0)
        tree_make_number(a, row, "prompt_tokens", prompt, t->at);
    if (!tree_get(t, "gen_not_stated"))
        tree_make_number(a, row, "gen_tokens", gen, t->at);
    tree_make_number(a, row, "batch", isnan(sequences) ? 1 : sequences, t->at);
    if (!isnan(ubatch)) /* llama.cpp uses the smaller one */
        tree_make_number(a, row, "ubatch", batch < ubatch ? batch : ubatch, t->at);
    tree_make_number(a, row, "tokens_per_s", bench_row_number(job, t, "avg_ts"), t->at);
}

/* Returns a number of tokens. Where the result leaves it open, that which the user states; NAN with a diagnostic that
   names the option when there is none. */
static double tokens(struct bench_row_job *job, const struct tree *t, const char *key, const char *open, double asked,
                     const char *what)
{
    if (!tree_get(t, open))
        return bench_row_number(job, t, key);
    if (isnan(asked))
        bench_row_tell(job, t->at, NULL, str_format(job->arena, "the file does not state %s N", what));
    return asked;
}

static const char *const of_prompt = "the length of the prompt: state it with --prompt",
                         *const of_answer = "the number of generated tokens: state it with --gen";

/* Leaves the result out where a cell is no number. Returns whether it did. */
static bool bad_cell(struct bench_row_job *job, const struct tree *t)
{
    static const char *const keys[] = {"n_prompt",   "n_gen",          "n_depth",   "avg_ts",        "n_gpu_layers",
                                       "n_batch",    "n_ubatch",       "n_cpu_moe", "no_kv_offload", "embeddings",
                                       "model_size", "model_n_params", "stddev_ts"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct tree *cell = tree_get(t, keys[i]);
        const bool told = cell && cell->type != TREE_NULL && cell->type != TREE_NUMBER && cell->type != TREE_BOOL;
        double x = NAN;
        if (!told || (cell->type == TREE_TEXT && (!*cell->text || numtext_parse(cell->text, strlen(cell->text), &x))))
            continue;
        diag_add(job->d, DIAG_BENCH_LEFT_OUT, cell->at, keys[i], "expected a number, got %s",
                 tree_describe(job->arena, cell));
        return true;
    }
    return false;
}

static void llama(struct bench_row_job *job, const struct tree *t)
{
    if (bad_cell(job, t))
        return;
    const int errors = job->d->errors;
    const double prompt = tokens(job, t, "n_prompt", "prompt_open", job->ask->prompt_tokens, of_prompt),
                 gen = tokens(job, t, "n_gen", "gen_open", job->ask->gen_tokens, of_answer),
                 speed = bench_row_number(job, t, "avg_ts");
    const char *engine = bench_row_text(job, t, "engine");
    struct bench_row_who who = {.engine = engine ? engine : "llama.cpp"};
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
        bench_row_leave(job, t, str_format(job->arena, "avg_ts: expected a speed above 0, got %g", speed));
        return;
    }
    const double depth = tokens(job, t, "n_depth", "depth_open", job->ask->prompt_tokens, of_prompt);
    if (!backend(job, t, &who.backend) || job->d->errors > errors)
        return;
    who.gpus = graphics(job, t);
    who.used = devices_used(job, t);
    who.model_file = bench_row_text(job, t, "model_filename");
    who.model_type = bench_row_text(job, t, "model_type");
    who.params = bench_row_number(job, t, "model_n_params");
    who.size_b = bench_row_number(job, t, "model_size");
    who.round_frac = bench_row_number(job, t, "params_round_frac");
    who.split = bench_row_text(job, t, "split_mode");
    who.split = who.split ? who.split : "layer"; /* llama-bench's default, which its Markdown leaves out */
    who.date = month(job, bench_row_text(job, t, "test_time"));
    struct tree *row = job->d->errors == errors ? bench_row_begin(job, t, &who) : NULL;
    if (!row)
        return;
    say_test(job, t, row, prompt, gen, depth);
    flash(job, t, row);
    cache(job, t, row);
    const bool partial = is_partial(job, t);
    flags(job, t, row, partial);
    if (partial)
        offload(job, t, row);
    tree_make_text(job->arena, row, "fits", partial ? "partial" : "yes", t->at);
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

static struct serving_row_list decode_loads(struct bench_row_job *job)
{
    struct serving_row *rows = ARENA_ARRAY(job->arena, job->loads->n, struct serving_row);
    struct decode dec = {.arena = job->arena, .d = job->d};
    size_t n = 0;
    for (const struct tree *t = job->loads->first; t && job->d->errors < MOST_ERRORS; t = t->next)
        decode_record(&dec, &kind_serving_row, t, NULL, &rows[n++]);
    return job->d->errors ? (struct serving_row_list){0} : (struct serving_row_list){n, rows};
}

/* Returns the backends that all results that state some agree on; NULL: none do, or they differ. */
static const char *agreed_backends(struct bench_row_job *job, const struct tree *list)
{
    const char *agreed = NULL;
    for (const struct tree *t = list->first; t; t = t->next) {
        const char *said = t->type == TREE_MAP ? bench_row_text(job, t, "backends") : NULL;
        if (said && agreed && strcmp(said, agreed) != 0)
            return NULL;
        agreed = said ? said : agreed;
    }
    return agreed;
}

static void read_results(struct bench_row_job *job, const struct tree *list)
{
    job->backends = agreed_backends(job, list);
    struct import_serving served = {0};
    for (const struct tree *t = list->first; t && job->d->errors < MOST_ERRORS; t = t->next) {
        if (t->type == TREE_MAP && tree_get(t, "avg_ts"))
            llama(job, t);
        else if (!import_vllm(job, t) && !import_serving_add(job, &served, t))
            diag_add(job->d, DIAG_BENCH, t->at, NULL,
                     "expected a result of llama-bench (avg_ts) or of vllm bench (mean_tpot_ms, avg_latency, "
                     "elapsed_time), got %s",
                     tree_describe(job->arena, t));
    }
    if (job->d->errors < MOST_ERRORS)
        import_serving_rows(job, &served);
}

struct import_bench import_bench_all(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                     char *text, size_t size, const struct import_bench_ask *ask)
{
    const struct origin at = {.file = file, .line = 1, .col = 1};
    struct bench_row_job job = bench_row_start(a, d, c, file, ask);
    struct diags quiet = diag_none(a);
    size_t n = size;
    const char *utf8 = ask->gpu ? NULL : feed_text_utf8(a, &quiet, file, arena_strndup(a, text, size), &n);
    job.said = utf8 ? bench_said_read(a, c, utf8) : job.said;
    const struct tree *list = bench_read(a, d, file, text, size);
    struct import_bench out = {0};
    if (!list)
        return out;
    read_results(&job, list);
    if (!d->errors && job.rows->n == 0 && job.loads->n == 0)
        diag_add(d, DIAG_BENCH, at, NULL, "no result of the file can be imported");
    if (!d->errors && job.loads->n > 0)
        out.loads = decode_loads(&job);
    else if (!d->errors)
        out.speeds = decode_rows(&job);
    return out;
}

struct speed_row_list import_bench(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                   char *text, size_t size, const struct import_bench_ask *ask)
{
    return import_bench_all(a, d, c, file, text, size, ask).speeds;
}
