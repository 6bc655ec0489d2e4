/* report/launch: the command that starts a deployment, word by word against the documented options of each engine. */
#include "launch_try.h"

#include "engine_quant.h"
#include "launch_value.h"
#include "wrap.h"

#include <ctype.h>
#include <stdlib.h>

/* ---- cases ---- */

static void one_card(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 1, "qwen3-32b", "Q4_K_M");
    q.kv = FIND(format, "Q8_0");
    q.ubatch = 1024;
    const struct try *t = tried(&q);
    SAME(t->launch.command,
         "llama-server --hf-repo bartowski/Qwen_Qwen3-32B-GGUF:Q4_K_M --n-gpu-layers 999 --ctx-size 32768 --parallel 1 "
         "--cache-type-k q8_0 --cache-type-v q8_0 --flash-attn on --ubatch-size 1024 --fit off --host 127.0.0.1 "
         "--port 8080");
    THAT(t->launch.variables.n == 0 && t->launch.before.n == 0 && !t->launch.modelfile && t->launch.after.n == 0);
    THAT(notes(t, "Install llama.cpp first: github.com/ggml-org/llama.cpp/releases") &&
         notes(t, "(a build of 2026-01 or later)."));
    THAT(notes(t, "open http://127.0.0.1:8080 in a browser") && notes(t, "use http://127.0.0.1:8080/v1"));
    THAT(!notes(t, "does not set") && !notes(t, "nan"));
    q.ubatch = 4096; /* above the batch of 2048 */
    const struct try *large = tried(&q);
    THAT(says(large, "--batch-size", "4096") && says(large, "--ubatch-size", "4096"));
    q.flash_attn = flag_no;
    q.kv = NULL;
    const struct try *plain = tried(&q);
    THAT(says(plain, "--flash-attn", "off") && !says(plain, "--flash-attn", "on"));
    THAT(!says(plain, "--cache-type-k", NULL));
}

static void two_cards(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 2, "llama-3.3-70b", "Q4_K_M");
    q.split = split_tensor;
    const struct try *t = tried(&q);
    THAT(says(t, "--split-mode", "tensor") && says(t, "--fit", "off") && t->launch.variables.n == 0);
    q.split = split_unknown;
    q.device[1] = FIND(device, "rtx-3060-12gb");
    q.tensor_split[0] = 0.6667;
    q.tensor_split[1] = 0.3333;
    const struct try *unlike = tried(&q);
    THAT(says(unlike, "--split-mode", "layer") && says(unlike, "--tensor-split", "0.6667,0.3333"));
    THAT(holds(&unlike->launch.variables, "CUDA_VISIBLE_DEVICES=0,1"));
    THAT(holds(&unlike->launch.variables, "CUDA_DEVICE_ORDER=PCI_BUS_ID"));
    THAT(
        notes(unlike, "Device number 0 has to be the rtx-3090, number 1 the rtx-3060-12gb: if nvidia-smi lists other"));
    THAT(!notes(t, "has to be"));
    q.engine_month = 12 * 2026 + 3; /* April 2026 has tensor, March has not */
    q.split = split_tensor;
    THAT(says(tried(&q), "--split-mode", "tensor"));
    q.engine_month -= 1;
    const struct try *old = tried(&q);
    THAT(!says(old, "--split-mode", NULL) && notes(old, "this way of sharing the model"));
}

static void subset_of_cards(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 1, "gpt-oss-20b", "MXFP4_MOE");
    q.cards = 2;
    const struct try *first = tried(&q);
    THAT(str_starts(first->launch.command, "CUDA_VISIBLE_DEVICES=0 CUDA_DEVICE_ORDER=PCI_BUS_ID llama-server "
                                           "--hf-repo ggml-org/gpt-oss-20b-GGUF --hf-file gpt-oss-20b-mxfp4.gguf "));
    THAT(!notes(first, "has to be")); /* the other card is alike */
    q.cards = 0;
    q.position[0] = 1;
    THAT(holds(&tried(&q)->launch.variables, "CUDA_VISIBLE_DEVICES=1"));
    q.device[0] = FIND(device, "radeon-ai-pro-r9700");
    q.backend = backend_rocm;
    const struct try *amd = tried(&q);
    THAT(amd->launch.variables.n == 1 && holds(&amd->launch.variables, "HIP_VISIBLE_DEVICES=1"));
    q.backend = backend_vulkan;
    THAT(holds(&tried(&q)->launch.variables, "GGML_VK_VISIBLE_DEVICES=1"));
}

