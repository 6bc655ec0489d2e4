#include "import_weights.h"

#include "arena.h"
#include "catalogue.h"
#include "llm.h"

#include <math.h>

struct counter {
    const struct quant *plain; /* any: parameters do not depend on it */
    struct llm llm;
};

static double params(void *context, const struct model *m, bool apart)
{
    struct counter *x = context;
    return llm_prepare_file(m, x->plain, (struct llm_file){.apart = apart}, &x->llm) ? x->llm.params : NAN;
}

static double file_b(void *context, const struct model *m, const struct quant *q, bool apart)
{
    struct counter *x = context;
    return llm_prepare_file(m, q, (struct llm_file){.apart = apart}, &x->llm) ? x->llm.total_b : NAN;
}

struct bench_weights import_weights(struct arena *a, const struct catalogue *c)
{
    struct counter *x = ARENA_NEW(a, struct counter);
    x->plain = catalogue_find(c, &kind_quant, "F16");
    return (struct bench_weights){x, params, file_b};
}
