/* bench_slots.h: which requests llama-server runs at a time, and how many of their tokens were in the cache, as its log
   says. */
#ifndef BENCH_SLOTS_H
#define BENCH_SLOTS_H

#include <stdbool.h>

enum { BENCH_SLOTS_MOST = 64 };

struct bench_slots {
    struct bench_slots_task {
        double id;     /* NAN: none */
        double cached; /* tokens in the cache before it; NAN: not stated */
        bool runs, overlapped;
    } task[BENCH_SLOTS_MOST];
    int next;    /* place of the next task */
    double now;  /* the task of the last line; NAN: none */
    bool server; /* the log is of llama-server */
};

void bench_slots_start(struct bench_slots *s);
/* Takes up what a line of the log says. within: it stands between the timings of a request, which keep their task. */
void bench_slots_line(struct bench_slots *s, const char *line, bool within);
/* Returns the tokens in the cache before the request of the last line; NAN: not stated. */
double bench_slots_cached(const struct bench_slots *s);
/* Did another request run at the same time as that of the last line? */
bool bench_slots_overlap(const struct bench_slots *s);

#endif
