#include "bench_row.h"

#include "arena.h"
#include "bench_names.h"
#include "diag.h"
#include "tree_make.h"
#include "numtext.h"
#include "str.h"

#include <math.h>
#include <string.h>

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

static const char *gpus(struct bench_row_job *job, struct origin at, const struct bench_row_who *who, int *count)
{
    if (job->ask->gpu) {
        *count = job->ask->gpu_count;
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

/* Returns the model that llama.cpp describes ("gpt-oss 20B MXFP4 MoE"), if it is the catalogue's only model of that
   size: many models share architecture and size. Otherwise returns NULL and appends the models of that size to hint. */
static const struct model *by_description(struct bench_row_job *job, struct arena *scratch,
                                          const struct bench_row_who *who, struct str *hint)
{
    const char *ignored;
    struct str alike = str_new(job->arena), quiet = str_new(job->arena);
    const char *type = bench_names_file_type(scratch, who->model_type),
               *end = type ? strstr(who->model_type, arena_strndup(scratch, type, strcspn(type, "_"))) : NULL;
    bench_names_of_size(job->catalogue, who->params, &alike);
    const char *name = end ? arena_strndup(scratch, who->model_type, (size_t)(end - who->model_type)) : NULL;
    const struct model *m = name ? bench_names_model(scratch, job->catalogue, name, who->params, &ignored, &quiet)
                                 : NULL;
    if (m && alike.len && !strchr(alike.text, ','))
        return m;
    str_addf(hint, "%s%s", hint->len && alike.len ? "; " : "", alike.text);
    return NULL;
}

static void look_up_model(struct bench_row_job *job, struct origin at, const struct bench_row_who *who)
{
    struct arena *scratch = arena_new();
    struct str hint = str_new(job->arena);
    const char *quant = NULL, *name = who->model_file ? who->model_file : who->model_type;
    job->model = who->model_file
                     ? bench_names_model(scratch, job->catalogue, who->model_file, who->params, &quant, &hint)
                     : NULL;
    job->quant = quant ? arena_strdup(job->arena, quant) : NULL;
    if (!job->model && who->model_type && !job->ask->model)
        job->model = by_description(job, scratch, who, &hint);
    arena_free(scratch);
    if (!job->model && !job->ask->model)
        bench_row_tell(job, at, "model",
                       name ? str_format(job->arena,
                                         "%s does not name one model of the catalogue%s%s: state it with --model ID",
                                         quoted(job, name), hint.len ? "; " : "", hint.text)
                            : "the file does not name the model: state it with --model ID");
}

/* Returns the word for the quant; NULL when there is none. The description comes from the file's header and is
   preferred, but it does not know the mixes of other publishers (UD-Q4_K_XL, Q4_K_L), which only the file's name
   states. */
static const char *quant_word(struct bench_row_job *job, const struct bench_row_who *who)
{
    enum { FAMILY = sizeof "Q4_K" - 1 };
    const char *type = who->model_type ? bench_names_file_type(job->arena, who->model_type) : NULL, *name = job->quant;
    if (!type || !name || str_same_word(type, name))
        return type ? type : name;
    const bool family = type[1] >= '0' && type[1] <= '9' && strlen(name) > FAMILY &&
                        str_same_word(arena_strndup(job->arena, name, FAMILY), arena_strndup(job->arena, type, FAMILY));
    return family || str_starts(name, "UD-") ? name : type;
}

static const struct quant *quant(struct bench_row_job *job, struct origin at, const struct bench_row_who *who)
{
    if (job->ask->quant)
        return job->ask->quant;
    const char *word = quant_word(job, who);
    const struct quant *q = word ? bench_names_quant(job->arena, job->catalogue, word) : NULL;
    if (!q)
        bench_row_tell(job, at, "quant",
                       word ? str_format(job->arena,
                                         "%s is not a quant of the catalogue: state the quant with --quant Q",
                                         quoted(job, word))
                            : "the file does not state the quant: state it with --quant Q");
    return q;
}

/* Sets *gpu, *count and *q to the result's devices and quant. Returns false with diagnostics when one is unknown. */
static bool look_up(struct bench_row_job *job, const struct tree *result, const struct bench_row_who *who,
                    const char **gpu, int *count, const struct quant **q)
{
    const int missing = job->missing;
    const char *name = who->model_file ? who->model_file : who->model_type;
    *gpu = gpus(job, result->at, who, count);
    if (!name || !same(job->model_file, name)) {
        job->model_file = name;
        look_up_model(job, result->at, who);
    }
    job->missing += !bench_row_model(job);
    *q = quant(job, result->at, who);
    return job->missing == missing && job->d->errors == 0;
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
