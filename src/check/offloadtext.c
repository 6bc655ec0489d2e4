#include "offloadtext.h"

#include "logtext.h"
#include "offload.h"
#include "check_words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 96 };

/* A number with K for thousands. */
static double amount(const char *s, const char **end)
{
    char *stop;
    double v = strtod(s, &stop);
    if (stop > s && (*stop == 'K' || *stop == 'k')) {
        v *= *stop == 'K' && stop[1] != 'B' ? 1024 : 1000;
        stop++;
    }
    *end = stop;
    return stop > s ? v : NAN;
}

/* The amount behind one of these words, or right before one: "prompt 969", "500-token prompt", "27K prompt". */
static double amount_by(const char *text, const char *word)
{
    const size_t n = strlen(word);
    for (const char *s = text; s && (s = strstr(s, word)) != NULL; s += n) {
        const char *end, *from = s;
        const bool apart = s == text || !isalnum((unsigned char)s[-1]);
        if (apart && isdigit((unsigned char)s[n + (s[n] == ' ')]))
            return amount(s + n, &end);
        while (from > text && (from[-1] == ' ' || from[-1] == '-'))
            from--;
        const char *stop = from;
        while (from > text && (isdigit((unsigned char)from[-1]) || from[-1] == '.' || from[-1] == 'K'))
            from--;
        if (apart && from < stop && isdigit((unsigned char)*from))
            return amount(from, &end);
    }
    return NAN;
}

/* "-A37B" at the end of a name: parameters in use, which no id has. */
static void cut_active(char *name)
{
    char *dash = strrchr(name, '-');
    double n;
    int used = 0;
    if (dash && sscanf(dash, "-A%lfB%n", &n, &used) == 1 && used > 0 && dash[used] == '\0')
        *dash = '\0';
}

/* The record that the text names, without as many of its last words as need be. */
static const void *find(const struct any_list *list, const struct kind *k, const char *text)
{
    char name[NAME];
    snprintf(name, sizeof name, "%s", text);
    const void *whole = check_words_find(list, k, name);
    if (whole)
        return whole;
    name[strcspn(name, "/")] = '\0'; /* "DeepSeek-R1/V3 671B": either */
    cut_active(name);
    for (;;) {
        const void *found = check_words_find(list, k, name);
        char *space = strrchr(name, ' ');
        if (found || !space)
            return found;
        *space = '\0';
    }
}

/* ---- cards ---- */

static bool add_cards(const struct catalogue *c, const char *part, struct request *q)
{
    const struct any_list devices = {c->devices.n, c->devices.v};
    int count = 1, most = 1, used = 0;
    if (sscanf(part, "%d-%dx %n", &count, &most, &used) != 2 || used == 0) {
        used = 0;
        if (sscanf(part, "%dx %n", &count, &used) != 1 || used == 0)
            count = 1;
    }
    const struct device *d = find(&devices, &kind_device, part + used);
    if (!d || count < 1 || q->n + count > RIG_MAX_DEVICES)
        return false;
    for (int i = 0; i < count; i++)
        q->device[q->n++] = d;
    return true;
}

static bool cards(const struct catalogue *c, const char *text, struct request *q)
{
    if (strcmp(text, "none") == 0)
        return true;
    for (const char *rest = text; rest;) {
        char part[NAME];
        const char *plus = strstr(rest, " + ");
        snprintf(part, sizeof part, "%.*s", plus ? (int)(plus - rest) : (int)strlen(rest), rest);
        if (!add_cards(c, part, q))
            return false;
        rest = plus ? plus + 3 : NULL;
    }
    if (check_words_in(text, "TP"))
        q->split = split_tensor;
    return true;
}

/* ---- memory ---- */

