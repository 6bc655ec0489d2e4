#include "deploy_wish.h"

#include "compatibility.h"
#include "known.h"

#include <math.h>

/* Returns whether the answer is faster with the request's link; fills the speeds. */
static bool is_faster(struct deploy_room *room, const struct request *q, const struct deployment *than,
                      double prompt_depth, struct deploy_wish *out)
{
    const struct policy *policy = catalogue_policy(deploy_room_catalogue(room));
    const struct prepared *p = deploy_room_prepared(room, q);
    struct placement pl;
    if (!p || compatibility_check(q, q->engine).rule != COMPATIBILITY_YES)
        return false;
    placement_layers(&p->predict.memory, &p->rig, &pl);
    const struct predict_speeds v = predict_speeds_of(&p->predict, known_or(prompt_depth, p->predict.depth), &p->rig,
                                                      policy, &pl);
    out->tok_s = v.decode_tok_s.mid / p->predict.batch;
    out->ttft_s = v.ttft_s.mid;
    return out->ttft_s + p->predict.gen / out->tok_s < than->answer_s / (1 + policy->equal_speed_frac);
}

bool deploy_wish_find(struct deploy_room *room, const struct deployment *d, double prompt_depth,
                      struct deploy_wish *out)
{
    struct request q = d->q;
    const struct link_list *links = &deploy_room_catalogue(room)->links;
    *out = (struct deploy_wish){NULL, NAN, NAN};
    if (q.n < 2 || q.net || rig_is_nvlink(q.link) || rig_is_nvlink(q.bridge))
        return false;
    for (size_t i = 0; i < links->n && !out->bridge; i++)
        out->bridge = rig_is_nvlink(&links->v[i]) && links->v[i].type == linktype_nvlink ? &links->v[i] : NULL;
    if (q.n == 2)
        q.link = out->bridge;
    else
        q.bridge = out->bridge;
    if (out->bridge && is_faster(room, &q, d, prompt_depth, out))
        return true;
    out->bridge = NULL;
    q = d->q;
    q.p2p = flag_yes;
    return q.device[0]->vendor == vendor_nvidia && d->q.p2p != flag_yes && (!q.link || q.link->type == linktype_pcie) &&
           is_faster(room, &q, d, prompt_depth, out);
}
