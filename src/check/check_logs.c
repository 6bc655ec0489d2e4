#include "check_logs.h"

#include "activation.h"
#include "bug.h"
#include "known.h"
#include "engine_batches.h"
#include "kv_pool.h"
#include "month.h"
#include "check_class.h"
#include "check_row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RESULT log_prediction
#define TABLE "log_row.def"
#include "result_rows.inc"

/* A row as it was read. */
struct reading {
    struct request q;
    const struct log_row *row;
    const struct engine *engine;
    const struct era *era; /* of the row's date; NULL: today's engine */
    double file_gib;       /* size of the model file; NaN: as the quant says */
    double n_seq;          /* sequences */
    bool memory_known;     /* the memory of all cards */
    bool weights_known;    /* what the model weighs */
    bool stock;            /* the quant is a mix that the catalogue holds exactly */
};

static bool ran(const struct log_row *r)
{
    return row_request_is(r->fits, "1") || row_request_is(r->fits, "yes");
}

/* Two sizes are the same within this: labels are rounded to a few MiB, prediction layers and repacked attention make up
   to 1 %. */
static const double same_frac = 0.01;
/* Memory of a card whose size is unknown: such cards get equal shares, and the row is not judged. */
static const double endless_gib = 1e6;

/* Is the date later than the month until (YYYY-MM)? A year without a month is not later than any of its months; no date
   is today. */
static bool later(const char *date, const char *until)
{
    if (!date || strlen(date) < 4)
        return true;
    const size_t n = strlen(date) >= 7 && date[4] == '-' ? 7 : 4;
    return strncmp(date, until, n) > 0;
}

static const struct era *era_of(const struct engine *e, const char *date)
{
    for (size_t i = 0; i < e->eras.n; i++)
        if (!later(date, e->eras.v[i].until))
            return &e->eras.v[i];
    return NULL;
}

/* Reads the model file: its quant, its size, and whether the catalogue holds its mix exactly. */
static void read_file(const struct catalogue *c, const struct log_row *r, struct reading *out)
{
    const struct quant *quant = r->quant ? catalogue_find(c, &kind_quant, r->quant) : NULL;
    out->stock = quant && quant->exact != flag_no && r->own_mix != flag_yes;
    out->file_gib = r->file_gib;
    if (!quant && isnan(r->file_gib) && r->weights_mib > 0) /* measured weights are an input then, not compared */
        out->file_gib = unit_b_to_gib(unit_mib_to_b(r->weights_mib));
    out->weights_known = quant || !isnan(out->file_gib);
    out->q.quant = quant ? quant : catalogue_find(c, &kind_quant, "F16");
}

/* Reads devices and their memory; skips the row and returns false where a device is unknown. */
static bool read_devices(const struct catalogue *c, const struct log_row *r, struct reading *out, struct check_row *row)
{
    static const struct device unnamed[] = {
        {.id = "card", .unified = flag_no, .vendor = vendor_other, .mem_gib = NAN},
        {.id = "apple", .unified = flag_yes, .vendor = vendor_apple, .mem_gib = NAN}};
    static const struct device_list also = {sizeof unnamed / sizeof *unnamed, unnamed};
    struct request *q = &out->q;
    out->memory_known = true;
    if (isnan(r->gpu_count) ? !r->gpu : r->gpu_count == 0)
        return true;
    const char *what = NULL;
    const char *reason = row_request_devices(c, &also, r->gpu ? r->gpu : "card", r->gpu_count, q, &what);
    if (!check_row_take(row, reason, what))
        return false;
    for (int i = 0; i < q->n; i++) {
        q->mem_gib[i] = known_or(r->gpu_mem_gib, q->device[i]->mem_gib);
        out->memory_known = out->memory_known && !isnan(q->mem_gib[i]);
    }
    for (int i = 0; i < q->n && !out->memory_known; i++)
        q->mem_gib[i] = endless_gib;
    return true;
}

