/* read/import_gguf: a file's own tensors against the bytes that its writer counted, layer by layer; split files; what
   no record can say. */
#define _POSIX_C_SOURCE 200809L
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "gguf_file.h"
#include "ggufmake.h"
#include "import.h"
#include "llm.h"
#include "load.h"
#include "str.h"
#include "stream.h"

#include <stdlib.h>
#include <unistd.h>

enum { F32 = 0, F16 = 1, Q8_0 = 8, Q4_K = 12, Q5_K = 13, Q6_K = 14 };

static const struct import_ask ask = {"m", "somebody", "2026-11"};

/* The catalogue with what was imported in it, or NULL. */
static const struct catalogue *with(struct diags *d, const struct import *got)
{
    const struct load_text text = {.file = "x.gguf", .tree = got->root};
    return got->root ? load_catalogue(test_arena(), d, test_catalogue(), &text, 1) : NULL;
}

/* Imports what was made; counts it. False with its faults. */
static bool imported(struct ggufmake *m, const struct model **model, struct llm *l, const char **faults)
{
    struct diags d = diag_none(test_arena());
    const size_t n = ggufmake_header(m, 3);
    struct stream s = stream_memory("x.gguf", m->out, n);
    const struct gguf *g = gguf_read(test_arena(), &d, test_catalogue(), &s, true);
    const struct gguf_file *f = g ? gguf_file_of(test_arena(), &d, g) : NULL;
    const struct import got = f ? import_gguf(test_arena(), &d, f, &ask) : (struct import){0};
    const struct catalogue *c = with(&d, &got);
    *faults = test_faults(&d);
    *model = &test_catalogue()->models.v[0]; /* something to look at, where it failed */
    if (!c)
        return false;
    *model = catalogue_find(c, &kind_model, "m");
    return THAT(llm_prepare(*model, catalogue_find(c, &kind_quant, "m.gguf"), l));
}

static void start(struct ggufmake *m, const char *arch, uint32_t layers, uint32_t hidden, uint32_t heads,
                  uint32_t kv_heads)
{
    static const char *const keys[] = {"block_count", "embedding_length", "attention.head_count",
                                       "attention.head_count_kv", "context_length"};
    const uint32_t values[] = {layers, hidden, heads, kv_heads, 4096};
    ggufmake_start(m);
    ggufmake_text(m, "general.architecture", arch);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        ggufmake_u32(m, str_format(test_arena(), "%s.%s", arch, keys[i]), values[i]);
}

static void globals(struct ggufmake *m, uint64_t hidden, uint64_t vocab, uint32_t type, bool output)
{
    ggufmake_tensor(m, "token_embd.weight", type, 2, (const uint64_t[]){hidden, vocab});
    if (output)
        ggufmake_tensor(m, "output.weight", Q6_K, 2, (const uint64_t[]){hidden, vocab});
    ggufmake_tensor(m, "output_norm.weight", F32, 1, (const uint64_t[]){hidden});
}

static void attention(struct ggufmake *m, int i, uint64_t hidden, uint64_t q, uint64_t kv, uint32_t type,
                      uint32_t v_type)
{
    ggufmake_block(m, i, "attn_norm.weight", F32, hidden, 1);
    ggufmake_block(m, i, "ffn_norm.weight", F32, hidden, 1);
    ggufmake_block(m, i, "attn_q.weight", type, hidden, q);
    ggufmake_block(m, i, "attn_k.weight", type, hidden, kv);
    ggufmake_block(m, i, "attn_v.weight", v_type, hidden, kv);
    ggufmake_block(m, i, "attn_output.weight", type, q, hidden);
}

static void ffn(struct ggufmake *m, int i, uint64_t hidden, uint64_t width, uint32_t type, uint32_t down)
{
    ggufmake_block(m, i, "ffn_gate.weight", type, hidden, width);
    ggufmake_block(m, i, "ffn_up.weight", type, hidden, width);
    ggufmake_block(m, i, "ffn_down.weight", down, width, hidden);
}

