#include "measured_layout.h"

#include "records.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* clang-format off */

/* ---- speed ---- */

static const struct measured_rule speed_rules[] = {
    {"ctx", "note", "n_ctx #", NULL},
    {"ctx", "note", "num_ctx #", NULL},
    {"ctx", "note", "max_model_len #", NULL},
    {"mem_gib", "note", "# GB machine", NULL},
    {"mem_gib", "gpu", "# GB", NULL},
    {"cap_w", "note", "# W cap", NULL},
    {"cap_w", "note", "# W limit", NULL},
    {"cap_w", "note", "# W power cap", NULL},
    {"cap_w", "note", "_pl#", NULL},
    {"depth_tokens", "note", "@ d#", NULL},
    {"draft_tokens", "note", "draft #", NULL},
    {"accept_frac", "note", "accept #", NULL},
    {"draft_model", "note", "draft model *", NULL},
    {"draft_quant", "note", "draft model ?:*", NULL},
};
static const struct measured_name speed_names[] = {
    {"model", &kind_model, NULL}, {"quant", &kind_quant, NULL}, {"engine", &kind_engine, NULL},
    {"draft_model", &kind_model, NULL}, {"draft_quant", &kind_quant, NULL},
};

/* ---- memory logs ---- */

static const struct measured_rule log_rules[] = {
    {"file_gib", "quant", "(# GiB", NULL},
    {"own_mix", "quant", "UD", "yes"},
    {"own_mix", "quant", "+", "yes"},
    {"own_mix", "quant", "/", "yes"},
    {"own_mix", "note", "custom", "yes"},
    {"own_mix", "note", "drafter", "yes"},
    {"gpu_mem_gib", "gpu", "# GB", NULL},
    {"tensor_parallel", "note", "TP #", NULL},
    {"n_seq", "note", "n_seq #", NULL},
    {"n_seq", "note", "parallel #", NULL},
    {"n_seq", "note", "# slots", NULL},
    {"kv_latent", "kv_type", "expanded", "expanded"},
    {"kv_latent", "kv_type", "kv^T", "copied"},
    {"kv_latent", "kv_type", "c^KV", "latent"},
    {"kv_type_v", "kv_type", "/ V *", NULL},
    {"kv_type", "kv_type", "K * / V ?", NULL},
    {"kv_type", "kv_type", "c^KV *", NULL},
    {"kv_type", "kv_type", "fp8?", "fp8"},
    {"kv_type", "kv_type", "int8?", "int8"},
    {"kv_type", "kv_type", "bf16", "bf16"},
    {"kv_type", "kv_type", "fp16", "f16"},
    {"kv_type", "kv_type", "16 bit", "f16"},
    {"kv_type", "kv_type", "^* (", NULL},
    {"swa_full", "note", "full size SWA cache", "1"},
    {"mla", "note", "mla #", NULL},
    {"amb_mib", "note", "amb #", NULL},
    {"experts_on_host", "note", "exps CPU", "all"},
    {"experts_on_host", "note", "experts partly on CPU", "all"},
    {"experts_on_host", "quant", "cpu moe", "all"},
    {"experts_on_host", "quant", "experts on CPU", "all"},
    {"util_frac", "note", "util #", NULL},
    {"card_gib", "note", "total # GiB", NULL},
    {"outside_gib", "note", "non_torch # GiB", NULL},
    {"outside_gib", "note", "CUDA graphs # GiB", NULL},
    {"pool_tokens", "note", "KV pool # tokens", NULL},
    {"other_gib", "note", "floor is # GiB", NULL},
    {"gpu_weights_mib", "note", "GPU weights #", NULL},
    {"gpu_weights_mib", "note", "partial offload: GPU #", NULL},
    {"kv_part", "note", "part only", "yes"},
    {"kv_state", "note", "RS not", "no"},
    {"kv_state", "note", "RS", "yes"},
    {"kv_state", "note", "unaccounted", "yes"}, /* llama.cpp's memory breakdown counts the recurrent state as context */
    {"total_shown", "note", "nvidia-smi", "yes"},
};
static const struct measured_name log_names[] = {
    {"engine", &kind_engine, NULL}, {"model", &kind_model, NULL}, {"quant", &kind_quant, NULL},
};

/* ---- fine-tuning ---- */

