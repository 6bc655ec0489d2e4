/* rig_nvidia.h: what nvidia-smi prints for people: its table, `-L` and `topo -m`. `-q` and CSV: rig_nvidia_log.h,
   rig_columns.h. Each function with _is returns whether an output begins at line i; the other one reads it from the
   first of the lines, adds it to *s and returns how many lines it takes. */
#ifndef RIG_NVIDIA_H
#define RIG_NVIDIA_H

#include "rig_said.h"

/* The table, of all years: a card on two or three lines, then the programs that run on the cards. */
bool rig_nvidia_table_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_nvidia_table(struct rig_said *s, const struct rig_lines *b);
/* `nvidia-smi -L`: "GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-...)". */
bool rig_nvidia_list_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_nvidia_list(struct rig_said *s, const struct rig_lines *b);
/* `nvidia-smi topo -m` and `topo -p2p`: a matrix of the cards, beside other devices. */
bool rig_nvidia_matrix_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_nvidia_matrix(struct rig_said *s, const struct rig_lines *b);

#endif
