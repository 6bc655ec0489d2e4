/* rig_amd.h: what rocm-smi and amd-smi print for people. JSON: rig_json.h; CSV: rig_columns.h. */
#ifndef RIG_AMD_H
#define RIG_AMD_H

#include "rig_said.h"

/* As in rig_nvidia.h. rocm-smi: its table, old and new, and lines like "GPU[0] : Card Series: ...". */
bool rig_amd_rocm_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_amd_rocm(struct rig_said *s, const struct rig_lines *b);
/* amd-smi list, static and metric: names and values in sections below "GPU: 0". */
bool rig_amd_sections_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_amd_sections(struct rig_said *s, const struct rig_lines *b);
/* amd-smi monitor: a row for each card below "GPU  POWER ...". */
bool rig_amd_monitor_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_amd_monitor(struct rig_said *s, const struct rig_lines *b);
/* amd-smi without arguments: a table in a frame, two lines for each card. */
bool rig_amd_table_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_amd_table(struct rig_said *s, const struct rig_lines *b);

#endif
