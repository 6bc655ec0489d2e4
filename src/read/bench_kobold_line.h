/* bench_kobold_line.h: the line that koboldcpp's console shows after each request, in its forms since 2023:
   "Time Taken - Processing:14.65s (1ms/T), Generation:8.12s (262ms/T), Total:22.76s (1.4T/s)",
   "CtxLimit: 1843/8192, Process:16.32s (11.0ms/T = 91.03T/s), Generate:80.01s (224.1ms/T = 4.46T/s), Total:96.33s",
   "CtxLimit:39294/40960, Amt:597/2048, Init:0.24s, Process:68.69s (563.34T/s), Generate:56.27s (10.61T/s), ...",
   "CtxLimit:2213/16384, Init:0.01s, Processed:2181 in 0.68s (3212.08T/s), Generated:32/32 in 0.38s (83.33T/s), ...".
   Source: gpttype_adapter.cpp of LostRuins/koboldcpp. */
#ifndef BENCH_KOBOLD_LINE_H
#define BENCH_KOBOLD_LINE_H

#include "bench_timed.h"

#include <stdbool.h>

struct bench_kobold_line {
    int line;
    double context;            /* tokens in the cache after the request; NAN: not stated */
    double prompt, gen, depth; /* tokens processed, generated, and in the cache before; NAN: not stated */
    struct bench_timed prompt_s, prompt_speed, gen_s, gen_speed;
};

bool bench_kobold_line_is(const char *text);
/* Reads the line. prompt and gen: the tokens that the lines before it count; NAN: none. Returns false when a time is
   missing. */
bool bench_kobold_line_read(const char *text, int line, double prompt, double gen, struct bench_kobold_line *out);
/* Returns N of the last "WORD ... (N / M tokens)" of a line; NAN: not there. */
double bench_kobold_line_count(const char *text, const char *word);

#endif
