/* rig_json.h: outputs in JSON: `rocm-smi --json`, `amd-smi --json`, `system_profiler -json`. */
#ifndef RIG_JSON_H
#define RIG_JSON_H

#include "rig_said.h"

/* As in rig_nvidia.h. */
bool rig_json_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_json(struct rig_said *s, const struct rig_lines *b);

#endif