static bool read_row(const struct catalogue *c, const struct log_row *r, struct reading *out, struct check_row *row)
{
    *out = (struct reading){.q = request_nothing(), .row = r};
    struct request *q = &out->q;
    out->engine = q->engine = catalogue_find(c, &kind_engine, r->engine);
    if (!q->engine)
        return check_row_skip(row, "engine not in the catalogue", r->engine);
    out->era = era_of(q->engine, r->engine_date);
    q->model = catalogue_find(c, &kind_model, r->model);
    if (!q->model)
        return check_row_skip(row, "model not in the catalogue", r->model);
    read_file(c, r, out);
    if (!read_devices(c, r, out, row))
        return false;
    q->ram_gib = INFINITY;
    const bool slots = r->total_shown == flag_yes && (!out->era || out->era->graphs == graphs_mainline);
    out->n_seq = known_or(r->n_seq, slots ? q->engine->server_slots : 1);
    q->ctx = r->ctx;
    q->ubatch = r->ubatch;
    q->ngl = r->ngl;
    if (!isnan(q->engine->pool_frac)) /* what a pool leaves to the cache depends on the build */
        q->engine_month = month_of(r->engine_date, MONTH_JULY, NULL);
    const struct engine_batch *b = engine_batches_find(q->engine, q->n > 0 ? q->device[0] : NULL, q->engine_month);
    const double longest = known_or(r->ctx, q->model->max_ctx_tokens);
    if (isnan(r->ubatch) && longest <= q->engine->whole_prompt_tokens && b && b->prompts_apart == flag_yes)
        q->ubatch = fmax(longest, q->engine->prefill_tokens);
    q->parallel = out->n_seq;
    q->flash_attn = row_request_is(r->flash_attn, "0") ? flag_no : flag_yes;
    q->kv = r->kv_type ? catalogue_find(c, &kind_format, r->kv_type) : NULL;
    if (row_request_is(r->experts_on_host, "all"))
        q->experts_on_host = INFINITY;
    return true;
}

static enum placement_latent latent_of(const struct reading *in)
{
    if (in->row->kv_latent == latent_unknown)
        return in->era && in->era->latent_expanded == flag_yes ? PLACEMENT_LATENT_EXPANDED : PLACEMENT_LATENT;
    return in->row->kv_latent == latent_expanded ? PLACEMENT_LATENT_EXPANDED
           : in->row->kv_latent == latent_copied ? PLACEMENT_LATENT_COPIED
                                                 : PLACEMENT_LATENT;
}

