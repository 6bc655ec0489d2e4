#include "deploy_choice.h"

#include "bug.h"

/* Copies what belongs to device `from` of a request to device `to` of another. */
static void copy_device(const struct request *a, int from, struct request *b, int to)
{
    b->device[to] = a->device[from];
    b->position[to] = a->position[from];
    b->mem_gib[to] = a->mem_gib[from];
    b->limit_gib[to] = a->limit_gib[from];
    b->cap_w[to] = a->cap_w[from];
    b->host[to] = a->host[from];
    b->tensor_split[to] = a->tensor_split[from];
}

/* Returns whether all but the last of an odd number of devices stand beside their partner. */
static bool stand_in_pairs(const struct deploy_choice *k)
{
    bool all = true;
    for (int i = 0; i + 1 < k->n; i += 2)
        all &= k->device[i] / 2 == k->device[i + 1] / 2;
    return all;
}

/* A bridge joins pairs. Of two cards of one pair it is the link; one card has none, nor have cards of broken pairs. */
static void set_links(const struct request *asked, const struct deploy_choice *k, struct request *q)
{
    if (k->n < 3 || !stand_in_pairs(k))
        q->bridge = NULL;
    if (k->n == 2 && asked->bridge && stand_in_pairs(k))
        q->link = asked->bridge;
    if (k->n < 2) {
        q->link = q->net = NULL;
        q->p2p = flag_unknown;
    }
}

double deploy_choice_count(double layers, double ngl)
{
    return layers + (layers + 1 - ngl);
}

double deploy_choice_ngl(double layers, double count)
{
    return count > layers ? layers + 1 - (count - layers) : (double)NAN;
}

struct deploy_kind deploy_choice_kind(const struct deploy_choice *k)
{
    return (struct deploy_kind){k->engine, k->n < 2 ? split_none : k->split, k->where};
}

struct request deploy_choice_request(const struct deploy_scratch *s, const struct deploy_choice *k)
{
    struct request q = *s->asked;
    BUG_UNLESS(k->n <= s->asked->n);
    q.n = k->n;
    q.cards = s->asked->cards > s->asked->n ? s->asked->cards : s->asked->n;
    q.unlike_cards |= request_devices_differ(s->asked);
    for (int i = 0; i < RIG_MAX_DEVICES; i++)
        q.device[i] = NULL;
    for (int i = 0; i < k->n; i++)
        copy_device(s->asked, k->device[i], &q, i);
    set_links(s->asked, k, &q);
    q.engine = k->engine;
    q.quant = k->quant;
    q.backend = k->backend;
    q.split = k->split;
    q.kv = k->cache;
    q.ubatch = k->ubatch;
    return q;
}
