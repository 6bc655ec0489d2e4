/* bench_log.h: what the lines of a log and of a shell say of the results that follow: devices, backend, model, type and
   size of its file, batch sizes, cache, layers on the devices. A new command and a new model start anew. */
#ifndef BENCH_LOG_H
#define BENCH_LOG_H

#include "bench_line.h"

#include <stdbool.h>

enum { BENCH_LOG_DEVICES = 16 };

struct bench_log {
    struct arena *arena;
    struct tree *facts; /* bench_facts.h */
    struct bench_line command;
    const char *gpu_key[BENCH_LOG_DEVICES], *gpu[BENCH_LOG_DEVICES];
    int gpus;
    bool in_use;                    /* the devices are those that the program says it uses, not all that it found */
    bool draft;                     /* the lines are of a model that drafts */
    bool gpus_used;                 /* results followed the list of devices */
    const char *arch, *size, *type; /* words for the model and its file: "qwen3", "8B", "Q4_K - Medium" */
    double device_b;                /* bytes of its weights on the devices so far */
};

struct bench_log bench_log_new(struct arena *a);
/* Returns a copy of the line without the sequences that colour it in a terminal. */
char *bench_log_plain(struct arena *a, const char *line);
/* Returns the line behind what quotes it, marks it as a list, or says when and in which container it was written:
   "llama-1  | ", "[12:00:01] ", "2026-01-01T00:00:00Z ". */
const char *bench_log_bare(const char *line);
/* Takes up what the line says. Returns true when it is a command or a part of one. */
bool bench_log_line(struct bench_log *log, const char *line);
/* Adds to a result what is known and what it lacks. */
void bench_log_fill(struct bench_log *log, struct tree *result);

#endif
