#include "page_deploy.h"

#include "answer.h"
#include "deployed.h"
#include "fmt.h"
#include "jsonout.h"
#include "launch.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

/* A space at which no line ends. */
#define no_break "\xc2\xa0"

enum { LISTED_WAYS = 5, LISTED_REASONS = 6 };

static const char *words(const struct page_deploy *p, struct arena *a, const struct deployed *d)
{
    return deployed_words(a, p->catalogue, p->asked->model, d, deployed_gpus_asked(p->asked));
}

/* Adds "29.0 tok/s". */
static void add_speed(struct str *s, double tok_s)
{
    fmt_number(s, tok_s, 3, true);
    str_add(s, no_break "tok/s");
}

static void add_seconds(struct str *s, double v)
{
    fmt_number(s, v, 3, true);
    str_add(s, no_break "s");
}

/* ---- the best ---- */

static void title(const struct page_deploy *p, struct str *out)
{
    struct str s = str_new(out->arena);
    const struct request *q = p->asked;
    str_addf(&s, "%s on %s%s", q->model->name ? q->model->name : q->model->id, p->rig,
             p->n > 0 ? ": the best way to run it" : "");
    wrap_text(out, s.text, 0, 0);
    s = str_new(out->arena);
    if (p->n > 0) {
        str_add(&s, "(");
        answer_tokens(&s, p->v[0].ctx_each_tokens);
        str_add(&s, " of context, prompt ");
        fmt_number(&s, q->prompt, 1, true);
        str_add(&s, ", answer ");
        fmt_number(&s, q->gen, 1, true);
        str_addf(&s, ", %.0f user%s)", p->batch, p->batch > 1 ? "s; speeds are per user" : "");
        wrap_text(out, s.text, 0, 0);
    }
    if (p->n > 0 && p->batch > 1)
        wrap_text(out,
                  str_format(out->arena,
                             "The speeds do not count the time that the prompts of the others take; rigplan predict "
                             "with --clients %.0f does.",
                             p->batch),
                  0, 0);
    str_add(out, "\n");
}

static void speed(const struct page_deploy *p, struct str *out)
{
    const struct deployed *d = &p->v[0];
    struct str s = str_new(out->arena);
    const double reading = catalogue_policy(p->catalogue)->reading_tok_s;
    str_add(&s, "About ");
    add_speed(&s, d->tok_s);
    answer_range(&s, d->tok_s_low80, d->tok_s_high80);
    str_add(&s, "; the first token after ");
    add_seconds(&s, d->ttft_s);
    str_add(&s, ", the whole answer after ");
    add_seconds(&s, d->answer_s);
    str_add(&s, ".");
    if (d->serves == flag_no)
        str_add(&s, " That is slower than you need: nothing here is as fast.");
    else if (d->tok_s < reading)
        str_addf(&s, " That is slower than people read (about %.0f tok/s).", reading);
    if (d->measured == flag_no)
        str_addf(&s,
                 " Nobody's measurement of this engine and split with %.0f users at once is on record: take the speed "
                 "as a guess.",
                 p->batch);
    wrap_text(out, s.text, 2, 2);
}

static void memory(const struct page_deploy *p, struct str *out)
{
    struct str s = str_new(out->arena);
    const struct prediction *f = p->figures;
    answer_gib(&s, f->total_gib);
    str_addf(&s, " of device memory used, ");
    answer_gib(&s, f->spare_gib);
    str_addf(&s, " free%s%s", p->best->n > 1 ? " on the fullest device" : "",
             f->verdict == verdict_tight ? " (tight)" : "");
    if (p->v[0].where != weights_where_devices && f->host_gib > 0) {
        str_add(&s, "; ");
        answer_gib(&s, f->host_gib);
        str_add(&s, " of system RAM");
    }
    str_add(&s, ".");
    wrap_text(out, s.text, 2, 2);
    if (!(f->max_ctx_tokens * fmax(1, p->batch) >= f->ctx_tokens)) /* longer than the model's own: nothing to say */
        return;
    s = str_new(out->arena);
    str_add(&s, "The largest context that fits so is ");
    answer_tokens(&s, f->max_ctx_tokens);
    str_add(&s, p->batch > 1 ? " per user" : "");
    if (f->max_ctx_tokens > p->v[0].ctx_each_tokens)
        str_add(&s, p->batch > 1 ? " (--ctx asks for it, all users together)" : " (--ctx N asks for it)");
    str_add(&s, ".");
    wrap_text(out, s.text, 2, 2);
}

