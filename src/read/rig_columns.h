/* rig_columns.h: outputs in CSV: `nvidia-smi --query-gpu=... --format=csv` with any columns, with or without units and
   head, `rocm-smi --csv` and `amd-smi --csv`. */
#ifndef RIG_COLUMNS_H
#define RIG_COLUMNS_H

#include "rig_said.h"

/* As in rig_nvidia.h. */
bool rig_columns_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_columns(struct rig_said *s, const struct rig_lines *b);
/* Rows of nvidia-smi without head. What the cells are is seen from a command above them ("nvidia-smi
   --query-gpu=name,power.limit --format=csv,noheader"), else from the cells; a cell that could be several things is
   left out with a warning. */
bool rig_columns_bare_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_columns_bare(struct rig_said *s, const struct rig_lines *b);
bool rig_columns_asked_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_columns_asked(struct rig_said *s, const struct rig_lines *b);

#endif
