/* collective.c: time of one all-reduce, from the link's record.

   Idea: a library has two ways to send. The quick one sends a flag with every word, so it needs one latency but reaches
   half of the bandwidth; the other waits once more and reaches all of it. It takes the faster one:

       min(latency + 2 ring, 2 latency + ring),   ring = message * 2 (n - 1) / n / bus bandwidth

   Invariants: larger messages, slower links and more devices on a record are never faster; a bridge never makes an
   all-reduce slower than the link between pairs alone.
   Reference: docs/model.md, section 2; docs.nvidia.com NCCL user guide, NCCL_PROTO (LL, Simple);
   `rigplan validate data/measured/collectives.csv` compares with bare all-reduces. */
#include "collective.h"

#include "bug.h"

#include <math.h>

/* Returns the record's point for n devices: its first point for n or more, else its last point. */
static const struct link_point *point_of(const struct link *l, int n)
{
    size_t i = 0;
    BUG_UNLESS(l->all_reduce.n > 0);
    while (i + 1 < l->all_reduce.n && l->all_reduce.v[i].gpus < n)
        i++;
    return &l->all_reduce.v[i];
}

double collective_latency_s(const struct link *l, const struct link *bridge, int n)
{
    const double all = point_of(l, n)->latency_us;
    if (!bridge || n <= 2)
        return unit_us_to_s(all);
    const double gain = point_of(l, 2)->latency_us - point_of(bridge, 2)->latency_us;
    return unit_us_to_s(gain > 0 ? all - gain : all);
}

double collective_bus_gb_s(const struct link *l, int n)
{
    return l->bus_gb_s * point_of(l, n)->bus_frac;
}

double collective_ring_s(const struct link *l, int n, double message_b)
{
    BUG_UNLESS(n > 0);
    return message_b * 2.0 * (n - 1) / n / unit_gb_s_to_b_s(collective_bus_gb_s(l, n));
}

double collective_s(double latency_s, double ring_s)
{
    static const double half_rate = 2, one_more = 2; /* of the way with flags; of the other */
    BUG_UNLESS(!(latency_s < 0) && !(ring_s < 0));
    return fmin(latency_s + half_rate * ring_s, one_more * latency_s + ring_s);
}
