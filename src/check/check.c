#include "check.h"

#include "arena.h"
#include "bug.h"

#include <string.h>

#define KIND(name) &check_##name,
static const struct check_kind *const all[] = {
#include "check_kinds.def"
};
#undef KIND
#define KIND(name) &check_##name.file,
static const struct measured_kind *const files[] = {
#include "check_kinds.def"
};
#undef KIND
const struct measured_kinds check_kinds = {sizeof files / sizeof *files, files};

static const struct check_kind *kind_of(const struct measured *m)
{
    size_t i = 0;
    while (i < check_kinds.n && files[i] != m->kind)
        i++;
    BUG_UNLESS(i < check_kinds.n);
    return all[i];
}

struct check_rows check_rows(struct arena *a, const struct measured *m)
{
    const struct check_kind *k = kind_of(m);
    const size_t n = m->rows.n;
    return (struct check_rows){k, n, arena_array(a, n + 1, k->size), ARENA_ARRAY(a, 4 * n + 4, double)};
}

const struct check_row *check_at(const struct check_rows *rows, size_t i)
{
    BUG_UNLESS(i < rows->n);
    return (const struct check_row *)(const void *)((const char *)rows->v + i * rows->kind->size);
}

const void *check_figures(const struct check_rows *rows, size_t i)
{
    return (const char *)check_at(rows, i) + rows->kind->figures_at;
}

static void count(const struct check_rows *rows, struct check_summary *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct check_row *r = check_at(rows, i);
        out->n_predicted += r->status == CHECK_PREDICTED;
        out->n_skipped += r->status == CHECK_SKIPPED;
        out->n_verdicts += r->judged;
        out->n_right += r->judged && r->fits == r->ran;
        out->n_tight += r->judged && r->fits != r->ran && r->tight;
    }
}

void check_run(const struct catalogue *c, const struct measured *m, struct prepared *s, const struct check_rows *rows,
               struct check_summary *out)
{
    memset(out, 0, sizeof *out);
    out->n_rows = rows->n;
    rows->kind->run(&(struct check_case){c, m, s, rows->v, rows->work, out});
    count(rows, out);
    BUG_UNLESS(out->n_classes <= CHECK_MAX_CLASSES && out->n_fitted <= CHECK_MAX_FITTED);
    BUG_UNLESS(out->n_right + out->n_tight <= out->n_verdicts && out->n_verdicts <= out->n_rows);
    BUG_UNLESS(out->n_predicted + out->n_skipped <= out->n_rows);
}
