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
    THAT(names != NULL && n >= 40);
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
        CLOSE(counted(got, published) + known->params_outside, published, 0.001);
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
        {"{\"model_type\": \"llama\", \"mlp_bias\": true}", "mlp_bias: a model record cannot describe biases"},
        {"{\"model_type\": \"llama\", \"layer_types\": [\"odd\"]}",
         "layer_types: expected a list with one word for each of 32 layers"},
        {"{\"model_type\": \"gpt_oss\", \"num_hidden_layers\": 1, \"layer_types\": [\"odd\"]}",
         "layer_types: expected full_, sliding_, chunked_ or linear_attention, got 'odd'"},
        {"{\"model_type\": \"qwen3_next\", \"mlp_only_layers\": [3]}",
         "mlp_only_layers: a model record can only describe dense layers"},
        {"{\"model_type\": \"gemma3n\", \"text_config\": {\"model_type\": \"gemma3n_text\", \"intermediate_size\": [1, "
         "2]}}",
         "a model record cannot describe layers of different widths"},
    };
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        THAT(imported("config.json", rows[i].text, strlen(rows[i].text), &faults) == NULL);
        if (!THAT(strstr(faults, rows[i].words) != NULL))
            SAME(faults, rows[i].words);
    }
}

SUITE(import_hf, {"real models", real_models}, {"values that are not stated", defaults}, {"what is refused", refused})
