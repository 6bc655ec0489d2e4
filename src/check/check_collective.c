#include "check_collective.h"

#include "collective.h"
#include "rig.h"
#include "check_class.h"
#include "check_row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Layers of a model exchange messages of one token up to a micro-batch: below this decode, above it prompts. */
static const double small_b = 65536;

/* Only NVLink depends on what it joins. */
static const struct link *link_of(const struct catalogue *c, const struct collective_row *r, const struct device *d)
{
    char id[96];
    struct rig rig = {.n = (int)r->gpu_count};
    if (!r->link)
        return NULL;
    if (check_row_is(r->link, "nvlink")) {
        if (!d || !(d->nvlink_gb_s > 0))
            return NULL;
        for (int i = 0; i < rig.n; i++)
            rig.dev[i].device = d;
        rig_join(&c->links, &rig, catalogue_find(c, &kind_link, "nvlink"), NULL, NAN, flag_unknown);
        return rig.link;
    }
    const bool direct = strncmp(r->link, "pcie", 4) == 0 && check_row_is(r->p2p, "on");
    snprintf(id, sizeof id, "%.*s%s", (int)strcspn(r->link, "+"), r->link, direct ? "-p2p" : "");
    return catalogue_find(c, &kind_link, id);
}

static void collective_row(const struct catalogue *c, const struct collective_row *r, struct check_summary *sum,
                           struct check_row *row)
{
    static const struct range alone = {NAN, NAN, NAN, NAN, NAN};
    const struct device *d = catalogue_find(c, &kind_device, r->gpu);
    const bool timed = r->time_us > 0 && r->message_b >= 0;
    if (!(r->gpu_count >= 2 && r->gpu_count <= RIG_MAX_DEVICES))
        check_row_skip(row, "devices not stated, or more than a rig holds", NULL);
    else if (!timed && !(r->bus_gb_s > 0))
        check_row_skip(row, "neither a time with its message nor a bus bandwidth", NULL);
    else if (!link_of(c, r, d))
        check_row_skip(row, "link not stated, or not in the catalogue", r->link);
    if (row->reason)
        return;
    const char *plus = strchr(r->link, '+'); /* what joins pairs, and their bridges: pcie4-x16+nvlink */
    const struct link *l = link_of(c, r, d), *bridge = plus ? catalogue_find(c, &kind_link, plus + 1) : NULL;
    const int n = (int)r->gpu_count;
    char name[96];
    const char *kernels = strncmp(r->library, "nccl", 4) == 0 ? "NCCL" : "kernels of its own";
    row->status = CHECK_PREDICTED;
    row->predicted = alone;
    row->predicted.mid = timed
                             ? unit_s_to_us(collective_latency_s(l, bridge, n) + collective_ring_s(l, n, r->message_b))
                             : l->bus_gb_s;
    row->error_frac = row->predicted.mid / (timed ? r->time_us : r->bus_gb_s) - 1;
    snprintf(name, sizeof name, "%s, %s%s, %s",
             timed ? r->message_b <= small_b ? "to 64 KiB" : "over 64 KiB" : "bus bandwidth", l->id,
             bridge ? " and bridges" : "", kernels);
    row->class = check_class_of(sum, name);
}

/* Rows of one class, of all with times of that size (class -1), or of all with times. */
static size_t errors_of(const struct collective_row_list *list, const struct check_row *rows, int class, bool small,
                        double *work)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const bool timed = list->v[i].time_us > 0;
        if (rows[i].status == CHECK_PREDICTED &&
            (class >= 0 ? rows[i].class == class : timed && (list->v[i].message_b <= small_b) == small))
            work[n++] = rows[i].error_frac;
    }
    return n;
}

void check_collective_run(const struct catalogue *c, const struct collective_row_list *list, struct check_row *rows,
                          double *work, struct check_summary *out)
{
    for (size_t i = 0; i < list->n; i++)
        collective_row(c, &list->v[i], out, &rows[i]);
    const int classes = out->n_classes;
    for (int k = 0; k < classes; k++) {
        const size_t n = errors_of(list, rows, k, false, work);
        check_class_summarise(&out->class[k], work, n, work + n);
    }
    for (int small = 1; small >= 0; small--) {
        const size_t n = errors_of(list, rows, -1, small == 1, work);
        check_class_column(small ? "all: times to 64 KiB" : "all: times over 64 KiB", work, n, work + n, out);
    }
}
