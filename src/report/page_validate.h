/* page_validate.h: results of validation: errors by class as a table or as JSON (schema rigplan-validate-1), and every
   prediction as CSV. */
#ifndef PAGE_VALIDATE_H
#define PAGE_VALIDATE_H

#include "param_counts.h"
#include "measured.h"
#include "str.h"
#include "check.h"

/* Adds the table: rows skipped and why, wrong verdicts, totals that are far off, errors by class. */
void page_validate_text(const struct measured *m, const struct check_rows *rows, const struct check_summary *s,
                        struct str *out);
/* Adds the same as JSON, with every class. */
void page_validate_json(const struct measured *m, const struct check_rows *rows, const struct check_summary *s,
                        struct str *out);
/* Adds one CSV line for each row: keys, status and reason where the kind has them, figures. */
void page_validate_rows(const struct measured *m, const struct check_rows *rows, struct str *out);

/* Adds a table of the parameter counts of all models beside the published ones. */
void page_validate_counts(const struct param_counts_row *rows, const struct param_counts_sum *sum, struct str *out);

#endif