static void experts_in_ram(void)
{
    struct request q = asked("llama.cpp", "rtx-3060-12gb", 1, "qwen3-coder-30b-a3b", "Q4_K_M");
    q.experts_on_host = 24;
    const struct try *some = tried(&q);
    THAT(says(some, "--n-cpu-moe", "24") && says(some, "--n-gpu-layers", "999") && !says(some, "--cpu-moe", NULL));
    q.experts_on_host = INFINITY;
    const struct try *all = tried(&q);
    THAT(says(all, "--cpu-moe", NULL) && !says(all, "--n-cpu-moe", NULL));
    q.experts_on_host = 0;
    q.ngl = 20;
    const struct try *layers = tried(&q);
    THAT(says(layers, "--n-gpu-layers", "20") && !says(layers, "--n-gpu-layers", "999"));
    q.ngl = q.model->layers + 1;
    THAT(says(tried(&q), "--n-gpu-layers", "999"));
    q.experts_on_host = 24;
    q.engine_month = 12 * 2025 + 5; /* June 2025: before the option, and flash attention took no word */
    const struct try *old = tried(&q);
    THAT(!says(old, "--n-cpu-moe", NULL) && notes(old, "experts in system RAM") && !says(old, "--fit", NULL));
    THAT(says(old, "--flash-attn", NULL) && !says(old, "--flash-attn", "on"));
}

static void a_mac(void)
{
    struct request q = asked("mlx", "m3-ultra-80c", 1, "qwen3-235b-a22b", "4bit");
    q.mem_gib[0] = 512;
    q.parallel = 4;
    const struct try *t = tried(&q);
    SAME(t->launch.command, "mlx_lm.server --model mlx-community/Qwen3-235B-A22B-4bit --decode-concurrency 4 "
                            "--host 127.0.0.1 --port 8080");
    THAT(t->launch.before.n == 0 && notes(t, "does not set the context"));
    q.limit_gib[0] = 460.5;
    THAT(tried(&q)->launch.before.n == 0); /* what macOS gives by itself */
    q.limit_raised = true;
    const struct try *more = tried(&q);
    THAT(holds(&more->launch.before, "sudo sysctl iogpu.wired_limit_mb=471552"));
    q.engine = FIND(engine, "llama.cpp");
    q.quant = FIND(quant, "Q4_K_M");
    THAT(holds(&tried(&q)->launch.before, "sudo sysctl iogpu.wired_limit_mb=471552"));
    q.kv = FIND(format, "Q8_0");
    q.engine = FIND(engine, "mlx");
    q.quant = FIND(quant, "4bit");
    const struct try *cache = tried(&q);
    THAT(notes(cache, "the cache format Q8_0"));
}

static void vllm(void)
{
    struct request q = asked("vllm", "rtx-3090", 2, "qwen3-32b", "AWQ-INT4");
    q.split = split_tensor;
    q.ctx = 131072;
    q.parallel = 4;
    q.kv = FIND(format, "FP8");
    q.ubatch = 4096;
    const struct try *t = tried(&q);
    SAME(t->launch.command, "vllm serve Qwen/Qwen3-32B-AWQ --tensor-parallel-size 2 --max-model-len 32768 "
                            "--max-num-seqs 4 --kv-cache-dtype fp8_e5m2 --max-num-batched-tokens 4096 "
                            "--gpu-memory-utilization 0.9 --host 127.0.0.1 --port 8000");
    THAT(notes(t, "reach it at http://127.0.0.1:8000/v1") && !notes(t, "browser"));
    q.device[0] = q.device[1] = FIND(device, "rtx-4090");
    q.split = split_layer;
    const struct try *ada = tried(&q);
    THAT(says(ada, "--kv-cache-dtype", "fp8") && says(ada, "--pipeline-parallel-size", "2"));
    THAT(!says(ada, "--tensor-parallel-size", NULL));
    q.kv = FIND(format, "Q8_0");
    q.tensor_split[0] = 0.75;
    q.tensor_split[1] = 0.25;
    q.experts_on_host = 3;
    const struct try *lacking = tried(&q);
    THAT(notes(lacking, "does not set experts in system RAM, shares of the devices, the cache format Q8_0: "));
}

