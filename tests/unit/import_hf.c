/* read/import_hf: configurations of real models (tests/hf) against published parameter counts and the catalogue's own
   records, which were written by hand and from other sources. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "import.h"
#include "llm.h"
#include "load.h"
#include "str.h"

static const struct import_ask ask = {"m", NULL, "2026-11"};

static const struct model *imported(const char *file, const char *text, size_t size, const char **faults)
{
    struct diags d = diag_none(test_arena());
    const struct import got = import_hf(test_arena(), &d, file, text, size, &ask);
    const struct catalogue *c = NULL;
    if (got.root) {
        const struct load_text one = {.file = file, .tree = got.root};
        c = load_catalogue(test_arena(), &d, test_catalogue(), &one, 1);
    }
    *faults = test_faults(&d);
    return c ? catalogue_find(c, &kind_model, "m") : NULL;
}

/* Elements of its file, without prediction layers or with them, whichever is nearer to what is published. */
static double counted(const struct model *m, double published)
{
    static struct llm l;
    struct model without = *m;
    THAT(llm_prepare(m, FIND(quant, "F16"), &l));
    const double with = l.params;
    without.mtp_layers = 0;
    THAT(llm_prepare(&without, FIND(quant, "F16"), &l));
    return fabs(l.params - published) < fabs(with - published) ? l.params : with;
}

/* Returns half a unit of the last digit of a published count, as a fraction of it; at least 0.001. */
static double near_enough(const struct model *m, double published)
{
    const double half = isnan(m->published_digits) || isnan(m->params_published)
                            ? 0
                            : 0.5 * pow(10, floor(log10(published)) + 1 - m->published_digits) / published;
    return fmax(0.001, half);
}

/* Models whose record here and in the catalogue stand for the same shape with other numbers, because a record has no
   field for it: the parameters count. */
