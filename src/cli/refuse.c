#include "refuse.h"

#include "arena.h"
#include "from_scenario.h"
#include "compatibility.h"

#include <math.h>
#include <string.h>

static const struct origin from_command_line = {.file = NULL};

/* Who asks: the command line, or an option with a workload. */
struct asker {
    struct command_run *r;
    const struct option *option; /* NULL: the command line */
    const struct workload *workload;
};

/* Once for each place; what --set says has none, so once for each option. */
static bool told_before(const struct diags *d, struct origin at, const char *option, const char *text)
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

/* Where a scenario says what the command line says with that option. */
static struct origin origin_of(const struct option *o, const struct workload *w, const char *option)
{
    const struct origin engine = o->at[F_option_engine], split = o->at[F_option_split];
    if (strcmp(option, "--quant") == 0)
        return engine.file ? engine : w->at[F_workload_quant];
    if (strcmp(option, "--engine") == 0 && engine.file)
        return engine;
    return strcmp(option, "--split") == 0 && split.file ? split : o->at[F_option_id];
}

static void fault(const struct asker *a, const char *option, const char *text)
{
    if (!a->option) {
        diag_add(&a->r->d, DIAG_SENSE, from_command_line, option, "%s", text);
        return;
    }
    const struct origin at = origin_of(a->option, a->workload, option);
    if (!told_before(&a->r->d, at, a->option->id, text))
        diag_add(&a->r->d, DIAG_SENSE, at, a->option->id, "%s", text);
}

static const char *listed(struct arena *a, const char *so_far, const char *word)
{
    return so_far ? str_format(a, "%s, %s", so_far, word) : word;
}

/* The backends that both have, or that the engine has. */
static const char *backends(struct arena *a, const struct engine *e, const struct device *d)
{
    const char *out = NULL;
    for (int b = 1; b < backend_end; b++)
        if (rig_has(e, (enum backend)b) && (!d || rig_runs(d, (enum backend)b)))
            out = listed(a, out, enums_text(&enums_backend, b));
    return out;
}

static const char *engine_reads(struct arena *a, const struct engine *e)
{
    const char *out = NULL;
    for (size_t i = 0; i < e->reads.n; i++)
        out = listed(a, out,
                     e->reads.v[i].quant ? e->reads.v[i].quant->id
                                         : enums_words(&enums_scheme, (int)e->reads.v[i].scheme));
    return out;
}

static const char *card_counts(struct arena *a, const struct model *m)
{
    const char *out = NULL;
    for (int n = 1; n <= RIG_MAX_DEVICES; n++)
        if (compatibility_heads(m, n))
            out = listed(a, out, str_format(a, "%d", n));
    return out;
}

static void of_backend(const struct asker *who, const struct engine *e, const struct device *d,
                       const struct compatibility *p)
{
    const char *common = backends(who->r->arena, e, d), *asked = enums_text(&enums_backend, (int)p->backend);
    if (!common)
        fault(who, "--engine",
              str_format(who->r->arena, "%s does not run on %s: it has %s only", e->id, d->id,
                         backends(who->r->arena, e, NULL)));
    else
        fault(who, "--backend",
              str_format(who->r->arena, "%s does not run on %s under %s; what works: %s", asked, d->id, e->id, common));
}

