/* field_rules.h: judges pairs of fields of one record by the table field_rule.def. */
#ifndef FIELD_RULES_H
#define FIELD_RULES_H

#include "schema.h"

struct diags;

/* Age from which an offer, or the newest of all prices, is of long before a scenario, months. */
enum { FIELD_RULES_LONG_MONTHS = 12 };

/* Reports what contradicts itself, and texts that show nothing, in a record that was just read and in all records
   within it; links may be unresolved. Of a machine and a run, which take fields from other machines, what needs another
   field is left to field_rules_completed. name: what messages call a record without an id. */
void field_rules_read(struct diags *d, const struct kind *k, const void *record, const char *name);
/* Reports fields of a completed machine or run that lack the field they need, once for each place. */
void field_rules_completed(struct diags *d, const struct kind *k, const void *record, const char *name);

#endif
