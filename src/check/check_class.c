#include "check_class.h"

#include "bug.h"
#include "stat.h"
#include "str.h"

#include <math.h>
#include <string.h>

int check_class_of(struct check_summary *s, const char *name)
{
    for (int i = 0; i < s->n_classes; i++)
        if (strcmp(s->class[i].name, name) == 0)
            return i;
    if (s->n_classes == CHECK_MAX_CLASSES)
        return CHECK_MAX_CLASSES - 1;
    str_cut(s->class[s->n_classes].name, sizeof s->class[0].name, "%s", name);
    return s->n_classes++;
}

bool check_class_is_target(const struct check_class *k)
{
    static const char start[] = "all: ";
    return strncmp(k->name, start, sizeof start - 1) == 0;
}

double check_class_error(double predicted, double measured)
{
    return measured > 0 ? predicted / measured - 1 : predicted > 0 ? INFINITY : 0;
}

void check_class_summarise(struct check_class *k, double *errors, size_t n, double *absolute)
{
    static const double close_frac = 0.01, near_frac = 0.05;
    size_t close = 0, near = 0;
    BUG_UNLESS(n > 0);
    k->n = n;
    k->within80_frac = k->within95_frac = NAN;
    k->under_frac = k->most_frac = 0;
    for (size_t i = 0; i < n; i++) {
        absolute[i] = fabs(errors[i]);
        close += absolute[i] <= close_frac;
        near += absolute[i] <= near_frac;
        k->under_frac = fmin(k->under_frac, errors[i]);
        k->most_frac = fmax(k->most_frac, absolute[i]);
    }
    k->within1_frac = (double)close / (double)n;
    k->within5_frac = (double)near / (double)n;
    k->mean_frac = stat_mean(absolute, n);
    k->median_frac = stat_quantile(absolute, n, 0.5);
    k->p90_frac = stat_quantile(absolute, n, 0.9);
    k->bias_frac = stat_quantile(errors, n, 0.5);
    BUG_UNLESS(close <= near && near <= n && k->under_frac <= 0 && k->most_frac >= 0);
}

void check_class_column(const char *name, const double *errors, size_t n, double *work, struct check_summary *out)
{
    if (n == 0)
        return;
    struct check_class *k = &out->class[check_class_of(out, name)];
    memcpy(work, errors, n * sizeof *work);
    check_class_summarise(k, work, n, work + n);
}

void check_class_each(const struct check_case *k, size_t stride)
{
    const int n_classes = k->sum->n_classes;
    double *const work = k->work;
    for (int i = 0; i < n_classes; i++) {
        size_t n = 0;
        for (size_t at = 0; at < k->m->rows.n; at++) {
            const struct check_row *row = (const void *)((const char *)k->rows + at * stride);
            if (row->status == CHECK_PREDICTED && row->class == i)
                work[n++] = row->error_frac;
        }
        check_class_summarise(k->sum->class + i, work, n, work + n);
    }
}
