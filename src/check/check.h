/* check.h: predicts every row of a measurement file and sums up the errors by class. Each kind of file defines a
   check_kind in a file of its own. */
#ifndef CHECK_H
#define CHECK_H

#include "catalogue.h"
#include "measured.h"
#include "results.h"
struct arena;
struct prepared;

/* CHECK_VERDICT: the row says only whether it ran, so only the verdict is compared. */
enum check_status { CHECK_PREDICTED, CHECK_SKIPPED, CHECK_VERDICT };

/* The common part of a row's result. Each kind's own result struct starts with it. */
struct check_row {
    enum check_status status;
    const char *reason; /* why it was skipped (a string constant); NULL if it was not */
    const char *what;   /* the id that the catalogue lacks; NULL: none */
    const char *excuse; /* why a figure may be far out; NULL: no known reason */
    int class;          /* index into the summary's classes; -1: none */
    double error_frac;  /* predicted / measured - 1; NaN: nothing to compare */
    /* The verdict, where judged. */
    bool judged;
    bool fits;  /* predicted: everything fits on the devices */
    bool tight; /* predicted: little is spare */
    bool ran;   /* measured */
    /* Reason why the row is not judged (a string constant). NULL if it is judged, or if the row does not say whether it
       ran. */
    const char *unjudged;
};

/* Errors of the rows of one class. */
struct check_class {
    char name[96];
    size_t n;
    double mean_frac, median_frac, p90_frac; /* of |error| */
    double bias_frac;                        /* median signed error */
    double within80_frac, within95_frac;     /* share of the rows inside their range; NaN: no row has a range */
    double within1_frac, within5_frac;       /* share of the rows off by at most 1 % and at most 5 % */
    double under_frac;                       /* largest under-prediction, as a negative fraction; 0: none */
    double most_frac;                        /* largest |error| */
};

enum { CHECK_MAX_CLASSES = 200, CHECK_MAX_FITTED = 8 };

struct check_summary {
    size_t n_rows, n_predicted, n_skipped;
    size_t n_verdicts, n_right; /* rows judged, and rows judged correctly */
    size_t n_tight;             /* wrongly judged rows whose fit is tight */
    size_t n_fitted;            /* cross-validation of offload files: constants fitted to all rows */
    struct {
        const char *name;
        double value;
    } fitted[CHECK_MAX_FITTED];
    bool shares; /* the kind has no ranges: print shares within 1 and 5 % instead */
    int n_classes;
    struct check_class class[CHECK_MAX_CLASSES];
};

/* What a kind's run function works on. */
struct check_case {
    const struct catalogue *c;
    const struct measured *m;
    struct prepared *s; /* two elements: scratch space for a case and its draft model */
    void *rows;         /* results of the kind, one for each row of m, zeroed */
    double *work;       /* room for four numbers a row */
    struct check_summary *sum;
};

/* A kind of file: how it is read, predicted and written. */
struct check_kind {
    struct measured_kind file;
    const char *keys[2];                /* one or two columns that name a row */
    bool says_status;                   /* --rows writes status and reason */
    const struct figure_table *figures; /* what --rows writes for a row */
    size_t size, figures_at;            /* of a result: its size, and the offset of its figures */
    const char *total_mib;              /* heading of the list of rows that are off by more than 5 %; NULL: no list */
    /* Predicts the rows and sums up the errors. */
    void (*run)(const struct check_case *k);
};
#define KIND(name) extern const struct check_kind check_##name;
#include "check_kinds.def"
#undef KIND

/* All kinds, for load_measured. */
extern const struct measured_kinds check_kinds;

/* Results of the rows of a file. */
struct check_rows {
    const struct check_kind *kind;
    size_t n;
    void *v; /* n results, each kind->size bytes */
    double *work;
};
/* Returns zeroed results for the file. */
struct check_rows check_rows(struct arena *a, const struct measured *m);
/* Returns the result of row i. */
const struct check_row *check_at(const struct check_rows *rows, size_t i);
/* Returns the figures of row i, for results_member. */
const void *check_figures(const struct check_rows *rows, size_t i);

/* Fills the zeroed rows and the summary; s points to two elements, as in struct check_case. */
void check_run(const struct catalogue *c, const struct measured *m, struct prepared *s, const struct check_rows *rows,
               struct check_summary *out);

#endif
