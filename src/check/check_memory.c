#include "check_memory.h"

#include "bug.h"
#include "prepare.h"
#include "check_class.h"
#include "check_row.h"
#include "str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RECORD memory_row
#define TABLE "memory_row.def"
#include "fields.inc"
#define RESULT memory_prediction
#define TABLE "memory_row.def"
#include "result_rows.inc"

static bool memory_request(const struct catalogue *c, const struct memory_row *r, struct request *q,
                           struct check_row *row)
{
    *q = request_nothing();
    const char *what = NULL;
    const char *reason = row_request_model(c, r->model, r->quant, q, &what);
    if (!check_row_take(row, reason, what))
        return false;
    static const struct device any = {.id = "device", .mem_gib = 0};
    for (const char *rest = row_request_is(r->devices, "none") ? NULL : r->devices; rest;) {
        char gib[32];
        rest = row_request_cut(rest, '+', gib, sizeof gib);
        /* "cpu" is a server on the host; all such devices show the same memory, so equal shares will do */
        q->mem_gib[q->n] = row_request_is(gib, "cpu") ? 1 : strtod(gib, NULL);
        q->device[q->n] = &any;
        if (!(q->mem_gib[q->n] > 0))
            return check_row_skip(row, "a device's memory is not stated", r->devices);
        if (++q->n == RIG_MAX_DEVICES)
            return check_row_skip(row, "more devices than a rig may have", NULL);
    }
    int i = 0;
    for (const char *rest = r->tensor_split; rest && i < RIG_MAX_DEVICES; i++) {
        char part[32];
        rest = row_request_cut(rest, ':', part, sizeof part);
        q->tensor_split[i] = strtod(part, NULL);
    }
    q->bare_memory = true;
    q->split = (enum split)enums_find(&enums_split, r->split);
    q->ctx = r->ctx;
    q->ubatch = r->ubatch;
    q->parallel = r->n_seq_max;
    q->ngl = q->n == 0 ? 0 : r->ngl;
    q->flash_attn = row_request_is(r->flash_attn, "off") ? flag_no : flag_yes;
    if (r->experts_on_host)
        q->experts_on_host = row_request_is(r->experts_on_host, "all")
                                 ? INFINITY
                                 : strtod(r->experts_on_host + strcspn(r->experts_on_host, "0123456789"), NULL);
    reason = row_request_cache(c, r->kv_type, q, &what);
    return check_row_take(row, reason, what);
}

/* Returns the index that the row names, -1 where it is not one of n devices. */
static int device_index(const struct memory_row *r, int n)
{
    char *end;
    const long i = strtol(r->device_index, &end, 10);
    return end == r->device_index || *end || i < 0 || i >= n ? -1 : (int)i;
}

/* Predicts the line of a device or of the host. compute_classes sets its error and class. */
static void memory_row(const struct catalogue *c, const struct memory_row *r, struct prepared *s,
                       struct check_memory_row *row)
{
    struct request q;
    struct placement pl;
    if (!memory_request(c, r, &q, &row->row))
        return;
    if (!prepare_case(c, &q, s)) {
        check_row_skip(&row->row, "too many layers", NULL);
        return;
    }
    struct placement_case *m = &s->predict.memory;
    m->n_outputs = r->n_outputs_max;
    m->copies = r->pipeline_copies;
    m->kv_unified = !row_request_is(r->kv_unified, "0");
    m->kv_on_host = row_request_is(r->kv_on_host, "1");
    m->swa_full = row_request_is(r->swa_full, "1");
    memory_place(m, &s->rig, &pl);
    const bool host = row_request_is(r->device_index, "host");
    const int d = host ? 0 : device_index(r, pl.n);
    if (d < 0) {
        check_row_skip(&row->row, "device_index is none of the row's devices", r->device_index);
        return;
    }
    row->row = (struct check_row){.status = CHECK_PREDICTED, .class = -1, .error_frac = NAN};
    row->out.host_mib = unit_b_to_mib(pl.host_weights_b + pl.host.kv_b + pl.host_compute_b);
    const struct placement_device *at = host ? &pl.host : &pl.dev[d];
    row->out.weights_mib = unit_b_to_mib(host ? pl.host_weights_b : at->weights_b);
    row->out.kv_mib = unit_b_to_mib(at->kv_b);
    row->out.compute_mib = unit_b_to_mib(host ? pl.host_compute_b : at->compute_b);
    row->out.n_layers = host ? pl.layers_on_host : at->n_layers;
    row->row.fits = pl.layers_on_host == 0 && pl.host.n_expert_layers == 0 && !pl.host.holds_output;
}

/* ---- classes ---- */

