/* prepare.h: from what a user names (devices, model, quant, engine, and what is left unsaid) to a prepared case on a
   prepared rig. The defaults that nobody states in a file are here, in one place. */
#ifndef PREPARE_H
#define PREPARE_H

#include "catalogue.h"
#include "predict.h"

/* What is asked; NaN, NULL and x_unknown mean that nobody said. */
struct request {
    int n; /* devices */
    const struct device *device[RIG_MAX_DEVICES];
    double mem_gib[RIG_MAX_DEVICES];   /* of a shared memory or where it differs from the card's */
    double limit_gib[RIG_MAX_DEVICES]; /* what the GPU may hold of it */
    double cap_w[RIG_MAX_DEVICES];
    const struct model *model;
    const struct quant *quant;
    const struct engine *engine;          /* llama.cpp */
    double engine_month;                  /* 12 * year + month - 1 of its build; today */
    enum backend backend;                 /* the device's own */
    enum split split;                     /* none for one device, layer for several; none: only the first is used */
    double tensor_split[RIG_MAX_DEVICES]; /* all NaN: by free memory */
    const struct link *link;              /* what the cards have */
    const struct link *bridge;            /* between cards two by two, where link joins the pairs; none */
    double lanes;                         /* 16 for one device, 8 for several */
    enum flag p2p;                        /* as the driver allows */
    double ngl, experts_on_host;          /* all; none */
    double ctx, depth, prompt, gen, batch, ubatch,
        parallel;                     /* 8192 or what is used, 0, 512, 128, 1, the engine's, batch */
    const struct format *kv;          /* F16 */
    enum flag flash_attn;             /* yes */
    enum desktop desktop;             /* none */
    double ram_gib, ram_gb_s;         /* the policy's */
    double draft_tokens, accept_frac; /* no drafting; else the setup needs room for it */
    const struct model *draft_model;  /* the model's own prediction layers */
    const struct quant *draft_quant;  /* as the model */
    bool endless_memory;              /* judge no fit: the case is known to have run */
    bool bare_memory;                 /* devices have exactly mem_gib, free: no reserve, no context */
};

struct prepared {
    struct llm llm;
    struct rig rig;
    struct predict_case predict;
    double tensor_split[RIG_MAX_DEVICES];
    struct placement_buffers buffers;
    struct prepared *drafts; /* room for what drafts; NULL where no request asks for drafting */
    struct predict_draft draft;
};

/* A request with nothing said. */
struct request prepare_nothing(void);
/* False when the model has too many layers to be prepared. *out must stay where it is: the case points into it. */
bool prepare_case(const struct catalogue *c, const struct request *q, struct prepared *out);
/* The engine of a request: as named, else llama.cpp. */
const struct engine *prepare_engine(const struct catalogue *c, const struct request *q);
/* The backend of the i-th device: as asked, else what device and engine have in common. */
enum backend prepare_backend(const struct request *q, const struct engine *e, int i);
/* The i-th device under that policy: what programs may use of it, and what they and a desktop take. */
struct rig_device prepare_device(const struct request *q, const struct engine *e, const struct policy *p, int i);
/* The same on another rig or with other options, where *out is prepared for that model and quant: far cheaper. */
void prepare_again(const struct catalogue *c, const struct request *q, struct prepared *out);
/* The constants and spreads of the case as it stands (prepare_case does it), for who changes its split. */
void prepare_constants(const struct catalogue *c, double month, struct predict_case *p, struct rig *r);
/* What the calibration of one of its devices goes by. */
struct constants_case prepare_constants_case(const struct catalogue *c, const struct predict_case *p,
                                             const struct rig_device *r, double month);
/* The catalogue's F16, and llama.cpp: both are always there (a test says so). */
const struct format *prepare_f16(const struct catalogue *c);
const struct engine *prepare_llama_cpp(const struct catalogue *c);

#endif
