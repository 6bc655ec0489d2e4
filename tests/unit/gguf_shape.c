/* read/gguf_shape: small files of each kind of attention, made by ggufmake: what a missing or senseless key makes of
   them, and shapes that only tensors tell. Expected values are the sizes that the tensors were made with. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "gguf_file.h"
#include "ggufmake.h"
#include "import.h"
#include "load.h"
#include "str.h"
#include "stream.h"

#include <string.h>

enum { F32 = 0, F16 = 1, U32 = 4 };
enum { LAYERS = 2, HIDDEN = 256, HEADS = 8, KV = 2, HEAD_DIM = 32, FFN = 512, VOCAB = 4096, CTX = 4096 };

static struct ggufmake file;

/* A key with its number; the last has no name. */
struct key {
    const char *name;
    uint32_t value;
};
static const struct key shape[] = {{"block_count", LAYERS},         {"embedding_length", HIDDEN},
                                   {"attention.head_count", HEADS}, {"attention.head_count_kv", KV},
                                   {"context_length", CTX},         {NULL, 0}};

/* Begins a file of an architecture: its keys, but `left_out`, and the tensors outside of the layers. */
static void begin(const char *arch, const struct key *more, const char *left_out)
{
    ggufmake_start(&file);
    ggufmake_text(&file, "general.architecture", arch);
    const struct key *const lists[] = {shape, more};
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        for (const struct key *k = lists[i]; k->name; k++)
            if (!left_out || strcmp(k->name, left_out) != 0)
                ggufmake_u32(&file, str_format(test_arena(), "%s.%s", arch, k->name), k->value);
    ggufmake_tensor(&file, "token_embd.weight", F16, 2, (const uint64_t[]){HIDDEN, VOCAB});
    ggufmake_tensor(&file, "output_norm.weight", F32, 1, (const uint64_t[]){HIDDEN});
}

static void attention(int i)
{
    ggufmake_block(&file, i, "attn_norm.weight", F32, HIDDEN, 1);
    ggufmake_block(&file, i, "ffn_norm.weight", F32, HIDDEN, 1);
    ggufmake_block(&file, i, "attn_q.weight", F16, HIDDEN, HEADS * HEAD_DIM);
    ggufmake_block(&file, i, "attn_k.weight", F16, HIDDEN, KV * HEAD_DIM);
    ggufmake_block(&file, i, "attn_v.weight", F16, HIDDEN, KV * HEAD_DIM);
    ggufmake_block(&file, i, "attn_output.weight", F16, HEADS * HEAD_DIM, HIDDEN);
}

/* up is `wide`, and down takes `down`: half of it where gate and up are one matrix. */
static void ffn(int i, bool gate, uint64_t wide, uint64_t down)
{
    if (gate)
        ggufmake_block(&file, i, "ffn_gate.weight", F16, HIDDEN, wide);
    ggufmake_block(&file, i, "ffn_up.weight", F16, HIDDEN, wide);
    ggufmake_block(&file, i, "ffn_down.weight", F16, down, HIDDEN);
}

static void layers(void)
{
    for (int i = 0; i < LAYERS; i++) {
        attention(i);
        ffn(i, true, FFN, FFN);
    }
}

/* Imports what was made. NULL with its faults. */
static const struct model *imported(const char **faults)
{
    static const struct import_ask ask = {"m", "somebody", "2026-11"};
    struct diags d = diag_none(test_arena());
    struct stream s = stream_memory("x.gguf", file.out, ggufmake_header(&file, 3));
    const struct gguf *g = gguf_read(test_arena(), &d, test_catalogue(), &s, true);
    const struct gguf_file *f = g ? gguf_file_of(test_arena(), &d, g) : NULL;
    const struct import got = f ? import_gguf(test_arena(), &d, f, &ask) : (struct import){0};
    const struct load_text text = {.file = "x.gguf", .tree = got.root};
    const struct catalogue *c = got.root ? load_catalogue(test_arena(), &d, test_catalogue(), &text, 1) : NULL;
    *faults = test_faults(&d);
    return c ? catalogue_find(c, &kind_model, "m") : NULL;
}

static void refused(const char *words)
{
    const char *faults;
    THAT(imported(&faults) == NULL);
    if (!THAT(strstr(faults, words) != NULL))
        SAME(faults, words);
}

static const struct model *read_well(void)
{
    const char *faults;
    const struct model *m = imported(&faults);
    SAME(faults, "");
    THAT(m != NULL);
    return m ? m : &test_catalogue()->models.v[0];
}

static const struct key none[] = {{NULL, 0}};
static const struct key latent[] = {{"attention.key_length_mla", 96},
                                    {"attention.value_length_mla", 64},
                                    {"attention.kv_lora_rank", 128},
                                    {"rope.dimension_count", 32},
                                    {NULL, 0}};
static const struct key window[] = {{"attention.sliding_window", 1024}, {NULL, 0}};

