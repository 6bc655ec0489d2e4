#include "bench_mlx.h"

#include "arena.h"
#include "bench_facts.h"
#include "bench_format.h"
#include "bench_log.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* Most that the averages may differ from the trials. */
static const double most_frac = 0.02;

struct page {
    const struct bench_format_text *t;
    struct bench_log log;
    const char *engine;
    double prompt, gen, sequences; /* of "Timing with"; NAN: not stated */
    double prompt_sum, gen_sum;    /* speeds of the trials */
    int trials, line;              /* their number; line of the last one */
    double asked, asked_speed;     /* of "Prompt:", tokens and speed of the prompt; NAN: none open */
    int asked_line;
};

bool bench_mlx_has(const char *text)
{
    return strstr(text, "generation_tps=") || strstr(text, "tokens-per-sec");
}

/* Returns the number of a fact; NAN: not known. */
static double said(const struct page *p, const char *key)
{
    const char *text = bench_facts_get(p->log.facts, key);
    double x = NAN;
    return text && numtext_parse(text, strlen(text), &x) ? x : NAN;
}

static void add(struct page *p, int line, const char *program, double prompt, double gen, double depth,
                double sequences, double speed)
{
    struct arena *a = p->t->arena;
    if (!(speed > 0)) {
        bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = line, .col = 1},
                           "the result has no speed above 0");
        return;
    }
    struct tree *map = bench_format_result(p->t, line, program, prompt, gen, depth, speed);
    tree_make_text(a, map, "engine", p->engine, map->at);
    if (!isnan(sequences))
        tree_make_number(a, map, "sequences", sequences, map->at);
    if (isnan(prompt))
        tree_make_yes(a, map, "prompt_open", true, map->at);
    if (isnan(gen))
        tree_make_yes(a, map, "gen_open", true, map->at);
    if (isnan(depth))
        tree_make_yes(a, map, "depth_open", true, map->at);
    if (bench_facts_get(p->log.facts, "draft"))
        tree_make_text(a, map, "flags", "speculative", map->at);
    bench_log_fill(&p->log, map);
}

/* ---- mlx_lm.benchmark ---- */

static void add_both(struct page *p, int line, double prompt_speed, double gen_speed)
{
    const double prompt = isnan(p->prompt) ? said(p, "prompt_said") : p->prompt,
                 gen = isnan(p->gen) ? said(p, "gen_said") : p->gen,
                 sequences = isnan(p->sequences) ? said(p, "sequences_said") : p->sequences;
    add(p, line, "mlx_lm.benchmark", prompt, 0, 0, sequences, prompt_speed);
    add(p, line, "mlx_lm.benchmark", 0, gen, prompt, sequences, gen_speed);
}

/* Ends trials that no averages followed. */
static void end_trials(struct page *p)
{
    if (p->trials > 0)
        add_both(p, p->line, p->prompt_sum / p->trials, p->gen_sum / p->trials);
    p->trials = 0;
    p->prompt_sum = p->gen_sum = 0;
}

static bool far(double x, double y)
{
    return fabs(x / y - 1) > most_frac;
}

static void averages(struct page *p, int line, double prompt_speed, double gen_speed)
{
    const int n = p->trials;
    const double of_prompt = p->prompt_sum / n, of_gen = p->gen_sum / n;
    p->trials = 0;
    p->prompt_sum = p->gen_sum = 0;
    if (n > 0 && (far(prompt_speed, of_prompt) || far(gen_speed, of_gen))) {
        bench_format_leave(
            p->t, (struct origin){.file = p->t->file, .line = line, .col = 1},
            str_format(p->t->arena, "the averages are %.6g and %.6g tokens/s, and those of the %d trials %.6g and %.6g",
                       prompt_speed, gen_speed, n, of_prompt, of_gen));
        return;
    }
    add_both(p, line, prompt_speed, gen_speed);
}

