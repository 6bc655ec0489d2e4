/* model/collective and check/check_collective: times by hand, rows as people state them. */
#include "test.h"

#include "arena.h"
#include "collective.h"
#include "diag.h"
#include "load_measured.h"
#include "str.h"
#include "check_collective.h"

static void by_hand(void)
{
    const struct link_point points[] = {{.gpus = 2, .latency_us = 10, .bus_frac = 1},
                                        {.gpus = 4, .latency_us = 25, .bus_frac = 0.75}};
    const struct link l = {.bus_gb_s = 20, .all_reduce = {2, points}};
    CLOSE(collective_latency_s(&l, NULL, 2), 10e-6, 1e-12);
    CLOSE(collective_latency_s(&l, NULL, 3), 25e-6, 1e-12);
    CLOSE(collective_latency_s(&l, NULL, 4), 25e-6, 1e-12);
    CLOSE(collective_latency_s(&l, NULL, 8), 25e-6, 1e-12); /* no point for 8 devices */
    CLOSE(collective_ring_s(&l, 2, 1e6), 50e-6, 1e-12);     /* the whole message at 20 GB/s */
    CLOSE(collective_ring_s(&l, 4, 1e6), 100e-6, 1e-12);    /* 6/4 of it at 15 GB/s */
    CLOSE(collective_bus_gb_s(&l, 2), 20, 1e-12);
    CLOSE(collective_bus_gb_s(&l, 8), 15, 1e-12);
    CLOSE(collective_ring_s(&l, 2, 0), 0, 0);
}

/* NCCL on four RTX 4090 with peer to peer at 12.7 GB/s of bus bandwidth (github.com/tinygrad/open-gpu-kernel-modules
   issue 17): 32 KiB to 16 MiB within a fifth of the measured times, with a latency of 14 us. */
static void two_ways_to_send(void)
{
    static const struct {
        double message_b, measured_us;
    } nccl[] = {{32768, 18.78},  {65536, 25.8},    {131072, 42.44},  {262144, 66.25},
                {524288, 94.11}, {1048576, 152.7}, {4194304, 510.6}, {16777216, 1993}};
    const struct link_point point = {.gpus = 4, .latency_us = 14, .bus_frac = 1};
    const struct link l = {.bus_gb_s = 12.7, .all_reduce = {1, &point}};
    CLOSE(collective_s(10e-6, 4e-6), 18e-6, 1e-12);  /* 10 + 2 * 4 */
    CLOSE(collective_s(10e-6, 40e-6), 60e-6, 1e-12); /* 2 * 10 + 40 */
    CLOSE(collective_s(10e-6, 10e-6), 30e-6, 1e-12); /* both ways alike */
    CLOSE(collective_s(10e-6, 0), 10e-6, 1e-12);
    for (size_t i = 0; i < COUNT_OF(nccl); i++) {
        const double s = collective_s(collective_latency_s(&l, NULL, 4), collective_ring_s(&l, 4, nccl[i].message_b));
        test_row("%g bytes", nccl[i].message_b);
        THAT(fabs(s * 1e6 / nccl[i].measured_us - 1) < 0.2);
    }
}

/* Pairs: the bridge's latency for two, and for each further card what it is over the link: 25 - 10 + 4. A bridge is no
   worse than none. */
static void bridged_pairs_by_hand(void)
{
    const struct link_point points[] = {{.gpus = 2, .latency_us = 10}, {.gpus = 4, .latency_us = 25}},
                            pair[] = {{.gpus = 2, .latency_us = 4}};
    const struct link_point slow_pair[] = {{.gpus = 2, .latency_us = 11}};
    const struct link l = {.bus_gb_s = 20, .all_reduce = {2, points}};
    const struct link bridge = {.bus_gb_s = 50, .all_reduce = {1, pair}},
                      slow = {.bus_gb_s = 50, .all_reduce = {1, slow_pair}};
    CLOSE(collective_latency_s(&l, &bridge, 4), 19e-6, 1e-12);
    CLOSE(collective_latency_s(&l, &bridge, 2), 10e-6, 1e-12); /* two cards have no pairs to join */
    CLOSE(collective_latency_s(&l, &slow, 4), 25e-6, 1e-12);
}

