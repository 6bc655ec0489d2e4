#include "page_deploy_training.h"

#include "answer.h"
#include "fmt.h"
#include "grid.h"
#include "jsonout.h"
#include "page_finetune.h"
#include "wrap.h"

#include <ctype.h>
#include <math.h>

enum { LABEL = 23, LISTED = 8 };

static bool fits(const struct training_found_way *w)
{
    return w->figures.verdict != verdict_no;
}

/* ---- words ---- */

/* "QLoRA with unsloth, rank 16, micro-batch 1, 2,048 tokens, checkpointing on". */
static void add_way(struct str *s, const struct training_found_way *w)
{
    const struct training *t = &w->figures;
    str_addf(s, "%s with %s", enums_words(&enums_tune, (int)t->tune), t->trainer);
    if (!isnan(t->rank))
        str_addf(s, ", rank %.0f on %s", t->rank, enums_words(&enums_targets, (int)t->targets));
    str_addf(s, ", micro-batch %.0f, ", t->batch);
    answer_tokens(s, t->seq_tokens);
    str_addf(s, ", checkpointing %s", t->checkpointing == flag_yes ? "on" : "off");
    if (t->sharding)
        str_addf(s, ", %s", enums_words(&enums_sharding, (int)t->sharding));
    if (t->offloaded == flag_yes) {
        str_add(s, " and kept in system RAM (");
        answer_gib(s, w->way.ram_gib);
        str_add(s, ")");
    }
}

/* Makes the first letter a capital one: a sentence starts there. */
static void capital(struct str *s)
{
    s->text[0] = (char)toupper((unsigned char)s->text[0]);
}

static void title(const struct page_deploy_training *p, struct str *out)
{
    const char *what = p->method ? enums_words(&enums_tune, (int)p->method) : "Fine-tuning";
    struct str s = str_new(out->arena);
    str_addf(&s, "%s of %s on %s: the best way", what, p->model, p->rig);
    capital(&s);
    wrap_text(out, s.text, 0, 0);
    str_add(out, "\n");
}

/* ---- the answer ---- */

static void cards_in_use(const struct page_deploy_training *p, const struct training_found_way *w, struct str *s)
{
    if (p->n_cards > 1 && w->way.cards < p->n_cards)
        str_addf(s, ", on %.0f of the %d cards (%s)", w->way.cards, p->n_cards, w->figures.device);
    else if (p->n_cards > 1)
        str_addf(s, ", on all %d cards", p->n_cards);
}

static void shortened(const struct page_deploy_training *p, const struct training_found_way *w, struct str *out)
{
    struct str s = str_new(out->arena);
    if (!fits(w) || w->figures.seq_tokens >= p->found->wanted_seq_tokens)
        return;
    str_add(&s, "No method has room for ");
    answer_tokens(&s, p->found->wanted_seq_tokens);
    str_add(&s, "; this is the longest sequence that fits.");
    wrap_text(out, s.text, 0, 0);
}

/* "rtx-3090 lacks 37.1 GiB; the largest part is optimiser states, 29.9 GiB." */
static void lack(const struct training_found_way *w, struct str *s)
{
    str_addf(s, "%s lacks ", w->figures.device);
    answer_gib(s, w->way.missing_gib);
    str_addf(s, "; the largest part is %s, ", enums_words(&enums_training_part, (int)w->way.largest_part));
    answer_gib(s, w->way.largest_part_gib);
    str_add(s, ".");
}

static void answer(const struct page_deploy_training *p, struct str *out)
{
    const struct training_found_way *w = p->found->ways;
    struct str s = str_new(out->arena);
    if (!fits(w))
        str_add(&s, "Nothing fits. What lacks least is ");
    add_way(&s, w);
    cards_in_use(p, w, &s);
    str_add(&s, ".");
    capital(&s);
    wrap_text(out, s.text, 0, 0);
    s = str_new(out->arena);
    if (fits(w))
        answer_spare(&s, w->figures.verdict, w->figures.spare_gib, w->figures.capacity_gib, p->found->n_devices);
    else
        lack(w, &s);
    wrap_text(out, s.text, 0, 0);
    shortened(p, w, out);
}

