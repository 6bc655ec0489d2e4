#include "page_fit.h"

#include "fmt.h"
#include "grid.h"
#include "jsonout.h"
#include "reason.h"

#include <math.h>

/* ---- tables of figures ---- */

static const char *cell(struct str *out, const struct figure *f, const void *result)
{
    struct str s = str_new(out->arena);
    fmt_figure(&s, f, result);
    return s.text;
}

/* Adds a column for each named figure (NULL at the end), headed by its doc and unit. */
static void columns(struct grid *g, const struct figure_table *t, const char *const names[])
{
    for (int i = 0; names[i]; i++) {
        struct str heading = str_new(g->arena);
        const struct figure *f = results_find(t, names[i]);
        fmt_heading(&heading, f, currency_unknown);
        grid_column(g, heading.text, f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE);
    }
}

static void row(struct grid *g, struct str *out, const struct figure_table *t, const char *const names[],
                const void *result)
{
    for (int i = 0; names[i]; i++)
        grid_cell(g, cell(out, results_find(t, names[i]), result));
}

static void add_offer(struct cJSON *root, const char *key, const struct offer *o)
{
    if (!o) {
        jsonout_null(root, key);
        return;
    }
    jsonout_figures(jsonout_object(root, key), &figures_offer, o);
}

/* ---- sentences ---- */

static void tokens(struct str *out, double v)
{
    fmt_number(out, v, 1, true);
    str_add(out, " tokens");
}

static void load_words(struct str *out, double ctx_tokens, double sequences)
{
    str_add(out, ", ");
    tokens(out, ctx_tokens);
    if (sequences > 1)
        str_addf(out, " for %.0f users together", sequences);
}

static void gib(struct str *out, double v)
{
    fmt_number(out, v, 3, true);
    str_add(out, " GiB");
}

static void money(struct str *out, enum currency currency, struct range r)
{
    str_addf(out, "%s ", enums_text(&enums_currency, (int)currency));
    fmt_number(out, r.mid, r.mid >= 10 ? 1 : 3, true);
}

const char *page_fit_price_basis(struct arena *a, const struct offer *o)
{
    static const int month = 7; /* characters of YYYY-MM */
    if (o->basis == pricebasis_estimated)
        return enums_words(&enums_pricebasis, (int)o->basis);
    if (o->basis == pricebasis_stated)
        return "as you state";
    return str_format(a, "seen %.*s", month, o->date ? o->date : "undated");
}

void page_fit_offer(struct str *out, const struct offer *o)
{
    str_addf(out, "%.0f x %s", o->count, o->id);
    if (!isnan(o->total.mid)) {
        str_add(out, ", ");
        money(out, o->currency, o->total);
        str_addf(out, " %s (%s)", enums_words(&enums_condition, (int)o->condition),
                 page_fit_price_basis(out->arena, o));
    }
}

static void line(struct str *out, const char *what)
{
    str_addf(out, "  %-24s", what);
}

static void best_quant(struct str *out, const struct holds_answer *a)
{
    line(out, "best quant that fits");
    if (!a->best_quant)
        str_add(out, "no usual quant fits entirely in device memory");
    else
        str_add(out, a->best_quant);
    if (a->next_quant) {
        str_addf(out, "; the next larger, %s, is ", a->next_quant);
        gib(out, a->next_missing_gib);
        str_add(out, " too big");
    }
    str_add(out, "\n");
}

static void context(struct str *out, const struct holds_answer *a)
{
    line(out, "largest context");
    if (isnan(a->max_ctx_tokens)) {
        str_add(out, "no context fits entirely in device memory");
    } else {
        tokens(out, a->max_ctx_tokens);
        str_add(out, " per user");
    }
    if (a->max_ctx_offload_tokens > a->max_ctx_tokens ||
        (isnan(a->max_ctx_tokens) && !isnan(a->max_ctx_offload_tokens))) {
        str_add(out, "; ");
        tokens(out, a->max_ctx_offload_tokens);
        str_add(out, " with layers in system RAM");
    }
    str_add(out, "\n");
}

