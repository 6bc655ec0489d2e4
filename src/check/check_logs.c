#include "check_logs.h"

#include "activation.h"
#include "logtext.h"
#include "kv_pool.h"
#include "check_class.h"
#include "check_row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A row as it was understood. */
struct reading {
    struct request q;
    const struct engine *engine;
    const struct era *era; /* NULL: the engine as it is today */
    struct logtext_cache cache;
    double file_gib, n_seq, gpu_weights_mib, host_weights_mib, attn_batch_mib, util, total_gib, tokens, ways;
    bool memory_known, weights_known, stock, whole_windows, off_the_card, latent_said;
};

static bool ran(const struct log_row *r)
{
    return check_row_is(r->fits, "1") || check_row_is(r->fits, "yes");
}

static const double same_frac =
    0.01; /* labels give sizes to a few MiB; prediction layers and repacked attention are 1 % */
static const double endless_gib = 1e6; /* cards of unknown memory share equally and are not judged */

static bool says(const char *text, const char *word)
{
    return text && strstr(text, word) != NULL;
}

static const struct era *era_of(const struct engine *e, const char *date)
{
    for (size_t i = 0; i < e->eras.n; i++)
        if (!logtext_later(date, e->eras.v[i].until))
            return &e->eras.v[i];
    return NULL;
}

static double sequences(const char *note)
{
    const double stated[] = {logtext_after(note, "n_seq="), logtext_after(note, "parallel="),
                             logtext_before(note, " slots"),
                             logtext_before(note, " RS") > 0 ? NAN : logtext_before(note, "x149.62 RS")};
    for (size_t i = 0; i < sizeof stated / sizeof *stated; i++)
        if (stated[i] >= 1)
            return stated[i];
    return NAN;
}

/* Labels that name a mix which the catalogue holds exactly, of a file that is not said to be another. */
static bool is_stock(const struct log_row *r, const struct quant *q)
{
    return q && q->exact != flag_no && !says(r->quant, "UD") && !says(r->quant, "+") && !says(r->quant, "/") &&
           !says(r->note, "custom") && !says(r->note, "drafter");
}

static double first_stated(double a, double b)
{
    return isnan(a) ? b : a;
}

