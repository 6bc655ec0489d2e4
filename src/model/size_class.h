/* size_class.h: a rough class of how capable a model is, by its size alone: no benchmark. A model with experts counts
   as a dense one of sqrt(total x active parameters), a rule of thumb; sources and bounds: docs/model.md. */
#ifndef SIZE_CLASS_H
#define SIZE_CLASS_H

#include "records.h"

/* Returns the parameters of a dense model of about the same ability: all of them for a dense model; NaN if the active
   parameters of a model with experts are unknown. */
double size_class_params(const struct model *m);
/* Returns the class of that many dense-equivalent parameters; size_class_unknown for NaN. */
enum size_class size_class_of(double params, const struct policy *p);

#endif
