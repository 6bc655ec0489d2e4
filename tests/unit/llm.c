/* model/llm, model/tensors: whole files against published sizes, and layers of each kind against the model's own
   counts. */
#include "known.h"
#include "test.h"

#include "llm.h"
#include "prepare.h"
#include "unit.h"

/* Tensor bytes of published GGUF files (data/measured/gguf_sizes.csv names them). */
static void sizes_of_published_files(void)
{
    static const struct {
        const char *model, *quant;
        double bytes;
    } rows[] = {
        {"llama-3-8b", "F16", 16061054976},          {"llama-3-8b", "Q8_0", 8532934656},
        {"llama-3-8b", "Q6_K", 6588170240},          {"llama-3-8b", "Q5_K_M", 5725151232},
        {"llama-3-8b", "Q4_K_M", 4912898048},        {"llama-3-8b", "Q3_K_M", 4011081728},
        {"llama-3-8b", "Q2_K", 3171295232},          {"llama-3-8b", "IQ4_XS", 4476526592},
        {"llama-3-8b", "IQ1_S+imat", 2011791360},    {"llama-3.2-1b", "Q4_K_M", 799862912},
        {"mixtral-8x7b", "Q4_K_M", 28447727616},     {"mixtral-8x7b", "F16", 93408215040},
        {"qwen2.5-72b", "Q4_K_M", 47409725440},      {"qwen3-32b", "Q3_K_M", 15965802496},
        {"qwen3-30b-a3b", "Q4_K_M", 18550716416},    {"phi-4-14b", "Q4_K_M", 9055703040},
        {"gpt-oss-20b", "MXFP4_MOE", 12096558336},   {"gpt-oss-20b", "Q4_K_M+requant", 15792128256},
        {"glm-4.5-air-106b", "Q4_K_M", 72848161792}, {"qwen3-next-80b-a3b", "Q4_K_M", 48483058688},
    };
    static struct llm l;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s %s", rows[i].model, rows[i].quant);
        THAT(llm_prepare(FIND(model, rows[i].model), FIND(quant, rows[i].quant), &l));
        CLOSE(l.total_b, rows[i].bytes, 0);
    }
}

/* glm-4.5-air-106b Q4_K_M by class, from its file. */
static void bytes_by_class(void)
{
    static struct llm l;
    static const double bytes[TENSORS_N_CLASSES] = {349175808, 509214720,   2910625792,
                                                    626475008, 67637346304, 815324160};
    THAT(llm_prepare(FIND(model, "glm-4.5-air-106b"), FIND(quant, "Q4_K_M"), &l));
    double sum = 0;
    for (int i = 0; i < TENSORS_N_CLASSES; i++) {
        test_row("class %d", i);
        CLOSE(l.file_b[i], bytes[i], 0);
        sum += l.file_b[i];
    }
    CLOSE(sum, l.total_b, 0);
}

/* Sums of a prepared model hold together for every model and several mixes. */
static void sums(void)
{
    static struct llm l;
    static const char *const quants[] = {"F16", "Q4_K_M", "IQ2_XXS", "AWQ-INT4", "4bit"};
    const struct model_list *list = &test_catalogue()->models;
    for (size_t i = 0; i < list->n; i++)
        for (size_t j = 0; j < COUNT_OF(quants); j++) {
            double read = 0, vectors = 0, sum = 0;
            test_row("%s %s", list->v[i].id, quants[j]);
            THAT(llm_prepare(&list->v[i], FIND(quant, quants[j]), &l));
            for (int c = 0; c < TENSORS_N_CLASSES; c++)
                sum += l.file_b[c];
            for (int k = 0; k < l.n_layers; k++) {
                read += l.layer[k].read_b + l.layer[k].experts_b;
                vectors += l.layer[k].vectors_b;
                THAT(l.layer[k].experts_gpu_b <= l.layer[k].gpu_b && l.layer[k].experts == (l.layer[k].experts_b > 0));
            }
            CLOSE(sum, l.total_b, 1e-12);
            THAT(read + l.embedding_b <= l.total_b && l.total_b > 0 && vectors < l.total_b);
            THAT(l.used_frac > 0 && l.used_frac <= 1);
            THAT(l.head_b > 0 || list->v[i].attention == attention_encoder);
        }
}

/* The parameters of one token: Llama-3 8B has 32 heads of 128 on 8, 14336 wide, 128256 words; 2 flop each but for the
   embedding. */
static void flop_of_a_token(void)
{
    static struct llm l;
    THAT(llm_prepare(FIND(model, "llama-3-8b"), FIND(quant, "F16"), &l));
    const double layer = 2.0 * (2 * 4096.0 * 4096 + 2 * 4096.0 * 1024 + 3 * 4096.0 * 14336);
    CLOSE(l.layer[17].flop, layer, 1e-12);
    CLOSE(l.head_flop, 2 * 4096.0 * 128256, 1e-12);
    CLOSE(l.layer[17].k_row, 1024, 0);
    CLOSE(l.layer[17].v_row, 1024, 0);
    THAT(l.qclass == qclass_f16);
}

