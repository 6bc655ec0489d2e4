#include "refuse_say.h"

#include "arena.h"

#include <stdarg.h>
#include <string.h>

static const struct origin from_command_line = {.file = NULL};

/* True if this text was reported at this place; a value of --set has no place, so for this machine and workload. */
static bool is_reported(const struct diags *d, struct origin at, const char *path, const char *text)
{
    for (const struct diag *x = d->first; x; x = x->next) {
        const bool same_text = x->path && strcmp(x->text, text) == 0, same_path = x->path && strcmp(x->path, path) == 0;
        const bool same_place = x->at.file && strcmp(x->at.file, at.file) == 0 && x->at.line == at.line &&
                                x->at.col == at.col;
        if (same_text && same_place && (at.line > 0 || same_path))
            return true;
    }
    return false;
}

/* A setting of an option on the command line, in a run and in a machine. */
struct setting {
    const char *option;
    size_t run, machine;
};

static const struct setting settings[] = {{"--engine", F_run_engine, F_machine_engine},
                                          {"--quant", F_run_quant, F_machine_quant},
                                          {"--backend", F_run_backend, F_machine_backend},
                                          {"--split", F_run_split, F_machine_split},
                                          {"--kv-type", F_run_kv, F_machine_kv},
                                          {"--flash-attn", F_run_flash_attn, F_machine_flash_attn},
                                          {"--link", F_run_link, F_machine_link},
                                          {"--bridge", F_run_bridge, F_machine_bridge},
                                          {"--gpu", F_run_cards, F_machine_cards},
                                          {"--system", F_run_ngl, F_machine_ngl},
                                          {"--system", F_run_n_cpu_moe, F_machine_n_cpu_moe}};

/* Returns the run of the workload on the machine; NULL: the machine's own settings apply. */
static const struct run *run_of(const struct machine *m, const struct workload *w)
{
    for (size_t i = 0; i < m->runs.n; i++)
        if (strcmp(m->runs.v[i].workload, w->id) == 0)
            return &m->runs.v[i];
    return NULL;
}

struct origin refuse_say_setting(const struct refuse_subject *s, const char *option)
{
    const struct run *r = run_of(s->machine, s->workload);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const struct origin at = r ? r->at[settings[i].run] : s->machine->at[settings[i].machine];
        if (strcmp(settings[i].option, option) == 0 && at.file)
            return at;
    }
    return (struct origin){.file = NULL};
}

/* Returns where the quant is stated, else the engine that does not load those of the workload, else the workload's. */
static struct origin quant_at(const struct refuse_subject *s)
{
    const struct origin own = refuse_say_setting(s, "--quant"), engine = refuse_say_setting(s, "--engine");
    const struct origin list = s->workload->at[F_workload_quants];
    if (own.file || engine.file)
        return own.file ? own : engine;
    return list.file ? list : s->workload->at[F_workload_quant];
}

/* Returns the place in the scenario of what the command line says with this option; where the scenario leaves that
   open, the place of the first setting that is stated there. */
static struct origin origin_of(const struct refuse_subject *s, const char *option)
{
    const struct run *r = run_of(s->machine, s->workload);
    struct origin at = strcmp(option, "--quant") == 0 ? quant_at(s) : refuse_say_setting(s, option);
    for (size_t i = 0; !at.file && i < sizeof settings / sizeof *settings; i++)
        at = refuse_say_setting(s, settings[i].option);
    if (at.file)
        return at;
    return r ? r->at[F_run_workload] : s->option->at[F_option_id];
}

/* Returns the machine and the workload, in words. */
static const char *path_of(const struct refuse_subject *s)
{
    const char *machine = s->machine && s->machine->id ? s->machine->id : s->option->id;
    return str_format(s->r->arena, "%s, workload %s", machine, s->workload->id);
}

void refuse_say(const struct refuse_subject *s, const char *option, const char *fmt, ...)
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
    const char *path = path_of(s);
    if (!is_reported(&s->r->d, at, path, text))
        diag_add(&s->r->d, DIAG_SENSE, at, path, "%s", text);
}
