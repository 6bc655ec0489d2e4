/* calibrate_row.h: a measured row, and what the law says of it under any constants. */
#ifndef CALIBRATE_ROW_H
#define CALIBRATE_ROW_H

#include "predict.h"
#include "serving_request.h"

/* A measured speed, prepared so that the law can predict it under any constants: of a step or a prompt, or of a server
   under load. */
struct calibrate_row {
    struct constants_case key; /* of the first device; rows of unlike devices are never fitted to */
    struct predict_case predict;
    struct rig rig;
    double month; /* of the engine's build, as in constants.h; not of a server */
    struct placement placement;
    enum phase phase;                      /* not of a server */
    const struct serving_request *serving; /* NULL: not a server */
    double measured_tok_s;                 /* of a server its output; NaN: not stated */
    double measured_tpot_s;                /* of a server; NaN: not stated */
    double measured_w;                     /* mean watts of a device, not of a server; NaN: not stated */
    int n_alike;       /* servers of the same source, device and model, with this one; 0: not counted, so one */
    int fold_group;    /* rows of one fold group are left out together, 0 .. n_groups - 1 */
    int related_group; /* leaving that group out leaves this row out too; the fold group where there is no other */
    bool fitted;       /* false: predicted only */
};

/* What is measured of a row: tokens/s, of a server the reciprocal of its time per token, and of others the watts of a
   device. */
enum calibrate_figure { FIGURE_SPEED, FIGURE_PACE, FIGURES, FIGURE_WATTS = FIGURE_PACE };

/* Returns how many of the figures a row has, the first ones. */
int calibrate_row_figures(const struct calibrate_row *r);
/* Returns what is measured of the figure; NaN or 0: not stated. */
double calibrate_row_measured(const struct calibrate_row *r, int figure);
/* Returns the relative scatter of repeated measurements of one case. */
double calibrate_row_scatter(const struct calibrate_row *r);
/* Fills out[] with ln of the row's figures under those constants; 0 for those that it lacks. */
void calibrate_row_ln(const struct calibrate_row *r, const struct policy *p, const double constants[constant_end],
                      double out[FIGURES]);
/* Returns the figures of a server under those constants. */
struct serving_speed calibrate_row_serving(const struct calibrate_row *r, const struct policy *p,
                                           const double constants[constant_end]);

#endif
