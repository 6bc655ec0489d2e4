#include "validate.h"

#include "setup.h"

#include "stat.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows of a file to requests ---- */

static bool skip(struct validate_row *row, const char *reason, const char *what)
{
    row->status = VALIDATE_SKIPPED;
    row->reason = reason;
    row->what = what;
    row->class = -1;
    row->error_frac = NAN;
    return false;
}

/* A text up to sep, in buf; what follows it, or NULL. */
static const char *cut(const char *s, char sep, char *buf, size_t size)
{
    const char *end = strchr(s, sep);
    const size_t n = end ? (size_t)(end - s) : strlen(s);
    const size_t keep = n < size - 1 ? n : size - 1;
    memcpy(buf, s, keep);
    buf[keep] = '\0';
    return end ? end + 1 : NULL;
}

static bool model_and_quant(const struct catalogue *c, const char *model, const char *quant, struct setup_request *q, struct validate_row *row)
{
    q->model = catalogue_find(c, &kind_model, model);
    q->quant = catalogue_find(c, &kind_quant, quant);
    if (!q->model)
        return skip(row, "model not in the catalogue", model);
    if (!q->quant)
        return skip(row, "quant not in the catalogue", quant);
    return true;
}

/* "rtx-5090+rtx-3090-ti" with a count of all cards: as many of each. */
static bool devices(const struct catalogue *c, const struct speed_row *r, struct setup_request *q, struct validate_row *row)
{
    const struct device *kind[RIG_MAX_DEVICES];
    int kinds = 0;
    for (const char *rest = r->gpu; rest && kinds < RIG_MAX_DEVICES;) {
        char id[96];
        rest = cut(rest, '+', id, sizeof id);
        kind[kinds] = catalogue_find(c, &kind_device, id);
        if (!kind[kinds++])
            return skip(row, "device not in the catalogue", r->gpu);
    }
    q->n = (int)fmax(r->gpu_count, kinds);
    if (q->n > RIG_MAX_DEVICES)
        return skip(row, "more devices than a rig holds", NULL);
    for (int i = 0; i < q->n; i++) {
        q->device[i] = kind[i * kinds / q->n];
        q->cap_w[i] = r->cap_w;
    }
    return true;
}

static bool is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

static bool has_flag(const struct speed_row *r, const char *flag)
{
    return r->flags && strstr(r->flags, flag) != NULL;
}

static void talk(const struct catalogue *c, const struct speed_row *r, struct setup_request *q)
{
    if (is(r->p2p, "on"))
        q->p2p = flag_yes;
    else if (is(r->p2p, "off"))
        q->p2p = flag_no;
    int gen = 0, lanes = 0;
    if (!r->link)
        return;
    if (sscanf(r->link, "pcie%d-x%d", &gen, &lanes) == 2)
        q->lanes = lanes;
    else if (q->n > 1)
        q->link = catalogue_find(c, &kind_link, r->link);
}

static bool speed_request(const struct catalogue *c, const struct speed_row *r, struct setup_request *q, struct validate_row *row)
{
    *q = setup_nothing();
    q->engine = catalogue_find(c, &kind_engine, r->engine);
    if (!q->engine)
        return skip(row, "engine not in the catalogue", r->engine);
    if (!model_and_quant(c, r->model, r->quant, q, row) || !devices(c, r, q, row))
        return false;
    if (has_flag(r, "speculative"))
        return skip(row, "speculative decoding is not modelled", NULL);
    if (is(r->fits, "partial") || has_flag(r, "partial-offload"))
        return skip(row, "part of the weights in system RAM, how many is not stated", NULL);
    q->backend = r->backend ? (enum backend)enums_find(&enums_backend, r->backend) : backend_unknown;
    q->split = r->split ? (enum split)enums_find(&enums_split, r->split) : split_unknown;
    talk(c, r, q);
    q->depth = r->depth_tokens;
    q->prompt = r->prompt_tokens > 0 ? r->prompt_tokens : NAN;
    q->gen = r->gen_tokens > 0 ? r->gen_tokens : NAN;
    q->batch = r->batch;
    q->ubatch = r->ubatch;
    q->kv = r->kv_type ? catalogue_find(c, &kind_format, is(r->kv_type, "q8_0") ? "Q8_0" : is(r->kv_type, "q4_0") ? "Q4_0" : is(r->kv_type, "fp8") ? "FP8" : "F16") : NULL;
    q->flash_attn = is(r->flash_attn, "0") ? flag_no : flag_yes;
    return true;
}

