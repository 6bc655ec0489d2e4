#include "check_collective.h"

#include "bug.h"
#include "collective.h"
#include "rig.h"
#include "check_class.h"
#include "check_row.h"
#include "str.h"

#include <math.h>
#include <string.h>

#define RECORD collective_row
#define TABLE "collective_row.def"
#include "fields.inc"
#define RESULT collective_prediction
#define TABLE "collective_row.def"
#include "result_rows.inc"

/* Messages of decode steps are at most this large; messages of prompts are larger. */
static const double small_b = 65536;

/* Returns the link that joins the devices, NULL where it is unknown, and the bridges of pairs. "nvlink" is looked up
   for the card: its bridges join pairs where there are more cards. */
static const struct link *link_of(const struct catalogue *c, const struct collective_row *r, const struct device *d,
                                  const struct link **bridge)
{
    *bridge = NULL;
    char id[96];
    struct rig rig = {.n = (int)r->gpu_count};
    if (!r->link)
        return NULL;
    if (row_request_is(r->link, "nvlink")) {
        if (!d || !(d->nvlink_gb_s > 0))
            return NULL;
        for (int i = 0; i < rig.n; i++)
            rig.dev[i].device = d;
        rig_join(&c->links, &rig, catalogue_find(c, &kind_link, "nvlink"), NULL, NAN, flag_unknown);
        return rig.link;
    }
    const char *rest = row_request_cut(r->link, '+', id, sizeof id);
    const struct link *l = catalogue_find(c, &kind_link, id);
    *bridge = r->bridge || rest ? catalogue_find(c, &kind_link, r->bridge ? r->bridge : rest) : NULL;
    return l && l->type == linktype_pcie && row_request_is(r->p2p, "on") ? rig_pcie_like(&c->links, l, true) : l;
}

static void collective_row(const struct catalogue *c, const struct collective_row *r, struct check_summary *sum,
                           struct check_collective_row *row)
{
    const struct device *d = catalogue_find(c, &kind_device, r->gpu);
    const bool timed = r->time_us > 0 && r->message_b >= 0, rig = r->gpu_count >= 2 && r->gpu_count <= RIG_MAX_DEVICES;
    const int n = rig ? (int)r->gpu_count : 0;
    const struct link *bridge, *l = rig ? link_of(c, r, d, &bridge) : NULL;
    if (!rig)
        check_row_skip(&row->row, "number of devices not stated, or more than a rig may have", NULL);
    else if (!timed && !(r->bus_gb_s > 0))
        check_row_skip(&row->row, "neither message size and time nor bus bandwidth stated", NULL);
    else if (!l)
        check_row_skip(&row->row, "link not stated, or not in the catalogue", r->link);
    if (row->row.reason)
        return;
    BUG_UNLESS(n >= 2 && n <= RIG_MAX_DEVICES);
    char name[96];
    const char *kernels = strncmp(r->library, "nccl", 4) == 0 ? "NCCL" : "engine's kernels";
    row->row.status = CHECK_PREDICTED;
    const double time_us = unit_s_to_us(
        collective_s(collective_latency_s(l, bridge, n), collective_ring_s(l, n, r->message_b)));
    row->out = timed ? (struct collective_prediction){time_us, NAN}
                     : (struct collective_prediction){NAN, collective_bus_gb_s(l, n)};
    row->row.error_frac = timed ? time_us / r->time_us - 1 : collective_bus_gb_s(l, n) / r->bus_gb_s - 1;
    str_cut(name, sizeof name, "%s, %s%s, %s",
            timed ? r->message_b <= small_b ? "up to 64 KiB" : "over 64 KiB" : "bus bandwidth", l->id,
            bridge ? " and bridges" : "", kernels);
    row->row.class = check_class_of(sum, name);
}

/* Copies the errors of all times of small or large messages to work. Returns how many there are. */
static size_t errors_of_times(const struct collective_row_list *list, const struct check_collective_row *rows,
                              bool small, double *work)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (rows[i].row.status == CHECK_PREDICTED && list->v[i].time_us > 0 &&
            (list->v[i].message_b <= small_b) == small)
            work[n++] = rows[i].row.error_frac;
    return n;
}

static void run(const struct check_case *k)
{
    const struct collective_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_collective_row *rows = k->rows;
    struct check_summary *sum = k->sum;
    double *work = k->work;
    for (size_t i = 0; i < list.n; i++)
        collective_row(k->c, &list.v[i], sum, &rows[i]);
    check_class_each(k, sizeof *rows);
    for (int small = 1; small >= 0; small--) {
        const size_t n = errors_of_times(&list, rows, small == 1, work);
        check_class_column(small ? "all: times up to 64 KiB" : "all: times over 64 KiB", work, n, work + n, sum);
    }
}

const struct check_kind check_collective = {
    .file = {"collectives", &kind_collective_row, {"message_b", "time_us"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_collective_prediction,
    .size = sizeof(struct check_collective_row),
    .figures_at = offsetof(struct check_collective_row, out),
    .run = run,
};
