/* bench_json.h: JSON and CSV results that do not stand alone: with lines of a log before, between or behind them, or
   cut off. */
#ifndef BENCH_JSON_H
#define BENCH_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* Results of one file. A result takes up to 25 kB until its row is written; the largest sweeps that people publish have
   some hundred. */
enum { BENCH_MOST_RESULTS = 5000 };

struct arena;
struct diags;
struct tree;

/* Returns true when the text holds objects with a key of a benchmark's results. */
bool bench_json_has(const char *text);
/* Adds the objects of the text that have such a key to list. What cannot be read of them is a warning. */
void bench_json_pick(struct arena *a, struct diags *d, const char *file, const char *text, struct tree *list);
/* Returns the place of the head of llama-bench's CSV, a line with avg_ts; NULL: none. */
const char *bench_json_csv(const char *text);
/* Returns the lines of that CSV, head included, with the others empty, so that lines keep their numbers. A line with
   about as many cells that is left out is a warning. */
char *bench_json_csv_lines(struct arena *a, struct diags *d, const char *file, const char *text);
/* Returns the text with Infinity, which Python writes into JSON, as the text "inf" and NaN as null. */
const char *bench_json_plain(struct arena *a, const char *text);

#endif