static bool stands_for_it(const char *id)
{
    static const char *const ids[] = {"kimi-linear-48b-a3b", "deepseek-v4-flash", "llama-3.3-nemotron-super-49b"};
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

/* Fields that decide cache and speed must be the catalogue's; numbers that are absent on one side must be absent on the
   other. */
static void same_shape(const struct model *got, const struct model *known)
{
#define EQUAL(field) CLOSE(got->field, known->field, 0)
    EQUAL(layers), EQUAL(hidden), EQUAL(ffn), EQUAL(expert_ffn), EQUAL(shared_ffn), EQUAL(heads), EQUAL(kv_heads),
        EQUAL(head_dim);
    EQUAL(window_tokens), EQUAL(full_period), EQUAL(full_layers), EQUAL(kv_layers), EQUAL(linear_layers),
        EQUAL(moe_layers);
    EQUAL(global_kv_heads), EQUAL(global_head_dim), EQUAL(kv_lora_rank), EQUAL(rope_head_dim), EQUAL(nope_head_dim),
        EQUAL(v_head_dim);
    EQUAL(linear_inner), EQUAL(linear_state), EQUAL(linear_groups), EQUAL(experts), EQUAL(experts_used),
        EQUAL(dense_first), EQUAL(moe_period);
    EQUAL(ple_width), EQUAL(norms), EQUAL(ffn_matrices), EQUAL(mtp_layers), EQUAL(index_heads);
    THAT(got->attention == known->attention && got->tied == known->tied && got->qk_norm == known->qk_norm &&
         got->qkv_bias == known->qkv_bias);
    THAT(got->all_bias == known->all_bias && got->sinks == known->sinks && got->softcap == known->softcap &&
         got->fused_qkv == known->fused_qkv);
#undef EQUAL
}

static void real_models(void)
{
    struct diags d = diag_none(test_arena());
    size_t n = 0;
    const char **names = file_list(test_arena(), &d, "tests/hf", ".json", &n);
    THAT(names != NULL && n >= 80);
    for (size_t i = 0; i < n; i++) {
        size_t size = 0;
        const char *path = file_join(test_arena(), "tests/hf", names[i]), *faults;
        const char *text = file_read(test_arena(), &d, path, &size);
        const struct model *known = FIND(model,
                                         arena_strndup(test_arena(), names[i], strlen(names[i]) - strlen(".json")));
        const struct model *got = imported(path, text, size, &faults);
        test_row("%s", names[i]);
        SAME(faults, "");
        if (!THAT(got != NULL))
            continue;
        const double published = isnan(known->params_published) ? known->params_total : known->params_published;
        CLOSE(counted(got, published) + known->params_outside, published, near_enough(known, published));
        if (!stands_for_it(known->id))
            same_shape(got, known);
    }
}

/* What the config class gives is taken, and named. */
static void defaults(void)
{
    static const char text[] = "{\"model_type\": \"mistral\", \"hidden_size\": 4096}";
    const char *faults;
    const struct model *m = imported("config.json", text, strlen(text), &faults);
    SAME(faults, "");
    THAT(m != NULL);
    CLOSE(m->kv_heads, 8, 0);
    CLOSE(m->ffn, 14336, 0);
    CLOSE(m->max_ctx_tokens, 131072, 0);
    SAME(m->note,
         "not stated, taken from the config class: num_hidden_layers 32, num_attention_heads 32, vocab_size 32000, "
         "max_position_embeddings 131072, num_key_value_heads 8, intermediate_size 14336");
}

/* Models that the catalogue lacks, against the count of elements that Hugging Face shows beside their safetensors, or
   the one of their model cards (Bamba, MiniCPM3, Youtu: three digits). */
static void published_counts(void)
{
    static const struct {
        const char *text;
        double published, tolerance;
    } rows[] = {
        {"{\"model_type\": \"qwen2_moe\", \"hidden_size\": 2048, \"intermediate_size\": 5632, "
         "\"moe_intermediate_size\": 1408, "
         "\"shared_expert_intermediate_size\": 5632, \"num_hidden_layers\": 24, \"num_attention_heads\": 16, "
         "\"num_key_value_heads\": 16, \"num_experts\": 60, \"num_experts_per_tok\": 4, \"decoder_sparse_step\": 1, "
         "\"vocab_size\": 151936, \"max_position_embeddings\": 8192}",
         14315784192, 0},
        {"{\"model_type\": \"bailing_moe\", \"hidden_size\": 2048, \"intermediate_size\": 5632, "
         "\"moe_intermediate_size\": 1408, "
         "\"num_hidden_layers\": 28, \"num_attention_heads\": 16, \"num_key_value_heads\": 4, \"head_dim\": 128, "
         "\"num_experts\": 64, \"num_experts_per_tok\": 6, \"num_shared_experts\": 2, \"first_k_dense_replace\": 0, "
         "\"vocab_size\": 126464, \"max_position_embeddings\": 16384}",
         16801974272, 0},
        {"{\"model_type\": \"bamba\", \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_layers\": 32, "
         "\"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"vocab_size\": 128256, "
         "\"max_position_embeddings\": 262144, "
         "\"attn_layer_indices\": [9, 18, 27], \"mamba_n_heads\": 128, \"mamba_d_head\": \"auto\", \"mamba_d_state\": "
         "128, "
         "\"mamba_n_groups\": 1, \"mamba_expand\": 2}",
         9.78e9, 0.0005},
        {"{\"model_type\": \"minicpm3\", \"hidden_size\": 2560, \"intermediate_size\": 6400, \"num_hidden_layers\": "
         "62, "
         "\"num_attention_heads\": 40, \"num_key_value_heads\": 40, \"q_lora_rank\": 768, \"kv_lora_rank\": 256, "
         "\"qk_nope_head_dim\": 64, \"qk_rope_head_dim\": 32, \"vocab_size\": 73448, \"max_position_embeddings\": "
         "32768}",
         4.07e9, 0.0013},
        {"{\"model_type\": \"youtu_llm\", \"hidden_size\": 2048, \"intermediate_size\": 6144, \"num_hidden_layers\": "
         "32, "
         "\"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"q_lora_rank\": 1536, \"kv_lora_rank\": 512, "
         "\"qk_nope_head_dim\": 128, \"qk_rope_head_dim\": 64, \"v_head_dim\": 128, \"vocab_size\": 128256, "
         "\"max_position_embeddings\": 131072}",
         1.96e9, 0.0026},
    };
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        const struct model *m = imported("config.json", rows[i].text, strlen(rows[i].text), &faults);
        SAME(faults, "");
        if (THAT(m != NULL))
            CLOSE(counted(m, rows[i].published), rows[i].published, rows[i].tolerance);
    }
}

