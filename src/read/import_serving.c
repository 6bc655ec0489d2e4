#include "import_serving.h"

#include "arena.h"
#include "diag.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

bool import_serving_add(struct bench_row_job *job, struct import_serving *s, const struct tree *result)
{
    struct import_load load;
    if (!import_load_is(result))
        return false;
    if (!import_load_read(job, result, &load))
        return true;
    if (s->n == s->room) {
        struct import_load *more = ARENA_ARRAY(job->arena, 2 * s->room + 8, struct import_load);
        if (s->n > 0)
            memcpy(more, s->v, s->n * sizeof *more);
        s->v = more;
        s->room = 2 * s->room + 8;
    }
    s->v[s->n++] = load;
    return true;
}

static void put(struct bench_row_job *job, struct tree *row, const char *key, double x)
{
    if (!isnan(x))
        tree_make_number(job->arena, row, key, x, row->at);
}

/* Starts a row of an engine that is known or stated. */
static struct tree *begin(struct bench_row_job *job, const struct import_load *l)
{
    if (!l->who.engine && !job->ask->engine)
        bench_row_tell(job, l->result->at, "engine", "the file does not state the engine: state it with --engine NAME");
    struct tree *row = bench_row_begin(job, l->result, &l->who);
    return l->who.engine || job->ask->engine ? row : NULL;
}

/* Starts the note: what ran and when. */
static struct str note(struct bench_row_job *job, const struct import_load *l)
{
    struct str s = str_new(job->arena);
    str_add(&s, l->program);
    if (!isnan(l->requests))
        str_addf(&s, ", %.0f requests", l->requests);
    if (l->who.date && !job->ask->date)
        str_add(&s, "; date of the run, not of the build");
    return s;
}

/* ---- one request at a time ---- */

static void speed_row(struct bench_row_job *job, const struct import_load *l, bool decode, const char *how)
{
    struct arena *a = job->arena;
    struct tree *row = begin(job, l);
    struct str says = note(job, l);
    if (!row)
        return;
    tree_make_text(a, row, "phase", decode ? "decode" : "prefill", row->at);
    put(job, row, decode ? "depth_tokens" : "prompt_tokens", round(l->prompt));
    put(job, row, "gen_tokens", decode ? round(l->gen) : NAN);
    put(job, row, "batch", 1);
    put(job, row, "tokens_per_s", decode ? 1 / l->tpot_s : l->prompt / l->ttft_s);
    tree_make_text(a, row, "flash_attn", job->ask->flash_attn, row->at);
    const char *flags = l->flags && strstr(l->flags, "speculative") ? "speculative" : NULL;
    flags = l->flags && strstr(l->flags, "eager") ? (flags ? "speculative;eager" : "eager") : flags;
    const bool wall = !decode;
    tree_make_text(a, row, "flags",
                   wall && flags ? str_format(a, "%s;wall-clock", flags)
                   : wall        ? "wall-clock"
                                 : flags,
                   row->at);
    tree_make_text(a, row, "fits", "yes", row->at);
    str_addf(&says, "; %s", how);
    tree_make_text(a, row, "note", says.text, row->at);
}

static void one_stream(struct bench_row_job *job, const struct import_load *l)
{
    const char *why = l->medians ? "it states only medians of times" : "it states no time of a token or of a prompt";
    if (isnan(l->tpot_s) && isnan(l->ttft_s))
        bench_row_leave(job, l->result, why);
    if (!isnan(l->tpot_s))
        speed_row(job, l, true, l->gaps ? "1 / mean gap between tokens" : "1 / mean TPOT");
    if (!isnan(l->ttft_s) && l->prompt > 0)
        speed_row(job, l, false, "prompt / mean TTFT, including waiting and HTTP");
}

/* ---- loads ---- */

static void serving_row(struct bench_row_job *job, const struct import_load *l)
{
    struct arena *a = job->arena;
    struct tree *row = begin(job, l);
    struct str says = note(job, l);
    if (!row)
        return;
    tree_make_text(a, row, "kv_type", l->kv_type, row->at);
    put(job, row, "ctx", l->ctx);
    tree_make_text(a, row, "load", enums_text(&enums_arrivals, l->arrivals ? (int)l->arrivals : arrivals_closed),
                   row->at);
    put(job, row, "clients", l->clients);
    put(job, row, "rate_s", l->rate_s);
    put(job, row, "requests", l->arrivals == arrivals_batch ? NAN : l->requests);
    put(job, row, "prompt_tokens", l->prompt);
    put(job, row, "gen_tokens", l->gen);
    put(job, row, "budget_tokens", l->budget_tokens);
    put(job, row, "max_seqs", l->max_seqs);
    tree_make_text(a, row, "flags", l->flags, row->at);
    put(job, row, "output_tok_s", l->output_tok_s);
    put(job, row, "total_tok_s", l->total_tok_s);
    put(job, row, "ttft_s", l->ttft_s);
    put(job, row, "tpot_s", l->tpot_s);
    if (l->how)
        str_addf(&says, "; %s", l->how);
    if (l->gaps)
        str_add(&says, "; tpot_s is the mean gap between tokens");
    if (l->medians)
        str_add(&says, "; of the times only medians are stated");
    tree_make_text(a, row, "note", says.text, row->at);
}

void import_serving_rows(struct bench_row_job *job, const struct import_serving *s)
{
    struct tree *speeds = job->rows;
    size_t loads = 0;
    for (size_t i = 0; i < s->n; i++)
        loads += s->v[i].arrivals != arrivals_unknown;
    if (loads > 0)
        job->rows = job->loads;
    for (size_t i = 0; i < s->n; i++)
        if (loads > 0)
            serving_row(job, &s->v[i]);
        else
            one_stream(job, &s->v[i]);
    job->rows = speeds;
    if (loads > 0 && (loads < s->n || speeds->n > 0))
        diag_add(job->d, DIAG_BENCH_SAID, (struct origin){.file = job->file, .line = 1, .col = 1}, NULL,
                 speeds->n > 0 ? "the file has speeds and loads: the rows are those of the loads, for a serving file"
                               : "the file has results of one request at a time and of several: all are rows of a "
                                 "serving file");
}
