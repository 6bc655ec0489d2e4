/* enums.h: the closed word lists of the records. WORDS_x(W) lists W(enum, identifier, text in files, words in reports).
   Each enum starts with x_unknown, which means "not stated"; no file can write it. */
#ifndef ENUMS_H
#define ENUMS_H

/* Tables of words are laid out by hand. */
/* clang-format off */
#define ENUMS(E)                                                                                                       \
    E(flag) E(vendor) E(family) E(memkind) E(attention) E(qclass) E(scheme) E(tensor) E(when) E(backend) E(split)      \
    E(via) E(tier) E(category) E(condition) E(pricekind) E(currency) E(verdict) E(bound) E(fits) E(phase) E(direction) \
    E(powerverdict) E(linktype) E(tune) E(optimizer) E(sharding) E(targets) E(precision) E(moment) E(desktop) E(loadpart) E(change) E(graphs) \
    E(constant) E(memory_class) E(latent) E(epoch) E(model_kind) E(what_if) E(peakkind) E(prefill_on) E(not_modelled)

#define WORDS_flag(W) W(flag, no, "no", "no") W(flag, yes, "yes", "yes")
#define WORDS_vendor(W)                                                                                                \
    W(vendor, nvidia, "NVIDIA", "NVIDIA") W(vendor, amd, "AMD", "AMD") W(vendor, intel, "Intel", "Intel")              \
    W(vendor, apple, "Apple", "Apple") W(vendor, other, "other", "other")
#define WORDS_family(W)                                                                                                \
    W(family, pascal, "pascal", "Pascal") W(family, volta, "volta", "Volta") W(family, turing, "turing", "Turing")     \
    W(family, ampere, "ampere", "Ampere") W(family, ada, "ada", "Ada") W(family, hopper, "hopper", "Hopper")           \
    W(family, blackwell, "blackwell", "Blackwell") W(family, apple7, "apple-m1", "Apple M1")                           \
    W(family, apple8, "apple-m2", "Apple M2") W(family, apple9, "apple-m3", "Apple M3")                                \
    W(family, apple10, "apple-m4", "Apple M4") W(family, apple11, "apple-m5", "Apple M5")                              \
    W(family, apple12, "apple-m6", "Apple M6") W(family, gcn, "gcn", "GCN") W(family, rdna2, "rdna2", "RDNA2")         \
    W(family, rdna3, "rdna3", "RDNA3") W(family, rdna4, "rdna4", "RDNA4") W(family, cdna, "cdna", "CDNA")              \
    W(family, xe, "xe", "Xe")
#define WORDS_memkind(W)                                                                                               \
    W(memkind, gddr, "gddr", "GDDR") W(memkind, hbm, "hbm", "HBM") W(memkind, lpddr, "lpddr", "unified LPDDR/DDR")
#define WORDS_attention(W)                                                                                             \
    W(attention, full, "full", "full attention") W(attention, window, "window", "sliding window on some layers")       \
    W(attention, mla, "mla", "multi-head latent attention") W(attention, gdn, "gdn", "gated delta net hybrid")         \
    W(attention, conv, "conv", "short convolution hybrid") W(attention, mamba, "mamba", "Mamba-2 hybrid")              \
    W(attention, compressed, "compressed", "compressed sparse attention")                                              \
    W(attention, encoder, "encoder", "encoder, no cache")
#define WORDS_qclass(W)                                                                                                \
    W(qclass, f32, "f32", "32-bit") W(qclass, f16, "f16", "16-bit") W(qclass, bf16, "bf16", "16-bit (bfloat16)")       \
    W(qclass, q8, "q8", "8-bit") W(qclass, fp8, "fp8", "8-bit float") W(qclass, fp4, "fp4", "4-bit float")             \
    W(qclass, q6, "q6", "6-bit") W(qclass, q5, "q5", "5-bit") W(qclass, q4, "q4", "4-bit")                             \
    W(qclass, q3, "q3", "3-bit") W(qclass, q2, "q2", "2-bit or less")
#define WORDS_scheme(W)                                                                                                \
    W(scheme, gguf, "gguf", "GGUF") W(scheme, group, "group", "grouped integer") W(scheme, mlx, "mlx", "MLX")          \
    W(scheme, exl2, "exl2", "EXL2") W(scheme, exl3, "exl3", "EXL3")                                                    \
    W(scheme, floating, "float", "floating point") W(scheme, int8, "int8", "8-bit integer")                            \
    W(scheme, own, "own", "format of one engine")
