/* bench_ask.h: what the user states about benchmark results on the command line, because the file does not. */
#ifndef BENCH_ASK_H
#define BENCH_ASK_H

#include <stdbool.h>

struct cpu;
struct model;
struct quant;

/* Counts of the laws, which this room does not see. NAN: not known. */
struct bench_weights {
    void *context;
    /* Parameters of the model; apart: with the prediction layers that plain files leave out. */
    double (*params)(void *context, const struct model *m, bool apart);
    /* Bytes of the tensors of its file. */
    double (*file_b)(void *context, const struct model *m, const struct quant *q, bool apart);
};

/* NULL, NaN and a gpu_count of 0 mean "not stated". What is stated fills what a result leaves open; a result that says
   otherwise is left out. */
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
    const struct cpu *cpu;               /* of results with a part of the model in system RAM */
    double ram_gb_s;                     /* and that memory's bandwidth */
    const struct bench_weights *weights; /* NULL: sizes of files are not compared */
};

#endif
