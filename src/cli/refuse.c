#include "refuse.h"

#include "arena.h"
#include "from_scenario.h"
#include "compatibility.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static const struct origin from_command_line = {.file = NULL};

/* What is checked: the command line, or an option of a scenario with a workload. */
struct subject {
    struct command_run *r;
    const struct option *option;     /* NULL: the command line */
    const struct workload *workload; /* NULL: the command line */
};

/* True if this text was reported at this place; a value of --set has no place, so for this option. */
static bool is_reported(const struct diags *d, struct origin at, const char *option, const char *text)
{
    for (const struct diag *x = d->first; x; x = x->next) {
        const bool same_text = x->path && strcmp(x->text, text) == 0,
                   same_option = x->path && strcmp(x->path, option) == 0;
        const bool same_place = x->at.file && strcmp(x->at.file, at.file) == 0 && x->at.line == at.line &&
                                x->at.col == at.col;
        if (same_text && same_place && (at.line > 0 || same_option))
            return true;
    }
    return false;
}

/* Returns the place in the scenario of what the command line says with this option. */
static struct origin origin_of(const struct option *o, const struct workload *w, const char *option)
{
    const struct origin engine = o->at[F_option_engine], split = o->at[F_option_split];
    if (strcmp(option, "--quant") == 0)
        return engine.file ? engine : w->at[F_workload_quant];
    if (strcmp(option, "--engine") == 0 && engine.file)
        return engine;
    return strcmp(option, "--split") == 0 && split.file ? split : o->at[F_option_id];
}

/* Adds a diagnostic. option: the option of the command line that is wrong. */
static void PRINTF(3, 4) fault(const struct subject *s, const char *option, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *text = str_vformat(s->r->arena, fmt, args);
    va_end(args);
    if (!s->option) {
        diag_add(&s->r->d, DIAG_SENSE, from_command_line, option, "%s", text);
        return;
    }
    BUG_UNLESS(s->workload);
    const struct origin at = origin_of(s->option, s->workload, option);
    if (!is_reported(&s->r->d, at, s->option->id, text))
        diag_add(&s->r->d, DIAG_SENSE, at, s->option->id, "%s", text);
}

static const char *append_word(struct arena *a, const char *so_far, const char *word)
{
    return so_far ? str_format(a, "%s, %s", so_far, word) : word;
}

/* Returns the backends that engine and device have in common; d NULL: all backends of the engine. NULL: none. */
static const char *backends(struct arena *a, const struct engine *e, const struct device *d)
{
    const char *out = NULL;
    for (int b = 1; b < backend_end; b++)
        if (rig_has(e, (enum backend)b) && (!d || rig_runs(d, (enum backend)b)))
            out = append_word(a, out, enums_text(&enums_backend, b));
    return out;
}

static const char *engine_reads(struct arena *a, const struct engine *e)
{
    const char *out = NULL;
    for (size_t i = 0; i < e->reads.n; i++)
        out = append_word(a, out,
                          e->reads.v[i].quant ? e->reads.v[i].quant->id
                                              : enums_words(&enums_scheme, (int)e->reads.v[i].scheme));
    return out;
}

/* Returns "; engines that can: ..." with the engines that load the quant, "" if there are none. */
static const char *engines_for(struct command_run *r, const struct quant *q)
{
    const char *out = NULL;
    for (size_t i = 0; i < r->catalogue->engines.n; i++)
        if (compatibility_quant(&r->catalogue->engines.v[i], q))
            out = append_word(r->arena, out, r->catalogue->engines.v[i].id);
    return out ? str_format(r->arena, "; engines that can: %s", out) : "";
}

/* Returns the numbers of cards that the heads of the model divide by. */
static const char *card_counts(struct arena *a, const struct model *m)
{
    const char *out = NULL;
    for (int n = 1; n <= RIG_MAX_DEVICES; n++)
        if (compatibility_heads(m, n))
            out = append_word(a, out, str_format(a, "%d", n));
    return out;
}

static void refuse_backend(const struct subject *s, const struct engine *e, const struct device *d,
                           const struct compatibility *p)
{
    const char *common = backends(s->r->arena, e, d), *asked = enums_text(&enums_backend, (int)p->backend);
    if (!common)
        fault(s, "--engine", "%s does not run on %s: it has %s only; choose another engine (see: rigplan list engine)",
              e->id, d->id, backends(s->r->arena, e, NULL));
    else
        fault(s, "--backend", "%s cannot use %s on %s; what works: %s", e->id, asked, d->id, common);
}

static void refuse_nvlink(const struct subject *s, const struct request *q, const struct device *d)
{
    const char *option = q->bridge ? "--bridge" : "--link", *link = (q->bridge ? q->bridge : q->link)->id;
    if (d->nvlink_gb_s > 0)
        fault(s, option, "%s joins pairs of equal cards: %s has no equal partner", link, d->id);
    else
        fault(s, option, "%s needs cards with NVLink: %s has none", link, d->id);
}

/* The rules about a KV cache and flash attention. */
static void refuse_cache(const struct subject *s, const char *engine, enum compatibility_rule rule)
{
    switch (rule) {
    case COMPATIBILITY_FLASH_CACHE:
        fault(s, "--kv-type",
              "%s keeps a quantised KV cache only with flash attention: leave out --flash-attn off, or use F16",
              engine);
        break;
    case COMPATIBILITY_FP8_CACHE: fault(s, "--kv-type", "%s has no FP8 KV cache: use Q8_0", engine); break;
    case COMPATIBILITY_TENSOR_CACHE:
        fault(s, "--kv-type", "%s cannot split a quantised KV cache by tensors: use --split layer, or F16", engine);
        break;
    case COMPATIBILITY_TENSOR_FLASH:
        fault(s, "--flash-attn",
              "%s splits by tensors only with flash attention: leave out --flash-attn off, or use --split layer",
              engine);
        break;
    default: break;
    }
}