/* Says what is assumed of system RAM, where weights are in it. */
static void assumed_ram(const struct page_deploy *p, struct str *out)
{
    const struct policy *policy = catalogue_policy(p->catalogue);
    struct str s = str_new(out->arena);
    if (p->v[0].where == weights_where_devices || (!p->ram_assumed && !p->ram_speed_assumed))
        return;
    str_add(&s, "Assumed: ");
    if (p->ram_assumed)
        str_addf(&s, "%.0f GiB of system RAM (--ram-gib)%s", policy->ram_gib, p->ram_speed_assumed ? ", " : "");
    if (p->ram_speed_assumed)
        str_addf(&s, "RAM that reads %.3g GB/s (--ram-gb-s)", policy->ram_gb_s);
    str_add(&s, ".");
    wrap_text(out, s.text, 2, 2);
}

/* A desktop that nobody stated takes no memory; chips with unified memory hold one in any case. */
static void assumed_desktop(const struct page_deploy *p, struct str *out)
{
    if (p->asked->desktop == desktop_unknown && p->asked->device[0]->unified != flag_yes)
        wrap_text(out, "Assumed: no desktop on the card (--desktop linux or windows takes its memory into account).", 2,
                  2);
}

static void more_bits(const struct page_deploy *p, struct str *out)
{
    struct str s = str_new(out->arena);
    if (!p->more.engine)
        return;
    str_add(&s, "With more bits for quality: ");
    str_add(&s, words(p, out->arena, &p->more));
    str_add(&s, ", about ");
    add_speed(&s, p->more.tok_s);
    str_add(&s, ".");
    wrap_text(out, s.text, 2, 2);
}

static void wish(const struct page_deploy *p, struct str *out)
{
    struct str s = str_new(out->arena);
    if (!p->wish)
        return;
    if (strcmp(p->wish, "p2p") == 0)
        str_add(&s, "With a driver that lets the cards read each other over PCIe (peer to peer), about ");
    else
        str_addf(&s, "With an NVLink bridge (%s), if the cards had one, about ", p->wish);
    add_speed(&s, p->wish_tok_s);
    str_add(&s, ", and the first token after ");
    add_seconds(&s, p->wish_ttft_s);
    str_add(&s, ".");
    wrap_text(out, s.text, 2, 2);
}

static void lines_of(struct str *out, const struct text_list *l, size_t indent)
{
    for (size_t i = 0; i < l->n; i++)
        str_addf(out, "%*s%s\n", (int)indent, "", l->v[i]);
}

/* Writes a text file with an indent. */
static void indented(struct str *out, const char *text)
{
    for (const char *c = text; *c;) {
        const size_t n = strcspn(c, "\n");
        str_addf(out, "    %.*s\n", (int)n, c);
        c += n + (c[n] != 0);
    }
}

static void command(const struct page_deploy *p, struct str *out)
{
    struct launch l;
    const bool known = launch_lines(out->arena, &p->start, &l);
    str_add(out, "\nStart it with\n");
    for (size_t i = 0; i < l.notes.n; i++)
        wrap_text(out, l.notes.v[i], 2, 2);
    if (!known)
        return;
    str_add(out, "\n");
    lines_of(out, &l.before, 4);
    if (l.modelfile) {
        str_add(out, "  Save this as Modelfile:\n");
        indented(out, l.modelfile);
        str_add(out, "  Then start\n");
    }
    str_add(out, l.lines);
    if (out->len > 0 && out->text[out->len - 1] != '\n')
        str_add(out, "\n");
    if (l.after.n > 0)
        str_add(out, "  Then, in another terminal:\n");
    lines_of(out, &l.after, 4);
}

/* ---- the others ---- */

/* Returns whether the way is worth a line: weights in system RAM are not, where the best way holds them on the
   devices. */
static bool tells(const struct page_deploy *p, int i)
{
    return p->v[i].where == weights_where_devices || p->v[0].where != weights_where_devices;
}

static void others(const struct page_deploy *p, bool all, struct str *out)
{
    int listed = 0, left = 0;
    for (int i = 1; i < p->n; i++) {
        struct str s = str_new(out->arena);
        if (!all && (listed == LISTED_WAYS || !tells(p, i))) {
            left++;
            continue;
        }
        if (listed++ == 0)
            str_add(out, "\nOther ways, the best of each kind; a few per cent of speed do not decide\n");
        str_add(&s, "- ");
        str_add(&s, words(p, out->arena, &p->v[i]));
        str_add(&s, ": ");
        add_speed(&s, p->v[i].tok_s);
        str_add(&s, " (");
        fmt_number(&s, p->v[i].tok_s_low80, 3, true);
        str_add(&s, " to ");
        fmt_number(&s, p->v[i].tok_s_high80, 3, true);
        str_add(&s, "), first token after ");
        add_seconds(&s, p->v[i].ttft_s);
        wrap_text(out, s.text, 2, 4);
    }
    if (left > 0)
        str_addf(out, "%s  More ways: --all\n", listed == 0 ? "\nOther ways\n" : "");
}

