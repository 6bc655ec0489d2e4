#include "check_sizes.h"

#include "prepare.h"
#include "check_class.h"
#include "check_row.h"

#include <math.h>

#define RECORD size_row
#define TABLE "size_row.def"
#include "fields.inc"
#define RESULT size_prediction
#define TABLE "size_row.def"
#include "result_rows.inc"

static void size_row(const struct catalogue *c, const struct size_row *r, struct prepared *s,
                     struct check_sizes_row *row)
{
    struct request q = request_nothing();
    const char *what = NULL, *reason = row_request_model(c, r->model, r->quant, &q, &what);
    if (!check_row_take(&row->row, reason, what))
        return;
    if (!prepare_case(c, &q, s)) {
        check_row_skip(&row->row, "too many layers", NULL);
        return;
    }
    const double *b = s->llm.file_b;
    row->row = (struct check_row){.status = CHECK_PREDICTED, .class = -1, .error_frac = NAN};
    row->out = (struct size_prediction){s->llm.total_b, b[TENSORS_EMBEDDING], b[TENSORS_OUTPUT], b[TENSORS_ATTN],
                                        b[TENSORS_FFN], b[TENSORS_EXPERTS],   b[TENSORS_OTHER]};
}

static void size_classes(const struct size_row_list *list, const struct check_sizes_row *rows, double *work,
                         struct check_summary *out)
{
    static const char *const names[] = {"total", "token_embd", "output", "attn", "ffn", "experts", "other"};
    for (size_t column = 0; column < figures_size_prediction.n; column++) {
        const struct figure *f = &figures_size_prediction.v[column];
        const struct field *measured = &kind_size_row.fields[schema_find(&kind_size_row, f->name)];
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
            const double *want = schema_member(&list->v[i], measured);
            const double e = rows[i].row.status == CHECK_PREDICTED
                                 ? check_class_error(results_value(f, &rows[i].out), *want)
                                 : NAN;
            if (isfinite(e))
                work[n++] = e;
        }
        check_class_column(names[column], work, n, work + n, out);
    }
}

static void run(const struct check_case *k)
{
    const struct size_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_sizes_row *rows = k->rows;
    for (size_t i = 0; i < list.n; i++)
        size_row(k->c, &list.v[i], k->s, &rows[i]);
    size_classes(&list, rows, k->work, k->sum);
}

const struct check_kind check_sizes = {
    .file = {"sizes", &kind_size_row, {"total_bytes"}},
    .keys = {"model", "quant"},
    .says_status = false,
    .figures = &figures_size_prediction,
    .size = sizeof(struct check_sizes_row),
    .figures_at = offsetof(struct check_sizes_row, out),
    .run = run,
};
