/* page_validate.h: what validation found, as a table, as JSON (schema rigplan-validate-1) and row by row as CSV. */
#ifndef PAGE_VALIDATE_H
#define PAGE_VALIDATE_H

#include "param_counts.h"
#include "measured.h"
#include "str.h"
#include "check.h"

void page_validate_text(const struct measured *m, const struct check_rows *rows, const struct check_summary *s,
                        struct str *out);
void page_validate_json(const struct measured *m, const struct check_rows *rows, const struct check_summary *s,
                        struct str *out);
/* Keys, status and figures of the kind of file. */
void page_validate_rows(const struct measured *m, const struct check_rows *rows, struct str *out);

/* Parameter counts of all models against published ones. */
void page_validate_counts(const struct param_counts_row *rows, const struct param_counts_sum *sum, struct str *out);

#endif
