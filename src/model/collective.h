/* collective.h: an all-reduce between devices: what the link's record says of it. */
#ifndef COLLECTIVE_H
#define COLLECTIVE_H

#include "records.h"

/* Of n devices, however small the message: the record's point for so many, or for the next more; beyond its last point that one's. */
double collective_latency_s(const struct link *l, int n);
/* Bytes of a ring through one device, 2 (n - 1) / n times the message, over the bus bandwidth. */
double collective_ring_s(const struct link *l, int n, double message_b);

#endif
