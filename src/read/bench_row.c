#include "bench_row.h"

#include "arena.h"
#include "bench_model.h"
#include "bench_names.h"
#include "bench_quant.h"
#include "diag.h"
#include "tree_make.h"
#include "numtext.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* Most that the parameters of the stated model may differ from those of the file. */
static const double model_frac = 0.02;

static const struct tree *stated(const struct tree *result, const char *key)
{
    const struct tree *t = tree_get(result, key);
    return t && t->type != TREE_NULL && (t->type != TREE_TEXT || *t->text) ? t : NULL;
}

double bench_row_number(struct bench_row_job *job, const struct tree *result, const char *key)
{
    const struct tree *t = stated(result, key);
    double x = NAN;
    if (!t)
        return NAN;
    if (t->type == TREE_NUMBER || t->type == TREE_BOOL)
        return t->number;
    if (t->type == TREE_TEXT && numtext_parse(t->text, strlen(t->text), &x))
        return x;
    diag_add(job->d, DIAG_WRONG_TYPE, t->at, key, "expected a number, got %s", tree_describe(job->arena, t));
    return NAN;
}

const char *bench_row_text(struct bench_row_job *job, const struct tree *result, const char *key)
{
    const struct tree *t = stated(result, key);
    if (!t || t->type == TREE_TEXT)
        return t ? t->text : NULL;
    diag_add(job->d, DIAG_WRONG_TYPE, t->at, key, "expected a text, got %s", tree_describe(job->arena, t));
    return NULL;
}

void bench_row_tell(struct bench_row_job *job, struct origin at, const char *path, const char *text)
{
    job->missing++;
    for (size_t i = 0; i < job->n_told; i++)
        if (strcmp(job->told[i], text) == 0)
            return;
    if (job->n_told == sizeof job->told / sizeof *job->told)
        return;
    job->told[job->n_told++] = text;
    diag_add(job->d, DIAG_BENCH, at, path, "%s", text);
}

void bench_row_say(struct bench_row_job *job, struct origin at, const char *text)
{
    for (size_t i = 0; i < job->n_told; i++)
        if (strcmp(job->told[i], text) == 0)
            return;
    if (job->n_told < sizeof job->told / sizeof *job->told)
        job->told[job->n_told++] = text;
    diag_add(job->d, DIAG_NAME_OPEN, at, NULL, "%s", text);
}

bool bench_row_differs(struct bench_row_job *job, struct origin at, const char *text)
{
    diag_add(job->d, DIAG_BENCH_LEFT_OUT, at, NULL, "%s", text);
    return true;
}

void bench_row_leave(struct bench_row_job *job, const struct tree *result, const char *why)
{
    diag_add(job->d, DIAG_BENCH_LEFT_OUT, result->at, NULL, "%s", why);
}

const struct model *bench_row_model(const struct bench_row_job *job)
{
    return job->ask->model ? job->ask->model : job->model;
}

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* ---- devices ---- */

enum { MOST_DEVICES = 64 };

/* Returns "a+b" for devices in runs of equal length, one run for each kind; NULL for other orders, which a row cannot
   state. */
static const char *join_ids(struct bench_row_job *job, const struct device *const device[], int n)
{
    struct str out = str_new(job->arena);
    int kinds = 0;
    for (int i = 0; i < n; i++)
        if (i == 0 || device[i] != device[i - 1]) {
            str_addf(&out, "%s%s", kinds ? "+" : "", device[i]->id);
            kinds++;
        }
    BUG_UNLESS(kinds > 0 && kinds <= n);
    const int each = n / kinds;
    for (int i = 0; i < n; i++)
        if (n % kinds != 0 || device[i] != device[i / each * each])
            return NULL;
    return out.text;
}

static const char *quoted(struct bench_row_job *job, const char *text)
{
    return str_format(job->arena, "'%.60s'", text);
}