static void benchmark_line(struct page *p, const char *line, int number)
{
    const double prompt_speed = bench_format_after(line, "prompt_tps="),
                 gen_speed = bench_format_after(line, "generation_tps=");
    if (strstr(line, "Running warmup") || strstr(line, "Timing with"))
        end_trials(p);
    if (strstr(line, "Running warmup"))
        p->prompt = p->gen = p->sequences = NAN;
    if (strstr(line, "Timing with")) {
        p->prompt = bench_format_after(line, "prompt_tokens=");
        p->gen = bench_format_after(line, "generation_tokens=");
        p->sequences = bench_format_after(line, "batch_size=");
    }
    if (isnan(prompt_speed) || isnan(gen_speed)) {
        if (strstr(line, "generation_tps="))
            bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                               "expected prompt_tps and generation_tps with numbers");
    } else if (strstr(line, "Averages"))
        averages(p, number, prompt_speed, gen_speed);
    else {
        p->trials++;
        p->prompt_sum += prompt_speed;
        p->gen_sum += gen_speed;
        p->line = number;
    }
}

/* ---- mlx_lm.generate ---- */

/* Reads "12 tokens, 345.600 tokens-per-sec" or, as before 2024-05, "345.600 tokens-per-sec". */
static bool read_rate(const char *at, double *tokens, double *speed)
{
    double x = NAN;
    *tokens = NAN;
    if (!bench_format_number(&at, &x))
        return false;
    at += strspn(at, " ");
    if (str_starts(at, "token") && !str_starts(at, "tokens-per-sec")) {
        *tokens = x;
        at += strcspn(at, "0123456789");
        if (!bench_format_number(&at, &x))
            return false;
        at += strspn(at, " ");
    }
    *speed = x;
    return str_starts(at, "tokens-per-sec");
}

/* Ends a prompt whose answer did not follow. */
static void end_prompt(struct page *p)
{
    if (p->asked_line && (isnan(p->asked) || p->asked > 1))
        add(p, p->asked_line, "mlx_lm.generate", p->asked, 0, 0, NAN, p->asked_speed);
    else if (p->asked_line)
        bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = p->asked_line, .col = 1},
                           "a prompt of one token is no prefill: the rest was in the cache");
    p->asked_line = 0;
}

static void generate_line(struct page *p, const char *line, int number)
{
    const char *prompt = strstr(line, "Prompt: "), *gen = strstr(line, "Generation: ");
    double tokens = NAN, speed = NAN;
    if (!strstr(line, "tokens-per-sec"))
        return;
    const bool read = prompt ? read_rate(prompt + strlen("Prompt: "), &tokens, &speed)
                             : gen && read_rate(gen + strlen("Generation: "), &tokens, &speed);
    if (strstr(line, "[batch_generate]") || !read) {
        bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                           read ? "the line sums up several sequences and does not say how many"
                                : "expected a line like \"Prompt: 12 tokens, 345.600 tokens-per-sec\"");
        return;
    }
    if (prompt) {
        end_prompt(p);
        p->asked = tokens;
        p->asked_speed = speed;
        p->asked_line = number;
        return;
    }
    const double depth = p->asked_line ? p->asked : NAN;
    end_prompt(p);
    add(p, number, "mlx_lm.generate", 0, tokens, depth, NAN, speed);
}

void bench_mlx_read(const struct bench_format_text *t)
{
    struct page p = {.t = t,
                     .log = bench_log_new(t->arena),
                     .engine = strstr(t->text, "mlx_vlm") ? "mlx-vlm" : "mlx",
                     .prompt = NAN,
                     .gen = NAN,
                     .sequences = NAN};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *raw = bench_format_next(t->arena, &lines); raw; raw = bench_format_next(t->arena, &lines)) {
        const char *line = bench_log_plain(t->arena, raw);
        if (p.trials > 0 && strstr(line, "mlx_lm.benchmark"))
            end_trials(&p);
        bench_log_line(&p.log, line);
        benchmark_line(&p, line, lines.number);
        generate_line(&p, line, lines.number);
    }
    end_trials(&p);
    end_prompt(&p);
}
