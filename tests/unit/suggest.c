/* advise/suggest and model/size_class: which models run well, their classes and their order, with models made by hand.
 */
#include "test.h"

#include "arena.h"
#include "size_class.h"
#include "suggest.h"
#include "suggest_deploy.h"

static const struct model_use talks[] = {{.use = use_chat}}, codes[] = {{.use = use_code}, {.use = use_chat}};
static const struct model_use embeds[] = {{.use = use_embedding}};
#define CHAT                                                                                                           \
    {                                                                                                                  \
        1, talks                                                                                                       \
    }
#define CODE                                                                                                           \
    {                                                                                                                  \
        2, codes                                                                                                       \
    }
#define EMBED                                                                                                          \
    {                                                                                                                  \
        1, embeds                                                                                                      \
    }

/* Models of a size in 10^9 parameters; active 0: dense. */
#define MODEL(name, maker, date, size, active, use)                                                                    \
    {                                                                                                                  \
        .id = name, .vendor = maker, .released = date, .params_total = (size)*1e9,                                     \
        .act_params = (active) > 0 ? (active)*1e9 : NAN, .experts = (active) > 0 ? 8 : NAN, .max_ctx_tokens = 32768,   \
        .uses = use                                                                                                    \
    }

/* What the pretended machine does with a model: found by id. */
struct answer_row {
    const char *model;
    enum verdict verdict;
    double tok_s, ctx, layers_in_ram;
    const char *how;
    bool unpublished;
};

static bool best(void *self, const struct model *m, struct suggest_answer *out)
{
    static const struct quant quant = {.id = "Q"};
    static const struct engine engine = {.id = "E"};
    for (const struct answer_row *r = self; r && r->model; r++)
        if (strcmp(r->model, m->id) == 0) {
            *out = (struct suggest_answer){&quant,
                                           &engine,
                                           range_exact(r->tok_s),
                                           NAN,
                                           r->ctx,
                                           r->verdict,
                                           r->layers_in_ram,
                                           r->how,
                                           r->unpublished ? NULL : "owner/files"};
            return r->verdict != verdict_unknown;
        }
    *out = (struct suggest_answer){&quant, &engine, range_exact(50), NAN, 32768, verdict_fits, 0, NULL, "owner/files"};
    return true;
}

static const struct suggest *suggested(const struct model *m, size_t n, enum use use, struct answer_row *runs)
{
    struct catalogue *c = ARENA_NEW(test_arena(), struct catalogue);
    *c = *test_catalogue();
    c->models = (struct model_list){n, m};
    return suggest_run(test_arena(), &(struct suggest_question){c, use, 8192, best, runs});
}

/* Returns the ids of a group, joined by spaces. */
static const char *ids(const struct suggest_group *g)
{
    char *text = arena_alloc(test_arena(), 1024);
    text[0] = '\0';
    for (size_t i = 0; i < g->n; i++)
        strcat(strcat(text, i > 0 ? " " : ""), g->row[i].model);
    return text;
}

static void classes(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    const struct model dense = MODEL("a", "x", NULL, 27, 0, CHAT), sparse = MODEL("b", "x", NULL, 100, 4, CHAT);
    struct model open = sparse;
    open.act_params = NAN;
    CLOSE(size_class_params(&dense), 27e9, 1e-12);
    CLOSE(size_class_params(&sparse), 20e9, 1e-12); /* sqrt(100 x 4) */
    THAT(isnan(size_class_params(&open)));
    THAT(size_class_of(NAN, p) == size_class_unknown);
    const double bound[] = {p->small_params, p->medium_params, p->large_params, p->frontier_params};
    for (int i = 0; i < 4; i++) { /* a bound belongs to the class above it */
        THAT(i == 0 || bound[i] > bound[i - 1]);
        THAT(size_class_of(bound[i], p) == (enum size_class)(size_class_tiny + i + 1));
        THAT(size_class_of(bound[i] * 0.999, p) == (enum size_class)(size_class_tiny + i));
    }
    /* known models of each class */
    static const struct {
        const char *id;
        enum size_class want;
    } rows[] = {{"smollm2-135m", size_class_tiny},     {"llama-3.1-8b", size_class_small},
                {"qwen3-30b-a3b", size_class_small},   {"qwen3-32b", size_class_medium},
                {"gpt-oss-120b", size_class_medium},   {"llama-3.3-70b", size_class_large},
                {"qwen3-235b-a22b", size_class_large}, {"deepseek-v3-671b", size_class_frontier},
                {"kimi-k2", size_class_frontier}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].id);
        THAT(size_class_of(size_class_params(FIND(model, rows[i].id)), p) == rows[i].want);
    }
}

