/* check.h: every row of a measurement file predicted, and the errors by class. What the kinds of files have in common
   is here; each has a file of its own, which defines a check_kind. */
#ifndef CHECK_H
#define CHECK_H

#include "catalogue.h"
#include "measured.h"
#include "results.h"
struct arena;
struct prepared;

enum check_status { CHECK_PREDICTED, CHECK_SKIPPED, CHECK_VERDICT };

/* The first member of the result of a row, whatever its kind. */
struct check_row {
    enum check_status status;
    const char *reason;      /* of a skipped row; a constant text */
    const char *what;        /* the id that is missing, or NULL */
    const char *excuse;      /* why a figure may be far out; NULL: it should not be */
    int class;               /* index into the summary's classes; -1: none */
    double error_frac;       /* predicted / measured - 1; NaN where there is nothing to compare */
    bool fits;               /* our verdict: all of it on the devices */
    bool judged, ran, tight; /* there is a verdict in fits; what the row says; our verdict is tight */
    const char *unjudged;    /* why there is no verdict on a row that says whether it ran; a constant text */
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
    bool shares; /* classes are told by the parts within 1 and 5 %, not by those within ranges */
    int n_classes;
    struct check_class class[CHECK_MAX_CLASSES];
};

/* A file on its way through: rows are results of the kind, one for each row of m; work is room for four doubles a row;
   s are two, for preparing cases and what drafts for them. */
struct check_case {
    const struct catalogue *c;
    const struct measured *m;
    struct prepared *s;
    void *rows;
    double *work;
    struct check_summary *sum;
};

/* A kind of file: how it reads, what is written for a row, and who predicts. */
struct check_kind {
    struct measured_kind file;
    const char *keys[2];                /* the columns of the file that name a row, one or two */
    bool says_status;                   /* the row is written with status and reason */
    const struct figure_table *figures; /* what is written for it */
    size_t size, figures_at;            /* of a result; where the figures are in it */
    const char *total_mib;              /* column whose errors (error_frac) over 5 % are told one by one; NULL: none */
    void (*run)(const struct check_case *k); /* predicts the rows and sums up the errors */
};
#define KIND(name) extern const struct check_kind check_##name;
#include "check_kinds.def"
#undef KIND

/* All of them, for load_measured. */
extern const struct measured_kinds check_kinds;

/* Results of the rows of a file. */
struct check_rows {
    const struct check_kind *kind;
    size_t n;
    void *v;
    double *work;
};
struct check_rows check_rows(struct arena *a, const struct measured *m);
const struct check_row *check_at(const struct check_rows *rows, size_t i);
/* The figures of a row, for results_member. */
const void *check_figures(const struct check_rows *rows, size_t i);

/* Predicts the rows, which are all zero before; s as of check_case. */
void check_run(const struct catalogue *c, const struct measured *m, struct prepared *s, const struct check_rows *rows,
               struct check_summary *out);

#endif
