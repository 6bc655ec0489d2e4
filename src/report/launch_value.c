#include "launch_value.h"

#include "arena.h"
#include "engine_quant.h"
#include "model_use.h"
#include "str.h"
#include "month.h"

#include <math.h>

bool launch_value_settable(const struct launch_job *j, enum sets what)
{
    return launch_case_settable(j->d->engine, j->d->month, j->d->backend, what);
}

/* ---- files ---- */

struct launch_job launch_value_job(struct arena *a, const struct launch_case *d)
{
    return (struct launch_job){
        .arena = a,
        .d = d,
        .file = launch_case_file(d->engine, d->model, d->quant),
        .draft_file = d->draft_model ? launch_case_file(d->engine, d->draft_model, d->draft_quant) : NULL};
}

const char *launch_value_placeholder(const struct launch_job *j, const struct model *m, const struct quant *quant)
{
    return str_format(j->arena, "%s-%s%s", m->id, quant->id,
                      engine_quant_scheme(j->d->engine, scheme_gguf) ? ".gguf" : "");
}

/* Returns owner/name:QUANT; without the quant where the repository holds only one. */
static const char *tagged(const struct launch_job *j, const struct model_file *f, const struct quant *quant)
{
    return f->quant ? f->repo : str_format(j->arena, "%s:%s", f->repo, quant->id);
}

static const char *repo_quant(const struct launch_job *j)
{
    return j->file ? tagged(j, j->file, j->d->quant) : NULL;
}

static const char *repo_file(const struct launch_job *j)
{
    return j->file ? j->file->file : NULL;
}

static const char *file(const struct launch_job *j)
{
    const bool downloads = j->file && launch_value_settable(j, sets_repo_quant);
    return downloads ? NULL : launch_value_placeholder(j, j->d->model, j->d->quant);
}

static const char *repo(const struct launch_job *j)
{
    return j->file ? j->file->repo : launch_value_placeholder(j, j->d->model, j->d->quant);
}

static bool drafts_by_model(const struct launch_job *j)
{
    return !isnan(j->d->draft_tokens) && j->d->draft_model;
}

static const char *draft_repo(const struct launch_job *j)
{
    if (!drafts_by_model(j))
        return NULL;
    return j->draft_file ? j->draft_file->repo : launch_value_placeholder(j, j->d->draft_model, j->d->draft_quant);
}

static const char *draft_repo_quant(const struct launch_job *j)
{
    return drafts_by_model(j) && j->draft_file ? tagged(j, j->draft_file, j->d->draft_quant) : NULL;
}

static const char *draft_file(const struct launch_job *j)
{
    const bool downloads = j->draft_file && launch_value_settable(j, sets_draft_repo_quant);
    return drafts_by_model(j) && !downloads ? launch_value_placeholder(j, j->d->draft_model, j->d->draft_quant) : NULL;
}

/* ---- numbers ---- */

static const char *whole(const struct launch_job *j, double number)
{
    return isnan(number) ? NULL : str_format(j->arena, "%.0f", number);
}

static const char *draft_tokens(const struct launch_job *j)
{
    return whole(j, j->d->draft_tokens);
}

static const char *draft_self(const struct launch_job *j)
{
    return drafts_by_model(j) ? NULL : draft_tokens(j);
}

static const char *draft_other(const struct launch_job *j)
{
    return drafts_by_model(j) ? draft_tokens(j) : NULL;
}

static const char *layers(const struct launch_job *j)
{
    return whole(j, j->d->layers);
}

static const char *all_layers(const struct launch_job *j)
{
    return isnan(j->d->layers) ? "" : NULL;
}

static const char *n_cpu_moe(const struct launch_job *j)
{
    return j->d->expert_layers > 0 ? whole(j, j->d->expert_layers) : NULL;
}

static const char *all_experts(const struct launch_job *j)
{
    return j->d->all_experts ? "" : NULL;
}

static const char *ctx(const struct launch_job *j)
{
    return whole(j, j->d->ctx);
}

static const char *ctx_each(const struct launch_job *j)
{
    return whole(j, j->d->ctx_each);
}

static const char *sequences(const struct launch_job *j)
{
    return whole(j, j->d->sequences);
}

static const char *ubatch(const struct launch_job *j)
{
    return whole(j, j->d->ubatch);
}

static const char *memory_share(const struct launch_job *j)
{
    return isnan(j->d->engine->pool_frac) ? NULL : str_format(j->arena, "%g", j->d->engine->pool_frac);
}