static void rows_find_their_link(void)
{
    static const struct {
        const char *row, *link;
        int n;
        double message_b; /* NaN: bus bandwidth */
    } rows[] = {
        {"a,rtx-4090,4,pcie4-x16,on,nccl,,1048576,152.7,,,", "pcie4-x16-p2p", 4, 1048576},
        {"a,rtx-4090,2,pcie4-x16,off,nccl,,4096,50,,,", "pcie4-x16", 2, 4096},
        {"a,nobody-knows,8,pcie5-x16,on,custom-ar,,256,7.5,,,", "pcie5-x16-p2p", 8, 256},
        {"a,h100-sxm-80gb,8,nvlink,on,nccl,,8192,9,,,", "nvswitch-h100", 8, 8192},
        {"a,rtx-3090,2,nvlink,on,nccl,,8192,20,,,", "nvlink-bridge", 2, 8192},
        {"a,a100-pcie-80gb,2,nvlink,on,nccl,,,,208,,", "nvlink-bridge-600", 2, NAN},
        {"a,a100-pcie-80gb,3,pcie4-x16+nvlink,on,nccl,,,,20,,", "pcie4-x16-p2p", 3,
         NAN}, /* a ring at the pace of its slowest link */
        {"a,m3-ultra-80c,2,tb5-rdma,,mlx,,0,29,,,", "tb5-rdma", 2, 0},
        {"a,rtx-4090,2,,off,nccl,,8,11.87,,,", NULL, 2, 8},       /* the link is not stated */
        {"a,rtx-4090,2,nvlink,off,nccl,,8,11.87,,,", NULL, 2, 8}, /* it has none */
        {"a,nobody-knows,2,nvlink,on,nccl,,8,11.87,,,", NULL, 2, 8},
        {"a,rtx-4090,,pcie4-x16,off,nccl,,8,11.87,,,", NULL, 2, 8},
        {"a,rtx-4090,2,pcie4-x16,off,nccl,,,11.87,,,", NULL, 2, 8},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *a = test_arena();
        struct diags d = diag_none(a);
        char *text = str_format(
            a, "id,gpu,gpu_count,link,p2p,library,date,message_b,time_us,bus_gb_s,source,note\n%s\n", rows[i].row);
        const struct measured *m = load_measured(a, &d, test_catalogue(), &check_kinds, "m.csv", text, strlen(text));
        static struct check_summary sum;
        test_row("%s", rows[i].row);
        SAME(test_faults(&d), "");
        if (!THAT(m != NULL && m->kind == &check_collective.file))
            continue;
        const struct check_rows all = check_rows(a, m);
        const struct check_collective_row *row = all.v;
        check_run(test_catalogue(), m, NULL, &all, &sum);
        if (!rows[i].link) {
            THAT(row->row.status == CHECK_SKIPPED && row->row.reason != NULL);
            continue;
        }
        const struct link *l = FIND(link, rows[i].link);
        const double ring_s = isnan(rows[i].message_b) ? 0 : collective_ring_s(l, rows[i].n, rows[i].message_b);
        const double want = isnan(rows[i].message_b)
                                ? collective_bus_gb_s(l, rows[i].n)
                                : collective_s(collective_latency_s(l, NULL, rows[i].n), ring_s) * 1e6;
        const struct collective_row *stated = m->rows.v;
        const double measured = isnan(rows[i].message_b) ? stated->bus_gb_s : stated->time_us;
        THAT(row->row.status == CHECK_PREDICTED && sum.n_predicted == 1);
        CLOSE(isnan(rows[i].message_b) ? row->out.bus_gb_s : row->out.time_us, want, 1e-12);
        CLOSE(row->row.error_frac, want / measured - 1, 1e-12);
    }
}

SUITE(collective, {"by hand", by_hand}, {"two ways to send", two_ways_to_send},
      {"bridged pairs by hand", bridged_pairs_by_hand}, {"rows find their link", rows_find_their_link})
