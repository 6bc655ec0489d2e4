/* bench_kobold.h: koboldcpp: what --benchmark prints and writes as CSV, and the line of its console after each request:
   "CtxLimit:1843/8192, Amt:357/2048, Init:0.05s, Process:16.32s (91.03T/s), Generate:80.01s (4.46T/s), Total:96.33s".
   Source: koboldcpp.py and gpttype_adapter.cpp of LostRuins/koboldcpp, 2023-09 to 2026-11. */
#ifndef BENCH_KOBOLD_H
#define BENCH_KOBOLD_H

#include <stdbool.h>

struct bench_format_text;

bool bench_kobold_has(const char *text);
void bench_kobold_read(const struct bench_format_text *t);

#endif
