/* feed_html.h: reads the tables of an HTML page whose headers name things and prices, as PCPartPicker's do. */
#ifndef FEED_HTML_H
#define FEED_HTML_H

#include "feed_job.h"

/* Adds the rows of all tables. */
void feed_html_read(struct feed_job *job, const char *text);

#endif