static void ollama(void)
{
    struct request q = asked("ollama", "rtx-3090", 2, "llama-3.3-70b", "Q4_K_M");
    q.ctx = 16384;
    q.parallel = 2;
    q.kv = FIND(format, "Q8_0");
    const struct try *t = tried(&q);
    SAME(t->launch.modelfile, "FROM hf.co/bartowski/Llama-3.3-70B-Instruct-GGUF:Q4_K_M\nPARAMETER num_ctx 8192\n");
    SAME(t->launch.command, "OLLAMA_NUM_PARALLEL=2 OLLAMA_KV_CACHE_TYPE=q8_0 OLLAMA_FLASH_ATTENTION=1 "
                            "OLLAMA_SCHED_SPREAD=1 OLLAMA_HOST=127.0.0.1:11434 ollama serve");
    THAT(t->launch.after.n == 2 && holds(&t->launch.after, "ollama create llama-3.3-70b -f Modelfile"));
    THAT(holds(&t->launch.after, "ollama run llama-3.3-70b") && !notes(t, "does not set"));
    q.split = split_tensor;
    q.ubatch = 1024;
    const struct try *lacking = tried(&q);
    THAT(notes(lacking, "the size of a micro-batch") && !notes(lacking, "the context"));
}

static void other_engines(void)
{
    struct request q = asked("sglang", "rtx-3090", 2, "qwen3-8b", "FP8");
    q.split = split_tensor;
    q.kv = FIND(format, "FP8");
    q.ubatch = 2048;
    const struct try *t = tried(&q);
    THAT(str_starts(t->launch.command, "python3 -m sglang.launch_server --model-path Qwen/Qwen3-8B-FP8 "));
    THAT(says(t, "--tensor-parallel-size", "2") && says(t, "--context-length", "32768"));
    THAT(says(t, "--mem-fraction-static", "0.88") && says(t, "--kv-cache-dtype", "fp8_e5m2"));
    q = asked("ik_llama.cpp", "rtx-3090", 2, "qwen3-32b", "Q4_K_M");
    q.split = split_tensor;
    q.experts_on_host = 5;
    const struct try *ik = tried(&q);
    THAT(says(ik, "--split-mode", "graph") && says(ik, "--model", "qwen3-32b-Q4_K_M.gguf"));
    THAT(says(ik, "--n-cpu-moe", "5") && notes(ik, "Download Q4_K_M from huggingface.co/bartowski/Qwen_Qwen3-32B"));
    q.engine = FIND(engine, "gpt-fast");
    const struct try *none = tried(&q);
    THAT(!none->ok && !none->launch.command && notes(none, "no command that starts it is on record"));
    q = asked("llama.cpp", "rtx-3090", 2, "qwen3-32b", "Q4_K_M");
    q.host[1] = 1;
    const struct try *apart = tried(&q);
    THAT(!apart->ok && notes(apart, "several machines"));
}

