#include "import_guess.h"

#include "arena.h"
#include "stream.h"

#include <string.h>

enum { LOOKED_AT = 1 << 16 };

static const char *guess(const char *text)
{
    static const struct {
        const char *phrase, *kind;
    } signs[] = {{"\"avg_ts\"", "llama-bench"}, {",avg_ts", "llama-bench"},  {"| t/s |", "llama-bench"},
                 {"\"mean_tpot_ms\"", "vllm"},  {"\"avg_latency\"", "vllm"}, {"\"elapsed_time\"", "vllm"},
                 {"\"model_type\"", "hf"},      {"\"architectures\"", "hf"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(text, signs[i].phrase))
            return signs[i].kind;
    return "parts";
}

const char *import_guess(struct arena *a, struct diags *d, const char *path)
{
    struct stream s;
    if (strcmp(path, "-") == 0)
        return "parts";
    if (!stream_open(a, d, path, &s))
        return NULL;
    const size_t n = s.size < LOOKED_AT ? (size_t)s.size : LOOKED_AT;
    char *text = arena_alloc(a, n + 1);
    const bool read = stream_take(&s, text, n);
    stream_close(&s);
    if (read && n >= 4 && memcmp(text, "GGUF", 4) == 0)
        return "gguf";
    return guess(text);
}
