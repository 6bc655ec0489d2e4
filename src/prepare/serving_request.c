#include "serving_request.h"

#include "capacity.h"
#include "known.h"
#include "memory.h"
#include "month.h"
#include "row_request.h"
#include "speed_request.h"

#include <math.h>
#include <string.h>

bool serving_request_flag(const struct serving_row *r, const char *flag)
{
    return speed_request_flag(&(struct speed_row){.flags = r->flags}, flag);
}

bool serving_request_clean(const struct serving_row *r)
{
    static const char *const unclean[] = {
        "speculative",  "host-limited",    "vm",         "wsl",    "lora",           "expert-parallel", "eager",
        "static-batch", "lengths-assumed", "incomplete", "median", "partial-offload"};
    for (size_t i = 0; i < sizeof unclean / sizeof *unclean; i++)
        if (serving_request_flag(r, unclean[i]))
            return false;
    return true;
}

struct serving_row_list serving_request_rows(const struct measured *m)
{
    return m->kind->row == &kind_serving_row ? (struct serving_row_list){m->rows.n, m->rows.v}
                                             : (struct serving_row_list){0};
}

struct serving_speed serving_request_measured(const struct serving_row *r)
{
    const double answers = r->gen_tokens / (r->prompt_tokens + r->gen_tokens);
    return (struct serving_speed){.output_tok_s = known_or(r->output_tok_s, r->total_tok_s * answers),
                                  .tpot_s = r->tpot_s,
                                  .ttft_s = r->ttft_s,
                                  .running = NAN};
}

/* ---- what is asked of a replica ---- */

static bool stated(double v)
{
    return v > 0;
}

/* Returns why the load is not known; NULL: it is. */
static const char *load_lacks(const struct serving_row *r)
{
    const bool clients = r->load == arrivals_closed || r->load == arrivals_batch;
    const bool batch = r->load == arrivals_batch;
    if (clients && !stated(r->clients))
        return "number of clients not stated";
    if (r->load == arrivals_poisson && !stated(r->rate_s))
        return "rate not stated";
    if (r->load == arrivals_burst && !stated(r->requests))
        return "number of requests not stated";
    if (isnan(r->prompt_tokens) || (!batch && !stated(r->prompt_tokens)))
        return "length of the prompts not stated";
    return !batch && !(r->gen_tokens >= 1) ? "length of the answers not stated" : NULL;
}

/* Replicas take the requests in turn. With fewer clients or requests than replicas some have nothing to do. */
static void set_load(const struct serving_row *r, struct serving_request *t)
{
    static const double always = 1e6; /* clients that keep any server busy */
    const bool batch = r->load == arrivals_batch, counted = batch || r->load == arrivals_closed;
    const double hit = known_or(r->prefix_hit_frac, 0), fresh = r->prompt_tokens * (1 - hit);
    const double at_once = counted ? r->clients : r->requests;
    t->replicas = isnan(at_once) ? r->replicas : fmin(r->replicas, fmax(1, at_once));
    t->run = (struct queue_run){.requests = r->requests / t->replicas, .longest = r->gen_max_tokens};
    t->load = (struct queue_load){.clients = counted                         ? r->clients / t->replicas
                                             : r->load == arrivals_saturated ? always
                                                                             : NAN,
                                  .rate_s = r->load == arrivals_poisson ? r->rate_s / t->replicas : NAN,
                                  .depth = r->prompt_tokens * hit,
                                  .context = NAN,
                                  .prompt = batch ? fresh : fmax(1, fresh),
                                  .gen = fmax(1, known_or(r->gen_tokens, 1)),
                                  .max_seqs = r->max_seqs,
                                  .budget_tokens = r->budget_tokens,
                                  .pool_tokens = r->pool_tokens,
                                  .together = NAN};
}

struct speed_row serving_request_replica(const struct serving_row *r)
{
    return (struct speed_row){.ngl = NAN,
                              .n_cpu_moe = NAN,
                              .ram_gb_s = NAN,
                              .gpu = r->gpu,
                              .gpu_count = r->gpu_count / r->replicas,
                              .link = r->link,
                              .p2p = r->p2p,
                              .bridge = r->bridge,
                              .split = enums_text(&enums_split, (int)r->split),
                              .engine = r->engine,
                              .engine_date = r->engine_date,
                              .backend = enums_text(&enums_backend, (int)r->backend),
                              .model = r->model,
                              .quant = r->quant,
                              .kv_type = r->kv_type,
                              .depth_tokens = NAN,
                              .prompt_tokens = r->prompt_tokens,
                              .gen_tokens = r->gen_tokens,
                              .batch = NAN,
                              .ubatch = NAN,
                              .cap_w = r->cap_w,
                              .source = r->source};
}

