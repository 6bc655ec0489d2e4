/* bench_one.h: the lines that sglang.bench_one_batch and bench_latency print of a batch of equal sequences. */
#ifndef BENCH_ONE_H
#define BENCH_ONE_H

#include <stdbool.h>

struct bench_format_text;
struct tree;

/* Start with all zero. */
struct bench_one {
    double prefill_s, prefill_tok_s; /* of the open batch; 0: none is open */
    double sequences;
    int line;
    struct tree *last; /* may be of the warm-up; NULL: it is not */
};

/* Returns whether the line begins a batch. */
bool bench_one_begins(const char *line);
/* Takes the next line. Returns the result that it ends, with the keys of vLLM's JSON, added to t->list; NULL: none. A
   result of the warm-up loses its figures when the line shows that it was one. */
struct tree *bench_one_line(struct bench_one *b, const struct bench_format_text *t, const char *line, int number);
/* Adds the warning that the text ends within a batch, if it does. */
void bench_one_finish(const struct bench_one *b, const struct bench_format_text *t);

#endif
