/* buffers.h: llama.cpp's compute buffers, per device. Every formula is in bytes and linear in the micro-batch; how many of the
   allocations of data/measured/memory.csv they reproduce is in docs/accuracy.md. */
#ifndef BUFFERS_H
#define BUFFERS_H

#include "placement.h"

/* What the buffer of a device depends on besides the case. */
struct buffers_device {
    bool holds_output, dense, experts; /* kinds of layers there */
    bool full, window;                 /* cache kinds there */
    bool pipelined;
    bool host;                         /* the host itself, where there is no device */
    double streamed_b;                 /* largest weight tensor that is copied in from the host, 0: none */
};

double buffers_device_b(const struct placement_case *c, const struct buffers_device *d);
/* The host's own buffer; pipelined counts the masks once per copy. */
double buffers_host_b(const struct placement_case *c, double copies);

#endif
