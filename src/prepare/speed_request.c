#include "speed_request.h"

#include "rig.h"
#include "row_request.h"
#include "known.h"
#include "month.h"

#include <math.h>
#include <string.h>

static const char *without_scheme(const char *source)
{
    static const char scheme[] = "https://";
    return strncmp(source, scheme, sizeof scheme - 1) == 0 ? source + sizeof scheme - 1 : source;
}

const struct testbed *speed_request_testbed(const struct catalogue *c, const struct speed_row *r)
{
    for (size_t i = 0; r->source && i < c->testbeds.n; i++) {
        const struct testbed *t = &c->testbeds.v[i];
        const size_t n = strlen(t->rows_from);
        const char *from = without_scheme(r->source);
        if (strncmp(from, t->rows_from, n) == 0 && (from[n] == '\0' || strchr("/# ", from[n])) &&
            catalogue_find(c, &kind_device, r->gpu) == t->device)
            return t;
    }
    return NULL;
}

/* Sets the devices and their power caps. A cap that the row does not state comes from the testbed. */
static const char *devices(const struct catalogue *c, const struct speed_row *r, const struct testbed *bed,
                           struct request *q, const char **what)
{
    const char *reason = row_request_devices(c, NULL, r->gpu, r->gpu_count, q, what);
    for (int i = 0; !reason && i < q->n; i++)
        q->cap_w[i] = bed ? known_or(r->cap_w, bed->cap_w) : r->cap_w;
    return reason;
}

double speed_request_device_w(const struct speed_row *r)
{
    if (row_request_is(r->drawn_at, "card"))
        return r->drawn_w;
    return row_request_is(r->drawn_at, "cards") ? r->drawn_w / r->gpu_count : NAN;
}

bool speed_request_flag(const struct speed_row *r, const char *flag)
{
    char word[32];
    for (const char *rest = r->flags; rest;) {
        rest = row_request_cut(rest, ';', word, sizeof word);
        if (strcmp(word, flag) == 0)
            return true;
    }
    return false;
}

/* Returns the link between the cards. A PCIe link becomes its peer-to-peer record if the row or the link states
   peer-to-peer, or if the row leaves it open and the drivers of all cards allow it. */
static const struct link *link_between(const struct catalogue *c, const struct request *q, const struct link *stated)
{
    bool direct = q->p2p != flag_no;
    for (int i = 0; i < q->n; i++)
        direct &= q->p2p == flag_yes || q->device[i]->p2p == flag_yes;
    return stated && stated->type == linktype_pcie ? rig_pcie_like(&c->links, stated, direct || stated->p2p == flag_yes)
                                                   : stated;
}

bool speed_request_states_link(const struct speed_row *r)
{
    return r->link && !row_request_is(r->link, "unknown") && !row_request_is(r->link, "na");
}

bool speed_request_partial(const struct speed_row *r)
{
    return row_request_is(r->fits, "partial") || speed_request_flag(r, "partial-offload");
}

/* Returns the bandwidth of system RAM, GB/s: as stated, else the processor's; NAN: neither is known. */
static double ram_gb_s(const struct catalogue *c, const struct speed_row *r)
{
    const struct cpu *cpu = r->cpu ? catalogue_find(c, &kind_cpu, r->cpu) : NULL;
    return known_or(r->ram_gb_s, cpu ? cpu->mem_bw_gb_s : NAN);
}

bool speed_request_offload(const struct catalogue *c, const struct speed_row *r)
{
    return (!isnan(r->ngl) || r->n_cpu_moe > 0) && !isnan(ram_gb_s(c, r));
}

/* Sets what is in system RAM. As many layers as the model has, and the output, are all. */
static void set_offload(const struct catalogue *c, const struct speed_row *r, struct request *q)
{
    q->ngl = r->ngl <= q->model->layers ? r->ngl : NAN;
    q->experts_on_host = r->n_cpu_moe > 0 ? fmin(r->n_cpu_moe, q->model->layers) : q->experts_on_host;
    q->ram_gb_s = ram_gb_s(c, r);
}

static void set_links(const struct catalogue *c, const struct speed_row *r, const struct testbed *bed,
                      struct request *q)
{
    char id[96];
    const bool stated = speed_request_states_link(r);
    /* Older files write LINK+BRIDGE. */
    const char *bridge = r->link ? row_request_cut(r->link, '+', id, sizeof id) : NULL;
    const struct link *link = stated ? catalogue_find(c, &kind_link, id) : NULL;
    q->p2p = row_request_is(r->p2p, "on") ? flag_yes : row_request_is(r->p2p, "off") ? flag_no : flag_unknown;
    if (link && link->type == linktype_pcie)
        q->lanes = link->pcie_lanes;
    if (q->n < 2)
        return;
    q->link = !stated && bed ? bed->link : link_between(c, q, link);
    if (bed && q->n > bed->p2p_cards && q->link && q->link->type == linktype_pcie &&
        (q->split == split_tensor || q->split == split_row))
        q->link = rig_pcie_like(&c->links, q->link, false);
    bridge = r->bridge ? r->bridge : bridge;
    q->bridge = bridge ? catalogue_find(c, &kind_link, bridge) : NULL;
}

const char *speed_request_read(const struct catalogue *c, const struct speed_row *r, struct request *q,
                               const char **what)
{
    const struct testbed *bed = speed_request_testbed(c, r);
    *q = request_nothing();
    q->measured = true;
    q->engine = catalogue_find(c, &kind_engine, r->engine);
    q->engine_month = month_of(r->engine_date, MONTH_JULY, NULL);
    if (!q->engine) {
        *what = r->engine;
        return "engine not in the catalogue";
    }
    const char *reason = row_request_model(c, r->model, r->quant, q, what);
    if (!reason)
        reason = devices(c, r, bed, q, what);
    if (reason)
        return reason;
    q->backend = r->backend ? (enum backend)enums_find(&enums_backend, r->backend) : backend_unknown;
    q->split = r->split ? (enum split)enums_find(&enums_split, r->split) : split_unknown;
    set_links(c, r, bed, q);
    set_offload(c, r, q);
    q->depth = r->depth_tokens;
    q->prompt = r->prompt_tokens > 0 ? r->prompt_tokens : NAN;
    q->gen = r->gen_tokens > 0 ? r->gen_tokens : NAN;
    q->batch = r->batch;
    q->ubatch = r->ubatch;
    q->flash_attn = row_request_is(r->flash_attn, "0") ? flag_no : flag_yes;
    return row_request_cache(c, r->kv_type, q, what);
}
