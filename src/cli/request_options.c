#include "request_options.h"

#include "arena.h"
#include "decode.h"
#include "known.h"
#include "month.h"
#include "names.h"
#include "names_split.h"
#include "names_words.h"
#include "numtext.h"
#include "other_backend.h"
#include "request_cap.h"
#include "request_devices.h"
#include "request_files.h"
#include "request_links.h"
#include "request_machine.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int request_options_word(struct command_run *r, const char *option, const struct enum_info *e)
{
    const char *text = opt_text(&r->opts, option);
    if (!text)
        return 0;
    const int found = enums_find(e, text);
    if (found)
        return found;
    struct str known = str_new(r->arena);
    for (int i = 1; i < e->n; i++)
        str_addf(&known, "%s%s", i > 1 ? ", " : "", enums_text(e, i));
    command_usage(r, "%s: expected one of %s; got '%s'", option, known.text, text);
    return 0;
}

enum flag request_options_on_off(struct command_run *r, const char *option)
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

static void bad_shares(struct command_run *r, int n)
{
    command_usage(r, "--tensor-split: expected one number for each of %d device%s, joined by ':', not all 0; got '%s'",
                  n, n == 1 ? "" : "s", opt_text(&r->opts, "--tensor-split"));
}

/* Reads --tensor-split: as many numbers as devices, not all 0. */
static void tensor_split(struct command_run *r, struct request *q)
{
    const char *rest = opt_text(&r->opts, "--tensor-split");
    int i = 0;
    for (; rest; i++) {
        const char *part = str_split(r->arena, rest, ':', &rest);
        if (i >= q->n || !numtext_parse(part, strlen(part), &q->tensor_split[i]) || q->tensor_split[i] < 0) {
            bad_shares(r, q->n);
            return;
        }
    }
    double sum = 0;
    for (int j = 0; j < i; j++)
        sum += q->tensor_split[j];
    if (i > 0 && (i != q->n || sum <= 0))
        bad_shares(r, q->n);
}

/* Returns 12 * year + month - 1 of "YYYY-MM"; NaN without a date. */
static double month(struct command_run *r, const char *date)
{
    static const int first = 2022; /* no engine is older */
    const double m = date && decode_is_month(date) ? month_of(date, NAN, NULL) : NAN;
    if (date && (isnan(m) || m < unit_years_to_months(first)))
        command_usage(r, "--engine: expected a month such as 2025-03 (01 to 12), from %d on, after '@'; got '%s'",
                      first, date);
    /* a clock that is behind the catalogue is wrong */
    const double today = month_of(command_today(r->arena), NAN, NULL),
                 newest = month_of(command_newest_price(r->catalogue), MONTH_JANUARY, NULL);
    if (m > fmax(today, newest))
        command_usage(r, "--engine: expected a month up to today's after '@'; %s is in the future", date);
    return m;
}

/* Sets what the options name; the rest stays as the machine of --machine states it, or unset. */
static void named_values(struct command_run *r, struct request *q)
{
    const char *engine = opt_text(&r->opts, "--engine"), *date = NULL;
    const char *link = opt_text(&r->opts, "--link"), *bridge = opt_text(&r->opts, "--bridge");
    const char *kv = opt_text(&r->opts, "--kv-type");
    if (engine) {
        q->engine = command_find(r, &kind_engine, str_split(r->arena, engine, '@', &date), "--engine");
        q->engine_month = month(r, date);
    }
    q->link = link ? command_find(r, &kind_link, link, "--link") : q->link;
    q->bridge = bridge ? command_find(r, &kind_link, bridge, "--bridge") : q->bridge;
    q->kv = kv ? command_find(r, &kind_format, kv, "--kv-type") : q->kv;
    if (q->kv && q->kv->kv_cache != flag_yes)
        command_usage(r, "--kv-type: no engine keeps a KV cache in %s; use F16, Q8_0 or Q4_0", q->kv->id);
    if (opt_given(&r->opts, "--backend"))
        q->backend = (enum backend)request_options_word(r, "--backend", &enums_backend);
    if (opt_given(&r->opts, "--split"))
        q->split = (enum split)request_options_word(r, "--split", &enums_split);
    if (opt_given(&r->opts, "--p2p"))
        q->p2p = request_options_on_off(r, "--p2p");
    if (opt_given(&r->opts, "--flash-attn"))
        q->flash_attn = request_options_on_off(r, "--flash-attn");
}

