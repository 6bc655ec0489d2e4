#include "check_watts.h"

#include "check_class.h"
#include "row_request.h"
#include "speed_request.h"

#include <math.h>

double check_watts_of(const struct memory *m, bool decode)
{
    double sum = 0;
    for (int d = 0; d < m->placement.n; d++)
        sum += decode ? m->device[d].decode_w : m->device[d].prefill_w;
    return sum / m->placement.n;
}

/* Groups of rows with watts. Under a limit: one below that of the card as it is sold. */
enum group { DECODE, PREFILL, DECODE_SHARED, LIMITED, NOT_CLEAN, GROUPS };

static enum group group_of(const struct catalogue *c, const struct speed_row *r)
{
    const struct device *d = catalogue_find(c, &kind_device, r->gpu);
    if (d && r->cap_w < d->tdp_w)
        return LIMITED;
    if (speed_request_flag(r, "wall-clock") || speed_request_flag(r, "host-limited"))
        return NOT_CLEAN;
    if (!row_request_is(r->phase, "decode"))
        return PREFILL;
    return r->gpu_count > 1 ? DECODE_SHARED : DECODE;
}

void check_watts(const struct catalogue *c, const struct speed_row_list *list, const double *error, double *work,
                 struct check_summary *out)
{
    static const char *const names[GROUPS] = {
        "all: watts of a card, decode", "all: watts of a card, prefill", "all: watts of each of several cards, decode",
        "all: watts of a card under a power limit", "all: watts of a card, not at the engine's own pace"};
    for (int g = 0; g < GROUPS; g++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++)
            if (!isnan(error[i]) && group_of(c, &list->v[i]) == (enum group)g)
                work[n++] = error[i];
        check_class_column(names[g], work, n, work + n, out);
    }
}