/* ---- classes ---- */

static const char *device_class(const struct device *d)
{
    if (d->vendor == vendor_apple)
        return "Apple";
    if (d->unified == flag_yes)
        return "other unified";
    if (d->vendor == vendor_nvidia)
        return d->memory == memkind_hbm ? "NVIDIA HBM" : "NVIDIA GDDR";
    return "AMD/Intel";
}

static const char *model_class(const struct model *m)
{
    if (m->linear_layers > 0)
        return "hybrid";
    return m->experts > 0 ? "MoE" : "dense";
}

static int class_of(struct validate_summary *s, const char *name)
{
    for (int i = 0; i < s->n_classes; i++)
        if (strcmp(s->class[i].name, name) == 0)
            return i;
    if (s->n_classes == VALIDATE_MAX_CLASSES)
        return VALIDATE_MAX_CLASSES - 1;
    snprintf(s->class[s->n_classes].name, sizeof s->class[0].name, "%s", name);
    return s->n_classes++;
}

/* ---- speed ---- */

static void speed_class(const struct speed_row *r, const struct setup_request *q, struct validate_summary *s, struct validate_row *row)
{
    char name[96];
    const bool clean = r->batch == 1 && !has_flag(r, "speculative") && !has_flag(r, "host-limited") && !has_flag(r, "wall-clock");
    snprintf(name, sizeof name, "%s, %s, %s, %s%s", r->phase, q->n > 1 ? (r->split ? r->split : "layer") : "none", device_class(q->device[0]),
             model_class(q->model), clean ? "" : ", not clean");
    row->class = class_of(s, name);
}

/* Verdict rows: a card's memory is in the catalogue, a machine's is not said. */
static void fit_row(const struct catalogue *c, const struct speed_row *r, struct setup_request *q, struct setup *s, struct validate_row *row)
{
    struct predict_out out;
    for (int i = 0; i < q->n; i++)
        if (isnan(q->device[i]->mem_gib) && isnan(q->mem_gib[i])) {
            skip(row, "the machine's memory is not stated", r->gpu);
            return;
        }
    q->ctx = r->prompt_tokens > 0 ? r->prompt_tokens : NAN;
    if (!setup_prepare(c, q, s) || !predict_run(&s->predict, &s->rig, catalogue_policy(c), &c->calibrations, &out)) {
        skip(row, "no calibration for the backend", r->backend);
        return;
    }
    row->status = VALIDATE_VERDICT;
    row->fits = out.figures.verdict == verdict_fits || out.figures.verdict == verdict_tight;
    row->error_frac = NAN;
    row->class = -1;
}

static void speed_row(const struct catalogue *c, const struct speed_row *r, struct setup *s, struct validate_summary *sum, struct validate_row *row)
{
    struct setup_request q;
    struct predict_out out;
    if (!speed_request(c, r, &q, row))
        return;
    if (is(r->phase, "fit") || is(r->fits, "no") || isnan(r->tokens_per_s)) {
        fit_row(c, r, &q, s, row);
        return;
    }
    q.endless_memory = true;
    if (!setup_prepare(c, &q, s) || !predict_run(&s->predict, &s->rig, catalogue_policy(c), &c->calibrations, &out)) {
        skip(row, "no calibration for the backend", r->backend);
        return;
    }
    const bool decode = is(r->phase, "decode");
    row->status = VALIDATE_PREDICTED;
    row->predicted = decode ? out.figures.decode_tok_s : out.figures.prefill_tok_s;
    if (!decode && r->batch > 1)
        row->predicted = out.figures.prefill_tok_s;
    row->error_frac = row->predicted.mid / r->tokens_per_s - 1;
    speed_class(r, &q, sum, row);
}

/* ---- memory ---- */

