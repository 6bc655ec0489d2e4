/* check_power.c: measured watts against those of the laws.

   Idea: a row of a card is compared with what the law of a step says that it draws (model/draw.h); a row at the wall
   with the watts of a machine that has these parts (model/power.h), where what nobody states is assumed.
   Invariant: a row that names a model draws what that model makes the devices draw; one that names none, a fraction of
   their limits. */
#include "check_power.h"

#include "check_class.h"
#include "check_row.h"
#include "power.h"
#include "predict.h"
#include "speed_request.h"
#include "str.h"

#include <math.h>

#define RECORD power_row
#define TABLE "power_row.def"
#include "fields.inc"
#define RESULT power_prediction
#define TABLE "power_row.def"
#include "result_rows.inc"

/* A machine with the parts that a row names. */
struct row_machine {
    struct machine machine;
    struct device_line device;
    struct system_line system;
    struct cpu_line cpu;
    struct psu_line psu;
};

/* Returns the record that the row names; NULL where it names none, or the catalogue has none. */
static const void *find(const struct catalogue *c, const struct kind *k, const char *id)
{
    return id ? catalogue_find(c, k, id) : NULL;
}

/* Returns the first machine that the catalogue has with that chip; NULL for a card. */
static const struct system *machine_with(const struct catalogue *c, const struct device *chip)
{
    for (size_t i = 0; chip && chip->unified == flag_yes && i < c->systems.n; i++)
        if (c->systems.v[i].chip == chip)
            return &c->systems.v[i];
    return NULL;
}

static void assemble(const struct catalogue *c, const struct power_row *r, struct row_machine *out)
{
    *out = (struct row_machine){.machine = {.id = r->id, .split = split_layer}};
    struct machine *m = &out->machine;
    m->host = r->host ? (enum hostclass)enums_find(&enums_hostclass, r->host) : hostclass_desktop;
    if (r->split)
        m->split = (enum split)enums_find(&enums_split, r->split);
    out->system.system = find(c, &kind_system, r->system);
    out->device.device = find(c, &kind_device, r->gpu);
    if (!out->system.system)
        out->system.system = machine_with(c, out->device.device);
    out->cpu.cpu = find(c, &kind_cpu, r->cpu);
    out->psu.psu = find(c, &kind_psu, r->psu);
    out->device.qty = r->gpu_count;
    out->device.cap_w = r->cap_w;
    out->psu.qty = 1;
    m->system = out->system.system ? &out->system : NULL;
    m->cpu = out->cpu.cpu ? &out->cpu : NULL;
    if (!m->system && out->device.device)
        m->devices = (struct device_line_list){1, &out->device};
    if (out->psu.psu)
        m->psus = (struct psu_line_list){1, &out->psu};
}

/* Returns the row as one of a speed file in that phase. */
static struct speed_row as_speed(const struct power_row *r, const char *phase)
{
    return (struct speed_row){.id = r->id,
                              .gpu = r->gpu,
                              .gpu_count = r->gpu_count,
                              .p2p = NULL,
                              .split = r->split,
                              .engine = r->engine,
                              .engine_date = r->engine_date,
                              .backend = r->backend,
                              .model = r->model,
                              .quant = r->quant,
                              .phase = phase,
                              .depth_tokens = NAN,
                              .prompt_tokens = r->prompt_tokens,
                              .gen_tokens = r->gen_tokens,
                              .batch = r->batch,
                              .ubatch = NAN,
                              .cap_w = r->cap_w,
                              .tokens_per_s = NAN,
                              .drawn_w = NAN,
                              .fits = "yes",
                              .mem_gib = NAN,
                              .ctx = NAN,
                              .draft_tokens = NAN,
                              .accept_frac = NAN,
                              .ngl = NAN,
                              .n_cpu_moe = NAN,
                              .ram_gb_s = NAN};
}

/* Fills *work with what the model of the row does on its devices. Returns NULL, or why it cannot be predicted. */
static const char *works(const struct catalogue *c, const struct power_row *r, struct prepared *s,
                         struct power_work *work, const char **what)
{
    struct request q;
    struct predict_out out;
    const struct speed_row speed = as_speed(r, "decode");
    const char *why = speed_request_read(c, &speed, &q, what);
    if (why)
        return why;
    q.endless_memory = true;
    q.ctx = q.parallel = NAN;
    s->drafts = s + 1;
    if (!prepare_case(c, &q, s) || !predict_run(&s->predict, &s->rig, catalogue_policy(c), &out))
        return "no calibration for the backend";
    *work = (struct power_work){.on = {q.n}, .cores = power_busy_cores(s->predict.memory.engine, q.n)};
    power_work_host(&out.decode.part, &out.prefill.part, work);
    for (int d = 0; d < q.n; d++) {
        work->decode_w[0] += out.memory.device[d].decode_w;
        work->prefill_w[0] += out.memory.device[d].prefill_w;
    }
    return NULL;
}

/* Returns the watts of all cards, or at the wall, in that state. */
static double watts_of(const struct catalogue *c, const struct power_row *r, const struct row_machine *m,
                       const struct power_work *work, enum power_state state)
{
    const struct power_site site = {catalogue_policy(c), &c->assumptions, r->mains_v};
    struct power_phase out;
    power_draw(&m->machine, &site, work, state, &out);
    return row_request_is(r->drawn_at, "wall") ? out.wall_w : out.devices_w;
}

