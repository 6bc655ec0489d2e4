#include "page_predict.h"

#include "bars.h"
#include "fmt.h"
#include "jsonout.h"
#include "page_power.h"
#include "reason.h"
#include "wrap.h"

#include <math.h>

void page_predict_json(const struct page_predict *p, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-predict-1");
    jsonout_figures(root, &figures_prediction, p->figures);
    struct str why = str_new(out->arena);
    reason_of_case(&why, p->figures);
    jsonout_text(root, "reason", why.text);
    struct cJSON *devices = jsonout_array(root, "devices");
    for (int i = 0; i < p->n_devices; i++) {
        struct cJSON *one = jsonout_row(devices);
        jsonout_figures(one, &figures_device_load, &p->devices[i]);
        struct str part = str_new(out->arena);
        reason_of_device(&part, &p->devices[i]);
        jsonout_text(one, "reason", part.text);
    }
    jsonout_figures(jsonout_object(root, "power"), &figures_power_use, p->power);
    if (p->serving)
        jsonout_figures(jsonout_object(root, "serving"), &figures_serving, p->serving);
    jsonout_print(root, out);
}

/* Writes a line per figure: name, value, unit, meaning. */
static void lines(struct str *out, const struct figure_table *t, const void *result, const char *indent)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct figure *f = &t->v[i];
        str_addf(out, "%s%-20s ", indent, f->name);
        if (f->type == FIGURE_RANGE)
            fmt_range(out, f, *(const struct range *)results_member(f, result));
        else
            fmt_figure(out, f, result);
        str_addf(out, "%s%s   %s\n", f->unit == UNIT_FRAC ? "" : " ", f->unit == UNIT_FRAC ? "" : unit_label(f->unit),
                 f->doc);
    }
}

void page_predict_all(const struct page_predict *p, struct str *out)
{
    str_addf(out, "%s: ", enums_words(&enums_verdict, (int)p->figures->verdict));
    reason_of_case(out, p->figures);
    str_add(out, "\n\n");
    lines(out, &figures_prediction, p->figures, "");
    if (p->serving) {
        str_add(out, "serving:\n");
        lines(out, &figures_serving, p->serving, "  ");
    }
    str_add(out, "power:\n");
    lines(out, &figures_power_use, p->power, "  ");
    for (int i = 0; i < p->n_devices; i++) {
        str_addf(out, "device %d: ", i);
        reason_of_device(out, &p->devices[i]);
        str_add(out, "\n");
        lines(out, &figures_device_load, &p->devices[i], "  ");
    }
}

static void memory(const struct page_predict *p, struct str *out)
{
    str_add(out, "\nMemory by device\n");
    bars_devices(out, &figures_device_load, bars_load, p->devices, sizeof *p->devices, p->n_devices);
    if (p->figures->host_gib > 0) {
        str_add(out, "  and ");
        answer_gib(out, p->figures->host_gib);
        str_add(out, " of system RAM\n");
    }
}

static void largest_context(const struct page_predict *p, struct str *out)
{
    struct str s = str_new(out->arena);
    const struct prediction *f = p->figures;
    if (isnan(f->max_ctx_tokens))
        return;
    str_addf(&s, "The largest context%s is ", f->missing_gib > 0 ? " without layers in system RAM" : " that fits");
    answer_tokens(&s, f->max_ctx_tokens);
    if (f->sequences > 1)
        str_add(&s, " per user.");
    else
        str_addf(&s, " (--ctx %.0f).", f->max_ctx_tokens);
    wrap_text(out, s.text, 2, 2);
}

/* Adds "12 % faster", "12 % slower" or "as fast". */
static void gain(struct str *out, double frac)
{
    static const double least_shown = 0.005;
    if (fabs(frac) < least_shown) {
        str_add(out, "as fast");
        return;
    }
    fmt_percent(out, fabs(frac));
    str_add(out, frac < 0 ? " slower" : " faster");
}

static void other_backend(const struct page_predict *p, struct str *out)
{
    const struct other_backend *b = p->other;
    struct str s = str_new(out->arena);
    if (!b)
        return;
    str_addf(&s, "With %s (--backend %s) decode is predicted ", enums_words(&enums_backend, (int)b->backend),
             enums_text(&enums_backend, (int)b->backend));
    gain(&s, b->decode_gain_frac);
    str_add(&s, " and the prompt ");
    gain(&s, b->prefill_gain_frac);
    str_add(&s, ".");
    wrap_text(out, s.text, 2, 2);
}