/* The rules about layers and experts in system RAM. */
static void refuse_host(const struct subject *s, const struct request *q, const char *engine,
                        enum compatibility_rule rule)
{
    switch (rule) {
    case COMPATIBILITY_HOST_ENGINE:
        fault(s, "--engine", "layers or experts in system RAM are not modelled for %s: use llama.cpp", engine);
        break;
    case COMPATIBILITY_HOST_TENSOR:
        fault(s, "--split", "layers or experts in system RAM are not modelled with a tensor split: use --split layer");
        break;
    case COMPATIBILITY_HOST_UNIFIED:
        fault(s, "--system",
              "%s uses the memory of the machine: there is no other memory to move layers or experts to; leave out "
              "--ngl, --n-cpu-moe and --experts-on-host",
              q->device[0]->id);
        break;
    default: break;
    }
}

/* Every rule but those about backends. */
static void refuse_other(const struct subject *s, const struct request *q, const struct engine *e,
                         const struct compatibility *p)
{
    struct arena *a = s->r->arena;
    switch (p->rule) {
    case COMPATIBILITY_QUANT:
        fault(s, "--quant", "%s cannot load %s: it loads %s%s", e->id, q->quant->id, engine_reads(a, e),
              engines_for(s->r, q->quant));
        break;
    case COMPATIBILITY_MAKERS:
        fault(s, "--gpu",
              "%s needs cards of one backend, and %s and %s have none in common: use one kind of card, or llama.cpp",
              e->id, q->device[0]->id, q->device[p->device]->id);
        break;
    case COMPATIBILITY_HEADS:
        fault(s, "--split",
              "%s gives each card whole heads: the %g heads and %g KV heads of %s cannot be divided by %d cards; what "
              "works: %s cards, or --split layer",
              e->id, q->model->heads, q->model->kv_heads, q->model->id, q->n, card_counts(a, q->model));
        break;
    case COMPATIBILITY_BRIDGE:
        fault(s, "--bridge",
              "%s cannot pair these cards: --bridge takes three or more cards that NVLink bridges join in pairs, and a "
              "link of type nvlink; for two cards use --link",
              q->bridge->id);
        break;
    case COMPATIBILITY_NVLINK: refuse_nvlink(s, q, q->device[p->device]); break;
    default:
        refuse_cache(s, e->id, p->rule);
        refuse_host(s, q, e->id, p->rule);
        break;
    }
}

/* True, with a diagnostic, if the request cannot run. */
static bool refused(const struct subject *s, const struct request *q)
{
    const struct engine *e = prepare_engine(s->r->catalogue, q);
    const struct compatibility p = compatibility_check(q, e);
    if (p.rule == COMPATIBILITY_DEVICE_BACKEND || p.rule == COMPATIBILITY_ENGINE_BACKEND)
        refuse_backend(s, e, q->device[p.device], &p);
    else
        refuse_other(s, q, e, &p);
    return p.rule != COMPATIBILITY_YES;
}

bool refuse_impossible(struct command_run *r, const struct request *q)
{
    return refused(&(struct subject){.r = r}, q);
}

bool refuse_scenario(struct command_run *r, const struct scenario *s)
{
    bool any = false;
    for (size_t o = 0; o < s->options.n; o++)
        for (size_t w = 0; w < s->workloads.n; w++)
            for (size_t i = 0; i < from_scenario_nodes(&s->options.v[o]); i++) {
                const struct subject checked = {r, &s->options.v[o], &s->workloads.v[w]};
                struct request q;
                const char *where;
                if (from_scenario_request(s, checked.option, checked.workload, i, &q, &where))
                    any |= refused(&checked, &q);
            }
    return any;
}

bool refuse_quant(struct command_run *r, const struct request *q)
{
    const struct engine *e = prepare_engine(r->catalogue, q);
    const struct compatibility p = {.rule = COMPATIBILITY_QUANT};
    if (compatibility_quant(e, q->quant))
        return false;
    refuse_other(&(struct subject){.r = r}, q, e, &p);
    return true;
}

void refuse_long_context(struct command_run *r, const struct prepared *s)
{
    const struct placement_case *c = &s->predict.memory;
    const double each = c->ctx / c->n_seq, most = c->llm->model->max_ctx_tokens;
    if (each > most)
        diag_add(&r->d, DIAG_LONG_CONTEXT, from_command_line, "--ctx",
                 "%.0f tokens for each sequence; %s was trained for %.0f: more needs rope scaling such as YaRN, "
                 "and may lower the quality of answers",
                 each, c->llm->model->id, most);
}

void refuse_low_cap(struct command_run *r, const struct prepared *s)
{
    const double least_frac = catalogue_policy(r->catalogue)->low_cap_frac;
    for (int i = 0; i < s->rig.n; i++) {
        const struct rig_device *d = &s->rig.dev[i];
        const double floor_w = d->constants.v[constant_base_power] * d->device->tdp_w;
        if (d->device->unified == flag_yes || !(d->cap_w < floor_w + least_frac * d->device->tdp_w))
            continue;
        diag_add(&r->d, DIAG_LOW_CAP, from_command_line, "--cap",
                 "%g W is close to or below the base power of a busy %s, about %.0f W: no such cap was measured, the "
                 "predicted speed is a guess",
                 d->cap_w, d->device->id, 10 * round(floor_w / 10));
        return;
    }
}
