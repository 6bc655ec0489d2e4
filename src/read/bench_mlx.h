/* bench_mlx.h: what mlx_lm.benchmark prints ("Timing with prompt_tokens=...", "Trial 1:  prompt_tps=...", "Averages:
   ...") and mlx_lm.generate ("Prompt: 12 tokens, 345.600 tokens-per-sec").
   Source: mlx_lm/benchmark.py and generate.py of ml-explore/mlx-lm, 2024-05 to 2026-10; mlx_vlm prints the same. */
#ifndef BENCH_MLX_H
#define BENCH_MLX_H

#include <stdbool.h>

struct bench_format_text;

bool bench_mlx_has(const char *text);
void bench_mlx_read(const struct bench_format_text *t);

#endif
