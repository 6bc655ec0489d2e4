#include "deploy_training.h"

#include "arena.h"
#include "finetune.h"
#include "page_deploy_training.h"
#include "request_options.h"
#include "training_search.h"

#include <math.h>
#include <string.h>

static const struct opt searched[] = {
#include "deploy_options.def"
};

bool deploy_training_asked(struct command_run *r)
{
    return finetune_asked(r);
}

/* Appends an option and its value to the words. */
static size_t add(const char **words, size_t n, const char *option, const char *value)
{
    words[n] = option;
    words[n + 1] = value;
    return n + 2;
}

static const char *whole(struct command_run *r, double v)
{
    return str_format(r->arena, "%.0f", v);
}

/* Options of *c that predict would otherwise take from the trainer. */
static size_t add_settings(struct command_run *r, const struct training *t, const char **words, size_t n)
{
    n = add(words, n, "--trainer", t->trainer);
    n = add(words, n, "--seq", whole(r, t->seq_tokens));
    n = add(words, n, "--checkpointing", t->checkpointing == flag_yes ? "on" : "off");
    if (t->tune != tune_full) {
        n = add(words, n, "--rank", whole(r, t->rank));
        n = add(words, n, "--targets", enums_text(&enums_targets, (int)t->targets));
    }
    if (t->offloaded == flag_yes)
        n = add(words, n, "--offload", "on");
    if (t->sharding)
        n = add(words, n, "--sharding", enums_text(&enums_sharding, (int)t->sharding));
    return n;
}

/* Returns the ids of the cards that the best way uses, joined by commas, or the option as given where it uses all. */
static const char *gpus(struct command_run *r, const struct training_found *found, int n_cards)
{
    struct str s = str_new(r->arena);
    if (found->n_devices == n_cards)
        return opt_text(&r->opts, "--gpu");
    for (int i = 0; i < found->n_devices; i++)
        str_addf(&s, "%s%s", i > 0 ? "," : "", found->device[i].device);
    return s.text;
}

/* Returns the command that predicts the best way: what was given, and what the search settled. */
static const char *const *predict_words(struct command_run *r, const struct training_found *found, int n_cards)
{
    static const char *const settled[] = {"--finetune", "--trainer",  "--seq",     "--checkpointing", "--rank",
                                          "--targets",  "--sharding", "--offload", "--json"};
    const struct opt_values *o = &r->opts;
    const struct training *t = &found->ways->figures;
    const char **words = ARENA_ARRAY(r->arena, 2 * (o->n_rows + sizeof settled / sizeof *settled + 2), const char *);
    size_t n = add(words, 0, "rigplan", "predict");
    n = add(words, n, "--finetune", enums_text(&enums_tune, (int)t->tune));
    for (size_t i = 0; i < o->n_rows; i++) {
        bool skip = !o->text[i] || o->rows[i].type == OPT_FLAG;
        for (size_t k = 0; k < sizeof settled / sizeof *settled; k++)
            skip = skip || strcmp(o->rows[i].name, settled[k]) == 0;
        if (!skip)
            n = add(words, n, o->rows[i].name,
                    strcmp(o->rows[i].name, "--gpu") == 0 ? gpus(r, found, n_cards) : o->text[i]);
    }
    add_settings(r, t, words, n);
    return words;
}

static int answer(struct command_run *r, const struct request *q, const struct training_settings *s)
{
    const struct training_found *found = training_search_run(r->arena, r->catalogue, q, s);
    const struct training_found_way *best = found->n_ways > 0 ? found->ways : NULL;
    const bool fits = best && best->figures.verdict != verdict_no;
    /* The desktop is on the first card of the rig, which predict could not tell from the first card in use. */
    const bool repeats = fits && (found->n_devices == q->n || (q->desktop <= desktop_none && !r->machine));
    const struct page_deploy_training page = {
        .found = found,
        .model = q->model->id,
        .rig = request_options_rig(r, q),
        .n_cards = q->n,
        .method = s->tune,
        .seq_asked = !isnan(s->seq_tokens),
        .predict = repeats ? predict_words(r, found, q->n) : NULL,
    };
    struct str text = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_deploy_training_json(&page, &text);
    else
        page_deploy_training_text(&page, &text);
    if (!command_say(r, &text))
        return EXIT_CODE_WORLD;
    return fits ? 0 : 1;
}

/* Refuses options that say what deploy may choose from to run a model. */
static void refuse_search(struct command_run *r)
{
    for (size_t i = 0; i < sizeof searched / sizeof *searched; i++)
        if (opt_given(&r->opts, searched[i].name))
            command_usage(r, "%s does not go with --finetune: it is an option of inference; leave it out",
                          searched[i].name);
}

int deploy_training_run(struct command_run *r)
{
    struct request q;
    struct training_settings s;
    refuse_search(r);
    return finetune_read(r, true, &q, &s) ? answer(r, &q, &s) : diag_exit_code(&r->d);
}
