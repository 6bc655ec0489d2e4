#include "names_part.h"

#include "names_words.h"

#include <string.h>

static const char draft[] = "a draft head or draft model, which speeds up another model",
                  projector[] = "a vision projector, a part of a model", adapter[] = "an adapter, a part of a model",
                  speech[] = "a model of speech or sound", vision[] = "a model that sees pictures",
                  omni[] = "a model of text, pictures and sound", embedding[] = "a model that makes embeddings",
                  reranker[] = "a model that ranks texts", guard[] = "a model that judges texts";

static const struct names_part parts[] = {
    {"eagle", draft, true},      {"specdec", draft, true},        {"dflash", draft, true},
    {"medusa", draft, true},     {"speculator", draft, true},     {"speculators", draft, true},
    {"draft", draft, true},      {"drafter", draft, true},        {"mmproj", projector, true},
    {"lora", adapter, true},     {"adapter", adapter, true},      {"tts", speech, false},
    {"asr", speech, false},      {"stt", speech, false},          {"audio", speech, false},
    {"speech", speech, false},   {"whisper", speech, false},      {"voice", speech, false},
    {"omni", omni, false},       {"vl", vision, false},           {"vision", vision, false},
    {"ocr", vision, false},      {"embedding", embedding, false}, {"embeddings", embedding, false},
    {"embed", embedding, false}, {"reranker", reranker, false},   {"rerank", reranker, false},
    {"guard", guard, false}};

static const struct names_part none = {NULL, NULL, false};

/* Returns the row of a word that tells by its place: "mtp-gemma-4-12B" and "gemma-4-12B-it-assistant" are draft heads,
   "ggml-vocab-llama" has no weights. */
static struct names_part by_place(const struct names_split *r)
{
    static const struct names_part mtp = {"mtp", "the prediction layers (MTP) apart from their model", true},
                                   assistant = {"assistant", draft, true},
                                   vocab = {"vocab", "a vocabulary without weights", true};
    if (r->n > 1 && strcmp(r->v[0], "mtp") == 0)
        return mtp;
    for (size_t i = 1; i < r->n; i++) {
        const bool released = strcmp(r->v[i - 1], "it") == 0 || strcmp(r->v[i - 1], "instruct") == 0;
        if (strcmp(r->v[i], "assistant") == 0 &&
            (released || names_words_is_size(r->v[i - 1]) || names_words_is_active(r->v[i - 1])))
            return assistant;
        if (strcmp(r->v[i], "vocab") == 0 || (strcmp(r->v[i], "only") == 0 && strcmp(r->v[i - 1], "vocab") == 0))
            return vocab;
    }
    return none;
}

struct names_part names_part_of(struct arena *a, const char *text)
{
    const struct names_split r = names_words_written(a, text);
    struct names_part found = by_place(&r);
    size_t n;
    const char *const *v = names_split_apart(a, &r, 0, r.n, &n);
    for (size_t i = 0; i < n && !found.part; i++)
        for (size_t j = 0; j < sizeof parts / sizeof *parts && !found.part; j++)
            if (strcmp(v[i], parts[j].word) == 0 && (parts[j].part || !found.word))
                found = parts[j];
    return found;
}

bool names_part_has_experts(struct arena *a, const char *text)
{
    const struct names_split r = names_words_written(a, text);
    for (size_t i = 0; i < r.n; i++)
        if (strcmp(r.v[i], "moe") == 0 && (i == 0 || strncmp(r.v[i - 1], "mxfp4", strlen("mxfp4")) != 0))
            return true;
    return false;
}