#define WORDS_tensor(W)                                                                                                \
    W(tensor, token_embd, "token_embd", "token embedding") W(tensor, output, "output", "output matrix")                \
    W(tensor, attn_q, "attn_q", "query") W(tensor, attn_k, "attn_k", "key") W(tensor, attn_v, "attn_v", "value")       \
    W(tensor, attn_qkv, "attn_qkv", "fused query, key, value") W(tensor, attn_output, "attn_output", "attention output") \
    W(tensor, attn_other, "attn_other", "other attention matrix") W(tensor, ffn_gate, "ffn_gate", "FFN gate")          \
    W(tensor, ffn_up, "ffn_up", "FFN up") W(tensor, ffn_down, "ffn_down", "FFN down")                                  \
    W(tensor, norm, "norm", "norm or other vector") W(tensor, router, "router", "expert router")                       \
    W(tensor, ple, "ple", "per-layer embedding")                                                                       \
    W(tensor, mtp, "mtp", "multi-token prediction head")
#define WORDS_when(W)                                                                                                  \
    W(when, always, "always", "always") W(when, more_bits, "more-bits", "first and last eighth of the layers, and every third between") \
    W(when, first_eighth, "first-eighth", "first eighth of the layers")                                                \
    W(when, first_eighth_down, "first-eighth-down", "first eighth of the file's ffn_down tensors")                     \
    W(when, first_sixteenth, "first-sixteenth", "first sixteenth of the layers")                                       \
    W(when, first_2, "first-2", "first two layers") W(when, first_4, "first-4", "first four layers")                   \
    W(when, middle, "middle", "neither in the first nor in the last eighth") W(when, gqa4, "gqa4", "four or more heads per KV head") \
    W(when, gqa4_or_moe4, "gqa4-or-moe4", "four or more heads per KV head, or four or more experts")                   \
    W(when, moe8, "moe8", "exactly eight experts")                                                                     \
    W(when, moe8_more_bits, "moe8-more-bits", "exactly eight experts; in the layers of more-bits")                     \
    W(when, layers80_gqa, "layers80-gqa", "80 layers with grouped-query attention")                                    \
    W(when, tied, "tied", "tied embeddings") W(when, matrix3d, "matrix3d", "three-dimensional tensor")
#define WORDS_backend(W)                                                                                               \
    W(backend, cuda, "cuda", "CUDA") W(backend, metal, "metal", "Metal") W(backend, rocm, "rocm", "ROCm")              \
    W(backend, vulkan, "vulkan", "Vulkan") W(backend, sycl, "sycl", "SYCL")
#define WORDS_graphs(W)                                                                                                \
    W(graphs, mainline, "mainline", "llama.cpp of 2026") W(graphs, classic, "classic", "ik_llama.cpp, llama.cpp before 2026")
#define WORDS_split(W)                                                                                                 \
    W(split, none, "none", "one device") W(split, layer, "layer", "layer split") W(split, row, "row", "row split")     \
    W(split, tensor, "tensor", "tensor parallel") W(split, pipeline, "pipeline", "pipeline")
#define WORDS_via(W)                                                                                                   \
    W(via, cpu, "cpu", "CPU") W(via, chipset, "chipset", "chipset") W(via, bridge, "switch", "PCIe switch")
#define WORDS_tier(W)                                                                                                  \
    W(tier, white, "White", "80 PLUS") W(tier, bronze, "Bronze", "80 PLUS Bronze") W(tier, silver, "Silver", "80 PLUS Silver") \
    W(tier, gold, "Gold", "80 PLUS Gold") W(tier, platinum, "Platinum", "80 PLUS Platinum")                            \
    W(tier, titanium, "Titanium", "80 PLUS Titanium")
#define WORDS_category(W)                                                                                              \
    W(category, ram, "ram", "memory") W(category, storage, "storage", "storage") W(category, cooler, "cooler", "cooler") \
    W(category, pc_case, "case", "case") W(category, fan, "fan", "fans") W(category, nic, "nic", "network card")       \
    W(category, netswitch, "switch", "network switch") W(category, cable, "cable", "cable")                            \
    W(category, bridge, "bridge", "NVLink bridge") W(category, ups, "ups", "UPS")                                      \
    W(category, accessory, "accessory", "accessory") W(category, work, "work", "tradesperson's work")                  \
    W(category, kit, "kit", "bundle of parts")
