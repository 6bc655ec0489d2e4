/* collective.c: all-reduce time = latency(n) + ring(message).

   Idea: small messages cost the latency of the link, which grows with the number of devices; large ones cost
   bandwidth. Latencies by number of devices and the bus bandwidth are fields of the link's record.
   Invariant: a bridge never makes an all-reduce slower than the link between pairs alone.
   Reference: docs/model.md, section 2; `rigplan validate data/measured/collectives.csv` compares with bare
   all-reduces. */
#include "collective.h"

#include "bug.h"

/* Returns the record's latency for n devices: its first point for n or more, else its last point. */
static double latency_us(const struct link *l, int n)
{
    size_t i = 0;
    BUG_UNLESS(l->all_reduce.n > 0);
    while (i + 1 < l->all_reduce.n && l->all_reduce.v[i].gpus < n)
        i++;
    return l->all_reduce.v[i].latency_us;
}

double collective_latency_s(const struct link *l, const struct link *bridge, int n)
{
    const double all = latency_us(l, n);
    if (!bridge || n <= 2)
        return unit_us_to_s(all);
    const double gain = latency_us(l, 2) - latency_us(bridge, 2);
    return unit_us_to_s(gain > 0 ? all - gain : all);
}

double collective_ring_s(const struct link *l, int n, double message_b)
{
    BUG_UNLESS(n > 0);
    return message_b * 2.0 * (n - 1) / n / unit_gb_s_to_b_s(l->bus_gb_s);
}