static void of_rest(const struct asker *who, const struct request *q, const struct engine *e,
                    const struct compatibility *p)
{
    struct arena *a = who->r->arena;
    switch (p->rule) {
    case COMPATIBILITY_QUANT:
        fault(who, "--quant", str_format(a, "%s cannot load %s: it reads %s", e->id, q->quant->id, engine_reads(a, e)));
        break;
    case COMPATIBILITY_MAKERS:
        fault(who, "--gpu",
              str_format(a,
                         "%s takes cards of one backend; %s and %s have none in common that it would choose: use one "
                         "kind, or llama.cpp",
                         e->id, q->device[0]->id, q->device[p->device]->id));
        break;
    case COMPATIBILITY_FLASH_CACHE:
        fault(who, "--kv-type",
              str_format(
                  a, "%s keeps a quantised cache only with flash attention: drop --flash-attn off, or keep it in F16",
                  e->id));
        break;
    case COMPATIBILITY_FP8_CACHE: fault(who, "--kv-type", str_format(a, "%s has no FP8 cache: use Q8_0", e->id)); break;
    case COMPATIBILITY_TENSOR_CACHE:
        fault(
            who, "--kv-type",
            str_format(a, "%s cannot share a quantised cache by tensors: use --split layer, or keep it in F16", e->id));
        break;
    case COMPATIBILITY_TENSOR_FLASH:
        fault(who, "--flash-attn",
              str_format(a,
                         "%s shares by tensors only with flash attention: drop --flash-attn off, or use --split layer",
                         e->id));
        break;
    case COMPATIBILITY_HEADS:
        fault(who, "--split",
              str_format(a,
                         "%s shares %s by whole heads: %g and %g KV heads do not divide by %d cards; what works: %s "
                         "cards, or a layer split",
                         e->id, q->model->id, q->model->heads, q->model->kv_heads, q->n, card_counts(a, q->model)));
        break;
    case COMPATIBILITY_BRIDGE:
        fault(who, "--bridge",
              str_format(a,
                         "%s cannot pair these cards: that takes three or more that a bridge joins two by two, and a "
                         "link of type nvlink; what joins two cards is their link",
                         q->bridge->id));
        break;
    case COMPATIBILITY_NVLINK:
        fault(who, q->bridge ? "--bridge" : "--link",
              str_format(
                  a,
                  "%s needs NVLink on every card and pairs of equal cards: %s has none, or stands beside another card",
                  (q->bridge ? q->bridge : q->link)->id, q->device[p->device]->id));
        break;
    case COMPATIBILITY_HOST_ENGINE:
        fault(who, "--engine",
              str_format(a, "layers or experts in system RAM are not modelled for %s: use llama.cpp", e->id));
        break;
    case COMPATIBILITY_HOST_TENSOR:
        fault(who, "--split",
              "layers or experts in system RAM are not modelled under tensor parallelism: use --split layer");
        break;
    case COMPATIBILITY_HOST_UNIFIED:
        fault(who, "--system",
              str_format(a, "%s shares the machine's memory: there is no other memory to move layers or experts to",
                         q->device[0]->id));
        break;
    default: break;
    }
}

static bool refused(const struct asker *who, const struct request *q)
{
    const struct engine *e = prepare_engine(who->r->catalogue, q);
    const struct compatibility p = compatibility_check(q, e);
    if (p.rule == COMPATIBILITY_DEVICE_BACKEND || p.rule == COMPATIBILITY_ENGINE_BACKEND)
        of_backend(who, e, q->device[p.device], &p);
    else
        of_rest(who, q, e, &p);
    return p.rule != COMPATIBILITY_YES;
}

bool refuse_impossible(struct command_run *r, const struct request *q)
{
    return refused(&(struct asker){.r = r}, q);
}

bool refuse_scenario(struct command_run *r, const struct scenario *s)
{
    bool any = false;
    for (size_t o = 0; o < s->options.n; o++)
        for (size_t w = 0; w < s->workloads.n; w++)
            for (size_t i = 0; i < from_scenario_nodes(&s->options.v[o]); i++) {
                const struct asker who = {r, &s->options.v[o], &s->workloads.v[w]};
                struct request q;
                const char *where;
                if (from_scenario_request(s, who.option, who.workload, i, &q, &where))
                    any |= refused(&who, &q);
            }
    return any;
}

bool refuse_quant(struct command_run *r, const struct request *q)
{
    const struct engine *e = prepare_engine(r->catalogue, q);
    const struct compatibility p = {.rule = COMPATIBILITY_QUANT};
    if (compatibility_quant(e, q->quant))
        return false;
    of_rest(&(struct asker){.r = r}, q, e, &p);
    return true;
}

void refuse_long_context(struct command_run *r, const struct prepared *s)
{
    const struct placement_case *c = &s->predict.memory;
    const double each = c->ctx / c->n_seq, most = c->llm->model->max_ctx_tokens;
    if (each > most)
        diag_add(&r->d, DIAG_LONG_CONTEXT, from_command_line, "--ctx",
                 "%.0f tokens for each sequence; %s was made for %.0f: it needs rope scaling such as YaRN, and quality "
                 "is not judged",
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
                 "%g W: a busy %s draws about %.0f W before it works; its speed under this cap is a guess", d->cap_w,
                 d->device->id, 10 * round(floor_w / 10));
        return;
    }
}