static void drafts(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 1, "qwen3-32b", "Q4_K_M");
    q.draft_tokens = 4;
    const struct try *self = tried(&q);
    THAT(says(self, "--spec-type", "draft-mtp") && says(self, "--spec-draft-n-max", "4"));
    q.draft_model = FIND(model, "qwen3-0.6b");
    q.draft_quant = FIND(quant, "Q8_0");
    const struct try *other = tried(&q);
    THAT(says(other, "--spec-type", "draft-simple") && !says(other, "--model-draft", NULL));
    THAT(says(other, "--hf-repo-draft", "bartowski/Qwen3-0.6B-GGUF:Q8_0"));
    q.engine_month = 12 * 2026 + 3; /* the option had another name until April 2026 */
    const struct try *old = tried(&q);
    THAT(says(old, "--draft-max", "4") && !says(old, "--spec-draft-n-max", NULL));
    q = asked("vllm", "rtx-3090", 1, "qwen3.6-27b", "FP8");
    q.draft_tokens = 2;
    const struct try *mtp = tried(&q);
    THAT(says(mtp, "--speculative-config", "{\"method\": \"mtp\", \"num_speculative_tokens\": 2}"));
    THAT(strstr(mtp->launch.command, "'{\"method\": \"mtp\", \"num_speculative_tokens\": 2}'") != NULL);
    q.draft_model = FIND(model, "qwen3-4b");
    const struct try *small = tried(&q);
    THAT(says(small, "--speculative-config", "{\"model\": \"Qwen/Qwen3-4B-FP8\", \"num_speculative_tokens\": 2}"));
    q = asked("mlx", "m3-ultra-80c", 1, "qwen3-8b", "4bit");
    q.mem_gib[0] = 96;
    q.draft_tokens = 3;
    q.draft_model = FIND(model, "qwen3-4b-2507");
    const struct try *mlx = tried(&q);
    THAT(says(mlx, "--draft-model", "mlx-community/Qwen3-4B-Instruct-2507-4bit"));
    THAT(says(mlx, "--num-draft-tokens", "3"));
}

static void no_published_file(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 1, "yi-1.5-9b", "Q4_K_M");
    const struct try *t = tried(&q);
    THAT(says(t, "--model", "yi-1.5-9b-Q4_K_M.gguf") && !says(t, "--hf-repo", NULL));
    THAT(notes(t, "No published file of yi-1.5-9b in Q4_K_M is on record: replace yi-1.5-9b-Q4_K_M.gguf"));
    q.engine = FIND(engine, "vllm");
    q.quant = FIND(quant, "AWQ-INT4");
    const struct try *dir = tried(&q);
    THAT(holds(&dir->launch.words, "yi-1.5-9b-AWQ-INT4") && notes(dir, "No published file"));
}

/* ---- rules ---- */

static void terminal_lines(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 1, "qwen3-32b", "Q4_K_M");
    const struct try *t = tried(&q);
    const char *text = t->launch.lines;
    struct str joined = str_new(test_arena());
    while (text && *text) {
        const char *line = str_split(test_arena(), text, '\n', &text);
        THAT(wrap_width(line) <= WRAP_COLUMNS);
        THAT(str_ends(line, " \\") == (text && *text));
        while (*line == ' ')
            line++;
        str_addn(&joined, line, strlen(line) - (str_ends(line, " \\") ? 1 : 0));
    }
    SAME(joined.text, t->launch.command);
}

static bool is_month(const char *text)
{
    return !text || (strlen(text) == 7 && isdigit((unsigned char)text[3]) && text[4] == '-' &&
                     isdigit((unsigned char)text[6]) && atoi(text + 5) >= 1 && atoi(text + 5) <= 12);
}

static void documented_option(const struct manual *m, const struct engine_option *o)
{
    static const enum place place_of[] = {[optionform_option] = PLACE_OPTION,
                                          [optionform_argument] = PLACE_ARGUMENT,
                                          [optionform_variable] = PLACE_VARIABLE,
                                          [optionform_modelfile] = PLACE_MODELFILE,
                                          [optionform_before] = PLACE_BEFORE};
    const bool nameless = o->form == optionform_argument || o->form == optionform_before;
    const char *name = str_starts(o->flag, "PARAMETER ") ? o->flag + strlen("PARAMETER ") : o->flag;
    test_row("%s", o->flag);
    THAT(is_month(o->since) && is_month(o->until));
    if (!o->until)
        THAT(look_up(m, place_of[o->form], nameless ? "" : name) != NULL);
}

