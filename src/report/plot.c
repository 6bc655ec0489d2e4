#include "plot.h"

#include "arena.h"
#include "plot_cap.h"
#include "plot_context.h"
#include "plot_memory.h"
#include "plot_power.h"
#include "plot_price.h"
#include "plot_roofline.h"
#include "plot_speed.h"
#include "plot_years.h"

struct plot_list plot_all(struct arena *a, const struct comparison *c)
{
    static struct plot (*const others[])(struct arena *, const struct comparison *) = {
        plot_memory, plot_power, plot_years, plot_context, plot_roofline, plot_cap};
    const size_t n_others = sizeof others / sizeof *others, n_loads = c->scenario->workloads.n;
    struct plot_list l = {ARENA_ARRAY(a, 1 + n_loads + n_others, struct plot), 0};
    l.v[l.n++] = plot_price(a, c);
    for (size_t j = 0; j < n_loads; j++)
        l.v[l.n++] = plot_speed(a, c, j);
    for (size_t k = 0; k < n_others; k++)
        l.v[l.n++] = others[k](a, c);
    return l;
}
