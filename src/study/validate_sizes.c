#include "validate_sizes.h"

#include "setup.h"
#include "validate_class.h"
#include "validate_row.h"

#include <math.h>

static void size_row(const struct catalogue *c, const struct size_row *r, struct setup *s, struct validate_row *row)
{
    struct setup_request q = setup_nothing();
    if (!validate_row_model(c, r->model, r->quant, &q, row))
        return;
    if (!setup_prepare(c, &q, s)) {
        validate_row_skip(row, "too many layers", NULL);
        return;
    }
    row->status = VALIDATE_PREDICTED;
    row->bytes[0] = s->llm.total_b;
    for (int i = 0; i < TENSORS_N_CLASSES; i++)
        row->bytes[1 + i] = s->llm.file_b[i];
    row->class = -1;
    row->error_frac = NAN;
}

static void size_classes(const struct size_row_list *list, const struct validate_row *rows, double *work, struct validate_summary *out)
{
    static const char *const names[] = {"total", "token_embd", "output", "attn", "ffn", "experts", "other"};
    for (int column = 0; column < VALIDATE_SIZE_COLUMNS; column++) {
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
            const struct size_row *r = &list->v[i];
            const double want[] = {r->total_bytes, r->token_embd_bytes, r->output_bytes, r->attn_bytes, r->ffn_bytes, r->experts_bytes, r->other_bytes};
            if (rows[i].status != VALIDATE_PREDICTED)
                continue;
            const double e = validate_class_error(rows[i].bytes[column], want[column]);
            if (isfinite(e))
                work[n++] = e;
        }
        validate_class_column(names[column], work, n, work + n, out);
    }
}

void validate_sizes_run(const struct catalogue *c, const struct size_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                        struct validate_summary *out)
{
    for (size_t i = 0; i < list->n; i++)
        size_row(c, &list->v[i], s, &rows[i]);
    size_classes(list, rows, work, out);
}
