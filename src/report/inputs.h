/* inputs.h: the values that a figure was computed from, each with where it comes from. */
#ifndef INPUTS_H
#define INPUTS_H

#include "schema.h"
#include "str.h"

struct device;
struct model;
struct quant;
struct link;

/* The named fields of a record (NULL at the end): its source once, then a line each; a value with a source of its own
   names it. */
void inputs_print(struct str *out, const char *what, const struct kind *k, const void *record,
                  const char *const names[]);
/* What speed and memory of a case go by: devices (each kind once), model, quant and link (NULL: none). */
void inputs_case(struct str *out, const struct device *const devices[], int n, const struct model *m,
                 const struct quant *q, const struct link *l, const struct link *bridge);

#endif
