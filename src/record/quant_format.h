/* quant_format.h: what a quant record says of most of a model's weights. */
#ifndef QUANT_FORMAT_H
#define QUANT_FORMAT_H

#include "records.h"
#include "unit.h"

#include <stdbool.h>

/* Returns the bits of one value in that format, scales included. */
static inline double quant_format_bits(const struct format *f)
{
    return unit_b_to_bits(f->block_b) / f->block_weights;
}
/* Returns the format of most weights: of the experts, if the model has any and the quant names one for them, else of
   the matrices that no rule applies to. */
static inline const struct format *quant_format_main(const struct quant *q, bool experts)
{
    return experts && q->experts ? q->experts : q->base;
}

#endif
