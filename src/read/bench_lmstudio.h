/* bench_lmstudio.h: LM Studio's statistics of an answer: as its window shows them ("50.12 tok/sec", "240 tokens",
   "0.30s to first token", "Stop reason: ...") and as `lms chat --stats` prints them ("Tokens/Second: 50.12", "Time to
   First Token: 0.300s", "Prompt Tokens: 600", "Predicted Tokens: 240"). */
#ifndef BENCH_LMSTUDIO_H
#define BENCH_LMSTUDIO_H

#include "bench_timed.h"

#include <stdbool.h>

struct bench_format_text;

/* One answer. NAN: not stated. */
struct bench_lmstudio {
    int line;
    double prompt, gen;                       /* tokens */
    struct bench_timed speed, first_s, gen_s; /* of the answer; until its first token; of the answer */
    bool drafted;
};

/* Returns an answer that states nothing. */
struct bench_lmstudio bench_lmstudio_none(int line);
/* Adds the results of an answer. model: its name, NULL: not stated. */
void bench_lmstudio_add(const struct bench_format_text *t, const struct bench_lmstudio *r, const char *model);
bool bench_lmstudio_has(const char *text);
void bench_lmstudio_read(const struct bench_format_text *t);

#endif
