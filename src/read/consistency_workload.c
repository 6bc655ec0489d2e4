#include "consistency_workload.h"

#include "consistency_say.h"
#include "decode.h"
#include "diag.h"
#include "names_unknown.h"
#include "str.h"

#include <math.h>

/* ---- models ---- */

static void check_choice(struct diags *d, const struct workload *w, const struct choice *c)
{
    if (c->quant && c->quant->of && c->quant->of != c->model)
        consistency_say(d, DIAG_SENSE, c->at[F_choice_quant], w->id, "'%s' is a file of %s, not of %s", c->quant->id,
                        c->quant->of->id, c->model->id);
    if (w->ctx_tokens > c->model->max_ctx_tokens)
        consistency_say(d, DIAG_SENSE, w->at[F_workload_ctx_tokens], w->id,
                        "expected ctx_tokens of at most %g, the context of %s, got %g", c->model->max_ctx_tokens,
                        c->model->id, w->ctx_tokens);
}

/* ---- lists of ids ---- */

/* A list of ids that a workload may state. */
struct listed {
    const char *field;
    const struct kind *kind;
    const struct text_list *ids;
    struct origin at;
};

/* Returns how many of the list's first n ids mean the record. */
static size_t count_before(const struct listed *l, size_t n, const void *record)
{
    size_t same = 0;
    for (size_t i = 0; i < n; i++)
        same += catalogue_named(l->kind, record, l->ids->v[i]);
    return same;
}

/* Reports an engine with a month, ENGINE@YYYY-MM, which only the command line takes. Returns false for another id. */
static bool say_month(struct diags *d, const struct catalogue *c, const struct workload *w, const struct listed *l,
                      const char *id)
{
    const char *month;
    const char *engine = str_split(d->arena, id, '@', &month);
    if (l->kind != &kind_engine || !month || !catalogue_find(c, l->kind, engine))
        return false;
    if (!decode_is_month(month))
        consistency_say(d, DIAG_BAD_DATE, l->at, w->id,
                        "%s: '%s' is no month, " DECODE_MONTH ", and an engine takes none here: write %s, and "
                        "engine_date: YYYY-MM in a machine or its run",
                        l->field, month, engine);
    else
        consistency_say(d, DIAG_SENSE, l->at, w->id,
                        "%s: an engine takes no month here: write %s, and engine_date: %s in a machine or its run",
                        l->field, engine, month);
    return true;
}

static void say_unknown(struct diags *d, const struct catalogue *c, const struct workload *w, const struct listed *l,
                        const char *id)
{
    const struct names_found found = names_find(d->arena, c, l->kind, id);
    consistency_say(d, DIAG_UNKNOWN_ID, l->at, w->id, "%s: %s", l->field,
                    names_unknown(d->arena, c, l->kind, id, &found));
}

/* Reports a file of a model that the workload would run with another model. */
static void check_quant_of(struct diags *d, const struct workload *w, const struct quant *q, struct origin at)
{
    for (size_t i = 0; q->of && i < w->any_of.n; i++)
        if (!w->any_of.v[i].quant && w->any_of.v[i].model != q->of)
            consistency_say(d, DIAG_SENSE, at, w->id, "'%s' is a file of %s, not of %s", q->id, q->of->id,
                            w->any_of.v[i].model->id);
}

static const char *cache_formats(struct arena *a, const struct catalogue *c)
{
    struct str s = str_new(a);
    for (size_t i = 0; i < c->formats.n; i++)
        if (c->formats.v[i].kv_cache == flag_yes)
            str_addf(&s, "%s%s", s.len ? ", " : "", c->formats.v[i].id);
    return s.text;
}

static void check_cache(struct diags *d, const struct catalogue *c, const struct workload *w, const struct format *f)
{
    if (f->kv_cache != flag_yes)
        consistency_say(d, DIAG_SENSE, w->at[F_workload_caches], w->id,
                        "no KV cache is kept in '%s'; formats that can hold one: %s", f->id,
                        cache_formats(d->arena, c));
}

static void check_list(struct diags *d, const struct catalogue *c, const struct workload *w, const struct listed *l)
{
    if (l->ids->n > RECORDS_MOST_LISTED)
        consistency_say(d, DIAG_LIST_LENGTH, l->at, w->id, "%s: expected at most %d entries, got %zu", l->field,
                        (int)RECORDS_MOST_LISTED, l->ids->n);
    if (l->at.file && l->ids->n == 0)
        consistency_say(d, DIAG_LIST_LENGTH, l->at, w->id,
                        "%s: expected one entry or more, got none: leave it out, or "
                        "name what would do",
                        l->field);
    for (size_t i = 0; i < l->ids->n; i++) {
        const char *id = l->ids->v[i];
        const void *record = catalogue_find(c, l->kind, id);
        if (!record && !say_month(d, c, w, l, id))
            say_unknown(d, c, w, l, id);
        else if (!record)
            continue;
        else if (count_before(l, i, record) > 0)
            consistency_say(d, DIAG_SENSE, l->at, w->id, "%s: '%s' is named twice", l->field,
                            schema_id(l->kind, record));
        else if (l->kind == &kind_quant)
            check_quant_of(d, w, record, l->at);
        else if (l->kind == &kind_format)
            check_cache(d, c, w, record);
    }
}

static void check_lists(struct diags *d, const struct catalogue *c, const struct workload *w)
{
    const struct listed lists[] = {{"quants", &kind_quant, &w->quants, w->at[F_workload_quants]},
                                   {"engines", &kind_engine, &w->engines, w->at[F_workload_engines]},
                                   {"caches", &kind_format, &w->caches, w->at[F_workload_caches]}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        check_list(d, c, w, &lists[i]);
}

/* ---- fields that exclude each other ---- */

static void check_any_of(struct diags *d, const struct workload *w)
{
    if ((w->at[F_workload_model].file || w->at[F_workload_quant].file) && w->at[F_workload_any_of].file)
        consistency_say(d, DIAG_SENSE, w->at[F_workload_any_of], w->id,
                        "a workload states either 'model', with or without 'quant', or 'any_of'");
}

void consistency_workload(struct diags *d, const struct catalogue *c, const struct workload *w)
{
    const double used = w->depth_tokens + w->prompt_tokens + w->gen_tokens;
    check_any_of(d, w);
    check_lists(d, c, w);
    if (used > w->ctx_tokens)
        consistency_say(d, DIAG_SENSE, w->at[F_workload_ctx_tokens], w->id,
                        "expected ctx_tokens of at least depth_tokens + prompt_tokens + gen_tokens (%g), got %g", used,
                        w->ctx_tokens);
    if (!(w->gen_tokens > 1) && !isnan(w->need_tok_s))
        consistency_say(d, DIAG_SENSE, w->at[F_workload_need_tok_s], w->id,
                        "need_tok_s is the speed behind the first token, and answers of one token have none behind it: "
                        "leave it out, or state need_ttft_s");
    for (size_t i = 0; i < w->any_of.n; i++)
        check_choice(d, w, &w->any_of.v[i]);
}
