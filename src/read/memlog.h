/* memlog.h: what the start log of an engine says of its memory: one load for each model that is loaded, and for each
   context of it. The readers are memlog_llama.h (llama.cpp and what is built on it), memlog_vllm.h and memlog_sglang.h;
   import_memlog.h makes rows of the loads.

   NAN and NULL: the log does not say. INFINITY: it says two things, which was told, and the figure counts as not said.
 */
#ifndef MEMLOG_H
#define MEMLOG_H

#include "origin.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

enum { MEMLOG_DEVICES = 64 };

/* What lies on a device or in system RAM. */
enum memlog_part { MEMLOG_WEIGHTS, MEMLOG_CACHE, MEMLOG_STATE, MEMLOG_COMPUTE, MEMLOG_PARTS };

/* A device, or a kind of buffer in system RAM. */
struct memlog_device {
    const char *label; /* of llama.cpp: "CUDA0", "Metal", "CPU_Mapped" */
    const char *name;  /* "NVIDIA GeForce RTX 3090" */
    bool host;         /* it is system RAM */
    bool shared;       /* "CUDA_Split": rows of matrices on all devices of that kind */
    bool mapped;       /* pages of the file: their range may span what lies elsewhere */
    double free_mib, total_mib;
    double mib[MEMLOG_PARTS];
    double open[MEMLOG_PARTS]; /* lines of the cache that is being read; NAN: none */
};

struct memlog_load {
    struct origin at;   /* where it starts */
    const char *engine; /* id of the catalogue */
    const char *date;   /* month of the run, YYYY-MM */
    const char *build;
    /* the model */
    const char *file, *title;        /* name of the file or repository; name in the file's header */
    const char *arch, *kind, *ftype; /* llama.cpp's: "qwen3moe", "30B.A3B", "Q4_K - Medium" */
    double params, round_frac;       /* parameters; half of the last printed digit as a part of them */
    double size_b, vocab, hidden;
    double ram_gib;           /* of the machine */
    double offloaded, layers; /* layers on devices, of how many, the output counting as one */
    bool overridden;          /* tensors were placed by hand */
    bool plan;                /* sizes were only planned, or only the vocabulary was read */
    /* the context */
    double ctx, ubatch, batch, n_seq, mla, amb_mib;
    const char *flash_attn; /* "1", "0" */
    const char *kv_type, *kv_type_v, *kv_latent;
    bool context; /* a context was seen */
    bool draft;   /* it belongs to prediction layers */
    bool ran, failed;
    const char *size_line; /* the line that summed up the cache last */
    struct memlog_device device[MEMLOG_DEVICES];
    int n_devices;
    /* engines with a pool; of one card */
    double tensor_parallel, cards; /* cards that share a layer; cards in all */
    double weights_mib, activation_mib, outside_mib, pool_mib, pool_tokens, util_frac, card_gib;
    const char *note; /* further words of the log */
};

struct memlog_loads {
    size_t n, room;
    struct memlog_load **v;
};

struct memlog_text {
    struct arena *arena;
    struct diags *d;
    const char *file, *text; /* text in UTF-8 */
    struct memlog_loads *loads;
    const char *told[32]; /* warnings so far, each told once */
    size_t n_told;
};

/* Adds a load with nothing said. */
struct memlog_load *memlog_new(struct memlog_text *t, int line, const char *engine);
/* Adds a load of the same model with a new context. */
struct memlog_load *memlog_again(struct memlog_text *t, int line, const struct memlog_load *like);
/* Returns whether any memory of the load is known, or that it failed. */
bool memlog_says(const struct memlog_load *l);
/* Adds the warning, once for each text. */
void memlog_tell(struct memlog_text *t, int line, const char *text);
/* Sets *slot to x; where it had another value, further than within apart, tells so and sets it to INFINITY. */
void memlog_put(struct memlog_text *t, int line, double *slot, double x, double within, const char *what);
/* Returns what stands behind "word:" in the line, without blanks; NULL: it is not there. */
const char *memlog_behind(const char *line, const char *word);
/* Returns what stands behind "key =" at s, without blanks; NULL: another key. */
const char *memlog_value(const char *s, const char *key);
/* Returns the text up to one of the characters that end it; "": nothing stands there. */
const char *memlog_word(struct arena *a, const char *s, const char *ends);
/* Returns the number at s, NAN: none. */
double memlog_number(const char *s);
/* Returns a size at s, "14.49 GiB", "8.51GiB" or "637.18 MiB", in bytes; NAN: none. binary: GB means GiB. */
double memlog_size_b(const char *s, bool binary);
/* Returns the month of the date that stands at the beginning of the line, "2026-04"; NULL: none. */
const char *memlog_month(struct arena *a, const char *line);

#endif
