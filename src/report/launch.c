#include "launch.h"

#include "arena.h"
#include "escape.h"
#include "launch_value.h"
#include "model_use.h"
#include "str.h"
#include "wrap.h"
#include "month.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 4 };

/* A list of texts that grows. */
struct texts {
    const char **v;
    size_t n, room;
};

struct writer {
    struct launch_job job;
    struct texts before, variables, words, after, notes;
    struct str modelfile;
    const char *newest, *host, *port; /* newest: the latest month that an option needs */
    const char *no_vision;            /* the option that leaves out the encoder of pictures; NULL: not written */
    bool written[sets_end];
};

static void add(struct writer *w, struct texts *t, const char *text)
{
    t->v = arena_more(w->job.arena, t->v, t->n, &t->room, sizeof *t->v);
    t->v[t->n++] = text;
}

/* Returns the list; a NULL follows its last text. */
static struct text_list list_of(struct writer *w, struct texts *t)
{
    add(w, t, NULL);
    return (struct text_list){t->n - 1, t->v};
}

/* Adds the words of a text that are separated by spaces. */
static void add_words(struct writer *w, struct texts *t, const char *text)
{
    while (text)
        add(w, t, str_split(w->job.arena, text, ' ', &text));
}

/* ---- options ---- */

/* Returns the template with % replaced by the value and @ by the draft model, where there is one. */
static const char *filled(const struct writer *w, const char *template, const char *value)
{
    const char *draft = launch_value_of(&w->job, sets_draft_repo);
    struct str s = str_new(w->job.arena);
    for (const char *p = template; *p; p++)
        if (*p == '%')
            str_add(&s, value);
        else if (*p == '@')
            str_add(&s, draft ? draft : "");
        else
            str_addn(&s, p, 1);
    return s.text;
}

static void write_option(struct writer *w, const struct engine_option *o, const char *value)
{
    struct arena *a = w->job.arena;
    switch (o->form) {
    case optionform_argument: add(w, &w->words, value); return;
    case optionform_variable: add(w, &w->variables, str_format(a, "%s=%s", o->flag, value)); return;
    case optionform_modelfile: str_addf(&w->modelfile, "%s %s\n", o->flag, value); return;
    case optionform_before: add(w, &w->before, str_format(a, "%s %s", o->flag, escape_shell(a, value))); return;
    default: break;
    }
    add(w, &w->words, o->flag);
    if (o->bare != flag_yes)
        add(w, &w->words, value);
}

static void remember(struct writer *w, const struct engine_option *o, const char *value)
{
    w->written[o->sets] = true;
    if (o->since && (!w->newest || strcmp(o->since, w->newest) > 0))
        w->newest = o->since;
    if (o->sets == sets_host)
        w->host = value;
    if (o->sets == sets_port)
        w->port = value;
    if (o->sets == sets_no_vision)
        w->no_vision = o->flag;
}

static void consider(struct writer *w, const struct engine_option *o)
{
    const char *value = launch_value_of(&w->job, o->sets);
    if (!value || !launch_case_current(o, w->job.d->month, w->job.d->backend))
        return;
    if (!isnan(o->above) && strtod(value, NULL) <= o->above) /* the engine's own value is enough */
        return;
    if (o->value)
        value = filled(w, o->value, value);
    write_option(w, o, value);
    remember(w, o, value);
}

/* ---- notes ---- */

static void note_install(struct writer *w)
{
    const struct engine *e = w->job.d->engine;
    struct str s = str_new(w->job.arena);
    str_addf(&s, "Install %s first%s%s", e->name ? e->name : e->id, e->install ? ": " : "",
             e->install ? e->install : "");
    if (w->newest && isnan(w->job.d->month))
        str_addf(&s, " (a build of %s or later)", w->newest);
    str_add(&s, ".");
    if (e->windows == flag_no && w->job.d->device[0]->vendor != vendor_apple)
        str_add(&s, " It does not run on Windows.");
    add(w, &w->notes, s.text);
}

/* Returns what lists the devices by the numbers that the command uses. */
static const char *lister(const struct launch_case *d)
{
    if (d->backend == backend_vulkan)
        return "vulkaninfo --summary";
    switch (d->device[0]->vendor) {
    case vendor_nvidia: return "nvidia-smi";
    case vendor_amd: return "rocm-smi";
    case vendor_intel: return "xpu-smi";
    default: return NULL;
    }
}

