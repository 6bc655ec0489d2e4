#include "param_counts.h"

#include "bug.h"
#include "llm.h"

#include <math.h>

static const double close_frac = 0.001;

/* Returns the parameters of the model's prediction layers. */
static double prediction_params(const struct model *m)
{
    double sum = 0;
    for (int layer = (int)m->layers; layer < m->layers + m->mtp_layers; layer++) {
        struct tensors_one t[TENSORS_PER_LAYER];
        const int n = tensors_of_layer(m, layer, t);
        for (int i = 0; i < n; i++)
            sum += t[i].row * t[i].rows;
    }
    return sum;
}

/* Returns half a unit of the last significant digit of a value given to that precision; 0 where digits is NaN. */
static double rounding(double value, double digits)
{
    return isnan(digits) ? 0 : 0.5 * pow(10, floor(log10(value)) + 1 - digits);
}

static void count(const struct model *m, const struct quant *any, struct llm *l, struct param_counts_row *row)
{
    *row = (struct param_counts_row){.model = m, .published = m->params_published, .recounted = NAN, .error_frac = NAN};
    if (!llm_prepare(m, any, l))
        return;
    const double with = l->params + m->params_outside, without = with - prediction_params(m),
                 published = m->params_published;
    row->recounted = isnan(published) || fabs(without - published) < fabs(with - published) ? without : with;
    row->error_frac = row->recounted / published - 1;
    row->rounding_frac = rounding(published, m->published_digits) / published;
    row->within = fabs(row->error_frac) <= close_frac;
    row->close = fabs(row->error_frac) <= fmax(close_frac, row->rounding_frac);
}

struct param_counts_sum param_counts_run(const struct catalogue *c, struct llm *l, struct param_counts_row *rows)
{
    const struct quant *any = catalogue_find(c, &kind_quant, "F16");
    struct param_counts_sum sum = {.n = c->models.n};
    BUG_UNLESS(any != NULL);
    for (size_t i = 0; i < c->models.n; i++) {
        count(&c->models.v[i], any, l, &rows[i]);
        const bool known = !isnan(rows[i].published);
        sum.unknown += !known;
        sum.within += rows[i].within;
        sum.rounded += rows[i].close && !rows[i].within;
        sum.off += known && !rows[i].close;
    }
    BUG_UNLESS(sum.within + sum.rounded + sum.unknown + sum.off == sum.n);
    return sum;
}
