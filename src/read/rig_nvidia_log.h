/* rig_nvidia_log.h: `nvidia-smi -q`: all that the driver knows of each card, as names and values in sections. */
#ifndef RIG_NVIDIA_LOG_H
#define RIG_NVIDIA_LOG_H

#include "rig_said.h"

/* As in rig_nvidia.h. */
bool rig_nvidia_log_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_nvidia_log(struct rig_said *s, const struct rig_lines *b);

#endif