static void flop_of_experts(void)
{
    static struct llm l;
    THAT(llm_prepare(FIND(model, "mixtral-8x7b"), FIND(quant, "Q4_K_M"), &l));
    CLOSE(l.used_frac, 0.25, 0);
    CLOSE(l.layer[5].expert_flop, 2 * 2 * 3 * 4096.0 * 14336, 1e-12);
    THAT(l.qclass == qclass_q4 && l.layer[5].experts);
}

/* As many layers of each kind as the model's record states. */
static void layers_of_each_kind(void)
{
    const struct model_list *list = &test_catalogue()->models;
    for (size_t i = 0; i < list->n; i++) {
        const struct model *m = &list->v[i];
        double full = 0, recurrent = 0, experts = 0, cached = 0;
        for (int layer = 0; layer < m->layers; layer++) {
            full += tensors_is_full(m, layer);
            recurrent += tensors_is_recurrent(m, layer);
            experts += tensors_has_experts(m, layer);
            cached += tensors_has_cache(m, layer);
        }
        test_row("%s", m->id);
        CLOSE(recurrent, known_or(m->linear_layers, 0), 0);
        if (!isnan(m->moe_layers))
            CLOSE(experts, m->moe_layers, 0);
        if (!isnan(m->full_layers) && isnan(m->full_period) && m->attention != attention_compressed)
            CLOSE(full, m->full_layers, 0);
        THAT(cached <= m->layers - recurrent);
        THAT(m->attention == attention_encoder ? cached == 0 : cached > 0);
    }
}

static void latent_and_recurrent(void)
{
    static struct llm l;
    THAT(llm_prepare(FIND(model, "deepseek-v2-lite"), FIND(quant, "Q4_K_M"), &l));
    CLOSE(l.layer[3].k_row, 512 + 64, 0); /* one latent and the rotary part; values are in it */
    CLOSE(l.layer[3].v_row, 0, 0);
    THAT(llm_prepare(FIND(model, "qwen3-next-80b-a3b"), FIND(quant, "Q4_K_M"), &l));
    THAT(l.layer[0].state_b > 0 && l.layer[0].k_row == 0 && l.layer[3].state_b == 0 && l.layer[3].k_row > 0);
}

/* Prediction layers that plain files leave out. Qwen3.6-27B: 26.896 B without, 27.32 B with (llama.cpp logs): one layer
   of attention and feed-forward, the norms and the projection, with the model's own embedding. DeepSeek-V3:
   688,586,727,753 bytes of safetensors (FP8 in tiles of 128 x 128). */
static void prediction_layers_apart(void)
{
    static struct llm plain, with;
    const struct model *m = FIND(model, "qwen3.6-27b");
    THAT(llm_prepare(m, FIND(quant, "F16"), &plain) &&
         llm_prepare_file(m, FIND(quant, "F16"), (struct llm_file){.apart = true}, &with));
    CLOSE(with.params, 27.32e9, 2e-4 * 27.32e9);
    CLOSE(with.n_layers, plain.n_layers + 1, 0);
    THAT(with.model != m && plain.model == m);
    CLOSE(with.upto[with.n_layers].gpu_b, plain.upto[plain.n_layers].gpu_b, 0); /* they are not loaded */
    THAT(llm_prepare(FIND(model, "deepseek-v3-671b"), FIND(quant, "FP8-block"), &with));
    CLOSE(with.total_b, 688586727753, 2e-3 * 688586727753);
    THAT(llm_prepare(FIND(model, "deepseek-v3-671b"), FIND(quant, "Q8_0"), &plain));
    CLOSE(plain.n_layers, 61, 0);
}

/* A file of MLX holds no prediction layers, though the model's GGUF files do. */
static void no_prediction_layers_in_mlx(void)
{
    static struct llm gguf, mlx;
    const struct model *m = FIND(model, "glm-4.5-air-106b");
    THAT(llm_prepare(m, FIND(quant, "Q4_K_M"), &gguf) && llm_prepare(m, FIND(quant, "4bit"), &mlx));
    CLOSE(gguf.n_layers, m->layers + 1, 0);
    CLOSE(mlx.n_layers, m->layers, 0);
}