static void expert_matrices(struct ggufmake *m, int i, uint64_t hidden, uint64_t width, uint64_t n, uint32_t type)
{
    static const char *const names[] = {"ffn_gate_exps.weight", "ffn_up_exps.weight", "ffn_down_exps.weight"};
    for (size_t k = 0; k < COUNT_OF(names); k++) {
        const uint64_t dims[3] = {k < 2 ? hidden : width, k < 2 ? width : hidden, n};
        ggufmake_tensor(m, str_format(test_arena(), "blk.%d.%s", i, names[k]), type, 3, dims);
    }
    ggufmake_block(m, i, "ffn_gate_inp.weight", F32, hidden, n);
}

/* Llama 3 8B in llama.cpp's own Q4_K_M: first and last eighth of the layers and every third between in Q6_K. The file
   that is published has 4,912,898,048 bytes of tensors (data/measured/gguf_sizes.csv), and every layer must weigh what
   the catalogue's rules give it. */
static void llama_3_8b(void)
{
    static struct ggufmake m;
    static struct llm own, known;
    const struct model *model = NULL;
    const char *faults;
    start(&m, "llama", 32, 4096, 32, 8);
    globals(&m, 4096, 128256, Q4_K, true);
    for (int i = 0; i < 32; i++) {
        const uint32_t better = i < 4 || i >= 28 || (i - 4) % 3 == 2 ? Q6_K : Q4_K;
        attention(&m, i, 4096, 4096, 1024, Q4_K, better);
        ffn(&m, i, 4096, 14336, Q4_K, better);
    }
    THAT(imported(&m, &model, &own, &faults));
    SAME(faults, "");
    CLOSE(own.total_b, 4912898048, 0);
    CLOSE(own.total_b, m.bytes, 0);
    CLOSE(model->params_total, m.elements, 0);
    CLOSE(model->params_total, 8030261248, 0);
    THAT(llm_prepare(FIND(model, "llama-3-8b"), FIND(quant, "Q4_K_M"), &known));
    for (int c = 0; c < TENSORS_N_CLASSES; c++) {
        test_row("class %d", c);
        CLOSE(own.file_b[c], known.file_b[c], 0);
    }
    for (int i = 0; i < 32; i++) {
        test_row("layer %d", i);
        CLOSE(own.layer[i].gpu_b, known.layer[i].gpu_b, 0);
        CLOSE(own.layer[i].flop, known.layer[i].flop, 0);
    }
    CLOSE(own.output_gpu_b, known.output_gpu_b, 0);
    CLOSE(own.embedding_b, known.embedding_b, 0);
    CLOSE(own.head_flop, known.head_flop, 0);
    THAT(own.qclass == known.qclass);
    CLOSE(model->head_dim, 128, 0);
    CLOSE(model->ffn, 14336, 0);
    CLOSE(model->vocab, 128256, 0);
    THAT(model->attention == attention_full && model->tied == flag_no);
}

/* A label says nothing: one layer of a Q8_0 file is left in F16, and the embedding is tied. */
static void odd_mix(void)
{
    static struct ggufmake m;
    static struct llm l;
    const struct model *model = NULL;
    const char *faults;
    start(&m, "qwen3", 6, 1024, 16, 8);
    ggufmake_u32(&m, "qwen3.attention.key_length", 128);
    globals(&m, 1024, 4096, Q8_0, false);
    for (int i = 0; i < 6; i++) {
        attention(&m, i, 1024, 2048, 1024, i == 3 ? F16 : Q8_0, Q8_0);
        ggufmake_block(&m, i, "attn_q_norm.weight", F32, 128, 1);
        ggufmake_block(&m, i, "attn_k_norm.weight", F32, 128, 1);
        ffn(&m, i, 1024, 3072, Q8_0, Q8_0);
    }
    THAT(imported(&m, &model, &l, &faults));
    SAME(faults, "");
    CLOSE(l.total_b, m.bytes, 0);
    /* query, key and output matrices: 5,242,880 weights of 2 bytes and not of 34 / 32 */
    CLOSE(l.layer[3].gpu_b - l.layer[2].gpu_b, (1024 * 2048 * 2 + 1024 * 1024) * (2 - 34.0 / 32), 0);
    CLOSE(l.layer[4].gpu_b, l.layer[2].gpu_b, 0);
    CLOSE(l.embedding_b, 1024 * 4096 * 34.0 / 32, 0);
    CLOSE(l.output_b, l.embedding_b, 0);
    THAT(model->tied == flag_yes && model->qk_norm == flag_yes && model->qk_norm_full == flag_no);
}

