#include "check_training.h"

#include "bug.h"
#include "check_class.h"
#include "check_row.h"
#include "str.h"

#include <math.h>
#include <string.h>

#define RESULT training_prediction
#define TABLE "training_row.def"
#include "result_rows.inc"

/* Is the stated peak below what the row's own weights, gradients and optimiser states take? */
static bool is_impossible(const struct training_case *c, const struct training *got, const struct training_row *r)
{
    const double least_gib = got->weights_gib + (c->fused_backward ? 0 : got->gradients_gib) + got->optimizer_gib;
    return c->tune == tune_full && c->sharding == sharding_ddp && !c->offload_states && r->mem_gib < least_gib;
}

/* Returns what sets the row apart from the others of its method and trainer; NULL: nothing. */
static const char *special_class(const struct training_case *c, const struct training_row *r, bool impossible)
{
    if (impossible)
        return "peak below its own weights";
    if (isnan(r->seq_tokens))
        return "sequence not stated";
    return c->n_cards > 1 && c->sharding == sharding_zero3 ? "sharded" : NULL;
}

static void compare(const struct training_case *tc, const struct training *got, double context_gib,
                    const struct training_row *r, struct check_summary *sum, struct check_training_row *row)
{
    row->impossible = is_impossible(tc, got, r);
    const char *special = special_class(tc, r, row->impossible);
    char name[96];
    str_cut(name, sizeof name, "%s, %s%s%s", enums_words(&enums_tune, (int)tc->tune), tc->trainer->id,
            special ? ", " : "", special ? special : "");
    row->row.status = CHECK_PREDICTED;
    row->out.mem_gib = got->total_gib - context_gib;
    row->row.error_frac = row->out.mem_gib / r->mem_gib - 1;
    row->row.class = check_class_of(sum, name);
    if (row->impossible) {
        row->row.judged = false;
        row->row.unjudged = "stated peak below the row's own weights, gradients and optimiser states";
    }
}

static void training_row(const struct catalogue *c, const struct training_row *r, struct check_summary *sum,
                         struct check_training_row *row)
{
    struct training_request t;
    struct training got;
    const char *what, *why = training_request_read(c, r, &t, &what);
    const bool out_of_memory = r->kind == peakkind_out_of_memory;
    if (!why && !out_of_memory && isnan(r->mem_gib))
        why = "no peak stated";
    if (!why && out_of_memory && isnan(t.card.mem_gib)) {
        why = "device not in the catalogue";
        what = r->gpu;
    }
    if (why) {
        check_row_skip(&row->row, why, what);
        return;
    }
    training_judge(&t.tune, &t.card, catalogue_policy(c), &got);
    row->row.judged = !isnan(t.card.mem_gib);
    row->row.ran = !out_of_memory;
    row->row.fits = got.verdict != verdict_no;
    row->row.tight = got.verdict == verdict_tight;
    if (out_of_memory) {
        row->row.status = CHECK_VERDICT;
        row->row.error_frac = NAN;
        row->row.class = -1;
    } else
        compare(&t.tune, &got, isnan(t.card.overhead_gib) ? 0 : t.card.overhead_gib, r, sum, row);
}

/* Copies the errors of all rows but the impossible ones to work. Returns how many there are. */
static size_t possible_peaks(const struct training_row_list *list, const struct check_training_row *rows, double *work)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (rows[i].row.status == CHECK_PREDICTED && !rows[i].impossible)
            work[n++] = rows[i].row.error_frac;
    return n;
}

static void run(const struct check_case *k)
{
    const struct training_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_training_row *rows = k->rows;
    struct check_summary *sum = k->sum;
    double *work = k->work;
    for (size_t i = 0; i < list.n; i++)
        training_row(k->c, &list.v[i], sum, &rows[i]);
    check_class_each(k, sizeof *rows);
    const size_t n = possible_peaks(&list, rows, work);
    check_class_column("all: peaks, without impossible ones", work, n, work + n, sum);
}

const struct check_kind check_training = {
    .file = {"fine-tuning", &kind_training_row, {"method", "mem_gib"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_training_prediction,
    .size = sizeof(struct check_training_row),
    .figures_at = offsetof(struct check_training_row, out),
    .run = run,
};