/* "12ch DDR5-4800" or "8-channel DDR4-3200"; NaN where the text does not say both. */
static double by_channels_gb_s(const char *cpu)
{
    static const double bytes_a_transfer = 8; /* a channel is 64 bits wide */
    const double ch = check_words_before(cpu, "ch "), channel = check_words_before(cpu, "-channel");
    const double ddr5 = check_words_after(cpu, "DDR5-"), mega = isnan(ddr5) ? check_words_after(cpu, "DDR4-") : ddr5;
    return unit_b_s_to_gb_s((isnan(ch) ? channel : ch) * bytes_a_transfer * unit_mhz_to_hz(mega));
}

/* The processor of the catalogue whose name, without its maker, stands in the text. */
static double by_processor_gb_s(const struct catalogue *c, const char *cpu)
{
    for (size_t i = 0; i < c->cpus.n; i++) {
        const char *name = c->cpus.v[i].name ? strchr(c->cpus.v[i].name, ' ') : NULL;
        if (name && check_words_in(cpu, name + 1))
            return c->cpus.v[i].mem_bw_gb_s;
    }
    return NAN;
}

double offloadtext_ram_gb_s(const struct catalogue *c, const struct offload_row *r, enum offloadtext_basis *basis)
{
    const char *s = r->ram_gb_s ? r->ram_gb_s + strcspn(r->ram_gb_s, "0123456789") : "";
    char *end;
    *basis = OFFLOADTEXT_STATED;
    const double low = strtod(s, &end);
    if (end > s)
        return *end == '-' && isdigit((unsigned char)end[1]) ? (low + strtod(end + 1, NULL)) / 2 : low;
    int sockets = 1;
    if (!r->cpu || sscanf(r->cpu, "%dx ", &sockets) != 1 || sockets < 1)
        sockets = 1;
    const double channels = by_channels_gb_s(r->cpu), one = isnan(channels) ? by_processor_gb_s(c, r->cpu) : channels;
    *basis = isnan(one) ? OFFLOADTEXT_UNKNOWN : OFFLOADTEXT_DERIVED;
    return one * sockets;
}

/* ---- what ran ---- */

static bool model(const struct catalogue *c, const struct offload_row *r, struct offloadtext *out)
{
    const struct any_list models = {c->models.n, c->models.v};
    const struct model *m = find(&models, &kind_model, r->model);
    m = m ? m : logtext_model(c, r->model);
    if (!m)
        return false;
    out->model = *m;
    const double stated = check_words_before(r->note, "experts"); /* "6 experts active" */
    if (stated >= 1 && stated < m->experts)
        out->model.experts_used = stated;
    out->q.model = &out->model;
    return true;
}

static bool quant(const struct catalogue *c, const struct offload_row *r, struct offloadtext *out)
{
    char name[NAME];
    const double bpw = logtext_before(r->quant, " bpw");
    snprintf(name, sizeof name, "%s", r->quant);
    out->q.quant = logtext_quant(c, name, &out->file_gib);
    for (char *space = strrchr(name, ' '); !out->q.quant && space; space = strrchr(name, ' ')) {
        double ignored;
        *space = '\0';
        out->q.quant = logtext_quant(c, name, &ignored);
    }
    if (!out->q.quant && bpw > 0 && isnan(out->file_gib) && !check_words_in(r->quant, "-"))
        out->file_gib = unit_b_to_gib(out->model.params_total * bpw / 8); /* bits */
    if (!out->q.quant && !isnan(out->file_gib))
        out->q.quant = catalogue_find(c, &kind_quant, "Q4_K_M"); /* its parts in proportion */
    return out->q.quant != NULL;
}

/* ik_llama.cpp before llama.cpp, which its name holds. A note speaks of the run, the source of the whole page.
   KTransformers is not in the catalogue: its cards run llama.cpp's kind of kernels for GGUF files and SGLang's for
   others. */
