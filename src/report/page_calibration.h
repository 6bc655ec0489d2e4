/* page_calibration.h: calibration records and spreads as a catalogue file. */
#ifndef PAGE_CALIBRATION_H
#define PAGE_CALIBRATION_H

#include "records.h"
#include "str.h"

/* source says what they were fitted to; date is the measurements'. */
void page_calibration_json(const struct calibration_list *c, const struct spread_list *s, const char *source,
                           const char *date, struct str *out);

#endif