/* Sets what a request cannot express: the format of V, old builds, limits of one engine. */
static void adapt(const struct catalogue *c, const struct reading *in, struct placement_case *m)
{
    const struct log_row *r = in->row;
    m->kv_v = r->kv_type_v ? catalogue_find(c, &kind_format, r->kv_type_v) : NULL;
    m->latent = latent_of(in);
    m->attn_batch_mib = r->mla >= 2 ? r->amb_mib : 0;
    if (in->era)
        m->graphs = in->era->graphs;
    m->swa_full = m->swa_full || (in->era && in->era->window_whole == flag_yes) || row_request_is(r->swa_full, "1");
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

/* Places weights and cache. Where the row states how much weight is on the cards, keeps the fewest layers' experts on
   the host with which the weights on the cards are no more than that. */
static void place_as_stated(const struct reading *in, struct prepared *s, struct placement *pl)
{
    struct placement_case *m = &s->predict.memory;
    double least = 0, most = s->llm.n_layers;
    memory_place(m, &s->rig, pl);
    if (isnan(in->row->gpu_weights_mib) || s->llm.largest_experts_b == 0)
        return;
    while (most - least > 0.5) {
        m->experts_on_host = floor((least + most) / 2);
        memory_place(m, &s->rig, pl);
        if (unit_b_to_mib(weights_on_devices(pl)) > in->row->gpu_weights_mib)
            least = m->experts_on_host + 1;
        else
            most = m->experts_on_host;
    }
    m->experts_on_host = least;
    memory_place(m, &s->rig, pl);
}

/* ---- classes ---- */

static double *figure_of(struct log_prediction *p, enum check_log column)
{
    double *const v[CHECK_LOG_COLUMNS] = {
        [CHECK_WEIGHTS] = &p->weights_mib, [CHECK_CACHE] = &p->kv_mib,    [CHECK_COMPUTE] = &p->compute_mib,
        [CHECK_HOST] = &p->host_mib,       [CHECK_TOTAL] = &p->total_mib, [CHECK_TOKENS] = &p->pool_tokens,
    };
    BUG_UNLESS(column < CHECK_LOG_COLUMNS);
    return v[column];
}

static void compare(struct check_summary *sum, struct check_logs_row *row, enum check_log column, const char *class,
                    double mib)
{
    *figure_of(&row->out, column) = mib;
    row->class[column] = check_class_of(sum, class);
}

static const char *compute_class(const struct placement_case *m, const struct placement *pl, bool placed)
{
    if (m->llm->model->attention == attention_mla)
        return "compute, latent attention";
    if (placed || pl->host.n_expert_layers > 0 || (!isnan(m->ngl) && pl->layers_on_host > 0))
        return "compute, some weights on the host";
    return m->graphs == graphs_classic ? "compute, ik_llama.cpp and before 2026" : "compute, llama.cpp of 2026";
}

static const char *excuse_of(const struct log_row *r, const struct reading *in, bool recipe)
{
    if (!isnan(r->other_gib))
        return "card shared with other programs, whose memory is the source's estimate";
    if (r->total_shown == flag_yes)
        return "read off the card, which may hold other programs";
    if (in->engine->gguf != flag_yes)
        return "activation peak is an estimate";
    if (recipe || !in->stock)
        return "quant label does not fix the mix, or the mix is the source's own";
    if (!isnan(r->gpu_weights_mib))
        return "some weights placed on the host by hand";
    return NULL;
}

/* ---- engines that read GGUF ---- */

/* Returns the cache on the devices, and with host that in system RAM too. */
static double cache_b(const struct log_row *r, const struct reading *in, const struct prepared *s,
                      const struct placement *pl, bool host)
{
    double b = host ? pl->host.kv_b : 0;
    for (int d = 0; d < pl->n; d++)
        b += pl->dev[d].kv_b;
    return r->kv_state == flag_yes ? b : b - s->llm.upto[s->llm.n_layers].state_b * in->n_seq;
}

/* Do the bytes fit in the memory of all cards together? The distribution by hand is not known card by card. */
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

/* Did it run with a total of more than such cards are sold with? */
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
        return "model in system RAM, whose size is not stated";
    if (!in->memory_known)
        return "card's memory size not stated";
    if (!in->weights_known && isnan(r->gpu_weights_mib))
        return "size of the weights not stated";
    if (r->card_shared == flag_yes)
        return "other programs held a part of the card that is not stated";
    return r->fits && modified_card(r, s) ? "stated total above the size the card is sold with (modified card)" : NULL;
}

/* Are the weights outside the total embedding and output matrix? A layer split keeps the output matrix on a card, so it
   was placed by hand then. */
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
    if (!isnan(r->gpu_weights_mib) || output_in_ram(r, s)) {
        row->fits = fits_in_sum(s, need_mib, &row->tight, p);
        return;
    }
    if (isnan(s->predict.memory.ngl))
        s->predict.memory.ngl = INFINITY; /* all layers on the devices */
    memory_judge(&s->predict.memory, &s->rig, p, &out);
    row->fits = out.verdict != verdict_no;
    row->tight = out.verdict == verdict_tight;
}

