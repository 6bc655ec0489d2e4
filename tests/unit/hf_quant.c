/* read/hf_quant: rarer formats of the weights beside a config.json than those of import_hf.c of this folder, each with
   the quant that its program's documentation says it is, or NULL where the catalogue has none; then how the format is
   named. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "import.h"
#include "str.h"

#include <string.h>

/* A quantization_config; of compressed-tensors with a format and the weights of its group; MLX's own map. */
#define OF(q) "\"quantization_config\": {" q "}"
#define METHOD(m, more) OF("\"quant_method\": \"" m "\"" more)
#define TENSORS(format, weights)                                                                                       \
    METHOD("compressed-tensors", ", " format "\"config_groups\": {\"group_0\": {\"weights\": {" weights "}}}")
#define MLX(q) "\"quantization\": {" q "}"

static void rare_formats(void)
{
    static const struct {
        const char *config, *quant, *name;
    } rows[] = {
        {METHOD("awq", ", \"bits\": 8, \"group_size\": 128"), NULL, "AWQ of 8 bits in groups of 128"},
        {METHOD("gptq", ", \"bits\": 8, \"group_size\": 64"), NULL, "GPTQ of 8 bits in groups of 64"},
        {METHOD("gptq", ", \"bits\": 4, \"group_size\": 64"), NULL, "GPTQ of 4 bits in groups of 64"},
        {METHOD("gptq", ", \"bits\": 4"), "GPTQ-4bit-g128", "GPTQ of 4 bits"},
        {METHOD("gptq", ", \"bits\": 4, \"group_size\": 16"), NULL, "GPTQ of 4 bits in groups of 16"},
        {METHOD("gptq", ""), NULL, "GPTQ"},
        {METHOD("awq", ", \"bits\": \"4\""), NULL, "AWQ"},
        {METHOD("awq", ", \"bits\": 4, \"group_size\": -1"), NULL, "AWQ of 4 bits"},
        {METHOD("intel/auto-round", ", \"bits\": 4"), "autoround-int4", "AutoRound of 4 bits"},
        {METHOD("autoround", ", \"bits\": 2"), NULL, "AutoRound of 2 bits"},
        {METHOD("fbgemm_fp8", ""), "FP8", "FP8"},
        {METHOD("fp8", ", \"weight_block_size\": null"), "FP8", "FP8"},
        {METHOD("nvfp4", ""), "NVFP4", "NVFP4"},
        {METHOD("modelopt", ", \"quant_algo\": \"NVFP4_AWQ\""), "NVFP4", "ModelOpt NVFP4_AWQ"},
        {METHOD("modelopt", ", \"quant_algo\": \"FP8_PB_WO\""), "FP8-block", "ModelOpt FP8_PB_WO"},
        {METHOD("modelopt_fp4", ", \"quantization\": {\"quant_algo\": \"MXFP8\"}"), "MXFP8", "ModelOpt MXFP8"},
        {METHOD("modelopt", ", \"quant_algo\": \"MXFP4\""), "MXFP4", "ModelOpt MXFP4"},
        {METHOD("modelopt", ""), NULL, "ModelOpt without a stated format"},
        {OF("\"producer\": {\"name\": \"modelopt\"}, \"quant_algo\": \"FP8\""), "FP8", "ModelOpt FP8"},
        {METHOD("bitsandbytes", ", \"load_in_4bit\": true, \"bnb_4bit_quant_type\": \"fp4\""), NULL,
         "bitsandbytes FP4"},
        {METHOD("exl2", ""), NULL, "EXL2"},
        {METHOD("exl3", ", \"bits\": 4.65"), NULL, "EXL3 of 4.65 bits per weight"},
        {TENSORS("\"format\": \"mxfp4-pack-quantized\", ", "\"num_bits\": 4"), "MXFP4",
         "compressed-tensors (mxfp4-pack-quantized, 4 bits)"},
        {TENSORS("\"format\": \"mxfp8-quantized\", ", ""), "MXFP8", "compressed-tensors (mxfp8-quantized)"},
        {TENSORS("\"format\": \"naive-quantized\", ", "\"num_bits\": 8"), "FP8",
         "compressed-tensors (naive-quantized, 8 bits)"},
        {TENSORS("\"format\": \"float-quantized\", ", "\"num_bits\": 6"), NULL,
         "compressed-tensors (float-quantized, 6 bits)"},
        {TENSORS("", "\"num_bits\": 8, \"type\": \"float\""), "FP8", "compressed-tensors (no format stated, 8 bits)"},
        {TENSORS("", "\"num_bits\": 8, \"type\": \"int\""), NULL, "compressed-tensors (no format stated, 8 bits)"},
        {TENSORS("\"format\": \"int-quantized\", ", "\"num_bits\": 4"), NULL,
         "compressed-tensors (int-quantized, 4 bits)"},
        {TENSORS("\"format\": \"pack-quantized\", ", "\"num_bits\": 8"), NULL,
         "compressed-tensors (pack-quantized, 8 bits)"},
        {TENSORS("\"format\": \"pack-quantized\", ", "\"num_bits\": 4, \"group_size\": 64"), NULL,
         "compressed-tensors (pack-quantized, 4 bits)"},
        {METHOD("compressed-tensors", ""), NULL, "compressed-tensors (no format stated)"},
        {METHOD("compressed-tensors", ", \"config_groups\": []"), NULL, "compressed-tensors (no format stated)"},
        {MLX("\"group_size\": 64, \"bits\": 7"), NULL, "MLX 7 bits in groups of 64"},
        {MLX("\"group_size\": 64, \"bits\": 1"), NULL, "MLX 1 bits in groups of 64"},
        {MLX("\"group_size\": 64, \"bits\": 9"), NULL, "MLX 9 bits in groups of 64"},
        {MLX("\"group_size\": 128, \"bits\": 3"), NULL, "MLX 3 bits in groups of 128"},
        {MLX("\"group_size\": 16, \"bits\": 4"), NULL, "MLX 4 bits in groups of 16"},
        {MLX("\"bits\": 6, \"mode\": \"affine\""), "6bit", "MLX 6 bits in groups of 64"},
        {MLX("\"group_size\": 16, \"bits\": 4, \"mode\": \"nvfp4\""), "mlx-nvfp4", "MLX nvfp4, 4 bits in groups of 16"},
        {MLX("\"group_size\": 32, \"bits\": 8, \"mode\": \"mxfp8\""), "mlx-mxfp8", "MLX mxfp8, 8 bits in groups of 32"},
        {MLX("\"group_size\": 64, \"bits\": 4, \"lm_head\": {\"bits\": 8}"), "4bit",
         "MLX 4 bits in groups of 64, some layers in others"},
        {MLX("\"group_size\": 64, \"bits\": 4, \"lm_head\": {\"bits\": 4}"), "4bit", "MLX 4 bits in groups of 64"},
    };
    static const struct import_ask ask = {"m", NULL, "2026-11"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        const char *text = str_format(test_arena(), "{\"model_type\": \"llama\", %s}", rows[i].config);
        test_row("%s", rows[i].config);
        import_hf(test_arena(), &d, "config.json", text, strlen(text), &ask);
        if (rows[i].quant)
            FIND(quant, rows[i].quant);
        const char *faults = test_faults(&d);
        const char *words = str_format(
            test_arena(),
            rows[i].quant ? "weights are %s: predict them with --quant %s [W428]\n"
                          : "weights are %s, of which the catalogue has no quant: choose the nearest one",
            rows[i].name, rows[i].quant);
        if (!THAT(strstr(faults, words) != NULL))
            SAME(faults, words);
    }
}

/* Nothing is said where no format is stated. */
static void no_format(void)
{
    static const char *const configs[] = {"\"quantization_config\": null", "\"quantization_config\": {}",
                                          "\"quantization\": 4", "\"hidden_act\": \"silu\""};
    static const struct import_ask ask = {"m", NULL, "2026-11"};
    for (size_t i = 0; i < COUNT_OF(configs); i++) {
        struct diags d = diag_none(test_arena());
        const char *text = str_format(test_arena(), "{\"model_type\": \"llama\", %s}", configs[i]);
        test_row("%s", configs[i]);
        import_hf(test_arena(), &d, "config.json", text, strlen(text), &ask);
        SAME(test_faults(&d), "");
    }
}

SUITE(hf_quant, {"rare formats", rare_formats}, {"no format", no_format})
