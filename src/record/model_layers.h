/* model_layers.h: the layers of a model's file. */
#ifndef MODEL_LAYERS_H
#define MODEL_LAYERS_H

#include "records.h"

/* Returns how many layers an engine places on devices or in system RAM: the transformer blocks and the prediction
   layers that follow them in the file. */
double model_layers(const struct model *m);

#endif
