/* rigplan predict: one model on one rig. */
#include "arena.h"
#include "command.h"
#include "numtext.h"
#include "page_predict.h"
#include "setup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct opt rows[] = {
    {"--gpu", OPT_TEXT, "ID[:COUNT][,...]", 0, 0, "cards or chips: rtx-3090:2, rtx-3090,rtx-3070, m2-ultra-76c"},
    {"--system", OPT_TEXT, "ID", 0, 0, "a machine sold whole: mac-studio-m3-ultra-256"},
    {"--model", OPT_TEXT, "ID", 0, 0, "model: llama-3.1-70b"},
    {"--quant", OPT_TEXT, "Q", 0, 0, "how it is stored: Q4_K_M, F16, AWQ-INT4"},
    {"--engine", OPT_TEXT, "E[@YYYY-MM]", 0, 0, "program that runs it (llama.cpp)"},
    {"--backend", OPT_TEXT, "B", 0, 0, "cuda, metal, rocm, vulkan, sycl (the device's own)"},
    {"--split", OPT_TEXT, "S", 0, 0, "none, layer, row, tensor (layer for several devices)"},
    {"--tensor-split", OPT_TEXT, "A:B[:...]", 0, 0, "share of each device (by free memory)"},
    {"--link", OPT_TEXT, "ID", 0, 0, "how devices talk: nvlink, pcie4-x16, pcie4-x8-p2p, tb5-rdma"},
    {"--p2p", OPT_TEXT, "on|off", 0, 0, "peer to peer over PCIe (as the stock driver allows)"},
    {"--ngl", OPT_WHOLE, "N", 0, 100000, "layers on devices (all)"},
    {"--experts-on-host", OPT_FLAG, NULL, 0, 0, "routed experts stay in system RAM"},
    {"--ctx", OPT_WHOLE, "N", 1, 1e8, "tokens of context that memory is reserved for, for all sequences (8192)"},
    {"--depth", OPT_WHOLE, "N", 0, 1e8, "tokens in the cache before (0)"},
    {"--prompt", OPT_WHOLE, "N", 1, 1e8, "tokens of the prompt (512)"},
    {"--gen", OPT_WHOLE, "N", 1, 1e8, "tokens generated (128)"},
    {"--batch", OPT_WHOLE, "N", 1, 1e5, "sequences decoded at once; rates are sums over them (1)"},
    {"--ubatch", OPT_WHOLE, "N", 1, 1e6, "tokens of a prompt in one step (the engine's)"},
    {"--parallel", OPT_WHOLE, "N", 1, 1e5, "sequences that memory is reserved for (batch)"},
    {"--kv-type", OPT_TEXT, "T", 0, 0, "cache format: F16, Q8_0, Q4_0 (F16)"},
    {"--flash-attn", OPT_TEXT, "on|off", 0, 0, "flash attention (on)"},
    {"--cap", OPT_NUMBER, "W", 5, 2000, "power limit of each card"},
    {"--data", OPT_TEXT, "DIR", 0, 0, "catalogue files that add to or replace the built-in ones"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON (schema rigplan-predict-1)"},
};

static bool add_devices(struct command_run *r, const char *spec, struct setup_request *q)
{
    for (const char *rest = spec; rest;) {
        const char *count_text;
        const char *item = str_split(r->arena, rest, ',', &rest);
        const char *id = str_split(r->arena, item, ':', &count_text);
        double count = 1;
        if (count_text && (!numtext_parse(count_text, strlen(count_text), &count) || !numtext_is_whole(count) || count < 1 || count > RIG_MAX_DEVICES)) {
            command_usage(r, "--gpu: expected a count from 1 to %d behind '%s:', got '%s'", RIG_MAX_DEVICES, id, count_text);
            return false;
        }
        const struct device *d = command_find(r, &kind_device, id, "--gpu");
        if (!d)
            return false;
        if (q->n + (int)count > RIG_MAX_DEVICES) {
            command_usage(r, "--gpu: a rig holds at most %d devices", RIG_MAX_DEVICES);
            return false;
        }
        for (int i = 0; i < (int)count; i++)
            q->device[q->n++] = d;
    }
    return true;
}

static bool add_system(struct command_run *r, const char *id, struct setup_request *q)
{
    const struct system *s = command_find(r, &kind_system, id, "--system");
    if (!s)
        return false;
    if (!s->chip || isnan(s->mem_gib)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--system", "%s has no GPU or memory size that the catalogue knows", id);
        return false;
    }
    q->n = 1;
    q->device[0] = s->chip;
    q->mem_gib[0] = s->mem_gib;
    q->limit_gib[0] = s->gpu_limit_gib;
    return true;
}

static bool known_memory(struct command_run *r, const struct setup_request *q)
{
    for (int i = 0; i < q->n; i++)
        if (isnan(q->device[i]->mem_gib) && isnan(q->mem_gib[i])) {
            diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--gpu", "%s is sold with several memory sizes: name the machine with --system (see: rigplan list system)", q->device[i]->id);
            return false;
        }
    return true;
}

static int word(struct command_run *r, const char *option, const struct enum_info *e)
{
    const char *text = opt_text(&r->opts, option);
    if (!text)
        return 0;
    const int found = enums_find(e, text);
    if (!found)
        command_usage(r, "%s: unknown word '%s'", option, text);
    return found;
}