/* Other ways to state a shape than the one in tests/hf; each must give what that one gives. */
static void other_ways(void)
{
#define LLAMA                                                                                                          \
    "\"hidden_size\": 2048, \"num_attention_heads\": 16, \"num_key_value_heads\": 8, \"intermediate_size\": 6144, "    \
    "\"vocab_size\": 32000, "
#define CONTEXT "\"max_position_embeddings\": 4096"
    static const struct {
        const char *text;
        enum attention attention;
        double layers, full_layers, full_period;
    } rows[] = {
        /* Python's numbers, in keys that matter to nobody and inside a text */
        {"{\"model_type\": \"llama\", " LLAMA "\"num_hidden_layers\": 4, \"a\": [0.0, Infinity], \"b\":-Infinity,"
         "\"c\": NaN, \"d\": \"a \\\" NaN, Infinity\", " CONTEXT "}",
         attention_full, 4, NAN, NAN},
        /* layer types of a config that Transformers 5 saved again */
        {"{\"model_type\": \"qwen3\", " LLAMA "\"layer_types\": [\"full_attention\", \"full_attention\"], " CONTEXT "}",
         attention_full, 2, NAN, NAN},
        {"{\"model_type\": \"gemma3_text\", " LLAMA "\"sliding_window\": 512, \"layer_types\": [\"sliding_attention\", "
         "\"full_attention\", \"sliding_attention\", \"full_attention\"], " CONTEXT "}",
         attention_window, 4, NAN, 2},
        {"{\"model_type\": \"cohere2\", " LLAMA
         "\"sliding_window\": 512, \"layer_types\": [\"FULL\", \"local\", \"local\"], "
         "\"num_hidden_layers\": 3, " CONTEXT "}",
         attention_window, 3, 1, NAN},
        {"{\"model_type\": \"exaone4\", " LLAMA "\"sliding_window\": 512, \"sliding_window_pattern\": \"LG\", "
         "\"num_hidden_layers\": 4, " CONTEXT "}",
         attention_window, 4, NAN, 2},
        {"{\"model_type\": \"lfm2\", " LLAMA "\"conv_L_cache\": 3, \"layer_types\": [\"conv\", \"full_attention\", "
         "\"short_conv\"], " CONTEXT "}",
         attention_conv, 3, NAN, 2},
        {"{\"model_type\": \"bamba\", " LLAMA "\"mamba_n_heads\": 64, \"mamba_d_head\": 64, \"mamba_d_state\": 128, "
         "\"mamba_n_groups\": 1, \"attn_layer_indices\": [2], \"num_hidden_layers\": 3, " CONTEXT "}",
         attention_mamba, 3, 1, NAN},
        /* a text part that states no type */
        {"{\"model_type\": \"llava\", \"text_config\": {" LLAMA "\"num_hidden_layers\": 4, " CONTEXT "}}",
         attention_full, 4, NAN, NAN},
        {"{\"model_type\": \"qwen3_vl\", \"text_config\": {" LLAMA "\"num_hidden_layers\": 4, " CONTEXT "}}",
         attention_full, 4, NAN, NAN},
        {"{\"model_type\": \"qwen3_omni\", \"thinker_config\": {\"text_config\": {\"model_type\": \"qwen3\", " LLAMA
         "\"num_hidden_layers\": 4, " CONTEXT "}}}",
         attention_full, 4, NAN, NAN},
    };
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        const struct model *m = imported("config.json", rows[i].text, strlen(rows[i].text), &faults);
        SAME(faults, "");
        if (!THAT(m != NULL))
            continue;
        THAT(m->attention == rows[i].attention);
        CLOSE(m->layers, rows[i].layers, 0);
        CLOSE(m->full_layers, rows[i].full_layers, 0);
        CLOSE(m->full_period, rows[i].full_period, 0);
        CLOSE(m->hidden, 2048, 0);
    }
}