static double predicted_w(const struct catalogue *c, const struct power_row *r, const struct row_machine *m,
                          const struct power_work *work)
{
    const double decode = watts_of(c, r, m, work, POWER_DECODE), prefill = watts_of(c, r, m, work, POWER_PREFILL);
    /* a meter at the wall shows the most of a whole second: of an answer, not of its short prompt */
    switch ((enum powerphase)enums_find(&enums_powerphase, r->phase)) {
    case powerphase_idle:
    case powerphase_resident: return watts_of(c, r, m, work, POWER_IDLE);
    case powerphase_decode: return decode;
    case powerphase_prefill: return prefill;
    case powerphase_mixed: return (decode + prefill) / 2;
    default: return watts_of(c, r, m, NULL, POWER_PEAK);
    }
}

/* Returns whether its watts are not those of the parts that the row names. */
static bool doubted(const struct power_row *r)
{
    return row_request_is(r->flags, "host-limited") || row_request_is(r->flags, "contradicted");
}

static int class_of(struct check_summary *s, const struct power_row *r, bool system)
{
    char name[96];
    str_cut(name, sizeof name, "%s, %s%s%s",
            system                                ? "unified machine"
            : row_request_is(r->drawn_at, "wall") ? "PC at the wall"
                                                  : "card",
            r->phase, doubted(r) ? ", " : "", doubted(r) ? r->flags : "");
    return check_class_of(s, name);
}

static void power_row(const struct catalogue *c, const struct power_row *r, struct prepared *s,
                      struct check_summary *sum, struct check_power_row *row)
{
    struct row_machine m;
    struct power_work work = {.on = {row_request_is(r->phase, "idle") ? 0 : r->gpu_count}};
    const char *what = NULL, *why = NULL;
    assemble(c, r, &m);
    if (!m.machine.system && !m.device.device) {
        why = r->gpu ? "device not in the catalogue" : "neither cards nor a machine that the catalogue has";
        what = r->gpu;
    } else if (row_request_is(r->drawn_at, "chip"))
        why = "watts of a chip without its machine are not modelled";
    const bool runs = r->model && r->quant && r->engine, shared = r->gpu_count > 1 && !m.machine.system;
    if (!why && !runs && shared && !r->split && row_request_is(r->phase, "decode"))
        why = "neither the model nor how several cards share it is stated";
    if (!why && runs)
        why = works(c, r, s, &work, &what);
    if (why) {
        check_row_skip(&row->row, why, what);
        return;
    }
    const bool idle = row_request_is(r->phase, "idle") || row_request_is(r->phase, "resident");
    const struct engine *e = find(c, &kind_engine, r->engine);
    if (!why && !runs && e) {
        work.decode_w[0] = work.prefill_w[0] = NAN;
        work.cores = power_busy_cores(e, r->gpu_count);
    }
    const double all = predicted_w(c, r, &m, runs || idle || e ? &work : NULL);
    row->row.status = CHECK_PREDICTED;
    row->out.drawn_w = row_request_is(r->drawn_at, "card") ? all / r->gpu_count : all;
    row->row.error_frac = check_class_error(row->out.drawn_w, r->drawn_w);
    row->row.class = class_of(sum, r, m.machine.system != NULL);
    row->system = m.machine.system != NULL;
}

/* Sums up the errors of rows in those phases. */
static void group(const char *name, const struct check_case *k, bool system, const char *at, const char *phases[2])
{
    const struct power_row_list list = {k->m->rows.n, k->m->rows.v};
    const struct check_power_row *rows = k->rows;
    size_t n = 0;
    for (size_t i = 0; i < list.n; i++) {
        const struct power_row *r = &list.v[i];
        if (rows[i].row.status == CHECK_PREDICTED && !doubted(r) && rows[i].system == system &&
            row_request_is(r->drawn_at, at) &&
            (row_request_is(r->phase, phases[0]) || row_request_is(r->phase, phases[1])))
            k->work[n++] = rows[i].row.error_frac;
    }
    check_class_column(name, k->work, n, k->work + n, k->sum);
}

static void run(const struct check_case *k)
{
    static const char *works_in[] = {"decode", "prefill"};
    const struct power_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_power_row *rows = k->rows;
    for (size_t i = 0; i < list.n; i++)
        power_row(k->c, &list.v[i], k->s, k->sum, &rows[i]);
    check_class_each(k, sizeof *rows);
    group("all: watts of a card at work", k, false, "card", works_in);
    group("all: watts of PCs at the wall at work", k, false, "wall", works_in);
    group("all: watts of unified machines at work", k, true, "wall", works_in);
}

const struct check_kind check_power = {
    .file = {"power", &kind_power_row, {"drawn_at", "statistic"}},
    .keys = {"id"},
    .says_status = true,
    .figures = &figures_power_prediction,
    .size = sizeof(struct check_power_row),
    .figures_at = offsetof(struct check_power_row, out),
    .run = run,
};
