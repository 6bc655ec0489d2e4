/* model/ggml_graph, ggml_sched, ggml_alloc: small graphs whose buffers follow by hand from ggml's rules: what lives at
   once, which hole is taken, what works in place, what is copied where and when. Sizes are multiples of 128, so that
   nothing is rounded unless a test says so. */
#include "test.h"

#include "ggml_alloc.h"

enum { UNIT = 1024 };

static struct ggml_graph g;

static int make(double units, int from)
{
    return ggml_graph_op(&g, 0, units * UNIT, from, GGML_GRAPH_NONE, GGML_GRAPH_NONE, GGML_GRAPH_NONE);
}

static int in_place(double units, int a, int b)
{
    return ggml_graph_op(&g, GGML_GRAPH_INPLACE, units * UNIT, a, b, GGML_GRAPH_NONE, GGML_GRAPH_NONE);
}

/* A step on weights, which decide the place. */
static int on(int weight, double units, int from)
{
    return ggml_graph_op(&g, 0, units * UNIT, weight, from, GGML_GRAPH_NONE, GGML_GRAPH_NONE);
}

static int weights(double units, int place)
{
    return ggml_graph_stored(&g, GGML_GRAPH_WEIGHT, units * UNIT, place);
}

/* Buffers in units, the last one the host's. */
static void packed(int copies, double units[GGML_GRAPH_MAX_PLACES])
{
    static struct ggml_sched s;
    ggml_sched_make(&g, g.host > 0, &s);
    ggml_alloc_sizes(&g, &s, copies, units);
    for (int i = 0; i <= g.host; i++)
        units[i] /= UNIT;
}

static void a_tensor_lives_until_its_last_use(void)
{
    double units[GGML_GRAPH_MAX_PLACES];
    ggml_graph_begin(&g, 0);
    int at = ggml_graph_input(&g, UNIT);
    for (int i = 0; i < 9; i++)
        at = make(10, at);
    ggml_graph_expand(&g, at);
    packed(1, units);
    CLOSE(units[0], 21, 0); /* 1 + 10 + 10 for the second step; then each takes the place of the last but one */
    ggml_graph_begin(&g, 0);
    const int kept = make(10, ggml_graph_input(&g, UNIT));
    at = make(10, make(10, kept));
    ggml_graph_expand(&g, in_place(10, at, kept));
    packed(1, units);
    CLOSE(units[0], 31, 0); /* the first is still needed when the third is made */
}

static void in_place_takes_no_memory(void)
{
    double units[GGML_GRAPH_MAX_PLACES];
    ggml_graph_begin(&g, 1);
    int at = on(weights(0, 0), 10, ggml_graph_input(&g, UNIT));
    for (int i = 0; i < 9; i++)
        at = in_place(10, at, GGML_GRAPH_NONE);
    ggml_graph_expand(&g, at);
    packed(1, units);
    CLOSE(units[0], 11, 0);
    ggml_graph_begin(&g, 1); /* not where somebody else still needs the source, or it is a view */
    at = on(weights(0, 0), 10, ggml_graph_input(&g, UNIT));
    ggml_graph_expand(&g, in_place(10, in_place(10, at, GGML_GRAPH_NONE), at));
    packed(1, units);
    CLOSE(units[0], 21, 0);
    ggml_graph_begin(&g, 1);
    at = on(weights(0, 0), 10, ggml_graph_input(&g, UNIT));
    ggml_graph_expand(&g, in_place(10, ggml_graph_view(&g, at, 10 * UNIT), GGML_GRAPH_NONE));
    packed(1, units);
    CLOSE(units[0], 21, 0);
}

/* a 8, b 4, c 2 lie in a row; a is freed while b and c stay. */
static double with_hole(double wanted)
{
    double units[GGML_GRAPH_MAX_PLACES];
    ggml_graph_begin(&g, 1);
    const int first = on(weights(0, 0), 8, GGML_GRAPH_NONE), b = make(4, first), c = make(2, first),
              d = make(wanted, c);
    ggml_graph_expand(&g, b);
    ggml_graph_expand(&g, d);
    ggml_graph_expand(&g, ggml_graph_op(&g, 0, 0, b, c, d, GGML_GRAPH_NONE));
    packed(1, units);
    return units[0];
}