static void largest(const struct training_found_way *w, struct str *out)
{
    const struct training *t = &w->figures;
    struct str s = str_new(out->arena);
    if (!fits(w))
        return;
    str_add(out, "\n");
    answer_tokens(&s, t->max_seq_tokens);
    str_addf(&s, " with micro-batch %.0f", t->batch);
    if (t->max_seq_tokens >= 1)
        wrap_row(out, "longest sequence", s.text, LABEL);
    s = str_new(out->arena);
    str_addf(&s, "%.0f with ", t->max_batch);
    answer_tokens(&s, t->seq_tokens);
    wrap_row(out, "largest micro-batch", s.text, LABEL);
}

/* ---- tables ---- */

static void settings_columns(struct grid *g, const char *first)
{
    grid_column(g, first, false);
    grid_column(g, "cards", false);
    grid_column(g, "checkpt", false);
    grid_column(g, "tokens", true);
    grid_column(g, "needs GiB", true);
    grid_column(g, "free", true);
    grid_column(g, "largest part", false);
}

static void settings_cells(struct grid *g, const struct training_found_way *w, const char *first, struct str *out)
{
    const struct training *t = &w->figures;
    grid_cell(g, first);
    grid_cell(g, t->sharding
                     ? str_format(out->arena, "%.0f, %s%s", w->way.cards, enums_text(&enums_sharding, (int)t->sharding),
                                  t->offloaded == flag_yes ? ", RAM" : "")
                     : fmt_known(out->arena, w->way.cards, 1));
    grid_cell(g, t->checkpointing == flag_yes ? "on" : "off");
    grid_cell(g, fmt_known(out->arena, t->seq_tokens, 1));
    grid_cell(g, fmt_known(out->arena, t->total_gib, 3));
    grid_cell(g, fmt_known(out->arena, t->spare_gib, 3));
    grid_cell(g, str_format(out->arena, "%s %s", fmt_known(out->arena, w->way.largest_part_gib, 3),
                            enums_words(&enums_training_part, (int)w->way.largest_part)));
}

static void methods(const struct page_deploy_training *p, struct str *out)
{
    struct grid g = grid_new(out->arena);
    settings_columns(&g, "method");
    for (int i = 0; i < TRAINING_FOUND_METHODS; i++) {
        const struct training_found_way *w = p->found->method[i];
        if (w)
            settings_cells(&g, w, enums_text(&enums_tune, (int)w->figures.tune), out);
    }
    str_add(out, "\nThe best of each method (free below 0: what is missing on the fullest card)\n");
    grid_print_within(&g, out, WRAP_COLUMNS);
}

/* Other ways of the best method, the next best first. */
static void others(const struct page_deploy_training *p, struct str *out)
{
    const struct training_found *f = p->found;
    struct grid g = grid_new(out->arena);
    int n = 0;
    settings_columns(&g, "program");
    for (int i = 1; i < f->n_ways && n < LISTED; i++)
        if (f->ways[i].figures.tune == f->ways->figures.tune) {
            settings_cells(&g, &f->ways[i], f->ways[i].figures.trainer, out);
            n++;
        }
    if (n == 0)
        return;
    str_addf(out, "\nOther ways of %s, the next best first\n", enums_words(&enums_tune, (int)f->ways->figures.tune));
    grid_print_within(&g, out, WRAP_COLUMNS);
    wrap_text(out,
              "Memory decides the order. Checkpointing costs about a third more time; zero3 moves all weights between "
              "the cards at every step, ddp only gradients.",
              2, 2);
}

