#include "check_sizes.h"

#include "prepare.h"
#include "check_class.h"
#include "check_row.h"

#include <math.h>

static void size_row(const struct catalogue *c, const struct size_row *r, struct prepared *s, struct check_row *row)
{
    struct request q = request_nothing();
    if (!check_row_model(c, r->model, r->quant, &q, row))
        return;
    if (!prepare_case(c, &q, s)) {
        check_row_skip(row, "too many layers", NULL);
        return;
    }
    row->status = CHECK_PREDICTED;
    row->bytes[0] = s->llm.total_b;
    for (int i = 0; i < TENSORS_N_CLASSES; i++)
        row->bytes[1 + i] = s->llm.file_b[i];
    row->class = -1;
    row->error_frac = NAN;
}

static void size_classes(const struct size_row_list *list, const struct check_row *rows, double *work,
                         struct check_summary *out)
{
    static const char *const names[] = {"total", "token_embd", "output", "attn", "ffn", "experts", "other"};
    for (int column = 0; column < CHECK_SIZE_COLUMNS; column++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
            const struct size_row *r = &list->v[i];
            const double want[] = {r->total_bytes, r->token_embd_bytes, r->output_bytes, r->attn_bytes,
                                   r->ffn_bytes,   r->experts_bytes,    r->other_bytes};
            if (rows[i].status != CHECK_PREDICTED)
                continue;
            const double e = check_class_error(rows[i].bytes[column], want[column]);
            if (isfinite(e))
                work[n++] = e;
        }
        check_class_column(names[column], work, n, work + n, out);
    }
}

void check_sizes_run(const struct catalogue *c, const struct size_row_list *list, struct prepared *s,
                     struct check_row *rows, double *work, struct check_summary *out)
{
    for (size_t i = 0; i < list->n; i++)
        size_row(c, &list->v[i], s, &rows[i]);
    size_classes(list, rows, work, out);
}