static void users(struct str *out, const struct holds_answer *a)
{
    line(out, "users that fit");
    str_addf(out, "%.0f with ", a->users);
    tokens(out, a->ctx_each_tokens);
    str_addf(out, " each, entirely in device memory%s\n", a->users == a->users_most ? " (more were not tried)" : "");
}

static void offload(struct str *out, const struct holds_answer *a, const struct prediction *f)
{
    line(out, "in system RAM");
    if (f->verdict == verdict_no)
        str_add(out, "moving layers there does not help");
    else if (f->verdict != verdict_offload)
        str_add(out, "no layers");
    else
        str_addf(out, "%.0f layer%s", a->offload_layers, a->offload_layers == 1 ? "" : "s");
    if (!isnan(a->fewest_experts))
        str_addf(out, "%s the experts of the first %.0f layer%s instead (--n-cpu-moe %.0f)",
                 f->verdict == verdict_no ? ";" : ", or", a->fewest_experts, a->fewest_experts == 1 ? "" : "s",
                 a->fewest_experts);
    str_add(out, "\n");
}

static void same_cards(struct str *out, const struct offer *o)
{
    if (!o)
        return;
    line(out, "cards needed");
    if (o->count == 0)
        str_add(out, "8 are not enough");
    else
        page_fit_offer(out, o);
    str_add(out, "\n");
}

const char *page_fit_option(struct str *out, const struct holds_change *k)
{
    switch (k->change) {
    case change_kv: return str_format(out->arena, "--kv-type %s", k->setting);
    case change_flash: return "--flash-attn on";
    case change_ubatch: return str_format(out->arena, "--ubatch %.0f", k->value);
    case change_split: return str_format(out->arena, "--split %s", k->setting);
    case change_quant: return str_format(out->arena, "--quant %s", k->setting);
    case change_experts: return str_format(out->arena, "--n-cpu-moe %.0f", k->value);
    case change_headless: return "--desktop none";
    case change_wired: return str_format(out->arena, "--wired-limit-mb %.0f", k->value);
    case change_card: return str_format(out->arena, "+ %s", k->setting);
    default: return "";
    }
}

static void spare_now(struct str *out, const struct page_fit_rig *p)
{
    if (p->n_changes == 0)
        return;
    str_add(out, ", ");
    gib(out, p->changes[0].spare_gib);
    str_add(out, " free before any layer moves to system RAM");
}

/* ---- pages ---- */

static const char *const quant_columns[] = {"quant",          "weights_gib",    "verdict",      "spare_gib",
                                            "max_ctx_tokens", "offload_layers", "decode_tok_s", NULL};
static const char *const change_columns[] = {"new_spare_gib", "gain_gib", "new_verdict", "new_decode_tok_s", NULL};
static const char *const offer_columns[] = {"id",    "count",     "mem_gib", "verdict", "spare_gib", "decode_tok_s",
                                            "total", "condition", "basis",   "date",    NULL};

void page_fit_rig_all(const struct page_fit_rig *p, struct str *out)
{
    const struct prediction *f = p->asked.figures;
    str_addf(out, "%s in %s", p->asked.model, p->answer->quant);
    load_words(out, f->ctx_tokens, f->sequences);
    str_addf(out, ", %s\n%s: ", p->asked.engine, enums_words(&enums_verdict, (int)f->verdict));
    reason_of_case(out, f);
    str_add(out, "\n\n");
    for (int i = 0; i < p->n_devices; i++) {
        str_addf(out, "  device %d %s: ", i, p->devices[i].device);
        reason_of_device(out, &p->devices[i]);
        str_add(out, "\n");
    }
    str_add(out, "\n");
    best_quant(out, p->answer);
    context(out, p->answer);
    users(out, p->answer);
    offload(out, p->answer, f);
    same_cards(out, p->fewest);
    str_add(out, "\nquants, from large to small\n");
    struct grid g = grid_new(out->arena);
    columns(&g, &figures_holds_quant, quant_columns);
    for (int i = 0; i < p->n_quants; i++)
        row(&g, out, &figures_holds_quant, quant_columns, &p->quants[i]);
    grid_print(&g, out);
    str_addf(out, "\nwhat you would gain from one change, with %s: now %s", p->answer->quant,
             enums_words(&enums_verdict, (int)f->verdict));
    spare_now(out, p);
    str_add(out, "\n");
    g = grid_new(out->arena);
    grid_column(&g, "change", false);
    grid_column(&g, "", false);
    columns(&g, &figures_holds_change, change_columns);
    for (int i = 0; i < p->n_changes; i++) {
        grid_cell(&g, enums_words(&enums_change, (int)p->changes[i].change));
        grid_cell(&g, page_fit_option(out, &p->changes[i]));
        row(&g, out, &figures_holds_change, change_columns, &p->changes[i]);
    }
    grid_print(&g, out);
}

