/* rig_host.h: what programs and files of the kernel say of a computer beside its cards: dmidecode, lscpu,
   /proc/cpuinfo, free and /proc/meminfo. */
#ifndef RIG_HOST_H
#define RIG_HOST_H

#include "rig_said.h"

/* As in rig_nvidia.h. */
bool rig_host_dmi_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_host_dmi(struct rig_said *s, const struct rig_lines *b);
bool rig_host_cpu_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_host_cpu(struct rig_said *s, const struct rig_lines *b);
bool rig_host_cores_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_host_cores(struct rig_said *s, const struct rig_lines *b);
bool rig_host_free_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_host_free(struct rig_said *s, const struct rig_lines *b);
bool rig_host_meminfo_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_host_meminfo(struct rig_said *s, const struct rig_lines *b);

#endif