static void gguf_row(const struct catalogue *c, const struct log_row *r, struct reading *in, struct prepared *s,
                     struct check_summary *sum, struct check_logs_row *row)
{
    struct placement pl;
    struct placement_case *m = &s->predict.memory;
    adapt(c, in, m);
    const double scale = isnan(in->file_gib) ? 1 : unit_gib_to_b(in->file_gib) / s->llm.total_b;
    const bool recipe = fabs(scale - 1) > same_frac;
    if (recipe)
        llm_scale(&s->llm, scale);
    const bool cpu = s->rig.n == 0, placed = !isnan(r->gpu_weights_mib);
    place_as_stated(in, s, &pl);
    const double gpu_b = weights_on_devices(&pl);
    const double weights = unit_b_to_mib(gpu_b + pl.host_weights_b);
    const double kv_mib = isnan(r->ctx) ? r->kv_mib : unit_b_to_mib(cache_b(r, in, s, &pl, true)),
                 kv_there_mib = isnan(r->ngl) || isnan(r->ctx) ? kv_mib : unit_b_to_mib(cache_b(r, in, s, &pl, cpu));
    double compute = cpu ? pl.host_compute_b : 0, context_mib = 0;
    for (int d = 0; d < pl.n; d++)
        compute += pl.dev[d].compute_b;
    for (int d = 0; d < pl.n; d++)
        context_mib += catalogue_policy(c)->context_mib;
    if (!isnan(r->other_gib))
        context_mib = unit_b_to_mib(unit_gib_to_b(r->other_gib));
    const double on_cards = cpu ? weights : placed ? r->gpu_weights_mib : unit_b_to_mib(gpu_b);
    const double total = on_cards + known_or(kv_there_mib, 0) + unit_b_to_mib(compute);
    const bool stock = in->stock && !recipe;
    row->row.excuse = excuse_of(r, in, recipe);
    if (in->weights_known)
        compare(sum, row, CHECK_WEIGHTS,
                stock                 ? "weights, stock mix"
                : isnan(in->file_gib) ? "weights, other label"
                                      : "weights, file size stated",
                weights);
    if (r->kv_part != flag_yes && !isnan(kv_mib) && !isnan(r->ctx))
        compare(sum, row, CHECK_CACHE, "KV cache", kv_mib);
    compare(sum, row, CHECK_COMPUTE, compute_class(m, &pl, placed), unit_b_to_mib(compute));
    if (!cpu)
        compare(sum, row, CHECK_HOST, "compute, host", unit_b_to_mib(pl.host_compute_b));
    if (!isnan(kv_mib) && (in->weights_known || placed))
        compare(sum, row, CHECK_TOTAL,
                r->total_shown == flag_yes ? "total, read off the card"
                : stock                    ? "total, stock mix"
                                           : "total, other files",
                total + (r->total_shown == flag_yes ? context_mib : 0));
    judge(c, r, in, s, total, &row->row);
}

/* ---- engines that take a pool ---- */

/* Returns what the engine leaves free besides weights, cache and activations, GiB: as the log says, else its reserve.
 */
static double outside_gib(const struct log_row *r, const struct engine *e)
{
    return known_or(r->outside_gib, known_or(e->reserve_gib, 0));
}

/* Returns the memory of a card that the engine takes a fraction of, GiB. */
static double shown_gib(const struct log_row *r, const struct prepared *s)
{
    return s->rig.n > 0 ? known_or(r->card_gib, rig_shown_gib(&s->rig.dev[0])) : NAN;
}

/* Compares the tokens that the log states of a pool of stated size. */
static void pool_tokens(const struct log_row *r, const struct reading *in, const struct placement_case *m, int ways,
                        struct check_summary *sum, struct check_logs_row *row)
{
    const double pool_b = unit_mib_to_b(r->kv_mib);
    const bool windows = m->llm->model->attention == attention_window,
               dropped = windows && in->engine->pool_log_since &&
                         month_within(in->q.engine_month, in->engine->pool_log_since, NULL);
    if (r->kv_mib > 0 && !(dropped && isnan(r->ctx)))
        compare(sum, row, CHECK_TOKENS,
                windows ? "tokens in a pool of stated size, windows" : "tokens in a pool of stated size",
                dropped ? kv_pool_long_tokens(m, pool_b, ways) : kv_pool_tokens(m, pool_b, ways));
}

static void pool_row(const struct catalogue *c, const struct log_row *r, struct reading *in, struct prepared *s,
                     struct check_summary *sum, struct check_logs_row *row)
{
    struct placement_case *m = &s->predict.memory;
    const double ways = fmax(known_or(r->tensor_parallel, known_or(r->gpu_count, 1)), 1), shown = shown_gib(r, s);
    const double budget_b = unit_gib_to_b(shown) * known_or(r->util_frac, in->engine->pool_frac);
    const double weights_b = s->llm.total_b / ways, step_b = activation_b(&s->llm, in->engine, m->ubatch, (int)ways),
                 act_b = activation_peak_b(&s->llm, step_b, m->act_logits, m->max_seqs);
    const double kv_pool_b = budget_b - weights_b - act_b - unit_gib_to_b(outside_gib(r, in->engine));
    row->row.excuse = excuse_of(r, in, false);
    if (in->weights_known)
        compare(sum, row, CHECK_WEIGHTS, in->stock ? "weights, stock mix" : "weights, other label",
                unit_b_to_mib(weights_b));
    compare(sum, row, CHECK_COMPUTE, "activation peak, engine with a pool", unit_b_to_mib(act_b));
    if (in->memory_known && in->weights_known && r->kv_mib > 0 && r->card_shared != flag_yes)
        compare(sum, row, CHECK_CACHE, "pool on one card", unit_b_to_mib(kv_pool_b));
    if (in->memory_known) /* the context is beside the pool */
        compare(sum, row, CHECK_TOTAL, "total, read off the card",
                unit_b_to_mib(budget_b) + catalogue_policy(c)->context_mib);
    pool_tokens(r, in, m, (int)ways, sum, row);
    row->row.unjudged = unjudged(r, in, s);
    if (!r->fits || row->row.unjudged)
        return;
    const double spare_b = kv_pool_b - kv_pool_need_b(m, known_or(r->ctx, 1), (int)ways);
    row->row.judged = true;
    row->row.ran = ran(r);
    row->row.fits = spare_b >= 0;
    row->row.tight = check_row_close(spare_b, unit_gib_to_b(shown), catalogue_policy(c));
}

