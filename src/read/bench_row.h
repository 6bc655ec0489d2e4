/* bench_row.h: what import_bench.c and import_vllm.c share: values of a result, and the half of a row that says who ran
   what. */
#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include "bench_ask.h"
#include "catalogue.h"
#include "tree.h"

struct bench_row_job {
    struct arena *arena;
    struct diags *d;
    const struct catalogue *catalogue;
    const char *file, *name; /* name: what ids begin with */
    const struct import_bench_ask *ask;
    struct tree *rows;    /* as they grow */
    const char *told[32]; /* what was complained of once */
    size_t n_told;
    int missing;                   /* complaints, repeated ones too */
    const char *model_file, *gpus; /* the last that were looked up, and what they were */
    const struct model *model;
    const char *quant, *gpu;
    int gpu_count, used;
};

/* What a result says of who ran what; NULL and NaN: nothing. */
struct bench_row_who {
    const char *gpus;       /* names with ", " between them */
    int used;               /* so many of them; 0: all */
    const char *model_file; /* name of a file, or id at Hugging Face */
    const char *model_type; /* llama.cpp's description */
    double params;
    const char *engine, *backend, *split, *date;
};

/* NaN where it is not stated; a number may be written as text, yes and no are 1 and 0. */
double bench_row_number(struct bench_row_job *job, const struct tree *result, const char *key);
/* NULL where it is not stated. */
const char *bench_row_text(struct bench_row_job *job, const struct tree *result, const char *key);
/* What is missing, told once for each text. */
void bench_row_tell(struct bench_row_job *job, struct origin at, const char *path, const char *text);
/* A warning: the result is left out. */
void bench_row_leave(struct bench_row_job *job, const struct tree *result, const char *why);
/* Which model the row names, once it has begun. */
const struct model *bench_row_model(const struct bench_row_job *job);
/* Looks up whom the result names; false with diagnostics when something is missing. */
bool bench_row_known(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who);
/* Begins a row; NULL with diagnostics when what it must name is missing. */
struct tree *bench_row_begin(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who);

#endif