/* Says which device has to have which number, where the machine has several kinds. */
static void note_numbers(struct writer *w)
{
    const struct launch_case *d = w->job.d;
    struct str s = str_new(w->job.arena);
    if (!d->unlike)
        return;
    for (int i = 0; i < d->n; i++)
        str_addf(&s, "%s%d %s%s", i ? ", number " : "Device number ", d->position[i], i ? "the " : "has to be the ",
                 d->device[i]->id);
    if (lister(d) && w->written[sets_devices])
        str_addf(&s, ": if %s lists other numbers, write those", lister(d));
    str_add(&s, ".");
    add(w, &w->notes, s.text);
}

/* Says which program an engine with several backends has to be. */
static void note_devices(struct writer *w)
{
    const struct launch_case *d = w->job.d;
    if (d->engine->runs_on.n > 1 &&
        (d->backend == backend_vulkan || d->backend == backend_rocm || d->backend == backend_sycl))
        add(w, &w->notes,
            str_format(w->job.arena, "Take the build for %s.", enums_words(&enums_backend, (int)d->backend)));
    note_numbers(w);
}

static bool same_caps(const struct launch_case *d)
{
    for (int i = 0; i < d->n; i++)
        if (!(d->cap_w[i] == d->cap_w[0] && d->device[i]->vendor == vendor_nvidia))
            return false;
    return d->all_cards;
}

/* Says how to set the power caps that the speeds are predicted with. */
static void note_caps(struct writer *w)
{
    const struct launch_case *d = w->job.d;
    struct str s = str_new(w->job.arena);
    const char *as_owner = d->windows ? "" : "sudo ";
    if (same_caps(d))
        str_addf(&s, "%snvidia-smi -pl %.0f", as_owner, d->cap_w[0]);
    else
        for (int i = 0; i < d->n; i++)
            if (!isnan(d->cap_w[i]) && d->device[i]->vendor == vendor_nvidia)
                str_addf(&s, "%s%snvidia-smi -i %d -pl %.0f", s.len ? ", " : "", as_owner, d->position[i], d->cap_w[i]);
    if (s.len)
        add(w, &w->notes,
            str_format(w->job.arena, "Set the power cap%s first, again after each start of the machine: %s.",
                       d->windows ? " as administrator" : "", s.text));
}

/* Says how a shell of Windows wants what is written for others. */
static void note_windows(struct writer *w)
{
    if (!w->job.d->windows)
        return;
    add(w, &w->notes, "In PowerShell write the command in one line, without the backslashes.");
    if (w->variables.n > 0)
        add(w, &w->notes,
            "PowerShell sets each variable on a line of its own before the command: $env:NAME = \"value\".");
}

/* Returns whether a browser shows a page to chat with the model. */
static bool is_chat(const struct writer *w)
{
    return w->job.d->engine->chat_page == flag_yes && !w->written[sets_embedding];
}

static void note_uses(struct writer *w)
{
    const struct launch_case *d = w->job.d;
    if (w->no_vision)
        add(w, &w->notes,
            str_format(w->job.arena,
                       "To read pictures leave out %s: that takes more memory, which is not counted here.",
                       w->no_vision));
    if (d->engine->text_only == flag_yes && model_use_is(d->model, use_vision))
        add(w, &w->notes, "This server reads no pictures, although the model can.");
    if (w->written[sets_embedding] && w->written[sets_ubatch])
        add(w, &w->notes, "Texts longer than the micro-batch (--ubatch-size) are refused: raise it for longer ones.");
}

/* How a command says where the weights of a model are. */
enum naming {
    NAMED_REPOSITORY, /* which the engine downloads */
    NAMED_PATH,       /* by a word in whose place the path stands */
    NAMED_NOT         /* the engine looks for them itself */
};

