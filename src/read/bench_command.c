/* bench_command.c: commands of serving benchmarks and of servers.
   Source: the options of vllm bench serve, sglang.bench_serving, genai-perf, aiperf, trtllm-bench and lmdeploy's
   profile_restful_api, and of vllm serve, sglang.launch_server and lmdeploy serve, 2024 to 2026. */
#include "bench_command.h"

#include "arena.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

static bool has_one_of(const char *line, const char *const *words)
{
    for (; *words; words++)
        if (strstr(line, *words))
            return true;
    return false;
}

static bool is_client(const char *line)
{
    static const char *const programs[] = {"vllm bench serve",
                                           "benchmark_serving.py ",
                                           "bench_serving ",
                                           "genai-perf ",
                                           "aiperf profile",
                                           "guidellm benchmark",
                                           "trtllm-bench ",
                                           "profile_restful_api.py ",
                                           "profile_throughput.py ",
                                           "bench_one_batch ",
                                           "bench_latency ",
                                           "bench_offline_throughput ",
                                           NULL};
    return has_one_of(line, programs);
}

static bool is_server(const char *line)
{
    static const char *const programs[] = {
        "vllm serve ",     "openai.api_server", "sglang.launch_server", "sglang serve ",
        "lmdeploy serve ", "trtllm-serve ",     "llama-server ",        NULL};
    return has_one_of(line, programs);
}

static bool goes_on(const char *line)
{
    size_t n = strlen(line);
    while (n > 0 && isspace((unsigned char)line[n - 1]))
        n--;
    return n > 0 && line[n - 1] == '\\';
}

/* Returns whether the line, which names a program, runs it: it has options, goes on, or names a model to serve. */
static bool runs(const char *line)
{
    const char *serve = strstr(line, "vllm serve ");
    bool has = goes_on(line);
    for (const char *p = strstr(line, " -"); p && !has; p = strstr(p + 1, " -"))
        has = p[2] == '-' || isalpha((unsigned char)p[2]);
    return has || (serve && strchr(serve, '/'));
}

static void close_open(struct bench_command *c)
{
    if (is_server(c->open) && !strstr(c->open, "vllm bench"))
        c->server = c->open;
    else
        c->client = c->open;
    c->open = NULL;
}

/* Begins a command with the line. Returns false when it is too long. */
static bool begin(struct arena *a, struct bench_command *c, const char *line)
{
    c->open_len = strlen(line);
    c->open = c->open_len <= BENCH_COMMAND_MOST ? arena_strdup(a, line) : NULL;
    c->open_room = c->open_len;
    return c->open != NULL;
}

/* Adds the next line to the open command. Returns false, and drops the command, when it becomes too long. */
static bool join(struct arena *a, struct bench_command *c, const char *line)
{
    const size_t n = c->open_len + 1 + strlen(line);
    if (n > BENCH_COMMAND_MOST) {
        c->open = NULL;
        return false;
    }
    if (n > c->open_room) {
        char *more = arena_alloc(a, 2 * n + 1);
        memcpy(more, c->open, c->open_len);
        c->open = more;
        c->open_room = 2 * n;
    }
    c->open[c->open_len] = ' ';
    strcpy(c->open + c->open_len + 1, line);
    c->open_len = n;
    return true;
}

bool bench_command_line(struct arena *a, struct bench_command *c, const char *line)
{
    if (c->open && c->wrapped && (strchr(line, ':') && !strstr(line, "--") && !strchr(line, '\''))) {
        close_open(c);
        return false;
    }
    const bool more = c->open != NULL, space = !more && strstr(line, "Namespace(") &&
                                               (strstr(line, "backend=") || strstr(line, "num_prompts="));
    if (!more && !space && !((is_client(line) || is_server(line)) && runs(line)))
        return false;
    if (more ? !join(a, c, line) : !begin(a, c, line))
        return false;
    c->wrapped = (more && c->wrapped) || strstr(line, "CLI Command:") != NULL;
    if (!c->wrapped && !goes_on(line))
        close_open(c);
    return true;
}

/* Returns the length of the option at s, whose words '-' or '_' joins; 0: another one. */
static size_t span(const char *s, const char *option)
{
    size_t n = 0;
    for (; option[n]; n++)
        if (option[n] == '-' ? s[n] != '-' && s[n] != '_' : s[n] != option[n])
            return 0;
    return n;
}

/* Returns whether an option can begin at p: behind "--" or "-", or as a word before a '='. */
static bool begins(const char *command, const char *p, bool equals)
{
    const size_t before = (size_t)(p - command);
    if (before == 0)
        return false;
    if (p[-1] == '-')
        return before == 1 || p[-2] == ' ' || (p[-2] == '-' && (before == 2 || isspace((unsigned char)p[-3])));
    return equals && (p[-1] == '(' || p[-1] == ' ');
}

const char *bench_command_value(struct arena *a, const char *command, const char *option)
{
    for (const char *p = command; p && *p; p++) {
        const size_t n = span(p, option);
        if (n == 0 || !begins(command, p, p[n] == '='))
            continue;
        if (p[n] == '\0')
            return "";
        if (p[n] != ' ' && p[n] != '=')
            continue;
        const char *from = p + n + strspn(p + n, " =\\\"'");
        const size_t length = strcspn(from, " \t\"'\\,)|;&");
        return *from == '-' && !str_is_digit(from[1]) ? "" : arena_strndup(a, from, length);
    }
    return NULL;
}