static bool read_row(const struct catalogue *c, const struct log_row *r, struct reading *out, struct check_row *row)
{
    *out = (struct reading){.q = request_nothing()};
    struct request *q = &out->q;
    out->engine = q->engine = logtext_engine(c, r->engine);
    if (!q->engine)
        return check_row_skip(row, "engine not in the catalogue", r->engine);
    out->era = era_of(q->engine, r->engine_date);
    q->model = logtext_model(c, r->model);
    if (!q->model)
        return check_row_skip(row, "model not in the catalogue", r->model);
    q->quant = logtext_quant(c, r->quant, &out->file_gib);
    out->stock = is_stock(r, q->quant);
    if (!q->quant && isnan(out->file_gib) &&
        r->weights_mib > 0) /* no label, or none that we know: what it weighs is then an input */
        out->file_gib = unit_b_to_gib(unit_mib_to_b(r->weights_mib));
    out->weights_known = q->quant || !isnan(out->file_gib);
    if (!q->quant)
        q->quant = catalogue_find(c, &kind_quant, "F16");
    q->ram_gib = INFINITY;
    out->memory_known = true;
    const bool on_cards = (isnan(r->gpu_count) ? r->gpu != NULL : r->gpu_count > 0) && !check_row_is(r->gpu, "CPU");
    if (on_cards)
        out->memory_known = logtext_devices(c, r->gpu ? r->gpu : "unknown", (int)first_stated(r->gpu_count, 0), q);
    if (on_cards && q->n == 0)
        return check_row_skip(row, "more devices than a rig holds", r->gpu);
    for (int i = 0; i < q->n && !out->memory_known; i++)
        q->mem_gib[i] = endless_gib;
    out->cache = logtext_cache(c, r->kv_type);
    out->latent_said = says(r->kv_type, "c^KV") || says(r->kv_type, "expanded");
    out->n_seq = sequences(r->note);
    out->gpu_weights_mib = first_stated(logtext_after(r->note, "GPU weights "),
                                        logtext_after(r->note, "partial offload: GPU "));
    out->host_weights_mib = first_stated(logtext_after(r->note, "host weights "), logtext_after(r->note, "host "));
    out->attn_batch_mib = logtext_after(r->note, "mla=") >= 2 ? logtext_after(r->note, "amb=") : 0;
    out->util = logtext_after(r->note, "util ");
    out->total_gib = logtext_after(r->note, "total ");
    out->tokens = logtext_after(r->note, "KV pool ");
    out->ways = first_stated(logtext_after(r->note, "TP="), first_stated(r->gpu_count, 1));
    out->whole_windows = says(r->note, "full-size SWA cache");
    out->off_the_card = says(r->note, "nvidia-smi") ||
                        (isnan(r->weights_mib) && isnan(r->compute_mib) && r->total_mib > 0);
    if (isnan(out->n_seq))
        out->n_seq = out->off_the_card && (!out->era || out->era->graphs == graphs_mainline) ? q->engine->server_slots
                                                                                             : 1;
    q->ctx = r->ctx;
    q->ubatch = r->ubatch;
    const double longest = first_stated(r->ctx, q->model->max_ctx_tokens);
    if (isnan(r->ubatch) && longest <= q->engine->whole_prompt_tokens)
        q->ubatch = fmax(longest, q->engine->prefill_tokens);
    q->parallel = out->n_seq;
    q->flash_attn = r->flash_attn && strcmp(r->flash_attn, "0") == 0 ? flag_no : flag_yes;
    q->kv = out->cache.k;
    if (says(r->note, "exps=CPU") || says(r->note, "experts partly on CPU") || says(r->quant, "cpu-moe") ||
        says(r->quant, "experts on CPU"))
        q->experts_on_host = INFINITY;
    return true;
}

/* What the request cannot say: formats of values, old builds, limits of one engine. */
static void adapt(const struct reading *in, struct placement_case *m)
{
    m->kv_v = in->cache.v;
    m->latent = in->cache.latent;
    m->attn_batch_mib = in->attn_batch_mib;
    if (in->era) {
        if (in->era->latent_expanded == flag_yes && !in->latent_said)
            m->latent = PLACEMENT_LATENT_EXPANDED;
        m->graphs = in->era->graphs;
        m->swa_full = m->swa_full || in->era->window_whole == flag_yes;
    }
    m->swa_full = m->swa_full || in->whole_windows;
    const bool whole = m->graphs == graphs_classic || (in->era && in->era->logits_whole == flag_yes);
    m->n_outputs = whole ? NAN : in->n_seq;
}

static double weights_on_devices(const struct placement *pl)
{
    double b = 0;
    for (int d = 0; d < pl->n; d++)
        b += pl->dev[d].weights_b;
    return b;
}

/* Weights were placed by hand and the row says how much is on the cards: as many layers' experts on the host as come
   closest. */
static void place_as_stated(const struct reading *in, struct prepared *s, struct placement *pl)
{
    struct placement_case *m = &s->predict.memory;
    double least = 0, most = s->llm.n_layers;
    memory_place(m, &s->rig, pl);
    if (isnan(in->gpu_weights_mib) || s->llm.largest_experts_b == 0)
        return;
    while (most - least > 0.5) {
        m->experts_on_host = floor((least + most) / 2);
        memory_place(m, &s->rig, pl);
        if (unit_b_to_mib(weights_on_devices(pl)) > in->gpu_weights_mib)
            least = m->experts_on_host + 1;
        else
            most = m->experts_on_host;
    }
    m->experts_on_host = least;
    memory_place(m, &s->rig, pl);
}

/* ---- classes ---- */

static void compare(struct check_summary *sum, struct check_row *row, enum check_log column, const char *class,
                    double mib)
{
    row->log[column] = mib;
    row->log_class[column] = check_class_of(sum, class);
}