/* Says where the weights of one model come from. */
static void note_file(struct writer *w, const struct model_file *f, const struct model *m, const struct quant *quant,
                      enum naming how)
{
    struct arena *a = w->job.arena;
    const char *name = launch_value_placeholder(&w->job, m, quant);
    if (!f)
        add(w, &w->notes,
            str_format(a, "No published file of %s in %s is on record%s%s%s.", m->id, quant->id,
                       how == NAMED_NOT ? "" : ": replace ", how == NAMED_NOT ? "" : name,
                       how == NAMED_NOT ? "" : " by the path of yours"));
    else if (how != NAMED_REPOSITORY)
        add(w, &w->notes,
            str_format(a, "Download %s from huggingface.co/%s%s%s%s.", quant->id, f->repo,
                       how == NAMED_NOT ? "" : " and replace ", how == NAMED_NOT ? "" : name,
                       how == NAMED_NOT ? "" : " by its path"));
    else if (f->quant)
        add(w, &w->notes, str_format(a, "The first start downloads huggingface.co/%s.", f->repo));
    else
        add(w, &w->notes,
            str_format(a, "The first start downloads %s from huggingface.co/%s; see there that it has this quant.",
                       quant->id, f->repo));
}

/* Says where the model is younger than the build, or than all that its options need, or made for less context. */
static void note_model(struct writer *w)
{
    const struct launch_case *d = w->job.d;
    const char *released = d->model->released;
    if (isnan(d->month) && released && (!w->newest || strncmp(released, w->newest, strlen("YYYY-MM")) > 0))
        add(w, &w->notes,
            str_format(w->job.arena, "%s was published in %.7s: older builds do not know it.", d->model->id, released));
    if (!isnan(d->month) && released && !month_within(d->month, released, NULL))
        add(w, &w->notes,
            str_format(w->job.arena, "%s was published in %.7s, after that build, which may not know it.", d->model->id,
                       released));
    if (d->ctx_each > d->model->max_ctx_tokens)
        add(w, &w->notes,
            str_format(w->job.arena,
                       "%s was made for %.0f tokens of context: more needs rope scaling such as YaRN, which this "
                       "command does not set.",
                       d->model->id, d->model->max_ctx_tokens));
}

/* Returns how the command names the model. */
static enum naming naming(const struct writer *w)
{
    if (w->written[sets_repo] || w->written[sets_repo_quant])
        return NAMED_REPOSITORY;
    return w->written[sets_file] ? NAMED_PATH : NAMED_NOT;
}

/* Returns whether the engine takes the model by some name, and there is none to write. */
static bool nameless(const struct writer *w)
{
    static const enum sets names[] = {sets_file, sets_repo, sets_repo_quant};
    bool settable = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        settable |= launch_value_settable(&w->job, names[i]);
    return settable && naming(w) == NAMED_NOT;
}

static void note_files(struct writer *w)
{
    const struct launch_case *d = w->job.d;
    note_file(w, w->job.file, d->model, d->quant, naming(w));
    bool drafts = false;
    for (enum sets k = sets_draft_tokens; k <= sets_draft_repo_quant; k++)
        drafts |= w->written[k];
    if (d->draft_model && drafts)
        note_file(w, w->job.draft_file, d->draft_model, d->draft_quant,
                  w->written[sets_draft_file] ? NAMED_PATH : NAMED_REPOSITORY);
}

/* Things that one deployment says once, whatever the engine calls them: if it says one of `sets` and none was written,
   a note has `words`. */
static const struct need {
    const char *words;
    enum sets sets[5]; /* 0 after the last */
} needs[] = {
    {"the context", {sets_ctx, sets_ctx_each}},
    {"layers in system RAM", {sets_layers}},
    {"experts in system RAM", {sets_n_cpu_moe, sets_all_experts}},
    {"how the devices share the model", {sets_split, sets_tensor_parallel, sets_pipeline_parallel, sets_spread}},
    {"shares of the devices", {sets_tensor_split}},
    {"which devices it uses", {sets_devices}},
    {"the size of a micro-batch", {sets_ubatch}},
    {"that flash attention is off", {sets_flash_off}},
    {"drafts", {sets_draft_self, sets_draft_other, sets_draft_repo, sets_draft_tokens}},
};

/* The engine's first cache format is what it uses unasked. */
static bool cache_missing(const struct writer *w)
{
    const struct engine *e = w->job.d->engine;
    const bool unasked = e->caches.n > 0 && w->job.d->kv == e->caches.v[0].format;
    return w->job.d->kv && !unasked && !w->written[sets_cache];
}