static void question(struct cJSON *root, const char *model, const char *engine, const char *quant)
{
    jsonout_text(root, "schema", "rigplan-fit-1");
    jsonout_text(root, "model", model);
    jsonout_text(root, "engine", engine);
    jsonout_text(root, "quant", quant);
}

void page_fit_rig_json(const struct page_fit_rig *p, struct str *out)
{
    struct cJSON *root = jsonout_new();
    struct str why = str_new(out->arena);
    question(root, p->asked.model, p->asked.engine, p->answer->quant);
    reason_of_case(&why, p->asked.figures);
    jsonout_text(root, "reason", why.text);
    jsonout_figures(jsonout_object(root, "answer"), &figures_holds_answer, p->answer);
    jsonout_figures(jsonout_object(root, "prediction"), &figures_prediction, p->asked.figures);
    jsonout_list(root, "devices", &figures_device_load, p->devices, sizeof *p->devices, (size_t)p->n_devices);
    add_offer(root, "fewest_of_this_card", p->fewest);
    jsonout_list(root, "quants", &figures_holds_quant, p->quants, sizeof *p->quants, (size_t)p->n_quants);
    struct cJSON *all = jsonout_array(root, "changes");
    for (int i = 0; i < p->n_changes; i++) {
        struct cJSON *one = jsonout_row(all);
        jsonout_figures(one, &figures_holds_change, &p->changes[i]);
        jsonout_text(one, "option", page_fit_option(out, &p->changes[i]));
    }
    jsonout_print(root, out);
}

void page_fit_offers_all(const struct page_fit_offers *p, struct str *out)
{
    str_addf(out, "%s in %s", p->model, p->quant);
    load_words(out, p->ctx_tokens, p->sequences);
    str_addf(out, ", %s, entirely in the memory of one machine or of up to %d cards of one kind\n", p->engine,
             p->most_cards);
    str_addf(out, "%zu of %zu cards and machines in the catalogue have room for it\n", p->n_offers,
             p->n_cards + p->n_systems);
    if (p->fewest) {
        line(out, "fewest");
        page_fit_offer(out, p->fewest);
        str_add(out, "\n");
    }
    if (p->cheapest) {
        line(out, "cheapest");
        page_fit_offer(out, p->cheapest);
        str_add(out, "\n");
    }
    if (p->n_offers == 0)
        return;
    str_add(out, "\nby price of the cards alone, without the computer around them; a list price is the maker's price "
                 "for a new card\n");
    struct grid g = grid_new(out->arena);
    columns(&g, &figures_offer, offer_columns);
    for (size_t i = 0; i < p->n_offers; i++)
        row(&g, out, &figures_offer, offer_columns, &p->offers[i]);
    grid_print(&g, out);
}

void page_fit_offers_json(const struct page_fit_offers *p, struct str *out)
{
    struct cJSON *root = jsonout_new();
    question(root, p->model, p->engine, p->quant);
    jsonout_number(root, "ctx_tokens", p->ctx_tokens);
    jsonout_number(root, "sequences", p->sequences);
    jsonout_number(root, "kinds_of_card", (double)p->n_cards);
    jsonout_number(root, "machines", (double)p->n_systems);
    add_offer(root, "fewest", p->fewest);
    add_offer(root, "cheapest", p->cheapest);
    jsonout_list(root, "offers", &figures_offer, p->offers, sizeof *p->offers, p->n_offers);
    jsonout_print(root, out);
}
