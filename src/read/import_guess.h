/* import_guess.h: recognises what `rigplan import FILE` is given. */
#ifndef IMPORT_GUESS_H
#define IMPORT_GUESS_H

#include <stddef.h>

struct arena;
struct diags;

/* Returns the kind of a text by its content: "gguf" (its first bytes), "hf" (a config.json), "llama-bench" (the output
   of a benchmark, whatever program printed it), "memory" (a start log without such output), "rig" (what nvidia-smi and
   other programs print about a machine) or "parts" for everything else, a list of parts. */
const char *import_guess_text(struct arena *a, const char *text, size_t size);
/* Returns the kind of a file by its first MiB. NULL with a diagnostic when the file cannot be
   read. */
const char *import_guess(struct arena *a, struct diags *d, const char *path);

#endif