/* Experts behind a dense layer, a shared one, a prediction layer at the end. */
static void experts(void)
{
    static struct ggufmake m;
    static struct llm l;
    const struct model *model = NULL;
    const char *faults;
    start(&m, "glm4moe", 5, 512, 8, 2);
    ggufmake_u32(&m, "glm4moe.expert_count", 16);
    ggufmake_u32(&m, "glm4moe.expert_used_count", 4);
    ggufmake_u32(&m, "glm4moe.nextn_predict_layers", 1);
    globals(&m, 512, 8192, Q4_K, true);
    for (int i = 0; i < 5; i++) {
        attention(&m, i, 512, 512, 128, Q4_K, Q6_K);
        if (i == 0) {
            ffn(&m, i, 512, 1024, Q4_K, Q4_K);
            continue;
        }
        expert_matrices(&m, i, 512, 256, 16, Q5_K);
        ggufmake_block(&m, i, "exp_probs_b.bias", F32, 16, 1);
        ggufmake_block(&m, i, "ffn_up_shexp.weight", Q4_K, 512, 256);
        ggufmake_block(&m, i, "ffn_down_shexp.weight", Q4_K, 256, 512);
        ggufmake_block(&m, i, "ffn_gate_shexp.weight", Q4_K, 512, 256);
    }
    ggufmake_block(&m, 4, "nextn.eh_proj.weight", Q4_K, 1024, 512);
    THAT(imported(&m, &model, &l, &faults));
    SAME(faults, "");
    CLOSE(l.total_b, m.bytes, 0);
    CLOSE(l.file_b[TENSORS_EXPERTS], 4 * 3 * 16 * 512 * 256 / 256.0 * 176, 0);
    CLOSE(model->layers, 4, 0);
    CLOSE(model->mtp_layers, 1, 0);
    CLOSE(model->dense_first, 1, 0);
    CLOSE(model->experts, 16, 0);
    CLOSE(model->experts_used, 4, 0);
    CLOSE(model->expert_ffn, 256, 0);
    CLOSE(model->shared_ffn, 256, 0);
    CLOSE(model->ffn, 1024, 0);
    THAT(model->router_bias == flag_yes && model->mtp_shared == flag_yes);
    THAT(l.layer[1].experts && !l.layer[0].experts && l.used_frac == 0.25);
}

static void latent(void)
{
    static struct ggufmake m;
    static struct llm l;
    static const struct {
        const char *key;
        uint32_t value;
    } keys[] = {{"attention.kv_lora_rank", 64},   {"attention.q_lora_rank", 96},      {"attention.key_length", 80},
                {"attention.key_length_mla", 48}, {"attention.value_length_mla", 32}, {"rope.dimension_count", 16}};
    const struct model *model = NULL;
    const char *faults;
    start(&m, "deepseek2", 3, 256, 8, 1);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        ggufmake_u32(&m, str_format(test_arena(), "deepseek2.%s", keys[i].key), keys[i].value);
    globals(&m, 256, 4096, Q8_0, true);
    for (int i = 0; i < 3; i++) {
        ggufmake_block(&m, i, "attn_norm.weight", F32, 256, 1);
        ggufmake_block(&m, i, "ffn_norm.weight", F32, 256, 1);
        ggufmake_block(&m, i, "attn_q_a.weight", Q8_0, 256, 96);
        ggufmake_block(&m, i, "attn_q_a_norm.weight", F32, 96, 1);
        ggufmake_block(&m, i, "attn_q_b.weight", Q8_0, 96, 8 * 48);
        ggufmake_block(&m, i, "attn_kv_a_mqa.weight", Q8_0, 256, 80);
        ggufmake_block(&m, i, "attn_kv_a_norm.weight", F32, 64, 1);
        ggufmake_block(&m, i, "attn_k_b.weight", Q8_0, 32, 64 * 8);
        ggufmake_block(&m, i, "attn_v_b.weight", Q8_0, 64, 32 * 8);
        ggufmake_block(&m, i, "attn_output.weight", Q8_0, 256, 256);
        ffn(&m, i, 256, 512, Q8_0, Q8_0);
    }
    THAT(imported(&m, &model, &l, &faults));
    SAME(faults, "");
    CLOSE(l.total_b, m.bytes, 0);
    CLOSE(model->kv_heads, 8, 0);
    CLOSE(model->head_dim, 48, 0);
    CLOSE(model->nope_head_dim, 32, 0);
    CLOSE(model->q_lora_rank, 96, 0);
    CLOSE(l.layer[1].k_row, 64 + 16, 0);
    CLOSE(l.layer[1].v_row, 0, 0);
}