const char *serving_request_read(const struct catalogue *c, const struct serving_row *r, struct serving_request *out,
                                 const char **what)
{
    const struct speed_row row = serving_request_replica(r);
    const double each = row.gpu_count;
    *what = NULL;
    if (each != floor(each) || each < 1)
        return "devices do not divide by the replicas";
    const char *reason = speed_request_read(c, &row, &out->q, what);
    if (!reason)
        reason = load_lacks(r);
    if (reason)
        return reason;
    for (int i = 0; i < out->q.n; i++)
        out->q.mem_gib[i] = r->mem_gib;
    set_load(r, out);
    out->arrivals = r->load;
    out->decode_only = serving_request_flag(r, "decode-only");
    return NULL;
}

/* ---- preparation ---- */

/* Sets the tokens that the cache of an engine with a pool holds. Returns false if the model leaves none of them. The
   mean request counts, as in queue.h. A chip of unknown memory has no limit. */
static bool set_pool(const struct catalogue *c, struct serving_request *t, const struct prepared *s)
{
    static const double most = 65536; /* requests; the policy's most is one of advice */
    const double mean = t->load.depth + t->load.prompt + t->load.gen / 2;
    if (isnan(t->q.engine->pool_frac) || !isnan(t->load.pool_tokens) || isnan(s->rig.dev[0].nominal_gib))
        return true;
    struct policy p = *catalogue_policy(c);
    p.users_most = most;
    const double users = capacity_users_memory(&s->predict, &s->rig, &p, mean);
    t->load.pool_tokens = users * mean;
    return users >= 1;
}

const char *serving_request_prepare(const struct catalogue *c, struct serving_request *t, struct prepared *s,
                                    struct placement *pl)
{
    t->q.batch = 1;
    t->q.ctx = fmax(1, t->load.depth + t->load.prompt + t->load.gen);
    t->q.ubatch = t->load.budget_tokens;
    t->q.usual_pool = true; /* rows state a pool where theirs is another */
    if (!prepare_case(c, &t->q, s))
        return "model has more layers than are computed";
    if (s->rig.n == 0)
        return "no devices";
    if (!set_pool(c, t, s))
        return "ran, but does not fit by the law of memory";
    t->q.endless_memory = true;
    t->q.parallel = known_or(t->load.max_seqs, t->load.clients); /* where cache is reserved for each sequence */
    prepare_again(c, &t->q, s);
    t->load.max_seqs = known_or(t->load.max_seqs, s->predict.memory.max_seqs);
    t->load.budget_tokens = known_or(t->load.budget_tokens, s->predict.memory.budget_tokens);
    memory_place(&s->predict.memory, &s->rig, pl);
    return NULL;
}

/* ---- the law ---- */

/* Returns the output of a batch over the whole time, prompts included. */
static double whole_output_tok_s(const struct queue_load *l, const struct queue_result *q)
{
    return l->clients * l->gen / (known_or(q->ttft_s, 0) + l->gen * q->tpot_s);
}

void serving_request_solve(const struct serving_request *t, const struct step_case *c, struct serving_speed *out)
{
    struct queue_result q;
    struct queue_run run = t->run;
    const double lanes = queue_lanes(c, known_or(t->load.clients, run.requests)), servers = t->replicas * lanes;
    const struct queue_load load = queue_lane(&t->load, lanes);
    run.requests /= lanes;
    if (t->arrivals == arrivals_batch)
        queue_run_batch(c, &load, &q);
    else
        queue_run_solve(c, &load, &run, &q);
    const double output = t->decode_only                  ? q.running / q.tpot_s
                          : t->arrivals == arrivals_batch ? whole_output_tok_s(&load, &q)
                                                          : q.output_tok_s;
    *out = (struct serving_speed){output * servers, q.tpot_s, q.ttft_s, q.running * servers};
}
