/* random_rig.h: devices, models and engines of the catalogue at random (test_seed), for the laws that hold for every
   rig. */
#ifndef RANDOM_RIG_H
#define RANDOM_RIG_H

#include "prepare.h"

const struct device *random_rig_device(void);
const struct model *random_rig_model(void);
/* Returns any engine, or in half of the cases llama.cpp where `often` is set. */
const struct engine *random_rig_engine(bool often);
/* Returns a quant that the engine loads and that is of no model in particular. */
const struct quant *random_rig_quant(const struct engine *e);
/* Sets n devices: n times the first, or each drawn by itself where not alike. */
void random_rig_devices(struct request *q, const struct device *first, int n, bool alike);
/* Sets model, engine (random_rig_engine) and a quant that it loads; memory, on the devices and in system RAM, has no
   end. */
void random_rig_work(struct request *q, bool often);
/* Returns any way to share a model over n devices. */
enum split random_rig_split(int n);

#endif
