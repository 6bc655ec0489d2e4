/* What a rig has room for, for a person: the answer, memory by device, quants, what one change would gain. */
#include "page_fit.h"

#include "bars.h"
#include "fmt.h"
#include "grid.h"
#include "wrap.h"

#include <math.h>

enum { LABEL = 21 }; /* column where the text behind the labels starts */

static const char *verdict(enum verdict v)
{
    return v ? enums_text(&enums_verdict, (int)v) : "-";
}

/* ---- what fits ---- */

static void best_quant(struct str *out, const struct holds_answer *a)
{
    struct str s = str_new(out->arena);
    str_add(&s, a->best_quant ? a->best_quant : "no usual quant fits entirely in device memory");
    if (a->next_quant) {
        str_addf(&s, "; the next larger, %s, is ", a->next_quant);
        answer_gib(&s, a->next_missing_gib);
        str_add(&s, " too big");
    }
    wrap_row(out, "best quant", s.text, LABEL);
}

static void context(struct str *out, const struct holds_answer *a, bool several)
{
    struct str s = str_new(out->arena);
    const bool on_devices = !isnan(a->max_ctx_tokens);
    const bool more_in_ram = on_devices ? a->max_ctx_offload_tokens > a->max_ctx_tokens
                                        : !isnan(a->max_ctx_offload_tokens);
    if (!on_devices && !more_in_ram)
        return;
    if (on_devices)
        answer_tokens(&s, a->max_ctx_tokens);
    if (on_devices && more_in_ram)
        str_add(&s, "; ");
    if (more_in_ram) {
        answer_tokens(&s, a->max_ctx_offload_tokens);
        str_add(&s, " with layers in system RAM");
    }
    if (several)
        str_add(&s, ", per user");
    wrap_row(out, "largest context", s.text, LABEL);
}

static void users(struct str *out, const struct holds_answer *a)
{
    struct str s = str_new(out->arena);
    if (!(a->users > 0))
        return;
    str_addf(&s, "%.0f%s, each with ", a->users, a->users == a->users_most ? " or more" : "");
    answer_tokens(&s, a->ctx_each_tokens);
    str_add(&s, " of context");
    wrap_row(out, "users at once", s.text, LABEL);
}

static void experts(struct str *out, const struct holds_answer *a)
{
    const double n = a->fewest_experts;
    static const char words[] = "it fits with the experts of the first %.0f layer%s there (--n-cpu-moe %.0f)";
    if (!isnan(n))
        wrap_row(out, "experts in RAM", str_format(out->arena, words, n, n == 1 ? "" : "s", n), LABEL);
}

static void cards(struct str *out, const struct offer *o)
{
    struct str s = str_new(out->arena);
    if (!o)
        return;
    if (o->count == 0)
        str_addf(&s, "8 x %s are not enough", o->id);
    else
        page_fit_offer(&s, o);
    wrap_row(out, "cards needed", s.text, LABEL);
}

/* ---- tables ---- */

static void quants(struct str *out, const struct page_fit_rig *p)
{
    struct grid g = grid_new(out->arena);
    grid_column(&g, "quant", false);
    grid_column(&g, "file GiB", true);
    grid_column(&g, "free GiB", true);
    grid_column(&g, "context", true);
    grid_column(&g, "RAM layers", true);
    grid_column(&g, "tokens/s", true);
    grid_column(&g, "verdict", false);
    for (int i = 0; i < p->n_quants; i++) {
        const struct holds_quant *q = &p->quants[i];
        grid_cell(&g, q->quant);
        grid_cell(&g, fmt_known(out->arena, q->weights_gib, 3));
        grid_cell(&g, fmt_known(out->arena, q->spare_gib, 3));
        grid_cell(&g, fmt_known(out->arena, q->max_ctx_tokens, 1));
        grid_cell(&g, q->offload_layers > 0 ? fmt_known(out->arena, q->offload_layers, 1) : "-");
        grid_cell(&g, fmt_known(out->arena, q->decode_tok_s.mid, 3));
        grid_cell(&g, verdict(q->verdict));
    }
    str_add(out, "\nQuants, from large to small\n");
    grid_print_within(&g, out, WRAP_COLUMNS);
}

static void changes(struct str *out, const struct page_fit_rig *p)
{
    struct grid g = grid_new(out->arena);
    if (p->n_changes == 0)
        return;
    grid_column(&g, "change", false);
    grid_column(&g, "option", false);
    grid_column(&g, "free GiB", true);
    grid_column(&g, "tokens/s", true);
    grid_column(&g, "verdict", false);
    grid_cell(&g, "no change");
    grid_cell(&g, "");
    grid_cell(&g, fmt_known(out->arena, p->changes[0].spare_gib, 3));
    grid_cell(&g, fmt_known(out->arena, p->asked.figures->decode_tok_s.mid, 3));
    grid_cell(&g, verdict(p->asked.figures->verdict));
    for (int i = 0; i < p->n_changes; i++) {
        const struct holds_change *k = &p->changes[i];
        grid_cell(&g, enums_words(&enums_change, (int)k->change));
        grid_cell(&g, page_fit_option(out, k));
        grid_cell(&g, fmt_known(out->arena, k->new_spare_gib, 3));
        grid_cell(&g, fmt_known(out->arena, k->new_decode_tok_s.mid, 3));
        grid_cell(&g, verdict(k->new_verdict));
    }
    str_add(out, "\n");
    wrap_text(out, str_format(out->arena, "What you would gain from one change, with %s", p->answer->quant), 0, 0);
    grid_print_within(&g, out, WRAP_COLUMNS);
}

void page_fit_rig_text(const struct page_fit_rig *p, struct str *out)
{
    const struct prediction *f = p->asked.figures;
    answer_title(out, p->asked.words, f);
    answer_fits(out, f, p->devices, p->n_devices);
    answer_speed(out, p->asked.words, f);
    str_add(out, "\n");
    best_quant(out, p->answer);
    context(out, p->answer, f->sequences > 1);
    users(out, p->answer);
    experts(out, p->answer);
    cards(out, p->fewest);
    str_add(out, "\nMemory by device\n");
    bars_devices(out, &figures_device_load, bars_load, p->devices, sizeof *p->devices, p->n_devices);
    quants(out, p);
    changes(out, p);
    str_add(out, "\n");
    answer_next(out, p->asked.words);
}
