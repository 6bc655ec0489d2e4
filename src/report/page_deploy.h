/* page_deploy.h: the best deployment of a model on a machine: how it runs, the command that starts it, other ways, and
   why others fall out. _text in lines of at most 80 columns; _json: schema rigplan-deploy-1. */
#ifndef PAGE_DEPLOY_H
#define PAGE_DEPLOY_H

#include "catalogue.h"
#include "launch_case.h"
#include "request.h"
#include "str.h"

struct page_deploy {
    const struct catalogue *catalogue;
    const struct request *asked;
    const char *rig;                     /* the machine in words */
    bool ram_assumed, ram_speed_assumed; /* size and bandwidth of system RAM are the policy's */
    double need_tok_s, need_ttft_s;
    const struct deployed *v; /* the best of each kind, best first */
    int n;                    /* 0: nothing runs */
    const struct not_deployed *miss;
    int n_misses;
    /* of the best; unset where n is 0 */
    const struct request *best;
    struct launch_case start;
    const struct prediction *figures;
    const struct device_load *devices;
    double batch;
    struct deployed more; /* the best that keeps more bits of the weights; engine NULL: none is known */
    const char *wish;     /* link that the machine lacks, or "p2p"; NULL: nothing */
    double wish_tok_s, wish_ttft_s;
};

/* Writes the page as text. all: every other way and every reason, not only the most telling. */
void page_deploy_text(const struct page_deploy *p, bool all, struct str *out);
/* Writes the page as JSON. */
void page_deploy_json(const struct page_deploy *p, struct str *out);

#endif
