#include "check_published.h"

#include "bug.h"
#include "check_class.h"
#include "check_row.h"
#include "known.h"
#include "prepare.h"
#include "str.h"

#include <math.h>

#define RECORD file_row
#define TABLE "file_row.def"
#include "fields.inc"
#define RESULT file_prediction
#define TABLE "file_row.def"
#include "result_rows.inc"

double check_published_error(double b, double least, double most)
{
    BUG_UNLESS(least > 0 && most >= least);
    return b > most ? b / most - 1 : b < least ? b / least - 1 : 0;
}

/* Returns the bytes of the tokenizer's tables, which a GGUF file holds beside the tensors. */
static double header_b(const struct catalogue *c, const struct model *m, const struct quant *q)
{
    return q->scheme == scheme_gguf ? known_or(catalogue_policy(c)->file_token_b, 0) * m->vocab : 0;
}

static void file_row(const struct check_case *k, const struct file_row *r, struct check_published_row *row,
                     bool *by_rules)
{
    struct request q = request_nothing();
    const char *what = NULL, *reason = row_request_model(k->c, r->model, r->quant, &q, &what);
    if (!check_row_take(&row->row, reason, what))
        return;
    if (!(r->most_bytes >= r->least_bytes)) {
        check_row_skip(&row->row, "most_bytes below least_bytes", NULL);
        return;
    }
    q.engine = r->engine ? catalogue_find(k->c, &kind_engine, r->engine) : NULL;
    q.apart = row_request_is(r->mtp, "1");
    q.repo = r->file;
    if (r->engine && !q.engine) {
        check_row_skip(&row->row, "engine not in the catalogue", r->engine);
        return;
    }
    if (!prepare_case(k->c, &q, k->s)) {
        check_row_skip(&row->row, "too many layers", NULL);
        return;
    }
    *by_rules = isnan(llm_published_b(q.model, q.quant, q.repo));
    const double b = k->s->llm.total_b + header_b(k->c, q.model, q.quant),
                 e = check_published_error(b, r->least_bytes, r->most_bytes);
    char name[sizeof k->sum->class[0].name];
    str_cut(name, sizeof name, "maker %s", r->maker ? r->maker : "not stated");
    row->row = (struct check_row){.status = CHECK_PREDICTED, .class = check_class_of(k->sum, name), .error_frac = e};
    row->out = (struct file_prediction){b, e};
}

static void run(const struct check_case *k)
{
    const struct file_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_published_row *rows = k->rows;
    double *all = k->work, *ruled = k->work + list.n;
    size_t n = 0, n_ruled = 0;
    for (size_t i = 0; i < list.n; i++) {
        bool by_rules = false;
        file_row(k, &list.v[i], &rows[i], &by_rules);
        if (rows[i].row.status == CHECK_PREDICTED)
            all[n++] = rows[i].row.error_frac;
        if (by_rules)
            ruled[n_ruled++] = rows[i].row.error_frac;
    }
    k->sum->shares = true;
    const int makers = k->sum->n_classes;
    check_class_column("all: bytes of a file", all, n, k->work + 2 * list.n, k->sum);
    check_class_column("all: of files whose size is not on record", ruled, n_ruled, k->work + 2 * list.n, k->sum);
    for (int c = 0; c < makers; c++) {
        size_t of_maker = 0;
        for (size_t i = 0; i < list.n; i++)
            if (rows[i].row.status == CHECK_PREDICTED && rows[i].row.class == c)
                k->work[of_maker++] = rows[i].row.error_frac;
        check_class_summarise(k->sum->class + c, k->work, of_maker, k->work + of_maker);
    }
}

const struct check_kind check_published = {
    .file = {"published files", &kind_file_row, {"least_bytes", "most_bytes"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_file_prediction,
    .size = sizeof(struct check_published_row),
    .figures_at = offsetof(struct check_published_row, out),
    .run = run,
};
