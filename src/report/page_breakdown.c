#include "page_breakdown.h"

#include "fmt.h"
#include "grid.h"
#include "inputs.h"
#include "jsonout.h"
#include "page_power.h"
#include "reason.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

static const char *const phases[PAGE_TERMS_PHASES] = {"decode", "prefill"};

static const struct breakdown_step *step_of(const struct breakdown *t, enum page_breakdown_phase phase)
{
    return phase == PAGE_TERMS_PREFILL ? &t->prefill : &t->decode;
}

static const char *signed_percent(struct str *out, double frac)
{
    return isnan(frac) ? "\xE2\x80\x94" : str_format(out->arena, "%+.1f %%", frac * 100);
}

/* ---- one step ---- */

static void input_words(const struct step_input *in, struct str *out)
{
    struct str line = str_new(out->arena);
    str_addf(&line, "%s = ", in->name);
    fmt_number(&line, in->value, 4, false);
    str_addf(&line, "%s%s", *in->unit ? " " : "", in->unit);
    if (!isnan(in->error_frac))
        str_addf(&line, " (narrowest group \xC2\xB1 %.1f %%, %.0f rows)", in->error_frac * 100, in->rows);
    str_addf(&line, ": +1 %% changes the term by %+.2f %%", in->slope);
    if (!isnan(in->step_error_frac))
        str_addf(&line, "; its error is %.1f %% of the step", in->step_error_frac * 100);
    str_add(out, "        ");
    wrap_add(out, 8, 12, line.text);
}

static void step_head(const struct breakdown *t, enum page_breakdown_phase phase, struct str *out)
{
    const struct breakdown_step *s = step_of(t, phase);
    struct str line = str_new(out->arena);
    str_addf(&line, "%s ", phases[phase]);
    fmt_range(&line, results_find(&figures_prediction, phase == PAGE_TERMS_PREFILL ? "prefill_tok_s" : "decode_tok_s"),
              s->tok_s);
    str_add(&line, " tok/s");
    if (phase == PAGE_TERMS_DECODE && t->sequences > 1)
        str_addf(&line, " for %.0f sequences together", t->sequences);
    str_addf(&line, ": one step of %.0f token%s takes %.3f ms", s->tokens, s->tokens > 1 ? "s" : "", s->s * 1000);
    if (s->steps > 1)
        str_addf(&line, " and the prompt takes %.0f steps", s->steps);
    str_addf(&line, "; bottleneck: %s", enums_words(&enums_bound, (int)s->bound));
    str_add(out, "  ");
    wrap_add(out, 2, 4, line.text);
}

void page_breakdown_step(const struct breakdown *t, enum page_breakdown_phase phase, struct str *out)
{
    const struct breakdown_step *s = step_of(t, phase);
    if (s->n_parts == 0)
        return;
    step_head(t, phase, out);
    for (int i = 0; i < s->n_parts; i++) {
        const struct breakdown_part *p = &s->part[i];
        const char *start = str_format(out->arena, "    %-8s %8.3f ms %5.1f %%  ", p->figure->name, p->s * 1000,
                                       p->frac * 100);
        str_add(out, start);
        wrap_add(out, strlen(start), strlen(start), str_format(out->arena, "%s = %s", p->figure->doc, p->figure->law));
        for (int j = 0; j < p->n_inputs; j++)
            input_words(&p->input[j], out);
    }
}

/* ---- speed-ups ---- */

static const char *setting(const struct speedup *k, struct str *out)
{
    if (k->lever == what_if_cards)
        return str_format(out->arena, "%.0f x %s", k->value, k->setting);
    return k->setting ? k->setting : "";
}

static const char *rate(struct str *out, double tok_s)
{
    struct str s = str_new(out->arena);
    fmt_number(&s, tok_s, 3, true);
    return s.text;
}

void page_breakdown_speedups(const struct breakdown *t, enum page_breakdown_phase phase, struct str *out)
{
    const bool prefill = phase == PAGE_TERMS_PREFILL;
    bool verdicts = false;
    struct grid g = grid_new(out->arena);
    for (int i = 0; i < t->n_speedups; i++)
        verdicts |= t->speedup[i].verdict != t->figures.verdict;
    str_addf(out, "  what would make %s faster, one change at a time\n", phases[phase]);
    grid_column(&g, "change", false);
    grid_column(&g, "", false);
    grid_column(&g, "tok/s", true);
    grid_column(&g, "gain", true);
    if (verdicts)
        grid_column(&g, "verdict", false);
    for (int i = 0; i < t->n_speedups; i++) {
        const struct speedup *k = &t->speedup[prefill ? t->by_prefill[i] : i];
        grid_cell(&g, enums_words(&enums_what_if, (int)k->lever));
        grid_cell(&g, setting(k, out));
        grid_cell(&g, rate(out, prefill ? k->prefill_tok_s : k->decode_tok_s));
        grid_cell(&g, signed_percent(out, prefill ? k->prefill_gain_frac : k->decode_gain_frac));
        if (verdicts)
            grid_cell(&g, enums_text(&enums_verdict, (int)k->verdict));
    }
    grid_print(&g, out);
}

/* ---- constants ---- */