/* A hybrid, its attending layers found by their tensors; a model with windows, by its list. */
static void layers_of_kinds(void)
{
    static struct ggufmake m;
    static struct llm l;
    static const uint64_t window[] = {1, 1, 0, 1, 1, 0};
    const struct model *model = NULL;
    const char *faults;
    start(&m, "qwen35", 8, 512, 8, 2);
    ggufmake_u32(&m, "qwen35.attention.key_length", 64);
    ggufmake_u32(&m, "qwen35.ssm.inner_size", 512);
    ggufmake_u32(&m, "qwen35.ssm.state_size", 64);
    ggufmake_u32(&m, "qwen35.ssm.group_count", 4);
    globals(&m, 512, 4096, Q4_K, true);
    for (int i = 0; i < 8; i++) {
        if (i % 4 == 3)
            attention(&m, i, 512, 1024, 128, Q4_K, Q4_K);
        else {
            ggufmake_block(&m, i, "attn_qkv.weight", Q4_K, 512, 1024);
            ggufmake_block(&m, i, "ssm_out.weight", Q4_K, 512, 512);
        }
        ffn(&m, i, 512, 1024, Q4_K, Q4_K);
    }
    THAT(imported(&m, &model, &l, &faults));
    SAME(faults, "");
    CLOSE(l.total_b, m.bytes, 0);
    CLOSE(model->linear_layers, 6, 0);
    CLOSE(model->full_period, 4, 0);
    THAT(model->attention == attention_gdn && model->gated_query == flag_yes && model->fused_qkv == flag_no);
    for (int i = 0; i < 8; i++) {
        test_row("layer %d", i);
        CLOSE(l.layer[i].k_row, i % 4 == 3 ? 128 : 0, 0);
        THAT((l.layer[i].state_b > 0) == (i % 4 != 3));
    }
    start(&m, "gemma4", 6, 512, 8, 2);
    ggufmake_u32(&m, "gemma4.attention.key_length", 128);
    ggufmake_u32(&m, "gemma4.attention.key_length_swa", 64);
    ggufmake_u32(&m, "gemma4.attention.sliding_window", 256);
    ggufmake_numbers(&m, "gemma4.attention.sliding_window_pattern", 7, window, 6);
    globals(&m, 512, 4096, Q4_K, false);
    for (int i = 0; i < 6; i++) {
        attention(&m, i, 512, i % 3 == 2 ? 1024 : 512, i % 3 == 2 ? 256 : 128, Q4_K, Q4_K);
        ffn(&m, i, 512, 1024, Q4_K, Q4_K);
    }
    THAT(imported(&m, &model, &l, &faults));
    SAME(faults, "");
    CLOSE(model->full_period, 3, 0);
    CLOSE(model->head_dim, 64, 0);
    CLOSE(model->global_head_dim, 128, 0);
    CLOSE(model->window_tokens, 256, 0);
    CLOSE(l.total_b, m.bytes, 0);
}