/* Returns the ids of the devices that the result names and sets *count; NULL with a diagnostic. */
static const char *look_up_gpus(struct bench_row_job *job, struct origin at, const char *gpus, int used, int *count)
{
    const struct device *device[MOST_DEVICES];
    int n = 0;
    for (const char *name = gpus; name && n < MOST_DEVICES; n++) {
        struct str hint = str_new(job->arena);
        struct arena *scratch = arena_new();
        const char *comma = strstr(name, ", ");
        const char *word = arena_strndup(job->arena, name, comma ? (size_t)(comma - name) : strlen(name));
        device[n] = bench_names_device(scratch, job->catalogue, word, &hint);
        arena_free(scratch);
        if (!device[n]) {
            bench_row_tell(job, at, "gpu",
                           str_format(job->arena,
                                      "%s does not name one device of the catalogue%s%s: state it with --gpu ID[:N]",
                                      quoted(job, word), hint.len ? "; " : "", hint.text));
            return NULL;
        }
        name = comma ? comma + 2 : NULL;
    }
    const char *all = join_ids(job, device, n);
    *count = used > 0 ? used : n;
    if (*count > n || !all || (*count < n && strchr(all, '+'))) {
        bench_row_tell(
            job, at, "gpu",
            str_format(job->arena, "it is not clear which of %s ran: state them with --gpu ID[:N]", quoted(job, gpus)));
        return NULL;
    }
    return all;
}

/* Returns whether the id is one of those that '+' joins. */
static bool has_id(const char *ids, const char *id)
{
    const size_t n = strlen(id);
    for (const char *at = ids; at; at = strchr(at, '+') ? strchr(at, '+') + 1 : NULL)
        if (strncmp(at, id, n) == 0 && (at[n] == '+' || at[n] == '\0'))
            return true;
    return false;
}

/* Returns true where the result's devices are known and other ones than the user states. */
static bool other_gpus(struct bench_row_job *job, const char *gpus)
{
    struct arena *scratch = arena_new();
    struct str hint = str_new(scratch);
    bool other = false;
    for (const char *name = gpus; name && !other;) {
        const char *comma = strstr(name, ", ");
        const char *word = arena_strndup(scratch, name, comma ? (size_t)(comma - name) : strlen(name));
        const struct device *d = bench_names_device(scratch, job->catalogue, word, &hint);
        other = d && !has_id(job->ask->gpu, d->id);
        name = comma ? comma + 2 : NULL;
    }
    arena_free(scratch);
    return other;
}

static const char *gpus(struct bench_row_job *job, struct origin at, const struct bench_row_who *who, int *count,
                        bool *left)
{
    if (job->ask->gpu) {
        *count = job->ask->gpu_count;
        *left = who->gpus && other_gpus(job, who->gpus) &&
                bench_row_differs(job, at,
                                  str_format(job->arena, "it ran on %.60s, not on %s", who->gpus, job->ask->gpu));
        return job->ask->gpu;
    }
    if (!who->gpus) {
        bench_row_tell(job, at, "gpu", "the file does not name the device: state it with --gpu ID[:N]");
        return NULL;
    }
    if (!same(job->gpus, who->gpus) || job->used != who->used) {
        job->gpus = who->gpus;
        job->used = who->used;
        job->gpu = look_up_gpus(job, at, who->gpus, who->used, &job->gpu_count);
    }
    job->missing += !job->gpu;
    *count = job->gpu_count;
    return job->gpu;
}

/* ---- models ---- */

static bool differs(const char *a, const char *b)
{
    return !same(a, b) && (a || b);
}

/* Looks up the model where the result names another than the one before. */
static void look_up_model(struct bench_row_job *job, struct origin at, const struct bench_row_who *who)
{
    const struct bench_model_said said = {who->model_file, who->model_type, who->params, who->round_frac};
    const char *quant = NULL, *alike = NULL, *name = who->model_file ? who->model_file : who->model_type;
    if (!differs(job->model_file, who->model_file) && !differs(job->model_type, who->model_type) &&
        !(job->params < who->params || job->params > who->params))
        return;
    struct arena *scratch = arena_new();
    struct str hint = str_new(job->arena);
    job->model_file = who->model_file;
    job->model_type = who->model_type;
    job->params = who->params;
    job->model = bench_model_find(scratch, job->catalogue, job->ask->weights, &said, &quant, &alike, &hint);
    job->quant = quant ? arena_strdup(job->arena, quant) : NULL;
    job->hint = str_format(job->arena, "%s", hint.text);
    if (job->model && alike && !job->ask->model)
        bench_row_say(job, at,
                      str_format(job->arena, "'%.60s' is taken as %s, by its shape%s%s", name ? name : "it",
                                 job->model->id, *alike ? ", which is also that of " : "", alike));
    arena_free(scratch);
}

