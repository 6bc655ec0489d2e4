/* validate.h: every row of a measurement file predicted, and the errors by class. A class is phase x split x kind of device x
   dense, MoE or hybrid. */
#ifndef VALIDATE_H
#define VALIDATE_H

#include "catalogue.h"
#include "measured.h"
#include "range.h"
struct setup;

enum validate_status { VALIDATE_PREDICTED, VALIDATE_SKIPPED, VALIDATE_VERDICT };

enum { VALIDATE_SIZE_COLUMNS = 7 };

struct validate_row {
    enum validate_status status;
    const char *reason;      /* of a skipped row; a constant text */
    const char *what;        /* the id that is missing, or NULL */
    struct range predicted;  /* speed files: tokens/s */
    bool fits;               /* fit rows */
    double weights_mib, kv_mib, compute_mib, host_mib, layers; /* memory files */
    double bytes[VALIDATE_SIZE_COLUMNS]; /* size files: total, embedding, output, attn, ffn, experts, other */
    int class;               /* index into the summary's classes; -1: none */
    double error_frac;       /* predicted / measured - 1; NaN where there is nothing to compare */
};

struct validate_class {
    char name[96];
    size_t n;
    double mean_frac, median_frac, p90_frac, bias_frac; /* of |error|; bias is the median signed error */
    double within80_frac;    /* part of the rows inside the 80 % range; NaN where there are no ranges */
};

enum { VALIDATE_MAX_CLASSES = 200 };

struct validate_summary {
    size_t n_rows, n_predicted, n_verdicts, n_right, n_skipped;
    int n_classes;
    struct validate_class class[VALIDATE_MAX_CLASSES];
};

/* rows has room for every row of the file, work for as many doubles; s is for preparing cases. */
void validate_run(const struct catalogue *c, const struct measured *m, struct setup *s, struct validate_row *rows, double *work,
                  struct validate_summary *out);

#endif