#define ALL_TEXTS "method source note"
static const struct measured_rule training_rules[] = {
    {"kind", ALL_TEXTS, "estimate in source", "estimate"},
    {"kind", ALL_TEXTS, "calibration", "calibration"},
    {"kind", ALL_TEXTS, "OOM", "out-of-memory"},
    {"kind", ALL_TEXTS, "out of memory", "out-of-memory"},
    {"method", "method", "q?lora?", "qlora"},
    {"method", "method", "qadapter", "qlora"},
    {"method", "method quant", "nf4", "qlora"},
    {"method", "method quant", "int4", "qlora"},
    {"method", "method quant", "4 bit", "qlora"},
    {"method", "method", "?lora?", "lora"},
    {"method", "method", "?adapter", "lora"},
    {"method", "method", "^full", "full"},
    {"method", "method", "^osf", "full"},
    {"method", "method", "^+", "full"},
    {"method", "method", "*", "lora"},
    {"config", "note", "*.yaml", NULL},
    {"weight_bits", "quant", "nf4?", "4"},
    {"weight_bits", "quant", "# bit", NULL},
    {"weight_bits", "quant", "bf16", "16"},
    {"weight_bits", "quant", "mixed", "16"},
    {"double_quant", "quant method", "dq", "yes"},
    {"double_quant", "quant method", "double", "yes"},
    {"precision", "quant method", "mixed", "mixed"},
    {"seq_tokens", "seq", "^#$", NULL},
    {"packed", ALL_TEXTS, "unpacked", "no"},
    {"packed", ALL_TEXTS, "packed", "yes"},
    {"adapts_outputs", "method", "adapter v2", "yes"},
    {"rank", "method", "rank #", NULL},
    {"rank", "method", "lora_r #", NULL},
    {"rank", "method", "r #", NULL},
    {"targets", "method", "^adapter", "none"},
    {"targets", "method", "^qadapter", "none"},
    {"targets", ALL_TEXTS, "all layers", "linear"},
    {"targets", ALL_TEXTS, "all linear", "linear"},
    {"targets", "method", "q, v", "q,v"},
    {"trained_params", "note", "# trainable", NULL},
    {"optimizer", ALL_TEXTS, "paged", "paged-adamw-8bit"},
    {"optimizer", ALL_TEXTS, "8 bit adam?", "adamw-8bit"},
    {"optimizer", ALL_TEXTS, "adam 8 bit", "adamw-8bit"},
    {"optimizer", ALL_TEXTS, "adamw 8 bit", "adamw-8bit"},
    {"optimizer", "method", "sgd", "sgd"},
    {"sharding", "method note", "fsdp", "zero3"},
    {"sharding", "method note", "zero 3", "zero3"},
    {"sharding", "method note", "zero 2", "zero2"},
    {"sharding", "method note", "zero 1", "zero1"},
    {"sharding", "method note", "ddp", "ddp"},
    {"checkpointing", "checkpointing", "^on$", "yes"},
    {"checkpointing", "checkpointing", "^off$", "no"},
    {"checkpointing", ALL_TEXTS, "no ? checkpointing", "no"},
    {"checkpointing", ALL_TEXTS, "without ? checkpointing", "no"},
    {"checkpointing", ALL_TEXTS, "checkpointing off", "no"},
    {"checkpointing", ALL_TEXTS, "checkpointing", "yes"},
    {"offload_checkpoints", ALL_TEXTS, "activation offload?", "yes"},
    {"offload_states", ALL_TEXTS, "cpu offload?", "yes"},
    {"compiled", ALL_TEXTS, "compile?", "yes"},
    {"chunked_loss", "method note", "chunked", "yes"},
    {"chunked_loss", "method note", "fused loss", "yes"},
    {"chunked_loss", "method note", "fused cross entropy", "yes"},
    {"flash_attn", ALL_TEXTS, "no flash", "no"},
    {"flash_attn", ALL_TEXTS, "eager attention", "no"},
    {"fused_backward", ALL_TEXTS, "optimi?er in backward", "yes"},
    {"gpu_text", "gpu", "", NULL},
    {"model_text", "model", "", NULL},
    {"quant_text", "quant", "", NULL},
    {"method_text", "method", "", NULL},
};
static const struct measured_name training_names[] = {
    {"model", &kind_model, NULL}, {"gpu", &kind_device, NULL}, {"trainer", &kind_trainer, "trainer " ALL_TEXTS},
};

/* ---- offload ---- */

