/* import_guess.h: recognises what `rigplan import FILE` is given. */
#ifndef IMPORT_GUESS_H
#define IMPORT_GUESS_H

struct arena;
struct diags;

/* Returns the kind of a file by its first bytes: "gguf", "hf" (a config.json), "llama-bench", "vllm", or "parts" for
   everything else, a list of parts; standard input ("-") is taken for a list. NULL with a diagnostic when the file
   cannot be read. */
const char *import_guess(struct arena *a, struct diags *d, const char *path);

#endif