#define WORDS_condition(W)                                                                                             \
    W(condition, new_, "new", "new") W(condition, used, "used", "used") W(condition, refurbished, "refurbished", "refurbished")
#define WORDS_pricekind(W)                                                                                             \
    W(pricekind, retail, "retail", "retail") W(pricekind, sold, "sold", "sold") W(pricekind, asking, "asking", "asking") \
    W(pricekind, list, "list", "list price") W(pricekind, plan, "plan", "from an earlier hand-made plan")              \
    W(pricekind, market, "market", "market price from an article")
#define WORDS_currency(W) W(currency, aud, "AUD", "AUD") W(currency, usd, "USD", "USD")
#define WORDS_verdict(W)                                                                                               \
    W(verdict, fits, "fits", "fits") W(verdict, tight, "tight", "tight") W(verdict, offload, "offload", "runs with offload") \
    W(verdict, no, "no", "does not fit")
#define WORDS_bound(W)                                                                                                 \
    W(bound, bandwidth, "bandwidth", "memory bandwidth") W(bound, dequant, "dequantisation", "unpacking weights")         \
    W(bound, compute, "compute", "arithmetic") W(bound, power, "power", "power limit")                                 \
    W(bound, launch, "launch", "kernel launches") W(bound, link, "link", "link between devices")                       \
    W(bound, cache, "kv-cache", "KV cache reads") W(bound, host, "host", "engine overhead on the CPU")                 \
    W(bound, ram, "system-ram", "system RAM")
#define WORDS_fits(W) W(fits, yes, "yes", "yes") W(fits, no, "no", "no") W(fits, partial, "partial", "partial")
#define WORDS_constant(W)                                                                                              \
    W(constant, weight_bw, "weight_bw", "e_bw: fraction of the memory bandwidth reached by weight reads")              \
    W(constant, dequant, "dequant", "c_q: weight bytes dequantised and multiplied per compute unit and clock")         \
    W(constant, matrix, "matrix", "e_fl: fraction of the matrix rate reached by large matrix products")                \
    W(constant, op_energy, "op_energy", "10^9 operations per joule of board power above base power")                   \
    W(constant, byte_energy, "byte_energy", "10^9 bytes of weights or cache per joule of board power above base power") \
    W(constant, base_power, "base_power", "fraction of the TDP that a busy card draws before any work")                \
    W(constant, cache_bw, "cache_bw", "e_kv: fraction of the memory bandwidth reached by cache reads")                 \
    W(constant, attn, "attn", "e_fa: fraction of the matrix rate reached by attention in prefill")                     \
    W(constant, decode_attn, "decode_attn", "operations of decode attention per compute unit and clock")               \
    W(constant, layer_us, "layer_us", "k_layer: kernel launches and small kernels of a layer at 1700 MHz, us")         \
    W(constant, token_us, "token_us", "k_tok: small kernels per layer and token at 4096 hidden and 50 units of 1700 MHz, us") \
    W(constant, expert_us, "expert_us", "extra time of a layer with experts, us at 1700 MHz")                          \
    W(constant, linear_us, "linear_us", "extra time of a layer with linear attention, us at 1700 MHz")                 \
    W(constant, host_us, "host_us", "engine time on the CPU per step, us")                                             \
    W(constant, expert_bw, "expert_bw", "read bandwidth of routed experts over that of other weights")                 \
    W(constant, expert_matrix, "expert_matrix", "matrix rate of routed experts over that of other weights")            \
    W(constant, dequant_power, "dequant_power", "fraction of the power above base power that dequantisation draws")    \
    W(constant, vector, "vector", "dequantisation time of each further token on vector units over that of the first")  \
    W(constant, batch_tokens, "batch_tokens", "tokens of padding in each product of a batch")                          \
    W(constant, unique, "unique", "u: distinct experts read by a batch over the count under uniform routing")          \
    W(constant, latency, "latency", "all-reduce latency over the link record's latency")                               \
    W(constant, bus, "bus", "bus bandwidth over the link record's bandwidth")                                          \
    W(constant, hop, "hop", "latency of a hand-over between stages over the link record's latency")                    \
    W(constant, overlap, "overlap", "exponent on the ideal gain of overlapping micro-batches")
