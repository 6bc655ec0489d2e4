/* bench_md.h: tables of llama-bench -o md and of llama-benchy, with the lines around them (bench_format.h). */
#ifndef BENCH_MD_H
#define BENCH_MD_H

#include <stdbool.h>

struct bench_format_text;

bool bench_md_has(const char *text);
void bench_md_read(const struct bench_format_text *t);

#endif
