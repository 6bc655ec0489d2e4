/* bench_names.h: finds the catalogue's devices, models and quants by the names that benchmark programs print (names.h).
   A name that leaves a size open is not accepted. */
#ifndef BENCH_NAMES_H
#define BENCH_NAMES_H

#include "catalogue.h"

struct arena;
struct str;

/* Returns the device called "NVIDIA GeForce RTX 3090". Returns NULL when there is none or there are several ("Apple M2
   Ultra" has 60 or 76 cores), and appends to hint which records are near. */
const struct device *bench_names_device(struct arena *a, const struct catalogue *c, const char *text, struct str *hint);
/* Returns the model of "Meta-Llama-3-8B-Instruct-Q4_K_M.gguf" or "Qwen/Qwen3-8B-AWQ", and sets *quant to the quant in
   the name (NULL: none). params: number of parameters that the file states, or NaN; it must agree within 2 %. Returns
   NULL when no single model matches, and appends to hint which models are near. */
const struct model *bench_names_model(struct arena *a, const struct catalogue *c, const char *text, double params,
                                      const char **quant, struct str *hint);
/* Appends to hint the models whose number of parameters is within 0.2 % of params. */
void bench_names_of_size(const struct catalogue *c, double params, struct str *hint);
/* Returns the quant ("Q4_K_M") in llama.cpp's description of a file, "llama 8B Q4_K - Medium"; NULL when it has none.
   Source: llama_model_ftype_name in src/llama-model-loader.cpp. */
const char *bench_names_file_type(struct arena *a, const char *text);
/* Returns the quant with this id or alias, ignoring case; NULL when there is none. */
const struct quant *bench_names_quant(struct arena *a, const struct catalogue *c, const char *text);

#endif