double check_logs_measured(const struct log_row *r, enum check_log column)
{
    const double v[CHECK_LOG_COLUMNS] = {
        [CHECK_WEIGHTS] = r->weights_mib, [CHECK_CACHE] = r->kv_mib,    [CHECK_COMPUTE] = r->compute_mib,
        [CHECK_HOST] = r->host_mib,       [CHECK_TOTAL] = r->total_mib, [CHECK_TOKENS] = r->pool_tokens,
    };
    return v[column];
}

double check_logs_error(const struct log_row *r, const struct check_logs_row *row, enum check_log column)
{
    const double want = check_logs_measured(r, column);
    const double got = results_value(&figures_log_prediction.v[column], &row->out);
    return row->class[column] < 0 || !(want > 0) ? NAN : got / want - 1;
}

static void log_row(const struct catalogue *c, const struct log_row *r, struct prepared *s, struct check_summary *sum,
                    struct check_logs_row *row)
{
    struct reading in;
    for (int i = 0; i < CHECK_LOG_COLUMNS; i++) {
        *figure_of(&row->out, (enum check_log)i) = NAN;
        row->class[i] = -1;
    }
    row->out.fits = NAN;
    row->row.class = -1;
    row->row.error_frac = NAN;
    if (!read_row(c, r, &in, &row->row))
        return;
    if (!prepare_case(c, &in.q, s)) {
        check_row_skip(&row->row, "too many layers", NULL);
        return;
    }
    row->row.status = CHECK_PREDICTED;
    if (in.engine->gguf == flag_yes)
        gguf_row(c, r, &in, s, sum, row);
    else
        pool_row(c, r, &in, s, sum, row);
    for (int i = 0; i < CHECK_LOG_COLUMNS; i++)
        if (isnan(check_logs_measured(r, (enum check_log)i)) || isnan(*figure_of(&row->out, (enum check_log)i)))
            row->class[i] = -1;
    row->row.error_frac = check_logs_error(r, row, CHECK_TOTAL);
    row->out.fits = row->row.judged ? row->row.fits : NAN;
}

static void log_classes(const struct log_row_list *list, const struct check_logs_row *rows, double *work,
                        struct check_summary *out)
{
    for (int k = 0; k < out->n_classes; k++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++)
            for (int column = 0; column < CHECK_LOG_COLUMNS; column++) {
                const double e = rows[i].class[column] == k
                                     ? check_logs_error(&list->v[i], &rows[i], (enum check_log)column)
                                     : NAN;
                if (isfinite(e))
                    work[n++] = e;
            }
        if (n > 0)
            check_class_summarise(&out->class[k], work, n, work + n);
    }
}

static void run(const struct check_case *k)
{
    const struct log_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_logs_row *rows = k->rows;
    for (size_t i = 0; i < list.n; i++)
        log_row(k->c, &list.v[i], k->s, k->sum, &rows[i]);
    log_classes(&list, rows, k->work, k->sum);
}

const struct check_kind check_logs = {
    .file = {"logs", &kind_log_row, {"weights_mib", "total_mib"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_log_prediction,
    .size = sizeof(struct check_logs_row),
    .figures_at = offsetof(struct check_logs_row, out),
    .total_mib = "total_mib",
    .run = run,
};
