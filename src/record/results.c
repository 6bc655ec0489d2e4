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

void results_forget(const struct figure_table *t, void *result)
{
    for (size_t i = 0; i < t->n; i++) {
        void *at = (char *)result + t->v[i].offset;
        switch (t->v[i].type) {
        case FIGURE_NUMBER: *(double *)at = NAN; break;
        case FIGURE_RANGE: *(struct range *)at = range_unknown(); break;
        case FIGURE_WORD: *(int *)at = 0; break;
        case FIGURE_TEXT: *(const char **)at = NULL; break;
        }
    }
}

double results_value(const struct figure *f, const void *result)
{
    if (f->type == FIGURE_NUMBER)
        return *(const double *)results_member(f, result);
    if (f->type == FIGURE_RANGE)
        return ((const struct range *)results_member(f, result))->mid;
    return NAN;
}