static void number_values(const struct opt_values *o, struct request *q)
{
    q->ngl = known_or(opt_number(o, "--ngl"), q->ngl);
    q->experts_on_host = opt_given(o, "--experts-on-host") ? INFINITY
                                                           : known_or(opt_number(o, "--n-cpu-moe"), q->experts_on_host);
    q->ctx = opt_number(o, "--ctx");
    q->depth = opt_number(o, "--depth");
    q->prompt = opt_number(o, "--prompt");
    q->gen = opt_number(o, "--gen");
    q->batch = opt_number(o, "--batch");
    q->ubatch = known_or(opt_number(o, "--ubatch"), q->ubatch);
    if (!isnan(q->parallel)) /* the machine's; at least the sequences that run */
        q->parallel = fmax(q->parallel, q->batch);
    q->parallel = known_or(opt_number(o, "--parallel"), q->parallel);
    q->ram_gib = known_or(opt_number(o, "--ram-gib"), q->ram_gib);
    q->ram_gb_s = known_or(opt_number(o, "--ram-gb-s"), q->ram_gb_s);
    q->ram_guessed = q->ram_guessed && !opt_given(o, "--ram-gb-s");
}

static void desktop_and_limit(struct command_run *r, struct request *q)
{
    const double limit_mib = opt_number(&r->opts, "--wired-limit-mb");
    if (opt_given(&r->opts, "--desktop"))
        q->desktop = (enum desktop)request_options_word(r, "--desktop", &enums_desktop);
    if (isnan(limit_mib))
        return;
    if (q->n != 1 || q->device[0]->vendor != vendor_apple)
        command_usage(r,
                      "--wired-limit-mb: only a Mac has this limit; name one with --system (see: rigplan list system)");
    else if (unit_b_to_gib(unit_mib_to_b(limit_mib)) > q->mem_gib[0])
        command_usage(r, "--wired-limit-mb: the machine has only %.0f MiB of memory; give at most that",
                      unit_b_to_mib(unit_gib_to_b(q->mem_gib[0])));
    else {
        q->limit_gib[0] = unit_b_to_gib(unit_mib_to_b(limit_mib));
        q->limit_raised = true;
    }
}

/* Returns the weight format from --quant, else from the model's name ("Qwen3-8B-Q4_K_M.gguf"); NULL if neither gives
   one. */
static const char *quant_text(struct command_run *r)
{
    const char *tag, *model = request_files_name(r, &tag), *quant = opt_text(&r->opts, "--quant");
    return quant ? quant : tag || !model ? tag : names_words_of(r->arena, &kind_model, model).quant;
}

static void no_quant(struct command_run *r)
{
    command_usage(r, "no weight format is named: give --quant Q4_K_M, for example (see: rigplan list quant)");
}