static const char *compute_class(const struct placement_case *m, const struct placement *pl, bool by_hand)
{
    if (m->llm->model->attention == attention_mla)
        return "compute, latent attention";
    if (by_hand || pl->host.n_expert_layers > 0)
        return "compute, weights partly on the host";
    return m->graphs == graphs_classic ? "compute, ik_llama.cpp and before 2026" : "compute, llama.cpp of 2026";
}

static const char *excuse_of(const struct log_row *r, const struct reading *in, bool recipe)
{
    if (says(r->note, "floor is"))
        return "one shared card: the source's floor of other programs";
    if (in->off_the_card)
        return "read off the card, with what else was there";
    if (in->engine->gguf != flag_yes)
        return "the activation peak is an estimate";
    if (recipe || !in->stock)
        return "a recipe of its own, or a label that does not fix the mix";
    if (!isnan(in->gpu_weights_mib) || says(r->note, "host model"))
        return "weights partly on the host, placed by hand";
    return NULL;
}

/* ---- engines that read GGUF ---- */

static double cache_b(const struct log_row *r, const struct reading *in, const struct prepared *s,
                      const struct placement *pl)
{
    double b = pl->host.kv_b;
    for (int d = 0; d < pl->n; d++)
        b += pl->dev[d].kv_b;
    const bool with_state = (says(r->note, "RS") && !says(r->note, "RS not")) || says(r->note, "unaccounted") ||
                            says(r->note, "projection");
    return with_state ? b : b - s->llm.upto[s->llm.n_layers].state_b * in->n_seq;
}

static bool fits_in_sum(const struct prepared *s, double need_mib, bool *tight, const struct policy *p)
{
    double spare = -need_mib, capacity = 0;
    for (int d = 0; d < s->rig.n; d++) {
        capacity += unit_b_to_mib(unit_gib_to_b(s->rig.dev[d].mem_gib));
        spare -= unit_b_to_mib(unit_gib_to_b(s->rig.dev[d].overhead_gib));
    }
    spare += capacity;
    *tight = check_row_close(spare, capacity, p);
    return spare >= 0;
}

/* What the row itself says it held is more than such cards are sold with. */
static bool modified_card(const struct log_row *r, const struct prepared *s)
{
    double nominal_gib = 0;
    for (int d = 0; d < s->rig.n; d++)
        nominal_gib += s->rig.dev[d].nominal_gib;
    return ran(r) && unit_b_to_gib(unit_mib_to_b(r->total_mib)) > nominal_gib;
}

static const char *unjudged(const struct log_row *r, const struct reading *in, const struct prepared *s)
{
    if (s->rig.n == 0)
        return "in system memory, whose size is not stated";
    if (!in->memory_known)
        return "the card's memory is not stated";
    if (!in->weights_known && isnan(in->gpu_weights_mib))
        return "what the model weighs is not stated";
    return r->fits && modified_card(r, s) ? "the row's total is more than such cards are sold with: a modified card"
                                          : NULL;
}

/* What the total leaves in system RAM is embedding and output matrix: a layer split keeps the output on a card, so
   somebody placed it. */
static bool output_in_ram(const struct log_row *r, const struct prepared *s)
{
    const double on_host_mib = r->weights_mib - (r->total_mib - r->kv_mib - r->compute_mib);
    const double both_mib = unit_b_to_mib(s->llm.embedding_b + s->llm.output_b);
    return fabs(on_host_mib / both_mib - 1) < same_frac;
}

static void judge(const struct catalogue *c, const struct log_row *r, const struct reading *in, struct prepared *s,
                  double need_mib, struct check_row *row)
{
    const struct policy *p = catalogue_policy(c);
    struct memory out;
    row->unjudged = unjudged(r, in, s);
    if (!r->fits || row->unjudged)
        return;
    row->judged = true;
    row->ran = ran(r);
    if (!isnan(in->gpu_weights_mib) || output_in_ram(r, s)) {
        row->fits = fits_in_sum(s, need_mib, &row->tight, p);
        return;
    }
    if (isnan(s->predict.memory.ngl))
        s->predict.memory.ngl = INFINITY; /* as asked: nothing is moved to the host */
    memory_judge(&s->predict.memory, &s->rig, p, &out);
    row->fits = out.verdict != verdict_no;
    row->tight = out.verdict == verdict_tight;
}