/* Vision parts against the published ones, which are sums of safetensors less the language model (data/models.json, two
   digits). The shapes are those that the models' makers publish. */
static void towers(void)
{
#define TEXT(width) "\"text_config\": {\"model_type\": \"llama\", \"hidden_size\": " #width "}, "
    static const struct {
        const char *id, *text;
    } rows[] = {
        {"qwen3vl-2b", "{\"model_type\": \"qwen3_vl\", " TEXT(
                           2048) "\"vision_config\": {\"model_type\": \"qwen3_vl\", \"depth\": 24, "
                                 "\"hidden_size\": 1024, \"intermediate_size\": 4096, \"num_position_embeddings\": "
                                 "2304, \"patch_size\": 16, "
                                 "\"temporal_patch_size\": 2, \"out_hidden_size\": 2048, \"deepstack_visual_indexes\": "
                                 "[5, 11, 17]}}"},
        {"qwen3-vl-32b", "{\"model_type\": \"qwen3_vl\", " TEXT(
                             5120) "\"vision_config\": {\"model_type\": \"qwen3_vl\", \"depth\": 27, "
                                   "\"hidden_size\": 1152, \"intermediate_size\": 4304, \"num_position_embeddings\": "
                                   "2304, \"patch_size\": 16, "
                                   "\"temporal_patch_size\": 2, \"out_hidden_size\": 5120, "
                                   "\"deepstack_visual_indexes\": [8, 16, 24]}}"},
        {"qwen3.5-27b",
         "{\"model_type\": \"qwen3_5\", " TEXT(
             5120) "\"vision_config\": {\"model_type\": \"qwen3_5\", \"depth\": 27, "
                   "\"hidden_size\": 1152, \"intermediate_size\": 4304, \"num_position_embeddings\": 2304, "
                   "\"patch_size\": 16, "
                   "\"temporal_patch_size\": 2, \"out_hidden_size\": 5120, \"deepstack_visual_indexes\": []}}"},
        {"gemma-3-12b",
         "{\"model_type\": \"gemma3\", " TEXT(3840) "\"vision_config\": {\"model_type\": \"siglip_vision_model\", "
                                                    "\"hidden_size\": 1152, \"intermediate_size\": 4304, "
                                                    "\"num_hidden_layers\": 27, \"image_size\": 896, "
                                                    "\"patch_size\": 14}}"},
        {"gemma-4-31b",
         "{\"model_type\": \"gemma4\", " TEXT(
             5376) "\"vision_config\": {\"model_type\": \"gemma4_vision\", "
                   "\"hidden_size\": 1152, \"intermediate_size\": 4304, \"num_hidden_layers\": 27, \"patch_size\": 16, "
                   "\"position_embedding_size\": 10240}}"},
        {"ministral-3-14b", "{\"model_type\": \"mistral3\", " TEXT(
                                5120) "\"vision_config\": {\"model_type\": \"pixtral\", \"hidden_size\": "
                                      "1024, \"intermediate_size\": 4096, \"num_hidden_layers\": 24, \"patch_size\": "
                                      "14, \"image_size\": 1540}}"},
        {"llama-4-scout-109b",
         "{\"model_type\": \"llama4\", " TEXT(5120) "\"vision_config\": {\"model_type\": \"llama4_vision_model\", "
                                                    "\"hidden_size\": 1408, \"intermediate_size\": 5632, "
                                                    "\"num_hidden_layers\": 34, \"image_size\": 336, "
                                                    "\"patch_size\": 14, \"projector_input_dim\": 4096, "
                                                    "\"projector_output_dim\": 4096, \"vision_output_dim\": "
                                                    "4096}}"},
    };
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].id);
        const struct model *m = imported("config.json", rows[i].text, strlen(rows[i].text), &faults);
        SAME(faults, "");
        if (!THAT(m != NULL))
            continue;
        CLOSE(m->tower_params, FIND(model, rows[i].id)->tower_params, 0.05);
        THAT(strstr(m->note, "the vision part is not counted") != NULL);
    }
}