/* Adds what keeps requests waiting. */
static void binds(const struct serving *v, struct str *out)
{
    if (v->overloaded == flag_yes)
        str_add(out, " Requests come faster than they are answered, so the wait grows without end; the limit is ");
    else if (v->limit == queue_limit_clients || v->limit == queue_limit_rate)
        return;
    else
        str_add(out, " What keeps the others waiting is ");
    str_add(out, enums_words(&enums_queue_limit, (int)v->limit));
    if (v->limit == queue_limit_pool) {
        str_add(out, ", which holds ");
        answer_tokens(out, v->pool_tokens);
    } else if (v->limit == queue_limit_context) {
        str_addf(out, ", which holds %.0f request%s of ", v->ctx_requests, v->ctx_requests > 1 ? "s" : "");
        answer_tokens(out, v->request_tokens);
        str_add(out, ": a larger --ctx takes in more");
    } else if (v->limit == queue_limit_sequences)
        str_addf(out, ": %.0f", v->max_seqs);
    str_add(out, ".");
}

/* Says that a request is longer than the context. */
static void no_request(const struct serving *v, struct str *out)
{
    str_add(out, " not even one request fits in the context: with its answer it has ");
    answer_tokens(out, v->request_tokens);
    str_add(out, ", and the context has room for ");
    answer_tokens(out, v->request_room_tokens);
    str_add(out, " of a request. Give a larger --ctx.");
}

/* Adds how fast one answer comes, up to the words about all answers: time to its first token, and per token behind it,
   which an answer of one token has not. */
static void pace(const struct serving *v, struct str *out)
{
    const bool first = !isnan(v->ttft_s.mid), more = !isnan(v->tpot_ms.mid);
    str_add(out, more ? " an answer takes " : first ? " the first token comes after " : " ");
    if (more) {
        fmt_number(out, v->tpot_ms.mid, 3, true);
        str_add(out, " ms per token");
        answer_range(out, v->tpot_ms.low80, v->tpot_ms.high80);
        str_add(out, first ? " after " : "");
    }
    if (first) {
        fmt_number(out, v->ttft_s.mid, 3, true);
        str_add(out, more ? " s to the first" : " s");
        answer_range(out, v->ttft_s.low80, v->ttft_s.high80);
    }
    str_add(out, more || first ? "; " : "");
}

/* Writes how a server with many requests answers. */
static void under_load(const struct page_predict *p, struct str *out)
{
    const struct serving *v = p->serving;
    struct str s = str_new(out->arena);
    if (!v)
        return;
    str_add(out, "\nUnder load\n");
    if (isnan(v->clients))
        str_addf(&s, "When %.4g requests a second come", v->asked_req_s);
    else
        str_addf(&s, "With %.0f client%s", v->clients, v->clients > 1 ? "s" : "");
    str_add(&s, " (prompts of ");
    answer_tokens(&s, p->asked->prompt_tokens);
    str_add(&s, ", answers of ");
    answer_tokens(&s, p->gen_tokens);
    str_add(&s, ")");
    if (v->ctx_requests < 1)
        no_request(v, &s);
    else if (isnan(v->output_tok_s.mid))
        str_add(&s, " the speed is not known.");
    else {
        pace(v, &s);
        str_add(&s, "all answers together get ");
        fmt_number(&s, v->output_tok_s.mid, 3, true);
        str_add(&s, " tokens/s");
        answer_range(&s, v->output_tok_s.low80, v->output_tok_s.high80);
        str_addf(&s, ", %s requests/s. On average %s are worked on at once.",
                 fmt_known(out->arena, v->answered_req_s, 3), fmt_known(out->arena, v->running, 3));
        binds(v, &s);
    }
    wrap_text(out, s.text, 2, 2);
}

void page_predict_text(const struct page_predict *p, struct str *out)
{
    answer_title(out, p->asked, p->figures);
    answer_fits(out, p->figures, p->devices, p->n_devices);
    answer_speed(out, p->asked, p->figures);
    under_load(p, out);
    memory(p, out);
    page_power(p->power, p->n_devices, !isnan(p->figures->decode_tok_s.mid), out);
    str_add(out, "\nWhat to change\n");
    largest_context(p, out);
    other_backend(p, out);
    answer_next(out, p->asked);
}
