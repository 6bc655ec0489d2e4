/* feed_json.h: reads JSON and JSONL: lists of objects with the usual keys, at any depth. */
#ifndef FEED_JSON_H
#define FEED_JSON_H

#include "feed_job.h"

/* Returns whether the text begins as JSON: an object or a list of JSON values; BBCode and links begin with a bracket
   too. */
bool feed_json_is(const char *text);
/* Returns whether each line is an object of its own. */
bool feed_json_is_lines(const char *text);
/* Adds the rows of all objects that name a thing and a price. Objects of a list at the top and lines are read one at a
   time, so that a faulty one stops no other. */
void feed_json_read(struct feed_job *job, const char *text, size_t size);

#endif