#define PLACE "ngl_or_frac_gpu"
static const struct measured_rule offload_rules[] = {
    {"split", "gpu", "TP?", "tensor"},
    /* The note describes one run, the source a whole page, so the note is tried first. */
    {"engine", "note", "ktransformers", "ktransformers"},
    {"engine", "note", "ik_llama.cpp", "ik_llama.cpp"},
    {"engine", "note", "llama.cpp", "llama.cpp"},
    {"engine", "source", "ktransformers", "ktransformers"},
    {"engine", "source", "ik_llama.cpp", "ik_llama.cpp"},
    {"engine", "source", "llama.cpp", "llama.cpp"},
    {"sockets", "cpu", "^#x", NULL},
    {"ram_channels", "cpu", "# ch", NULL},
    {"ram_channels", "cpu", "# channel", NULL},
    {"ram_mt_s", "cpu", "DDR5-#", NULL},
    {"ram_mt_s", "cpu", "DDR4-#", NULL},
    {"ram_low_gb_s", "ram_gb_s", "#-~", NULL},
    {"ram_low_gb_s", "ram_gb_s", "#", NULL},
    {"ram_high_gb_s", "ram_gb_s", "~-#", NULL},
    {"experts_used", "note", "# experts", NULL},
    {"file_gib", "quant", "(# GiB", NULL},
    {"bits_per_weight", "quant", "^# bpw", NULL},
    {"ngl", PLACE, "ngl #", NULL},
    {"ngl", PLACE, "# layers (ngl split)", NULL},
    {"n_cpu_moe", PLACE, "n cpu moe #", NULL},
    {"experts_on_cpu", PLACE, "exps CPU", "yes"},
    {"experts_on_cpu", PLACE, "experts on CPU", "yes"},
    {"experts_on_gpu", PLACE, "# of ~ experts/layer", NULL},
    {"moe_layers_on_gpu", PLACE, "# of ~ MoE layers", NULL},
    {"frac_on_gpu", PLACE, "^#$", NULL},
    {"prefill_on", "note " PLACE, "GPU prefill", "gpu"},
    {"prefill_on", "source", "ktransformers", "cpu"},
    {"batch", "note", "# concurrent", NULL},
    {"ubatch", "note", "ub #", NULL},
    {"ubatch", "note", "ubatch #", NULL},
    {"prompt_tokens", "note", "# token prompt", NULL},
    {"prompt_tokens", "note", "prompt #", NULL},
    {"prompt_tokens", "note", "# prompt", NULL},
    {"prompt_tokens", "note", "pp #", NULL},
    {"depth_tokens", "note", "N_KV #", NULL},
    {"depth_tokens", "note", "context #", NULL},
    {"depth_tokens", "note", "# context", NULL},
    {"depth_tokens", "note", "pp ~", "0"},
    {"not_modelled", "note", "paging", "disk"},
    {"not_modelled", "note", "page cache", "disk"},
    {"not_modelled", PLACE, "NVMe", "disk"},
    {"not_modelled", "note " PLACE, "expert cache", "expert-cache"},
    {"not_modelled", "note", "cache lifts", "expert-cache"},
    {"not_modelled", "note", "speculative", "speculative"},
    {"not_modelled", PLACE, "FlexGen", "streamed-batches"},
    {"not_modelled", PLACE, "nkvo", "cache-in-ram"},
    {"gpu_text", "gpu", "", NULL},
    {"cpu_text", "cpu", "", NULL},
    {"ram_text", "ram_gb_s", "", NULL},
    {"model_text", "model", "", NULL},
    {"quant_text", "quant", "", NULL},
    {"placement_text", PLACE, "", NULL},
};
static const struct measured_name offload_names[] = {
    {"model", &kind_model, NULL}, {"quant", &kind_quant, NULL}, {"engine", &kind_engine, NULL},
    {"cpu", &kind_cpu, "cpu"},
};

#define NAMES(list) .names = list, .n_names = COUNT(list)
#define RULES(list) .rules = list, .n_rules = COUNT(list)

const struct measured_layout measured_layout_all[] = {
    {"speed", {"phase", "tokens_per_s"},
     "id gpu gpu_count link p2p split engine engine_date backend model quant phase depth_tokens prompt_tokens "
     "gen_tokens batch ubatch flash_attn kv_type cap_w flags tokens_per_s fits source note",
     "", NAMES(speed_names), RULES(speed_rules)},
    {"logs", {"weights_mib", "total_mib"},
     "id engine engine_date model quant gpu gpu_count ctx ubatch flash_attn kv_type weights_mib kv_mib compute_mib "
     "host_mib total_mib fits source note",
     "kv_type", NAMES(log_names), RULES(log_rules)},
    {"fine-tuning", {"method", "mem_gib"},
     "id method model gpu gpu_count batch mem_gib kind trainer targets rank trained_params checkpointing optimizer "
     "sharding source note",
     "method checkpointing", NAMES(training_names), RULES(training_rules)},
    {"offload", {"ngl_or_frac_gpu", "decode_tokens_per_s"},
     "id gpu engine cpu model quant decode_tokens_per_s prefill_tokens_per_s source note",
     "", NAMES(offload_names), RULES(offload_rules)},
};
const size_t measured_layout_n = COUNT(measured_layout_all);
/* clang-format on */
