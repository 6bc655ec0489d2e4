/* suggest.h: which models run well on one machine, by use and size class, newest first: the question of somebody who
   has a card and no model yet.

   How a model runs best is asked of a function (suggest_best_fn), once for each model that has the use; this file only
   judges, sorts and groups the answers. A model runs well if nothing but routed experts lies outside device memory, its
   decode speed is at least the policy's reading_tok_s and the context that was asked for fits. */
#ifndef SUGGEST_H
#define SUGGEST_H

#include "catalogue.h"
#include "results.h"

struct arena;

/* How one model runs best on the machine. */
struct suggest_answer {
    const struct quant *quant;
    const struct engine *engine;
    struct range decode_tok_s; /* of each user */
    double ttft_s;             /* NaN: unknown */
    double max_ctx_tokens;     /* of each user; NaN: unknown, or no context fits */
    enum verdict verdict;
    double layers_in_ram; /* whole layers; routed experts do not count */
    const char *how;      /* what lies in system RAM, in words; NULL: nothing */
    const char *repo;     /* published files in that quant that the engine can read; NULL: none on record */
};
/* Fills *out. Returns false if the model cannot run on the machine. */
typedef bool suggest_best_fn(void *self, const struct model *m, struct suggest_answer *out);

struct suggest_question {
    const struct catalogue *c;
    enum use use;      /* only models with this use; use_unknown: chat, code and vision */
    double ctx_tokens; /* context of each user that must fit; models with a shorter limit of their own are left out */
    suggest_best_fn *best;
    void *self; /* first argument of best */
};

/* Models of one use and one size class. Those that a newer one supersedes come last; otherwise the newest first, those
   of unknown date last. */
struct suggest_group {
    enum use use;
    enum size_class size_class; /* unknown: the active parameters are */
    struct suggestion *row;
    size_t n;
    size_t n_current; /* leading rows that no newer model supersedes */
};

struct suggest {
    struct suggest_group *group; /* by use, then from the largest class to the smallest; none is empty */
    size_t n;
    /* Where to start: the newest of the largest class that is published and not outdated; NULL: no model runs well. */
    const struct suggestion *first;
    size_t n_asked; /* models with that use */
    size_t n_well;  /* of these, models that run well */
};

/* Returns the models that run well. */
const struct suggest *suggest_run(struct arena *a, const struct suggest_question *q);

#endif
