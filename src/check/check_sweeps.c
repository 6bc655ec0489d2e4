#include "check_sweeps.h"

#include "check_class.h"
#include "row_request.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Returns whether two rows differ in their cap alone. */
static bool same_sweep(const struct speed_row *a, const struct speed_row *b)
{
    return same_text(a->source, b->source) && same_text(a->gpu, b->gpu) && a->gpu_count == b->gpu_count &&
           same_text(a->split, b->split) && same_text(a->engine, b->engine) && same_text(a->model, b->model) &&
           same_text(a->quant, b->quant) && same_text(a->phase, b->phase) && same_text(a->flags, b->flags) &&
           same_number(a->batch, b->batch) && same_number(a->depth_tokens, b->depth_tokens) &&
           same_number(a->prompt_tokens, b->prompt_tokens) && same_number(a->gen_tokens, b->gen_tokens);
}

/* Returns the row of the sweep of row i with the highest cap; SIZE_MAX where its caps are fewer than three. */
static size_t top_of(const struct speed_row_list *list, const double *predicted, size_t i)
{
    enum { FEWEST = 3 };
    size_t top = i, n = 0;
    for (size_t k = 0; k < list->n; k++) {
        const struct speed_row *r = &list->v[k];
        if (isnan(predicted[k]) || !(r->cap_w > 0) || !same_sweep(&list->v[i], r))
            continue;
        n++;
        if (r->cap_w > list->v[top].cap_w)
            top = k;
    }
    return n < FEWEST ? SIZE_MAX : top;
}

void check_sweeps(const struct speed_row_list *list, const double *predicted, double *work, struct check_summary *out)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct speed_row *r = &list->v[i];
        if (isnan(predicted[i]) || !(r->cap_w > 0))
            continue;
        const size_t top = top_of(list, predicted, i);
        if (top == SIZE_MAX || !(r->cap_w < list->v[top].cap_w))
            continue;
        work[n++] = check_class_error(predicted[i] / predicted[top], r->tokens_per_s / list->v[top].tokens_per_s);
    }
    check_class_column("all: power caps, speed over that at the highest cap", work, n, work + n, out);
}
