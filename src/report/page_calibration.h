/* page_calibration.h: a calibration as a catalogue file. */
#ifndef PAGE_CALIBRATION_H
#define PAGE_CALIBRATION_H

#include "records.h"
#include "str.h"

/* Adds the file. source says what the records were fitted to, date is written to each record (YYYY-MM or YYYY-MM-DD).
   own: the policy of the user's machine; NULL: none. */
void page_calibration_json(const struct calibration_list *c, const struct spread_list *s, const char *source,
                           const char *date, const struct policy *own, struct str *out);

#endif
