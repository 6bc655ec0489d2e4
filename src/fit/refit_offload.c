#include "refit_offload.h"

#include "arena.h"
#include "fit_offload.h"
#include "row_request.h"
#include "speed_request.h"
#include "known.h"

#include <math.h>
#include <stdlib.h>

/* Part of a step that reading RAM or copying must take for the row to tell its rate. */
static const double least_part = 0.2;

/* Returns the row of a speed file as one of an offload file. */
static struct offload_row as_offload(const struct catalogue *c, const struct speed_row *r)
{
    const struct cpu *cpu = r->cpu ? catalogue_find(c, &kind_cpu, r->cpu) : NULL;
    const bool decode = row_request_is(r->phase, "decode");
    return (struct offload_row){.id = r->id,
                                .gpu = r->gpu,
                                .gpu_count = r->gpu_count,
                                .split = r->split ? (enum split)enums_find(&enums_split, r->split) : split_unknown,
                                .engine = r->engine,
                                .cpu = r->cpu,
                                .sockets = 1,
                                .ram_channels = NAN,
                                .ram_mt_s = NAN,
                                .ram_low_gb_s = known_or(r->ram_gb_s, cpu ? cpu->mem_bw_gb_s : NAN),
                                .ram_high_gb_s = NAN,
                                .model = r->model,
                                .experts_used = NAN,
                                .quant = r->quant,
                                .file_gib = NAN,
                                .bits_per_weight = NAN,
                                .ngl = r->ngl,
                                .n_cpu_moe = r->n_cpu_moe,
                                .moe_layers_on_gpu = NAN,
                                .experts_on_gpu = NAN,
                                .frac_on_gpu = NAN,
                                .batch = r->batch,
                                .ubatch = r->ubatch,
                                .prompt_tokens = r->prompt_tokens,
                                .depth_tokens = r->depth_tokens,
                                .decode_tokens_per_s = decode ? r->tokens_per_s : NAN,
                                .prefill_tokens_per_s = decode ? NAN : r->tokens_per_s};
}

/* Returns the value of constant k that gives the row's time, the others as given; NAN: the row does not tell it. */
static double solved(const struct fit_offload_row *f, const double constants[OFFLOAD_CONSTANTS], int k)
{
    const double said_s = fit_offload_s(f, constants), part_s = f->by_s[k] / constants[k];
    const double left_s = f->measured_s - (said_s - part_s);
    return part_s >= least_part * said_s && left_s > 0 ? f->by_s[k] / left_s : NAN;
}

static int ascending(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void settle(struct refit_offload_learned *l, double *v, size_t n, const struct field *f)
{
    qsort(v, n, sizeof *v, ascending);
    l->rows = n;
    l->told = n == 0 ? NAN : n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
    l->after = n == 0 ? NAN : fmin(fmax(l->told, f->low), f->high);
}

static void learn(struct origin *at, double *constant, const struct refit_offload_learned *l)
{
    if (isnan(l->after))
        return;
    *constant = l->after;
    at->source = "own measurements, rigplan calibrate --mine";
    at->date = NULL;
}

/* Returns the mean |predicted / measured - 1| of the rows' speeds. */
static double mean_error(const struct fit_offload_row *rows, size_t n, const double constants[OFFLOAD_CONSTANTS])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs(rows[i].measured_s / fit_offload_s(&rows[i], constants) - 1);
    return sum / (double)n;
}

void refit_offload_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *own,
                       struct refit_offload *out)
{
    const struct policy *p = catalogue_policy(c);
    double constants[OFFLOAD_CONSTANTS] = {p->ram_frac, p->cpu_vector_tflops, p->cpu_matrix_tflops, p->copy_gb_s};
    struct prepared *s = ARENA_ARRAY(a, 2, struct prepared);
    double *ram = ARENA_ARRAY(a, own->n + 1, double), *copy = ARENA_ARRAY(a, own->n + 1, double);
    struct fit_offload_row *rows = ARENA_ARRAY(a, own->n + 1, struct fit_offload_row);
    size_t n_ram = 0, n_copy = 0, n = 0;
    for (size_t i = 0; i < own->n; i++) {
        const struct speed_row *r = &own->v[i];
        const bool decode = row_request_is(r->phase, "decode");
        if (!speed_request_partial(r) || !speed_request_offload(c, r))
            continue;
        const struct offload_row row = as_offload(c, r);
        if (!fit_offload_row(c, &row, decode, s, &rows[n]))
            continue;
        const double x = solved(&rows[n++], constants, decode ? OFFLOAD_RAM_FRAC : OFFLOAD_COPY);
        if (isnan(x))
            continue;
        if (decode)
            ram[n_ram++] = x;
        else
            copy[n_copy++] = x;
    }
    *out = (struct refit_offload){.ram = {.name = "ram_frac", .before = p->ram_frac},
                                  .copy = {.name = "copy_gb_s", .before = p->copy_gb_s},
                                  .policy = *p,
                                  .rows = n,
                                  .before_frac = mean_error(rows, n, constants)};
    settle(&out->ram, ram, n_ram, &kind_policy.fields[F_policy_ram_frac]);
    settle(&out->copy, copy, n_copy, &kind_policy.fields[F_policy_copy_gb_s]);
    out->any = n_ram + n_copy > 0;
    learn(&out->policy.at[F_policy_ram_frac], &out->policy.ram_frac, &out->ram);
    learn(&out->policy.at[F_policy_copy_gb_s], &out->policy.copy_gb_s, &out->copy);
    constants[OFFLOAD_RAM_FRAC] = out->policy.ram_frac;
    constants[OFFLOAD_COPY] = out->policy.copy_gb_s;
    out->after_frac = mean_error(rows, n, constants);
}
