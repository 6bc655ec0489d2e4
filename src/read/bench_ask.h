/* bench_ask.h: what the user states about the results of a benchmark beside the file. */
#ifndef BENCH_ASK_H
#define BENCH_ASK_H

struct model;
struct quant;

/* NULL, NaN and 0 devices: not stated. */
struct import_bench_ask {
    const char *gpu; /* device id, or ids joined by '+' for unlike cards */
    int gpu_count;   /* devices in all */
    const struct model *model;
    const struct quant *quant;
    const char *engine, *backend, *split; /* words of the catalogue */
    const char *date;                     /* when the engine was built, YYYY or YYYY-MM */
    const char *source;
    const char *flash_attn; /* "1", "0" */
    double batch, prompt_tokens, gen_tokens;
};

#endif
