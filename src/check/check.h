/* check.h: every row of a measurement file predicted, and the errors by class. A class is phase x split x kind of
   device x dense, MoE or hybrid. */
#ifndef CHECK_H
#define CHECK_H

#include "catalogue.h"
#include "measured.h"
#include "range.h"
struct prepared;

enum check_status { CHECK_PREDICTED, CHECK_SKIPPED, CHECK_VERDICT };

enum { CHECK_SIZE_COLUMNS = 7 };
/* What a log row may state. The pool of an engine that takes one stands in the cache's place. */
enum check_log { CHECK_WEIGHTS, CHECK_CACHE, CHECK_COMPUTE, CHECK_HOST, CHECK_TOTAL, CHECK_TOKENS, CHECK_LOG_COLUMNS };

struct check_row {
    enum check_status status;
    const char *reason;     /* of a skipped row; a constant text */
    const char *what;       /* the id that is missing, or NULL */
    struct range predicted; /* speed files: tokens/s */
    double ceiling_tok_s;   /* speed files: what no estimate of a decode row reaches over; NaN of a prefill row */
    bool fits;              /* our verdict: all of it on the devices */
    double weights_mib, kv_mib, compute_mib, host_mib, layers; /* memory files */
    double bytes[CHECK_SIZE_COLUMNS]; /* size files: total, embedding, output, attn, ffn, experts, other */
    double log[CHECK_LOG_COLUMNS];    /* log files: MiB, and tokens of a pool; NaN where nothing is said */
    int log_class[CHECK_LOG_COLUMNS]; /* classes of the figures that are compared; -1: not compared */
    bool judged, ran, tight;          /* there is a verdict in fits; what the row says; our verdict is tight */
    double total_error_frac;          /* log files: of the total; NaN where it is not compared */
    const char *unjudged;             /* why there is no verdict on a row that says whether it ran; a constant text */
    const char *excuse;               /* log files: why a figure may be far out; NULL: it should not be */
    int class;                        /* index into the summary's classes; -1: none */
    double prefill_tok_s,
        prefill_error_frac; /* offload files, where predicted is decode; NaN where there is nothing to compare */
    int prefill_class;      /* -1: none */
    double error_frac;      /* predicted / measured - 1; NaN where there is nothing to compare */
};

struct check_class {
    char name[96];
    size_t n;
    double mean_frac, median_frac, p90_frac, bias_frac; /* of |error|; bias is the median signed error */
    double within80_frac,
        within95_frac; /* of the rows that have a range, the part inside the 80 % and 95 % one; NaN where none has */
    double within1_frac, within5_frac; /* part of the rows that are at most 1 % and 5 % out */
    double under_frac,
        most_frac; /* the most that a row is predicted too small, as a negative part; the largest |error| */
};

enum { CHECK_MAX_CLASSES = 200, CHECK_MAX_FITTED = 8 };

struct check_summary {
    size_t n_rows, n_predicted, n_skipped;
    size_t n_verdicts, n_right, n_tight; /* n_tight: not right, within the tight band */
    size_t n_fitted;                     /* offload files: constants fitted to all rows, where that was asked */
    struct {
        const char *name;
        double value;
    } fitted[CHECK_MAX_FITTED];
    int n_classes;
    struct check_class class[CHECK_MAX_CLASSES];
};

/* rows has room for every row of the file, work for four doubles a row; s are two, for preparing cases and what drafts
   for them. */
void check_run(const struct catalogue *c, const struct measured *m, struct prepared *s, struct check_row *rows,
               double *work, struct check_summary *out);

#endif
