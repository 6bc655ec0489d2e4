/* bench_slots.c: lines of tools/server of ggml-org/llama.cpp, 2023-10 to 2026-11, and of ikawrakow/ik_llama.cpp:
   "slot launch_slot_: id  0 | task 3 | processing task", "slot update_slots: id  0 | task 3 | kv cache rm [5, end)",
   "... n_past = 5, memory_seq_rm [5, end)", "INFO [update_slots] kv cache rm [p0, end) | ... id_task=3 p0=5",
   "slot release: id  0 | task 3 | stop processing". */
#include "bench_slots.h"

#include "bench_format.h"
#include "str.h"

#include <math.h>
#include <string.h>

void bench_slots_start(struct bench_slots *s)
{
    *s = (struct bench_slots){.now = NAN};
    for (int i = 0; i < BENCH_SLOTS_MOST; i++)
        s->task[i] = (struct bench_slots_task){.id = NAN, .cached = NAN};
}

/* Returns the number of the task that the line names; NAN: none. */
static double task_of(const char *line)
{
    const double ik = bench_format_after(line, "id_task");
    if (!isnan(ik))
        return ik;
    return strstr(line, "| task ") ? bench_format_after(line, "| task ") : bench_format_after(line, "task_id");
}

/* Returns the place of a task; -1: it is not known. */
static int place(const struct bench_slots *s, double id)
{
    for (int i = 0; i < BENCH_SLOTS_MOST; i++)
        if (s->task[i].id >= id && s->task[i].id <= id)
            return i;
    return -1;
}

static struct bench_slots_task *take(struct bench_slots *s, double id)
{
    const int old = place(s, id);
    if (old >= 0)
        return &s->task[old];
    struct bench_slots_task *t = &s->task[s->next];
    s->next = (s->next + 1) % BENCH_SLOTS_MOST;
    *t = (struct bench_slots_task){.id = id, .cached = NAN};
    return t;
}

/* Returns the tokens that stay in the cache; NAN: the line does not say. */
static double kept(const char *line)
{
    static const char *const phrases[] = {"kv cache rm [", "memory_seq_rm ["};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (!strstr(line, phrases[i]))
            continue;
        const double x = bench_format_after(line, phrases[i]);
        return isnan(x) ? bench_format_after(line, " p0") : x;
    }
    return NAN;
}

static void begin(struct bench_slots *s, struct bench_slots_task *t)
{
    for (int i = 0; i < BENCH_SLOTS_MOST && !t->runs; i++)
        if (s->task[i].runs && &s->task[i] != t)
            s->task[i].overlapped = t->overlapped = true;
    t->runs = true;
}

void bench_slots_line(struct bench_slots *s, const char *line, bool within)
{
    const bool slot = str_starts(line, "slot ") || strstr(line, " slot ") || strstr(line, "id_task=") ||
                      strstr(line, "[           print_timings]");
    s->server |= slot || str_starts(line, "srv ") || strstr(line, " srv ") || strstr(line, "llama server listening");
    const double id = slot ? task_of(line) : NAN;
    if (isnan(id) || id < 0)
        return;
    if (!within || strstr(line, "print_timing"))
        s->now = id;
    struct bench_slots_task *t = take(s, id);
    const double x = kept(line);
    if (strstr(line, "processing task") || strstr(line, "slot is processing task") || strstr(line, "new prompt") ||
        !isnan(x))
        begin(s, t);
    if (!isnan(x) && isnan(t->cached))
        t->cached = x;
    if (strstr(line, "stop processing") || strstr(line, "slot released") || strstr(line, "print_timing"))
        t->runs = false;
}

double bench_slots_cached(const struct bench_slots *s)
{
    const int i = place(s, s->now);
    return i < 0 ? NAN : s->task[i].cached;
}

bool bench_slots_overlap(const struct bench_slots *s)
{
    const int i = place(s, s->now);
    return i >= 0 && s->task[i].overlapped;
}
