/* offloadtext.h: rows of measurements with part of the model in system RAM, in their sources' words: "2x RTX 3090
   24GB", "150-204 (CCD limited)", "7 of 58 MoE layers on GPU". data/measured/README.md lists the words; nothing is
   guessed beyond them. */
#ifndef OFFLOADTEXT_H
#define OFFLOADTEXT_H

#include "measured.h"
#include "prepare.h"

/* What the figure for the memory is. */
enum offloadtext_basis { OFFLOADTEXT_UNKNOWN, OFFLOADTEXT_STATED, OFFLOADTEXT_DERIVED };

struct offloadtext {
    struct request q;           /* n 0: the processor alone */
    struct model model;         /* the model of the request, with as many experts in use as the row says */
    double file_gib;            /* of a file whose mix is not known; NaN: the quant's */
    enum offloadtext_basis ram; /* unknown: the request leaves it to the policy */
    double stream_tokens;       /* tokens from which weights are copied to a card; NaN: the engine's */
    struct engine engine;       /* the engine with that */
    bool prompt_known;          /* the length of the prompt is stated */
};

/* Fills the request, which points into *out. NULL, or why the row cannot be predicted, a constant text; *what is then
   the name that the catalogue lacks, or NULL. */
const char *offloadtext_read(const struct catalogue *c, const struct offload_row *r, struct offloadtext *out,
                             const char **what);
/* Bandwidth of system RAM: as stated (the middle of a range), or from the channels and rate of the memory, or of the
   processor in the catalogue. NaN with UNKNOWN. */
double offloadtext_ram_gb_s(const struct catalogue *c, const struct offload_row *r, enum offloadtext_basis *basis);

/* Prepares what was read, and where everything lies; false where no calibration speaks of it. *t must stay where it is.
 */
bool offloadtext_prepare(const struct catalogue *c, struct offloadtext *t, struct prepared *s, struct placement *pl);

/* Does a step of the phase read from system RAM with the processor, so that its bandwidth counts? */
bool offloadtext_reads_ram(const struct prepared *s, const struct placement *pl, bool decode);

#endif
