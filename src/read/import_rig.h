/* import_rig.h: makes a machine from what programs print about the hardware that they run on. */
#ifndef IMPORT_RIG_H
#define IMPORT_RIG_H

#include "catalogue.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;
struct str;

/* Most bytes, in MiB, of a text: those of RIG_SAID_MOST_LINES lines, of which some copies are made. */
enum { IMPORT_RIG_MOST_MIB = 4 };

struct import_rig_text {
    const char *file; /* for messages, and where the text is from */
    char *text;       /* zero-terminated, in UTF-8 or UTF-16; may be changed */
    size_t size;
};

/* Appends a machine file (rigplan-machine-1) in YAML made from n texts, each with one or more outputs of nvidia-smi,
   rocm-smi, amd-smi, system_profiler, lspci, glxinfo, inxi, dmidecode, lscpu or free. asked: the programs were asked on
   this machine, file names each; else the texts are files. Facts for which a machine has no field are comments. What
   names no record is a warning and a comment. Returns false with diagnostics when a text has no such output, when two
   outputs contradict each other or when nothing is known. */
bool import_rig(struct arena *a, struct diags *d, const struct catalogue *c, bool asked,
                const struct import_rig_text *texts, size_t n, struct str *out);

#endif
