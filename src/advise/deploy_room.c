#include "deploy_room.h"

#include "arena.h"

#include <math.h>

enum { MEMO_ENTRIES = 1024, BUFFER_ENTRIES = 2048 };

/* A model counted in one quant, kept for later searches. */
struct counted {
    struct counted *next;
    const struct model *model;
    const struct quant *quant;
    struct prepared *prepared; /* NULL: too many layers */
};

struct deploy_room {
    struct arena *arena;
    const struct catalogue *c;
    struct counted *first;
    struct prepare_memo memo;
    struct compute_buffers_cache buffers;
};

struct deploy_room *deploy_room_new(struct arena *a, const struct catalogue *c)
{
    struct deploy_room *r = ARENA_NEW(a, struct deploy_room);
    r->arena = a;
    r->c = c;
    r->memo.constants = (struct constants_memo){ARENA_ARRAY(a, MEMO_ENTRIES, struct constants_memo_entry),
                                                MEMO_ENTRIES};
    r->memo.intervals = (struct interval_memo){ARENA_ARRAY(a, MEMO_ENTRIES, struct interval_memo_entry), MEMO_ENTRIES};
    r->buffers = (struct compute_buffers_cache){.entry = ARENA_ARRAY(a, BUFFER_ENTRIES, struct compute_buffers_entry),
                                                .n = BUFFER_ENTRIES};
    return r;
}

static struct prepared *count_model(struct deploy_room *room, const struct request *q)
{
    struct prepared *p = ARENA_NEW(room->arena, struct prepared);
    p->cache = &room->buffers;
    p->memo = &room->memo;
    if (!isnan(q->draft_tokens))
        p->drafts = ARENA_NEW(room->arena, struct prepared);
    return prepare_case(room->c, q, p) ? p : NULL;
}

/* Returns the entry of the request's model and quant; *counted_now becomes true if it was prepared for the request. */
static struct counted *entry_of(struct deploy_room *room, const struct request *q, bool *counted_now)
{
    struct counted *k = room->first;
    while (k && (k->model != q->model || k->quant != q->quant))
        k = k->next;
    *counted_now = !k;
    if (k)
        return k;
    k = ARENA_NEW(room->arena, struct counted);
    *k = (struct counted){room->first, q->model, q->quant, count_model(room, q)};
    room->first = k;
    return k;
}

struct prepared *deploy_room_prepared(struct deploy_room *room, const struct request *q)
{
    bool counted_now;
    struct prepared *p = entry_of(room, q, &counted_now)->prepared;
    if (!p || counted_now)
        return p;
    if (!isnan(q->draft_tokens) && !p->drafts)
        p->drafts = ARENA_NEW(room->arena, struct prepared);
    prepare_again(room->c, q, p);
    return p;
}

double deploy_room_weights_gib(struct deploy_room *room, const struct request *q)
{
    bool counted_now;
    const struct prepared *p = entry_of(room, q, &counted_now)->prepared;
    return p ? unit_b_to_gib(llm_between(&p->llm, 0, p->llm.n_layers).gpu_b) : (double)NAN;
}

struct arena *deploy_room_arena(const struct deploy_room *room)
{
    return room->arena;
}

const struct catalogue *deploy_room_catalogue(const struct deploy_room *room)
{
    return room->c;
}
