#include "model_layers.h"

double model_layers(const struct model *m)
{
    return m->layers + m->mtp_layers;
}