static void holes_are_filled(void)
{
    CLOSE(with_hole(8), 14, 0);
    CLOSE(with_hole(3), 14, 0);
    CLOSE(with_hole(9), 23, 0);
}

static void sizes_are_rounded_to_128(void)
{
    double units[GGML_GRAPH_MAX_PLACES];
    ggml_graph_begin(&g, 1);
    const int a = ggml_graph_op(&g, 0, 1, weights(0, 0), GGML_GRAPH_NONE, GGML_GRAPH_NONE, GGML_GRAPH_NONE);
    ggml_graph_expand(&g, ggml_graph_op(&g, 0, 129, a, GGML_GRAPH_NONE, GGML_GRAPH_NONE, GGML_GRAPH_NONE));
    packed(1, units);
    CLOSE(units[0] * UNIT, 128 + 256, 0);
}

/* Weights of the host are copied one after the other: each copy's memory serves the next. */
static void streamed_weights_share_memory(void)
{
    double units[GGML_GRAPH_MAX_PLACES];
    ggml_graph_begin(&g, 1);
    int at = ggml_graph_input(&g, UNIT);
    for (int i = 0; i < 4; i++)
        at = on(weights(100, 1), 10, at);
    ggml_graph_expand(&g, at);
    packed(1, units);
    THAT(units[0] >= 100 + 10 + 10);
    THAT(units[0] < 200);
    CLOSE(units[1], 1, 0);
}

/* Two devices: what crosses is kept as often as micro-batches are in flight, and so are the inputs. */
static void copies_in_flight(void)
{
    double one[GGML_GRAPH_MAX_PLACES], four[GGML_GRAPH_MAX_PLACES];
    for (int copies = 1; copies <= 4; copies += 3) {
        ggml_graph_begin(&g, 2);
        const int in = ggml_graph_input(&g, UNIT);
        ggml_graph_expand(&g, on(weights(0, 1), 10, on(weights(0, 0), 10, in)));
        packed(copies, copies == 1 ? one : four);
    }
    CLOSE(one[0], 1 + 10, 0);
    CLOSE(one[1], 10 + 10, 0);
    CLOSE(one[2], 1, 0);
    CLOSE(four[0], 4 * 1 + 10, 0);
    CLOSE(four[1], 4 * 10 + 10, 0);
    CLOSE(four[2], 4 * 1, 0);
}

/* A cache in system RAM: what is stored is copied to the host, what attends gets the cache copied to the device. */
static void cache_elsewhere(void)
{
    double units[GGML_GRAPH_MAX_PLACES];
    ggml_graph_begin(&g, 1);
    const int key = on(weights(0, 0), 10, ggml_graph_input(&g, UNIT)),
              cache = ggml_graph_stored(&g, GGML_GRAPH_CACHE, 50 * UNIT, 1);
    ggml_graph_expand(&g, ggml_graph_store(&g, cache, ggml_graph_view(&g, key, 10 * UNIT), GGML_GRAPH_NONE));
    ggml_graph_expand(&g, on(weights(0, 0), 10,
                             ggml_graph_op(&g, 0, 10 * UNIT, ggml_graph_view(&g, cache, 50 * UNIT), GGML_GRAPH_NONE,
                                           GGML_GRAPH_NONE, GGML_GRAPH_NONE)));
    packed(1, units);
    CLOSE(units[0], 50 + 10, 0);
    CLOSE(units[1], 10, 0.2); /* the key, beside the input or in its place */
}

static void a_full_graph_says_so(void)
{
    ggml_graph_begin(&g, 0);
    for (int i = 0; i < GGML_GRAPH_MAX_NODES; i++)
        ggml_graph_input(&g, UNIT);
    THAT(!g.full);
    ggml_graph_input(&g, UNIT);
    THAT(g.full);
}

SUITE(ggml_graph, {"a tensor lives until its last use", a_tensor_lives_until_its_last_use},
      {"in place", in_place_takes_no_memory}, {"holes", holes_are_filled},
      {"rounded to 128 bytes", sizes_are_rounded_to_128}, {"streamed weights", streamed_weights_share_memory},
      {"copies in flight", copies_in_flight}, {"a cache elsewhere", cache_elsewhere},
      {"a full graph", a_full_graph_says_so})