/* Returns the option whose value the first stray word stands behind, as in --gpu RTX 3090; NULL: none. */
static const char *option_before_words(struct command_run *r)
{
    static const char *const options[] = {"--gpu", "--system", "--model"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (r->opts.before_words && opt_text(&r->opts, options[i]) == r->opts.before_words)
            return options[i];
    return NULL;
}

/* Adds the first n stray words to text. */
static const char *add_words(struct command_run *r, struct str *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        str_addf(text, "%s%s", *text->text ? " " : "", r->opts.words[i]);
    return text->text;
}

/* Reports words that no option takes, with the option that a card, machine or model belongs to. */
static void stray_words(struct command_run *r)
{
    struct str all = str_new(r->arena), whole = str_new(r->arena);
    const char *option = request_devices_option(r, add_words(r, &all, r->opts.n_words));
    const char *before = option_before_words(r), *quote = strchr(all.text, ' ') ? "\"" : "";
    const bool another = option && !opt_given(&r->opts, option);
    if (before && !another) {
        str_add(&whole, r->opts.before_words);
        command_usage(r, "unexpected argument '%s': did you mean %s \"%s\"? (a value of several words is quoted)",
                      r->opts.words[0], before, add_words(r, &whole, r->opts.n_together));
    } else if (another)
        command_usage(r, "unexpected argument '%s': did you mean %s %s%s%s?", r->opts.words[0], option, quote, all.text,
                      quote);
    else
        command_usage(r, "unexpected argument '%s': every value here belongs to an option", r->opts.words[0]);
}

/* Returns false with a diagnostic if the model is named and unknown: that comes before what its file may lack. */
static bool model_known(struct command_run *r)
{
    const char *model = opt_text(&r->opts, "--model");
    if (!model || names_find(r->arena, r->catalogue, &kind_model, model).record)
        return true;
    command_find(r, &kind_model, model, "--model");
    return false;
}

/* Returns the only weight format that is worth choosing for the model: gpt-oss is stored as it was released; NULL:
 * asks. */
static const struct quant *native_quant(struct command_run *r)
{
    const char *name = opt_text(&r->opts, "--model");
    const struct model *m = name ? names_find(r->arena, r->catalogue, &kind_model, name).record : NULL;
    return m ? m->native : NULL;
}

/* Returns false with diagnostics if options are missing or contradict each other, or if there is a stray argument. */
static bool complete(struct command_run *r, bool quant_free, bool devices_free)
{
    const bool gpu = opt_given(&r->opts, "--gpu"), system = opt_given(&r->opts, "--system"),
               machine = opt_given(&r->opts, "--machine");
    const double depth = opt_number(&r->opts, "--depth"), ctx = opt_number(&r->opts, "--ctx");
    if (gpu && system)
        command_usage(r, "--gpu and --system exclude each other: give one of them");
    if (machine && (gpu || system))
        command_usage(r, "--machine and --%s exclude each other: the file names the cards", gpu ? "gpu" : "system");
    if (!gpu && !system && !machine && !devices_free)
        command_usage(r, "no hardware is named: give --gpu rtx-3090 or --system mac-mini-m4-16, for example, or "
                         "--machine FILE for your own");
    if (r->opts.n_words > 0)
        stray_words(r);
    else if (devices_free && !opt_given(&r->opts, "--model") && !(gpu || system || machine))
        command_usage(r,
                      "nothing is named: give your hardware, as in rigplan fit --gpu \"RTX 3060\", or a model, as in "
                      "rigplan fit --model llama-3.1-8b --quant Q4_K_M");
    else if (!opt_given(&r->opts, "--model") && !devices_free)
        command_usage(r, "no model is named: give --model llama-3.1-8b, for example (see: rigplan list model)");
    if (!quant_free && !quant_text(r) && !machine && model_known(r) && !native_quant(r))
        no_quant(r);
    if (opt_given(&r->opts, "--experts-on-host") && opt_given(&r->opts, "--n-cpu-moe"))
        command_usage(r, "--experts-on-host and --n-cpu-moe exclude each other: give one of them");
    if (depth > ctx)
        command_usage(r, "--depth %.0f is more than --ctx %.0f holds: raise --ctx or lower --depth", depth, ctx);
    return r->d.errors == 0;
}

/* Returns the engine that --engine names; NULL: none or an unknown one, which named_values reports. */
static const struct engine *engine_of(struct command_run *r)
{
    const char *text = opt_text(&r->opts, "--engine"), *date;
    return text ? names_find(r->arena, r->catalogue, &kind_engine, str_split(r->arena, text, '@', &date)).record : NULL;
}

/* Fills *q from the machine of --machine. A machine that states no quant leaves that to the options. */
static bool of_machine(struct command_run *r, const struct model *m, bool quant_free, struct request *q)
{
    if (!request_machine_read(r, m, q))
        return false;
    request_machine_warn(r, q);
    if (!quant_free && !q->quant && !quant_text(r) && !native_quant(r))
        no_quant(r);
    if (quant_text(r))
        q->quant = NULL;
    return true;
}

/* Returns where the word MTP starts in a model's name, as repositories call files with prediction layers; NULL: it has
   no such word. */
static const char *mtp_word(struct arena *a, const char *name)
{
    const struct names_split words = names_split_text(a, name);
    for (size_t i = 0; i < words.n; i++)
        if (strcmp(words.v[i], "mtp") == 0)
            return name + words.begin[i];
    return NULL;
}

/* Returns the model of --model; NULL: none is named. A file with MTP in its name holds the prediction layers that the
   model's plain files leave out. */
static const struct model *named_model(struct command_run *r, struct request *q)
{
    const char *tag, *name = request_files_name(r, &tag), *word = name ? mtp_word(r->arena, name) : NULL;
    if (!name)
        return NULL;
    if (word && word > name && !names_find(r->arena, r->catalogue, &kind_model, name).record) {
        name = str_format(r->arena, "%.*s%s", (int)(word - name - 1), name, word + sizeof "mtp" - 1);
    }
    q->apart = word != NULL;
    return command_find(r, &kind_model, name, "--model");
}

bool request_options_read(struct command_run *r, struct request *q, bool quant_free, bool devices_free)
{
    const char *gpu = opt_text(&r->opts, "--gpu"), *system = opt_text(&r->opts, "--system"), *quant = quant_text(r);
    *q = request_nothing();
    if (!complete(r, quant_free, devices_free))
        return false;
    const struct model *model = named_model(r, q);
    if (opt_given(&r->opts, "--machine") && !of_machine(r, model, quant_free, q))
        return false;
    q->model = model;
    if (quant && !(quant_free && strcmp(quant, "best") == 0))
        q->quant = request_files_quant(r, model, command_find_quant(r, quant, "--quant", engine_of(r)));
    if (!q->quant && !quant_free)
        q->quant = native_quant(r);
    q->repo = request_files_repo(r, quant);
    if (quant && q->quant && q->model && !q->quant->of)
        request_files_say(r, q, quant);
    if (q->quant && q->model && q->quant->of && q->quant->of != q->model)
        command_usage(r, "--quant: '%s' is a file of %s, not of %s", q->quant->id, q->quant->of->id, q->model->id);
    if ((gpu && !request_devices_add(r, gpu, q)) || (system && !request_devices_add_system(r, system, q)) ||
        !request_devices_have_memory(r, gpu, q))
        return false;
    named_values(r, q);
    number_values(&r->opts, q);
    request_cap_read(r, q);
    tensor_split(r, q);
    desktop_and_limit(r, q);
    request_links_check(r, q);
    return r->d.errors == 0 && request_cap_best(r, q);
}

bool request_options_draft(struct command_run *r, struct request *q)
{
    const char *spec = opt_text(&r->opts, "--draft"), *quant = NULL;
    const bool tokens = opt_given(&r->opts, "--draft-tokens"), accept = opt_given(&r->opts, "--accept");
    if (!spec && !tokens && !accept)
        return true;
    if (!spec || !tokens || !accept) {
        command_usage(r, "--draft, --draft-tokens and --accept go together: give all three");
        return false;
    }
    q->draft_tokens = opt_number(&r->opts, "--draft-tokens");
    q->accept_frac = opt_number(&r->opts, "--accept");
    const char *model = str_split(r->arena, spec, ':', &quant);
    if (quant && names_words_of(r->arena, &kind_model, spec).quant == NULL &&
        names_find(r->arena, r->catalogue, &kind_model, spec).record) { /* qwen3:0.6b */
        model = spec;
        quant = NULL;
    }
    if (strcmp(model, "mtp") == 0) {
        if (quant)
            command_usage(r, "--draft: the prediction layers have the model's own format: give mtp without ':%s'",
                          quant);
        else if (q->model->mtp_layers + q->model->mtp_apart < 1)
            diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--draft",
                     "%s has no prediction layers in the catalogue: name a draft model instead of mtp", q->model->id);
        return r->d.errors == 0;
    }
    q->draft_model = command_find(r, &kind_model, model, "--draft");
    q->draft_quant = quant ? command_find_quant(r, quant, "--draft", q->engine) : q->quant;
    return r->d.errors == 0;
}