static void barred(const struct page_deploy_training *p, struct str *out)
{
    const struct training_found *f = p->found;
    const bool room = f->n_ways > 0 && fits(f->ways); /* then it does not matter what the RAM would hold */
    if (f->n_barred == 0)
        return;
    struct grid g = grid_new(out->arena);
    grid_column(&g, "program", false);
    grid_column(&g, "method", false);
    grid_column(&g, "why not", false);
    for (int i = 0; i < f->n_barred; i++) {
        const struct training_barred *b = &f->barred[i];
        if (room && b->obstacle == obstacle_ram)
            continue;
        grid_cell(&g, b->trainer);
        grid_cell(&g, b->tune ? enums_text(&enums_tune, (int)b->tune) : "all");
        grid_cell(&g, enums_words(&enums_obstacle, (int)b->obstacle));
    }
    str_add(out, "\nNot tried\n");
    grid_print_within(&g, out, WRAP_COLUMNS);
}

/* What may help where nothing fits. */
static void changes(const struct page_deploy_training *p, struct str *out)
{
    const struct training *t = &p->found->ways->figures;
    if (fits(p->found->ways))
        return;
    str_add(out, "\nWhat to change\n");
    if (p->method && p->method != tune_qlora)
        str_add(out, "  Another method: --finetune best.\n");
    if (p->seq_asked)
        str_add(out, "  A shorter sequence: without --seq the longest that fits is found.\n");
    if (t->batch > 1)
        str_add(out, "  A smaller micro-batch: --batch 1, and accumulate gradients.\n");
    if (t->tune == tune_full && t->optimizer == optimizer_adamw)
        str_add(out, "  Smaller optimiser states: --optimizer adamw-8bit.\n");
    str_add(out, "  More memory, or more cards, which share weights and states (--gpu ID:COUNT).\n");
}

void page_deploy_training_text(const struct page_deploy_training *p, struct str *out)
{
    title(p, out);
    if (p->found->n_ways == 0) {
        str_add(out, "None: no program on record does this on these cards.\n");
        barred(p, out);
        return;
    }
    answer(p, out);
    largest(p->found->ways, out);
    page_finetune_memory(p->found->device, p->found->n_devices, out);
    methods(p, out);
    others(p, out);
    barred(p, out);
    changes(p, out);
    if (!p->predict)
        return;
    str_add(out, "\nTo change one setting, start from here (--all: every figure):\n");
    wrap_command(out, p->predict, 2);
}

/* ---- JSON ---- */

static void add_figures(struct cJSON *object, const struct training_found_way *w)
{
    jsonout_figures(object, &figures_training, &w->figures);
    jsonout_figures(object, &figures_training_way, &w->way);
}

/* Adds the way with that number as an object; null: there is none. */
static void add_nth(struct cJSON *root, const char *key, const struct training_found *f, int i)
{
    if (i < f->n_ways)
        add_figures(jsonout_object(root, key), &f->ways[i]);
    else
        jsonout_null(root, key);
}

void page_deploy_training_json(const struct page_deploy_training *p, struct str *out)
{
    const struct training_found *f = p->found;
    struct cJSON *root = jsonout_new();
    const enum verdict v = f->n_ways > 0 ? f->ways->figures.verdict : verdict_no;
    jsonout_text(root, "schema", "rigplan-deploy-training-1");
    jsonout_text(root, "model", p->model);
    jsonout_text(root, "rig", p->rig);
    jsonout_text(root, "verdict", enums_text(&enums_verdict, (int)v));
    jsonout_number(root, "wanted_seq_tokens", f->wanted_seq_tokens);
    add_nth(root, "best", f, 0);
    add_nth(root, "runner_up", f, 1);
    jsonout_list(root, "devices", &figures_training, f->device, sizeof *f->device, (size_t)f->n_devices);
    struct cJSON *list = jsonout_array(root, "methods");
    for (int i = 0; i < TRAINING_FOUND_METHODS; i++)
        if (f->method[i])
            add_figures(jsonout_row(list), f->method[i]);
    list = jsonout_array(root, "ways");
    for (int i = 0; i < f->n_ways; i++)
        add_figures(jsonout_row(list), &f->ways[i]);
    jsonout_list(root, "not_tried", &figures_training_barred, f->barred, sizeof *f->barred, (size_t)f->n_barred);
    jsonout_print(root, out);
}
