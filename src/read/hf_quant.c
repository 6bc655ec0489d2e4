#include "hf_quant.h"

#include "arena.h"
#include "diag.h"

#include <math.h>
#include <string.h>

/* ---- reading ---- */

static const char *text(const struct tree *map, const char *key)
{
    const struct tree *t = map ? tree_get(map, key) : NULL;
    return t && t->type == TREE_TEXT ? t->text : NULL;
}

static double number(const struct tree *map, const char *key)
{
    const struct tree *t = map ? tree_get(map, key) : NULL;
    return t && t->type == TREE_NUMBER ? t->number : NAN;
}

static bool yes(const struct tree *map, const char *key)
{
    const struct tree *t = map ? tree_get(map, key) : NULL;
    return t && t->type == TREE_BOOL && t->number != 0;
}

static bool is(const char *text, const char *word)
{
    return text && str_same_word(text, word);
}

/* Returns the first group of config_groups, NULL where there is none. */
static const struct tree *group(const struct tree *q)
{
    const struct tree *groups = tree_get(q, "config_groups");
    return groups && groups->type == TREE_MAP ? groups->first : NULL;
}

/* ---- formats ---- */

/* What was found: its name for a reader, and the quant of the catalogue (NULL: none has it). */
struct own {
    const char *name, *quant;
};

/* Returns the quant for a number of bits in groups of that size; NULL where the catalogue has none. */
static const char *by_group(double bits, double size, const char *const four[3], const char *eight)
{
    if (bits == 8)
        return size == 128 ? eight : NULL;
    if (bits != 4)
        return NULL;
    return isnan(size) || size == 128 ? four[0] : size == 64 ? four[1] : size == 32 ? four[2] : NULL;
}

static struct own in_groups(const struct hf_config *c, const struct tree *q, const char *method)
{
    static const char *const awq[3] = {"AWQ-INT4", "AWQ-INT4-g64", "AWQ-INT4-g32"},
                             *const gptq[3] = {"GPTQ-4bit-g128", NULL, NULL},
                             *const round[3] = {"autoround-int4", NULL, NULL};
    const double bits = isnan(number(q, "bits")) ? number(q, "w_bit") : number(q, "bits"),
                 size = isnan(number(q, "group_size")) ? number(q, "q_group_size") : number(q, "group_size");
    const bool is_awq = is(method, "awq"), is_gptq = is(method, "gptq");
    struct own out = {.quant = is_awq    ? by_group(bits, size, awq, NULL)
                               : is_gptq ? by_group(bits, size, gptq, "GPTQ-8bit-g128")
                                         : by_group(bits, size, round, NULL)};
    const char *of = isnan(bits) ? "" : str_format(c->arena, " of %g bits", bits);
    out.name = size > 0 ? str_format(c->arena, "%s%s in groups of %g",
                                     is_awq    ? "AWQ"
                                     : is_gptq ? "GPTQ"
                                               : "AutoRound",
                                     of, size)
                        : str_format(c->arena, "%s%s",
                                     is_awq    ? "AWQ"
                                     : is_gptq ? "GPTQ"
                                               : "AutoRound",
                                     of);
    return out;
}

/* compressed-tensors: the format's name, then bits and groups. */
static struct own compressed(const struct hf_config *c, const struct tree *q)
{
    const struct tree *first = group(q), *weights = first ? tree_get(first, "weights") : NULL;
    const char *stated = text(q, "format"), *format = stated ? stated : text(first, "format"), *quant = NULL;
    const double bits = number(weights, "num_bits"), size = number(weights, "group_size");
    const bool block = is(text(weights, "strategy"), "block");
    if (is(format, "pack-quantized") && bits == 4)
        quant = size == 128                 ? "W4A16"
                : size != 32                ? NULL
                : yes(weights, "symmetric") ? "compressed-tensors-int4-g32-symmetric"
                                            : "compressed-tensors-w4a16-g32-asym-rtn";
    else if (is(format, "float-quantized") || is(format, "naive-quantized") ||
             (!format && is(text(weights, "type"), "float")))
        quant = bits == 8 ? (block ? "FP8-block" : "FP8") : NULL;
    else if (is(format, "nvfp4-pack-quantized"))
        quant = "NVFP4";
    else if (is(format, "mxfp4-pack-quantized"))
        quant = "MXFP4";
    else if (is(format, "mxfp8-quantized"))
        quant = "MXFP8";
    else if (is(format, "int-quantized") && bits == 8)
        quant = "INT8";
    return (struct own){.quant = quant,
                        .name = str_format(c->arena, "compressed-tensors (%s%s)", format ? format : "no format stated",
                                           isnan(bits) ? "" : str_format(c->arena, ", %g bits", bits))};
}

static struct own bits_and_bytes(const struct tree *q)
{
    if (yes(q, "load_in_8bit"))
        return (struct own){"bitsandbytes of 8 bits", "INT8"};
    if (is(text(q, "bnb_4bit_quant_type"), "fp4"))
        return (struct own){"bitsandbytes FP4", NULL};
    if (yes(q, "bnb_4bit_use_double_quant"))
        return (struct own){"bitsandbytes NF4 with double quantisation", "NF4-DQ"};
    return (struct own){"bitsandbytes NF4", "BNB-NF4"};
}