/* Newest first; a month stands before its days; of one date the larger first; undated last. */
static void order(void)
{
    const struct model m[] = {
        MODEL("undated", "a", NULL, 20, 0, CHAT),      MODEL("old", "b", "2024-12", 20, 0, CHAT),
        MODEL("less", "c", "2026-04-02", 18, 0, CHAT), MODEL("month", "d", "2026-04", 20, 0, CHAT),
        MODEL("new", "e", "2026-10-01", 20, 0, CHAT),  MODEL("more", "f", "2026-04-02", 19, 0, CHAT),
        MODEL("vector", "g", "2026-11", 20, 0, EMBED), MODEL("tiny", "h", "2026-11", 2, 0, CHAT)};
    const struct suggest *s = suggested(m, COUNT_OF(m), use_chat, NULL);
    THAT(s->n == 2 && s->n_asked == 7 && s->n_well == 7);
    THAT(s->group[0].size_class == size_class_medium && s->group[1].size_class == size_class_tiny);
    SAME(ids(&s->group[0]), "new more less month old undated");
    THAT(s->group[0].n_current == 6);
    SAME(ids(&s->group[1]), "tiny");
    SAME(s->first->model, "new"); /* the largest class wins, not the newest model */
    THAT(suggested(m, COUNT_OF(m), use_vision, NULL)->n == 0);
    THAT(suggested(m, COUNT_OF(m), use_vision, NULL)->first == NULL);
    SAME(ids(&suggested(m, COUNT_OF(m), use_embedding, NULL)->group[0]), "vector");
}

/* Without a use: chat, code and vision, in this order; a model stands under each of its uses. */
static void uses(void)
{
    const struct model m[] = {MODEL("both", "a", "2026-01", 20, 0, CODE), MODEL("talker", "b", "2026-02", 20, 0, CHAT),
                              MODEL("vector", "c", "2026-03", 20, 0, EMBED)};
    const struct suggest *s = suggested(m, COUNT_OF(m), use_unknown, NULL);
    THAT(s->n == 2 && s->n_asked == 2);
    THAT(s->group[0].use == use_chat && s->group[1].use == use_code);
    SAME(ids(&s->group[0]), "talker both");
    SAME(ids(&s->group[1]), "both");
}

/* A newer model supersedes one of the same maker and kind that is not much larger; superseded models stand last. */
static void superseded(void)
{
    const struct model m[] = {
        MODEL("q1", "a", "2024-01", 32, 0, CHAT),   MODEL("q2", "a", "2025-01", 30, 0, CHAT),
        MODEL("q3", "a", "2026-01", 27, 0, CHAT),   MODEL("q3-small", "a", "2026-02", 13, 0, CHAT),
        MODEL("moe", "a", "2024-06", 200, 4, CHAT), MODEL("other", "b", "2023-01", 27, 0, CHAT),
    };
    const struct suggest *s = suggested(m, COUNT_OF(m), use_chat, NULL);
    SAME(ids(&s->group[0]), "q3-small q3 moe other q2 q1");
    THAT(s->group[0].n_current == 4);
    SAME(s->group[0].row[1].superseded_by, NULL); /* 13 is less than 0.75 x 27 */
    SAME(s->group[0].row[4].superseded_by, "q3");
    SAME(s->group[0].row[5].superseded_by, "q3"); /* by the newest, not by q2 */
    /* what needs system RAM supersedes nothing that does not */
    struct answer_row runs[] = {{"q3", verdict_offload, 20, 32768, 0, "experts", false}, {0}};
    SAME(ids(&suggested(m, COUNT_OF(m), use_chat, runs)->group[0]), "q3-small q3 q2 moe other q1");
}