/* Returns the model of the row; NULL with a diagnostic, or where the result says another than the user: then *left. */
static const struct model *model(struct bench_row_job *job, struct origin at, const struct bench_row_who *who,
                                 bool *left)
{
    const struct model *stated = job->ask->model;
    const char *name = who->model_file ? who->model_file : who->model_type;
    look_up_model(job, at, who);
    if (!stated && !job->model)
        bench_row_tell(job, at, "model",
                       name ? str_format(job->arena,
                                         "%s does not name one model of the catalogue%s%s: state it with --model ID",
                                         quoted(job, name), *job->hint ? "; " : "", job->hint)
                            : "the file does not name the model: state it with --model ID");
    if (!stated)
        return job->model;
    if (!bench_model_has(job->ask->weights, stated, who->params, model_frac))
        *left = bench_row_differs(job, at,
                                  str_format(job->arena,
                                             "it was measured with a model of %.4g parameters (%s), and %s has %.4g",
                                             who->params, name ? name : "not named", stated->id, stated->params_total));
    else if (isnan(who->params) && job->model && job->model != stated && who->model_file)
        *left = bench_row_differs(job, at,
                                  str_format(job->arena, "it was measured with %.60s, which is %s and not %s", name,
                                             job->model->id, stated->id));
    return *left ? NULL : stated;
}

/* ---- quants ---- */

static const struct quant *quant(struct bench_row_job *job, struct origin at, const struct bench_row_who *who,
                                 const struct model *m, bool *left)
{
    const struct bench_quant_said said = {who->model_type, job->quant, who->size_b};
    const struct quant *stated = job->ask->quant;
    const char *taken = NULL, *why = NULL;
    const struct quant *q = bench_quant_find(job->arena, job->catalogue, job->ask->weights, m, &said, &taken, &why);
    if (!stated) {
        if (!q)
            bench_row_tell(job, at, "quant", str_format(job->arena, "%s: state the quant with --quant Q", why));
        else if (taken)
            bench_row_say(job, at, taken);
        return q;
    }
    if (m && !bench_quant_weighs(job->ask->weights, m, stated, who->size_b))
        *left = bench_row_differs(job, at,
                                  str_format(job->arena, "its file is of %.4g GiB, which %s of %s is not%s%s",
                                             unit_b_to_gib(who->size_b), stated->id, m->id,
                                             q ? "; it is of the size of " : "", q ? q->id : ""));
    else if (q && isnan(who->size_b) && q->base != stated->base && who->model_type)
        *left = bench_row_differs(job, at,
                                  str_format(job->arena, "it was measured with %s, not with %s", q->id, stated->id));
    return *left ? NULL : stated;
}

/* Sets *gpu, *count and *q to the result's devices and quant. Returns false with diagnostics when one is unknown or the
   result is left out. */
static bool look_up(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who,
                    const char **gpu, int *count, const struct quant **q)
{
    const int missing = job->missing;
    bool left = false;
    *gpu = gpus(job, result->at, who, count, &left);
    const struct model *m = model(job, result->at, who, &left);
    *q = left || !m ? NULL : quant(job, result->at, who, m, &left);
    return !left && job->missing == missing && *gpu && m && *q;
}

bool bench_row_known(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who)
{
    const char *gpu;
    const struct quant *q;
    int count = 0;
    return look_up(job, result, who, &gpu, &count, &q);
}

struct tree *bench_row_begin(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who)
{
    const struct import_bench_ask *ask = job->ask;
    struct arena *a = job->arena;
    const struct origin at = result->at;
    const char *gpu;
    const struct quant *q;
    int count = 0;
    if (!look_up(job, result, who, &gpu, &count, &q))
        return NULL;
    struct tree *row = tree_make_map(a, job->rows, NULL, at);
    tree_make_text(a, row, "id", tree_make_id(a, str_format(a, "%.80s-%zu", job->name, job->rows->n)), at);
    tree_make_text(a, row, "gpu", gpu, at);
    tree_make_number(a, row, "gpu_count", count, at);
    tree_make_text(a, row, "split", count == 1 ? "none" : ask->split ? ask->split : who->split, at);
    tree_make_text(a, row, "engine", ask->engine ? ask->engine : who->engine, at);
    tree_make_text(a, row, "engine_date", ask->date ? ask->date : who->date, at);
    tree_make_text(a, row, "backend", ask->backend ? ask->backend : who->backend, at);
    tree_make_text(a, row, "model", bench_row_model(job)->id, at);
    tree_make_text(a, row, "quant", q->id, at);
    tree_make_text(a, row, "source", ask->source, at);
    return row;
}
