/* bench_ask.h: what the user states about benchmark results on the command line, because the file does not. */
#ifndef BENCH_ASK_H
#define BENCH_ASK_H

struct model;
struct quant;

/* NULL, NaN and a gpu_count of 0 mean "not stated". */
struct import_bench_ask {
    const char *gpu; /* device id, or ids of different devices joined by '+' */
    int gpu_count;   /* number of devices, all kinds together */
    const struct model *model;
    const struct quant *quant;
    const char *engine, *backend, *split; /* ids and words as in a speed row */
    const char *date;                     /* build date of the engine, YYYY or YYYY-MM */
    const char *source;
    const char *flash_attn; /* "1", "0" */
    double batch, prompt_tokens, gen_tokens;
};

#endif