/* What is slow, lacks context, does not fit or moves whole layers is not listed. */
static void well(void)
{
    const double reading = catalogue_policy(test_catalogue())->reading_tok_s;
    struct model m[] = {MODEL("good", "a", "2026-01", 20, 0, CHAT),   MODEL("slow", "b", "2026-01", 20, 0, CHAT),
                        MODEL("short", "c", "2026-01", 20, 0, CHAT),  MODEL("no", "d", "2026-01", 20, 0, CHAT),
                        MODEL("layers", "e", "2026-01", 20, 0, CHAT), MODEL("fails", "f", "2026-01", 20, 0, CHAT),
                        MODEL("ram", "g", "2026-02", 30, 16, CHAT),   MODEL("limit", "h", "2026-01", 20, 0, CHAT),
                        MODEL("unknown", "i", "2026-01", 20, 0, CHAT)};
    struct answer_row runs[] = {{"good", verdict_tight, reading, 8192, 0, NULL, false},
                                {"slow", verdict_fits, reading * 0.99, 8192, 0, NULL, false},
                                {"short", verdict_fits, 50, 8191, 0, NULL, false},
                                {"no", verdict_no, 50, 8192, 0, NULL, false},
                                {"layers", verdict_offload, 50, 8192, 1, "one layer", false},
                                {"fails", verdict_unknown, 50, 8192, 0, NULL, false},
                                {"ram", verdict_offload, 50, 8192, 0, "experts", false},
                                {"unknown", verdict_fits, NAN, NAN, 0, NULL, false},
                                {0}};
    m[7].max_ctx_tokens = 4096;
    const struct suggest *s = suggested(m, COUNT_OF(m), use_chat, runs);
    SAME(ids(&s->group[0]), "ram good");
    THAT(s->n == 1 && s->n_asked == 9 && s->n_well == 2);
    SAME(s->first->model, "good"); /* wholly in device memory */
}

/* A larger class that is more than recent_years old is not where to start, unless there is nothing newer. */
static void start(void)
{
    const struct model m[] = {MODEL("large", "a", "2025-01-31", 70, 0, CHAT),
                              MODEL("recent", "b", "2026-03", 27, 0, CHAT),
                              MODEL("edge", "c", "2025-03-01", 60, 0, CHAT)};
    CLOSE(catalogue_policy(test_catalogue())->recent_years, 1, 1e-12);
    SAME(suggested(m, 1, use_chat, NULL)->first->model, "large");
    SAME(suggested(m, 2, use_chat, NULL)->first->model, "recent");
    SAME(suggested(m, 3, use_chat, NULL)->first->model, "edge"); /* twelve months are not too old */
    const struct model undated[] = {MODEL("some", "a", NULL, 70, 0, CHAT)};
    SAME(suggested(undated, 1, use_chat, NULL)->first->model, "some");
}

/* Where to start has a published file, though it be old or need system RAM, unless nothing has one. */
static void published(void)
{
    const struct model m[] = {MODEL("new", "a", "2026-03", 27, 0, CHAT), MODEL("ram", "b", "2026-02", 30, 16, CHAT),
                              MODEL("old", "c", "2024-01", 27, 0, CHAT)};
    struct answer_row runs[] = {
        {"new", verdict_fits, 50, 8192, 0, NULL, true}, {"ram", verdict_offload, 50, 8192, 0, "experts", false}, {0}};
    const struct suggest *s = suggested(m, 3, use_chat, runs);
    SAME(s->first->model, "old");
    SAME(s->first->repo, "owner/files");
    SAME(ids(&s->group[0]), "new ram old"); /* the order does not depend on files */
    SAME(s->group[0].row[0].repo, NULL);
    SAME(suggested(m, 2, use_chat, runs)->first->model, "ram");
    SAME(suggested(m, 1, use_chat, runs)->first->model, "new");
}

