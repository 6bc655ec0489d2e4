/* rig_screen.h: what glxinfo and inxi say of graphics cards and memory. */
#ifndef RIG_SCREEN_H
#define RIG_SCREEN_H

#include "rig_said.h"

/* As in rig_nvidia.h. */
bool rig_screen_glx_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_screen_glx(struct rig_said *s, const struct rig_lines *b);
bool rig_screen_inxi_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_screen_inxi(struct rig_said *s, const struct rig_lines *b);

#endif