/* A part that sees or hears is said even where its shape cannot be counted. */
static void parts_that_are_not_counted(void)
{
    static const struct {
        const char *text, *note;
    } rows[] = {
        {"{\"model_type\": \"llava\", " TEXT(4096) "\"vision_config\": {\"model_type\": \"odd\", \"hidden_size\": 64}}",
         "the vision part is not counted;"},
        {"{\"model_type\": \"voxtral\", " TEXT(4096) "\"audio_config\": {\"hidden_size\": 64}}",
         "the audio part is not counted;"},
        {"{\"model_type\": \"qwen3_omni\", \"thinker_config\": {\"audio_config\": {\"d_model\": 1}, \"text_config\": "
         "{\"model_type\": \"llama\"}}}",
         "the audio part is not counted;"},
        {"{\"model_type\": \"omni\", " TEXT(4096) "\"audio_config\": {\"d\": 1}, \"vision_config\": {\"d\": 1}}",
         "the vision and audio parts are not counted;"},
    };
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        const struct model *m = imported("config.json", rows[i].text, strlen(rows[i].text), &faults);
        SAME(faults, "");
        if (THAT(m != NULL && strstr(m->note, rows[i].note) != NULL))
            THAT(isnan(m->tower_params));
    }
}

/* The quant that stands for the file's own format is one of the catalogue. */
static void own_formats(void)
{
    static const struct {
        const char *config, *quant; /* NULL: the catalogue has none */
    } rows[] = {
        {"\"quantization_config\": {\"quant_method\": \"awq\", \"bits\": 4, \"group_size\": 128}", "AWQ-INT4"},
        {"\"quantization_config\": {\"quant_method\": \"awq\", \"w_bit\": 4, \"q_group_size\": 64}", "AWQ-INT4-g64"},
        {"\"quantization_config\": {\"quant_method\": \"awq\", \"bits\": 4, \"group_size\": 32}", "AWQ-INT4-g32"},
        {"\"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 128}", "GPTQ-4bit-g128"},
        {"\"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 8, \"group_size\": 128}", "GPTQ-8bit-g128"},
        {"\"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 3, \"group_size\": 128}", NULL},
        {"\"quantization_config\": {\"quant_method\": \"auto-round\", \"bits\": 4, \"group_size\": 128}",
         "autoround-int4"},
        {"\"quantization_config\": {\"quant_method\": \"fp8\", \"activation_scheme\": \"dynamic\"}", "FP8"},
        {"\"quantization_config\": {\"quant_method\": \"fp8\", \"weight_block_size\": [128, 128]}", "FP8-block"},
        {"\"quantization_config\": {\"quant_method\": \"modelopt\", \"quant_algo\": \"NVFP4\"}", "NVFP4"},
        {"\"quantization_config\": {\"quant_method\": \"modelopt\", \"quant_algo\": \"FP8\"}", "FP8"},
        {"\"quantization_config\": {\"quant_method\": \"modelopt\", \"quant_algo\": \"MIXED_PRECISION\"}", NULL},
        {"\"quantization_config\": {\"quant_method\": \"mxfp4\"}", "MXFP4"},
        {"\"quantization_config\": {\"quant_method\": \"compressed-tensors\", \"format\": \"pack-quantized\", "
         "\"config_groups\": {\"group_0\": {\"weights\": {\"num_bits\": 4, \"group_size\": 128, \"symmetric\": "
         "true}}}}",
         "W4A16"},
        {"\"quantization_config\": {\"quant_method\": \"compressed-tensors\", \"format\": \"pack-quantized\", "
         "\"config_groups\": {\"group_0\": {\"weights\": {\"num_bits\": 4, \"group_size\": 32, \"symmetric\": true}}}}",
         "compressed-tensors-int4-g32-symmetric"},
        {"\"quantization_config\": {\"quant_method\": \"compressed-tensors\", \"format\": \"pack-quantized\", "
         "\"config_groups\": {\"group_0\": {\"weights\": {\"num_bits\": 4, \"group_size\": 32, \"symmetric\": "
         "false}}}}",
         "compressed-tensors-w4a16-g32-asym-rtn"},
        {"\"quantization_config\": {\"quant_method\": \"compressed-tensors\", \"format\": \"float-quantized\", "
         "\"config_groups\": {\"group_0\": {\"weights\": {\"num_bits\": 8, \"strategy\": \"block\"}}}}",
         "FP8-block"},
        {"\"quantization_config\": {\"quant_method\": \"compressed-tensors\", \"format\": \"nvfp4-pack-quantized\"}",
         "NVFP4"},
        {"\"quantization_config\": {\"quant_method\": \"compressed-tensors\", \"format\": \"int-quantized\", "
         "\"config_groups\": {\"group_0\": {\"weights\": {\"num_bits\": 8}}}}",
         "INT8"},
        {"\"quantization_config\": {\"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true, "
         "\"bnb_4bit_quant_type\": \"nf4\"}",
         "BNB-NF4"},
        {"\"quantization_config\": {\"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true, "
         "\"bnb_4bit_quant_type\": \"nf4\", \"bnb_4bit_use_double_quant\": true}",
         "NF4-DQ"},
        {"\"quantization_config\": {\"quant_method\": \"bitsandbytes\", \"load_in_8bit\": true}", "INT8"},
        {"\"quantization_config\": {\"quant_method\": \"exl2\", \"bits\": 4.0}", "EXL2-4.0bpw"},
        {"\"quantization_config\": {\"quant_method\": \"exl2\", \"bits\": 4.65}", "EXL2-4.65bpw"},
        {"\"quantization_config\": {\"quant_method\": \"exl3\", \"bits\": 3.5}", "EXL3-3.5bpw"},
        {"\"quantization_config\": {\"quant_method\": \"exl3\", \"bits\": 3.1}", NULL},
        {"\"quantization_config\": {\"quant_method\": \"aqlm\"}", NULL},
        {"\"quantization\": {\"group_size\": 64, \"bits\": 4}", "4bit"},
        {"\"quantization\": {\"group_size\": 32, \"bits\": 8}", "8bit-g32"},
        {"\"quantization\": {\"group_size\": 128, \"bits\": 6}", "6bit-g128"},
        {"\"quantization\": {\"group_size\": 128, \"bits\": 5}", NULL},
        {"\"quantization\": {\"group_size\": 32, \"bits\": 4, \"mode\": \"mxfp4\"}", "mlx-mxfp4"},
        {"\"quantization_config\": {\"group_size\": 64, \"bits\": 3}", "3bit"},
    };
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text = str_format(test_arena(), "{\"model_type\": \"llama\", %s}", rows[i].config);
        test_row("%s", rows[i].config);
        const struct model *m = imported("config.json", text, strlen(text), &faults);
        THAT(m != NULL && strstr(m->note, "the weights beside its config.json are ") != NULL);
        if (rows[i].quant)
            FIND(quant, rows[i].quant);
        const char *words = rows[i].quant ? str_format(test_arena(), "--quant %s [W428]", rows[i].quant)
                                          : "of which the catalogue has no quant";
        if (!THAT(strstr(faults, words) != NULL))
            SAME(faults, words);
    }
}

