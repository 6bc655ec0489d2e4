#include "results.h"

#include <math.h>
#include <string.h>

#define EACH_RESULT "result_rows.inc"
#include "all_results.inc"

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
