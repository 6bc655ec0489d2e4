/* bench_row.h: shared by import_bench.c, import_vllm.c and import_serving.c: reads the values of a benchmark result,
   and starts a speed row with the part that names devices, model and engine. */
#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include "bench_ask.h"
#include "bench_said.h"
#include "catalogue.h"
#include "tree.h"

struct bench_row_job {
    struct arena *arena;
    struct diags *d;
    const struct catalogue *catalogue;
    const char *file;
    const char *name;       /* prefix of the rows' ids */
    struct bench_said said; /* the device that the text around the results names */
    const struct import_bench_ask *ask;
    const char *backends; /* what all results that list some agree on; NULL */
    struct tree *rows;    /* the rows so far */
    struct tree *loads;   /* of them, those of a serving file */
    const char *told[32]; /* texts of diagnostics, to report each only once */
    size_t n_told;
    int missing; /* diagnostics, including repeated ones */
    /* What was looked up last, and what was found. */
    const char *model_file, *model_type, *gpus;
    double params;
    const struct model *model;
    const char *hint, *quant, *gpu;
    int gpu_count, used;
    bool assumed; /* the last result's number of devices is stated nowhere: taken as one */
};

/* The devices, model and engine that a result names; NULL and NaN: not stated. */
struct bench_row_who {
    const char *gpus;          /* names joined by ", " */
    int used;                  /* number of these devices that ran; 0: all, or not stated where no names are */
    const char *model_file;    /* name of a file, or id at Hugging Face */
    const char *model_type;    /* llama.cpp's description of the file */
    double params, round_frac; /* parameters; half of the last digit that is printed of them, as a part of them */
    double size_b;             /* bytes of the file's tensors */
    const char *engine, *backend, *split, *date;
    bool repository; /* model_file is what a server of Hugging Face's repositories loads as it was released */
};

/* Starts the rows of a file: none yet, and nothing looked up. */
struct bench_row_job bench_row_start(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                     const struct import_bench_ask *ask);
/* Returns the number of a key, also when it is written as text; true is 1, false is 0. Returns NaN when it is not
   stated, and NaN with a diagnostic when it is not a number. */
double bench_row_number(struct bench_row_job *job, const struct tree *result, const char *key);
/* Returns the text of a key; NULL when it is not stated, NULL with a diagnostic when it is not a text. */
const char *bench_row_text(struct bench_row_job *job, const struct tree *result, const char *key);
/* Adds a DIAG_BENCH diagnostic that something is missing, once for each text. */
void bench_row_tell(struct bench_row_job *job, struct origin at, const char *path, const char *text);
/* Adds a warning of what a name or a size is taken for, once for each text. */
void bench_row_say(struct bench_row_job *job, struct origin at, const char *text);
/* Adds the warning that the result is left out because it says otherwise than the user. Returns true. */
bool bench_row_differs(struct bench_row_job *job, struct origin at, const char *text);
/* Adds a warning that the result is left out, and why. */
void bench_row_leave(struct bench_row_job *job, const struct tree *result, const char *why);
/* Returns the model of the row, after bench_row_begin; the user's choice comes first. */
const struct model *bench_row_model(const struct bench_row_job *job);
/* Looks up the devices, model and quant. Returns false with diagnostics when one is missing or unknown. */
bool bench_row_known(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who);
/* Adds a row with its id, devices, engine, model, quant and source. Returns NULL with diagnostics when one is missing
   or unknown. */
struct tree *bench_row_begin(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who);

#endif
