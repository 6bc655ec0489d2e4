/* collective.h: an all-reduce between devices: what the link's record says of it. */
#ifndef COLLECTIVE_H
#define COLLECTIVE_H

#include "records.h"

/* Of n devices, however small the message: the record's point for so many, or for the next more; beyond its last point
   that one's. bridge, unless NULL, joins them two by two, and l joins the pairs: with three or more, a pair's latency
   is the bridge's and each further device costs what it does over l. Long messages have no such gain: a ring goes at
   the pace of its slowest link (github.com/NVIDIA/nccl-tests issue 178: 208 GB/s in a bridged pair, 20 GB/s with a
   third card), so collective_ring_s asks for l alone. */
double collective_latency_s(const struct link *l, const struct link *bridge, int n);
/* Bytes of a ring through one device, 2 (n - 1) / n times the message, over the bus bandwidth. */
double collective_ring_s(const struct link *l, int n, double message_b);

#endif
