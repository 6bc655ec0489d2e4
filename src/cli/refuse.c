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
    const struct machine *machine;   /* the first one that runs it; NULL: the command line */
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

/* A setting of an option on the command line, in a run and in a machine. */
struct setting {
    const char *option;
    size_t run, machine;
};

/* Returns the run of the workload on the machine; NULL: the machine's own settings apply. */
static const struct run *run_of(const struct machine *m, const struct workload *w)
{
    for (size_t i = 0; i < m->runs.n; i++)
        if (strcmp(m->runs.v[i].workload, w->id) == 0)
            return &m->runs.v[i];
    return NULL;
}

/* Returns where the scenario states the setting, else where the run begins; without a file: neither. */
static struct origin setting_at(const struct subject *s, const char *option)
{
    static const struct setting settings[] = {{"--engine", F_run_engine, F_machine_engine},
                                              {"--backend", F_run_backend, F_machine_backend},
                                              {"--split", F_run_split, F_machine_split},
                                              {"--kv-type", F_run_kv, F_machine_kv},
                                              {"--flash-attn", F_run_flash_attn, F_machine_flash_attn},
                                              {"--link", F_run_link, F_machine_link},
                                              {"--bridge", F_run_bridge, F_machine_bridge},
                                              {"--gpu", F_run_cards, F_machine_cards},
                                              {"--system", F_run_ngl, F_machine_ngl},
                                              {"--system", F_run_n_cpu_moe, F_machine_n_cpu_moe}};
    const struct run *r = run_of(s->machine, s->workload);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const struct origin at = r ? r->at[settings[i].run] : s->machine->at[settings[i].machine];
        if (strcmp(settings[i].option, option) == 0 && at.file)
            return at;
    }
    return r ? r->at[F_run_workload] : (struct origin){.file = NULL};
}

/* Returns the place in the scenario of what the command line says with this option. */
static struct origin origin_of(const struct subject *s, const char *option)
{
    if (strcmp(option, "--quant") == 0) {
        const struct origin engine = setting_at(s, "--engine");
        return engine.file ? engine : s->workload->at[F_workload_quant];
    }
    const struct origin at = setting_at(s, option);
    return at.file ? at : s->option->at[F_option_id];
}

/* Returns how to say it: with options on the command line, with fields in a scenario. */
static const char *words(const struct subject *s, const char *options, const char *fields)
{
    return s->option ? fields : options;
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
    const struct origin at = origin_of(s, option);
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
        fault(s, "--kv-type", "%s keeps a quantised KV cache only with flash attention: %s, or use F16", engine,
              words(s, "leave out --flash-attn off", "leave out flash_attn: no"));
        break;
    case COMPATIBILITY_FP8_CACHE: fault(s, "--kv-type", "%s has no FP8 KV cache: use Q8_0", engine); break;
    case COMPATIBILITY_TENSOR_CACHE:
        fault(s, "--kv-type", "%s cannot split a quantised KV cache by tensors: use %s, or F16", engine,
              words(s, "--split layer", "split: layer"));
        break;
    case COMPATIBILITY_TENSOR_FLASH:
        fault(s, "--flash-attn", "%s splits by tensors only with flash attention: leave out %s", engine,
              words(s, "--flash-attn off, or use --split layer", "flash_attn: no, or use split: layer"));
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
        fault(s, "--split", "layers or experts in system RAM are not modelled with a tensor split: use %s",
              words(s, "--split layer", "split: layer"));
        break;
    case COMPATIBILITY_HOST_UNIFIED:
        fault(s, "--system",
              "%s uses the memory of the machine: there is no other memory to move layers or experts to; leave out "
              "%s",
              q->device[0]->id, words(s, "--ngl, --n-cpu-moe and --experts-on-host", "ngl and n_cpu_moe"));
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
              "works: %s cards, or %s",
              e->id, q->model->heads, q->model->kv_heads, q->model->id, q->n, card_counts(a, q->model),
              words(s, "--split layer", "split: layer"));
        break;
    case COMPATIBILITY_BRIDGE:
        fault(s, "--bridge",
              "%s cannot pair these cards: %s takes three or more cards that NVLink bridges join in pairs, and a "
              "link of type nvlink; for two cards use %s",
              q->bridge->id, words(s, "--bridge", "bridge"), words(s, "--link", "link"));
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

/* Refuses the models of a workload at one place, which is a machine, or a link that states an engine. */
static bool refuse_place(struct command_run *r, const struct scenario *s, const struct option *o,
                         const struct workload *w, size_t i)
{
    struct from_scenario_place place;
    bool any = false;
    if (!from_scenario_place(r->catalogue, o, w, i, &place) || (place.over && !place.over->engine))
        return false;
    for (size_t k = 0; k < w->any_of.n; k++) {
        const struct subject checked = {r, o, place.machine[0], w};
        struct request q;
        if (w->any_of.n == 1 && from_scenario_request(s, &place, w, &w->any_of.v[k], &q))
            any |= refused(&checked, &q);
    }
    return any;
}

bool refuse_scenario(struct command_run *r, const struct scenario *s)
{
    bool any = false;
    for (size_t o = 0; o < s->options.n; o++)
        for (size_t w = 0; w < s->workloads.n; w++)
            for (size_t i = 0; i < from_scenario_places(&s->options.v[o]); i++)
                any |= refuse_place(r, s, &s->options.v[o], &s->workloads.v[w], i);
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
