/* bench_line.c: options by program.
   Source: common/arg.cpp of ggml-org/llama.cpp; koboldcpp.py of LostRuins/koboldcpp; cmd/cmd.go of ollama/ollama;
   mlx_lm/benchmark.py of ml-explore/mlx-lm; vllm/benchmarks/throughput.py and latency.py of vllm-project/vllm;
   model_init.py of turboderp-org/exllamav2 and exllamav3. */
#include "bench_line.h"

#include "arena.h"
#include "bench_facts.h"
#include "numtext.h"
#include "str.h"

#include <string.h>

enum program { NONE, LLAMA, KOBOLD, OLLAMA, MLX, VLLM, EXLLAMA };

static const struct {
    const char *word; /* a name, or its beginning when it ends in '*' */
    enum program program;
} programs[] = {{"llama-*", LLAMA},
                {"llama.cpp:*", LLAMA},
                {"main", LLAMA},
                {"batched-bench", LLAMA},
                {"sweep-bench", LLAMA},
                {"llamafile*", LLAMA},
                {"koboldcpp*", KOBOLD},
                {"ollama", OLLAMA},
                {"mlx_lm*", MLX},
                {"mlx_vlm*", MLX},
                {"vllm", VLLM},
                {"benchmark_throughput.py", VLLM},
                {"benchmark_latency.py", VLLM},
                {"test_inference.py", EXLLAMA},
                {"perf.py", EXLLAMA}};

enum kind { TEXT, NUMBER, FLAG, MAYBE };

/* What options state. A flag has the value "1"; MAYBE: a word that may be left out. */
static const struct option {
    enum program program;
    const char *name, *key;
    enum kind kind;
} options[] = {{LLAMA, "-m", "model_filename", TEXT},
               {LLAMA, "--model", "model_filename", TEXT},
               {LLAMA, "-hf", "model_filename", TEXT},
               {LLAMA, "--hf-repo", "model_filename", TEXT},
               {LLAMA, "-ngl", "n_gpu_layers", NUMBER},
               {LLAMA, "--n-gpu-layers", "n_gpu_layers", NUMBER},
               {LLAMA, "--gpu-layers", "n_gpu_layers", NUMBER},
               {LLAMA, "-ncmoe", "n_cpu_moe", NUMBER},
               {LLAMA, "--n-cpu-moe", "n_cpu_moe", NUMBER},
               {LLAMA, "-cmoe", "n_cpu_moe", FLAG},
               {LLAMA, "--cpu-moe", "n_cpu_moe", FLAG},
               {LLAMA, "-nkvo", "no_kv_offload", FLAG},
               {LLAMA, "--no-kv-offload", "no_kv_offload", FLAG},
               {LLAMA, "-ot", "tensor_buft_overrides", TEXT},
               {LLAMA, "--override-tensor", "tensor_buft_overrides", TEXT},
               {LLAMA, "-b", "n_batch", NUMBER},
               {LLAMA, "--batch-size", "n_batch", NUMBER},
               {LLAMA, "-ub", "n_ubatch", NUMBER},
               {LLAMA, "--ubatch-size", "n_ubatch", NUMBER},
               {LLAMA, "-ctk", "type_k", TEXT},
               {LLAMA, "--cache-type-k", "type_k", TEXT},
               {LLAMA, "-ctv", "type_v", TEXT},
               {LLAMA, "--cache-type-v", "type_v", TEXT},
               {LLAMA, "-sm", "split_mode", TEXT},
               {LLAMA, "--split-mode", "split_mode", TEXT},
               {LLAMA, "-ts", "tensor_split", TEXT},
               {LLAMA, "--tensor-split", "tensor_split", TEXT},
               {LLAMA, "-dev", "devices", TEXT},
               {LLAMA, "--device", "devices", TEXT},
               {LLAMA, "-fa", "flash_attn", MAYBE},
               {LLAMA, "--flash-attn", "flash_attn", MAYBE},
               {LLAMA, "--rpc", "rpc", TEXT},
               {LLAMA, "-rpc", "rpc", TEXT},
               {LLAMA, "-md", "draft", TEXT},
               {LLAMA, "--model-draft", "draft", TEXT},
               {KOBOLD, "--model", "model_filename", TEXT},
               {KOBOLD, "--gpulayers", "n_gpu_layers", NUMBER},
               {KOBOLD, "--overridetensors", "tensor_buft_overrides", TEXT},
               {KOBOLD, "--moecpu", "n_cpu_moe", MAYBE},
               {KOBOLD, "--flashattention", "flash_attn", FLAG},
               {KOBOLD, "--batchsize", "n_ubatch", NUMBER},
               {KOBOLD, "--blasbatchsize", "n_ubatch", NUMBER},
               {MLX, "-m", "model_filename", TEXT},
               {MLX, "--model", "model_filename", TEXT},
               {MLX, "-p", "prompt_said", NUMBER},
               {MLX, "--prompt-tokens", "prompt_said", NUMBER},
               {MLX, "-g", "gen_said", NUMBER},
               {MLX, "--generation-tokens", "gen_said", NUMBER},
               {MLX, "-b", "sequences_said", NUMBER},
               {MLX, "--batch-size", "sequences_said", NUMBER},
               {MLX, "--draft-model", "draft", TEXT},
               {VLLM, "--model", "model_id", TEXT},
               {VLLM, "--input-len", "input_len", NUMBER},
               {VLLM, "--random-input-len", "input_len", NUMBER},
               {VLLM, "--output-len", "output_len", NUMBER},
               {VLLM, "--random-output-len", "output_len", NUMBER},
               {VLLM, "--batch-size", "batch_size", NUMBER},
               {VLLM, "--max-num-seqs", "batch_size", NUMBER},
               {EXLLAMA, "-m", "model_filename", TEXT},
               {EXLLAMA, "--model", "model_filename", TEXT},
               {EXLLAMA, "--model_dir", "model_filename", TEXT}};