const char *request_options_rig(struct command_run *r, const struct request *q)
{
    struct str s = str_new(r->arena);
    int kinds = 0;
    if (opt_given(&r->opts, "--system"))
        return opt_text(&r->opts, "--system");
    if (r->machine)
        return r->machine->title ? r->machine->title : r->machine->id;
    for (int i = 0, n; i < q->n; i += n) { /* n: how many equal devices follow each other */
        n = 1;
        while (i + n < q->n && q->device[i + n] == q->device[i])
            n++;
        str_add(&s, kinds++ == 0 ? "" : i + n < q->n ? ", " : " and ");
        if (n > 1)
            str_addf(&s, "%d x ", n);
        str_add(&s, q->device[i]->id);
    }
    return s.text;
}

/* True for options of the model and its load; the others are about a rig. */
static bool is_load_option(const char *option)
{
    static const char *const load[] = {"--model",    "--quant",   "--engine",     "--ctx",  "--batch",
                                       "--parallel", "--kv-type", "--flash-attn", "--data", "--book"};
    for (size_t i = 0; i < sizeof load / sizeof *load; i++)
        if (strcmp(option, load[i]) == 0)
            return true;
    return false;
}

/* Appends the given options with their values to out, --quant with this quant. rig: options of the rig too. Returns how
   many words they are. */
