#include "page_finetune.h"

#include "answer.h"
#include "bars.h"
#include "fmt.h"
#include "jsonout.h"
#include "wrap.h"

void page_finetune_json(const struct training *devices, int n, enum verdict worst, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-finetune-1");
    jsonout_text(root, "verdict", enums_text(&enums_verdict, (int)worst));
    struct cJSON *list = jsonout_array(root, "devices");
    for (int i = 0; i < n; i++) {
        struct cJSON *one = jsonout_row(list);
        jsonout_figures(one, &figures_training, &devices[i]);
    }
    jsonout_print(root, out);
}

void page_finetune_all(const struct training *devices, int n, enum verdict worst, struct str *out)
{
    str_addf(out, "%s\n", enums_words(&enums_verdict, (int)worst));
    for (int i = 0; i < n; i++) {
        str_addf(out, "\ndevice %d\n", i);
        for (size_t j = 0; j < figures_training.n; j++) {
            const struct figure *f = &figures_training.v[j];
            str_addf(out, "  %-18s ", f->name);
            fmt_figure(out, f, &devices[i]);
            str_addf(out, " %s   %s\n", unit_label(f->unit), f->doc);
        }
    }
}

static const struct training *fullest(const struct training *devices, int n)
{
    const struct training *least = devices;
    for (int i = 1; i < n; i++)
        if (devices[i].spare_gib < least->spare_gib)
            least = &devices[i];
    return least;
}

static void title(const char *model, const char *rig, const struct training *t, struct str *out)
{
    struct str s = str_new(out->arena);
    str_addf(&s, "%s of %s on %s with %s, %.0f sequence%s of ", enums_words(&enums_tune, (int)t->tune), model, rig,
             t->trainer, t->batch, t->batch > 1 ? "s" : "");
    answer_tokens(&s, t->seq_tokens);
    if (t->sharding)
        str_addf(&s, ", %s", enums_words(&enums_sharding, (int)t->sharding));
    wrap_text(out, s.text, 0, 0);
    str_add(out, "\n");
}

static void answer(const struct training *t, int n, struct str *out)
{
    struct str s = str_new(out->arena);
    if (t->verdict == verdict_no) {
        str_addf(&s, "No, it does not fit: %s%s lacks ", t->device, n > 1 ? ", the fullest card," : "");
        answer_gib(&s, -t->spare_gib);
        str_add(&s, ".");
    } else
        answer_spare(&s, t->verdict, t->spare_gib, t->capacity_gib, n);
    wrap_text(out, s.text, 0, 0);
}

static const char *moment(enum moment m)
{
    switch (m) {
    case moment_loss: return "when the loss is computed";
    case moment_backward: return "at the end of the backward pass";
    default: return "in the optimiser step";
    }
}

static void trained(const struct training *t, struct str *out)
{
    struct str s = str_new(out->arena);
    str_add(&s, "It trains ");
    fmt_number(&s, t->trained_params, 1, true);
    str_add(&s, " parameters");
    if (t->adapters_gib > 0)
        str_addf(&s, " (rank %.0f on %s)", t->rank, enums_words(&enums_targets, (int)t->targets));
    str_addf(&s, " with %s; memory use peaks %s.", enums_words(&enums_optimizer, (int)t->optimizer), moment(t->moment));
    wrap_text(out, s.text, 0, 0);
}

void page_finetune_memory(const struct training *devices, int n, struct str *out)
{
    static const struct bars_part total[] = {{"total_gib", "needed"}, {NULL, NULL}};
    static const struct bars_part parts[] = {{"weights_gib", "weights"},
                                             {"adapters_gib", "adapters"},
                                             {"gradients_gib", "gradients"},
                                             {"optimizer_gib", "optimiser states"},
                                             {"activations_gib", "activations"},
                                             {"logits_gib", "logits and loss"},
                                             {"work_gib", "working memory"},
                                             {"context_gib", "context, libraries"},
                                             {NULL, NULL}};
    str_add(out, "\nMemory by device\n");
    bars_devices(out, &figures_training, total, devices, sizeof *devices, n);
    str_addf(out, "\nMemory by part%s\n", n > 1 ? ", on the fullest card" : "");
    bars_parts(out, &figures_training, parts, fullest(devices, n));
}

/* Writes the largest values that fit; where it does not fit, the options that would make a part smaller. */
static void changes(const struct training *t, struct str *out)
{
    str_add(out, "\nWhat to change\n");
    if (t->max_batch >= 1)
        str_addf(out, "  The largest batch that fits is %.0f (--batch %.0f).\n", t->max_batch, t->max_batch);
    if (t->max_seq_tokens >= 1) {
        str_add(out, "  The longest sequence that fits is ");
        answer_tokens(out, t->max_seq_tokens);
        str_addf(out, " (--seq %.0f).\n", t->max_seq_tokens);
    }
    if (t->verdict == verdict_no && t->tune != tune_qlora)
        str_addf(out, "  Smaller weights%s: --finetune qlora.\n",
                 t->tune == tune_full ? ", gradients and optimiser states" : "");
    if (t->verdict == verdict_no && t->checkpointing == flag_no)
        str_add(out, "  Smaller activations: --checkpointing on.\n");
    if (t->verdict == verdict_no && t->optimizer == optimizer_adamw && t->tune == tune_full)
        str_add(out, "  Smaller optimiser states: --optimizer adamw-8bit.\n");
    str_add(out, "  For every figure, add --all to this command.\n");
}

void page_finetune_text(const char *model, const char *rig, const struct training *devices, int n, struct str *out)
{
    const struct training *t = fullest(devices, n);
    title(model, rig, t, out);
    answer(t, n, out);
    trained(t, out);
    page_finetune_memory(devices, n, out);
    changes(t, out);
}