/* OLMo 2 and OLMo 3 are one architecture to llama.cpp: who states a window has one. */
static void stated_window(void)
{
    static struct ggufmake m;
    static struct llm l;
    const struct model *model = NULL;
    const char *faults;
    for (uint32_t window = 0; window <= 512; window += 512) {
        test_row("window %u", window);
        start(&m, "olmo2", 4, 512, 8, 8);
        if (window)
            ggufmake_u32(&m, "olmo2.attention.sliding_window", window);
        globals(&m, 512, 4096, Q4_K, true);
        for (int i = 0; i < 4; i++) {
            attention(&m, i, 512, 512, 512, Q4_K, Q4_K);
            ffn(&m, i, 512, 1024, Q4_K, Q4_K);
        }
        THAT(imported(&m, &model, &l, &faults));
        SAME(faults, "");
        THAT(model->attention == (window ? attention_window : attention_full));
        for (int i = 0; i < 4; i++)
            THAT(l.layer[i].full == (!window || i == 3));
    }
}

static void refused(struct ggufmake *m, const char *words)
{
    static struct llm l;
    const struct model *model;
    const char *faults;
    test_row("%s", words);
    THAT(!imported(m, &model, &l, &faults));
    if (!THAT(strstr(faults, words) != NULL))
        SAME(faults, words);
}

static void not_known(void)
{
    static struct ggufmake m;
    static const uint64_t unlike[] = {2, 4};
    ggufmake_start(&m);
    refused(&m, "general.architecture: expected a text, the file states none [E202]");
    start(&m, "new-thing", 2, 256, 8, 2);
    globals(&m, 256, 4096, Q8_0, true);
    refused(&m, "the importer does not know the architecture 'new-thing'");
    start(&m, "llama", 2, 256, 8, 2);
    globals(&m, 256, 4096, Q8_0, true);
    refused(&m, "expected tensors of 1 to 512 blocks, as many as stated (2), got 0");
    start(&m, "llama", 200000, 256, 8, 2);
    globals(&m, 256, 4096, Q8_0, true);
    attention(&m, 0, 256, 256, 64, Q8_0, Q8_0);
    refused(&m, "expected tensors of 200000 blocks, as stated, got 1");
    start(&m, "llama", 1, 512, 8, 2);
    globals(&m, 256, 4096, Q8_0, true);
    attention(&m, 0, 256, 256, 64, Q8_0, Q8_0);
    refused(&m, "token_embd.weight: expected a matrix as wide as embedding_length");
    start(&m, "llama", 1, 256, 8, 9);
    globals(&m, 256, 4096, Q8_0, true);
    attention(&m, 0, 256, 256, 64, Q8_0, Q8_0);
    ffn(&m, 0, 256, 512, Q8_0, Q8_0);
    refused(&m, "expected kv_heads of at most heads (8), got 9");
    ggufmake_start(&m);
    ggufmake_text(&m, "general.architecture", "llama");
    ggufmake_u32(&m, "llama.block_count", 2);
    ggufmake_u32(&m, "llama.embedding_length", 256);
    ggufmake_u32(&m, "llama.context_length", 4096);
    ggufmake_numbers(&m, "llama.attention.head_count", 4, unlike, 2);
    globals(&m, 256, 4096, Q8_0, true);
    attention(&m, 0, 256, 256, 64, Q8_0, Q8_0);
    attention(&m, 1, 256, 256, 64, Q8_0, Q8_0);
    refused(&m, "the layers have different numbers of heads");
}