static size_t add_given(struct command_run *r, const struct opt *rows, size_t n, bool rig, const char *quant,
                        const char **out)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const char *value = strcmp(rows[i].name, "--quant") == 0 ? quant : opt_text(&r->opts, rows[i].name);
        if (!value || !(rig || is_load_option(rows[i].name)))
            continue;
        out[count++] = rows[i].name;
        if (rows[i].type != OPT_FLAG)
            out[count++] = value;
    }
    return count;
}

const char *const *request_options_words(struct command_run *r, const char *command, const char *quant,
                                         enum request_part part)
{
    static const struct opt request[] = {
#include "request_options.def"
    };
    static const struct opt draft[] = {
#include "draft_options.def"
    };
    enum { N_REQUEST = sizeof request / sizeof *request, N_DRAFT = sizeof draft / sizeof *draft };
    const char **out = ARENA_ARRAY(r->arena, 2 * (N_REQUEST + N_DRAFT) + 3, const char *);
    size_t n = 0;
    out[n++] = r->program;
    out[n++] = command;
    n += add_given(r, request, N_REQUEST, part != REQUEST_LOAD, quant, out + n);
    if (part == REQUEST_DRAFTS)
        add_given(r, draft, N_DRAFT, true, quant, out + n);
    return out;
}

struct answer_case request_options_case(struct command_run *r, const struct request *q, const struct prepared *s,
                                        enum request_part part, enum verdict v)
{
    const struct predict_case *c = &s->predict;
    const bool drafts = part == REQUEST_DRAFTS && opt_given(&r->opts, "--draft");
    const struct engine *engine = c->memory.engine;
    const enum backend backend = other_backend_now(engine, &s->rig);
    BUG_UNLESS(q->model && q->quant && q->n > 0);
    const bool whole = v == verdict_fits || v == verdict_tight; /* nothing in system RAM */
    return (struct answer_case){
        .model = q->model->id,
        .quant = q->quant->id,
        .engine = backend ? str_format(r->arena, "%s on %s", engine->id, enums_words(&enums_backend, (int)backend))
                          : engine->id,
        .rig = request_options_rig(r, q),
        .split = q->n > 1 ? enums_words(&enums_split, (int)c->memory.split) : NULL,
        .draft = !drafts          ? NULL
                 : q->draft_model ? q->draft_model->id
                                  : "mtp",
        .prompt_tokens = c->prompt,
        .depth_tokens = c->depth,
        .batch = c->batch,
        .explain = v == verdict_no ? NULL : request_options_words(r, "explain", q->quant->id, part),
        .shop = whole ? NULL : request_options_words(r, "fit", q->quant->id, REQUEST_LOAD),
    };
}