static const char *wired(const struct launch_job *j)
{
    return whole(j, j->d->limit_mib);
}

/* ---- devices ---- */

static const char *split(const struct launch_job *j)
{
    for (size_t i = 0; i < j->d->engine->splits.n; i++) {
        const struct engine_split *s = &j->d->engine->splits.v[i];
        if (s->split == j->d->split && month_within(j->d->month, s->since, s->until))
            return s->word ? s->word : enums_text(&enums_split, (int)j->d->split);
    }
    return NULL;
}

static const char *parallel(const struct launch_job *j, bool wanted)
{
    return j->d->n > 1 && wanted ? str_format(j->arena, "%d", j->d->n) : NULL;
}

static const char *tensor_parallel(const struct launch_job *j)
{
    return parallel(j, j->d->split == split_tensor);
}

static const char *pipeline_parallel(const struct launch_job *j)
{
    return parallel(j, j->d->split == split_layer || j->d->split == split_pipeline);
}

static const char *spread(const struct launch_job *j)
{
    return parallel(j, j->d->split != split_none);
}

static const char *tensor_split(const struct launch_job *j)
{
    struct str s = str_new(j->arena);
    if (j->d->n == 1 || isnan(j->d->tensor_split[0]))
        return NULL;
    for (int i = 0; i < j->d->n; i++)
        str_addf(&s, "%s%.4g", i ? "," : "", j->d->tensor_split[i]);
    return s.text;
}

static const char *devices(const struct launch_job *j)
{
    struct str s = str_new(j->arena);
    for (int i = 0; i < j->d->n; i++)
        str_addf(&s, "%s%d", i ? "," : "", j->d->position[i]);
    return j->d->choose ? s.text : NULL;
}

static const char *device_order(const struct launch_job *j)
{
    return devices(j) ? "" : NULL;
}

/* ---- cache ---- */

static const char *cache(const struct launch_job *j)
{
    for (size_t i = 0; j->d->kv && i < j->d->engine->caches.n; i++) {
        const struct engine_cache *c = &j->d->engine->caches.v[i];
        if (c->format == j->d->kv)
            return c->ampere_word && j->d->before_ada ? c->ampere_word : c->word;
    }
    return NULL;
}

static const char *flash_on(const struct launch_job *j)
{
    return j->d->flash_attn ? "" : NULL;
}

static const char *flash_off(const struct launch_job *j)
{
    return j->d->flash_attn ? NULL : "";
}

/* What is downloaded by repository and quant comes with the encoder of pictures. */
static const char *no_vision(const struct launch_job *j)
{
    return model_use_is(j->d->model, use_vision) && repo_quant(j) ? "" : NULL;
}

static const char *embedding(const struct launch_job *j)
{
    return model_use_is(j->d->model, use_embedding) ? "" : NULL;
}

static const char *always(const struct launch_job *j)
{
    (void)j;
    return "";
}

const char *launch_value_of(const struct launch_job *j, enum sets what)
{
    static const char *(*const values[])(const struct launch_job *) = {
        [sets_file] = file,
        [sets_repo] = repo,
        [sets_repo_quant] = repo_quant,
        [sets_repo_file] = repo_file,
        [sets_layers] = layers,
        [sets_all_layers] = all_layers,
        [sets_n_cpu_moe] = n_cpu_moe,
        [sets_all_experts] = all_experts,
        [sets_split] = split,
        [sets_tensor_split] = tensor_split,
        [sets_tensor_parallel] = tensor_parallel,
        [sets_pipeline_parallel] = pipeline_parallel,
        [sets_spread] = spread,
        [sets_cache] = cache,
        [sets_ctx] = ctx,
        [sets_ctx_each] = ctx_each,
        [sets_sequences] = sequences,
        [sets_ubatch] = ubatch,
        [sets_flash_on] = flash_on,
        [sets_flash_off] = flash_off,
        [sets_memory_share] = memory_share,
        [sets_draft_tokens] = draft_tokens,
        [sets_draft_self] = draft_self,
        [sets_draft_other] = draft_other,
        [sets_draft_file] = draft_file,
        [sets_draft_repo] = draft_repo,
        [sets_draft_repo_quant] = draft_repo_quant,
        [sets_devices] = devices,
        [sets_device_order] = device_order,
        [sets_wired] = wired,
        [sets_no_vision] = no_vision,
        [sets_embedding] = embedding,
        [sets_host] = always,
        [sets_port] = always,
        [sets_always] = always,
    };
    BUG_UNLESS(what > sets_unknown && what < sets_end);
    return values[what](j);
}