/* How an engine stores an MLA cache: compressed, compressed with a transposed copy, or as full keys and values. */
#define WORDS_latent(W) W(latent, latent, "latent", "compressed") W(latent, copied, "copied", "compressed, with a transposed copy") W(latent, expanded, "expanded", "full keys and values")
#define WORDS_memory_class(W)                                                                                          \
    W(memory_class, gddr, "gddr", "GDDR") W(memory_class, hbm, "hbm", "HBM") W(memory_class, shared, "shared", "unified memory")
#define WORDS_epoch(W)                                                                                                 \
    W(epoch, y2023, "2023", "2023") W(epoch, y2024, "2024", "2024") W(epoch, y2025a, "2025a", "first half of 2025")    \
    W(epoch, y2025b, "2025b", "second half of 2025") W(epoch, y2026, "2026", "2026")
#define WORDS_model_kind(W) W(model_kind, dense, "dense", "dense") W(model_kind, moe, "MoE", "MoE") W(model_kind, hybrid, "hybrid", "hybrid")
#define WORDS_phase(W)                                                                                                 \
    W(phase, decode, "decode", "decode") W(phase, prefill, "prefill", "prefill") W(phase, fit, "fit", "fit")
#define WORDS_direction(W)                                                                                             \
    W(direction, more, "more", "more is better") W(direction, less, "less", "less is better")                          \
    W(direction, neither, "neither", "neither is better")
#define WORDS_linktype(W)                                                                                              \
    W(linktype, nvlink, "nvlink", "NVLink bridge") W(linktype, nvswitch, "nvswitch", "NVSwitch")                       \
    W(linktype, pcie, "pcie", "PCIe") W(linktype, thunderbolt, "thunderbolt", "Thunderbolt")                           \
    W(linktype, network, "network", "network")
#define WORDS_desktop(W)                                                                                               \
    W(desktop, none, "none", "headless") W(desktop, linux_, "linux", "Linux desktop") W(desktop, windows, "windows", "Windows desktop")
#define WORDS_change(W)                                                                                                \
    W(change, kv, "kv-type", "8-bit KV cache") W(change, flash, "flash-attn", "flash attention")                       \
    W(change, ubatch, "ubatch", "smaller micro-batch") W(change, split, "split", "another split")                      \
    W(change, quant, "quant", "next smaller quant") W(change, experts, "n-cpu-moe", "experts in system RAM")           \
    W(change, headless, "headless", "no desktop") W(change, wired, "wired-limit", "higher GPU memory limit")           \
    W(change, card, "one-more-card", "one more card")
#define WORDS_what_if(W)                                                                                               \
    W(what_if, bandwidth, "memory-bandwidth", "memory bandwidth +25 %")                                                \
    W(what_if, flops, "arithmetic", "matrix rate +25 %") W(what_if, clock, "clock", "core clock and matrix rate +25 %") \
    W(what_if, power, "power", "power limit +25 %") W(what_if, uncapped, "uncapped", "no power cap")                   \
    W(what_if, bus, "link-bandwidth", "link with twice the bandwidth") W(what_if, latency, "link-latency", "link with half the latency") \
    W(what_if, ram, "ram-bandwidth", "system RAM bandwidth +25 %")                                                     \
    W(what_if, memory, "memory", "enough device memory for everything")                                                \
    W(what_if, quant, "quant", "next smaller quant") W(what_if, cache, "kv-type", "8-bit KV cache")                    \
    W(what_if, flash, "flash-attn", "flash attention") W(what_if, tensor, "split", "tensor parallel")                  \
    W(what_if, cards, "cards", "twice the cards, tensor parallel") W(what_if, backend, "backend", "another backend")   \
    W(what_if, newer, "newer-engine", "current engine version") W(what_if, engine, "engine", "another engine")
#define WORDS_loadpart(W)                                                                                              \
    W(loadpart, overhead, "overhead", "context and desktop") W(loadpart, weights, "weights", "weights")                \
    W(loadpart, compute, "compute", "compute buffers") W(loadpart, cache, "cache", "cache")                            \
    W(loadpart, ram, "system-ram", "system RAM")