static void missing_keys(void)
{
    static const struct {
        const char *arch;
        const struct key *more;
        const char *key;
    } rows[] = {{"llama", none, "block_count"},
                {"llama", none, "attention.head_count"},
                {"llama", none, "context_length"},
                {"deepseek2", latent, "rope.dimension_count"},
                {"gemma3", window, "attention.sliding_window"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s without %s", rows[i].arch, rows[i].key);
        begin(rows[i].arch, rows[i].more, rows[i].key);
        layers();
        refused(str_format(test_arena(), "%s.%s: expected a number, but the file has none [E202]", rows[i].arch,
                           rows[i].key));
    }
    begin("deepseek2", latent, "attention.key_length_mla");
    layers();
    refused("the file is from before April 2025 and does not state it: convert the model again");
    begin("nemotron_h", none, NULL);
    layers();
    ggufmake_block(&file, 1, "ssm_in.weight", F16, HIDDEN, FFN);
    refused("nemotron_h.ssm.inner_size: expected a number, but the file has none [E202]");
}

static void senseless_keys(void)
{
    static const struct key never[] = {
        {"attention.sliding_window", 1024}, {"attention.sliding_window_pattern", 0}, {NULL, 0}};
    static const uint64_t one[] = {1};
    begin("gemma3", never, NULL);
    layers();
    refused("expected a period from 1 to 512 layers, or a list with an entry for each layer");
    begin("gemma3", window, NULL);
    ggufmake_numbers(&file, "gemma3.attention.sliding_window_pattern", U32, one, 1);
    layers();
    refused("expected a list for 2 layers, got 1 entries");
    /* experts in the first layer only: neither a first dense layer nor every so many layers */
    begin("qwen2moe", (const struct key[]){{"expert_count", 8}, {"expert_used_count", 2}, {NULL, 0}}, NULL);
    layers();
    ggufmake_block(&file, 0, "ffn_gate_inp.weight", F32, HIDDEN, 8);
    refused("the layers with experts follow no regular pattern, which a model record cannot describe");
}

/* ---- shapes ---- */

static void windows(void)
{
    begin("gemma2", (const struct key[]){{"attn_logit_softcapping", 50}, {NULL, 0}}, NULL);
    layers();
    const struct model *m = read_well();
    THAT(m->window_tokens == 4096); /* Gemma 2's own, where the file states none */
    THAT(m->softcap == flag_yes);
    begin("gemma3n",
          (const struct key[]){{"attention.sliding_window", 512},
                               {"attention.shared_kv_layers", 1},
                               {"embedding_length_per_layer_input", 64},
                               {"altup.num_inputs", 4},
                               {NULL, 0}},
          NULL);
    layers();
    m = read_well();
    THAT(m->window_tokens == 512 && m->kv_layers == LAYERS - 1 && m->ple_width == 64 && m->softcap == flag_no);
}

/* Plain feed-forward, gate and up in one matrix, last layers twice as wide, layers of two widths. */
static void feed_forward(void)
{
    static const struct {
        const char *name, *note;
        bool gate;
        uint64_t wide[LAYERS], down[LAYERS];
        double ffn, matrices, last;
        enum flag fused;
    } rows[] = {{"plain", NULL, false, {FFN, FFN}, {FFN, FFN}, FFN, 2, 0, flag_no},
                {"fused", NULL, false, {2 * FFN, 2 * FFN}, {FFN, FFN}, FFN, 3, 0, flag_yes},
                {"last twice as wide", NULL, true, {FFN, 2 * FFN}, {FFN, 2 * FFN}, FFN, 3, 1, flag_no},
                {"first twice as wide",
                 "feed-forward layers are 512 to 1024 wide",
                 true,
                 {2 * FFN, FFN},
                 {2 * FFN, FFN},
                 2 * FFN,
                 3,
                 0,
                 flag_no}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].name);
        begin("llama", none, NULL);
        for (int k = 0; k < LAYERS; k++) {
            attention(k);
            ffn(k, rows[i].gate, rows[i].wide[k], rows[i].down[k]);
        }
        const struct model *m = read_well();
        CLOSE(m->ffn, rows[i].ffn, 0);
        CLOSE(m->ffn_matrices, rows[i].matrices, 0);
        CLOSE(m->wide_ffn_layers, rows[i].last, 0);
        THAT(m->fused_ffn == rows[i].fused);
        THAT(!rows[i].note || (m->note && strstr(m->note, rows[i].note)));
    }
}

static void rotary_factors(void)
{
    begin("llama", none, NULL);
    ggufmake_tensor(&file, "rope_freqs.weight", F32, 1, (const uint64_t[]){HEAD_DIM / 2});
    layers();
    CLOSE(read_well()->rope_factors, HEAD_DIM / 2, 0);
    begin("phi3", none, NULL); /* a list for long and one for short texts */
    ggufmake_tensor(&file, "rope_factors_long.weight", F32, 1, (const uint64_t[]){HEAD_DIM / 2});
    ggufmake_tensor(&file, "rope_factors_short.weight", F32, 1, (const uint64_t[]){HEAD_DIM / 2});
    layers();
    CLOSE(read_well()->rope_factors, HEAD_DIM, 0);
}

SUITE(gguf_shape, {"keys that are missing", missing_keys}, {"keys that make no sense", senseless_keys},
      {"sliding windows", windows}, {"feed-forward", feed_forward}, {"rotary factors", rotary_factors})