static const struct engine *engine(const struct catalogue *c, const struct offload_row *r, const struct quant *q)
{
    static const char *const names[] = {"ik_llama.cpp", "llama.cpp", "ktransformers", "textgen"};
    const char *const where[] = {r->engine, r->note, r->source};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++)
        for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
            if (!check_words_in(where[i], names[j]))
                continue;
            if (strcmp(names[j], "ktransformers") == 0)
                return catalogue_find(c, &kind_engine, q->scheme == scheme_gguf ? "llama.cpp" : "sglang");
            return catalogue_find(c, &kind_engine, strcmp(names[j], "textgen") == 0 ? "llama.cpp" : names[j]);
        }
    return catalogue_find(c, &kind_engine, q->scheme == scheme_gguf ? "llama.cpp" : "sglang");
}

/* ---- what lies where ---- */

/* Layers whose experts stay when that part of them is on cards. */
static double layers_there(const struct model *m, double frac_gpu)
{
    const double moe = isnan(m->moe_layers) ? m->layers - tensors_or(m->dense_first, 0) : m->moe_layers;
    return m->layers - frac_gpu * moe;
}

/* So many layers on cards: their experts, or whole layers of a model without. */
static const char *layers_on_cards(double n, struct offloadtext *out)
{
    if (out->model.experts > 0)
        out->q.experts_on_host = out->model.layers - n;
    else
        out->q.ngl = n;
    return NULL;
}

/* The part that is on cards. */
static const char *part_on_cards(double frac, struct offloadtext *out)
{
    if (out->model.experts > 0)
        out->q.experts_on_host = layers_there(&out->model, frac);
    else
        out->q.ngl = frac * (out->model.layers + 1);
    return NULL;
}

static const char *place(const struct offload_row *r, struct offloadtext *out)
{
    const char *t = r->ngl_or_frac_gpu;
    const struct model *m = &out->model;
    struct request *q = &out->q;
    const double leading = check_words_after(t, "n-cpu-moe"), ngl = check_words_after(t, "ngl");
    const bool all = check_words_in(t, "exps=CPU") || check_words_in(t, "experts on CPU");
    double n = 0, of = 0;
    char *end;
    if (q->n == 0)
        return NULL;
    const double first = strtod(t, &end);
    const bool number = end > t && first >= 0;
    const bool both = sscanf(t, "%lf of %lf", &n, &of) == 2 && of > 0 && n >= 0 && n <= of;
    if (!(m->experts > 0) && check_words_in(t, "FFN"))
        return "feed-forward matrices of a dense model in system RAM are not modelled";
    if (all || leading >= 0 || ngl >= 0) {
        q->experts_on_host = all ? INFINITY : tensors_or(leading, 0);
        q->ngl = ngl;
        return NULL;
    }
    if (both && check_words_in(t, "experts/layer"))
        return part_on_cards(n / of, out);
    if (number && check_words_in(t, "layers up+gate experts")) {
        q->experts_on_host = m->layers - first * 2 / 3; /* two of an expert's three matrices */
        return NULL;
    }
    if (number && check_words_in(t, "ngl split")) {
        q->ngl = first;
        return NULL;
    }
    if (number && check_words_in(t, "layers") && (both || !check_words_in(t, "CPU")))
        return layers_on_cards(first, out);
    if (number && *end == '%')
        return part_on_cards(fmin(first / 100, 1), out);
    if (number && *end == '\0' && first <= 1)
        return part_on_cards(first, out);
    return "what lies where is not said in words that are known";
}

/* Why what was measured is not what the law speaks of; NULL: it may be predicted. */
static const char *unlike(const struct offload_row *r)
{
    if (check_words_in(r->note, "paging") || check_words_in(r->note, "page cache") ||
        check_words_in(r->ngl_or_frac_gpu, "NVMe"))
        return "the model is larger than system RAM and is read from a disk";
    if (check_words_in(r->ngl_or_frac_gpu, "expert cache") || check_words_in(r->note, "expert cache") ||
        check_words_in(r->note, "cache lifts"))
        return "experts are cached on the cards: what they hit depends on the text";
    if (check_words_in(r->note, "speculative"))
        return "speculative decoding, and neither draft tokens nor acceptance stated";
    if (check_words_in(r->ngl_or_frac_gpu, "FlexGen"))
        return "weights streamed for large batches";
    if (check_words_in(r->ngl_or_frac_gpu, "nkvo"))
        return "the cache in system RAM is not modelled";
    return NULL;
}