static bool memory_request(const struct catalogue *c, const struct memory_row *r, struct setup_request *q, struct validate_row *row)
{
    *q = setup_nothing();
    if (!model_and_quant(c, r->model, r->quant, q, row))
        return false;
    static const struct device any = {.id = "device", .mem_gib = 0};
    for (const char *rest = is(r->devices, "none") ? NULL : r->devices; rest;) {
        char gib[32];
        rest = cut(rest, '+', gib, sizeof gib);
        q->mem_gib[q->n] = strtod(gib, NULL);
        q->device[q->n] = &any;
        if (!(q->mem_gib[q->n] > 0))
            return skip(row, "a device's memory is not stated", r->devices);
        if (++q->n == RIG_MAX_DEVICES)
            return skip(row, "more devices than a rig holds", NULL);
    }
    int i = 0;
    for (const char *rest = r->tensor_split; rest && i < RIG_MAX_DEVICES; i++) {
        char part[32];
        rest = cut(rest, ':', part, sizeof part);
        q->tensor_split[i] = strtod(part, NULL);
    }
    q->bare_memory = true;
    q->split = (enum split)enums_find(&enums_split, r->split);
    q->ctx = r->ctx;
    q->ubatch = r->ubatch;
    q->parallel = r->n_seq_max;
    q->ngl = q->n == 0 ? 0 : r->ngl;
    q->flash_attn = is(r->flash_attn, "off") ? flag_no : flag_yes;
    q->kv = r->kv_type ? catalogue_find(c, &kind_format, is(r->kv_type, "q8_0") ? "Q8_0" : is(r->kv_type, "q4_0") ? "Q4_0" : "F16") : NULL;
    if (r->experts_on_host)
        q->experts_on_host = is(r->experts_on_host, "all") ? INFINITY : strtod(r->experts_on_host + strcspn(r->experts_on_host, "0123456789"), NULL);
    return true;
}

static double error_of(double got, double want)
{
    return want > 0 ? got / want - 1 : got > 0 ? INFINITY : 0;
}

/* The sharpest of a line's figures decides its error; each is a class of its own in the summary of memory files. */
static void memory_row(const struct catalogue *c, const struct memory_row *r, struct setup *s, struct validate_row *row)
{
    struct setup_request q;
    struct placement pl;
    if (!memory_request(c, r, &q, row))
        return;
    if (!setup_prepare(c, &q, s)) {
        skip(row, "too many layers", NULL);
        return;
    }
    struct placement_case *m = &s->predict.memory;
    m->n_outputs = r->n_outputs_max;
    m->copies = r->pipeline_copies;
    m->kv_unified = !is(r->kv_unified, "0");
    m->kv_on_host = is(r->kv_on_host, "1");
    m->swa_full = is(r->swa_full, "1");
    placement_make(m, &s->rig, &pl);
    row->status = VALIDATE_PREDICTED;
    row->host_mib = unit_b_to_mib(pl.host_weights_b + pl.host_compute_b);
    const bool host = is(r->device_index, "host");
    const int d = host ? 0 : atoi(r->device_index);
    const struct placement_device *at = host ? &pl.host : &pl.dev[d];
    row->weights_mib = unit_b_to_mib(host ? pl.host_weights_b : at->weights_b);
    row->kv_mib = unit_b_to_mib(at->kv_b);
    row->compute_mib = unit_b_to_mib(host ? pl.host_compute_b : at->compute_b);
    row->layers = host ? pl.layers_on_host : at->n_layers;
    row->class = -1;
    row->error_frac = NAN;
}

/* ---- sizes ---- */

static void size_row(const struct catalogue *c, const struct size_row *r, struct setup *s, struct validate_row *row)
{
    struct setup_request q = setup_nothing();
    if (!model_and_quant(c, r->model, r->quant, &q, row))
        return;
    if (!setup_prepare(c, &q, s)) {
        skip(row, "too many layers", NULL);
        return;
    }
    row->status = VALIDATE_PREDICTED;
    row->bytes[0] = s->llm.total_b;
    for (int i = 0; i < TENSORS_N_CLASSES; i++)
        row->bytes[1 + i] = s->llm.file_b[i];
    row->class = -1;
    row->error_frac = NAN;
}

/* ---- summaries ---- */

static void summarise(struct validate_class *k, double *errors, size_t n, double *absolute)
{
    k->n = n;
    for (size_t i = 0; i < n; i++)
        absolute[i] = fabs(errors[i]);
    k->mean_frac = stat_mean(absolute, n);
    k->median_frac = stat_quantile(absolute, n, 0.5);
    k->p90_frac = stat_quantile(absolute, n, 0.9);
    k->bias_frac = stat_quantile(errors, n, 0.5);
}

