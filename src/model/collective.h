/* collective.h: the time of an all-reduce between devices, from the link's record. */
#ifndef COLLECTIVE_H
#define COLLECTIVE_H

#include "records.h"

/* Returns the latency in seconds of an all-reduce among n devices, for messages of any size: the record's point for n,
   or for the next larger number; the last point if n is beyond it. bridge (NULL: none) joins the devices two by two and
   l joins the pairs. With three or more devices a pair then costs the bridge's latency, and each further device costs
   what it adds over l. */
double collective_latency_s(const struct link *l, const struct link *bridge, int n);
/* Returns the bus bandwidth of a large all-reduce among n devices, GB/s. */
double collective_bus_gb_s(const struct link *l, int n);
/* Returns the seconds of a ring all-reduce of message_b bytes at full bus bandwidth: 2 (n - 1) / n times the message
   through each device. A ring runs at the speed of its slowest link, so bridges do not help here
   (github.com/NVIDIA/nccl-tests issue 178: 208 GB/s in a bridged pair, 20 GB/s with a third card). */
double collective_ring_s(const struct link *l, int n, double message_b);
/* Returns the seconds of one all-reduce from its latency and its seconds at full bandwidth: the faster of two ways to
   send. Both arguments may be scaled by fitted factors before. */
double collective_s(double latency_s, double ring_s);

#endif