/* Options whose value is one of a result. client: of the benchmark's command, else of the server's. load: it may change
   from one result to the next, so only the first result after a command has it. */
static const struct {
    const char *option, *key;
    bool client, load;
} options[] = {{"max-concurrency", "max_concurrency", true, true},
               {"concurrency", "max_concurrency", true, true},
               {"request-rate", "request_rate", true, true},
               {"random-input-len", "mean_input_tokens", true, true},
               {"random-output-len", "mean_output_tokens", true, true},
               {"input-len", "mean_input_tokens", true, true},
               {"output-len", "mean_output_tokens", true, true},
               {"num-prompts", "num_prompts", true, true},
               {"burstiness", "burstiness", true, true},
               {"ramp-up-strategy", "ramp_up_strategy", true, true},
               {"dataset-name", "dataset_name", true, true},
               {"backend", "backend", true, false},
               {"model", "model_id", true, false},
               {"model", "model_id", false, false},
               {"model-path", "model_id", false, false},
               {"quantization", "quantization", false, false},
               {"tensor-parallel-size", "tensor_parallel", false, false},
               {"tp-size", "tensor_parallel", false, false},
               {"tp", "tensor_parallel", false, false},
               {"data-parallel-size", "data_parallel", false, false},
               {"dp-size", "data_parallel", false, false},
               {"dp", "data_parallel", false, false},
               {"max-model-len", "ctx", false, false},
               {"context-length", "ctx", false, false},
               {"max-num-seqs", "max_seqs", false, false},
               {"max-running-requests", "max_seqs", false, false},
               {"max-num-batched-tokens", "budget_tokens", false, false},
               {"chunked-prefill-size", "budget_tokens", false, false},
               {"kv-cache-dtype", "kv_type", false, false}};

/* Options of a server whose presence is a flag of a row. */
static const struct {
    const char *option, *flag;
} switches[] = {{"speculative-config", "speculative"},
                {"speculative-algorithm", "speculative"},
                {"speculative-model", "speculative"},
                {"num-speculative-tokens", "speculative"},
                {"enforce-eager", "eager"},
                {"disable-cuda-graph", "eager"},
                {"enable-lora", "lora"},
                {"enable-expert-parallel", "expert-parallel"},
                {"enable-ep-moe", "expert-parallel"}};

static void put(struct arena *a, struct tree *result, const char *key, const char *value)
{
    double x;
    if (!value || !*value || strchr(value, '$') || tree_get(result, key))
        return;
    if (numtext_parse(value, strlen(value), &x))
        tree_make_number(a, result, key, x, result->at);
    else
        tree_make_text(a, result, key, value, result->at);
}

static void put_flags(struct arena *a, const struct bench_command *c, struct tree *result)
{
    struct str flags = str_new(a);
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (bench_command_value(a, c->server, switches[i].option) && !strstr(flags.text, switches[i].flag))
            str_addf(&flags, "%s%s", flags.len ? ";" : "", switches[i].flag);
    put(a, result, "flags", flags.text);
}

/* Returns the model that the server loads; NULL: its command does not say. */
static const char *loaded(struct arena *a, const struct bench_command *c)
{
    static const char vllm[] = "vllm serve ";
    const char *serve = c->server ? strstr(c->server, vllm) : NULL, *path = bench_command_value(a, c->server, "model");
    if (serve && serve[strlen(vllm)] != '-')
        return arena_strndup(a, serve + strlen(vllm), strcspn(serve + strlen(vllm), " \\"));
    return path && *path ? path : bench_command_value(a, c->server, "model-path");
}

/* Puts the model in the place of the name under which it is served, "qwen3" of "--served-model-name qwen3"; a client
   that names it so reads its words by --tokenizer. */
static void put_served(struct arena *a, const struct bench_command *c, struct tree *result)
{
    const char *client = bench_command_value(a, c->client, "model"),
               *name = bench_command_value(a, c->server, "served-model-name"), *path = loaded(a, c),
               *words = bench_command_value(a, c->client, "tokenizer");
    struct tree *model = tree_member(result, "model_id");
    const bool served = client && name && path && strcmp(client, name) == 0,
               renamed = client && !path && words && *words && strcmp(client, words) != 0;
    if (model && client && strcmp(model->text, client) == 0 && (served || renamed))
        model->text = arena_strdup(a, served ? path : words);
}

void bench_command_fill(struct arena *a, const struct bench_command *c, struct tree *result, bool first)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (first || !options[i].load)
            put(a, result, options[i].key,
                bench_command_value(a, options[i].client ? c->client : c->server, options[i].option));
    put(a, result, "model_id", loaded(a, c));
    if (bench_command_value(a, c->server, "enable-dp-attention"))
        put(a, result, "attention_apart", "yes");
    put_served(a, c, result);
    put_flags(a, c, result);
    if (!first || !c->client)
        return;
    if (bench_command_value(a, c->client, "no-stream") || bench_command_value(a, c->client, "disable-stream"))
        put(a, result, "not_streamed", "yes");
    const bool one = strstr(c->client, "genai-perf") || strstr(c->client, "aiperf");
    if (strstr(c->client, "genai-perf"))
        put(a, result, "model_id", bench_command_value(a, c->client, "m"));
    if (one && !tree_get(result, "request_rate"))
        put(a, result, "max_concurrency", "1"); /* the programs' defaults */
    put(a, result, "request_rate", "inf");
    put(a, result, "max_concurrency", "none");
}