enum { N_PROGRAMS = sizeof programs / sizeof *programs, N_OPTIONS = sizeof options / sizeof *options };

/* Returns the next word of the line, without quotes around it, and moves *at behind it; NULL: no more. */
static char *next_word(struct arena *a, const char **at)
{
    struct str out = str_new(a);
    const char *p = *at + strspn(*at, " \t\r`$>");
    char quote = '\0';
    if (!*p)
        return NULL;
    for (; *p && (quote || (*p != ' ' && *p != '\t')); p++) {
        if (quote ? *p == quote : *p == '"' || *p == '\'')
            quote = quote ? '\0' : *p;
        else
            str_addn(&out, p, 1);
    }
    *at = p;
    while (out.len > 0 && (out.text[out.len - 1] == '`' || out.text[out.len - 1] == ';'))
        out.text[--out.len] = '\0';
    return out.text;
}

static enum program program_of(struct arena *a, const char *word)
{
    const char *slash = strrchr(word, '/'), *back = strrchr(word, '\\');
    const char *name = slash && slash > (back ? back : word) ? slash + 1 : back ? back + 1 : word;
    const size_t n = strlen(name);
    if (strcmp(word, "main") == 0 || (n && name[n - 1] == ':'))
        return NONE; /* "main: build = 885" is a line of a log */
    if (str_ends(name, ".exe"))
        name = arena_strndup(a, name, n - strlen(".exe"));
    for (size_t i = 0; i < N_PROGRAMS; i++) {
        const size_t length = strlen(programs[i].word);
        const bool begins = programs[i].word[length - 1] == '*';
        if (begins ? strncmp(name, programs[i].word, length - 1) == 0 : strcmp(name, programs[i].word) == 0)
            return programs[i].program;
    }
    return NONE;
}

/* Returns the program that the line runs; NONE: the line is no command. Moves *at behind its name. */
static enum program find_program(struct arena *a, const char **at)
{
    enum { MOST_BEFORE = 12 };
    const char *p = *at;
    int words = 0;
    for (const char *word = next_word(a, &p); word && words < MOST_BEFORE; word = next_word(a, &p), words++) {
        const enum program found = program_of(a, word);
        const char *rest = p + strspn(p, " \t");
        if (!found || (found == OLLAMA ? !str_starts(rest, "run ") : !strstr(rest, "-") && !strchr(rest, '\\')))
            continue;
        *at = p;
        return found;
    }
    return NONE;
}

