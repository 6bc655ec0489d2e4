/* bench_one.c: reads what sglang.bench_one_batch prints.

   Idea: the text states speeds and times of the prompts and of the whole, so sequences and lengths follow from it:
   speed times time are tokens. */
#include "bench_one.h"

#include "bench_format.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

bool bench_one_begins(const char *line)
{
    return str_starts(line, "Prefill. latency:");
}

static struct tree *whole(struct bench_one *b, const struct bench_format_text *t, double total_s, double total_tok_s)
{
    const struct origin at = {.file = t->file, .line = b->line, .col = 1};
    const double batch = round(b->sequences), prompt = round(b->prefill_s * b->prefill_tok_s / batch),
                 gen = round(total_s * total_tok_s / batch) - prompt;
    if (!(batch >= 1) || !(prompt >= 1) || !(gen >= 1) || !(total_s > b->prefill_s)) {
        if (!isnan(b->sequences)) /* of one token there is no decode */
            bench_format_leave(t, at,
                               "no number of sequences and lengths agrees with the times and speeds of the batch");
        return NULL;
    }
    struct tree *r = tree_make_map(t->arena, t->list, NULL, at);
    tree_make_text(t->arena, r, "program", "sglang.bench_one_batch", at);
    tree_make_text(t->arena, r, "engine", "sglang", at);
    tree_make_text(t->arena, r, "arrivals", "batch", at);
    tree_make_number(t->arena, r, "max_concurrency", batch, at);
    tree_make_number(t->arena, r, "mean_input_tokens", prompt, at);
    tree_make_number(t->arena, r, "mean_output_tokens", gen, at);
    tree_make_number(t->arena, r, "mean_ttft_ms", b->prefill_s * 1e3, at);
    if (gen > 1)
        tree_make_number(t->arena, r, "mean_tpot_ms", (total_s - b->prefill_s) / (gen - 1) * 1e3, at);
    tree_make_number(t->arena, r, "output_throughput", batch * gen / total_s, at);
    return r;
}

struct tree *bench_one_line(struct bench_one *b, const struct bench_format_text *t, const char *line, int number)
{
    const double latency_s = bench_format_after(line, "latency"), tok_s = bench_format_after(line, "throughput");
    if (str_starts(line, "Benchmark ...") && b->last) {
        tree_make_yes(t->arena, b->last, "warm_up", true, b->last->at);
        b->last = NULL;
    } else if (bench_one_begins(line)) {
        bench_one_finish(b, t);
        if (!(latency_s > 0) || !(tok_s > 0))
            bench_format_leave(t, (struct origin){.file = t->file, .line = number, .col = 1},
                               "expected a time and a speed of the prompts");
        *b = (struct bench_one){.prefill_s = latency_s, .prefill_tok_s = tok_s, .sequences = NAN, .line = number};
    } else if (str_starts(line, "Decode") && b->prefill_s > 0 && isnan(b->sequences)) {
        const double said = bench_format_after(line, "Batch size");
        b->sequences = isnan(said) ? latency_s * tok_s : said;
    } else if (str_starts(line, "Total. latency:") && b->prefill_s > 0) {
        struct tree *r = whole(b, t, latency_s, tok_s);
        *b = (struct bench_one){.last = r};
        return r;
    }
    return NULL;
}

void bench_one_finish(const struct bench_one *b, const struct bench_format_text *t)
{
    if (b->prefill_s > 0)
        bench_format_leave(t, (struct origin){.file = t->file, .line = b->line, .col = 1},
                           "the text ends within the batch that begins here");
}