/* Image towers are in files that are not GGUF, and are not loaded with the text. */
static void towers(void)
{
    static struct llm text, both;
    struct model without = *FIND(model, "qwen3.6-27b");
    without.tower_params = NAN;
    THAT(llm_prepare(&without, FIND(quant, "4bit"), &text));
    THAT(llm_prepare(FIND(model, "qwen3.6-27b"), FIND(quant, "4bit"), &both));
    CLOSE(both.total_b - text.total_b, 2 * FIND(model, "qwen3.6-27b")->tower_params, 1);
    CLOSE(both.upto[both.n_layers].gpu_b, text.upto[text.n_layers].gpu_b, 0);
    THAT(llm_prepare(&without, FIND(quant, "Q4_K_M"), &text));
    THAT(llm_prepare(FIND(model, "qwen3.6-27b"), FIND(quant, "Q4_K_M"), &both));
    CLOSE(both.total_b, text.total_b, 0);
}

/* A file of known size has that size, whatever its mix says, and all its parts are scaled alike. */
static void published_size(void)
{
    static struct llm by_mix, known;
    const struct model *m = FIND(model, "kimi-k2-thinking");
    THAT(m->sizes.n > 0);
    struct model unknown = *m;
    unknown.sizes.n = 0;
    const struct model_size *size = &m->sizes.v[0];
    THAT(llm_prepare(&unknown, size->quant, &by_mix) && llm_prepare(m, size->quant, &known));
    CLOSE(known.total_b, size->file_b, 1);
    CLOSE(known.layer[5].gpu_b / by_mix.layer[5].gpu_b, known.total_b / by_mix.total_b, 1e-9);
}

/* Unsloth's first UD-IQ1_S of DeepSeek R1 is of 130.6 GiB, the one of the release of May 2025 of 172.8 GiB: the path
   says which. A repository that begins with another's name is not that one. */
static void size_of_a_repository(void)
{
    static const struct {
        const char *path;
        double gib;
    } rows[] = {{NULL, 173.4},
                {"unsloth/DeepSeek-R1-0528-GGUF", 173.4},
                {"unsloth/DeepSeek-R1-GGUF", 130.6},
                {"unsloth/DeepSeek-R1-GGUF/DeepSeek-R1-UD-IQ1_S/DeepSeek-R1-UD-IQ1_S.gguf", 130.6},
                {"unsloth/DeepSeek-R1-GGUF-UD/UD-IQ1_S", 173.4}};
    static struct llm l;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].path ? rows[i].path : "no repository");
        THAT(llm_prepare_file(FIND(model, "deepseek-r1-671b"), FIND(quant, "UD-IQ1_S"),
                              (struct llm_file){.repo = rows[i].path}, &l));
        CLOSE(l.total_b / 1073741824, rows[i].gib, 0.004 * rows[i].gib);
    }
}

/* Released forms: gpt-oss in safetensors has 16 bits beside its MXFP4 experts; Kimi K2 Thinking beside its INT4 ones.
 */
static void released_forms(void)
{
    static const struct {
        const char *model, *quant;
        double bytes, part;
    } rows[] = {
        {"gpt-oss-20b", "F16+MXFP4exp", 13761264768, 2e-3},
        {"gpt-oss-120b", "F16+MXFP4exp", 65248815744, 2e-3},
        {"gpt-oss-20b", "Q8_0", 12.1e9, 5e-3},
        {"gpt-oss-20b", "BF16", 13.78e9, 5e-3},
        {"gpt-oss-120b", "Q4_K_M", 62.84e9, 3e-3},
        {"gpt-oss-120b", "UD-Q8_K_XL", 64.5e9, 1e-2},
        {"kimi-k2.5", "INT4", 595e9, 5e-3},
        {"deepseek-v4-flash", "FP8", 159.6e9, 5e-3},
    };
    static struct llm l;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s %s", rows[i].model, rows[i].quant);
        THAT(llm_prepare(FIND(model, rows[i].model), FIND(quant, rows[i].quant), &l));
        CLOSE(l.total_b, rows[i].bytes, rows[i].part * rows[i].bytes);
    }
}

static void tied_output(void)
{
    static struct llm l;
    THAT(llm_prepare(FIND(model, "llama-3.2-1b"), FIND(quant, "Q4_K_M"), &l));
    CLOSE(l.file_b[TENSORS_OUTPUT], 0, 0);
    CLOSE(l.output_b, l.embedding_b, 0);
    CLOSE(l.head_b, 2048.0 * 128256 / 256 * 210, 0);
}

SUITE(llm, {"sizes of published files", sizes_of_published_files}, {"bytes by class", bytes_by_class},
      {"sums hold together", sums}, {"flop of a token", flop_of_a_token}, {"flop of experts", flop_of_experts},
      {"layers of each kind", layers_of_each_kind}, {"latent and recurrent layers", latent_and_recurrent},
      {"a tied output", tied_output}, {"prediction layers apart", prediction_layers_apart},
      {"no prediction layers in MLX", no_prediction_layers_in_mlx}, {"image towers", towers},
      {"a published size", published_size}, {"the size of a repository", size_of_a_repository},
      {"released forms", released_forms})
