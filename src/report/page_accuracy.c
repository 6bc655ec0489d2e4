#include "page_accuracy.h"

#include "bug.h"

#include <math.h>

static const char *const words[CAUSES_CAUSES] = {
    [CAUSES_CONTRADICTED] = "another row of the same case differs by a factor of 1.5 or more",
    [CAUSES_ALONE] = ("no other GPU was measured with the same kernels, backend and maker (and memory, split, depth, "
                      "batch or kind of model)"),
    [CAUSES_NO_FAMILY] = "the only GPU of its family, and its other rows are as far off",
    [CAUSES_SOURCE] = "this source's rows of the GPU are as far off, other sources' rows are not",
    [CAUSES_RIG] = "other rows of the GPU or rig are as far off",
    [CAUSES_MODEL] = "rows of the model on other GPUs are as far off",
    [CAUSES_SCARCE] = "only one other GPU was measured with the same kernels, backend and maker (and so on)",
    [CAUSES_UNKNOWN] = "other rows do not explain it",
};

static void per_cent(struct str *out, size_t n, double frac)
{
    if (n == 0 || isnan(frac))
        str_addf(out, " %7s", "-");
    else
        str_addf(out, " %7.1f", 100 * frac);
}

static void group_phase(const struct check_class *k, struct str *out)
{
    str_addf(out, " %6zu", k->n);
    per_cent(out, k->n, k->mean_frac);
    per_cent(out, k->n, k->median_frac);
    per_cent(out, k->n, k->bias_frac);
    per_cent(out, k->n, k->within80_frac);
    per_cent(out, k->n, k->within95_frac);
}

static void groups(const struct causes_groups *g, const char *by, struct str *out)
{
    str_addf(out, "\n  %-32s %6s %7s %7s %7s %7s %7s %6s %7s %7s %7s %7s %7s\n", by, "decode", "mean", "median", "bias",
             "in 80%", "in 95%", "prefill", "mean", "median", "bias", "in 80%", "in 95%");
    for (size_t i = 0; i < g->n; i++) {
        str_addf(out, "  %-32s", g->v[i].name);
        group_phase(&g->v[i].decode, out);
        group_phase(&g->v[i].prefill, out);
        str_add(out, "\n");
    }
}

static void shared_keys(const struct spread *s, struct str *out)
{
    if (s->kernels)
        str_addf(out, " %s kernels", s->kernels->id);
    if (s->backend != backend_unknown)
        str_addf(out, ", %s", enums_text(&enums_backend, (int)s->backend));
    if (s->vendor != vendor_unknown)
        str_addf(out, ", %s", enums_text(&enums_vendor, (int)s->vendor));
    if (s->memory != memory_class_unknown)
        str_addf(out, ", %s memory", enums_text(&enums_memory_class, (int)s->memory));
    if (s->split != split_unknown)
        str_addf(out, ", %s split", enums_text(&enums_split, (int)s->split));
    if (s->model_kind != model_kind_unknown)
        str_addf(out, ", %s", enums_text(&enums_model_kind, (int)s->model_kind));
    if (s->deep != flag_unknown)
        str_addf(out, ", depth %s 8192 tokens", s->deep == flag_yes ? "from" : "under");
    if (s->batched != flag_unknown)
        str_addf(out, ", %s", s->batched == flag_yes ? "batched" : "one sequence");
}

static void other_rows(const struct causes_row *r, const char *which, struct str *out)
{
    str_addf(out, "%s: %.3g x predicted (median of %zu)", which, r->others_factor, r->others);
}

static void cause(const struct causes_row *r, struct str *out)
{
    switch (r->cause) {
    case CAUSES_CONTRADICTED:
        str_addf(out, "row %s of the same case: %.3g x the speed of this row", r->other, r->others_factor);
        break;
    case CAUSES_ALONE:
        str_add(out, "no other GPU was measured with");
        shared_keys(&r->shared, out);
        break;
    case CAUSES_SCARCE:
        str_add(out, "only one other GPU was measured with");
        shared_keys(&r->shared, out);
        break;
    case CAUSES_NO_FAMILY: other_rows(r, "the only GPU of its family; its other rows", out); break;
    case CAUSES_SOURCE:
        other_rows(r, "other sources' rows of the GPU are closer; this source's other rows", out);
        break;
    case CAUSES_RIG: other_rows(r, "other rows of the GPU or rig", out); break;
    case CAUSES_MODEL: other_rows(r, "rows of the model on other GPUs", out); break;
    case CAUSES_UNKNOWN:
    case CAUSES_CAUSES: str_add(out, words[CAUSES_UNKNOWN]); break;
    }
}