/* The best deployment: in device memory where that fits, else with experts in system RAM, never with whole layers
   there; what the request states is kept. */
static void deployments(void)
{
    struct request q = test_request("rtx-3060-12gb", 1, "llama-3.1-8b", "F16");
    struct suggest_deploy s = {test_arena(), test_catalogue(), &q};
    struct suggest_answer a = {0};
    q.quant = NULL;
    q.engine = FIND(engine, "llama.cpp");
    THAT(suggest_deploy_best(&s, FIND(model, "qwen3-14b"), &a));
    THAT(a.quant && a.engine == q.engine && a.layers_in_ram == 0);
    THAT(a.verdict == verdict_fits || a.verdict == verdict_tight);
    THAT(a.max_ctx_tokens >= 8192 && a.decode_tok_s.low80 < a.decode_tok_s.mid && a.ttft_s > 0);
    SAME(a.how, NULL);
    SAME(a.repo, "bartowski/Qwen3-14B-GGUF");
    a = (struct suggest_answer){0};
    THAT(suggest_deploy_best(&s, FIND(model, "qwen3-30b-a3b"), &a));
    THAT(a.verdict == verdict_offload && a.how && a.layers_in_ram == 0);
    THAT(!suggest_deploy_best(&s, FIND(model, "llama-3.3-70b"), &a)); /* dense: no experts to move */
    q.quant = FIND(quant, "Q8_0");
    THAT(!suggest_deploy_best(&s, FIND(model, "qwen3-14b"), &a));
    THAT(suggest_deploy_best(&s, FIND(model, "llama-3.2-3b"), &a));
    SAME(a.quant->id, "Q8_0");
    q = test_request("rtx-3060-12gb", 1, "llama-3.1-8b", "F16");
    q.quant = NULL;
    q.batch = 4;
    THAT(suggest_deploy_best(&s, FIND(model, "llama-3.2-3b"), &a));
    const double each = a.decode_tok_s.mid;
    q.batch = 1;
    THAT(suggest_deploy_best(&s, FIND(model, "llama-3.2-3b"), &a));
    THAT(each < a.decode_tok_s.mid); /* of each user, not their sum */
}

/* No published file is on record where the catalogue has none. */
static void no_file(void)
{
    struct request q = test_request("rtx-3060-12gb", 1, "llama-3.1-8b", "F16");
    struct suggest_deploy s = {test_arena(), test_catalogue(), &q};
    struct suggest_answer a = {0};
    struct model m = *FIND(model, "llama-3.2-3b");
    q.quant = FIND(quant, "Q8_0");
    q.engine = FIND(engine, "llama.cpp");
    THAT(suggest_deploy_best(&s, &m, &a) && a.repo);
    m.files.n = 0;
    THAT(suggest_deploy_best(&s, &m, &a) && !a.repo);
}

/* Every listed date has a month, so that the order means something. */
static void dates(void)
{
    const struct catalogue *c = test_catalogue();
    size_t dated = 0, used = 0;
    for (size_t i = 0; i < c->models.n; i++) {
        const struct model *m = &c->models.v[i];
        test_row("%s", m->id);
        THAT(!m->released || strlen(m->released) == 7 || strlen(m->released) == 10);
        THAT(!m->released || m->at[F_model_released].source); /* its own source */
        dated += m->released != NULL;
        used += m->uses.n > 0;
        for (size_t k = 0; k < m->uses.n; k++)
            THAT(m->uses.v[k].at[F_model_use_use].source != NULL);
    }
    THAT(dated * 10 >= c->models.n * 9 && used * 10 >= c->models.n * 9);
}

SUITE(suggest, {"size classes", classes}, {"newest first", order}, {"uses", uses}, {"superseded", superseded},
      {"what runs well", well}, {"where to start", start}, {"a published file", published},
      {"best deployments", deployments}, {"no file on record", no_file}, {"dates and uses have sources", dates})
