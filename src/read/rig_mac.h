/* rig_mac.h: what system_profiler says of a Mac: its model, chip, GPU cores and memory. */
#ifndef RIG_MAC_H
#define RIG_MAC_H

#include "rig_said.h"

struct tree;

/* As in rig_nvidia.h: SPHardwareDataType and SPDisplaysDataType as text. */
bool rig_mac_text_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_mac_text(struct rig_said *s, const struct rig_lines *b);
/* The same in JSON: whether a value is one; adds it to *s. */
bool rig_mac_is(const struct tree *root);
void rig_mac_members(struct rig_said *s, const struct tree *root, struct origin at);

#endif