static bool unmet(const struct writer *w, const struct need *n)
{
    bool said = false;
    for (const enum sets *s = n->sets; *s; s++) {
        if (w->written[*s])
            return false;
        said |= launch_value_of(&w->job, *s) != NULL;
    }
    return said;
}

static bool split_missing(const struct writer *w)
{
    const bool split = launch_value_settable(&w->job, sets_split) && !w->written[sets_split];
    return w->job.d->n > 1 && split;
}

static void note_needs(struct writer *w)
{
    struct str s = str_new(w->job.arena);
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (unmet(w, &needs[i]))
            str_addf(&s, "%s%s", s.len ? ", " : "", needs[i].words);
    if (cache_missing(w))
        str_addf(&s, "%sthe cache format %s", s.len ? ", " : "", w->job.d->kv->id);
    if (split_missing(w))
        str_addf(&s, "%sthis way of sharing the model", s.len ? ", " : "");
    if (s.len)
        add(w, &w->notes,
            str_format(w->job.arena, "The command does not set %s: no option of %s for that is on record.", s.text,
                       w->job.d->engine->id));
}

static void note_address(struct writer *w)
{
    struct str at = str_new(w->job.arena);
    if (!w->host)
        return;
    str_addf(&at, "http://%s%s%s", w->host, w->port ? ":" : "", w->port ? w->port : "");
    if (is_chat(w))
        add(w, &w->notes, str_format(w->job.arena, "Once it runs, open %s in a browser on this machine.", at.text));
    add(w, &w->notes,
        str_format(w->job.arena, "Programs on this machine %s %s/v1 (API of OpenAI).",
                   is_chat(w) ? "use" : "then reach it at", at.text));
}

/* ---- the command ---- */

static void add_after(struct writer *w)
{
    for (size_t i = 0; i < w->job.d->engine->then.n; i++)
        add(w, &w->after, filled(w, w->job.d->engine->then.v[i], w->job.d->model->id));
}

/* Writes variables and words as one line, and as lines for a terminal. */
static void finish(struct writer *w, struct launch *out)
{
    struct str line = str_new(w->job.arena), lines = str_new(w->job.arena);
    struct texts both = {0};
    for (size_t i = 0; i < out->variables.n; i++)
        add(w, &both, out->variables.v[i]);
    for (size_t i = 0; i < out->words.n; i++)
        add(w, &both, out->words.v[i]);
    const struct text_list all = list_of(w, &both);
    for (size_t i = 0; i < all.n; i++)
        str_addf(&line, "%s%s", i ? " " : "", escape_shell(w->job.arena, all.v[i]));
    wrap_command(&lines, all.v, INDENT);
    out->command = line.text;
    out->lines = lines.text;
}

static bool refuse(struct writer *w, struct launch *out, const char *why)
{
    add(w, &w->notes, str_format(w->job.arena, "%s: %s.", w->job.d->engine->id, why));
    out->notes = list_of(w, &w->notes);
    return false;
}

bool launch_lines(struct arena *a, const struct launch_case *d, struct launch *out)
{
    const struct engine *e = d->engine;
    struct writer w = {.job = launch_value_job(a, d), .newest = d->since, .modelfile = str_new(a)};
    *out = (struct launch){0};
    if (!e->starts)
        return refuse(&w, out, "no command that starts it is on record");
    if (d->several_machines)
        return refuse(&w, out, "no command for a model on several machines is on record");
    add_words(&w, &w.words, e->starts);
    for (size_t i = 0; i < e->options.n; i++)
        consider(&w, &e->options.v[i]);
    if (nameless(&w))
        return refuse(&w, out,
                      str_format(a, "no published file of %s in %s is on record, and its command takes no other",
                                 d->model->id, d->quant->id));
    add_after(&w);
    note_install(&w);
    note_devices(&w);
    note_caps(&w);
    note_model(&w);
    note_files(&w);
    note_uses(&w);
    note_needs(&w);
    note_windows(&w);
    note_address(&w);
    out->before = list_of(&w, &w.before);
    out->variables = list_of(&w, &w.variables);
    out->words = list_of(&w, &w.words);
    out->after = list_of(&w, &w.after);
    out->notes = list_of(&w, &w.notes);
    out->modelfile = w.modelfile.len ? w.modelfile.text : NULL;
    finish(&w, out);
    return true;
}