static enum flag on_off(struct command_run *r, const char *option)
{
    const char *text = opt_text(&r->opts, option);
    if (!text)
        return flag_unknown;
    if (strcmp(text, "on") == 0)
        return flag_yes;
    if (strcmp(text, "off") == 0)
        return flag_no;
    command_usage(r, "%s: expected on or off, got '%s'", option, text);
    return flag_unknown;
}

static void shares(struct command_run *r, struct setup_request *q)
{
    const char *rest = opt_text(&r->opts, "--tensor-split");
    int i = 0;
    for (; rest; i++) {
        const char *part = str_split(r->arena, rest, ':', &rest);
        if (i >= q->n || !numtext_parse(part, strlen(part), &q->tensor_split[i]) || q->tensor_split[i] < 0) {
            command_usage(r, "--tensor-split: expected %d positive numbers joined by ':'", q->n);
            return;
        }
    }
    double sum = 0;
    for (int j = 0; j < i; j++)
        sum += q->tensor_split[j];
    if (i > 0 && (i != q->n || sum <= 0))
        command_usage(r, "--tensor-split: expected %d positive numbers joined by ':'", q->n);
}

static void words(struct command_run *r, struct setup_request *q)
{
    const char *engine = opt_text(&r->opts, "--engine"), *ignored_date;
    const char *link = opt_text(&r->opts, "--link"), *kv = opt_text(&r->opts, "--kv-type");
    q->engine = engine ? command_find(r, &kind_engine, str_split(r->arena, engine, '@', &ignored_date), "--engine") : NULL;
    q->link = link ? command_find(r, &kind_link, link, "--link") : NULL;
    q->kv = kv ? command_find(r, &kind_format, kv, "--kv-type") : NULL;
    if (q->kv && q->kv->kv_cache != flag_yes)
        command_usage(r, "--kv-type: a cache cannot be kept in %s", kv);
    q->backend = (enum backend)word(r, "--backend", &enums_backend);
    q->split = (enum split)word(r, "--split", &enums_split);
    q->p2p = on_off(r, "--p2p");
    q->flash_attn = on_off(r, "--flash-attn");
}

static void numbers(const struct opt_values *o, struct setup_request *q)
{
    q->ngl = opt_number(o, "--ngl");
    q->experts_on_host = opt_given(o, "--experts-on-host") ? INFINITY : 0;
    q->ctx = opt_number(o, "--ctx");
    q->depth = opt_number(o, "--depth");
    q->prompt = opt_number(o, "--prompt");
    q->gen = opt_number(o, "--gen");
    q->batch = opt_number(o, "--batch");
    q->ubatch = opt_number(o, "--ubatch");
    q->parallel = opt_number(o, "--parallel");
    for (int i = 0; i < q->n; i++)
        q->cap_w[i] = opt_number(o, "--cap");
}

static bool request(struct command_run *r, struct setup_request *q)
{
    const char *gpu = opt_text(&r->opts, "--gpu"), *system = opt_text(&r->opts, "--system");
    const char *model = opt_text(&r->opts, "--model"), *quant = opt_text(&r->opts, "--quant");
    *q = setup_nothing();
    if (!gpu == !system)
        command_usage(r, "name either --gpu or --system");
    if (!model || !quant)
        command_usage(r, "name --model and --quant");
    if (r->opts.n_words > 0)
        command_usage(r, "unexpected argument '%s'", r->opts.words[0]);
    if (opt_number(&r->opts, "--depth") > opt_number(&r->opts, "--ctx"))
        command_usage(r, "--depth is more than the cache of --ctx holds");
    if (r->d.errors)
        return false;
    q->model = command_find(r, &kind_model, model, "--model");
    q->quant = command_find(r, &kind_quant, quant, "--quant");
    if (!(gpu ? add_devices(r, gpu, q) : add_system(r, system, q)) || !known_memory(r, q))
        return false;
    words(r, q);
    numbers(&r->opts, q);
    shares(r, q);
    return r->d.errors == 0;
}

static int run(struct command_run *r)
{
    struct setup_request q;
    struct setup *s = ARENA_NEW(r->arena, struct setup);
    struct predict_out out;
    if (!request(r, &q))
        return diag_exit_code(&r->d);
    if (!setup_prepare(r->catalogue, &q, s)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--model", "%s has more layers than can be prepared", q.model->id);
        return DIAG_EXIT_INPUT;
    }
    s->predict.want_largest_ctx = true;
    if (!predict_run(&s->predict, &s->rig, catalogue_policy(r->catalogue), &r->catalogue->calibrations, &out)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--backend", "no calibration record speaks of this backend for %s", s->predict.memory.engine->id);
        return DIAG_EXIT_INPUT;
    }
    struct str text = str_new(r->arena);
    const struct page_predict p = {&out.figures, out.memory.device, s->rig.n};
    if (opt_given(&r->opts, "--json"))
        page_predict_json(&p, &text);
    else
        page_predict_text(&p, &text);
    if (!command_say(r, &text))
        return DIAG_EXIT_WORLD;
    return out.figures.verdict == verdict_no ? 1 : 0;
}

const struct command command_predict = {
    "predict", "--gpu ID[:COUNT][,...] | --system ID  --model ID --quant Q [OPTIONS]",
    "what one model needs and how fast it runs on one rig",
    rows, sizeof rows / sizeof *rows, true, run};