/* Files that people have beside a model's own: what they are, and which file is wanted. */
static void no_model(void)
{
    static struct ggufmake m;
    static const struct {
        const char *arch, *type, *base, *words;
    } rows[] = {
        {"clip", "mmproj", NULL,
         "general.type: the file is a vision projector (mmproj), not a language model: its bytes come on top of the "
         "model's own file, beside it, whose name has no mmproj: import that one [E303]"},
        {"clip", NULL, NULL, "general.architecture: the file is a vision projector (mmproj), not a language model"},
        {"llama", "adapter", "Llama 3.1 8B",
         "general.type: the file is a LoRA adapter, not a language model: it only changes a model: import the file of "
         "Llama 3.1 8B, which it is for [E303]"},
        {"qwen3", "adapter", NULL, "import the file of the model that it is for [E303]"},
        {NULL, "imatrix", NULL,
         "the file is an importance matrix (imatrix), not a language model: it only helps to quantise: import the file "
         "of the model itself [E303]"},
        {"controlvector", NULL, NULL, "the file is a control vector, not a language model"},
        {"flux", "model", NULL, "the file is a model that makes pictures, not a language model"},
        {"llama", NULL, NULL,
         "the file has no tensors: a vocabulary alone, not a model: import the file that holds the weights [E303]"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ggufmake_start(&m);
        if (rows[i].arch)
            ggufmake_text(&m, "general.architecture", rows[i].arch);
        if (rows[i].type)
            ggufmake_text(&m, "general.type", rows[i].type);
        if (rows[i].base)
            ggufmake_text(&m, "general.base_model.0.name", rows[i].base);
        if (i + 1 < COUNT_OF(rows))
            globals(&m, 256, 4096, Q8_0, true);
        refused(&m, rows[i].words);
    }
}

/* ---- split files ---- */

static const char *folder;

static const char *part_path(int i)
{
    return file_join(test_arena(), folder, str_format(test_arena(), "big-%05d-of-00003.gguf", i));
}

static void write_part(int i, int stated, uint32_t total)
{
    static struct ggufmake m;
    if (i == 0) {
        start(&m, "llama", 3, 256, 8, 2);
        globals(&m, 256, 4096, Q8_0, true);
    } else
        ggufmake_start(&m);
    ggufmake_number(&m, "split.no", 2, (uint64_t)stated);
    ggufmake_number(&m, "split.count", 2, 3);
    ggufmake_number(&m, "split.tensors.count", 5, total);
    attention(&m, i, 256, 256, 64, Q8_0, Q8_0);
    ffn(&m, i, 256, 512, Q8_0, Q8_0);
    THAT(ggufmake_file(&m, part_path(i + 1), m.offset));
}

static const struct gguf_file *read_part(int i, const char **faults)
{
    struct diags d = diag_none(test_arena());
    const struct gguf_file *f = gguf_file_read(test_arena(), &d, test_catalogue(), part_path(i), false);
    *faults = test_faults(&d);
    return f;
}

static void split_files(void)
{
    const char *faults;
    folder = mkdtemp(arena_strdup(test_arena(), "/tmp/rigplan-split-XXXXXX"));
    BUG_UNLESS(folder != NULL);
    for (int i = 0; i < 3; i++)
        write_part(i, i, 30);
    for (int i = 1; i <= 3; i++) {
        const struct gguf_file *f = read_part(i, &faults);
        test_row("part %d", i);
        SAME(faults, "");
        THAT(f && f->n == 30 && f->n_parts == 3 && gguf_find(f->first, "llama.block_count"));
        SAME(f ? f->name : NULL, "big");
        THAT(f && gguf_file_tensor(f, 2, "ffn_down.weight") && gguf_file_tensor(f, -1, "output.weight"));
    }
    unlink(part_path(2));
    THAT(!read_part(3, &faults) && strstr(faults, "big-00002-of-00003.gguf: error: part 2 of 3 is missing") &&
         strstr(faults, "[E114]"));
    write_part(1, 2, 30);
    THAT(!read_part(1, &faults) && strstr(faults, "expected part 2 of 3, got part 3 of 3 by the metadata"));
    write_part(1, 1, 30);
    write_part(0, 0, 31);
    THAT(!read_part(2, &faults) && strstr(faults, "expected 31 tensors in all parts, got 30"));
    for (int i = 1; i <= 3; i++)
        unlink(part_path(i));
    rmdir(folder);
}

SUITE(import_gguf, {"Llama 3 8B, Q4_K_M", llama_3_8b}, {"a mix that no label has", odd_mix}, {"experts", experts},
      {"latent attention", latent}, {"layers of several kinds", layers_of_kinds},
      {"a window that is stated", stated_window}, {"what is not known", not_known},
      {"files that are no model", no_model}, {"split files", split_files})
