#include "page_accuracy.h"

#include <math.h>

static const char *const words[CAUSES_CAUSES] = {
    [CAUSES_CONTRADICTED] = "another row of the same case disagrees by half or more",
    [CAUSES_ALONE] = "no other GPU was measured with the same engine kernels, backend, maker (and memory, split, "
                     "depth, batch or kind of model)",
    [CAUSES_NO_FAMILY] = "the only GPU of its family, off as a whole",
    [CAUSES_SOURCE] = "the source's rows of this GPU are off as a whole, those of other sources are not",
    [CAUSES_RIG] = "the rows of this GPU or rig are off as a whole",
    [CAUSES_MODEL] = "the model is off on other GPUs too",
    [CAUSES_SCARCE] = "only one other GPU was measured with the same",
    [CAUSES_UNKNOWN] = "not explained by other rows",
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

static void shared(const struct spread *s, struct str *out)
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
        str_addf(out, ", split %s", enums_text(&enums_split, (int)s->split));
    if (s->model_kind != model_kind_unknown)
        str_addf(out, ", %s", enums_text(&enums_model_kind, (int)s->model_kind));
    if (s->deep != flag_unknown)
        str_addf(out, ", %s 8192 tokens", s->deep == flag_yes ? "behind" : "within");
    if (s->batched != flag_unknown)
        str_addf(out, ", %s", s->batched == flag_yes ? "batched" : "one sequence");
}

/* "3.2 times as fast as" or "3.2 times slower than" for measured / other. */
static void times(double factor, struct str *out)
{
    str_addf(out, "%.2f times %s", factor > 1 ? factor : 1 / factor, factor > 1 ? "as fast" : "slower");
}

static void cause(const struct causes_row *r, struct str *out)
{
    switch (r->cause) {
    case CAUSES_CONTRADICTED:
        str_addf(out, "%s measured the same case ", r->other);
        times(r->others_factor, out);
        break;
    case CAUSES_ALONE:
        str_add(out, "no other GPU in the fit with");
        shared(&r->shared, out);
        break;
    case CAUSES_SCARCE:
        str_add(out, "one other GPU in the fit with");
        shared(&r->shared, out);
        break;
    case CAUSES_NO_FAMILY: str_add(out, "the only GPU of its family; "); break;
    case CAUSES_SOURCE: str_add(out, "the source's setup, other sources of this GPU agree better; "); break;
    case CAUSES_RIG: str_add(out, "this GPU or rig differs from its kind; "); break;
    case CAUSES_MODEL: str_add(out, "the model on other GPUs too; "); break;
    case CAUSES_UNKNOWN:
    case CAUSES_CAUSES: str_add(out, "not explained by other rows"); break;
    }
    if (r->cause == CAUSES_NO_FAMILY || r->cause == CAUSES_SOURCE || r->cause == CAUSES_RIG ||
        r->cause == CAUSES_MODEL) {
        str_addf(out, "%zu other rows are ", r->others);
        times(r->others_factor, out);
    }
}

static void worst(const struct measured *m, const struct causes *a, struct str *out)
{
    const struct speed_row_list list = measured_speed(m);
    str_addf(
        out,
        "\n  the %zu worst rows: measured speed against predicted, and the likely cause as far as other rows tell\n",
        a->n_worst);
    for (size_t i = 0; i < a->n_worst; i++) {
        const struct causes_row *r = &a->worst[i];
        const struct speed_row *s = &list.v[r->row];
        str_addf(out, "  %s: ", s->id);
        times(r->factor, out);
        str_addf(out, "; %s, %s %s", s->phase,
                 s->gpu_count > 1 ? str_format(out->arena, "%.0f x", s->gpu_count) : "one", s->gpu);
        str_addf(out, ", %s%s%s, %s %s", s->engine, s->backend ? " " : "", s->backend ? s->backend : "", s->model,
                 s->quant);
        if (s->gpu_count > 1 && s->split)
            str_addf(out, ", split %s", s->split);
        if (s->depth_tokens > 0)
            str_addf(out, " behind %.0f", s->depth_tokens);
        if (s->batch > 1)
            str_addf(out, ", batch %.0f", s->batch);
        str_add(out, "\n           ");
        cause(r, out);
        str_add(out, "\n");
    }
    str_addf(out, "\n  %zu of %zu rows are off by more than a factor of %g:\n", a->far, a->rows, a->far_factor);
    for (int k = 0; k < CAUSES_CAUSES; k++)
        if (a->far_by[k] > 0)
            str_addf(out, "  %5zu  %s\n", a->far_by[k], words[k]);
}

static void mean_and_median(double mean_frac, double median_frac, struct str *out)
{
    if (isnan(mean_frac))
        str_addf(out, "  %7s, %6s", "-", "-");
    else
        str_addf(out, "  %7.1f, %6.1f", 100 * mean_frac, 100 * median_frac);
}

static void rules(const struct baselines *r, struct str *out)
{
    static const char *const names[BASELINES] = {"the law", "at the peak", "part of it", "two terms"};
    str_add(out, "\n  simpler rules on the same rows, |error| in per cent: mean, median\n");
    str_addf(out, "  %-34s %6s", "", "n");
    for (int k = 0; k < BASELINES; k++)
        str_addf(out, "  %15s", names[k]);
    str_add(out, "\n");
    for (size_t i = 0; i < r->n; i++) {
        str_addf(out, "  %-34s %6zu", r->line[i].target, r->line[i].n);
        for (int k = 0; k < BASELINES; k++)
            mean_and_median(r->line[i].mean_frac[k], r->line[i].median_frac[k], out);
        str_add(out, "\n");
    }
    str_addf(out,
             "  decode: peak is bandwidth / bytes read; part %.2f; two terms: step = bytes / (%.3f bandwidth) + %.2f "
             "ms (here fitted to all GPUs)\n",
             r->part[phase_decode], r->efficiency[phase_decode], 1e3 * r->start_s[phase_decode]);
    if (!isnan(r->part[phase_prefill])) /* there are such rows */
        str_addf(out,
                 "  prefill: peak is FP16 rate / (2 x parameters used); part %.2f; two terms: token = 2 x parameters / "
                 "(%.3f rate) + %.4f ms\n",
                 r->part[phase_prefill], r->efficiency[phase_prefill], 1e3 * r->start_s[phase_prefill]);
    if (r->without > 0)
        str_addf(out, "  %zu rows whose device has no known rate are in no column\n", r->without);
}

static void cover(const struct causes_cover *c, const char *what, struct str *out)
{
    str_addf(out,
             "  of %zu %s of %zu or more rows, the 80 %% range holds 75 to 87 %% in %zu, the 95 %% range 92 to 98 %% "
             "in %zu\n",
             c->classes, what, c->fewest, c->right80, c->right95);
}

void page_accuracy_text(const struct measured *m, const struct causes *a, const struct baselines *r, struct str *out)
{
    cover(&a->promised, "\"all:\" groups", out);
    cover(&a->others, "classes", out);
    groups(&a->engines, "by engine", out);
    groups(&a->gpus, "by GPU", out);
    worst(m, a, out);
    rules(r, out);
}
