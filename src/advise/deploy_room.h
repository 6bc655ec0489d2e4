/* deploy_room.h: what several searches for deployments (deploy.h) share: models counted in a quant, constants and
   ranges that were looked up, compute buffers. */
#ifndef DEPLOY_ROOM_H
#define DEPLOY_ROOM_H

#include "prepare.h"

struct arena;
struct deploy_room;

/* Returns an empty room. Everything in it lives as long as the arena and the catalogue. */
struct deploy_room *deploy_room_new(struct arena *a, const struct catalogue *c);
/* Returns the case of the request's model and quant, prepared for the request; NULL: the model has too many layers. It
   is valid until the next call or search for that model and quant. */
struct prepared *deploy_room_prepared(struct deploy_room *room, const struct request *q);
/* Returns the GiB of the model's layers in the request's quant, wherever they are; NaN: it has too many layers.
   Prepares nothing. */
double deploy_room_weights_gib(struct deploy_room *room, const struct request *q);
/* Returns the arena of the room. */
struct arena *deploy_room_arena(const struct deploy_room *room);
/* Returns the catalogue of the room. */
const struct catalogue *deploy_room_catalogue(const struct deploy_room *room);

#endif
