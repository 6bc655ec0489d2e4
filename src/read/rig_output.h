/* rig_output.h: finds the outputs of programs in a text and reads each: one or several, one after another, with a
   terminal's other lines between them. */
#ifndef RIG_OUTPUT_H
#define RIG_OUTPUT_H

#include "rig_said.h"

/* Returns whether a text, zero-terminated, has an output that is read here. */
bool rig_output_is(struct arena *a, const char *text);
/* Adds the outputs of a text in UTF-8 to *s. A line outside of them that looks like a card is a warning; a text without
   any output is an error. */
void rig_output_read(struct rig_said *s, const char *file, const char *text);
/* Returns the names of the programs that are read: "nvidia-smi, rocm-smi, ...". */
const char *rig_output_programs(void);

#endif