static void refused(void)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"[]", "config.json:1:1: error: expected a mapping, got a list"},
        {"{", "[E101]"},
        {"{\"hidden_size\": 64}", "model_type: config.json does not state the architecture [E202]"},
        {"{\"model_type\": \"zebra\", \"hidden_size\": 64}",
         "config.json:1:16: error: model_type: the importer does not know the architecture 'zebra' (the config states "
         "hidden_size 64)"},
        {"{\"model_type\": \"qwen2\", \"hidden_size\": \"64\"}",
         "config.json:1:40: error: hidden_size: expected a number, got the text \"64\" [E203]"},
        {"{\"model_type\": \"qwen2\"}", "hidden_size: a qwen2 config must state it [E202]"},
        {"{\"model_type\": \"llama\", \"num_hidden_layers\": 0}",
         "config.json:1:46: error: num_hidden_layers: expected 1 to 512 layers"},
        {"{\"model_type\": \"llama\", \"num_hidden_layers\": 1e9}", "expected 1 to 512 layers"},
        {"{\"model_type\": \"llama\", \"num_key_value_heads\": 64}", "expected kv_heads of at most heads (32), got 64"},
        {"{\"model_type\": \"llama\", \"vocab_size\": 3.5}", "models[0].vocab: expected a whole number"},
        {"{\"model_type\": \"llama\", \"hidden_size\": 1e7}",
         "config.json:1:40: error: models[0].hidden: expected a whole number from 64 to 65536, got 10000000 [E204]"},
        /* architectures that no record can describe */
        {"{\"model_type\": \"falcon_h1\"}", "'falcon_h1': attention and recurrent heads work side by side"},
        {"{\"model_type\": \"mamba2\"}", "'mamba2': its layers are recurrent"},
        {"{\"model_type\": \"jamba\"}", "Mamba-1"},
        {"{\"model_type\": \"llama\", \"layer_types\": [\"hybrid\"]}",
         "layer_types: attention and a recurrent mixer side by side in one layer"},
        {"{\"model_type\": \"llama\", \"layer_types\": [\"linear_attention\"]}",
         "layer_types: a model record cannot describe a llama with layers of a recurrent mixer"},
        {"{\"model_type\": \"deepseek_v3\", \"layer_types\": [\"sliding_attention\"]}",
         "a model record cannot describe a deepseek_v3 with layers of a sliding window"},
        {"{\"model_type\": \"nemotron_h\", " LLAMA "\"layers_block_type\": [\"mamba\", \"moe\", \"attention\"], "
         "\"mamba_num_heads\": 64, \"mamba_head_dim\": 64, \"moe_latent_size\": 2048, " CONTEXT "}",
         "moe_latent_size: a model record cannot describe experts in a latent space"},
        {"{\"model_type\": \"nemotron_h\", " LLAMA "\"num_hidden_layers\": 4, " CONTEXT "}",
         "hybrid_override_pattern: expected it, or layers_block_type, to say what each layer is"},
        {"{\"model_type\": \"nemotron_h\", " LLAMA
         "\"num_hidden_layers\": 3, \"hybrid_override_pattern\": \"MX*\", " CONTEXT "}",
         "expected the letters M, E, * and -, got 'X'"},
        {"{\"model_type\": \"nemotron_h\", " LLAMA
         "\"num_hidden_layers\": 4, \"hybrid_override_pattern\": \"ME*-\", " CONTEXT "}",
         "dense feed-forward layers beside layers of experts"},
        {"{\"model_type\": \"nemotron-nas\", " LLAMA "\"num_hidden_layers\": 1, \"block_configs\": [{\"attention\": "
         "{\"replace_with_linear\": true}, \"ffn\": {}}], " CONTEXT "}",
         "block_configs: a model record cannot describe a matrix in the place of attention"},
        {"{\"model_type\": \"lfm2\", " LLAMA "\"num_hidden_layers\": 2, " CONTEXT "}",
         "layer_types: expected a list that says which layers attend"},
        {"{\"model_type\": \"lfm2\", " LLAMA "\"num_hidden_layers\": 2, \"full_attn_idxs\": [5], " CONTEXT "}",
         "full_attn_idxs: expected the number of a layer, from 0 to 1, got the number 5"},
        {"{\"model_type\": \"deepseek_v4\", " LLAMA "\"num_hidden_layers\": 2, \"q_lora_rank\": 64, " CONTEXT "}",
         "compress_ratios: a config with compressed attention must state the ratio of each layer"},
        {"{\"model_type\": \"hunyuan_v1_moe\", " LLAMA
         "\"num_hidden_layers\": 2, \"num_experts\": 8, \"moe_topk\": [1, 2], " CONTEXT "}",
         "num_experts_per_tok: a model record can only describe layers that all have the same number here"},
        {"{\"model_type\": \"qwen3_moe\", " LLAMA
         "\"mlp_layer_types\": [\"sparse\", \"dense\"], \"num_hidden_layers\": 2, " CONTEXT "}",
         "mlp_layer_types: a model record can only describe dense layers that are the first ones"},
        /* a model that may be a Llama */
        {"{\"model_type\": \"zebra\", " LLAMA "\"num_hidden_layers\": 2, \"rms_norm_eps\": 1e-5}",
         "it has the shape of a Llama and states nothing else: if its layers are a Llama's, with no norms or biases of "
         "their own, import a copy that states \"model_type\": \"llama\""},
        {"{\"model_type\": \"zebra\", " LLAMA "\"num_hidden_layers\": 2, \"stripes\": 3}",
         "it has the widths of a Llama, but stripes may change its tensors: import a GGUF file of it"},
        /* files that are no config of a model */
        {"{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"who/model\"}",
         "is the config of an adapter (LoRA): import the config.json of its base model (who/model) [E202]"},
        {"{\"weight_map\": {}}", "is an index of weights: import the config.json beside it"},
        /* numbers that Python writes are no numbers, and nothing else of the kind is JSON */
        {"{\"model_type\": \"llama\", \"hidden_size\": Infinity, \"num_hidden_layers\": INFINITY}",
         "config.json:1:71: error: not valid JSON here"},
        {"{\"model_type\": \"qwen2\", \"hidden_size\": NaN}", "hidden_size: a qwen2 config must state it [E202]"},
        {"{\"model_type\": \"llama\", \"mlp_bias\": true}", "mlp_bias: a model record cannot describe biases"},
        {"{\"model_type\": \"llama\", \"layer_types\": [\"odd\"]}",
         "layer_types: expected full_, sliding_, chunked_ or linear_attention, mamba, conv, moe or mlp, got 'odd'"},
        {"{\"model_type\": \"gpt_oss\", \"num_hidden_layers\": 2, \"layer_types\": [\"full\"]}",
         "layer_types: expected a list with one word for each of 2 layers, got 1"},
        {"{\"model_type\": \"qwen3_next\", \"mlp_only_layers\": [3]}",
         "mlp_only_layers: a model record can only describe dense layers"},
        {"{\"model_type\": \"gemma3n\", \"text_config\": {\"model_type\": \"gemma3n_text\", \"intermediate_size\": [1, "
         "2]}}",
         "intermediate_size: a model record can only describe layers that all have the same number here"},
    };
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        THAT(imported("config.json", rows[i].text, strlen(rows[i].text), &faults) == NULL);
        if (!THAT(strstr(faults, rows[i].words) != NULL))
            SAME(faults, rows[i].words);
    }
}

SUITE(import_hf, {"real models", real_models}, {"published counts", published_counts},
      {"values that are not stated", defaults}, {"other ways to state a shape", other_ways}, {"vision parts", towers},
      {"parts that are not counted", parts_that_are_not_counted}, {"the file's own format", own_formats},
      {"what is refused", refused})