/* Figures that are compared. COMPUTE_ALL_ON_DEVICES: rows without weights in system RAM. */
enum column { WEIGHTS, CACHE, COMPUTE, COMPUTE_ALL_ON_DEVICES, HOST, LAYERS, COLUMNS };

static const char *kind_of(const struct model *m)
{
    if (m->attention == attention_mla)
        return "latent attention";
    if (m->linear_layers > 0)
        return "hybrid";
    if (m->attention == attention_window)
        return m->experts > 0 ? "windows, MoE" : "windows";
    return m->experts > 0 ? "MoE" : "dense";
}

/* Writes the class of a row's compute buffer. */
static void class_name(const struct catalogue *c, const struct memory_row *r, bool all_on_devices, char *out,
                       size_t size)
{
    const bool one = !strchr(r->devices, '+');
    const char *where = r->experts_on_host                   ? ", experts in RAM"
                        : !all_on_devices                    ? ", layers in RAM"
                        : row_request_is(r->kv_on_host, "1") ? ", cache in RAM"
                                                             : "";
    str_cut(out, size, "compute, %s, %s, %s%s%s", one ? "one device" : r->split,
            row_request_is(r->flash_attn, "off") ? "no flash" : "flash",
            kind_of(catalogue_find(c, &kind_model, r->model)),
            r->kv_type && !row_request_is(r->kv_type, "f16") ? ", quantised cache" : "", where);
}

/* Is the figure compared for this row? Fills in its error. */
static bool error_in(const struct memory_row *r, const struct check_memory_row *row, enum column column, double *error)
{
    const struct memory_prediction *p = &row->out;
    const struct {
        double predicted, measured;
    } figure[COLUMNS] = {
        [WEIGHTS] = {p->weights_mib, r->weights_mib}, [CACHE] = {p->kv_mib, r->kv_mib},
        [COMPUTE] = {p->compute_mib, r->compute_mib}, [COMPUTE_ALL_ON_DEVICES] = {p->compute_mib, r->compute_mib},
        [HOST] = {p->host_mib, r->host_mib},          [LAYERS] = {p->n_layers, r->n_layers_on_device},
    };
    const bool host = row_request_is(r->device_index, "host");
    const bool offloaded = !row->row.fits;
    if (row->row.status != CHECK_PREDICTED || host != (column == HOST) ||
        (column == COMPUTE_ALL_ON_DEVICES && offloaded))
        return false;
    *error = check_class_error(figure[column].predicted, figure[column].measured);
    return !isnan(*error);
}

static void column_classes(const struct memory_row_list *list, const struct check_memory_row *rows, double *work,
                           struct check_summary *out)
{
    static const char *const names[COLUMNS] = {
        [WEIGHTS] = "weights on devices",
        [CACHE] = "KV cache on devices",
        [COMPUTE] = "compute on devices",
        [COMPUTE_ALL_ON_DEVICES] = "compute on devices, no weights in RAM",
        [HOST] = "host total",
        [LAYERS] = "layers per device",
    };
    for (int column = 0; column < COLUMNS; column++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++)
            n += error_in(&list->v[i], &rows[i], (enum column)column, &work[n]);
        check_class_column(names[column], work, n, work + n, out);
    }
}

static void compute_classes(const struct catalogue *c, const struct memory_row_list *list,
                            struct check_memory_row *rows, double *work, struct check_summary *out)
{
    const int first = out->n_classes;
    BUG_UNLESS(first <= COLUMNS);
    for (size_t i = 0; i < list->n; i++) {
        char name[96];
        rows[i].row.class = -1;
        if (!error_in(&list->v[i], &rows[i], COMPUTE, &rows[i].row.error_frac))
            continue;
        class_name(c, &list->v[i], rows[i].row.fits, name, sizeof name);
        rows[i].row.class = check_class_of(out, name);
    }
    for (int k = first; k < out->n_classes; k++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++)
            if (rows[i].row.class == k)
                work[n++] = rows[i].row.error_frac;
        check_class_summarise(&out->class[k], work, n, work + n);
    }
}

static void run(const struct check_case *k)
{
    const struct memory_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_memory_row *rows = k->rows;
    k->sum->shares = true;
    for (size_t i = 0; i < list.n; i++)
        memory_row(k->c, &list.v[i], k->s, &rows[i]);
    column_classes(&list, rows, k->work, k->sum);
    compute_classes(k->c, &list, rows, k->work, k->sum);
}

const struct check_kind check_memory = {
    .file = {"memory", &kind_memory_row, {"device_index"}},
    .keys = {"id", "device_index"},
    .says_status = false,
    .figures = &figures_memory_prediction,
    .size = sizeof(struct check_memory_row),
    .figures_at = offsetof(struct check_memory_row, out),
    .run = run,
};