void page_breakdown_constant(const struct breakdown *t, const char *constant, struct str *out)
{
    bool first = true;
    for (size_t i = 0; i < t->n_factors; i++) {
        const struct step_factor *f = &t->factor[i];
        if (strcmp(f->constant, constant) != 0)
            continue;
        str_add(out, first ? "    " : "        x ");
        wrap_add(out, first ? 4 : 10, 10,
                 str_format(out->arena, "%s%s%.4g (%s, \xC2\xB1 %.0f %%, %.0f rows)", first ? constant : "",
                            first ? " = " : "", f->value, f->record, f->error_frac * 100, f->rows));
        first = false;
    }
}

void page_breakdown_factors(const struct breakdown *t, struct str *out)
{
    if (t->n_factors == 0)
        return;
    str_add(out, "  ");
    wrap_add(out, 2, 4,
             str_format(out->arena, "constants, each the product of the calibration records that match  [%s, %s]",
                        t->constants_source, t->constants_date));
    for (size_t i = 0; i < t->n_factors; i++)
        if (i == 0 || strcmp(t->factor[i].constant, t->factor[i - 1].constant) != 0)
            page_breakdown_constant(t, t->factor[i].constant, out);
}

/* ---- a page ---- */

void page_breakdown_text(const struct breakdown *t, const struct power_use *power, struct str *out)
{
    struct str title = str_new(out->arena), why = str_new(out->arena);
    str_addf(&title, "%s in %s on ", t->model->id, t->quant->id);
    for (int i = 0; i < t->n_devices; i++)
        str_addf(&title, "%s%s", i > 0 ? " + " : "", t->device[i]->id);
    str_addf(&title, ", %s", t->engine);
    if (t->backend)
        str_addf(&title, " on %s", enums_words(&enums_backend, (int)t->backend));
    wrap_add(out, 0, 2, title.text);
    str_addf(&why, "%s: ", enums_words(&enums_verdict, (int)t->figures.verdict));
    reason_of_case(&why, &t->figures);
    wrap_add(out, 0, 2, why.text);
    str_add(out, "\n");
    for (int i = 0; i < PAGE_TERMS_PHASES; i++) {
        page_breakdown_step(t, (enum page_breakdown_phase)i, out);
        str_add(out, t->decode.n_parts > 0 ? "\n" : "");
    }
    for (int i = 0; i < PAGE_TERMS_PHASES; i++) {
        page_breakdown_speedups(t, (enum page_breakdown_phase)i, out);
        str_add(out, "\n");
    }
    page_power(power, t->n_devices, false, out);
    str_add(out, isnan(power->wall_decode_w.mid) && isnan(power->cards_decode_w) ? "" : "\n");
    str_add(out, "  inputs:\n");
    inputs_case(out, t->device, t->n_devices, t->model, t->quant, t->link, t->bridge);
    page_breakdown_factors(t, out);
}

static void step_json(struct cJSON *root, const struct breakdown *t, enum page_breakdown_phase phase)
{
    const struct breakdown_step *s = step_of(t, phase);
    struct cJSON *step = jsonout_object(root, phases[phase]);
    jsonout_number(step, "tok_s", s->tok_s.mid);
    jsonout_number(step, "step_s", s->n_parts > 0 ? s->s : NAN);
    jsonout_number(step, "step_tokens", s->tokens);
    jsonout_number(step, "steps", s->steps);
    jsonout_text(step, "bound", enums_text(&enums_bound, (int)s->bound));
    struct cJSON *terms = jsonout_array(step, "terms");
    for (int i = 0; i < s->n_parts; i++) {
        const struct breakdown_part *p = &s->part[i];
        struct cJSON *one = jsonout_row(terms);
        jsonout_text(one, "term", p->figure->name);
        jsonout_text(one, "law", p->figure->law);
        jsonout_number(one, "s", p->s);
        jsonout_number(one, "frac", p->frac);
        struct cJSON *inputs = jsonout_array(one, "inputs");
        for (int j = 0; j < p->n_inputs; j++) {
            struct cJSON *in = jsonout_row(inputs);
            jsonout_figures(in, &figures_step_input, &p->input[j]);
        }
    }
}

void page_breakdown_json(const struct breakdown *t, const struct power_use *power, struct str *out)
{
    struct cJSON *root = jsonout_new();
    struct str why = str_new(out->arena);
    jsonout_text(root, "schema", "rigplan-explain-1");
    jsonout_text(root, "verdict", enums_text(&enums_verdict, (int)t->figures.verdict));
    reason_of_case(&why, &t->figures);
    jsonout_text(root, "reason", why.text);
    for (int i = 0; i < PAGE_TERMS_PHASES; i++)
        step_json(root, t, (enum page_breakdown_phase)i);
    jsonout_figures(jsonout_object(root, "power"), &figures_power_use, power);
    struct cJSON *all = jsonout_array(root, "speedups");
    for (int i = 0; i < t->n_speedups; i++) {
        struct cJSON *one = jsonout_row(all);
        jsonout_figures(one, &figures_speedup, &t->speedup[i]);
    }
    all = jsonout_array(root, "constants");
    for (size_t i = 0; i < t->n_factors; i++) {
        struct cJSON *one = jsonout_row(all);
        jsonout_figures(one, &figures_step_factor, &t->factor[i]);
    }
    jsonout_print(root, out);
}
