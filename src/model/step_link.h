/* step_link.h: seconds that the devices of one step spend on links. */
#ifndef STEP_LINK_H
#define STEP_LINK_H

#include "step_case.h"

/* Returns the seconds of the exchanges of a tensor or row split; 0 under another split. */
double step_link_comm_s(const struct step_case *c, double n_tok);
/* Returns the seconds of passing the hidden vectors from device to device in a layer split; 0 under another split. */
double step_link_hops_s(const struct step_case *c, double n_tok);

#endif
