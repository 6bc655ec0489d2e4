#include "bench_row.h"

#include "arena.h"
#include "bench_model.h"
#include "bench_names.h"
#include "bench_quant.h"
#include "diag.h"
#include "engine_quant.h"
#include "feed_text.h"
#include "file.h"
#include "names.h"
#include "tree_make.h"
#include "numtext.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* Most that the parameters of the stated model may differ from those of the file. */
static const double model_frac = 0.02;
/* Memory by which a card differs from that of its name for sure. */
static const double more_memory_frac = 0.25;

static const struct tree *stated(const struct tree *result, const char *key)
{
    const struct tree *t = tree_get(result, key);
    return t && t->type != TREE_NULL && (t->type != TREE_TEXT || *t->text) ? t : NULL;
}

struct bench_row_job bench_row_start(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                     const struct import_bench_ask *ask)
{
    const struct origin at = {.file = file, .line = 1, .col = 1};
    return (struct bench_row_job){.arena = a,
                                  .d = d,
                                  .catalogue = c,
                                  .file = file,
                                  .name = strcmp(file_base(file), "-") == 0 ? "stdin" : file_stem(a, file),
                                  .ask = ask,
                                  .rows = tree_make_list(a, NULL, NULL, at),
                                  .loads = tree_make_list(a, NULL, NULL, at),
                                  .hint = "",
                                  .params = NAN};
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

static void say_said(struct bench_row_job *job, struct origin at, const struct device *d)
{
    bench_row_say(job, at,
                  str_format(job->arena, "'%.60s' of line %d is taken as the device that ran: %s", job->said.gpu,
                             job->said.line, d->id));
}

/* Returns the device that the text around names where it is one of those that the name may mean; NULL: it is not. */
static const struct device *said_one(struct bench_row_job *job, struct origin at, struct arena *scratch,
                                     const char *name)
{
    const struct names_found f = names_find(scratch, job->catalogue, &kind_device, name);
    const struct device *d = job->said.gpu ? job->said.device : NULL;
    for (size_t i = 0; d && i < f.n && i < NAMES_MOST; i++)
        if (f.near[i] == d) {
            say_said(job, at, d);
            return d;
        }
    return NULL;
}

/* Returns the device with the memory that nvidia-smi's table beside the results states, where that is another record:
   a modified card reports the name of the card it was. */
static const struct device *sized(struct bench_row_job *job, struct origin at, struct arena *scratch,
                                  const struct device *d, const char *name)
{
    const double gib = unit_b_to_gib(unit_mib_to_b(job->said.mem_mib));
    if (job->said.mem_mib == 0 || isnan(d->mem_gib) || fabs(gib / d->mem_gib - 1) < more_memory_frac)
        return d;
    struct str hint = str_new(scratch);
    const struct device *other = bench_names_device(scratch, job->catalogue,
                                                    str_format(scratch, "%s %.0fGB", name, gib), &hint);
    if (other && other != d)
        bench_row_say(job, at,
                      str_format(job->arena, "'%.60s' has %.0f GiB by nvidia-smi: taken as %s", name, gib, other->id));
    return other ? other : d;
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
        device[n] = device[n] ? sized(job, at, scratch, device[n], word) : said_one(job, at, scratch, word);
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

/* Returns the id of the device that the text around names and sets *count, *assumed where that is not stated; NULL with
   a diagnostic. */
static const char *said_gpus(struct bench_row_job *job, struct origin at, int used, int *count)
{
    const struct bench_said *s = &job->said;
    const struct device *d = s->gpu ? s->device : NULL;
    const int has = s->count > 0 ? s->count : s->listed;
    const bool differ = d && has > 0 && used > has, open = d && s->count == 0 && used == 0 && s->listed > 1;
    if (d && !differ && !open) {
        *count = used > 0 ? used : has > 0 ? has : 1;
        job->assumed = has == 0 && used == 0;
        say_said(job, at, d);
        if (has > *count)
            bench_row_say(
                job, at,
                str_format(job->arena, "the text names %d of '%.60s', and the command runs on %d", has, s->gpu, used));
        return d->id;
    }
    bench_row_tell(
        job, at, "gpu",
        open ? str_format(job->arena, "nvidia-smi lists %d of '%.60s': state how many ran with --gpu %s:N", s->listed,
                          s->gpu, d->id)
        : differ  ? str_format(job->arena, "the text names %d of '%.60s', and %d ran: state them with --gpu ID:N", has,
                               s->gpu, used)
        : s->open ? str_format(job->arena,
                               "the results do not name the device, and the text names %.200s: state the one "
                               "that ran with --gpu ID[:N]",
                               s->open)
                  : "the file does not name the device: state it with --gpu ID[:N]");
    return NULL;
}

/* Tells that the number of cards must be stated, where the text names a card that is too small for the model. Returns
   whether it did. */
static bool too_small(struct bench_row_job *job, struct origin at, const char *gpu, const struct model *m,
                      const struct quant *q)
{
    const struct device *d = gpu ? catalogue_find(job->catalogue, &kind_device, gpu) : NULL;
    const struct bench_weights *w = job->ask->weights;
    if (!job->assumed || !d || !m || !q || !w || !(w->file_b(w->context, m, q, false) > unit_gib_to_b(d->mem_gib)))
        return false;
    bench_row_tell(job, at, "gpu",
                   str_format(job->arena,
                              "the text names '%.60s', but not how many, and one cannot hold %s in %s: state "
                              "them with --gpu %s:N",
                              job->said.gpu, m->id, q->id, gpu));
    return true;
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
    job->assumed = false;
    if (!who->gpus)
        return said_gpus(job, at, who->used, count);
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

/* Returns what stands behind the owner in "owner/name". */
static const char *behind_owner(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* Returns the quant that a maker's own release of the model has: that of the repository on record, or BF16 where an FP8
   release is a repository of its own; NULL: not known. name: the repository, which names no quant. Files of GGUF come
   in many quants: of them the release is known only where the model came in 4 bits. */
static const struct quant *released_in(const struct catalogue *c, const struct model *m, const char *name,
                                       const char *engine)
{
    const struct engine *e = engine ? catalogue_find(c, &kind_engine, engine) : NULL;
    const bool gguf = feed_text_has(name, "gguf") || (e && !engine_quant_scheme(e, scheme_floating));
    bool apart = false;
    if (gguf)
        return m->native && m->native->scheme == scheme_gguf ? m->native : NULL;
    for (size_t i = 0; i < m->files.n; i++) {
        const struct model_file *f = &m->files.v[i];
        if (f->scheme != scheme_floating)
            continue;
        if (f->quant && str_same_word(behind_owner(f->repo), behind_owner(name)))
            return f->quant;
        apart |= str_ends(f->repo, "FP8");
    }
    return m->native ? m->native : apart && strchr(name, '/') ? catalogue_find(c, &kind_quant, "BF16") : NULL;
}

static const struct quant *quant(struct bench_row_job *job, struct origin at, const struct bench_row_who *who,
                                 const struct model *m, bool *left)
{
    const struct bench_quant_said said = {who->model_type, job->quant, who->size_b};
    const struct quant *stated = job->ask->quant;
    const char *taken = NULL, *why = NULL;
    const struct quant *q = bench_quant_find(job->arena, job->catalogue, job->ask->weights, m, &said, &taken, &why);
    if (!stated && !q && !job->quant && m && who->repository && who->model_file)
        q = released_in(job->catalogue, m, who->model_file, who->engine);
    if (!stated) {
        if (q && !job->quant && who->repository)
            bench_row_say(job, at,
                          str_format(job->arena, "'%.60s' names no quant: it is taken as released, in %s",
                                     who->model_file, q->id));
        else if (!q)
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
    struct bench_row_who named = *who;
    bool left = false;
    if (!who->model_file && !who->model_type && job->said.model && !job->ask->model) {
        named.model_file = job->said.model;
        named.repository = strchr(job->said.model, '/') != NULL;
        bench_row_say(
            job, result->at,
            str_format(job->arena, "'%.60s' of line %d is taken as the model", job->said.model, job->said.model_line));
    }
    *gpu = gpus(job, result->at, &named, count, &left);
    const struct model *m = model(job, result->at, &named, &left);
    *q = left || !m ? NULL : quant(job, result->at, &named, m, &left);
    if (too_small(job, result->at, *gpu, m, *q))
        return false;
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