static void speed_classes(const struct speed_row_list *list, const struct validate_row *rows, double *work, struct validate_summary *out)
{
    for (int k = 0; k < out->n_classes; k++) {
        size_t n = 0, inside = 0;
        for (size_t i = 0; i < list->n; i++) {
            if (rows[i].class != k || rows[i].status != VALIDATE_PREDICTED)
                continue;
            inside += list->v[i].tokens_per_s >= rows[i].predicted.low80 && list->v[i].tokens_per_s <= rows[i].predicted.high80;
            work[n++] = rows[i].error_frac;
        }
        summarise(&out->class[k], work, n, work + n);
        out->class[k].within80_frac = (double)inside / (double)n;
    }
}

/* One class per compared column. */
static void column_class(const char *name, const double *errors, size_t n, double *work, struct validate_summary *out)
{
    if (n == 0)
        return;
    struct validate_class *k = &out->class[class_of(out, name)];
    memcpy(work, errors, n * sizeof *work);
    summarise(k, work, n, work + n);
    k->within80_frac = NAN;
}

static void memory_classes(const struct memory_row_list *list, const struct validate_row *rows, double *work, struct validate_summary *out)
{
    static const char *const names[] = {"weights on devices", "cache on devices", "compute on devices", "host weights and compute", "layers per device"};
    for (int column = 0; column < 5; column++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
            const struct memory_row *r = &list->v[i];
            const bool host = is(r->device_index, "host");
            if (rows[i].status != VALIDATE_PREDICTED || host != (column == 3))
                continue;
            const double got[] = {rows[i].weights_mib, rows[i].kv_mib, rows[i].compute_mib, rows[i].host_mib, rows[i].layers};
            const double want[] = {r->weights_mib, r->kv_mib, r->compute_mib, r->host_mib, r->n_layers_on_device};
            const double e = error_of(got[column], want[column]);
            if (isfinite(e))
                work[n++] = e;
        }
        column_class(names[column], work, n, work + n, out);
    }
}

static void size_classes(const struct size_row_list *list, const struct validate_row *rows, double *work, struct validate_summary *out)
{
    static const char *const names[] = {"total", "token_embd", "output", "attn", "ffn", "experts", "other"};
    for (int column = 0; column < VALIDATE_SIZE_COLUMNS; column++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
            const struct size_row *r = &list->v[i];
            const double want[] = {r->total_bytes, r->token_embd_bytes, r->output_bytes, r->attn_bytes, r->ffn_bytes, r->experts_bytes, r->other_bytes};
            if (rows[i].status != VALIDATE_PREDICTED)
                continue;
            const double e = error_of(rows[i].bytes[column], want[column]);
            if (isfinite(e))
                work[n++] = e;
        }
        column_class(names[column], work, n, work + n, out);
    }
}

static void count(const struct measured *m, const struct validate_row *rows, struct validate_summary *out)
{
    for (size_t i = 0; i < out->n_rows; i++) {
        out->n_predicted += rows[i].status == VALIDATE_PREDICTED;
        out->n_skipped += rows[i].status == VALIDATE_SKIPPED;
        out->n_verdicts += rows[i].status == VALIDATE_VERDICT;
        if (rows[i].status == VALIDATE_VERDICT)
            out->n_right += rows[i].fits == is(m->speed.v[i].fits, "yes");
    }
}

void validate_run(const struct catalogue *c, const struct measured *m, struct setup *s, struct validate_row *rows, double *work,
                  struct validate_summary *out)
{
    memset(out, 0, sizeof *out);
    switch (m->kind) {
    case MEASURED_SPEED:
        out->n_rows = m->speed.n;
        for (size_t i = 0; i < m->speed.n; i++)
            speed_row(c, &m->speed.v[i], s, out, &rows[i]);
        speed_classes(&m->speed, rows, work, out);
        break;
    case MEASURED_MEMORY:
        out->n_rows = m->memory.n;
        for (size_t i = 0; i < m->memory.n; i++)
            memory_row(c, &m->memory.v[i], s, &rows[i]);
        memory_classes(&m->memory, rows, work, out);
        break;
    case MEASURED_SIZE:
        out->n_rows = m->size.n;
        for (size_t i = 0; i < m->size.n; i++)
            size_row(c, &m->size.v[i], s, &rows[i]);
        size_classes(&m->size, rows, work, out);
        break;
    }
    count(m, rows, out);
}