static void gguf_row(const struct catalogue *c, const struct log_row *r, struct reading *in, struct prepared *s,
                     struct check_summary *sum, struct check_row *row)
{
    struct placement pl;
    struct placement_case *m = &s->predict.memory;
    adapt(in, m);
    const double scale = isnan(in->file_gib) ? 1 : unit_gib_to_b(in->file_gib) / s->llm.total_b;
    const bool recipe = fabs(scale - 1) > same_frac;
    if (recipe)
        llm_scale(&s->llm, scale);
    const bool cpu = s->rig.n == 0, by_hand = !isnan(in->gpu_weights_mib);
    place_as_stated(in, s, &pl);
    const double gpu_b = weights_on_devices(&pl);
    const double weights = unit_b_to_mib(gpu_b + pl.host_weights_b);
    const double kv_mib = isnan(r->ctx) ? r->kv_mib : unit_b_to_mib(cache_b(r, in, s, &pl));
    double compute = cpu ? pl.host_compute_b : 0, context_mib = 0;
    for (int d = 0; d < pl.n; d++)
        compute += pl.dev[d].compute_b;
    for (int d = 0; d < pl.n; d++)
        context_mib += catalogue_policy(c)->context_mib;
    const double floor_gib = logtext_after(r->note, "floor is ");
    if (!isnan(floor_gib))
        context_mib = unit_b_to_mib(unit_gib_to_b(floor_gib));
    const double on_cards = cpu ? weights : by_hand ? in->gpu_weights_mib : unit_b_to_mib(gpu_b);
    const double total = on_cards + first_stated(kv_mib, 0) + unit_b_to_mib(compute);
    const bool stock = in->stock && !recipe;
    row->excuse = excuse_of(r, in, recipe);
    if (in->weights_known)
        compare(sum, row, CHECK_WEIGHTS,
                stock                 ? "weights, stock mix"
                : isnan(in->file_gib) ? "weights, other label"
                                      : "weights, file's size stated",
                weights);
    if (!says(r->note, "part only") && !isnan(kv_mib) && !isnan(r->ctx))
        compare(sum, row, CHECK_CACHE, "cache", kv_mib);
    compare(sum, row, CHECK_COMPUTE, compute_class(m, &pl, by_hand), unit_b_to_mib(compute));
    if (!cpu)
        compare(sum, row, CHECK_HOST, "host's compute", unit_b_to_mib(pl.host_compute_b));
    if (!isnan(kv_mib) && (in->weights_known || by_hand))
        compare(sum, row, CHECK_TOTAL,
                in->off_the_card ? "total, read off the card"
                : stock          ? "total, stock mix"
                                 : "total, other files",
                total + (in->off_the_card ? context_mib : 0));
    judge(c, r, in, s, total, row);
}

/* ---- engines that take a pool ---- */

/* What lies outside weights, cache and activations, as the log says, else the engine's reserve. */
static double outside_gib(const struct log_row *r, const struct engine *e)
{
    const double other = logtext_after(r->note, "non_torch "), graphs = logtext_after(r->note, "CUDA graphs ");
    return isnan(other) && isnan(graphs) ? tensors_or(e->reserve_gib, 0)
                                         : first_stated(other, 0) + first_stated(graphs, 0);
}