static bool is_variable(const char *value)
{
    return strpbrk(value, "${}<>%") != NULL;
}

/* Adds an override to those before it: the first whose pattern is found in a tensor's name counts. Those that move
   tensors to other devices say nothing of system RAM until one that does follows. */
static void override(struct arena *a, struct tree *facts, const char *text)
{
    static const char *const key = "tensor_buft_overrides", *const devices = "overrides_between_devices";
    const char *before = bench_facts_get(facts, key), *apart = bench_facts_get(facts, devices);
    const char *all = before || apart ? str_format(a, "%s,%s", before ? before : apart, text) : text;
    bench_facts_set(a, facts, strstr(all, "=CPU") ? key : devices, all);
}

static void set(struct arena *a, struct tree *facts, const struct option *o, const char *value)
{
    double x;
    if (is_variable(value) || (o->kind == NUMBER && !numtext_parse(value, strlen(value), &x)))
        return;
    if (strcmp(o->key, "model_filename") == 0 && numtext_parse(value, strlen(value), &x))
        return; /* mlx_lm.generate's -m is a number of tokens */
    char *text = arena_strdup(a, value);
    if (strcmp(o->key, "tensor_buft_overrides") == 0) {
        override(a, facts, text);
        return;
    }
    if (strcmp(o->key, "tensor_split") == 0 || strcmp(o->key, "devices") == 0)
        for (char *p = text; *p; p++)
            *p = *p == ',' ? '/' : *p;
    if (strcmp(o->key, "split_mode") == 0 && strcmp(text, "graph") == 0)
        text = arena_strdup(a, "tensor");
    bench_facts_set(a, facts, o->key, text);
}

static const struct option *option_named(enum program program, const char *name, size_t n)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].program == program && strlen(options[i].name) == n && strncmp(options[i].name, name, n) == 0)
            return &options[i];
    return NULL;
}

/* Reads one option with its value. */
static void read_option(struct arena *a, enum program program, struct tree *facts, const char *word, const char **at)
{
    static const char *const values[] = {"on", "off", "auto", "0", "1"};
    const char *equals = strchr(word, '='), *behind = *at;
    const size_t n = equals ? (size_t)(equals - word) : strlen(word);
    const struct option *o = option_named(program, word, n);
    if (!o)
        return;
    const char *value = o->kind == FLAG ? "1" : equals ? equals + 1 : next_word(a, &behind);
    bool taken = o->kind == TEXT || o->kind == NUMBER;
    for (size_t i = 0; o->kind == MAYBE && value && i < sizeof values / sizeof *values; i++)
        taken |= strcmp(value, values[i]) == 0;
    double x;
    taken |= o->kind == MAYBE && value && numtext_parse(value, strlen(value), &x);
    if (taken && !equals)
        *at = behind;
    set(a, facts, o, o->kind == MAYBE && !taken ? "1" : value ? value : "");
}

static void read_options(struct arena *a, enum program program, struct tree *facts, const char *at)
{
    bool runs = false;
    for (const char *word = next_word(a, &at); word; word = next_word(a, &at)) {
        if (program == OLLAMA && runs && *word != '-') {
            if (!is_variable(word))
                bench_facts_set(a, facts, "model_filename", word);
            return;
        }
        runs |= strcmp(word, "run") == 0;
        read_option(a, program, facts, word, &at);
    }
}

/* Returns whether the line ends in the mark that the next one belongs to it. */
static bool goes_on(const char *line)
{
    size_t n = strlen(line);
    while (n > 0 && strchr(" \t\r", line[n - 1]))
        n--;
    return n > 0 && (line[n - 1] == '\\' || line[n - 1] == '^' || (line[n - 1] == '`' && n > 1 && line[n - 2] == ' '));
}

bool bench_line_line(struct arena *a, struct bench_line *c, struct tree *facts, const char *line)
{
    const char *at = line;
    const enum program fresh = find_program(a, &at);
    if (fresh) {
        bench_facts_forget(facts);
        c->program = (int)fresh;
    } else if (!c->more)
        return false;
    read_options(a, (enum program)c->program, facts, at);
    c->more = goes_on(line);
    return true;
}
