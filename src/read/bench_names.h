/* bench_names.h: devices, models and quants as benchmark programs call them, and their ids in the catalogue (names.h).
   Rejects a name that leaves a size open. */
#ifndef BENCH_NAMES_H
#define BENCH_NAMES_H

#include "catalogue.h"

struct arena;
struct str;

/* "NVIDIA GeForce RTX 3090". NULL when it is none, or could be several ("Apple M2 Ultra" has 60 or 76 cores); then hint
   says which are near. */
const struct device *bench_names_device(struct arena *a, const struct catalogue *c, const char *text, struct str *hint);
/* "Meta-Llama-3-8B-Instruct-Q4_K_M.gguf", "Qwen/Qwen3-8B-AWQ": the model, and the word for its quant in *quant (NULL:
   none). params is what the file has, or NaN: a model of another size is not the one. */
const struct model *bench_names_model(struct arena *a, const struct catalogue *c, const char *text, double params,
                                      const char **quant, struct str *hint);
/* The models with that many parameters, to hint at. */
void bench_names_of_size(const struct catalogue *c, double params, struct str *hint);
/* "llama 8B Q4_K - Medium" as llama.cpp describes a file (llama_model_ftype_name in src/llama-model-loader.cpp): the
   word of its quant, NULL when it is none. */
const char *bench_names_file_type(struct arena *a, const char *text);
/* By id or alias, whatever the case. */
const struct quant *bench_names_quant(struct arena *a, const struct catalogue *c, const char *text);

#endif
