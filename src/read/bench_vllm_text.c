#include "bench_vllm_text.h"

#include "arena.h"
#include "bench_facts.h"
#include "bench_format.h"
#include "bench_log.h"
#include "bench_timed.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* Most that rounding may hide of the requests in a second. */
static const double most_frac = 0.02;

struct page {
    const struct bench_format_text *t;
    struct bench_log log;
    int line;                                   /* of the throughput that is open; 0: none */
    struct bench_timed requests, total, output; /* in a second; NAN: not stated */
    double prompts, outputs;                    /* tokens in all; NAN: not stated */
};

bool bench_vllm_text_has(const char *text)
{
    return (strstr(text, "Throughput: ") && strstr(text, " requests/s, ") && strstr(text, "tokens/s")) ||
           (strstr(text, "Avg latency: ") && strstr(text, " seconds"));
}

static struct tree *begin(struct page *p, int line)
{
    return tree_make_map(p->t->arena, p->t->list, NULL, (struct origin){.file = p->t->file, .line = line, .col = 1});
}

static void latency(struct page *p, const char *line, int number)
{
    const double seconds = bench_format_after(line, "Avg latency");
    if (!(seconds > 0)) {
        bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                           "expected a latency above 0 seconds");
        return;
    }
    struct tree *map = begin(p, number);
    tree_make_number(p->t->arena, map, "avg_latency", seconds, map->at);
    bench_log_fill(&p->log, map);
}

/* Returns the number of requests of a run of so many seconds: the whole number that the rounded rate allows, or of
   several the one that divides the tokens; NAN: it is not clear. */
static double requests_of(const struct page *p, double seconds)
{
    const double low = ceil((p->requests.x - p->requests.half) * seconds),
                 high = floor((p->requests.x + p->requests.half) * seconds), most = 1000;
    double found = NAN;
    int n = 0;
    if (low >= high)
        return round(p->requests.x * seconds);
    for (double k = fmax(low, 1); k <= high && k < low + most; k++)
        if (fmod(p->outputs, k) <= 0 && fmod(p->prompts, k) <= 0) {
            found = k;
            n++;
        }
    return n == 1 ? found : NAN;
}

/* Ends the throughput that is open: requests, tokens and time of a run, of one second where the totals are not stated.
 */
static void end(struct page *p)
{
    const struct origin at = {.file = p->t->file, .line = p->line, .col = 1};
    struct arena *a = p->t->arena;
    double seconds = 1, requests = p->requests.x, total = p->total.x, output = p->output.x;
    if (!p->line)
        return;
    p->line = 0;
    if (p->outputs > 0 && output > 0) {
        seconds = p->outputs / output;
        const double said = total * seconds, summed = p->prompts + p->outputs;
        if (fabs(said / summed - 1) > most_frac) {
            bench_format_leave(p->t, at,
                               str_format(a,
                                          "%.6g total tokens/s are %.6g tokens in that time, and the text counts %.6g",
                                          p->total.x, said, summed));
            return;
        }
        requests = requests_of(p, seconds);
        total = summed;
        output = p->outputs;
    } else if (p->requests.half > most_frac * requests)
        requests = NAN;
    if (!(requests > 0)) {
        bench_format_leave(p->t, at, "the requests in a second are too few to tell the tokens of one");
        return;
    }
    struct tree *map = begin(p, at.line);
    tree_make_number(a, map, "elapsed_time", seconds, map->at);
    tree_make_number(a, map, "num_requests", requests, map->at);
    tree_make_number(a, map, "total_num_tokens", total, map->at);
    if (output > 0)
        tree_make_number(a, map, "output_len", output / requests, map->at);
    bench_log_fill(&p->log, map);
}

/* Returns the number before a unit in the line; NAN: not there. */
static struct bench_timed before(const char *line, const char *unit)
{
    const char *at = strstr(line, unit), *from = at;
    while (from && from > line && strchr("0123456789.", from[-1]))
        from--;
    return from && from < at ? bench_timed_number(&from) : (struct bench_timed){NAN, 0};
}

static void throughput(struct page *p, const char *line, int number)
{
    end(p);
    p->line = number;
    p->prompts = p->outputs = NAN;
    p->requests = before(line, " requests/s");
    p->output = before(line, " output tokens/s");
    p->total = before(line, " total tokens/s");
    if (isnan(p->total.x))
        p->total = before(line, " tokens/s");
    if (!isnan(p->requests.x) && !isnan(p->total.x))
        return;
    p->line = 0;
    bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                       "expected requests/s and tokens/s");
}

void bench_vllm_text_read(const struct bench_format_text *t)
{
    struct page p = {.t = t, .log = bench_log_new(t->arena)};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *raw = bench_format_next(t->arena, &lines); raw; raw = bench_format_next(t->arena, &lines)) {
        const char *line = bench_log_plain(t->arena, raw);
        const double prompts = bench_format_after(line, "Total num prompt tokens"),
                     outputs = bench_format_after(line, "Total num output tokens");
        if (strstr(line, "Throughput: ") && strstr(line, " requests/s"))
            throughput(&p, line, lines.number);
        else if (strstr(line, "Avg latency: "))
            latency(&p, line, lines.number);
        else if (!isnan(prompts))
            p.prompts = prompts;
        else if (!isnan(outputs))
            p.outputs = outputs;
        else {
            if (strstr(line, "vllm bench") || strstr(line, "benchmark_"))
                end(&p);
            bench_log_line(&p.log, line);
        }
    }
    end(&p);
}
