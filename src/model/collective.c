#include "collective.h"

double collective_latency_s(const struct link *l, int n)
{
    size_t i = 0;
    while (i + 1 < l->all_reduce.n && l->all_reduce.v[i].gpus < n)
        i++;
    return unit_us_to_s(l->all_reduce.v[i].latency_us);
}

double collective_ring_s(const struct link *l, int n, double message_b)
{
    return message_b * 2.0 * (n - 1) / n / unit_gb_s_to_b_s(l->bus_gb_s);
}
