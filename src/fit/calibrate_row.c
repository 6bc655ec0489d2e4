#include "calibrate_row.h"

#include "pace.h"
#include "real.h"

#include <math.h>
#include <string.h>

/* Unit of a residual: relative scatter of repeated measurements of one case. */
static const double decode_scatter = 0.10, prefill_scatter = 0.15, serving_scatter = 0.15;

/* Makes *rig the rig of a row under those constants. Copies its devices only: a rig has room for many. */
static void rig_under(const struct calibrate_row *r, const double constants[constant_end], struct rig *rig)
{
    rig->n = r->rig.n;
    rig->link = r->rig.link;
    rig->bridge = r->rig.bridge;
    rig->net = r->rig.net;
    rig->link_assumed = r->rig.link_assumed;
    rig->ram_gib = r->rig.ram_gib;
    rig->ram_gb_s = r->rig.ram_gb_s;
    memcpy(rig->dev, r->rig.dev, (size_t)r->rig.n * sizeof *rig->dev);
    for (int i = 1; i < constant_end; i++)
        rig->dev[0].constants.v[i] = constants[i];
    for (int d = 1; d < rig->n; d++)
        rig->dev[d].constants = rig->dev[0].constants;
}

struct serving_speed calibrate_row_serving(const struct calibrate_row *r, const struct policy *p,
                                           const double constants[constant_end])
{
    struct rig rig;
    struct step_case c;
    struct serving_speed out;
    rig_under(r, constants, &rig);
    step_prepare(&c, &r->predict.memory, &r->placement, &rig, p);
    serving_request_solve(r->serving, &c, &out);
    return out;
}

void calibrate_row_ln(const struct calibrate_row *r, const struct policy *p, const double constants[constant_end],
                      double out[FIGURES])
{
    if (r->serving) {
        const struct serving_speed s = calibrate_row_serving(r, p, constants);
        out[FIGURE_SPEED] = real_log(s.output_tok_s);
        out[FIGURE_PACE] = -real_log(s.tpot_s);
        return;
    }
    struct rig rig;
    rig_under(r, constants, &rig);
    const double tokens = r->phase == phase_prefill ? r->predict.prompt : r->predict.batch;
    double watts = 1;
    const double seconds = r->measured_w > 0 ? pace_s_w(&r->predict, &r->placement, &rig, p, r->phase, &watts)
                                             : pace_s(&r->predict, &r->placement, &rig, p, r->phase);
    out[FIGURE_SPEED] = real_log(tokens / seconds);
    out[FIGURE_WATTS] = real_log(watts);
}

int calibrate_row_figures(const struct calibrate_row *r)
{
    return r->serving || r->measured_w > 0 ? FIGURES : FIGURE_SPEED + 1;
}

double calibrate_row_measured(const struct calibrate_row *r, int figure)
{
    if (figure == FIGURE_SPEED)
        return r->measured_tok_s;
    if (!r->serving)
        return r->measured_w;
    return r->measured_tpot_s > 0 ? 1 / r->measured_tpot_s : (double)NAN;
}

double calibrate_row_scatter(const struct calibrate_row *r)
{
    return r->serving ? serving_scatter : r->phase == phase_prefill ? prefill_scatter : decode_scatter;
}