/* What a row measured: devices, engine, model, and how they ran. */
static void row_case(const struct speed_row *s, struct str *out)
{
    str_addf(out, "%s, ", s->phase);
    if (s->gpu_count > 1)
        str_addf(out, "%.0f x ", s->gpu_count);
    str_addf(out, "%s, %s%s%s, %s %s", s->gpu, s->engine, s->backend ? " " : "", s->backend ? s->backend : "", s->model,
             s->quant);
    if (s->gpu_count > 1 && s->split)
        str_addf(out, ", %s split", s->split);
    if (s->depth_tokens > 0)
        str_addf(out, ", depth %.0f", s->depth_tokens);
    if (s->batch > 1)
        str_addf(out, ", batch %.0f", s->batch);
}

static void worst(const struct measured *m, const struct causes *a, struct str *out)
{
    const struct speed_row_list list = measured_speed(m);
    if (a->n_worst > 0)
        str_addf(out, "\n  the %s: measured speed as a multiple of the predicted; below, the likely cause\n",
                 a->n_worst == 1 ? "largest error" : str_format(out->arena, "%zu largest errors", a->n_worst));
    for (size_t i = 0; i < a->n_worst; i++) {
        BUG_UNLESS(a->worst[i].row < list.n);
        const struct speed_row *s = &list.v[a->worst[i].row];
        str_addf(out, "  %s: %.3g x predicted; ", s->id, a->worst[i].factor);
        row_case(s, out);
        str_add(out, "\n           ");
        cause(&a->worst[i], out);
        str_add(out, "\n");
    }
    str_addf(out, "\n  %zu of %zu rows are off by more than a factor of %g; likely causes:\n", a->far, a->rows,
             a->far_factor);
    for (int k = 0; k < CAUSES_CAUSES; k++)
        if (a->far_by[k] > 0)
            str_addf(out, "  %5zu  %s\n", a->far_by[k], words[k]);
}

static void mean_and_median(const struct baselines_error *e, struct str *out)
{
    if (isnan(e->mean_frac))
        str_addf(out, "  %7s, %6s", "-", "-");
    else
        str_addf(out, "  %7.1f, %6.1f", 100 * e->mean_frac, 100 * e->median_frac);
}

/* How the baselines predict, with the constants fitted to the rows of all GPUs. */
static void baseline_formulas(const struct baselines *r, struct str *out)
{
    str_addf(out,
             "  decode: ceiling = bandwidth / bytes read in a step; fraction = %.2f x ceiling; two-term fit: step = "
             "bytes / (%.3f x bandwidth) + %.2f ms\n",
             r->fraction[phase_decode], r->efficiency[phase_decode], 1e3 * r->start_s[phase_decode]);
    if (!isnan(r->fraction[phase_prefill])) /* there are such rows */
        str_addf(out,
                 "  prefill: ceiling = FP16 rate / (2 x parameters in use); fraction = %.2f x ceiling; two-term fit: "
                 "token = 2 x parameters / (%.3f x rate) + %.4f ms\n",
                 r->fraction[phase_prefill], r->efficiency[phase_prefill], 1e3 * r->start_s[phase_prefill]);
    if (r->without_ceiling > 0)
        str_addf(out, "  %zu rows are left out: bandwidth or matrix rate of the device is not known\n",
                 r->without_ceiling);
}

static void baselines(const struct baselines *r, struct str *out)
{
    static const char *const names[BASELINES] = {
        [BASELINE_CEILING] = "ceiling", [BASELINE_FRACTION] = "fraction", [BASELINE_TWO_TERM] = "two-term fit"};
    str_add(out, "\n  naive baselines on the same rows, |error| in per cent: mean, median\n");
    str_addf(out, "  %-36s %6s  %15s", "", "n", "rigplan");
    for (int k = 0; k < BASELINES; k++)
        str_addf(out, "  %15s", names[k]);
    str_add(out, "\n");
    for (size_t i = 0; i < r->n; i++) {
        str_addf(out, "  %-36s %6zu", r->line[i].target, r->line[i].n);
        mean_and_median(&r->line[i].rigplan, out);
        for (int k = 0; k < BASELINES; k++)
            mean_and_median(&r->line[i].baseline[k], out);
        str_add(out, "\n");
    }
    baseline_formulas(r, out);
}

static void cover(const struct causes_cover *c, const char *what, struct str *out)
{
    str_addf(out,
             "  coverage of %zu %s with %zu or more rows: the 80 %% range holds 75 to 87 %% in %zu, the 95 %% range 92 "
             "to 98 %% in %zu\n",
             c->classes, what, c->fewest, c->right80, c->right95);
}

void page_accuracy_text(const struct measured *m, const struct causes *a, const struct baselines *r, struct str *out)
{
    cover(&a->targets, "\"all:\" groups", out);
    cover(&a->classes, "classes", out);
    groups(&a->engines, "by engine", out);
    groups(&a->gpus, "by GPU", out);
    worst(m, a, out);
    baselines(r, out);
}
