#include "refuse.h"

#include "arena.h"
#include "possible.h"

static const struct origin from_command_line = {.file = NULL};

static void fault(struct command_run *r, const char *option, const char *text)
{
    diag_add(&r->d, DIAG_SENSE, from_command_line, option, "%s", text);
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
        out = listed(a, out, e->reads.v[i].quant ? e->reads.v[i].quant->id : enums_words(&enums_scheme, (int)e->reads.v[i].scheme));
    return out;
}

static const char *card_counts(struct arena *a, const struct model *m)
{
    const char *out = NULL;
    for (int n = 1; n <= RIG_MAX_DEVICES; n++)
        if (possible_heads(m, n))
            out = listed(a, out, str_format(a, "%d", n));
    return out;
}

static void of_backend(struct command_run *r, const struct engine *e, const struct device *d, const struct possible *p)
{
    const char *common = backends(r->arena, e, d), *asked = enums_text(&enums_backend, (int)p->backend);
    if (!common)
        fault(r, "--engine", str_format(r->arena, "%s does not run on %s: it has %s only", e->id, d->id, backends(r->arena, e, NULL)));
    else
        fault(r, "--backend", str_format(r->arena, "%s does not run on %s under %s; what works: %s", asked, d->id, e->id, common));
}

static void of_rest(struct command_run *r, const struct setup_request *q, const struct engine *e, const struct possible *p)
{
    struct arena *a = r->arena;
    switch (p->rule) {
    case POSSIBLE_QUANT: fault(r, "--quant", str_format(a, "%s cannot load %s: it reads %s", e->id, q->quant->id, engine_reads(a, e))); break;
    case POSSIBLE_MAKERS: fault(r, "--gpu", str_format(a, "%s takes cards of one backend; %s and %s have none in common that it would choose: use one kind, or llama.cpp", e->id, q->device[0]->id, q->device[p->device]->id)); break;
    case POSSIBLE_FLASH_CACHE: fault(r, "--kv-type", str_format(a, "%s keeps a quantised cache only with flash attention: drop --flash-attn off, or keep it in F16", e->id)); break;
    case POSSIBLE_FP8_CACHE: fault(r, "--kv-type", str_format(a, "%s has no FP8 cache: use Q8_0", e->id)); break;
    case POSSIBLE_TENSOR_CACHE: fault(r, "--kv-type", str_format(a, "%s cannot share a quantised cache by tensors: use --split layer, or keep it in F16", e->id)); break;
    case POSSIBLE_TENSOR_FLASH: fault(r, "--flash-attn", str_format(a, "%s shares by tensors only with flash attention: drop --flash-attn off, or use --split layer", e->id)); break;
    case POSSIBLE_HEADS:
        fault(r, "--split", str_format(a, "%s shares %s by whole heads: %g and %g KV heads do not divide by %d cards; what works: %s cards, or --split layer", e->id, q->model->id, q->model->heads, q->model->kv_heads, q->n, card_counts(a, q->model)));
        break;
    case POSSIBLE_HOST_ENGINE: fault(r, "--engine", str_format(a, "layers or experts in system RAM are not modelled for %s: use llama.cpp", e->id)); break;
    case POSSIBLE_HOST_TENSOR: fault(r, "--split", "layers or experts in system RAM are not modelled under tensor parallelism: use --split layer"); break;
    case POSSIBLE_HOST_UNIFIED: fault(r, "--system", str_format(a, "%s shares the machine's memory: there is no other memory to move layers or experts to", q->device[0]->id)); break;
    default: break;
    }
}

bool refuse_impossible(struct command_run *r, const struct setup_request *q)
{
    const struct engine *e = setup_engine(r->catalogue, q);
    const struct possible p = possible_check(q, e);
    if (p.rule == POSSIBLE_DEVICE_BACKEND || p.rule == POSSIBLE_ENGINE_BACKEND)
        of_backend(r, e, q->device[p.device], &p);
    else
        of_rest(r, q, e, &p);
    return p.rule != POSSIBLE_YES;
}

void refuse_long_context(struct command_run *r, const struct setup *s)
{
    const struct placement_case *c = &s->predict.memory;
    const double each = c->ctx / c->n_seq, most = c->llm->model->max_ctx_tokens;
    if (each > most)
        diag_add(&r->d, DIAG_LONG_CONTEXT, from_command_line, "--ctx", "%.0f tokens for each sequence; %s was made for %.0f: it needs rope scaling such as YaRN, and quality is not judged", each, c->llm->model->id, most);
}
