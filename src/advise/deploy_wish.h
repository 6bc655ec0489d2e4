/* deploy_wish.h: what a machine lacks and a deployment on it would use. */
#ifndef DEPLOY_WISH_H
#define DEPLOY_WISH_H

#include "deploy_room.h"
#include "deployment.h"

/* Fills *out with a bridge, or else a driver with peer to peer over PCIe, that the cards of the deployment could have,
   the machine lacks, and that makes the answer faster by more than the policy's equal_speed_frac. Returns false when
   there is none. */
bool deploy_wish_find(struct deploy_room *room, const struct deployment *d, double prompt_depth,
                      struct deploy_wish *out);

#endif