static void load(const struct offload_row *r, struct offloadtext *out)
{
    struct request *q = &out->q;
    const double held = amount_by(r->note, "N_KV"), context = amount_by(r->note, "context"),
                 prompt = amount_by(r->note, "prompt");
    const double pp = isnan(prompt) ? check_words_after(r->note, "pp") : prompt;
    const double token_prompt = amount_by(r->note, "token prompt"), ub = amount_by(r->note, "ub"),
                 ubatch = amount_by(r->note, "ubatch");
    q->ubatch = isnan(ub) ? ubatch : ub;
    q->prompt = isnan(token_prompt) ? pp : token_prompt;
    out->prompt_known = !isnan(q->prompt) || !isnan(q->ubatch);
    q->prompt = isnan(q->prompt) ? q->ubatch : q->prompt;
    q->depth = isnan(held) ? isnan(context) ? isnan(prompt) ? token_prompt : prompt : context : held;
    q->batch = amount_by(r->note, "concurrent");
    out->stream_tokens = NAN;
    if (check_words_in(r->source, "ktransformers")) /* its processor works on prompts too */
        out->stream_tokens = INFINITY;
    if (check_words_in(r->ngl_or_frac_gpu, "GPU prefill") || check_words_in(r->note, "GPU prefill")) {
        out->stream_tokens = 2; /* but here, layer by layer, the whole prompt at once */
        q->ubatch = q->prompt;
    }
    if (q->n > 1 && q->quant->scheme != scheme_gguf && check_words_in(r->source, "ktransformers"))
        q->split = split_tensor; /* it serves by SGLang then, which shares by tensors */
}

const char *offloadtext_read(const struct catalogue *c, const struct offload_row *r, struct offloadtext *out,
                             const char **what)
{
    *out = (struct offloadtext){.q = request_nothing(), .file_gib = NAN};
    struct request *q = &out->q;
    *what = NULL;
    const char *why = unlike(r);
    if (why)
        return why;
    *what = r->model;
    if (!model(c, r, out))
        return "model not in the catalogue";
    *what = r->quant;
    if (!quant(c, r, out))
        return "quant not in the catalogue";
    *what = r->gpu;
    if (!cards(c, r->gpu, q))
        return "device not in the catalogue";
    *what = NULL;
    q->ram_gb_s = offloadtext_ram_gb_s(c, r, &out->ram);
    q->engine = engine(c, r, q->quant);
    q->endless_memory = true;
    load(r, out);
    return place(r, out);
}

bool offloadtext_prepare(const struct catalogue *c, struct offloadtext *t, struct prepared *s, struct placement *pl)
{
    s->rig = (struct rig){0};
    if (!prepare_case(c, &t->q, s))
        return false;
    if (s->rig.n > 0 && isnan(s->rig.dev[0].constants.v[constant_weight_bw]))
        return false;
    if (!isnan(t->file_gib))
        llm_scale(&s->llm, unit_gib_to_b(t->file_gib) / s->llm.total_b);
    t->engine = *s->predict.memory.engine;
    if (!isnan(t->stream_tokens))
        t->engine.stream_tokens = t->stream_tokens;
    s->predict.memory.engine = &t->engine;
    placement_layers(&s->predict.memory, &s->rig, pl);
    return true;
}

bool offloadtext_reads_ram(const struct prepared *s, const struct placement *pl, bool decode)
{
    const double n_tok = decode ? s->predict.batch : fmin(s->predict.prompt, s->predict.memory.ubatch);
    const bool there = pl->host.n_layers > 0 || pl->host.n_expert_layers > 0 || pl->host.holds_output;
    return there && !offload_copies(&s->predict.memory, &s->rig, n_tok);
}
