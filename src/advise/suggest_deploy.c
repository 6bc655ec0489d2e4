#include "suggest_deploy.h"

#include "arena.h"
#include "launch_case.h"
#include "str.h"

/* Returns the best deployment that moves no whole layers to system RAM; NULL: none. */
static const struct deployment *usable(const struct deploy_found *found)
{
    for (int i = 0; i < found->n; i++)
        if (found->v[i].kind.where != DEPLOY_LAYERS_IN_RAM)
            return &found->v[i];
    return NULL;
}

/* Fills the answer for a deployment that was found. */
static bool describe(struct suggest_deploy *s, struct deploy_room *room, const struct deployment *best,
                     struct suggest_answer *out)
{
    struct predict_out p;
    struct prepared *work = deploy_room_prepared(room, &best->q);
    if (!work)
        return false;
    const struct model_file *file = launch_case_file(best->q.engine, best->q.model, best->q.quant);
    work->predict.want_largest_ctx = true;
    if (!predict_run(&work->predict, &work->rig, catalogue_policy(s->c), &p))
        return false;
    *out = (struct suggest_answer){.quant = best->q.quant,
                                   .engine = best->q.engine,
                                   .decode_tok_s = range_scale(p.figures.decode_tok_s, 1 / work->predict.batch),
                                   .ttft_s = p.figures.ttft_s.mid,
                                   .max_ctx_tokens = p.figures.max_ctx_tokens,
                                   .verdict = p.figures.verdict,
                                   .layers_in_ram = p.figures.offload_layers,
                                   .repo = file ? file->repo : NULL};
    if (best->kind.where == DEPLOY_EXPERTS_IN_RAM)
        out->how = str_format(s->arena, "experts of %.0f layer%s in system RAM", p.figures.expert_layers_in_ram,
                              p.figures.expert_layers_in_ram == 1 ? "" : "s");
    return true;
}

bool suggest_deploy_best(void *self, const struct model *m, struct suggest_answer *out)
{
    struct suggest_deploy *s = self;
    struct arena *scratch = arena_new(); /* a room holds its models as long as its arena */
    struct deploy_room *room = deploy_room_new(scratch, s->c);
    struct deploy_limits limits = deploy_limits_default();
    struct request q = *s->q;
    struct deploy_found found;
    q.model = m;
    limits.need_tok_s = catalogue_policy(s->c)->reading_tok_s;
    const bool fits = !q.quant || !q.quant->of || q.quant->of == m;
    const struct deployment *best = fits && deploy_search(room, &q, &limits, DEPLOY_MOST_LISTED, false, &found)
                                        ? usable(&found)
                                        : NULL;
    const bool described = best && describe(s, room, best, out);
    arena_free(scratch);
    return described;
}
