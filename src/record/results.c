#include "results.h"

#include <math.h>
#include <string.h>

#define RESULT device_load
#define TABLE "device_load.def"
#include "result_rows.inc"
#define RESULT prediction
#define TABLE "prediction.def"
#include "result_rows.inc"
#define RESULT training
#define TABLE "training.def"
#include "result_rows.inc"
#define RESULT step_part
#define TABLE "step_part.def"
#include "result_rows.inc"
#define RESULT power_phase
#define TABLE "power_phase.def"
#include "result_rows.inc"
#define RESULT fund_use
#define TABLE "fund_use.def"
#include "result_rows.inc"
#define RESULT bill_line
#define TABLE "bill_line.def"
#include "result_rows.inc"
#define RESULT build_check
#define TABLE "build_check.def"
#include "result_rows.inc"
#define RESULT outcome
#define TABLE "outcome.def"
#include "result_rows.inc"
#define RESULT holds_quant
#define TABLE "holds_quant.def"
#include "result_rows.inc"
#define RESULT holds_change
#define TABLE "holds_change.def"
#include "result_rows.inc"
#define RESULT offer
#define TABLE "offer.def"
#include "result_rows.inc"
#define RESULT holds_answer
#define TABLE "holds_answer.def"
#include "result_rows.inc"
#define RESULT speedup
#define TABLE "speedup.def"
#include "result_rows.inc"
#define RESULT step_input
#define TABLE "step_input.def"
#include "result_rows.inc"
#define RESULT step_factor
#define TABLE "step_factor.def"
#include "result_rows.inc"
#define RESULT refit_row
#define TABLE "refit_row.def"
#include "result_rows.inc"
#define RESULT refit_group
#define TABLE "refit_group.def"
#include "result_rows.inc"
#define RESULT refit_factor
#define TABLE "refit_factor.def"
#include "result_rows.inc"

const struct figure *results_find(const struct figure_table *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->v[i].name, name) == 0)
            return &t->v[i];
    return NULL;
}

const void *results_member(const struct figure *f, const void *result)
{
    return (const char *)result + f->offset;
}

double results_value(const struct figure *f, const void *result)
{
    if (f->type == FIGURE_NUMBER)
        return *(const double *)results_member(f, result);
    if (f->type == FIGURE_RANGE)
        return ((const struct range *)results_member(f, result))->mid;
    return NAN;
}