/* Every word that an option may set has a value, or none, for a plain deployment. */
static void every_word(void)
{
    const struct request q = asked("llama.cpp", "rtx-3090", 1, "qwen3-32b", "Q4_K_M");
    const struct try *t = tried(&q);
    const struct launch_job job = launch_value_job(test_arena(), &t->c);
    int stated = 0;
    for (int i = 1; i < enums_sets.n; i++)
        stated += launch_value_of(&job, (enum sets)i) != NULL;
    THAT(stated > 8 && stated < enums_sets.n - 8);
}

/* Every current option on record is documented, and every engine that can be started has such a list. */
static void records(void)
{
    const struct catalogue *c = test_catalogue();
    size_t engines = 0;
    for (size_t i = 0; i < c->engines.n; i++) {
        const struct engine *e = &c->engines.v[i];
        const struct manual m = manual_of(e->id);
        test_row("%s", e->id);
        THAT((e->starts != NULL) == (m.n > 0) && (e->starts != NULL) == (e->options.n > 0));
        THAT(e->starts || e->then.n == 0);
        for (size_t j = 0; j < e->options.n; j++)
            documented_option(&m, &e->options.v[j]);
        for (size_t j = 0; j < e->splits.n; j++)
            THAT(is_month(e->splits.v[j].since) && is_month(e->splits.v[j].until));
        engines += e->starts != NULL;
    }
    THAT(engines >= 30);
}

/* Without any one of its options in the list, the command is found faulty: the check would notice an unknown option. */
static void each_option_is_checked(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 2, "qwen3-coder-30b-a3b", "Q4_K_M");
    q.kv = FIND(format, "Q8_0");
    q.experts_on_host = 4;
    q.draft_tokens = 4;
    q.position[0] = 2;
    const struct try *t = tried(&q);
    const struct manual m = manual_of("llama.cpp");
    size_t noticed = 0;
    for (size_t i = 0; i < m.n; i++) {
        m.v[i].hidden = true;
        noticed += check(&m, t->c.engine, &t->launch) != NULL;
        m.v[i].hidden = false;
    }
    THAT(noticed == 16); /* options and variables of that command; --spec-type counts once */
    SAME(check(&m, t->c.engine, &t->launch), NULL);
    look_up(&m, PLACE_OPTION, "--ctx-size")->value = "N|auto";
    look_up(&m, PLACE_OPTION, "--cache-type-k")->value = "f16";
    SAME(check(&m, t->c.engine, &t->launch), "--cache-type-k: q8_0");
    look_up(&m, PLACE_OPTION, "--ctx-size")->value = NULL;
    SAME(check(&m, t->c.engine, &t->launch), "unknown: 32768");
}

static double maybe(int low, int high)
{
    const double number = test_whole(low, high);
    return test_whole(0, 1) ? number : NAN;
}

/* Returns a quant that the engine loads. */
static const struct quant *any_loaded(const struct engine *e)
{
    const struct catalogue *c = test_catalogue();
    const struct quant *one;
    do
        one = &c->quants.v[test_whole(0, (int)c->quants.n - 1)];
    while (!engine_quant_loads(e, one));
    return one;
}

/* Returns a device on which the engine runs. */
static const char *any_device(const struct engine *e)
{
    static const char *const cards[] = {"rtx-3090", "rtx-4090", "rtx-5090"};
    switch (e->runs_on.v[test_whole(0, (int)e->runs_on.n - 1)].backend) {
    case backend_metal: return "m3-ultra-80c";
    case backend_rocm:
    case backend_vulkan: return "radeon-ai-pro-r9700";
    case backend_sycl: return "arc-b580";
    default: return ANY_OF(cards);
    }
}

/* Whatever is asked of an engine that can be started, its command has documented words only; none is written where it
   could not name the model. */