/* ModelOpt (NVIDIA): quant_algo, in the map or in the one under "quantization". */
static struct own model_opt(const struct hf_config *c, const struct tree *q)
{
    const struct tree *inner = tree_get(q, "quantization");
    const char *algo = text(q, "quant_algo") ? text(q, "quant_algo") : text(inner, "quant_algo");
    const char *quant = is(algo, "NVFP4") || is(algo, "NVFP4_AWQ") ? "NVFP4"
                        : is(algo, "FP8") || is(algo, "FP8_PB_WO") ? (is(algo, "FP8") ? "FP8" : "FP8-block")
                        : is(algo, "MXFP4")                        ? "MXFP4"
                        : is(algo, "MXFP8")                        ? "MXFP8"
                                                                   : NULL;
    return (struct own){.quant = quant,
                        .name = str_format(c->arena, "ModelOpt %.40s", algo ? algo : "without a stated format")};
}

/* Bits per weight of ExLlama: "EXL2-4.0bpw". */
static struct own exllama(const struct hf_config *c, const struct tree *q, const char *word)
{
    static const double known[] = {2, 2.5, 3, 3.5, 4, 5, 6, 8, 4.25, 4.5, 4.65, 5.5, 6.5, 7};
    const size_t n = sizeof known / sizeof *known, in_both = 8;
    const double bits = number(q, "bits");
    const char *quant = NULL;
    for (size_t i = 0; i < (strcmp(word, "EXL2") == 0 ? n : in_both); i++)
        if (bits == known[i])
            quant = str_format(c->arena, "%s-%.*fbpw", word, bits == 4.25 || bits == 4.65 ? 2 : 1, bits);
    return (struct own){.quant = quant,
                        .name = isnan(bits) ? word : str_format(c->arena, "%s of %g bits per weight", word, bits)};
}

/* MLX: {"group_size": 64, "bits": 4, "mode": "affine"}; maps beside them are layers of their own format. */
static struct own mlx(const struct hf_config *c, const struct tree *q)
{
    const double bits = number(q, "bits"), size = number(q, "group_size");
    const char *mode = text(q, "mode");
    bool mixed = false;
    for (const struct tree *t = q->first; t; t = t->next)
        mixed |= t->type == TREE_MAP && number(t, "bits") != bits;
    const char *quant = is(mode, "mxfp4") || is(mode, "nvfp4") || is(mode, "mxfp8")
                            ? str_format(c->arena, "mlx-%s", mode)
                        : !(bits >= 2 && bits <= 8 && bits != 7)  ? NULL
                        : isnan(size) || size == 64               ? str_format(c->arena, "%gbit", bits)
                        : size == 32 || (size == 128 && bits > 3) ? str_format(c->arena, "%gbit-g%g", bits, size)
                                                                  : NULL;
    if (quant && (strcmp(quant, "5bit-g128") == 0))
        quant = NULL;
    return (struct own){.quant = quant,
                        .name = str_format(c->arena, "MLX %s%g bits in groups of %g%s",
                                           mode && !is(mode, "affine") ? str_format(c->arena, "%s, ", mode) : "", bits,
                                           isnan(size) ? 64 : size, mixed ? ", some layers in others" : "")};
}

/* Returns what a quantization_config is of. */
static struct own by_method(const struct hf_config *c, const struct tree *q)
{
    const char *method = text(q, "quant_method");
    if (!method)
        return isnan(number(q, "bits")) ? model_opt(c, q) : mlx(c, q);
    if (is(method, "awq") || is(method, "gptq") || is(method, "auto-round") || is(method, "autoround") ||
        is(method, "intel/auto-round"))
        return in_groups(c, q, method);
    if (is(method, "fp8") || is(method, "fbgemm_fp8"))
        return tree_get(q, "weight_block_size") && tree_get(q, "weight_block_size")->type == TREE_LIST
                   ? (struct own){"FP8 in blocks", "FP8-block"}
                   : (struct own){"FP8", "FP8"};
    if (is(method, "compressed-tensors"))
        return compressed(c, q);
    if (is(method, "bitsandbytes"))
        return bits_and_bytes(q);
    if (str_starts(method, "modelopt"))
        return model_opt(c, q);
    if (is(method, "mxfp4"))
        return (struct own){"MXFP4", "MXFP4"};
    if (is(method, "nvfp4"))
        return (struct own){"NVFP4", "NVFP4"};
    if (is(method, "exl2") || is(method, "exl3"))
        return exllama(c, q, is(method, "exl2") ? "EXL2" : "EXL3");
    return (struct own){str_format(c->arena, "%.40s", method), NULL};
}

/* Returns the map of a key of the config or of its text part, NULL where neither has one. */
static const struct tree *map_of(const struct hf_config *c, const char *key)
{
    const struct tree *t = tree_get(c->root, key);
    if (!t || t->type != TREE_MAP)
        t = tree_get(c->text, key);
    return t && t->type == TREE_MAP && t->n > 0 ? t : NULL;
}

void hf_quant_say(struct hf_config *c)
{
    const struct tree *of_mlx = map_of(c, "quantization"), *q = map_of(c, "quantization_config");
    if (!of_mlx && !q)
        return;
    const struct own own = of_mlx && !isnan(number(of_mlx, "bits")) ? mlx(c, of_mlx) : by_method(c, q ? q : of_mlx);
    hf_config_say(c, "the weights beside its config.json are %s", own.name);
    if (own.quant)
        diag_add(c->d, DIAG_FILE_QUANT, (of_mlx ? of_mlx : q)->at, of_mlx ? "quantization" : "quantization_config",
                 "the file's own weights are %s: predict them with --quant %s", own.name, own.quant);
    else
        diag_add(
            c->d, DIAG_FILE_QUANT, (of_mlx ? of_mlx : q)->at, of_mlx ? "quantization" : "quantization_config",
            "the file's own weights are %s, of which the catalogue has no quant: choose the nearest one with --quant",
            own.name);
}