#define WORDS_powerverdict(W)                                                                                          \
    W(powerverdict, ok, "ok", "ok") W(powerverdict, high, "high", "near its limit") W(powerverdict, over, "over", "over its limit")

#define WORDS_tune(W) W(tune, full, "full", "full fine-tuning") W(tune, lora, "lora", "LoRA") W(tune, qlora, "qlora", "QLoRA")
#define WORDS_optimizer(W)                                                                                             \
    W(optimizer, adamw, "adamw", "AdamW") W(optimizer, adamw8, "adamw-8bit", "AdamW with 8-bit states")                \
    W(optimizer, paged8, "paged-adamw-8bit", "paged AdamW with 8-bit states")                                          \
    W(optimizer, lion, "lion", "Lion") W(optimizer, sgd, "sgd", "SGD without momentum")
#define WORDS_sharding(W)                                                                                              \
    W(sharding, ddp, "ddp", "a full copy on every card") W(sharding, zero1, "zero1", "optimiser states split over the cards") \
    W(sharding, zero2, "zero2", "optimiser states and gradients split over the cards")                                 \
    W(sharding, zero3, "zero3", "weights, gradients and optimiser states split over the cards (FSDP)")
#define WORDS_targets(W)                                                                                               \
    W(targets, none, "none", "no matrices") W(targets, qv, "q,v", "queries and values")                                \
    W(targets, qvo, "q,v,o", "queries, values, attention output") W(targets, attention, "attention", "attention matrices") \
    W(targets, linear, "linear", "all matrices of the layers") W(targets, everything, "everything", "all matrices of the layers and the output matrix")
#define WORDS_precision(W)                                                                                             \
    W(precision, bf16, "bf16", "16-bit weights, gradients and states")                                                 \
    W(precision, mixed, "mixed", "16-bit weights and gradients, FP32 copy and states")
#define WORDS_moment(W)                                                                                                \
    W(moment, loss, "loss", "computing the loss") W(moment, backward, "backward", "end of the backward pass")          \
    W(moment, step, "step", "optimiser step")
#define WORDS_peakkind(W)                                                                                              \
    W(peakkind, measured, "measured", "measured") W(peakkind, estimate, "estimate", "an estimate by the source, not a measurement") \
    W(peakkind, calibration, "calibration", "a calibration of overhead, not a fine-tuning run")                        \
    W(peakkind, out_of_memory, "out-of-memory", "out of memory")
#define WORDS_prefill_on(W) W(prefill_on, cpu, "cpu", "CPU") W(prefill_on, gpu, "gpu", "GPU, layer by layer")
#define WORDS_not_modelled(W)                                                                                          \
    W(not_modelled, disk, "disk", "the model is larger than system RAM and is read from disk")                         \
    W(not_modelled, expert_cache, "expert-cache", "experts are cached on the cards; the hit rate depends on the text") \
    W(not_modelled, speculative, "speculative", "speculative decoding without stated draft tokens and acceptance")     \
    W(not_modelled, large_batches, "streamed-batches", "weights are streamed to the card for large batches")           \
    W(not_modelled, cache, "cache-in-ram", "the cache in system RAM is not modelled")                                  \
    W(not_modelled, dense_ffn, "dense-ffn-in-ram", "feed-forward matrices of a dense model in system RAM are not modelled")

/* clang-format on */
#define ENUM_MEMBER(e, ident, text, words) e##_##ident,
#define ENUM_DECLARE(e) enum e { e##_unknown, WORDS_##e(ENUM_MEMBER) e##_end };
ENUMS(ENUM_DECLARE)
#undef ENUM_DECLARE

/* Each enum as data, for readers and writers. */
struct enum_word {
    const char *text, *words;
};
struct enum_info {
    const char *name;
    int n; /* members, including unknown */
    /* n entries; word[0] is unknown: text NULL, words "unknown" */
    const struct enum_word *word;
};
#define ENUM_EXTERN(e) extern const struct enum_info enums_##e;
ENUMS(ENUM_EXTERN)
#undef ENUM_EXTERN

/* Returns the word that files use for a member ("layer"); NULL for unknown. */
const char *enums_text(const struct enum_info *e, int member);
/* Returns the words that reports use for a member ("layer split"). */
const char *enums_words(const struct enum_info *e, int member);
/* Returns the member with this file word, 0 (unknown) when there is none. */
int enums_find(const struct enum_info *e, const char *text);

#endif