static void pool_row(const struct catalogue *c, const struct log_row *r, struct reading *in, struct prepared *s,
                     struct check_summary *sum, struct check_row *row)
{
    struct placement_case *m = &s->predict.memory;
    const double ways = fmax(in->ways, 1),
                 nominal = s->rig.n > 0 ? first_stated(in->total_gib, s->rig.dev[0].nominal_gib) : NAN;
    const double budget_b = unit_gib_to_b(nominal) * first_stated(in->util, in->engine->pool_frac);
    const double weights_b = s->llm.total_b / ways, act_b = activation_b(&s->llm, in->engine, m->ubatch, (int)ways);
    const double kv_pool_b = budget_b - weights_b - act_b - unit_gib_to_b(outside_gib(r, in->engine));
    row->excuse = excuse_of(r, in, false);
    if (in->weights_known)
        compare(sum, row, CHECK_WEIGHTS, in->stock ? "weights, stock mix" : "weights, other label",
                unit_b_to_mib(weights_b));
    compare(sum, row, CHECK_COMPUTE, "activation peak of a pool", unit_b_to_mib(act_b));
    if (in->memory_known && in->weights_known && r->kv_mib > 0)
        compare(sum, row, CHECK_CACHE, "pool of one card", unit_b_to_mib(kv_pool_b));
    if (in->memory_known)
        compare(sum, row, CHECK_TOTAL, "total, read off the card", unit_b_to_mib(budget_b));
    if (m->llm->model->attention != attention_window && r->kv_mib > 0)
        compare(sum, row, CHECK_TOKENS, "tokens of a stated pool",
                kv_pool_tokens(m, unit_mib_to_b(r->kv_mib), (int)ways));
    row->unjudged = unjudged(r, in, s);
    if (!r->fits || row->unjudged)
        return;
    const double spare_b = kv_pool_b - kv_pool_need_b(m, first_stated(r->ctx, 1), (int)ways);
    row->judged = true;
    row->ran = ran(r);
    row->fits = spare_b >= 0;
    row->tight = check_row_close(spare_b, unit_gib_to_b(nominal), catalogue_policy(c));
}

double check_logs_measured(const struct log_row *r, enum check_log column)
{
    const double v[] = {r->weights_mib, r->kv_mib,    r->compute_mib,
                        r->host_mib,    r->total_mib, logtext_after(r->note, "KV pool ")};
    return v[column];
}

double check_logs_error(const struct log_row *r, const struct check_row *row, enum check_log column)
{
    const double want = check_logs_measured(r, column);
    return row->log_class[column] < 0 || !(want > 0) ? NAN : row->log[column] / want - 1;
}

static void log_row(const struct catalogue *c, const struct log_row *r, struct prepared *s, struct check_summary *sum,
                    struct check_row *row)
{
    struct reading in;
    for (int i = 0; i < CHECK_LOG_COLUMNS; i++) {
        row->log[i] = NAN;
        row->log_class[i] = -1;
    }
    row->class = -1;
    row->error_frac = row->total_error_frac = NAN;
    if (!read_row(c, r, &in, row))
        return;
    if (!prepare_case(c, &in.q, s)) {
        check_row_skip(row, "too many layers", NULL);
        return;
    }
    row->status = CHECK_PREDICTED;
    if (in.engine->gguf == flag_yes)
        gguf_row(c, r, &in, s, sum, row);
    else
        pool_row(c, r, &in, s, sum, row);
    for (int i = 0; i < CHECK_LOG_COLUMNS; i++)
        if (isnan(check_logs_measured(r, (enum check_log)i)) || isnan(row->log[i]))
            row->log_class[i] = -1;
    row->total_error_frac = check_logs_error(r, row, CHECK_TOTAL);
}

static void log_classes(const struct log_row_list *list, const struct check_row *rows, double *work,
                        struct check_summary *out)
{
    for (int k = 0; k < out->n_classes; k++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++)
            for (int column = 0; column < CHECK_LOG_COLUMNS; column++) {
                const double e = rows[i].log_class[column] == k
                                     ? check_logs_error(&list->v[i], &rows[i], (enum check_log)column)
                                     : NAN;
                if (isfinite(e))
                    work[n++] = e;
            }
        if (n > 0)
            check_class_summarise(&out->class[k], work, n, work + n);
    }
}

void check_logs_run(const struct catalogue *c, const struct log_row_list *list, struct prepared *s,
                    struct check_row *rows, double *work, struct check_summary *out)
{
    for (size_t i = 0; i < list->n; i++)
        log_row(c, &list->v[i], s, out, &rows[i]);
    log_classes(list, rows, work, out);
}