static void any_request(void)
{
    static const char *const models[] = {"qwen3-32b", "gpt-oss-20b", "qwen3-coder-30b-a3b", "yi-1.5-9b"};
    static const char *const caches[] = {"F16", "Q8_0", "Q4_0", "FP8"};
    const struct catalogue *c = test_catalogue();
    for (int i = 0; i < 3000; i++) {
        const struct engine *e = &c->engines.v[test_whole(0, (int)c->engines.n - 1)];
        if (!e->starts)
            continue;
        const char *device = any_device(e);
        const bool gguf = e->gguf == flag_yes, mac = FIND(device, device)->vendor == vendor_apple;
        struct request q = asked(e->id, device, mac ? 1 : test_whole(1, 4), ANY_OF(models), any_loaded(e)->id);
        q.mem_gib[0] = mac ? 96 : q.mem_gib[0];
        q.ctx = test_whole(1, 64) * 4096;
        q.parallel = test_whole(1, 8);
        q.kv = FIND(format, ANY_OF(caches));
        q.split = test_whole(0, 1) ? split_tensor : split_layer;
        q.flash_attn = test_whole(0, 1) ? flag_no : flag_yes;
        q.ubatch = test_whole(0, 1) ? 128 << test_whole(0, 5) : NAN;
        q.ngl = gguf ? maybe(0, 60) : NAN;
        q.experts_on_host = gguf ? test_whole(0, 60) : test_whole(0, 1) ? 0.0 : (double)INFINITY;
        q.draft_tokens = maybe(1, 8);
        q.draft_model = test_whole(0, 1) ? NULL : FIND(model, "qwen3-4b");
        q.draft_quant = q.draft_model ? q.quant : NULL;
        q.cards = test_whole(0, 1) ? 0 : 8;
        q.tensor_split[0] = q.tensor_split[1] = q.tensor_split[2] = q.tensor_split[3] = test_uniform(0.1, 1);
        const struct try *t = tried(&q);
        THAT(t->ok || notes(t, str_format(test_arena(), "no published file of %s in %s is on record", q.model->id,
                                          q.quant->id)));
    }
}

/* An engine that takes the model only by its repository is not started without one; one that looks for its models
   itself gets no word to replace. */
static void names_of_models(void)
{
    struct request q = asked("docker-model-runner", "rtx-3090", 1, "yi-1.5-9b", "Q4_K_M");
    const struct try *none = tried(&q);
    THAT(!none->ok && !none->launch.command);
    THAT(notes(none,
               "docker-model-runner: no published file of yi-1.5-9b in Q4_K_M is on record, and its command takes "
               "no other."));
    q = asked("docker-model-runner", "rtx-3090", 1, "qwen3-32b", "Q4_K_M");
    const struct try *pulled = tried(&q);
    THAT(holds(&pulled->launch.before, "docker model pull hf.co/bartowski/Qwen_Qwen3-32B-GGUF:Q4_K_M"));
    THAT(holds(&pulled->launch.after, "docker model status"));
    q = asked("omlx", "m3-ultra-80c", 1, "qwen3-8b", "4bit");
    q.mem_gib[0] = 96;
    THAT(notes(tried(&q), "Download 4bit from huggingface.co/mlx-community/Qwen3-8B-4bit."));
    q = asked("openvino", "arc-b580", 1, "qwen3-8b", "Q4_K_M");
    THAT(!notes(tried(&q), "/v1")); /* its API stands elsewhere */
}

/* The month of a model's release stands apart from the build that the options need: two models have one line. */
static void builds(void)
{
    struct request q = asked("vllm", "rtx-3090", 1, "llama-3.1-8b", "AWQ-INT4");
    const struct try *t = tried(&q);
    THAT(!notes(t, "or later)") && notes(t, "llama-3.1-8b was published in 2024-07: older builds do not know it."));
    q = asked("llama.cpp", "rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    THAT(notes(tried(&q), "(a build of 2026-01 or later).") && !notes(tried(&q), "was published"));
}

SUITE(launch, {"one card", one_card}, {"two cards", two_cards}, {"a subset of the cards", subset_of_cards},
      {"experts in RAM", experts_in_ram}, {"a Mac", a_mac}, {"vLLM", vllm}, {"ollama", ollama},
      {"other engines", other_engines}, {"drafts", drafts}, {"no published file", no_published_file},
      {"lines for a terminal", terminal_lines}, {"every word", every_word}, {"records", records},
      {"each option is checked", each_option_is_checked}, {"any request", any_request},
      {"names of models", names_of_models}, {"builds", builds})