static void reasons(const struct page_deploy *p, bool all, struct str *out)
{
    int listed = 0;
    if (p->n == 0 && p->n_misses == 0)
        wrap_text(out,
                  "Nothing could be tried: none of the engines loads the model in a weight format that is allowed. "
                  "Lower --bits-min, or list the formats with --quants (see: rigplan list quant).",
                  0, 0);
    for (int i = 0; i < p->n_misses; i++) {
        const struct not_deployed *m = &p->miss[i];
        struct str s = str_new(out->arena);
        const bool other_device = m->why == why_not_backend && p->n > 0;
        if (!all && (listed == LISTED_REASONS || other_device))
            continue;
        if (listed++ == 0)
            str_add(out, p->n > 0 ? "\nWhat does not run\n" : "Nothing runs it:\n");
        str_add(&s, "- ");
        str_add(&s, deployed_why_not(out->arena, p->catalogue, m));
        wrap_text(out, s.text, 2, 4);
    }
}

/* Turns the spaces at which no line ended into plain ones: a terminal, and a search in it, know no others. */
static void plain_spaces(struct str *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->len; n++) {
        const bool space = strncmp(s->text + i, no_break, strlen(no_break)) == 0;
        s->text[n] = space ? ' ' : s->text[i];
        i += space ? strlen(no_break) : 1;
    }
    s->text[n] = 0;
    s->len = n;
}

void page_deploy_text(const struct page_deploy *p, bool all, struct str *out)
{
    title(p, out);
    if (p->n > 0) {
        wrap_text(out, words(p, out->arena, &p->v[0]), 2, 2);
        speed(p, out);
        memory(p, out);
        assumed_ram(p, out);
        assumed_desktop(p, out);
        more_bits(p, out);
        wish(p, out);
        command(p, out);
    }
    others(p, all, out);
    reasons(p, all, out);
    plain_spaces(out);
}

/* ---- JSON ---- */

static void add_texts(struct cJSON *to, const char *key, const struct text_list *l)
{
    struct cJSON *array = jsonout_array(to, key);
    for (size_t i = 0; i < l->n; i++)
        jsonout_item(array, l->v[i]);
}

static void add_command(const struct page_deploy *p, struct arena *a, struct cJSON *to)
{
    struct launch l;
    launch_lines(a, &p->start, &l);
    jsonout_text(to, "command", l.command);
    add_texts(to, "variables", &l.variables);
    add_texts(to, "words", &l.words);
    add_texts(to, "before", &l.before);
    add_texts(to, "after", &l.after);
    add_texts(to, "notes", &l.notes);
    if (l.modelfile)
        jsonout_text(to, "modelfile", l.modelfile);
}

static void add_way(const struct page_deploy *p, struct arena *a, struct cJSON *to, const struct deployed *d)
{
    jsonout_figures(to, &figures_deployed, d);
    jsonout_text(to, "words", words(p, a, d));
}

static void add_best(const struct page_deploy *p, struct arena *a, struct cJSON *root)
{
    if (p->n == 0) {
        jsonout_null(root, "best");
        return;
    }
    struct cJSON *best = jsonout_object(root, "best");
    add_way(p, a, best, &p->v[0]);
    jsonout_figures(jsonout_object(best, "prediction"), &figures_prediction, p->figures);
    jsonout_list(best, "devices", &figures_device_load, p->devices, sizeof *p->devices, (size_t)p->best->n);
    add_command(p, a, jsonout_object(best, "start"));
    if (!p->wish) {
        jsonout_null(best, "lacks");
        return;
    }
    struct cJSON *lacks = jsonout_object(best, "lacks");
    jsonout_text(lacks, "what", p->wish);
    jsonout_number(lacks, "decode_tok_s", p->wish_tok_s);
}

void page_deploy_json(const struct page_deploy *p, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-deploy-1");
    jsonout_text(root, "model", p->asked->model->id);
    jsonout_text(root, "rig", p->rig);
    add_best(p, out->arena, root);
    struct cJSON *array = jsonout_array(root, "others");
    for (int i = 1; i < p->n; i++) {
        struct cJSON *one = jsonout_row(array);
        add_way(p, out->arena, one, &p->v[i]);
    }
    if (p->more.engine)
        add_way(p, out->arena, jsonout_object(root, "more_bits"), &p->more);
    jsonout_list(root, "not_deployed", &figures_not_deployed, p->miss, sizeof *p->miss, (size_t)p->n_misses);
    jsonout_print(root, out);
}
